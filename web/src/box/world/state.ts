import { apply, chatOf, refreshed, type Messages } from "./messages";
import type { Message, StreamEvent, World } from "./types";

/** The event stream: not yet there, standing, or broken and being resumed. */
export type Line = "opening" | "open" | "lost";

export interface State {
  line: Line;
  /** Why the world could not be read, in the server's or browser's words. */
  failure: string | undefined;
  world: World | undefined;
  messages: Messages;
  typing: Readonly<Record<string, readonly string[]>>;
  unseen: Readonly<Record<string, number>>;
}

export const initial: State = {
  line: "opening",
  failure: undefined,
  world: undefined,
  messages: {},
  typing: {},
  unseen: {},
};

export type Change =
  | { do: "loaded"; world: World; fetched: Record<string, Message[]>; since: readonly StreamEvent[] }
  | { do: "failed"; why: string }
  | { do: "line"; line: Line }
  | { do: "event"; event: StreamEvent }
  | { do: "stoppedTyping"; chat: string; from: string }
  | { do: "seen"; chat: string };

export function step(state: State, change: Change): State {
  switch (change.do) {
    case "loaded":
      return load(state, change.world, refreshed(change.fetched, change.since));
    case "failed":
      return { ...state, failure: change.why };
    case "line":
      return state.line === change.line ? state : { ...state, line: change.line };
    case "event":
      return hear(state, change.event);
    case "stoppedTyping":
      return { ...state, typing: without(state.typing, change.chat, change.from) };
    case "seen":
      return state.unseen[change.chat] ? { ...state, unseen: { ...state.unseen, [change.chat]: 0 } } : state;
  }
}

/** What was there at the first load of a world counts as seen; what came while the line was down does not. */
function load(state: State, world: World, messages: Messages): State {
  const isSame = state.world?.staging?.language === world.staging?.language && state.world?.staging?.isSetUp !== false;
  const unseen = isSame ? { ...state.unseen } : {};
  if (state.world && isSame) {
    for (const [chat, list] of Object.entries(messages)) {
      const known = new Set(state.messages[chat]?.map((message) => message.id));
      unseen[chat] = (unseen[chat] ?? 0) + list.filter((message) => !known.has(message.id)).length;
      if (list.length === 0) unseen[chat] = 0;
    }
  }
  return { ...state, world, messages, unseen, failure: undefined };
}

function hear(state: State, event: StreamEvent): State {
  if (event.kind === "reload") return state;
  const chat = chatOf(event.chat);
  if (event.kind === "typing") {
    const others = state.typing[chat]?.filter((from) => from !== event.from) ?? [];
    return { ...state, typing: { ...state.typing, [chat]: [...others, event.from] } };
  }
  const messages = apply(state.messages, event);
  if (event.kind === "deleted") return { ...state, messages };
  const isNew = !state.messages[chat]?.some((known) => known.id === event.message.id);
  return {
    ...state,
    messages,
    typing: without(state.typing, chat, event.message.from.id),
    unseen: isNew ? { ...state.unseen, [chat]: (state.unseen[chat] ?? 0) + 1 } : state.unseen,
  };
}

function without(typing: State["typing"], chat: string, from: string): State["typing"] {
  const list = typing[chat];
  if (!list?.includes(from)) return typing;
  return { ...typing, [chat]: list.filter((other) => other !== from) };
}
