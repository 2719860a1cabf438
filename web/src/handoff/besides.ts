import { unmarked } from "../text/answer";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { answered, api, type Schemas } from "../api/client";
import { useRemembered } from "../session/remembered";
import type { Ticket } from "./tickets";

export type Beside = Schemas["BesideView"];
export type Related = Schemas["RelatedView"];
export type Similar = Schemas["SimilarView"];
export type Step = Schemas["StepView"];
export type Timeline = Schemas["TimelineView"];

/** Entries that a key puts into the reply: more have none. */
export const ENTRY_KEYS = ["1", "2", "3"] as const;
/** Similar tickets whose answers a key puts into the reply. */
export const TICKET_KEYS = ["4", "5", "6"] as const;

/** What may help with a ticket. It stands among what was read of entries: what is published meanwhile makes it stale. */
export const useBeside = (ticket: string, wanted = true) =>
  useQuery({
    queryKey: ["entries", "beside", ticket],
    enabled: wanted,
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => answered(api.GET("/api/v1/tickets/{id}/related", { signal, params: { path: { id: ticket } } })),
  });

export const useTimeline = (ticket: string) =>
  useQuery({
    queryKey: ["tickets", ticket, "timeline"],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/tickets/{id}/timeline", { signal, params: { path: { id: ticket } } })),
  });

/** As many of the requester's other inquiries are shown. */
const EARLIER = 6;

export const useEarlier = (person: string) =>
  useQuery({
    queryKey: ["inquiries", "of", person],
    queryFn: ({ signal }) =>
      answered(api.GET("/api/v1/people/{id}/inquiries", { signal, params: { path: { id: person }, query: { limit: EARLIER } } })),
  });

/** What is put into the reply by a key or a button: the answers, in the order of the keys. */
export function answersOf(beside: Beside | undefined): Record<string, string> {
  const of = (keys: readonly string[], list: readonly { answer?: string | null }[] = []) =>
    keys.flatMap((key, index) => {
      const answer = list[index]?.answer;
      return answer ? [[key, unmarked(answer)] as const] : [];
    });
  return Object.fromEntries([...of(ENTRY_KEYS, beside?.entries), ...of(TICKET_KEYS, beside?.tickets)]);
}

/** From here on there is room for the talk and what stands beside it. */
const WIDE = "(min-width: 1100px)";

function useWide(): boolean {
  const follow = useCallback((changed: () => void) => {
    const media = window.matchMedia(WIDE);
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, []);
  return useSyncExternalStore(follow, () => window.matchMedia(WIDE).matches);
}

/** Whether it is shown: beside the talk until somebody closes it, over the talk (where there is no room) once somebody opens it. */
export function useShown(ticket: Ticket) {
  const wide = useWide();
  const [closed, setClosed] = useRemembered("beside.closed");
  const [over, setOver] = useRemembered("beside.over");
  const shown = wide ? closed === undefined : over === ticket.id;
  const show = (to: boolean) => (wide ? setClosed(to ? undefined : "yes") : setOver(to ? ticket.id : undefined));
  return { shown, show, wide };
}
