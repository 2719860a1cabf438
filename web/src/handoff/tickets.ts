import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { said, useEndless } from "../api/cache";
import { answered, api, Refused, type Schemas } from "../api/client";
import { useNotice } from "../console/useNotice";
import { useSpeech, type MessageKey } from "../i18n";
import { useMe } from "../session/me";

export type Ticket = Schemas["TicketView"];
export type Priority = Schemas["PriorityView"];
type Message = Schemas["MessageView"];
type Inquiry = Schemas["InquiryView"];

export const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal", "low"];
/** The lists of the inbox, in the order in which they are shown. */
export const VIEWS = ["mine", "unassigned", "open", "ended", "all"] as const;
export type View = (typeof VIEWS)[number];

const FILTERS: Record<View, { mine?: boolean; state: "queued" | "open" | "ended" | "any" }> = {
  mine: { mine: true, state: "open" },
  unassigned: { state: "queued" },
  open: { state: "open" },
  ended: { state: "ended" },
  all: { state: "any" },
};

export function useTickets(view: View, filter: { q: string; team: string }) {
  const query = said({ ...FILTERS[view], ...filter });
  return useEndless<Ticket>(["tickets", "list", query], (cursor, signal) =>
    answered(api.GET("/api/v1/tickets", { signal, params: { query: { ...query, ...said({ cursor }) } } })),
  );
}

export const useTicket = (id: string | undefined) =>
  useQuery({
    queryKey: ["tickets", id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => answered(api.GET("/api/v1/tickets/{id}", { signal, params: { path: { id: id ?? "" } } })),
  });

export const isOpen = (ticket: Ticket) => ticket.state === "queued" || ticket.state === "assigned";
/** Whether what was done last can still be taken back; no longer as soon as it cannot. */
export function useCanUndo({ undo_until: until }: Ticket): boolean {
  const [now, setNow] = useState(Date.now);
  const left = until ? Date.parse(until) - now : 0;
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setNow(Date.now()), left);
    return () => clearTimeout(timer);
  }, [left]);
  return left > 0;
}

/** What can be done with a ticket beside writing. */
export type Deed =
  | { verb: "accept" | "close" | "hand-back" | "reopen" | "undo" }
  | { verb: "assign"; agent: string }
  | { verb: "escalate"; team: string }
  | { verb: "priority"; priority: Priority };

/** How the ticket will stand, as far as one can know before the server has answered. */
function expected(ticket: Ticket, deed: Deed, me: Schemas["PersonRef"]): Ticket {
  const since = new Date().toISOString();
  switch (deed.verb) {
    case "accept":
      return { ...ticket, state: "assigned", agent: me, since };
    case "close":
      return { ...ticket, state: "closed", agent: me, since };
    case "hand-back":
      return { ...ticket, state: "handed-back", agent: me, since };
    case "reopen":
      return { ...ticket, state: "queued", agent: null, since: null };
    case "priority":
      return { ...ticket, priority: deed.priority };
    default:
      return ticket;
  }
}

/** Done so and so; these can be taken back for a minute. */
const UNDOABLE: readonly Deed["verb"][] = ["close", "hand-back", "escalate"];

/** Does something with a ticket: seen at once, and taken back with a word where the server refuses. */
export function useTicketDeeds() {
  const cache = useQueryClient();
  const notice = useNotice();
  const { t } = useSpeech();
  const me = useMe();
  const { mutate } = useMutation({
    mutationFn: ({ ticket, deed }: { ticket: Ticket; deed: Deed }) => send(ticket, deed),
    onMutate: async ({ ticket, deed }) => {
      const key = ["tickets", ticket.id];
      await cache.cancelQueries({ queryKey: key });
      const before = cache.getQueryData<Ticket>(key);
      cache.setQueryData(key, expected(before ?? ticket, deed, { id: me.id, name: me.name }));
      return before;
    },
    onSuccess: (now, { ticket, deed }) => {
      cache.setQueryData(["tickets", ticket.id], now);
      const undo = () => mutate({ ticket: now, deed: { verb: "undo" } });
      const text = t(`ticket.done.${deed.verb}` as MessageKey, { number: ticket.number });
      if (UNDOABLE.includes(deed.verb)) notice.done(text, undo, now.undo_until);
      else notice.done(text);
    },
    onError: (error, { ticket }, before) => {
      cache.setQueryData(["tickets", ticket.id], before);
      notice.refused(error);
    },
    // A ticket that was passed on may have left what one sees; the lists say so.
    onSettled: () => void cache.invalidateQueries({ queryKey: ["tickets"] }),
  });
  return (ticket: Ticket, deed: Deed) => mutate({ ticket, deed });
}

/** Decides of the ticket as it was read: in another round, nothing is done. */
function send({ id, round }: Ticket, deed: Deed): Promise<Ticket> {
  const params = { path: { id } };
  switch (deed.verb) {
    case "assign":
      return answered(api.POST("/api/v1/tickets/{id}/assign", { params, body: { agent: deed.agent, round } }));
    case "escalate":
      return answered(api.POST("/api/v1/tickets/{id}/escalate", { params, body: { team: deed.team, round } }));
    case "priority":
      return answered(api.POST("/api/v1/tickets/{id}/priority", { params, body: { priority: deed.priority, round } }));
    case "accept":
      return answered(api.POST("/api/v1/tickets/{id}/accept", { params, body: { round } }));
    case "close":
      return answered(api.POST("/api/v1/tickets/{id}/close", { params, body: { round } }));
    case "hand-back":
      return answered(api.POST("/api/v1/tickets/{id}/hand-back", { params, body: { round } }));
    case "reopen":
      return answered(api.POST("/api/v1/tickets/{id}/reopen", { params, body: { round } }));
    case "undo":
      return answered(api.POST("/api/v1/tickets/{id}/undo", { params, body: { round } }));
  }
}

/**
 * Writes to the requester or a note: it stands in the thread at once, and is taken out again where the server refuses. `written` is told
 * when it is durably so.
 */
export function useWrite(ticket: Ticket, written: (note: boolean) => void) {
  const cache = useQueryClient();
  const notice = useNotice();
  const me = useMe();
  const key = ["inquiries", ticket.inquiry];
  return useMutation({
    mutationFn: ({ text, note, key }: { text: string; note: boolean; key: string }) =>
      answered(
        api.POST("/api/v1/tickets/{id}/messages", {
          params: { path: { id: ticket.id }, header: { "Idempotency-Key": key } },
          body: { text, note },
        }),
      ),
    // Whether it was written is not known where no answer came; with its key it is written once.
    retry: (failures, error) => failures < 2 && error instanceof Refused && error.status === 0,
    onMutate: async ({ text, note }) => {
      await cache.cancelQueries({ queryKey: key });
      const before = cache.getQueryData<Inquiry>(key);
      if (before) cache.setQueryData<Inquiry>(key, { ...before, messages: [...before.messages, draftOf(text, note, me, before)] });
      return before;
    },
    onSuccess: (_ticket, { note }) => written(note),
    onError: (error, _said, before) => {
      if (before) cache.setQueryData(key, before);
      // Told wherever one is by then: the words wait at the ticket.
      notice.refused(error);
    },
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: key });
      void cache.invalidateQueries({ queryKey: ["tickets"] });
    },
  });
}

const draftOf = (text: string, note: boolean, me: Schemas["PersonRef"], { messages }: Inquiry): Message => ({
  id: `unsent-${messages.length}`,
  number: (messages.at(-1)?.number ?? 0) + 1,
  author: "agent",
  person: { id: me.id, name: me.name },
  kind: note ? "note" : "said",
  text,
  attachments: [],
  entries: [],
  arrival: note ? null : "waiting",
  at: new Date().toISOString(),
});
