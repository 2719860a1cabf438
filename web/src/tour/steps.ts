import en from "../../../sample/tour.en.json";
import ja from "../../../sample/tour.ja.json";
import type { Language } from "../i18n";

/** What the tour offers to do: as whom, on which side, and what to say or which button to press. */
export type Deed =
  | { as: string; where: "chat" | "channel"; say: string }
  | { as: string; where: "chat" | "channel"; press: string };

/** What ends a step, as seen on the page; sample/README.md explains each. */
export type Until =
  | "answer.shown"
  | "rating.thanked"
  | "unknown.shown"
  | "ticket.shown"
  | "ticket.accepted"
  | "message.delivered"
  | "message.shown"
  | "ticket.closed"
  | "draft.shown"
  | "draft.approved"
  | "tour.ended";

export interface Step {
  id: string;
  title: string;
  text: string;
  do: Deed | null;
  until: Until;
  /** The step that brings about what this one works on. */
  needs?: string;
  /** What to say when that is not there. */
  missing?: string;
  /** What to say when the step was done and its end does not come. */
  late?: string;
}

/** The tour belongs to the sample company, so its texts lie with it. JSON knows no unions: the types are said here. */
export const tours: Record<Language, readonly Step[]> = { ja: ja as Step[], en: en as Step[] };

/** Who asks in a step: the last person who acted in a chat up to it. */
export function askerAt(steps: readonly Step[], index: number): string | undefined {
  for (let at = Math.min(index, steps.length - 1); at >= 0; at -= 1) {
    const deed = steps[at]?.do;
    if (deed?.where === "chat") return deed.as;
  }
  return undefined;
}
