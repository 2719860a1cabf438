import { expect, test } from "vitest";
import { apply, chatOf, refreshed, threads, type Messages } from "./messages";
import { readEvent } from "./stream";
import type { Message } from "./types";

const message = (id: string, more: Partial<Message> = {}): Message => ({
  id,
  chat: "c",
  from: { id: "29:a", name: "A", isBot: false },
  at: "2026-11-23T00:00:00Z",
  text: id,
  textFormat: "plain",
  attachments: [],
  entities: [],
  edited: false,
  ...more,
});
const ids = (messages: Messages) => messages.c?.map((one) => one.id);

test("messages stand in the order of their numbers, however they arrive", () => {
  const arrived = ["10", "9", "100"].reduce(
    (messages: Messages, id) => apply(messages, { kind: "message", chat: "c", message: message(id) }),
    {},
  );
  expect(ids(arrived)).toEqual(["9", "10", "100"]);
});

test("the same id replaces, a deletion removes, and another one changes nothing", () => {
  const first = apply({}, { kind: "message", chat: "c;messageid=1", message: message("1") });
  const second = apply(first, { kind: "message", chat: "c", message: message("1", { text: "new", edited: true }) });
  expect(second.c?.map((one) => one.text)).toEqual(["new"]);
  expect(apply(second, { kind: "deleted", chat: "c", id: "2" })).toBe(second);
  expect(ids(apply(second, { kind: "deleted", chat: "c", id: "1" }))).toEqual([]);
});

test("what arrived during a fetch is not lost by it", () => {
  const since = [
    { kind: "message", chat: "c", message: message("2", { text: "newer" }) },
    { kind: "deleted", chat: "c", id: "1" },
  ] as const;
  const now = refreshed({ c: [message("2"), message("1")] }, since);
  expect(now.c?.map((one) => one.text)).toEqual(["newer"]);
});

test("threads keep the order in which they began, and a reply without its root stays out", () => {
  const list = [message("1"), message("2"), message("3", { threadRoot: "1" }), message("4", { threadRoot: "gone" }), message("5", { threadRoot: "5" })];
  expect(threads(list).map((thread) => [thread.root.id, thread.replies.map((one) => one.id)])).toEqual([["1", ["3"]], ["2", []], ["5", []]]);
});

test("a thread's conversation belongs to its channel", () => {
  expect(chatOf("19:x@thread.tacv2;messageid=17")).toBe("19:x@thread.tacv2");
});

test("an event that is not what the contract says is left out", () => {
  expect(readEvent("typing", '{"chat":"c","from":"28:b"}')).toEqual({ kind: "typing", chat: "c", from: "28:b" });
  for (const bad of ["", "null", "[]", "{", '{"chat":1,"from":"x"}', '{"chat":"c"}']) expect(readEvent("typing", bad)).toBeUndefined();
  expect(readEvent("message", '{"chat":"c","message":null}')).toBeUndefined();
  expect(readEvent("reload", "")).toEqual({ kind: "reload" });
});
