import type { PressAnswer } from "../world/types";

/** What the page does with the bot's answer to a button. */
export type Outcome =
  | { kind: "done" }
  | { kind: "toast"; text: string }
  | { kind: "trouble"; text: string | undefined };

const TOAST = "application/vnd.microsoft.activity.message";

export function outcomeOf(answer: PressAnswer): Outcome {
  if (answer.status < 200 || answer.status >= 300) return { kind: "trouble", text: wordsIn(answer.value) };
  if (answer.type === TOAST) return { kind: "toast", text: wordsIn(answer.value) ?? "" };
  if (answer.type === "application/vnd.microsoft.error") return { kind: "trouble", text: wordsIn(answer.value) };
  return { kind: "done" };
}

function wordsIn(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const message = (value as { message?: unknown } | null | undefined)?.message;
  return typeof message === "string" && message !== "" ? message : undefined;
}
