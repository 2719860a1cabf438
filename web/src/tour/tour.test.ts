import { expect, test } from "vitest";
import { CARD, type Message, type World } from "../box/world/types";
import { begin, heldBy, isKnown, isStale, look, newestSights, stepBack, stepOn, stepTo, ticketThread, type Progress } from "./progress";
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

  put(chat: string, from: string, verbs: string[] = [], id = String(++this.#next), more: Partial<Message> = {}): string {
    const content = { actions: verbs.map((verb) => ({ type: "Action.Execute", verb })) };
    const isBot = from === "28:b";
    const message: Message = {
      id, chat, from: { id: from, name: from, isBot }, at: "2026-11-23T00:00:00Z", text: verbs.join(), textFormat: "plain", edited: false,
      attachments: verbs.length > 0 ? [{ contentType: CARD, content }] : [],
      entities: chat === "19:it" && !isBot ? [{ type: "mention", mentioned: world.bot }] : [],
      ...more,
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

test("a question that an open ticket took away is found with its ticket, and an answered one is not", () => {
  const page = new Page();
  const root = page.put("19:it", "28:b", ["ticket.close"]);
  page.progress = begin(page.messages, "ja");
  page.put("a:sato", "29:sato", [], undefined, { text: "立て替えた(交通費)です\nよろしく" });
  const held = () => heldBy(page.progress, page.messages, world, steps);
  expect(held()).toBeUndefined();
  page.put("19:it", "28:b", [], undefined, { text: "ほかの話", threadRoot: root });
  expect(held(), "another message in the thread").toBeUndefined();
  page.put("19:it", "28:b", [], undefined, { text: "<b>佐藤</b><br>立て替えた\\(交通費\\)です", threadRoot: root });
  expect(held()).toEqual({ channel: "19:it", root });
  page.put("19:it", "28:b", ["ticket.reopen"], root);
  expect(held(), "once it is closed the way is free").toBeUndefined();
});

test("what an earlier tour has taught is noticed where the tour wanted to be asked something unknown", () => {
  const page = new Page();
  page.put("a:sato", "28:b", ["answer.rate"]);
  expect(isKnown(page.progress, page.messages, world, steps)).toBe(false);
  page.progress = stepTo(page.progress, 2, page.messages);
  expect(isKnown(page.progress, page.messages, world, steps), "the answer of before").toBe(false);
  page.put("a:sato", "28:b", ["answer.rate", "handoff.request"]);
  expect([page.stands, isKnown(page.progress, page.messages, world, steps)]).toEqual(["ask-unknown", true]);
});

test("a tour does not outlive its world: another language, or all its cards gone", () => {
  const page = new Page();
  expect(isStale(page.progress, {}, "ja"), "nothing seen yet").toBe(false);
  const seen = page.put("a:sato", "28:b", ["answer.rate"]);
  expect(isStale(page.progress, page.messages, "ja")).toBe(false);
  expect(isStale(page.progress, page.messages, "en")).toBe(true);
  expect(isStale(page.progress, { "a:sato": [] }, "ja")).toBe(true);
  expect(seen).toBe(newestSights(page.progress)[0]);
});

test("no step leaves a person alone: each says what is missing, what to do when it takes long, and which earlier step helps", () => {
  for (const tour of [tours.ja, tours.en]) {
    tour.forEach((step, index) => {
      const needed = tour.findIndex((one) => one.id === step.needs);
      if (step.needs !== undefined) expect(needed >= 0 && needed < index, step.id).toBe(true);
      if (step.until !== "tour.ended") expect(step.late, step.id).toBeTruthy();
      if (step.do && "press" in step.do) expect([step.missing, step.needs].every(Boolean), step.id).toBe(true);
      // A number in a hint is the number of the step that its button leads to.
      for (const [, number] of (step.missing ?? "").matchAll(/(?:手順|step )(\d+)/g)) expect(Number(number), step.id).toBe(needed + 1);
    });
  }
});

test("both tours have the same steps, and the last one ends them", () => {
  expect(tours.en.map(({ id, until, needs }) => [id, until, needs])).toEqual(tours.ja.map(({ id, until, needs }) => [id, until, needs]));
  expect(tours.ja.at(-1)?.until).toBe("tour.ended");
  expect([askerAt(steps, 0), askerAt(steps, 5), askerAt(steps, 10)]).toEqual(["sato", "sato", "yamamoto"]);
});

test("a remembered tour that no longer fits is forgotten", () => {
  const good = JSON.stringify(begin({}, "ja"));
  expect(read(good)?.step).toBe(0);
  for (const bad of ["ended", "{", "null", '{"language":"fr","step":0}', '{"language":"ja","step":99,"sights":{}}']) expect(read(bad), bad).toBeUndefined();
});
