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

  /** Looks where the reader is. The browser tells of scrolling only with its next frame; what arrives before must not pull them back. */
  const look = useCallback(() => {
    const element = list.current;
    if (!element) return;
    const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    // A card that grew below moves the end away without anybody having scrolled: only going up leaves the end.
    if (isNear || element.scrollTop < lastTop.current) atEnd.current = isNear;
    lastTop.current = element.scrollTop;
  }, []);

  const onScroll = useCallback(() => {
    look();
    if (atEnd.current) setBelow(false);
  }, [look]);

  const stay = useCallback(() => {
    look();
    if (atEnd.current) toEnd();
    return atEnd.current;
  }, [look, toEnd]);

  useLayoutEffect(() => {
    toEnd();
    const element = list.current;
    if (!element) return;
    // Cards and pictures grow after they were placed; so does the list when the window is turned.
    const grown = new ResizeObserver(stay);
    grown.observe(element);
    if (element.firstElementChild) grown.observe(element.firstElementChild);
    return () => grown.disconnect();
  }, [place, stay, toEnd]);

  useLayoutEffect(() => {
    if (newest === seen.current) return;
    seen.current = newest;
    if (!stay()) setBelow(true);
  }, [newest, stay]);

  return { list, below, toEnd, onScroll };
}
