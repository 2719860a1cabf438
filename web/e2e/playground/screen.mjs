// What the people in the Playground see, as its page gets it: one WebSocket, every conversation, in order.
import { once } from "node:events";
import { PATIENCE, within } from "./stage.mjs";

const CARD = "application/vnd.microsoft.card.adaptive";

/** One message as it appeared or was changed. */
class Sight {
  constructor({ action, actionConversationId, message }) {
    this.changed = action === "updateMessage";
    this.conversation = actionConversationId;
    this.id = message.messageId;
    this.thread = message.postConversationId;
    this.text = message.text ?? "";
    this.card = message.attachments?.find(({ contentType }) => contentType === CARD)?.content;
    this.isByAssistant = message.aiEntity?.additionalType?.includes("AIGeneratedContent") ?? false;
  }

  /** Everything readable: text, and the card's texts. */
  get words() {
    return [this.text, ...all(this.card, (part) => part.text)].join("\n");
  }

  /** The first button with a verb, and with these data where they matter. */
  button(verb, data = {}) {
    const fits = (part) => part.type === "Action.Execute" && part.verb === verb && Object.entries(data).every(([key, value]) => part.data[key] === value);
    return all(this.card, (part) => (fits(part) ? part : undefined))[0];
  }

  /** What stands in the card's field now. */
  field(id) {
    return all(this.card, (part) => (part.id === id ? part.value : undefined))[0];
  }
}

/** Every answer of `pick` that is something, over all objects within a card, in order. */
function all(part, pick) {
  if (typeof part !== "object" || part === null) return [];
  const own = Array.isArray(part) ? undefined : pick(part);
  const parts = Object.entries(part).filter(([key]) => key !== "fallback");
  return [...(own === undefined ? [] : [own]), ...parts.flatMap(([, inner]) => all(inner, pick))];
}

export class Screen {
  #socket;
  #seen = [];
  #waiting = new Set();

  /** Looks at a Playground's stream. */
  async open(playground) {
    this.#socket = new WebSocket(`${playground.replace("http", "ws")}/_ws_conversation/v1/conversations/stream`);
    this.#socket.addEventListener("message", ({ data }) => this.#keep(JSON.parse(data)));
    await within(PATIENCE, "the Playground's stream opens", once(this.#socket, "open"));
  }

  close() {
    this.#socket?.close();
  }

  /** How much has been seen: what comes later is `since` this. */
  get now() {
    return this.#seen.length;
  }

  /** Everything seen in a conversation. */
  everythingIn(conversation) {
    return this.#seen.filter((sight) => sight.conversation === conversation);
  }

  /** The first message since a moment that fits; waits for it. `what` names it in the error. */
  async sees(what, fits, { since = 0 } = {}) {
    const early = this.#seen.slice(since).find(fits);
    if (early) return early;
    let waiting;
    const later = new Promise((resolve) => {
      waiting = (sight) => fits(sight) && resolve(sight);
      this.#waiting.add(waiting);
    });
    return within(PATIENCE, what, later)
      .catch((error) => Promise.reject(new Error(`${error.message}\nseen since: ${this.#summary(since)}`)))
      .finally(() => this.#waiting.delete(waiting));
  }

  #keep(event) {
    if (!event.message) return;
    const sight = new Sight(event);
    this.#seen.push(sight);
    for (const waiting of this.#waiting) waiting(sight);
  }

  #summary(since) {
    return JSON.stringify(this.#seen.slice(since).map(({ conversation, words }) => [conversation, words]), undefined, 1);
  }
}
