// What people do in the Playground, by the HTTP calls that its page makes: install, write, press.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

export class People {
  #playground;
  #world;
  #mention;

  constructor(playground, world) {
    this.#playground = playground;
    this.#world = world;
    this.#mention = { mentioned: world.bot, text: `<at>${world.bot.name}</at>` };
  }

  /** The current user opens a conversation for the first time: the app is installed there. */
  async install(conversation) {
    await this.#post(`_debug/conversation/${conversation}/installation`, {});
  }

  /** The current user writes. Answers with the conversation of the thread that this begins in a channel. */
  async write(conversation, text) {
    return this.#write(conversation, text, undefined);
  }

  /** The current user writes to the assistant by mention. */
  async writeTo(conversation, text) {
    return this.#write(conversation, `${this.#mention.text} ${text}`, [this.#mention]);
  }

  /**
   * Somebody presses a button of a message, with what they put into its fields. Answers with the reply that the
   * Playground passes on to the page.
   */
  async press(person, { id, conversation, thread }, button, inputs = {}) {
    assert.ok(button, "the card has that button");
    const { type, title, verb, data } = button;
    const value = { action: { type, title, verb, data: { ...data, ...inputs } } };
    return this.#post("_conversation/v1/invoke", {
      name: "adaptiveCard/action",
      value,
      from: { id: person.id },
      conversation: { id: thread ?? conversation },
      replyToId: id,
    });
  }

  /**
   * Somebody who is not the current user writes in a thread of the channel. The Playground sends such a custom activity
   * on word for word, and does not show it.
   */
  async writeAs(person, thread, text, { mention }) {
    const { bot, tenant, team, channel } = this.#world;
    await this.#post("_internal/v1/customActivities", {
      type: "message",
      id: randomUUID(),
      timestamp: new Date().toISOString(),
      channelId: "msteams",
      serviceUrl: `${this.#playground}/_connector`,
      from: { id: person.id, name: person.name, aadObjectId: person.aadObjectId },
      recipient: bot,
      conversation: { id: thread, isGroup: true, conversationType: "channel", tenantId: tenant },
      text: mention ? `${this.#mention.text} ${text}` : text,
      textFormat: "plain",
      locale: "ja-JP",
      entities: mention ? [{ type: "mention", ...this.#mention }] : [],
      channelData: { tenant: { id: tenant }, team: { id: team.id }, channel: { id: channel.id }, teamsTeamId: team.id, teamsChannelId: channel.id },
    });
  }

  async #write(conversation, text, mentions) {
    const message = { type: "text", text, textFormat: "plain", from: { id: this.#world.requester.id }, ...(mentions && { mentions }) };
    const { postConversationId } = await this.#post(`_conversation/v1/conversations/${conversation}/messages`, message);
    return postConversationId;
  }

  async #post(path, body) {
    const response = await fetch(`${this.#playground}/${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    const answer = await response.text();
    assert.ok(response.ok, `${path}: ${response.status} ${answer}`);
    return answer && answer.startsWith("{") ? JSON.parse(answer) : undefined;
  }
}
