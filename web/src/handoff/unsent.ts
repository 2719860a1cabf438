import { UNSENT, useRemembered } from "../session/remembered";

interface Unsent {
  text: string;
  /** The key under which these words were sent and no answer came: sent again with it, they are written once. */
  key?: string;
}

/**
 * What somebody has written to a ticket and not sent, a reply and a note apart: neither ever becomes the other. It outlives a reload, and
 * is forgotten when they sign out.
 */
export function useUnsent(person: string, ticket: string, note: boolean) {
  const [kept, keep] = useRemembered(`${UNSENT}${person}.${ticket}.${note ? "note" : "reply"}`);
  const unsent = read(kept);
  return {
    ...unsent,
    write: (text: string) => keep(text === "" ? undefined : JSON.stringify({ text })),
    /** It is under way: these words belong to this key until they are changed. */
    sending: (key: string) => keep(JSON.stringify({ text: unsent.text, key })),
    forget: () => keep(undefined),
  };
}

function read(kept: string | undefined): Unsent {
  if (!kept) return { text: "" };
  try {
    return JSON.parse(kept) as Unsent;
  } catch {
    return { text: "" };
  }
}
