import type { Language } from "../../i18n";

/** The shapes the simulated Teams speaks; crates/simulator/README.md is the contract. */

export interface Person {
  id: string;
  key: string;
  name: string;
  /** The name in Latin letters, for the English page. */
  nameEn?: string;
  directoryId?: string;
  locale: string;
  title?: string;
  titleEn?: string;
  /** Names of the teams this person answers for; empty for people who only ask. */
  agentOf: string[];
}

export type ChatKind = "personal" | "groupChat" | "channel";

export interface Chat {
  id: string;
  kind: ChatKind;
  name: string;
  team?: { id: string; name: string; nameJa?: string };
  /** Ids of people. */
  members: string[];
}

export interface Bot {
  id: string;
  name: string;
}

/** The language a world is in, and what it means to begin it anew in another one. */
export interface Staging {
  language: Language;
  /** Somebody chose it when the demo was started; else a page may ask for its reader's own while nobody has said anything. */
  isChosen: boolean;
  /** Beginning anew also forgets tickets and what was learned. */
  forgets: boolean;
  /** Entries are imported and channels connected; until then there is nothing to see. */
  isSetUp: boolean;
}

export interface World {
  tenant: string;
  /** Absent where the world cannot be begun anew. */
  staging?: Staging;
  bot: Bot;
  people: Person[];
  chats: Chat[];
}

export interface Attachment {
  contentType: string;
  content?: unknown;
  contentUrl?: string;
  name?: string;
}

export interface Message {
  id: string;
  chat: string;
  /** The id of the message that opens the thread; absent on roots and outside channels. */
  threadRoot?: string;
  from: { id: string; name: string; isBot: boolean };
  /** RFC 3339. */
  at: string;
  text: string;
  textFormat: "plain" | "markdown" | "xml";
  attachments: Attachment[];
  entities: unknown[];
  edited: boolean;
  /** Its author took it back; only a placeholder is left. */
  deleted?: boolean;
}

export interface OutgoingFile {
  name: string;
  contentType: string;
  /** The file's bytes in base64. */
  base64: string;
}

export interface OutgoingMessage {
  from: string;
  text: string;
  mentions: string[];
  threadRoot?: string;
  attachments?: OutgoingFile[];
}

/** What the bot answered to a card's button. */
export interface PressAnswer {
  status: number;
  type: string;
  value: unknown;
}

export type StreamEvent =
  | { kind: "message"; chat: string; message: Message }
  | { kind: "deleted"; chat: string; id: string }
  | { kind: "typing"; chat: string; from: string }
  | { kind: "reload" };

export const CARD = "application/vnd.microsoft.card.adaptive";
