import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { said, useEndless } from "../api/cache";
import { answered, api, type Schemas } from "../api/client";
import { useNotice } from "../console/useNotice";
import { useSpeech, type MessageKey } from "../i18n";

export type Draft = Schemas["DraftView"];
export type DraftView = "proposed" | "reviewed";

export function useDrafts(state: DraftView) {
  return useEndless<Draft>(["drafts", "list", state], (cursor, signal) =>
    answered(api.GET("/api/v1/drafts", { signal, params: { query: { state, ...said({ cursor }) } } })),
  );
}

export const useDraft = (id: string) =>
  useQuery({
    queryKey: ["drafts", id],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/drafts/{id}", { signal, params: { path: { id } } })),
  });

/** What a reviewer decides. */
export type Review =
  | { verb: "approve"; question?: string; answer?: string; asNew?: boolean }
  | { verb: "reject"; reason: string }
  | { verb: "merge"; entry: string }
  | { verb: "undo" };

/** Decides of a draft as it was read: one that was proposed anew in other words since is refused. */
export function useReview() {
  const cache = useQueryClient();
  const notice = useNotice();
  const { t } = useSpeech();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ draft, review }: { draft: Draft; review: Review }) => send(draft, review),
    onSuccess: (now, { review }) => {
      cache.setQueryData(["drafts", now.id], now);
      const undo = () => mutate({ draft: now, review: { verb: "undo" } });
      notice.done(t(`draft.done.${review.verb}` as MessageKey), review.verb === "undo" ? undefined : undo);
    },
    onError: notice.refused,
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: ["drafts"] });
      void cache.invalidateQueries({ queryKey: ["entries"] });
    },
  });
  // One decision at a time: the next draft is read before it is decided of.
  return (draft: Draft, review: Review, then?: () => void) => !isPending && mutate({ draft, review }, then && { onSuccess: then });
}

function send(draft: Draft, review: Review): Promise<Draft> {
  const params = { path: { id: draft.id } };
  const { round } = draft;
  switch (review.verb) {
    case "approve":
      return answered(api.POST("/api/v1/drafts/{id}/approve", { params, body: { ...said({ question: review.question, answer: review.answer }), as_new: review.asNew ?? false, round } }));
    case "reject":
      return answered(api.POST("/api/v1/drafts/{id}/reject", { params, body: { reason: review.reason, round } }));
    case "merge":
      return answered(api.POST("/api/v1/drafts/{id}/merge", { params, body: { entry: review.entry, round } }));
    case "undo":
      return answered(api.POST("/api/v1/drafts/{id}/undo", { params, body: { round } }));
  }
}
