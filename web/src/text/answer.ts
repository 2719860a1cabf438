/** A run of an answer: words of one strength. */
export interface Run {
  text: string;
  bold: boolean;
}

const MARK = "**";

/**
 * An answer as its card in Teams shows it: words between `**` are bold, a list item begins with a dot, and no more of Markdown. The rule
 * is that of the cards (`with_marks` in crates/teams/src/cards/template.rs).
 */
export function answerRuns(text: string): Run[] {
  const runs: Run[] = [];
  let rest = text.replace(/^[-*] /gm, "• ");
  for (let found = firstBold(rest); found; found = firstBold(rest)) {
    if (found.before) runs.push({ text: found.before, bold: false });
    runs.push({ text: found.bold, bold: true });
    rest = found.after;
  }
  if (rest) runs.push({ text: rest, bold: false });
  return runs;
}

/** An answer in words alone, for where no marks are read. */
export const unmarked = (text: string): string => answerRuns(text).map((run) => run.text).join("");

/** What stands before the first words in `**`, these words, and what follows. They stand in one line and touch their marks. */
function firstBold(text: string): { before: string; bold: string; after: string } | undefined {
  for (let open = text.indexOf(MARK); open >= 0; open = text.indexOf(MARK, open + MARK.length)) {
    const within = text.slice(open + MARK.length);
    const line = within.split("\n", 1)[0] ?? "";
    const close = line.indexOf(MARK);
    const bold = line.slice(0, Math.max(close, 0));
    if (bold && bold.trim() === bold) return { before: text.slice(0, open), bold, after: within.slice(bold.length + MARK.length) };
  }
  return undefined;
}
