import { Button, Skeleton, SkeletonItem } from "@fluentui/react-components";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type ReactNode } from "react";
import { itemsOf, type Endless } from "../api/cache";
import { isGone } from "../api/client";
import { useSpeech } from "../i18n";
import { Empty } from "./Empty";
import { useWords } from "./words";

interface Props<T> {
  list: Endless<T>;
  /** What the list is, for screen readers. */
  label: string;
  /** The usual height of a line in pixels; each is measured when it is shown. */
  lineHeight: number;
  keyOf: (item: T) => string;
  line: (item: T, index: number) => ReactNode;
  /** What to say where there is nothing. */
  empty: ReactNode;
  /** The line that is kept in sight. */
  current?: number | undefined;
}

/** Reads on when so few lines are left below. */
const AHEAD = 15;

/** A list of any length: only what is in sight stands in the page, and more is read as one comes near its end. */
export function EndlessList<T>({ list, label, lineHeight, keyOf, line, empty, current }: Props<T>) {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const items = itemsOf(list);
  const lines = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    getItemKey: (index) => (items[index] ? keyOf(items[index]) : index),
    overscan: 8,
  });
  const shown = lines.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && last + AHEAD >= items.length) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, last, items.length]);
  const chosen = current === undefined ? undefined : items[current];
  const chosenKey = chosen && keyOf(chosen);
  // Only another choice is brought into sight: what arrives above it moves nothing that somebody reads.
  const place = useRef(current);
  useEffect(() => {
    place.current = current;
  });
  useEffect(() => {
    if (chosenKey !== undefined && place.current !== undefined) lines.scrollToIndex(place.current, { align: "auto" });
  }, [chosenKey, lines]);

  if (list.isPending) return <Lines label={t("loading")} />;
  if (list.isError && (items.length === 0 || isGone(list.error))) {
    return (
      <Empty title={t("list.broken")} text={refusal(list.error)}>
        <Button onClick={() => void list.refetch()}>{t("list.again")}</Button>
      </Empty>
    );
  }
  if (items.length === 0) return hasNextPage ? <Lines label={t("loading")} /> : <>{empty}</>;
  return (
    <div className="lines" ref={scroller}>
      <ul aria-label={label} style={{ height: lines.getTotalSize() }} aria-busy={list.isPlaceholderData}>
        {shown.map(({ index, key, start }) => (
          <li
            key={key}
            data-index={index}
            ref={lines.measureElement}
            aria-setsize={hasNextPage ? -1 : items.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start}px)` }}
          >
            {items[index] && line(items[index], index)}
          </li>
        ))}
      </ul>
      {isFetchNextPageError && (
        <p className="lines-foot">
          <Button onClick={() => void fetchNextPage()}>{t("list.again")}</Button>
        </p>
      )}
    </div>
  );
}

/** A list that is being read. */
const Lines = ({ label }: { label: string }) => (
  <Skeleton aria-label={label} className="skeleton">
    {Array.from({ length: 6 }, (_, index) => (
      <SkeletonItem key={index} size={36} />
    ))}
  </Skeleton>
);
