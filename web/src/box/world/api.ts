import type { Language } from "../../i18n";
import type { CardPress } from "../../card/press";
import type { Message, OutgoingMessage, PressAnswer, World } from "./types";

/** Where the simulated Teams is served. */
export const BOX = "/box";

/** A call that failed: `status` is the HTTP status, 0 when nobody answered. */
export class CallError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "CallError";
  }
}

const chatPath = (chat: string) => `/api/chats/${encodeURIComponent(chat)}`;

export const readWorld = () => call<World>("/api/world");

/** A chat's messages, oldest first, as one of its members reads them. */
export async function readMessages(chat: string, as: string | undefined): Promise<Message[]> {
  const query = as === undefined ? "" : `?${new URLSearchParams({ as })}`;
  const page = await call<{ messages: Message[] }>(`${chatPath(chat)}/messages${query}`);
  return page.messages;
}

export const say = (chat: string, message: OutgoingMessage) =>
  call<{ id: string }>(`${chatPath(chat)}/messages`, message);

const messagePath = (chat: string, message: string) => `${chatPath(chat)}/messages/${encodeURIComponent(message)}`;

/** Changes one's own message. */
export const edit = (chat: string, message: string, change: { from: string; text: string; mentions: string[] }) =>
  call<void>(messagePath(chat, message), change, "PUT");

/** Takes one's own message back. */
export const remove = (chat: string, message: string, from: string) => call<void>(messagePath(chat, message), { from }, "DELETE");

/** Gives a message again that one took back. */
export const restore = (chat: string, message: string, from: string) => call<void>(`${messagePath(chat, message)}/restore`, { from });

export const press = (chat: string, message: string, from: string, pressed: CardPress) =>
  call<PressAnswer>(`${messagePath(chat, message)}/actions`, { from, ...pressed });

export const install = (chat: string, from: string) => call<void>(`${chatPath(chat)}/install`, { from });

export const reset = () => call<void>("/api/reset", {});

/** Asks for the world to be begun anew in another language. */
export const restage = (language: Language) => call<void>("/api/language", { language });

/** Calls the simulated Teams: GET without a body, POST with one unless another method is named. */
async function call<T>(path: string, body?: object, method = "POST"): Promise<T> {
  const answer = await fetch(BOX + path, request(body, method)).catch((cause: unknown) => {
    throw new CallError(0, cause instanceof Error ? cause.message : String(cause));
  });
  const text = await answer.text();
  if (!answer.ok) throw new CallError(answer.status, reasonIn(text) ?? `HTTP ${answer.status}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

function request(body: object | undefined, method: string): RequestInit {
  if (body === undefined) return { headers: { accept: "application/json" } };
  return {
    method,
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  };
}

/** The server's own words, where it sent `{ "error": "…" }` or `{ "error": { "message": "…" } }`. */
export function reasonIn(text: string): string | undefined {
  try {
    const parsed = JSON.parse(text) as { error?: unknown };
    if (typeof parsed.error === "string") return parsed.error;
    const inner = parsed.error as { message?: unknown } | undefined;
    return typeof inner?.message === "string" ? inner.message : undefined;
  } catch {
    return undefined;
  }
}
