/** A run of an answer: words of one strength. */
export interface Run {
  text: string;
  bold: boolean;
}

/**
 * An answer as its card in Teams shows it: words between `**` are bold, a list item begins with a dot, and no more of Markdown. The rule
 * is that of the cards (`with_marks` in crates/teams/src/cards/template.rs).
 */
export function answerRuns(text: string): Run[] {
  const items = text.replace(/^[-*] /gm, "• ");
  const runs: Run[] = [];
  let end = 0;
  for (const found of items.matchAll(/\*\*(?!\s|\*)([^\n]*?)(?<![\s*])\*\*/g)) {
    if (found.index > end) runs.push({ text: items.slice(end, found.index), bold: false });
    runs.push({ text: found[1] ?? "", bold: true });
    end = found.index + found[0].length;
  }
  if (end < items.length) runs.push({ text: items.slice(end), bold: false });
  return runs;
}
