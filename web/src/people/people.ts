import { useQuery } from "@tanstack/react-query";
import { said, useEndless } from "../api/cache";
import { answered, api, type Schemas } from "../api/client";

export type Person = Schemas["PersonView"];

export function usePeople(q: string) {
  const query = said({ q });
  return useEndless<Person>(["people", "list", query], (cursor, signal) =>
    answered(api.GET("/api/v1/people", { signal, params: { query: { ...query, ...said({ cursor }) } } })),
  );
}

export const usePerson = (id: string | undefined) =>
  useQuery({
    queryKey: ["people", id],
    enabled: id !== undefined,
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => answered(api.GET("/api/v1/people/{id}", { signal, params: { path: { id: id ?? "" } } })),
  });

/** The name of whoever did something: a person by id; the id itself while it is not known. */
export function usePersonName(id: string): string {
  const person = usePerson(id.startsWith("prs_") ? id : undefined);
  return person.data?.name ?? id;
}
