import { expect, test } from "vitest";
import { initial, step, type State } from "./state";
import type { Message, World } from "./types";

const world: World = { tenant: "t", bot: { id: "28:b", name: "Madoguchi" }, people: [], chats: [] };
const message = (id: string): Message => ({
  id, chat: "c", from: { id: "28:b", name: "Madoguchi", isBot: true }, at: "2026-11-23T00:00:00Z", text: id,
  textFormat: "plain", attachments: [], entities: [], edited: false,
});
const loaded = (state: State, ...list: Message[]) => step(state, { do: "loaded", world, fetched: { c: list }, since: [] });
const heard = (state: State, id: string) => step(state, { do: "event", event: { kind: "message", chat: "c", message: message(id) } });

test("what was there at the start is not unread; what comes later is, once", () => {
  const start = loaded(initial, message("1"));
  expect(start.unseen.c ?? 0).toBe(0);
  expect(heard(heard(start, "2"), "2").unseen.c).toBe(1);
});

test("what came while the line was down is unread too, and looking at it clears it", () => {
  const back = loaded(loaded(initial, message("1")), message("1"), message("2"), message("3"));
  expect(back.unseen.c).toBe(2);
  expect(step(back, { do: "seen", chat: "c" }).unseen.c).toBe(0);
});

test("an emptied chat has nothing unread", () => {
  expect(loaded(heard(loaded(initial), "1")).unseen.c).toBe(0);
});

test("somebody's message ends their typing sign", () => {
  const typing = step(loaded(initial), { do: "event", event: { kind: "typing", chat: "c", from: "28:b" } });
  expect(typing.typing.c).toEqual(["28:b"]);
  expect(heard(typing, "1").typing.c).toEqual([]);
});

test("a failed reading keeps what is on the page and says why; the next good one forgets it", () => {
  const failed = step(loaded(initial, message("1")), { do: "failed", why: "no" });
  expect([failed.failure, failed.messages.c?.length]).toEqual(["no", 1]);
  expect(loaded(failed).failure).toBeUndefined();
});

test("a world begun anew in another language begins with nothing unread", () => {
  const staged = (language: "ja" | "en") => ({ ...world, staging: { language, isChosen: false, forgets: true, isSetUp: true } });
  const load = (state: State, language: "ja" | "en", ...list: Message[]) =>
    step(state, { do: "loaded", world: staged(language), fetched: { c: list }, since: [] });
  const start = heard(load(initial, "ja", message("1")), "2");
  expect(start.unseen.c).toBe(1);
  expect(load(start, "en", message("3")).unseen.c ?? 0).toBe(0);
  expect(load(start, "ja", message("1"), message("2"), message("3")).unseen.c, "the control: the same world").toBe(2);
});
