import { useCallback, useMemo } from "react";
import type { Language } from "../i18n";
import { useRemembered } from "../session/remembered";
import type { Chat, Person, World } from "./world/types";

/** Who the page is on each side, and where: the requester's chat on the left, the agents' channel on the right. */
export interface Seats {
  requester: Person;
  requesterChats: Chat[];
  chat: Chat;
  agent: Person;
  channels: Chat[];
  channel: Chat;
  members: Person[];
}

/** What the browser remembers of it: keys and ids, which may be stale. */
export interface Wish {
  requester?: string | undefined;
  chat?: string | undefined;
  agent?: string | undefined;
  channel?: string | undefined;
}

/** The seats that come nearest to the wish; undefined in a world without a chat, a channel or their members. */
export function seatsFor(world: World, wish: Wish, language: Language): Seats | undefined {
  const requester = pick(world.people, (p) => p.key === wish.requester, (p) => asks(p) && p.locale.startsWith(language), asks);
  const channels = world.chats.filter((chat) => chat.kind === "channel");
  const channel = pick(channels, (c) => c.id === wish.channel);
  if (!requester || !channel) return undefined;
  const requesterChats = chatsOf(world, requester);
  const chat = pick(requesterChats, (c) => c.id === wish.chat);
  const members = world.people.filter((person) => channel.members.includes(person.id));
  const agent = pick(members, (p) => p.key === wish.agent);
  if (!chat || !agent) return undefined;
  return { requester, requesterChats, chat, agent, channels, channel, members };
}

/** A person's chats outside of channels, the one with the assistant first. */
function chatsOf(world: World, person: Person): Chat[] {
  const own = world.chats.filter((chat) => chat.kind !== "channel" && chat.members.includes(person.id));
  return own.sort((a, b) => Number(b.kind === "personal") - Number(a.kind === "personal"));
}

const asks = (person: Person) => person.agentOf.length === 0;

/** The first item that fits the first rule that any item fits; else the first item at all. */
function pick<T>(items: readonly T[], ...rules: ((item: T) => boolean)[]): T | undefined {
  for (const rule of rules) {
    const found = items.find(rule);
    if (found) return found;
  }
  return items[0];
}

export interface Seating {
  seats: Seats | undefined;
  /** Becomes somebody on the left; their chat with the assistant comes to the front. */
  beRequester: (key: string) => void;
  openChat: (id: string) => void;
  beAgent: (key: string) => void;
  openChannel: (id: string) => void;
}

export function useSeats(world: World | undefined, language: Language): Seating {
  const [requester, setRequester] = useRemembered("requester");
  const [chat, setChat] = useRemembered("chat");
  const [agent, setAgent] = useRemembered("agent");
  const [channel, setChannel] = useRemembered("channel");
  const seats = useMemo(
    () => (world ? seatsFor(world, { requester, chat, agent, channel }, language) : undefined),
    [world, requester, chat, agent, channel, language],
  );
  const beRequester = useCallback(
    (key: string) => {
      setRequester(key);
      setChat(undefined);
    },
    [setRequester, setChat],
  );
  return { seats, beRequester, openChat: setChat, beAgent: setAgent, openChannel: setChannel };
}
