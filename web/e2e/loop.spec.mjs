// The whole loop in a browser against the real program, freshly started on an empty data folder (`madoguchi demo`):
// asked and unknown, a person, an answer, a draft, published, asked again in other words and answered.
// MADOGUCHI_URL says where it listens. Buttons are found by their verbs; words only where the story itself wrote them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, test } from "node:test";
import { Browser, PATIENCE, Side } from "./browser.mjs";

const url = process.env.MADOGUCHI_URL;

const browser = new Browser();
let page;

before(async () => {
  assert.ok(url, "set MADOGUCHI_URL to the address of a running `madoguchi demo`");
  await browser.open();
});
after(() => browser.close());
afterEach(async () => {
  await page?.context().close();
  page = undefined;
});

/** What the sample's tour says in a step, so that these stories and the sample stay together. */
async function wordsOf(language) {
  const steps = JSON.parse(await readFile(new URL(`../../sample/tour.${language}.json`, import.meta.url), "utf8"));
  return Object.fromEntries(steps.map((step) => [step.id, step.do?.say]));
}

/** The id of the newest message of a side: what comes later has a greater one. */
const newestId = (side) =>
  side.all.evaluate((all) => Math.max(0, ...[...all.querySelectorAll("[data-message]")].map((one) => Number(one.dataset.message))));

/** Waits for a message of a side later than `since` that has one button and lacks another; answers with its locator. */
async function arrives(side, since, { has, lacks }) {
  const found = await page.waitForFunction(
    ({ of, since, has, lacks }) => {
      const later = [...document.querySelectorAll(`[data-side="${of}"] [data-message]`)].filter((one) => Number(one.dataset.message) > since);
      const with_ = (one, verb) => one.querySelector(`[data-verb="${verb}"]`) !== null;
      return later.findLast((one) => !one.classList.contains("mine") && (!has || with_(one, has)) && (!lacks || !with_(one, lacks)))?.dataset.message;
    },
    { of: side.side, since, has, lacks },
    { timeout: PATIENCE },
  );
  return side.all.locator(`[data-message="${await found.jsonValue()}"]`);
}

const gone = (message, verb) => message.locator(`[data-verb="${verb}"]`).first().waitFor({ state: "detached" });
const button = (message, verb) => message.locator(`[data-verb="${verb}"]`).first();

test("by hand, in Japanese: unknown, a person, the answer, the draft, and answered to the next who asks", async () => {
  const say = await wordsOf("ja");
  page = await browser.page(url, { locale: "ja-JP" });
  const chat = new Side(page, "chat");
  const channel = new Side(page, "channel");

  await chat.be("sato");
  let since = await newestId(chat);
  await chat.say(say["ask-known"]);
  const known = await arrives(chat, since, { has: "answer.rate" });
  await known.locator('[data-verb="answer.rate"][data-helpful="true"]').click();
  await gone(known, "answer.rate");

  since = await newestId(chat);
  const sinceTicket = await newestId(channel);
  await chat.say(say["ask-unknown"]);
  const unknown = await arrives(chat, since, { has: "handoff.request", lacks: "answer.rate" });
  await button(unknown, "handoff.request").click();

  await channel.be("tanaka");
  const ticket = await arrives(channel, sinceTicket, { has: "ticket.accept" });
  await button(ticket, "ticket.accept").click();
  await gone(ticket, "ticket.accept");

  const thread = channel.all.locator(".thread", { has: page.locator(`[data-message="${await ticket.getAttribute("data-message")}"]`) });
  await thread.locator('[data-act="reply"]').click();
  await thread.locator("textarea").last().fill("ここだけの話です");
  await thread.locator("textarea").last().press("Enter");
  await thread.locator(".post.note").getByText("ここだけの話です").waitFor();
  const answer = say.answer;
  assert.ok(answer.startsWith("@Madoguchi "), "what goes to the requester mentions the bot");
  await thread.locator("textarea").last().fill(answer);
  await thread.locator('[data-reader="requester"]').waitFor();
  await thread.locator("textarea").last().press("Enter");
  const phrase = "ステーション用ファームウェア2.2";
  assert.ok(answer.includes(phrase), "the sample's answer names the cure");
  await chat.all.locator(".message:not(.mine)").getByText(phrase).first().waitFor();
  assert.equal(await chat.all.getByText("ここだけの話です").count(), 0, "a note stays among the agents");

  await chat.say(say.thank);
  await thread.getByText(say.thank).first().waitFor();

  since = await newestId(chat);
  const sinceDraft = await newestId(channel);
  await button(ticket, "ticket.close").click();
  await gone(ticket, "ticket.close");
  const ending = await arrives(chat, since, { has: "csat.rate" });
  await ending.locator('[data-verb="csat.rate"]').last().click();

  const draft = await arrives(channel, sinceDraft, { has: "draft.approve" });
  const fields = await draft.locator(".card textarea").evaluateAll((all) => all.map((one) => one.value).join("\n"));
  assert.ok(fields.includes(phrase), "the draft keeps the answer");
  assert.ok(!fields.includes("佐藤") && !fields.includes("田中") && !fields.includes("お疲れさま"), "names and greetings are gone");
  assert.ok(!fields.includes("ここだけの話"), "a note is not learned");
  await button(draft, "draft.approve").click();
  await gone(draft, "draft.approve");

  await chat.be("yamamoto");
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    since = await newestId(chat);
    await chat.say(say["ask-again"]);
    const reply = await arrives(chat, since, {});
    await reply.locator('.card[data-phase="drawn"]').waitFor();
    if ((await button(reply, "answer.rate").count()) > 0 && (await reply.innerText()).includes(phrase)) break;
    assert.ok(Date.now() < deadline, "the published answer reaches the next requester");
  }
  assert.deepEqual(page.complaints, []);
});

/** Asks as the tour does, again while what was just published is still on its way. */
async function askUntilReached(doIt) {
  const chat = new Side(page, "chat");
  const deadline = Date.now() + PATIENCE;
  let since = await newestId(chat);
  do {
    await doIt.click();
    const reply = await arrives(chat, since, {});
    since = await newestId(chat);
    await reply.locator('.card[data-phase="drawn"]').waitFor();
    if ((await button(reply, "answer.rate").count()) > 0) return;
  } while (Date.now() < deadline);
}

test("by the tour's own hand, in English: the demo begins anew, every step is reached, and nothing Japanese is left", async () => {
  page = await browser.page(url, { locale: "en-US", remembered: { tour: null } });
  // The story above has spoken Japanese, so the page asks instead of changing the world by itself.
  await page.locator('[data-offer="en"] [data-act="language-offer"]').click();
  const coach = page.locator(".coach");
  await page.locator('html[lang="en"] .coach[data-step="ask-known"]').waitFor({ timeout: PATIENCE });
  for (;;) {
    const step = await coach.getAttribute("data-step");
    if (step === "end") break;
    const doIt = coach.locator('[data-act="tour-do"]');
    if (step === "ask-again") await askUntilReached(doIt);
    else if (await doIt.count()) await doIt.click();
    await page.locator(`.coach[data-step="${step}"][data-reached="true"]`).waitFor();
    await coach.locator('[data-act="tour-next"]').click();
    await page.locator(`.coach:not([data-step="${step}"])`).waitFor();
  }
  await coach.locator('[data-act="tour-finish"]').click();
  await coach.waitFor({ state: "detached" });
  const chat = new Side(page, "chat");
  for (const person of ["miller", "yamamoto", "sato"]) {
    await chat.be(person);
    // What was learned in the story above is kept, and offered in its own language where nothing in the other one is as near.
    const japanese = (await japaneseOnThePage()).filter((text) => !text.startsWith("ドッキングステーションからキーンという音"));
    assert.deepEqual(japanese, [], `nothing Japanese while one is ${person}`);
  }
  assert.deepEqual(page.complaints.filter((one) => !/ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION|Failed to load resource|ERR_EMPTY/.test(one)), [], "but that the line was cut while the demo began anew");
});

/** Texts, fields and names on the page that hold kana or kanji, save the name of the other language on its button. */
const japaneseOnThePage = () =>
  page.evaluate(() => {
    const japanese = /[\u3040-\u30ff\u3400-\u9fff]/;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest('[data-act="language"]')) found.push(walker.currentNode.data);
    for (const one of document.querySelectorAll("input, textarea, [aria-label], [title]")) found.push(one.value ?? "", one.getAttribute("aria-label") ?? "", one.title ?? "");
    return found.filter((text) => japanese.test(text));
  });
