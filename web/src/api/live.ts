import type { QueryClient } from "@tanstack/react-query";

/** The events of the desk, by the kinds of things that they change. */
export const EVENTS: Record<string, readonly string[]> = {
  "inquiry.asked.v1": ["inquiries"],
  "inquiry.resolved.v1": ["inquiries"],
  "message.said.v1": ["inquiries", "tickets"],
  "answer.given.v1": ["inquiries"],
  "answer.rated.v1": ["inquiries"],
  "answer.refuted.v1": ["inquiries"],
  "candidate.chosen.v1": ["inquiries"],
  "ticket.opened.v1": ["tickets", "inquiries"],
  "ticket.assigned.v1": ["tickets", "inquiries"],
  "ticket.escalated.v1": ["tickets", "inquiries"],
  "ticket.prioritised.v1": ["tickets"],
  "ticket.raised.v1": ["tickets"],
  "ticket.closed.v1": ["tickets", "inquiries"],
  "ticket.reopened.v1": ["tickets", "inquiries"],
  "ticket.handed_back.v1": ["tickets", "inquiries"],
  "ticket.undone.v1": ["tickets", "inquiries", "drafts"],
  "csat.given.v1": ["tickets"],
  "delivery.doubted.v1": ["inquiries"],
  "delivery.resent.v1": ["inquiries"],
  "task.requeued.v1": ["dead-letters"],
  "draft.proposed.v1": ["drafts"],
  "draft.approved.v1": ["drafts", "entries"],
  "draft.merged.v1": ["drafts", "entries"],
  "draft.rejected.v1": ["drafts"],
  "draft.undone.v1": ["drafts", "entries"],
  "draft.withdrawn.v1": ["drafts"],
  "entry.published.v1": ["entries", "gaps"],
  "entry.retired.v1": ["entries"],
  "faq.imported.v1": ["entries"],
  "gap.found.v1": ["gaps"],
  "team.connected.v1": ["teams"],
  "role.granted.v1": ["people", "me"],
  "role.revoked.v1": ["people", "me"],
  "account.created.v1": ["accounts", "people"],
};
/** Several events of one change come together: what they touch is read once. */
const GATHER_MS = 150;
/** Waits this long where the server would not have the stream, which a browser does not try again by itself. */
const AGAIN_MS = 10_000;

/**
 * Follows what happens in the desk and makes what was read of it stale. A browser resumes by itself after a cut, with the place that it
 * had come to; `reset` says that events were lost in the meantime, and everything is read anew.
 * Returns how to stop it.
 */
export function follow(cache: QueryClient, ended: () => void): () => void {
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let wasOpen = false;
  const touched = new Set<string>();

  const touch = (kinds: readonly string[]) => {
    kinds.forEach((kind) => touched.add(kind));
    gathering ??= setTimeout(() => {
      gathering = undefined;
      touched.forEach((kind) => void cache.invalidateQueries({ queryKey: [kind] }));
      touched.clear();
    }, GATHER_MS);
  };
  const open = () => {
    source = new EventSource("/api/v1/events");
    for (const [name, kinds] of Object.entries(EVENTS)) source.addEventListener(name, () => touch([...kinds, "audit"]));
    // It was cut, perhaps since one may no longer do what one could.
    source.onopen = () => {
      if (wasOpen) ended();
      wasOpen = true;
    };
    source.addEventListener("reset", () => void cache.invalidateQueries());
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      // Refused: perhaps the session has ended. Whoever asks who one is will know.
      ended();
      again = setTimeout(() => {
        void cache.invalidateQueries();
        open();
      }, AGAIN_MS);
    };
  };
  open();
  return () => {
    source?.close();
    clearTimeout(again);
    clearTimeout(gathering);
  };
}
