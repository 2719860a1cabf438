import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { said, useEndless } from "../api/cache";
import { answered, api, type Schemas } from "../api/client";
import { useNotice } from "../console/useNotice";
import { useSpeech } from "../i18n";
import type { Audience } from "./audience";

export type Entry = Schemas["EntryView"];
export type EntryState = "published" | "retired" | "any";

export interface EntryFilter {
  q: string;
  state: EntryState;
  language: "" | "ja" | "en";
}

export function useEntries(filter: EntryFilter) {
  const query = said(filter);
  return useEndless<Entry>(["entries", "list", query], (cursor, signal) =>
    answered(api.GET("/api/v1/entries", { signal, params: { query: { ...query, ...said({ cursor }) } } })),
  );
}

export const useEntry = (id: string | undefined | null) =>
  useQuery({
    queryKey: ["entries", id],
    enabled: !!id,
    queryFn: ({ signal }) => answered(api.GET("/api/v1/entries/{id}", { signal, params: { path: { id: id ?? "" } } })),
  });

export const useVersions = (id: string) =>
  useEndless<Entry>(["entries", id, "versions"], (cursor, signal) =>
    answered(api.GET("/api/v1/entries/{id}/versions", { signal, params: { path: { id }, query: said({ cursor }) } })),
  );

/** What an editor writes. */
export interface Written {
  question: string;
  answer: string;
  variants: string[];
  language: "ja" | "en";
  audience: Audience;
}

export const writtenOf = ({ question, answer, variants, language, audience }: Entry): Written => ({ question, answer, variants, language, audience: audience ?? null });

/** Makes an entry, or a new version of the one that was read in this version. `saved` is told when it is durably so, wherever one is by then. */
export function useSave(entry: { id: string; version: number } | undefined, saved: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ written, key }: { written: Written; key: string }) =>
      entry
        ? answered(
            api.PATCH("/api/v1/entries/{id}", {
              params: { path: { id: entry.id }, header: { "If-Match": `"${entry.version}"` } },
              body: written,
            }),
          )
        : answered(api.POST("/api/v1/entries", { params: { header: { "Idempotency-Key": key } }, body: written })),
    onSuccess: (now) => {
      saved();
      cache.setQueryData(["entries", now.id], now);
      void cache.invalidateQueries({ queryKey: ["entries"] });
    },
  });
}

interface Retirement {
  id: string;
  /** The version that was read. */
  version: number;
  retire: boolean;
}

/** Takes an entry out of the FAQ, or brings it back; each is the undo of the other. */
export function useRetire() {
  const cache = useQueryClient();
  const notice = useNotice();
  const { t } = useSpeech();
  const { mutate } = useMutation({
    mutationFn: ({ id, version, retire }: Retirement) => {
      // What is taken back is the change that was read, not what somebody else has made of it since.
      const params = { path: { id }, header: { "If-Match": `"${version}"` } };
      return retire
        ? answered(api.POST("/api/v1/entries/{id}/retire", { params, body: {} }))
        : answered(api.POST("/api/v1/entries/{id}/restore", { params, body: {} }));
    },
    onMutate: ({ id, retire }) => {
      const before = cache.getQueryData<Entry>(["entries", id]);
      if (before) cache.setQueryData(["entries", id], { ...before, retired: retire });
      return before;
    },
    onSuccess: (now, { id, retire }) => {
      cache.setQueryData(["entries", id], now);
      notice.done(t(retire ? "entry.retired" : "entry.restored"), () => mutate({ id, version: now.version, retire: !retire }));
    },
    onError: (error, { id }, before) => {
      cache.setQueryData(["entries", id], before);
      notice.refused(error);
    },
    onSettled: () => void cache.invalidateQueries({ queryKey: ["entries"] }),
  });
  return mutate;
}
