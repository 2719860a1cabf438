import { useCallback, useMemo } from "react";
import { UNSENT, useRemembered } from "./remembered";

/**
 * What somebody has written and not sent: it outlives a reload, leaving the page and a session that ends, and is forgotten when they
 * sign out. `what` names it among everything that they write.
 */
export function useKept<T>(person: string, what: string): { kept: T | undefined; keep: (written: T) => void; forget: () => void } {
  const [text, setText] = useRemembered(`${UNSENT}${person}.${what}`);
  const kept = useMemo(() => read<T>(text), [text]);
  const keep = useCallback((written: T) => setText(JSON.stringify(written)), [setText]);
  const forget = useCallback(() => setText(undefined), [setText]);
  return { kept, keep, forget };
}

function read<T>(text: string | undefined): T | undefined {
  if (!text) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
