import type en from "./en.json";

export type Language = "ja" | "en";
export type MessageKey = keyof typeof en;
export type Values = Readonly<Record<string, string | number>>;
type Texts = Record<MessageKey, string>;

/** Typed so that a key missing in Japanese does not compile. */
const READ: Record<Language, () => Promise<{ default: Texts }>> = { en: () => import("./en.json"), ja: () => import("./ja.json") };
const texts: Partial<Record<Language, Texts>> = {};

/** Reads the texts of languages: a page asks for the one that it begins in, and for another when somebody chooses it. */
export async function load(...languages: Language[]): Promise<void> {
  await Promise.all(
    languages.map(async (language) => {
      texts[language] ??= (await READ[language]()).default;
    }),
  );
}

const textsOf = (language: Language): Texts => {
  const known = texts[language] ?? texts.ja ?? texts.en;
  if (!known) throw new Error("no texts were loaded");
  return known;
};

/** The text of `key`, with `{name}` replaced by `values.name`; a name without a value stays as it is. */
export function fill(language: Language, key: MessageKey, values: Values = {}): string {
  return textsOf(language)[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Whether there is a text of this key, which came from outside. */
export const hasText = (key: string): key is MessageKey => key in textsOf("en");
