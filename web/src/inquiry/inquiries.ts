import { useQuery } from "@tanstack/react-query";
import { said, useEndless } from "../api/cache";
import { answered, api, type Schemas } from "../api/client";

export type Inquiry = Schemas["InquiryView"];
export type InquiryLine = Schemas["InquiryLine"];
export type Message = Schemas["MessageView"];

export const useInquiry = (id: string) =>
  useQuery({
    queryKey: ["inquiries", id],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/inquiries/{id}", { signal, params: { path: { id } } })),
  });

export function useInquiries(filter: { q: string; team: string }) {
  const query = said(filter);
  return useEndless<InquiryLine>(["inquiries", "list", query], (cursor, signal) =>
    answered(api.GET("/api/v1/inquiries", { signal, params: { query: { ...query, ...said({ cursor }) } } })),
  );
}
