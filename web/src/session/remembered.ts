import { useCallback, useState } from "react";

/** Everything this page keeps in the browser begins with this. */
const PREFIX = "madoguchi.";

/** A text the browser remembers; undefined where storage is empty or forbidden (private windows, policies). */
export function recall(key: string): string | undefined {
  try {
    return window.localStorage.getItem(PREFIX + key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers a text, or forgets it; silently nothing where storage is forbidden: the page works without. */
export function remember(key: string, value: string | undefined): void {
  try {
    if (value === undefined) window.localStorage.removeItem(PREFIX + key);
    else window.localStorage.setItem(PREFIX + key, value);
  } catch {
    // Nothing depends on it.
  }
}

/** State that survives a reload. */
export function useRemembered(key: string): [string | undefined, (value: string | undefined) => void] {
  const [value, setValue] = useState(() => recall(key));
  const set = useCallback(
    (next: string | undefined) => {
      remember(key, next);
      setValue(next);
    },
    [key],
  );
  return [value, set];
}

/** What the keys of words begin with that somebody wrote and did not send. */
export const UNSENT = "unsent.";

/** Forgets everything whose key begins so: what one person wrote is not for the next at the same browser. */
export function forgetAll(prefix: string): void {
  try {
    for (const key of Object.keys(window.localStorage)) if (key.startsWith(PREFIX + prefix)) window.localStorage.removeItem(key);
  } catch {
    // Nothing was kept either.
  }
}
