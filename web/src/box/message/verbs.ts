import { DEEPEST, verbsIn } from "../../card/verbs";
import { CARD, type Message } from "../world/types";

export const cardsOf = (message: Message): unknown[] =>
  message.attachments.filter((attachment) => attachment.contentType === CARD).map((attachment) => attachment.content);

/** The verbs of all cards of a message. */
export const verbsOf = (message: Message): string[] => verbsIn(cardsOf(message));

/** The longest headline that a thread's label repeats, in characters. */
const LONGEST = 60;

/** What a message begins with, for labels: its text, else the first words of its first card. */
export function headline(message: Message): string {
  const words = message.text.replace(/<[^>]{0,20}>/g, "").trim() || wordsIn(cardsOf(message)[0], 0) || "";
  return [...(words.split("\n", 1)[0] ?? "")].slice(0, LONGEST).join("");
}

function wordsIn(value: unknown, depth: number): string | undefined {
  if (depth > DEEPEST || typeof value !== "object" || value === null) return undefined;
  const { text } = value as { text?: unknown };
  if (typeof text === "string" && text.trim() !== "") return text.trim();
  for (const [key, inner] of Object.entries(value)) {
    const found = key === "actions" ? undefined : wordsIn(inner, depth + 1);
    if (found) return found;
  }
  return undefined;
}
