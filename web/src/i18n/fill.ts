import en from "./en.json";
import ja from "./ja.json";

export type Language = "ja" | "en";
export type MessageKey = keyof typeof en;
export type Values = Readonly<Record<string, string | number>>;

/** Typed so that a key missing in Japanese does not compile. */
const texts: Record<Language, Record<MessageKey, string>> = { en, ja };

/** The text of `key`, with `{name}` replaced by `values.name`; a name without a value stays as it is. */
export function fill(language: Language, key: MessageKey, values: Values = {}): string {
  return texts[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Whether there is a text of this key, which came from outside. */
export const hasText = (key: string): key is MessageKey => key in texts.en;
