import type { Language } from "../../i18n";

/** Hour and minute as Teams shows them beside a name. */
export const clock = (at: string, language: Language): string =>
  format(at, language, { hour: "numeric", minute: "2-digit" });

/** The day on the line between messages. */
export const day = (at: string, language: Language): string =>
  format(at, language, { month: "long", day: "numeric", weekday: "long" });

/** The full moment, for the tooltip. */
export const moment = (at: string, language: Language): string =>
  format(at, language, { dateStyle: "full", timeStyle: "medium" });

function format(at: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? "" : new Intl.DateTimeFormat(language, options).format(time);
}

export function sameDay(a: string, b: string): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** Whether a message stands under the name above it: same sender, within five minutes, same day. */
export function follows(before: { from: { id: string }; at: string } | undefined, now: { from: { id: string }; at: string }): boolean {
  if (!before || before.from.id !== now.from.id || !sameDay(before.at, now.at)) return false;
  return Math.abs(Date.parse(now.at) - Date.parse(before.at)) < 5 * 60_000;
}
