import { useMemo } from "react";
import { Refused } from "../api/client";
import { useSpeech, type MessageKey } from "../i18n";
import { hasText } from "../i18n/fill";

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Times, numbers and refusals in the words of the language in force. */
export function useWords() {
  const { language, t } = useSpeech();
  return useMemo(() => {
    const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
    const full = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
    const day = new Intl.DateTimeFormat(language, { month: "short", day: "numeric" });
    const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
    const numbers = new Intl.NumberFormat(language);
    const percents = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });

    /** "5 min ago" within a week, the day before that. */
    const ago = (at: string) => {
      const seconds = (Date.parse(at) - Date.now()) / 1000;
      if (Math.abs(seconds) >= 7 * 86_400) return day.format(new Date(at));
      const [unit, length] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ["minute", 60];
      return relative.format(Math.round(seconds / length), unit);
    };
    const unit = (value: number, of: "minute" | "hour" | "day") =>
      new Intl.NumberFormat(language, { style: "unit", unit: of, unitDisplay: "short", maximumFractionDigits: 1 }).format(value);
    /** A length of time in its usual unit; nothing is known: a dash. */
    const length = (seconds: number | null | undefined) => {
      if (typeof seconds !== "number") return "–";
      if (seconds < 3_600) return unit(Math.round(seconds / 60), "minute");
      return seconds < 172_800 ? unit(seconds / 3_600, "hour") : unit(seconds / 86_400, "day");
    };
    /** Why something was not done, and what to do about it. */
    const refusal = (error: unknown): string => {
      if (!(error instanceof Refused)) return t("problem.unknown", { why: String(error) });
      const key = `problem.${error.kind}`;
      const fields = error.problem?.errors?.map((one) => `${one.field}: ${one.problem}`).join("; ");
      const words = hasText(key) ? t(key as MessageKey) : t("problem.unknown", { why: error.message });
      return fields ? `${words} (${fields})` : words;
    };
    return {
      ago,
      length,
      refusal,
      full: (at: string) => full.format(new Date(at)),
      clock: (at: string) => clock.format(new Date(at)),
      day: (at: string) => day.format(new Date(at)),
      number: (value: number) => numbers.format(value),
      percent: (value: number) => percents.format(value),
    };
  }, [language, t]);
}
