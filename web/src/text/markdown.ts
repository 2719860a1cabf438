import createMarkdown, { type MarkdownIt, type StateInline } from "markdown-it";
import { isLink } from "./links";

/** Markdown as Teams knows it: of HTML only mentions and links, no pictures, no tables; a line break is a line break. */
function build(): MarkdownIt {
  const markdown = createMarkdown({ html: false, linkify: true, breaks: true });
  markdown.validateLink = isLink;
  markdown.disable(["image", "table", "html_block", "html_inline"]);
  markdown.inline.ruler.before("link", "at", readMention);
  markdown.inline.ruler.before("link", "anchor", readAnchor);
  markdown.renderer.rules.link_open = (tokens, index, options, _env, self) => {
    tokens[index]?.attrSet("target", "_blank");
    tokens[index]?.attrSet("rel", "noopener noreferrer");
    return self.renderToken(tokens, index, options);
  };
  return markdown;
}

/** `<at>Name</at>`, Teams' mark of a mention, which is no HTML although it looks like it. */
const readMention = (state: StateInline, silent: boolean): boolean => {
  const found = /^<at>([^<]{1,200})<\/at>/i.exec(state.src.slice(state.pos, state.pos + 220));
  if (!found) return false;
  if (!silent) {
    state.push("at_open", "at", 1);
    state.push("text", "", 0).content = found[1] ?? "";
    state.push("at_close", "at", -1);
  }
  state.pos += found[0].length;
  return true;
};

/** `<a href="…">label</a>`, which Teams takes in any text. One whose address may not be followed stays as it was typed. */
const readAnchor = (state: StateInline, silent: boolean): boolean => {
  const found = /^<a\s+href="([^"<>]{1,2000})"\s*>([^<]{1,2000})<\/a>/i.exec(state.src.slice(state.pos, state.pos + 4100));
  const address = unescapeAll(found?.[1] ?? "");
  if (!found || !isLink(address)) return false;
  if (!silent) {
    state.push("link_open", "a", 1).attrs = [["href", address]];
    state.push("text", "", 0).content = unescapeAll(found[2] ?? "");
    state.push("link_close", "a", -1);
  }
  state.pos += found[0].length;
  return true;
};

const markdown = build();
const { unescapeAll } = markdown.utils;

/** HTML of a markdown text; everything that is not markdown comes out escaped. */
export const toHtml = (text: string) => markdown.render(text);
