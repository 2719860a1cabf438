import type { Message, StreamEvent } from "./types";

/** Messages by chat, each list oldest first. */
export type Messages = Readonly<Record<string, readonly Message[]>>;

/** A channel's id without the thread that Teams appends to it (`;messageid=…`). */
export const chatOf = (id: string) => id.split(";", 1)[0] ?? id;

/** Ids are growing numbers of up to 16 digits in Teams; the time decides where they are not. */
export function byAge(a: Message, b: Message): number {
  if (isNumber(a.id) && isNumber(b.id)) return a.id.length - b.id.length || compare(a.id, b.id);
  return compare(a.at, b.at) || compare(a.id, b.id);
}

const isNumber = (id: string) => /^\d+$/.test(id);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The lists after one event of the stream; the same object when nothing changed. */
export function apply(messages: Messages, event: StreamEvent): Messages {
  switch (event.kind) {
    case "message":
      return put(messages, chatOf(event.chat), event.message);
    case "deleted":
      return remove(messages, chatOf(event.chat), event.id);
    default:
      return messages;
  }
}

function put(messages: Messages, chat: string, message: Message): Messages {
  const others = (messages[chat] ?? []).filter((known) => known.id !== message.id);
  return { ...messages, [chat]: [...others, message].sort(byAge) };
}

function remove(messages: Messages, chat: string, id: string): Messages {
  const list = messages[chat];
  if (!list?.some((known) => known.id === id)) return messages;
  return { ...messages, [chat]: list.filter((known) => known.id !== id) };
}

/** What was fetched, with the events on top that arrived while it was being fetched. */
export function refreshed(fetched: Messages, since: readonly StreamEvent[]): Messages {
  const sorted = Object.fromEntries(
    Object.entries(fetched).map(([chat, list]) => [chatOf(chat), [...list].sort(byAge)]),
  );
  return since.reduce(apply, sorted as Messages);
}

export interface Thread {
  root: Message;
  replies: Message[];
}

/** A channel's messages as threads, in the order in which they were begun. */
export function threads(list: readonly Message[]): Thread[] {
  const found = new Map<string, Thread>();
  for (const message of list) {
    if (!isReply(message)) found.set(message.id, { root: message, replies: [] });
  }
  for (const message of list) {
    if (isReply(message)) found.get(message.threadRoot as string)?.replies.push(message);
  }
  return [...found.values()];
}

const isReply = (message: Message) => message.threadRoot !== undefined && message.threadRoot !== message.id;
