import { Fragment, useMemo, type ReactNode } from "react";
import { isLink } from "./links";
import { plainParts } from "./plain";
import "./text.css";

/** A text without markup, of which addresses may be followed. */
export function PlainText({ text }: { text: string }) {
  const content = useMemo(() => plain(text), [text]);
  return <div className="rich rich-plain">{content}</div>;
}

export function plain(text: string): ReactNode[] {
  return plainParts(text).map((part, index) => {
    if (part.kind === "mention") return <Mention key={index}>{part.text}</Mention>;
    if (part.kind === "link") return <Link key={index} to={part.text}>{part.text}</Link>;
    return <Fragment key={index}>{part.text}</Fragment>;
  });
}

export const Mention = ({ children: name }: { children: ReactNode }) => <span className="mention">{name}</span>;

export function Link({ to, children: label }: { to: string; children: ReactNode }) {
  if (!isLink(to)) return <>{label}</>;
  return (
    // The address in the tooltip: a label may say what it likes.
    <a href={to} title={to} target="_blank" rel="noopener noreferrer">
      {label}
    </a>
  );
}
