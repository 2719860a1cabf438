// The whole loop in Microsoft's Agents Playground: a client that is not ours, seen from outside only, by the stream and
// the HTTP calls of its page. `cargo xtask test` starts this in a network of its own where it can, because the
// Playground listens on every interface.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { People } from "./playground/people.mjs";
import { Screen } from "./playground/screen.mjs";
import { PATIENCE, Stage } from "./playground/stage.mjs";
import { worldOf } from "./playground/world.mjs";

const FAQ = [
  { id: "VPN-1", question: "VPNに接続できません", answer: "一度サインアウトしてから、もう一度サインインしてください。", variants: ["VPNがつながらない"], language: "ja" },
  { id: "PRN-1", question: "プリンターの紙詰まりを直したい", answer: "背面カバーを開けて、紙をまっすぐ引き抜いてください。", language: "ja" },
  { id: "EXP-1", question: "経費精算の締め日はいつですか", answer: "毎月25日です。休日のときは前の営業日です。", language: "ja" },
];
const ASKED = "ドッキングステーションにつないだ画面が映りません";
const ASKED_AGAIN = "ドッキングステーションに画面をつないでも映らないのですが";
const MORE = "昨日までは映っていました";
const CURE = "ドッキングステーションの電源を抜き、十秒待ってから挿し直してください";
const NOTE = "ちなみに、また同じ型番です";

/** The team that exists from the first start. */
const DEFAULT_TEAM = "窓口";

for (const [world, configured] of Object.entries({ "a world like Teams'": true, "the Playground's own world": false })) {
  describe(world, { concurrency: false }, () => loop(configured));
}

/** The story. Its ids are odd in the Playground's own world: words, and things that are nearly a GUID. */
function loop(configured) {
  const stage = new Stage();
  const screen = new Screen();
  let people;
  let world;

  before(async () => {
    assert.ok(globalThis.WebSocket, "this Node needs NODE_OPTIONS=--experimental-websocket");
    await stage.begin({ configured });
    await screen.open(stage.playground);
    world = await worldOf(stage.playground);
    people = new People(stage.playground, world);
    assert.match(await stage.importEntries(FAQ), /^3 added, 0 changed, 0 unchanged, 0 refused$/m);
  });
  after(async () => {
    screen.close();
    await stage.end();
  });

  const inChat = (fits) => (sight) => sight.conversation === world.chat && fits(sight);
  const isIn = (thread, fits) => (sight) => (sight.thread ?? sight.conversation) === thread && fits(sight);

  /** The current user asks in the personal chat; answers with the card that comes back. */
  async function ask(question) {
    const since = screen.now;
    await people.write(world.chat, question);
    return screen.sees(`a card for "${question}"`, inChat(({ card }) => card), { since });
  }

  /** Asks until the FAQ answers; what was published may need a moment. */
  async function askUntilAnswered(question) {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const card = await ask(question);
      if (card.button("answer.rate")) return card;
      assert.ok(Date.now() < deadline, `answered within ${PATIENCE} ms of publishing, instead of: ${card.words}`);
    }
  }

  test("greets on install, answers what was imported and keeps the rating", async () => {
    await people.install(world.chat);
    const greeting = await screen.sees("the greeting", inChat(({ card }) => card));
    assert.ok(greeting.words.trim().length > 0);

    const answer = await askUntilAnswered("VPNがつながらないのですが");
    assert.ok(answer.isByAssistant, "an answer of the assistant is labelled as such");
    const source = `FAQ ${FAQ[0].question}`;
    const words = answer.words.replace(/["「」]/g, " ").replace(/\s+/g, " ");
    assert.ok(words.includes(FAQ[0].answer) && words.includes(source), `the answer and its source: ${answer.words}`);

    const since = screen.now;
    await people.press(world.requester, answer, answer.button("answer.rate", { helpful: true }));
    const rated = await screen.sees("the rated card", inChat(({ id, changed }) => changed && id === answer.id), { since });
    assert.equal(rated.button("answer.rate"), undefined, "a rated card asks no more");
  });

  test("asked and unknown, a person, the answer, the draft, published, and answered in other words", async () => {
    // Unknown, and so to a person; the desk has no channel yet.
    const unknown = await ask(ASKED);
    assert.equal(unknown.button("answer.rate"), undefined, "an unknown question gets no answer by accident");
    const reply = await people.press(world.requester, unknown, unknown.button("handoff.request"));
    assert.equal(reply.type, "application/vnd.microsoft.card.adaptive");

    // The channel is connected, and the ticket comes into it.
    await people.install(world.channel.id);
    await screen.sees("the greeting in the channel", ({ conversation, card }) => conversation === world.channel.id && card);
    const connecting = await people.writeTo(world.channel.id, `connect ${DEFAULT_TEAM}`);
    await screen.sees("that the channel is connected", isIn(connecting, ({ text }) => text.includes(DEFAULT_TEAM)));
    const ticket = await screen.sees("the ticket", (sight) => sight.conversation === world.channel.id && sight.button("ticket.accept"));
    const { thread } = ticket;
    assert.ok(ticket.words.includes(ASKED) && ticket.words.includes(world.requester.name));

    // What the requester adds while waiting follows the card; with that the card has surely been posted to its end.
    let since = screen.now;
    await people.write(world.chat, MORE);
    await screen.sees("what was added, in the thread", isIn(thread, ({ text }) => text.includes(MORE)), { since });

    // One of two agents has it.
    since = screen.now;
    await people.press(world.agent, ticket, ticket.button("ticket.accept"));
    await screen.sees("who has it, in the chat", inChat(({ text }) => text.includes(world.agent.name)), { since });
    const taken = await screen.sees("the ticket taken", ({ id, changed, words }) => changed && id === ticket.id && words.includes(world.agent.name), { since });
    assert.equal(taken.button("ticket.accept"), undefined);
    const second = await people.press(world.colleague, ticket, ticket.button("ticket.accept"));
    assert.ok(JSON.stringify(second.value).includes(world.agent.name), "who comes second is told who has it");

    // They talk: a note stays among the agents, a mention goes to the requester, and the requester is heard.
    await people.writeAs(world.agent, thread, NOTE, { mention: false });
    await people.writeAs(world.agent, thread, `${world.requester.name}さん、お待たせしました。${CURE}。`, { mention: true });
    const told = await screen.sees("the agent's answer, in the chat", inChat(({ text }) => text.includes(CURE)), { since });
    assert.ok(told.text.includes(world.agent.name), "with the agent's name");
    assert.ok(!told.isByAssistant, "a person is not labelled as an assistant");
    since = screen.now;
    await people.write(world.chat, "映りました。ありがとうございます。");
    await screen.sees("the requester's thanks, in the thread", isIn(thread, ({ text }) => text.includes("映りました")), { since });

    // Closed: satisfaction is asked once, and the draft comes.
    since = screen.now;
    await people.press(world.agent, ticket, taken.button("ticket.close"));
    const ending = await screen.sees("the satisfaction card", inChat((sight) => sight.button("csat.rate")), { since });
    await people.press(world.requester, ending, ending.button("csat.rate", { score: 5 }));
    await screen.sees("thanks for it", inChat(({ id, changed }) => changed && id === ending.id), { since });
    const draft = await screen.sees("the draft", isIn(thread, (sight) => sight.button("draft.approve")), { since });
    const [question, answer] = [draft.field("question"), draft.field("answer")];
    assert.ok(question.includes("ドッキングステーション") && answer.includes(CURE), `a draft of what was said: ${question} / ${answer}`);
    for (const word of [world.requester.name, world.agent.name, "お待たせ", "型番", "ありがとう"]) {
      assert.ok(!(question + answer).includes(word), `without names, pleasantries and notes: ${question} / ${answer}`);
    }

    // Approved with the agent's own last touch, and answered to whoever asks in other words.
    since = screen.now;
    const edited = `${answer}\n十秒より短いと直りません。`;
    await people.press(world.agent, draft, draft.button("draft.approve"), { question, answer: edited });
    const published = await screen.sees("the draft published", ({ id, changed }) => changed && id === draft.id, { since });
    assert.equal(published.button("draft.approve"), undefined);
    const learned = await askUntilAnswered(ASKED_AGAIN);
    assert.ok(learned.isByAssistant && learned.words.includes("十秒より短いと直りません"), `what was published answers: ${learned.words}`);

    const read = screen.everythingIn(world.chat).map(({ words }) => words).join("\n");
    assert.ok(!read.includes(NOTE), "the note never reached the requester");
    assert.equal(read.split(CURE).length - 1, 2, "the cure came twice: from the agent, and from the FAQ");
  });
}
