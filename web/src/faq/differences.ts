import { diffWordsWithSpace } from "diff";

export interface Part {
  kind: "same" | "in" | "out";
  text: string;
}

/** Japanese has no blanks between words: the browser's own rules say where they end. */
const words = new Intl.Segmenter("ja", { granularity: "word" });

/** What was taken out of a text and what came in, word by word. */
export const differences = (from: string, to: string): Part[] =>
  diffWordsWithSpace(from, to, { intlSegmenter: words }).map(({ added, removed, value }) => ({
    kind: added ? "in" : removed ? "out" : "same",
    text: value,
  }));
