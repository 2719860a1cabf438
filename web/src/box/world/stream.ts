import { BOX } from "./api";
import type { Message, StreamEvent } from "./types";

export interface StreamListener {
  /** The line stands, for the first time or again. */
  onOpen: () => void;
  onEvent: (event: StreamEvent) => void;
  onLost: () => void;
}

/** Pauses before a new attempt once the browser has given up, in milliseconds; the last one repeats. */
const PAUSES = [500, 1000, 2000, 4000];

/**
 * Listens to the event stream until the returned function is called.
 * The browser itself resumes a broken line with Last-Event-ID; it gives up when the server answers with an error
 * (a restart behind a proxy), and then a fresh line is opened here.
 */
export function listen(listener: StreamListener): () => void {
  let source: EventSource | undefined;
  let retry: number | undefined;
  let attempt = 0;

  const open = () => {
    source = new EventSource(`${BOX}/api/stream`);
    source.onopen = () => {
      attempt = 0;
      listener.onOpen();
    };
    source.onerror = () => {
      listener.onLost();
      if (source?.readyState !== EventSource.CLOSED) return;
      retry = window.setTimeout(open, PAUSES[Math.min(attempt, PAUSES.length - 1)]);
      attempt += 1;
    };
    for (const name of ["message", "deleted", "typing", "reload"] as const) {
      source.addEventListener(name, (raw) => {
        const event = readEvent(name, (raw as MessageEvent<string>).data);
        if (event) listener.onEvent(event);
      });
    }
  };

  open();
  return () => {
    window.clearTimeout(retry);
    source?.close();
  };
}

/** One event of the stream; undefined when it is not what the contract says. */
export function readEvent(name: StreamEvent["kind"], data: string): StreamEvent | undefined {
  if (name === "reload") return { kind: "reload" };
  const parsed = parse(data);
  if (typeof parsed?.chat !== "string") return undefined;
  const chat = parsed.chat;
  if (name === "message" && typeof parsed.message === "object" && parsed.message !== null) {
    return { kind: "message", chat, message: parsed.message as Message };
  }
  if (name === "deleted" && typeof parsed.id === "string") return { kind: "deleted", chat, id: parsed.id };
  if (name === "typing" && typeof parsed.from === "string") return { kind: "typing", chat, from: parsed.from };
  return undefined;
}

function parse(data: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
