import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from "react";

/** So near to its end (pixels) a list counts as being read at its end. */
const NEAR = 80;

interface End {
  /** The scrolling element. */
  list: RefObject<HTMLDivElement | null>;
  /** Whether something new lies below what is seen. */
  below: boolean;
  toEnd: () => void;
  onScroll: () => void;
}

/**
 * Keeps a list of messages at its end while it is read there, and says when new ones lie below otherwise.
 * `place` names what is listed: another place starts at its end.
 */
export function useEnd(place: string, newest: string | undefined): End {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const seen = useRef<string>(undefined);
  const [below, setBelow] = useState(false);

  const toEnd = useCallback(() => {
    const element = list.current;
    if (element) {
      element.scrollTop = element.scrollHeight;
      lastTop.current = element.scrollTop;
    }
    atEnd.current = true;
    setBelow(false);
  }, []);

  const onScroll = useCallback(() => {
    const element = list.current;
    if (!element) return;
    const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    // A card that grew below moves the end away without anybody having scrolled: only going up leaves the end.
    if (isNear || element.scrollTop < lastTop.current) atEnd.current = isNear;
    lastTop.current = element.scrollTop;
    if (atEnd.current) setBelow(false);
  }, []);

  useLayoutEffect(() => {
    toEnd();
    const element = list.current;
    if (!element) return;
    // Cards and pictures grow after they were placed; so does the list when the window is turned.
    const grown = new ResizeObserver(() => atEnd.current && toEnd());
    grown.observe(element);
    if (element.firstElementChild) grown.observe(element.firstElementChild);
    return () => grown.disconnect();
  }, [place, toEnd]);

  useLayoutEffect(() => {
    if (newest === seen.current) return;
    seen.current = newest;
    if (atEnd.current) toEnd();
    else setBelow(true);
  }, [newest, toEnd]);

  return { list, below, toEnd, onScroll };
}
