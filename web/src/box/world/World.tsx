import { createContext, use, useCallback, useEffect, useMemo, useReducer, useRef, type ReactNode } from "react";
import * as api from "./api";
import { chatOf, type Messages } from "./messages";
import { listen } from "./stream";
import { initial, step, type Line } from "./state";
import type { Chat, Message, StreamEvent, World } from "./types";

interface WorldOfTheBox {
  line: Line;
  failure: string | undefined;
  world: World | undefined;
  messages: Messages;
  /** Who is typing in which chat, by chat id. */
  typing: Readonly<Record<string, readonly string[]>>;
  /** Number of messages per chat that nobody has looked at yet. */
  unseen: Readonly<Record<string, number>>;
  /** Marks a chat as looked at. */
  see: (chat: string) => void;
  /** Reads everything again, for "try again". */
  reload: () => void;
}

const Context = createContext<WorldOfTheBox | undefined>(undefined);

/** How long a typing sign stays without being renewed, in milliseconds. Teams shows it for some five seconds. */
const TYPING_LASTS = 5000;

export function WorldProvider({ children }: { children: ReactNode }) {
  const [state, dispatch] = useReducer(step, initial);
  const reading = useRef(0);
  const since = useRef<StreamEvent[] | undefined>(undefined);

  const read = useCallback(async () => {
    const turn = ++reading.current;
    const arrived: StreamEvent[] = [];
    since.current = arrived;
    try {
      const world = await api.readWorld();
      const fetched = await readAll(world);
      if (turn === reading.current) dispatch({ do: "loaded", world, fetched, since: arrived });
    } catch (failure) {
      if (turn === reading.current) dispatch({ do: "failed", why: reason(failure) });
    } finally {
      if (turn === reading.current) since.current = undefined;
    }
  }, []);

  useEffect(() => {
    const timers = new Set<number>();
    const close = listen({
      onOpen: () => {
        dispatch({ do: "line", line: "open" });
        void read();
      },
      onLost: () => dispatch({ do: "line", line: "lost" }),
      onEvent: (event) => {
        if (event.kind === "reload") return void read();
        since.current?.push(event);
        dispatch({ do: "event", event });
        if (event.kind !== "typing") return;
        const timer = window.setTimeout(() => {
          timers.delete(timer);
          dispatch({ do: "stoppedTyping", chat: chatOf(event.chat), from: event.from });
        }, TYPING_LASTS);
        timers.add(timer);
      },
    });
    return () => {
      close();
      for (const timer of timers) window.clearTimeout(timer);
    };
  }, [read]);

  const see = useCallback((chat: string) => dispatch({ do: "seen", chat }), []);
  const value = useMemo(
    () => ({
      line: state.line,
      failure: state.failure,
      world: state.world,
      messages: state.messages,
      typing: state.typing,
      unseen: state.unseen,
      see,
      reload: () => void read(),
    }),
    [state, see, read],
  );
  return <Context value={value}>{children}</Context>;
}

export function useWorld(): WorldOfTheBox {
  const value = use(Context);
  if (!value) throw new Error("useWorld stands outside of WorldProvider");
  return value;
}

/** Every chat's messages, each read as one of its members. */
async function readAll(world: World): Promise<Record<string, Message[]>> {
  const lists = await Promise.all(
    world.chats.map(async (chat: Chat) => [chat.id, await api.readMessages(chat.id, chat.members[0])] as const),
  );
  return Object.fromEntries(lists);
}

export const reason = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure));
