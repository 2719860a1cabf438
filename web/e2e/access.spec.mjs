// What a screen reader, a keyboard and Windows' forced colours find on the page, checked by axe-core in the states that matter.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { Browser, Side } from "./browser.mjs";
import { answer, CARD, draft, linked, ticket } from "./cards.mjs";
import { startMock } from "./mock.mjs";
import { BOT } from "./world.mjs";

const FROM_BOT = { id: BOT.id, name: BOT.name, isBot: true };
const CHANNEL = "19:it@thread.tacv2";
const card = (content) => ({ attachments: [{ contentType: CARD, content }] });
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = new Browser();
let mock;
let page;

before(() => browser.open());
after(() => browser.close());
beforeEach(async () => {
  mock = await startMock();
  mock.post("a:sato", FROM_BOT, card(answer("VPN", "[手順](https://example.com/) を見てください。")));
  mock.post("a:sato", FROM_BOT, card(linked()));
  mock.post("a:sato", FROM_BOT, { text: "見て https://example.com/ **これ**" });
  mock.post(CHANNEL, FROM_BOT, card(ticket("assigned", "田中 健")));
  mock.post(CHANNEL, FROM_BOT, card(ticket("assigned", "田中 健")));
  mock.post(CHANNEL, FROM_BOT, card(draft()));
});
afterEach(async () => {
  await page?.context().close();
  await mock.stop();
});

async function open(options) {
  page = await browser.page(mock.url, { bypassCSP: true, ...options });
  await page.evaluate(axe);
  return { chat: new Side(page, "chat"), channel: new Side(page, "channel") };
}

/** What axe finds, one line a fault: its rule and the element. */
async function faults(rules = {}) {
  await page.locator('.card[data-phase="loading"]').first().waitFor({ state: "detached" });
  const found = await page.evaluate((rules) =>
    // Fluent fades menus and dialogs in: half-faded text is no fault.
    Promise.all(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished.catch(() => {})))
      // Fluent's guards at both ends of the page and of a menu take the focus only to hand it on at once: nobody is ever on them.
      .then(() => axe.run({ exclude: ["[data-tabster-dummy]"] }, { rules: { "label-content-name-mismatch": { enabled: true }, ...rules } })),
    rules,
  );
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} (${node.failureSummary.split("\n")[1]?.trim()})`));
}

/** A message of one's own that was changed and one taken back, a note being written, and a file that is too large. */
async function busy({ chat, channel }) {
  await chat.say("VNP");
  await chat.all.locator(".mine").waitFor();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.type("?");
  await page.keyboard.press("Enter");
  await chat.all.locator(".edited").waitFor();
  await chat.say("消すもの");
  await chat.all.locator(".mine").nth(1).waitFor();
  await chat.all.locator('[data-act="message-menu"]').last().click();
  await page.locator('[data-act="message-delete"]').click();
  await chat.all.locator(".removed").waitFor();
  await chat.all.locator('input[type="file"]').setInputFiles([{ name: "big.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(1_400_001) }]);
  await channel.all.locator('[data-act="reply"]').first().click();
  await channel.all.locator(".reply textarea").fill("メモ");
  await page.keyboard.press("Enter");
  await channel.all.locator(".note-hint").waitFor();
  await page.keyboard.type("次のメモ");
}

for (const [look, colorScheme] of [["light", "light"], ["dark", "dark"], ["contrast", "light"]]) {
  test(`everything a person meets has a name and can be read: ${look}`, async () => {
    const sides = await open({ colorScheme, remembered: { look } });
    await busy(sides);
    assert.deepEqual(await faults(), []);
    await sides.channel.all.locator(".channel-picker").click();
    await page.locator('[role="menu"]').waitFor();
    // A menu stands at the end of the document, outside of every region, and closes when one leaves it.
    assert.deepEqual(await faults({ region: { enabled: false } }), [], "with a menu open");
    await page.keyboard.press("Escape");
    await page.locator('[data-act="reset"]').click();
    await page.locator('[role="dialog"]').waitFor();
    assert.deepEqual(await faults(), [], "with a question open");
  });
}

test("every step of the tour can be read, with its button glowing and its hints open", async () => {
  const { chat } = await open({ remembered: { tour: null } });
  const coach = page.locator(".coach");
  assert.deepEqual(await faults(), []);
  await chat.say("VPNの件です");
  await page.locator('.coach[data-step="ask-known"][data-reached="true"]').waitFor();
  assert.deepEqual(await faults(), [], "a step that is done");
  await coach.locator('[data-act="tour-next"]').click();
  await page.locator('.coach[data-step="rate"]').waitFor();
  assert.deepEqual(await faults(), [], "a step that wants a button pressed");
});

test("the checker is shown once to find what it looks for", async () => {
  await open();
  await page.evaluate(() => {
    const hidden = '<div aria-hidden="true"><button>x</button></div><button aria-label="else">seen</button>';
    document.querySelector(".window-head").insertAdjacentHTML("beforeend", `<button></button><p style="color:#999;background:#fff">pale</p>${hidden}`);
  });
  const rules = new Set((await faults()).map((fault) => fault.split(":", 1)[0]));
  for (const rule of ["button-name", "color-contrast", "aria-hidden-focus", "label-content-name-mismatch"]) assert.ok(rules.has(rule), rule);
});

test("in forced colours the frame and the words say who will read a reply", async () => {
  const { channel } = await open({ forcedColors: "active" });
  await channel.all.locator('[data-act="reply"]').first().click();
  const box = channel.all.locator(".reply .composer-box");
  const frame = () => box.evaluate((one) => getComputedStyle(one).borderTopStyle);
  const field = channel.all.locator(".reply textarea");
  await field.fill("メモ");
  await channel.all.locator(".reply .reader").getByText("担当者だけが読みます").waitFor();
  const note = await frame();
  await field.fill("@Madoguchi 返信");
  await channel.all.locator(".reply .reader").getByText("問い合わせた人に届きます").waitFor();
  assert.notEqual(await frame(), note);
  assert.equal(await field.getAttribute("aria-describedby"), await channel.all.locator(".reply .reader").getAttribute("id"));
});

test("in forced colours the sign of the house and the unread are seen", async () => {
  const { chat } = await open({ forcedColors: "active" });
  mock.post("a:yamamoto", FROM_BOT, { text: "返信です" });
  await chat.all.locator(".person-picker .dot").waitFor();
  const [around, sign, dot] = await page.evaluate(() => {
    const colours = (where) => getComputedStyle(document.querySelector(where));
    return [colours(".top").backgroundColor, colours(".mark path").fill, colours(".person-picker .dot").backgroundColor];
  });
  assert.notEqual(sign, around);
  assert.notEqual(dot, around);
});

test("on a phone every button has its name, and the name of the house stands beside them", async () => {
  const { chat } = await open({ viewport: { width: 360, height: 780 } });
  await chat.all.locator(".window-head").waitFor();
  assert.deepEqual(await faults(), []);
  const [name, tour] = await page.evaluate(() => {
    const words = document.createRange();
    words.selectNodeContents(document.querySelector(".top h1"));
    return [words.getBoundingClientRect().right, document.querySelector('[data-act="tour"]').getBoundingClientRect().left];
  });
  assert.ok(name <= tour, `the name ends at ${name}, the first button begins at ${tour}`);
});

test("every word of the rail has room", async () => {
  await open();
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll(".rail-place small")].filter((word) => word.getBoundingClientRect().width > word.closest(".rail").clientWidth - 8).map((word) => word.textContent),
  );
  assert.deepEqual(cut, []);
});

test("nothing cuts off the ring around the button of a card that one stands on", async () => {
  await open();
  await page.locator('.card[data-phase="loading"]').first().waitFor({ state: "detached" });
  const RING = 3;
  const cut = await page.evaluate((ring) => {
    const boxed = (one) => ({ one, ...one.getBoundingClientRect().toJSON() });
    const isCut = (button) => {
      for (let one = button.one.parentElement; !one.matches(".card"); one = one.parentElement) {
        const around = boxed(one);
        const inside = around.left <= button.left - ring && around.right >= button.right + ring && around.top <= button.top - ring && around.bottom >= button.bottom + ring;
        if (getComputedStyle(one).overflow === "hidden" && !inside) return true;
      }
      return false;
    };
    return [...document.querySelectorAll(".card button[data-verb]")].map(boxed).filter(isCut).map(({ one }) => one.dataset.verb);
  }, RING);
  assert.deepEqual(cut, []);
});
