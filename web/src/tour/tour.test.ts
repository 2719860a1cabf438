import { expect, test } from "vitest";
import { CARD, type Message, type World } from "../box/world/types";
import { begin, look, newestSights, stepBack, stepOn, ticketThread, type Progress } from "./progress";
import { askerAt, tours } from "./steps";
import { read } from "./useTour";

const world: World = {
  tenant: "t",
  bot: { id: "28:b", name: "Madoguchi" },
  people: ["sato", "tanaka", "yamamoto"].map((key) => ({ id: `29:${key}`, key, name: key, locale: "ja", agentOf: [] })),
  chats: [
    ...["sato", "yamamoto"].map((key) => ({ id: `a:${key}`, kind: "personal" as const, name: key, members: [`29:${key}`] })),
    { id: "19:it", kind: "channel", name: "it", members: ["29:tanaka"] },
  ],
};
const steps = tours.ja;

/** What is on the page, changed by the lines of a story. */
class Page {
  messages: Record<string, Message[]> = { "a:sato": [], "a:yamamoto": [], "19:it": [] };
  progress: Progress = begin(this.messages, "ja");
  #next = 1000;

  put(chat: string, from: string, verbs: string[] = [], id = String(++this.#next)): string {
    const content = { actions: verbs.map((verb) => ({ type: "Action.Execute", verb })) };
    const isBot = from === "28:b";
    const message: Message = {
      id, chat, from: { id: from, name: from, isBot }, at: "2026-11-23T00:00:00Z", text: verbs.join(), textFormat: "plain", edited: false,
      attachments: verbs.length > 0 ? [{ contentType: CARD, content }] : [],
      entities: chat === "19:it" && !isBot ? [{ type: "mention", mentioned: world.bot }] : [],
    };
    this.messages = { ...this.messages, [chat]: [...(this.messages[chat] ?? []).filter((one) => one.id !== id), message] };
    this.progress = look(this.progress, this.messages, world, steps);
    return id;
  }

  next(): void {
    this.progress = look(stepOn(this.progress), this.messages, world, steps);
  }

  get stands(): string {
    return `${steps[this.progress.step]?.id}${this.progress.reached ? " reached" : ""}`;
  }
}

test("the whole loop is noticed by what appears, step by step", () => {
  const page = new Page();
  const bot = "28:b";
  const answered = page.put("a:sato", bot, ["answer.rate", "handoff.request"]);
  expect(page.stands).toBe("ask-known reached");
  page.next();
  expect(page.stands).toBe("rate");
  page.put("a:sato", bot, ["handoff.request"], answered);
  expect(page.stands).toBe("rate reached");
  page.next();
  page.put("a:sato", bot, ["handoff.request"]);
  expect(page.stands).toBe("ask-unknown reached");
  page.next();
  const ticket = page.put("19:it", bot, ["ticket.accept", "ticket.assign"]);
  expect(page.stands).toBe("talk-to-a-person reached");
  expect(ticketThread(page.progress)).toEqual({ channel: "19:it", root: ticket });
  page.next();
  page.put("19:it", bot, ["ticket.close", "ticket.assign"], ticket);
  expect(page.stands).toBe("accept reached");
  page.next();
  page.put("a:sato", bot);
  expect(page.stands, "the notice that somebody accepted is not the agent's answer").toBe("answer");
  page.put("19:it", "29:tanaka");
  page.put("a:sato", bot);
  expect(page.stands).toBe("answer reached");
  page.next();
  page.put("a:sato", "29:sato");
  page.put("19:it", bot);
  expect(page.stands).toBe("thank reached");
  page.next();
  page.put("19:it", bot, ["ticket.reopen"], ticket);
  expect(page.stands).toBe("close reached");
  const draft = page.put("19:it", bot, ["draft.approve", "draft.reject"]);
  expect(page.stands, "a step that only shows something waits to be read").toBe("close reached");
  page.next();
  expect(page.stands).toBe("draft reached");
  page.next();
  page.put("19:it", bot, ["draft.undo"], draft);
  expect(page.stands).toBe("approve reached");
  page.next();
  page.put("a:yamamoto", bot, ["answer.rate"]);
  expect(page.stands).toBe("ask-again reached");
  page.next();
  expect(page.stands).toBe("end");
  expect(newestSights(page.progress)[0]).not.toBe(answered);
});

test("somebody who goes on without pressing next is followed", () => {
  const page = new Page();
  const answered = page.put("a:sato", "28:b", ["answer.rate"]);
  page.put("a:sato", "28:b", ["handoff.request"], answered);
  expect(page.stands).toBe("rate reached");
});

test("what was there before the tour began does not count", () => {
  const page = new Page();
  page.put("a:sato", "28:b", ["answer.rate"]);
  page.progress = begin(page.messages, "ja");
  page.put("a:yamamoto", "28:b", ["answer.rate"]);
  expect(page.stands).toBe("ask-known");
});

test("going back shows a step as done, and on again does not wait twice", () => {
  const page = new Page();
  page.put("a:sato", "28:b", ["answer.rate"]);
  page.next();
  page.progress = stepBack(page.progress);
  expect(page.stands).toBe("ask-known reached");
  expect(stepBack(page.progress)).toBe(page.progress);
});

test("both tours have the same steps, and the last one ends them", () => {
  expect(tours.en.map((step) => [step.id, step.until])).toEqual(tours.ja.map((step) => [step.id, step.until]));
  expect(tours.ja.at(-1)?.until).toBe("tour.ended");
  expect([askerAt(steps, 0), askerAt(steps, 5), askerAt(steps, 10)]).toEqual(["sato", "sato", "yamamoto"]);
});

test("a remembered tour that no longer fits is forgotten", () => {
  const good = JSON.stringify(begin({}, "ja"));
  expect(read(good)?.step).toBe(0);
  for (const bad of ["ended", "{", "null", '{"language":"fr","step":0}', '{"language":"ja","step":99,"sights":{}}']) expect(read(bad), bad).toBeUndefined();
});
