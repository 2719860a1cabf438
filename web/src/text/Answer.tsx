import { Fragment, useMemo } from "react";
import { answerRuns } from "./answer";
import { plain } from "./PlainText";

/** An answer of the assistant or of an entry, as requesters see it. */
export function Answer({ text }: { text: string }) {
  const runs = useMemo(() => answerRuns(text), [text]);
  return (
    <div className="rich rich-plain">
      {runs.map(({ text, bold }, index) => (bold ? <strong key={index}>{plain(text)}</strong> : <Fragment key={index}>{plain(text)}</Fragment>))}
    </div>
  );
}
