import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { said, useEndless } from "../api/cache";
import { answered, api, type Schemas } from "../api/client";
import { useNotice } from "../console/useNotice";

export type Inquiry = Schemas["InquiryView"];
export type InquiryLine = Schemas["InquiryLine"];
export type Message = Schemas["MessageView"];

/** How often it is looked whether a message has arrived. */
const ARRIVAL_MS = 1_500;

export const useInquiry = (id: string) =>
  useQuery({
    queryKey: ["inquiries", id],
    queryFn: ({ signal }): Promise<Inquiry> => answered(api.GET("/api/v1/inquiries/{id}", { signal, params: { path: { id } } })),
    // No event tells that a message has arrived: it is looked while one is under way.
    refetchInterval: (query): number | false => (query.state.data?.messages.some((message) => message.arrival === "waiting") ? ARRIVAL_MS : false),
  });

/** Sends what an agent wrote once more; the thread shows it on its way. */
export function useResend() {
  const cache = useQueryClient();
  const notice = useNotice();
  return useMutation({
    mutationFn: (id: string) => answered(api.POST("/api/v1/messages/{id}/resend", { params: { path: { id } }, body: {} })),
    onError: notice.refused,
    onSettled: () => cache.invalidateQueries({ queryKey: ["inquiries"] }),
  });
}

export function useInquiries(filter: { q: string; team: string }) {
  const query = said(filter);
  return useEndless<InquiryLine>(["inquiries", "list", query], (cursor, signal) =>
    answered(api.GET("/api/v1/inquiries", { signal, params: { query: { ...query, ...said({ cursor }) } } })),
  );
}
