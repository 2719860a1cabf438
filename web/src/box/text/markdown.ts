import createMarkdown, { type MarkdownIt, type StateInline } from "markdown-it";
import { isWebLink } from "./links";

/** Markdown as Teams knows it: no HTML, no pictures, no tables; a line break is a line break. */
function build(): MarkdownIt {
  const markdown = createMarkdown({ html: false, linkify: true, breaks: true });
  markdown.validateLink = isWebLink;
  markdown.disable(["image", "table", "html_block", "html_inline"]);
  markdown.inline.ruler.before("link", "at", readMention);
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

const markdown = build();

/** HTML of a markdown text; everything that is not markdown comes out escaped. */
export const toHtml = (text: string) => markdown.render(text);
