import { createContext, use, useCallback, useLayoutEffect, useMemo, useState, type ReactNode } from "react";
import { recall, useRemembered } from "../session/remembered";
import { fill, load, type Language, type MessageKey, type Values } from "./fill";

export type { Language, MessageKey, Values } from "./fill";

interface Speech {
  /** What the page speaks: the world's language where there is one, else the person's. */
  language: Language;
  /** What the person chose or their browser prefers. */
  preferred: Language;
  /** Remembers what the person chose. */
  prefer: (language: Language) => void;
  /** The world that is shown speaks this; the page follows it, so that names, cards and buttons are in one language. */
  speakAs: (language: Language | undefined) => void;
  /** The text of a key in the language in force, with its values filled in. */
  t: (key: MessageKey, values?: Values) => string;
}

/** By which key the browser remembers what the person chose. */
const REMEMBERED = "language";
const Context = createContext<Speech | undefined>(undefined);

/** `title`: what the page is called. */
export function LanguageProvider({ title = "app.title", children }: { title?: MessageKey; children: ReactNode }) {
  const [remembered, setRemembered] = useRemembered(REMEMBERED);
  const [worlds, speakAs] = useState<Language>();
  const preferred = chosen(remembered, navigator.languages);
  const language = worlds ?? preferred;

  // Before the effects of the pages, which say more in the title.
  useLayoutEffect(() => {
    // Chinese, Japanese and Korean share code points: only this attribute makes the browser pick Japanese shapes.
    document.documentElement.lang = language;
    document.title = fill(language, title);
  }, [language, title]);

  // Where its texts do not come, the page speaks as before.
  const prefer = useCallback((to: Language) => void load(to).then(() => setRemembered(to), () => {}), [setRemembered]);
  const speech = useMemo<Speech>(
    () => ({ language, preferred, prefer, speakAs, t: (key, values) => fill(language, key, values) }),
    [language, preferred, prefer],
  );
  return <Context value={speech}>{children}</Context>;
}

export function useSpeech(): Speech {
  const speech = use(Context);
  if (!speech) throw new Error("useSpeech stands outside of LanguageProvider");
  return speech;
}

/** Reads the texts in which a page begins. */
export const loadFirst = (): Promise<void> => load(chosen(recall(REMEMBERED), navigator.languages));

/** What the person chose, else Japanese where the browser prefers it to English, else English. */
export function chosen(remembered: string | undefined, preferred: readonly string[]): Language {
  if (remembered === "ja" || remembered === "en") return remembered;
  const first = preferred.find((tag) => /^(ja|en)\b/i.test(tag));
  return first?.toLowerCase().startsWith("ja") ? "ja" : "en";
}
