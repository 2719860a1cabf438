import { createContext, use, useEffect, useMemo, type ReactNode } from "react";
import { useRemembered } from "../session/remembered";
import { fill, type Language, type MessageKey, type Values } from "./fill";

export type { Language, MessageKey, Values } from "./fill";

interface Speech {
  language: Language;
  setLanguage: (language: Language) => void;
  /** The text of a key in the language in force, with its values filled in. */
  t: (key: MessageKey, values?: Values) => string;
}

const Context = createContext<Speech | undefined>(undefined);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [remembered, setRemembered] = useRemembered("language");
  const language = chosen(remembered, navigator.languages);

  useEffect(() => {
    // Chinese, Japanese and Korean share code points: only this attribute makes the browser pick Japanese shapes.
    document.documentElement.lang = language;
    document.title = fill(language, "app.title");
  }, [language]);

  const speech = useMemo<Speech>(
    () => ({ language, setLanguage: setRemembered, t: (key, values) => fill(language, key, values) }),
    [language, setRemembered],
  );
  return <Context value={speech}>{children}</Context>;
}

export function useSpeech(): Speech {
  const speech = use(Context);
  if (!speech) throw new Error("useSpeech stands outside of LanguageProvider");
  return speech;
}

/** What the person chose, else Japanese where the browser prefers it to English, else English. */
export function chosen(remembered: string | undefined, preferred: readonly string[]): Language {
  if (remembered === "ja" || remembered === "en") return remembered;
  const first = preferred.find((tag) => /^(ja|en)\b/i.test(tag));
  return first?.toLowerCase().startsWith("ja") ? "ja" : "en";
}
