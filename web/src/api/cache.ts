import { QueryClient, useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from "@tanstack/react-query";
import { Refused } from "./client";

/**
 * What the pages have read. The first word of a key is the kind of thing, as in the API's paths (`tickets`, `entries` …), so that
 * whatever happens to one of them makes all that was read of its kind stale.
 */
export function newCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Live events say what has changed; this is for what they do not tell.
        staleTime: 30_000,
        // What was refused is refused again; what did not come through may come now.
        retry: (failures, error) => failures < 2 && (!(error instanceof Refused) || error.status === 0 || error.status >= 500),
        retryDelay: (failures) => 500 * 2 ** failures,
      },
    },
  });
}

export interface Page<T> {
  items: T[];
  next?: string | null;
  indexing?: boolean;
}

export type Endless<T> = UseInfiniteQueryResult<InfiniteData<Page<T>, string | undefined>, Error>;

/** A list by pages: `read` gets the cursor of the page that is wanted. */
export function useEndless<T>(
  key: readonly unknown[],
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
  enabled = true,
): Endless<T> {
  return useInfiniteQuery({
    queryKey: key,
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    getNextPageParam: (page: Page<T>) => page.next ?? undefined,
    placeholderData: (before: InfiniteData<Page<T>, string | undefined> | undefined) => before,
  });
}

/** All that has been read of a list. */
export const itemsOf = <T>(list: Endless<T>): T[] => list.data?.pages.flatMap((page) => page.items) ?? [];

/** A filter without what is not said, as query parameters want it. */
export function said<T extends object>(filter: T): { [K in keyof T]?: Exclude<T[K], undefined | "" | false> } {
  const entries = Object.entries(filter).filter(([, value]) => value !== undefined && value !== "" && value !== false);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined | "" | false> };
}
