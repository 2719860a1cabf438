import { expect, test } from "vitest";
import { megabytes, MOST_BYTES, toBase64, totalBytes } from "./files";
import { sends, type KeyPress } from "./keys";
import { markMentions, nameBeingTyped, offer, toBot } from "./mentions";

const bot = { id: "bot", name: "Madoguchi" };
const known = [bot, { id: "29:s", name: "佐藤 美咲" }, { id: "29:k", name: "Ken" }, { id: "29:kt", name: "Ken Tanaka" }];

const presses: [string, Partial<KeyPress>, boolean][] = [
  ["Enter sends", { key: "Enter" }, true],
  ["Shift and Enter begins a line", { key: "Enter", shiftKey: true }, false],
  ["Enter that takes a conversion does not send", { key: "Enter", isComposing: true }, false],
  ["nor where the browser only says 229", { key: "Enter", keyCode: 229 }, false],
  ["another key does not send", { key: "a" }, false],
];

test.each(presses)("%s", (_, press, expected) => {
  expect(sends({ key: "", shiftKey: false, isComposing: false, keyCode: 13, ...press })).toBe(expected);
});

test.each([
  ["@Madoguchi connect IT", "<at>Madoguchi</at> connect IT", ["bot"]],
  ["お願いします@Madoguchi 至急", "お願いします<at>Madoguchi</at> 至急", ["bot"]],
  ["＠madoguchi 小文字", "<at>Madoguchi</at> 小文字", ["bot"]],
  ["@佐藤 美咲 と @Madoguchi", "<at>佐藤 美咲</at> と <at>Madoguchi</at>", ["29:s", "bot"]],
  ["@Ken Tanaka not @Ken", "<at>Ken Tanaka</at> not <at>Ken</at>", ["29:kt", "29:k"]],
  ["mail me@Madoguchi or @Madoguchis", "mail me@Madoguchi or @Madoguchis", []],
  ["nothing", "nothing", []],
])("mentions in %j", (text, marked, mentions) => {
  expect(markMentions(text, known)).toEqual({ text: marked, mentions });
});

test("a text to the requester mentions the bot, once", () => {
  expect(toBot({ text: "はい", mentions: [] }, bot)).toEqual({ text: "<at>Madoguchi</at> はい", mentions: ["bot"] });
  const marked = markMentions("@Madoguchi はい", [bot]);
  expect(toBot(marked, bot)).toBe(marked);
});

test("names are offered while one is being typed", () => {
  expect(nameBeingTyped("@", 1)).toEqual({ from: 0, typed: "" });
  expect(nameBeingTyped("こんにちは @ma", 9)).toEqual({ from: 6, typed: "ma" });
  expect(nameBeingTyped("a@ma", 4)).toBeUndefined();
  expect(nameBeingTyped("@ma dog", 7)).toBeUndefined();
  expect(offer(known, "mado").map((one) => one.id)).toEqual(["bot"]);
  expect(offer(known, "佐藤美").map((one) => one.id)).toEqual(["29:s"]);
});

test("bytes become base64, also more than one call takes", () => {
  expect(toBase64(new Uint8Array([0, 255, 16]))).toBe("AP8Q");
  const many = new Uint8Array(100_001).fill(7);
  expect(atob(toBase64(many)).length).toBe(many.length);
  expect(totalBytes([{ size: 2 }, { size: 3 }])).toBe(5);
});

test("a size over the limit never reads like the limit", () => {
  expect([0, 1, MOST_BYTES, MOST_BYTES + 1].map((bytes) => megabytes(bytes, "en"))).toEqual(["0.0", "0.1", "1.4", "1.5"]);
});
