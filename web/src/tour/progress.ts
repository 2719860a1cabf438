import { verbsOf } from "../box/message/verbs";
import type { Messages } from "../box/world/messages";
import type { Message, World } from "../box/world/types";
import type { Language } from "../i18n";
import { askerAt, type Step } from "./steps";

/** A card as it was when the tour first saw it. */
export interface Sight {
  chat: string;
  verbs: string[];
  /** Tells one state of a card from another. */
  print: string;
}

/** Where a person stands in the tour; kept in the browser, so it is plain JSON. */
export interface Progress {
  /** The language it began in: the people who act are those of that language's tour. */
  language: Language;
  step: number;
  reached: boolean;
  /** Messages up to these ids were there before: when the tour, this step and the next step began. */
  since: string;
  mark: string;
  nextMark: string;
  /** Cards seen since the tour began, by message id. */
  sights: Record<string, Sight>;
}

export function begin(messages: Messages, language: Language): Progress {
  const newest = newestOf(messages);
  return { language, step: 0, reached: false, since: newest, mark: newest, nextMark: newest, sights: {} };
}

/** The progress after a look at what is on the page; the same object when nothing new happened. */
export function look(progress: Progress, messages: Messages, world: World, steps: readonly Step[]): Progress {
  const seen = observe(progress, messages);
  const here = seen.reached ? seen : check(seen, messages, world, steps);
  const next = steps[here.step + 1];
  // Somebody who goes on without pressing "next" is followed; a step that only shows something waits to be read.
  if (!here.reached || !next?.do) return here;
  const ahead = check(stepOn(here), messages, world, steps);
  return ahead.reached ? ahead : here;
}

/** The next step, not yet looked at. */
export const stepOn = (progress: Progress): Progress => ({
  ...progress,
  step: progress.step + 1,
  reached: false,
  mark: progress.nextMark,
});

/** One step back, to read it again: what it waited for has happened. */
export const stepBack = (progress: Progress): Progress =>
  progress.step === 0 ? progress : { ...progress, step: progress.step - 1, reached: true, nextMark: progress.mark };

/** A certain step, not yet done, looked at from now on. */
export const stepTo = (progress: Progress, step: number, messages: Messages): Progress => {
  const newest = newestOf(messages);
  return { ...progress, step, reached: false, mark: newest, nextMark: newest };
};

/**
 * Whether this progress belongs to another world than the one that is shown: one in another language, or one whose cards are
 * gone, because the chats were emptied or the demo was started again.
 */
export function isStale(progress: Progress, messages: Messages, language: Language): boolean {
  if (progress.language !== language) return true;
  const seen = Object.entries(progress.sights);
  return seen.length > 0 && seen.every(([id, { chat }]) => !find(messages, chat, id));
}

/** The thread of an open ticket that took this step's question away from the assistant; undefined when none did. */
export function heldBy(progress: Progress, messages: Messages, world: World, steps: readonly Step[]): Thread | undefined {
  const step = steps[progress.step];
  if (progress.reached || (step?.until !== "answer.shown" && step?.until !== "unknown.shown")) return undefined;
  const chat = chatOfPerson(world, askerAt(steps, progress.step));
  const asked = fresh(messages[chat?.id ?? ""], progress.mark).filter((message) => !message.from.isBot);
  for (const channel of world.chats.filter((one) => one.kind === "channel")) {
    const relayed = fresh(messages[channel.id], progress.mark).find(
      (message) => message.from.isBot && message.threadRoot && asked.some((one) => isAfter(message.id, one.id) && repeats(message, one)),
    );
    const root = relayed?.threadRoot && find(messages, channel.id, relayed.threadRoot);
    if (root && verbsOf(root).includes("ticket.close")) return { channel: channel.id, root: root.id };
  }
  return undefined;
}

/** Whether the assistant already knows what the tour wanted to teach it: an earlier tour of this world has published it. */
export function isKnown(progress: Progress, messages: Messages, world: World, steps: readonly Step[]): boolean {
  if (progress.reached || steps[progress.step]?.until !== "unknown.shown") return false;
  const chat = chatOfPerson(world, askerAt(steps, progress.step));
  return fresh(messages[chat?.id ?? ""], progress.mark).some((message) => message.from.isBot && verbsOf(message).includes("answer.rate"));
}

/** Whether a message holds the first line of another, whatever markup stands around it. */
function repeats(message: Message, asked: Message): boolean {
  const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "");
  const first = letters(asked.text.split("\n", 1)[0] ?? "");
  return first !== "" && letters(message.text + JSON.stringify(message.attachments)).includes(first);
}

function check(progress: Progress, messages: Messages, world: World, steps: readonly Step[]): Progress {
  const step = steps[progress.step];
  if (!step || !isReached(step, progress, messages, world, askerAt(steps, progress.step))) return progress;
  return { ...progress, reached: true, nextMark: newestOf(messages) };
}

function observe(progress: Progress, messages: Messages): Progress {
  const fresh: Record<string, Sight> = {};
  for (const [chat, list] of Object.entries(messages)) {
    for (const message of list) {
      if (progress.sights[message.id] || !message.from.isBot || !isAfter(message.id, progress.since)) continue;
      const verbs = verbsOf(message);
      if (verbs.length > 0) fresh[message.id] = { chat, verbs, print: printOf(message) };
    }
  }
  return Object.keys(fresh).length === 0 ? progress : { ...progress, sights: { ...progress.sights, ...fresh } };
}

/** Whether what a step waits for is on the page. Told by verbs, senders and order, never by words, which may change. */
function isReached(step: Step, progress: Progress, messages: Messages, world: World, asker: string | undefined): boolean {
  const chat = chatOfPerson(world, asker);
  const inChat = fresh(messages[chat?.id ?? ""], progress.mark);
  const inChannels = world.chats.filter((one) => one.kind === "channel").flatMap((one) => fresh(messages[one.id], progress.mark));
  const became = (verb: string, is: (now: string[]) => boolean) =>
    sightsWith(progress, verb).some(([id, sight]) => {
      const now = find(messages, sight.chat, id);
      return now !== undefined && is(verbsOf(now));
    });

  switch (step.until) {
    case "answer.shown":
      return inChat.some((message) => message.from.isBot && verbsOf(message).includes("answer.rate"));
    case "unknown.shown":
      return inChat.some((message) => {
        const verbs = verbsOf(message);
        return message.from.isBot && verbs.includes("handoff.request") && !verbs.includes("answer.rate");
      });
    case "rating.thanked":
      return sightsWith(progress, "answer.rate").some(([id, sight]) => {
        const now = sight.chat === chat?.id ? find(messages, sight.chat, id) : undefined;
        return now !== undefined && printOf(now) !== sight.print;
      });
    case "ticket.shown":
      return inChannels.some((message) => message.from.isBot && verbsOf(message).includes("ticket.accept"));
    case "ticket.accepted":
      return became("ticket.accept", (now) => !now.includes("ticket.accept") && now.includes("ticket.close"));
    case "ticket.closed":
      return became("ticket.accept", (now) => !now.includes("ticket.accept") && !now.includes("ticket.close"));
    case "message.delivered":
      return followed(inChannels.filter((message) => !message.from.isBot && mentions(message, world)), inChat.filter(isBots));
    case "message.shown":
      return followed(inChat.filter((message) => !message.from.isBot), inChannels.filter(isBots));
    case "draft.shown":
      return became("draft.approve", () => true);
    case "draft.approved":
      return became("draft.approve", (now) => !now.includes("draft.approve"));
    case "tour.ended":
      return false;
  }
}

export const chatOfPerson = (world: World, key: string | undefined) => {
  const person = world.people.find((one) => one.key === key);
  return world.chats.find((chat) => chat.kind === "personal" && person && chat.members.includes(person.id));
};

/** The cards that had this button when they were first seen, newest first. */
const sightsWith = (progress: Progress, verb: string): [string, Sight][] =>
  newestSights(progress)
    .map((id): [string, Sight] => [id, progress.sights[id] as Sight])
    .filter(([, sight]) => sight.verbs.includes(verb));

/** The ids of the cards seen since the tour began, newest first; a card may have got other buttons since. */
export const newestSights = (progress: Progress): string[] =>
  Object.keys(progress.sights).sort((a, b) => (isAfter(a, b) ? -1 : 1));

/** A thread of a channel, by the ids of both. */
export interface Thread {
  channel: string;
  root: string;
}

/** The thread of the tour's ticket: the newest card that could be accepted. */
export function ticketThread(progress: Progress): Thread | undefined {
  const [newest] = sightsWith(progress, "ticket.accept");
  return newest && { channel: newest[1].chat, root: newest[0] };
}

const isBots = (message: Message) => message.from.isBot;
const fresh = (list: readonly Message[] | undefined, mark: string) => (list ?? []).filter((one) => isAfter(one.id, mark));
const find = (messages: Messages, chat: string, id: string) => messages[chat]?.find((one) => one.id === id);

/** Whether one of `after` came later than one of `before`. */
const followed = (before: readonly Message[], after: readonly Message[]) =>
  before.some((first) => after.some((second) => isAfter(second.id, first.id)));

const mentions = (message: Message, world: World) =>
  message.entities.some((entity) => (entity as { mentioned?: { id?: string } } | null)?.mentioned?.id === world.bot.id);

/** Ids are growing numbers written out, so the longer one is the later one. */
const isAfter = (id: string, mark: string) => id.length > mark.length || (id.length === mark.length && id > mark);

const newestOf = (messages: Messages): string =>
  Object.values(messages).flat().reduce((newest, message) => (isAfter(message.id, newest) ? message.id : newest), "");

/** FNV-1a, 32 bit: small enough to keep, and two states of one card hardly ever share it. */
function printOf(message: Message): string {
  const text = JSON.stringify([message.text, message.attachments]);
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return `${text.length}-${hash >>> 0}`;
}
