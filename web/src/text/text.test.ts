import { expect, test } from "vitest";
import { isLink, ownAddress } from "./links";
import { toHtml } from "./markdown";
import { answerRuns } from "./answer";
import { plainParts } from "./plain";

test.each([
  ["[x](javascript:window.__xss=1)"],
  ["[x](data:text/html,<script>1</script>)"],
  ["[x](vbscript:1)"],
  ["![x](https://example.com/a.png)"],
  ["<script>window.__xss=1</script>"],
  ["<img src=x onerror=window.__xss=1>"],
  ["<a href=javascript:window.__xss=1>x</a>"],
  ["<at><img src=x onerror=1></at>"],
  ["[x](https://example.com/\"onmouseover=\"1)"],
])("markdown %j yields no element that acts", (text) => {
  const html = toHtml(text);
  expect(html).not.toMatch(/<(script|img|iframe|svg|object)/i);
  expect(html).not.toMatch(/<[^>]+\s(on\w+|href="(?!https?:))/i);
});

test("markdown keeps what Teams shows, and links leave to a page of their own", () => {
  expect(toHtml("**b**\nc [d](https://example.com)")).toBe(
    '<p><strong>b</strong><br>\nc <a href="https://example.com" target="_blank" rel="noopener noreferrer">d</a></p>\n',
  );
  expect(toHtml("<at>佐藤</at> さん")).toBe("<p><at>佐藤</at> さん</p>\n");
});

test("a plain text is words, mentions and web addresses", () => {
  expect(plainParts("<at>Madoguchi</at> 手順は https://example.com/a?b=1。見て <b>")).toEqual([
    { kind: "mention", text: "Madoguchi" },
    { kind: "words", text: " 手順は " },
    { kind: "link", text: "https://example.com/a?b=1" },
    { kind: "words", text: "。見て <b>" },
  ]);
  expect(plainParts("see https://example.com/x.")).toContainEqual({ kind: "link", text: "https://example.com/x" });
});

test.each(["http://a.example", "HTTPS://a.example/x?y=1#z", "mailto:it@example.com", "tel:+81-3-0000-0000"])("%s may be followed", (good) => {
  expect(isLink(good)).toBe(true);
});

test.each(["javascript:1", " https://a", "//a.example", "https://", "data:,x", "file:///etc", "msteams:/l/x", "java\nscript:1", "https://a\u0000b", "/box/api/reset", ""])(
  "%j may not be followed",
  (bad) => {
    expect(isLink(bad)).toBe(false);
  },
);

test("a link written as HTML in a markdown text is one, and with another address it stays words", () => {
  expect(toHtml('見て <a href="https://example.com/a?b=1&amp;c=2">手順</a>。')).toBe(
    '<p>見て <a href="https://example.com/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">手順</a>。</p>\n',
  );
  expect(toHtml('<a href="mailto:it@example.com">IT</a>')).toContain('href="mailto:it@example.com"');
  for (const bad of ['<a href="javascript:1">x</a>', '<a href="https://a.example" onclick="1">x</a>', '<a href="https://a.example"><img src=x></a>']) {
    expect(toHtml(bad), bad).not.toMatch(/<a [^>]*(onclick|javascript)|<img|>x</);
  }
});

test("pictures are asked for on the page's own host and nowhere else", () => {
  expect(ownAddress("http://10.0.0.1:3978/box/connector/attachments/7")).toBe("/box/connector/attachments/7");
  expect(ownAddress("data:image/png;base64,AAAA")).toBe("data:image/png;base64,AAAA");
  for (const bad of ["https://example.com/a.png", "data:image/svg+xml;base64,AAAA", "data:text/html;base64,AAAA", "javascript:1", ""]) {
    expect(ownAddress(bad), bad).toBeUndefined();
  }
});

test("an answer shows what its card shows: bold words, dots before list items, and stars that mean no mark as they stand", () => {
  const shown = (text: string) => answerRuns(text).map(({ text, bold }) => (bold ? `<${text}>` : text));
  for (const [text, runs] of [
    ["**北門**の横です", ["<北門>", "の横です"]],
    ["a **b** c **d e**", ["a ", "<b>", " c ", "<d e>"]],
    ["- one\n* two\n-3", ["• one\n• two\n-3"]],
    ["2 ** 3 ** 4", ["2 ** 3 ** 4"]],
    ["**not\nin one line**", ["**not\nin one line**"]],
    ["**** and **open", ["**** and **open"]],
    ["__init__ 2*3*4", ["__init__ 2*3*4"]],
    ["**a ** b**", ["**a ** b**"]],
    ["***a***", ["<*a>", "*"]],
    ["**手順は https://a.example です**。", ["<手順は https://a.example です>", "。"]],
  ] as const)
    expect(shown(text), text).toEqual(runs);
});
