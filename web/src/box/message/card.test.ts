import { expect, test } from "vitest";
import { outcomeOf } from "./answer";
import { CARD, type Message } from "../world/types";
import { verbsIn } from "../../card/verbs";
import { headline } from "./verbs";

test("verbs are found in action sets and in the cards that buttons show, not in data", () => {
  const card = {
    body: [{ type: "ActionSet", actions: [{ type: "Action.Execute", verb: "a", data: { type: "Action.Execute", verb: "hidden" } }] }],
    actions: [
      { type: "Action.ShowCard", card: { actions: [{ type: "Action.Execute", verb: "b" }] } },
      { type: "Action.Execute", verb: "a" },
      { type: "Action.Submit", verb: "c" },
    ],
  };
  expect(verbsIn(card)).toEqual(["a", "b"]);
});

test("a card without end does not exhaust the stack", () => {
  let card: object = { type: "Action.Execute", verb: "deep" };
  for (let depth = 0; depth < 100_000; depth += 1) card = { items: [card] };
  expect(verbsIn(card)).toEqual([]);
});

test("the bot's answers are told apart", () => {
  const error = { status: 400, type: "application/vnd.microsoft.error", value: { code: "X", message: "なぜ" } };
  expect(outcomeOf(error)).toEqual({ kind: "trouble", text: "なぜ" });
  expect(outcomeOf({ ...error, status: 200 })).toEqual({ kind: "trouble", text: "なぜ" });
  expect(outcomeOf({ status: 500, type: "", value: null })).toEqual({ kind: "trouble", text: undefined });
  expect(outcomeOf({ status: 200, type: "application/vnd.microsoft.activity.message", value: "ok" })).toEqual({ kind: "toast", text: "ok" });
  expect(outcomeOf({ status: 200, type: "application/vnd.microsoft.card.adaptive", value: {} })).toEqual({ kind: "done" });
});

test("a message's headline is its first line, else the first words of its card, and never a button", () => {
  const message = (text: string, content?: unknown) =>
    ({ text, attachments: content === undefined ? [] : [{ contentType: CARD, content }] }) as unknown as Message;
  expect(headline(message("<at>Madoguchi</at> connect IT\nsecond"))).toBe("Madoguchi connect IT");
  const card = { actions: [{ text: "no" }], body: [{ columns: [{ items: [{ type: "TextBlock", text: "Ticket #1" }] }] }] };
  expect(headline(message("", card))).toBe("Ticket #1");
  expect(headline(message("", { body: 3 }))).toBe("");
  expect(headline(message("あ".repeat(99)))).toHaveLength(60);
});
