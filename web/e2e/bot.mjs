// The mock's bot: knows everything but docking stations, and walks one ticket through its life.
import { answer, CARD, draft, ending, LEARNED, ticket, unknown } from "./cards.mjs";
import { BOT, PEOPLE } from "./world.mjs";

const FROM_BOT = { id: BOT.id, name: BOT.name, isBot: true };
const CHANNEL = "19:it@thread.tacv2";
const attached = (content) => ({ attachments: [{ contentType: CARD, content }] });
const replaced = (content) => ({ status: 200, type: CARD, value: content });
const toast = (value) => ({ status: 200, type: "application/vnd.microsoft.activity.message", value });
const mention = { type: "mention", mentioned: BOT, text: `<at>${BOT.name}</at>` };
/** What the sample leaves out so that it can be learned, in the language in which it is asked. */
const newTopic = (text) => /ドッキング|docking/i.exec(text)?.[0].toLowerCase();
const VPN = "1. **ステータス**の「VPN」が *接続待ち* なら、一度サインアウトします。\n2. もう一度サインインします。\n3. だめなら [手順書](https://example.com/vpn) を見てください。";

export class Bot {
  #mock;
  #chat;
  #ticket;
  #topic;
  #learned = new Set();
  /** Hears nothing and says nothing. */
  isDeaf = false;
  #refusal;
  #asker;

  constructor(mock) {
    this.#mock = mock;
  }

  welcome(chat) {
    this.#say(chat, { text: "こんにちは。**Madoguchi** です。困っていることを書いてください。" });
  }

  hear(chat, { from, text, mentions, threadRoot, attachments = [] }) {
    const files = attachments.map(({ name, contentType }) => ({ name, contentType, contentUrl: `http://elsewhere:1/box/connector/attachments/${encodeURIComponent(name)}` }));
    const entities = mentions.includes("bot") ? [mention] : [];
    const id = this.#mock.post(chat, author(from), { text, textFormat: "plain", attachments: files, entities, ...(threadRoot ? { threadRoot } : {}) });
    if (chat === CHANNEL) this.#hearAgent(from, text, threadRoot, entities.length > 0);
    else if (chat.startsWith("a:")) this.#hearRequester(chat, text, from);
    return id;
  }

  hearEdit(id, { text, mentions }) {
    this.#mock.update(id, { text, entities: mentions.includes("bot") ? [mention] : [] });
  }

  #hearRequester(chat, text, from) {
    if (this.#ticket?.open && chat === this.#chat) {
      return this.#say(CHANNEL, { text: `**${author(this.#asker).name}**: ${text}`, threadRoot: this.#ticket.id });
    }
    this.#mock.typing(chat, BOT.id);
    const topic = newTopic(text);
    if (this.#learned.has(topic)) return this.#say(chat, attached(answer(text, LEARNED)));
    if (!topic) return this.#say(chat, attached(answer(text, VPN)));
    this.#topic = topic;
    this.#chat = chat;
    this.#asker = from;
    return this.#say(chat, attached(unknown()));
  }

  #hearAgent(from, text, threadRoot, isToRequester) {
    if (!isToRequester || !this.#chat || threadRoot !== this.#ticket?.id) return;
    this.#say(this.#chat, { text: `**${author(from).name}**: ${text.replace(/<at>.*?<\/at>\s*/g, "")}` });
  }

  /** The next button is refused with these words, as the loser of a race is. */
  refuse(words) {
    this.#refusal = words;
  }

  press(id, { from, verb, data }) {
    const refusal = this.#refusal;
    this.#refusal = undefined;
    if (refusal) return { status: 400, type: "application/vnd.microsoft.error", value: { code: "Refused", message: refusal } };
    const name = author(from).name;
    switch (verb) {
      case "answer.rate":
        return this.#replace(id, answer("VPNに接続できない", VPN, true));
      case "handoff.request":
        this.#ticket = { id: this.#say(CHANNEL, attached(ticket("queued"))), open: true };
        return this.#replace(id, unknown(true));
      case "ticket.accept":
        this.#say(this.#chat, { text: `${name} さんが担当します。` });
        return this.#replace(id, ticket("assigned", name));
      case "ticket.close":
        this.#ticket.open = false;
        this.#say(this.#chat, attached(ending()));
        this.#say(CHANNEL, { ...attached(draft()), threadRoot: this.#ticket.id });
        return this.#replace(id, ticket("closed", name));
      case "draft.approve":
        this.#learned.add(this.#topic);
        return this.#replace(id, draft(true));
      case "ticket.assign":
        return toast(`${data.to} さんに割り当てました。`);
      default:
        return { status: 400, type: "application/vnd.microsoft.error", value: { code: "BadRequest", message: `知らない操作です: ${verb}` } };
    }
  }

  #replace(id, content) {
    this.#mock.update(id, attached(content));
    return replaced(content);
  }

  #say(chat, content) {
    return this.#mock.post(chat, FROM_BOT, content);
  }
}

function author(id) {
  const { name } = PEOPLE.find((person) => person.id === id);
  return { id, name, isBot: false };
}
