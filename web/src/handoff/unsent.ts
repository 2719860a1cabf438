import { useKept } from "../session/kept";

interface Unsent {
  text: string;
  /** The key under which these words were sent and no answer came: sent again with it, they are written once. */
  key?: string;
}

/** What somebody has written to a ticket and not sent, a reply and a note apart: neither ever becomes the other. */
export function useUnsent(person: string, ticket: string, note: boolean) {
  const { kept = { text: "" }, keep, forget } = useKept<Unsent>(person, `${ticket}.${note ? "note" : "reply"}`);
  return {
    ...kept,
    write: (text: string) => (text === "" ? forget() : keep({ text })),
    /** It is under way: these words belong to this key until they are changed. */
    sending: (key: string) => keep({ text: kept.text, key }),
    forget,
  };
}
