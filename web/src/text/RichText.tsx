import { createElement, Fragment, useMemo, type ReactNode } from "react";
import { toHtml } from "./markdown";
import { Link, Mention, plain } from "./PlainText";

interface Props {
  text: string;
  format: "plain" | "markdown" | "xml";
}

/**
 * A message's text. It comes from anybody, so nothing of it is ever set as HTML: markup is parsed into a document that
 * does not run, and only the elements named here are built anew as React elements, without their attributes.
 */
export function RichText({ text, format }: Props) {
  const content = useMemo(() => (format === "plain" ? plain(text) : markup(format === "xml" ? text : toHtml(text))), [text, format]);
  return <div className={`rich rich-${format}`}>{content}</div>;
}

/** What Teams' XML subset and markdown may contain; everything else falls back to the text within it. */
const ALLOWED = new Set([
  "b", "strong", "i", "em", "u", "s", "strike", "del", "p", "br", "hr", "pre", "code", "ul", "ol", "li", "blockquote", "h1", "h2", "h3",
]);
/** Dropped with all they hold. */
const DROPPED = new Set(["script", "style", "template", "iframe", "object", "noscript", "title", "textarea", "svg", "math"]);

function markup(html: string): ReactNode[] {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return children(parsed.body);
}

const children = (node: Node): ReactNode[] => Array.from(node.childNodes, (child, index) => build(child, index));

function build(node: Node, key: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element) && node.nodeType !== Node.ELEMENT_NODE) return null;
  const element = node as Element;
  const name = element.localName;
  if (DROPPED.has(name)) return null;
  if (name === "br" || name === "hr") return createElement(name, { key });
  if (name === "at") return <Mention key={key}>{element.textContent}</Mention>;
  if (name === "a") return <Link key={key} to={element.getAttribute("href") ?? ""}>{children(element)}</Link>;
  if (ALLOWED.has(name)) return createElement(name === "strike" ? "s" : name, { key }, ...children(element));
  return <Fragment key={key}>{children(element)}</Fragment>;
}
