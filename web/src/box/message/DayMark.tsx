import { useSpeech } from "../../i18n";
import { day, sameDay } from "./time";

/** The day, above the first message of it. */
export function DayMark({ before, at }: { before: string | undefined; at: string }) {
  const { language } = useSpeech();
  return before !== undefined && sameDay(before, at) ? null : <div className="day">{day(at, language)}</div>;
}
