// Stories of the page against the mock: what people see and do, without the program behind it.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { Browser, Side, until } from "./browser.mjs";
import { answer, CARD, draft, folded, hostile, linked, ticket } from "./cards.mjs";
import { startMock } from "./mock.mjs";
import { BOT, GROUP } from "./world.mjs";

const FROM_BOT = { id: BOT.id, name: BOT.name, isBot: true };
const CHANNEL = "19:it@thread.tacv2";
const card = (content) => ({ attachments: [{ contentType: CARD, content }] });
const browser = new Browser();
let mock;
let pages = [];

before(() => browser.open());
after(() => browser.close());
beforeEach(async () => {
  mock = await startMock();
});
afterEach(async () => {
  await Promise.all(pages.map((page) => page.context().close()));
  pages = [];
  await mock.stop();
});

async function open(options) {
  const page = await browser.page(mock.url, options);
  pages.push(page);
  return { page, chat: new Side(page, "chat"), channel: new Side(page, "channel") };
}

test("a question is asked and answered with a card under the strict policy", async () => {
  const { page, chat } = await open();
  await chat.all.locator(".empty").waitFor();
  await chat.say("VPNがつながりません");
  await chat.button("answer.rate", '[data-helpful="true"]').waitFor();
  assert.equal(await chat.all.locator(".mine").count(), 1);
  assert.equal(await chat.all.locator(".card strong").first().innerText(), "ステータス");
  await chat.press("answer.rate", '[data-helpful="true"]');
  await chat.all.getByText("評価: 役に立った。").waitFor();
  assert.deepEqual(mock.asked.at(-1).data, { message: "msg_1", helpful: true });
  assert.equal(mock.asked.at(-1).kind, "execute");
  assert.deepEqual(page.complaints, []);
});

test("Enter sends, Shift+Enter begins a line, and Enter during a conversion does neither", async () => {
  const { page, chat } = await open();
  const box = chat.all.locator(".window-foot textarea");
  await box.click();
  const keyboard = await page.context().newCDPSession(page);
  await keyboard.send("Input.imeSetComposition", { text: "にほんご", selectionStart: 4, selectionEnd: 4 });
  const enter = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 };
  await keyboard.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...enter });
  await keyboard.send("Input.dispatchKeyEvent", { type: "keyUp", ...enter });
  assert.equal(await box.inputValue(), "にほんご");
  assert.deepEqual(mock.asked, []);
  await keyboard.send("Input.insertText", { text: "日本語" });
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("2");
  assert.equal(await box.inputValue(), "日本語\n2");
  assert.deepEqual(mock.asked, []);
  await page.keyboard.press("Enter");
  await chat.all.locator(".mine").waitFor();
  assert.deepEqual(mock.asked.map((one) => one.text), ["日本語\n2"]);
  assert.equal(await box.inputValue(), "");
});

test("while the bot thinks the pressed button turns and the others wait; its words come as a toast", async () => {
  mock.post(CHANNEL, FROM_BOT, card(folded()));
  const { page, channel } = await open();
  await channel.all.locator('[data-shows~="ticket.assign"]').click();
  await channel.button("ticket.assign").click();
  await channel.all.getByText("担当者を選んでください").waitFor();
  assert.deepEqual(mock.asked, [], "a required input is asked for before anything is sent");
  await channel.all.locator(".ac-multichoiceInput").selectOption("kobayashi");
  const release = mock.hold();
  await channel.button("ticket.assign").click();
  await channel.all.locator('[data-verb="ticket.assign"][aria-busy="true"]:disabled').waitFor();
  assert.ok(await channel.button("ticket.accept").isDisabled());
  release();
  await page.locator(".toast").getByText("kobayashi さんに割り当てました。").waitFor();
  await channel.all.locator('[data-verb="ticket.accept"]:enabled').waitFor();
  assert.deepEqual(mock.asked.at(-1).data, { ticket: "tkt_1", to: "kobayashi" });
});

test("a refusal and a silent bot are told at the card, which stays usable", async () => {
  mock.post("a:sato", FROM_BOT, card(answer("VPN", "本文")));
  const { chat } = await open();
  mock.failNext(502, "the bot did not answer within 15 s");
  await chat.press("answer.rate", '[data-helpful="false"]');
  await chat.all.locator(".card-trouble").getByText("ボットから応答がありません").waitFor();
  mock.failNext(400, "no such message");
  await chat.press("handoff.request");
  await chat.all.locator(".card-trouble").getByText("no such message").waitFor();
  assert.ok(await chat.button("answer.rate").isEnabled());
});

test("what a person edits in a card survives other messages and is sent", async () => {
  const id = mock.post(CHANNEL, FROM_BOT, card(draft()));
  const { channel } = await open();
  const question = channel.all.locator('.card textarea').first();
  await question.fill("静かにする方法");
  mock.post(CHANNEL, FROM_BOT, { text: "別の返信", threadRoot: id });
  await channel.all.getByText("別の返信").waitFor();
  assert.equal(await question.inputValue(), "静かにする方法");
  await channel.press("draft.approve");
  await channel.all.getByText("公開済み").waitFor();
  const { question: sent, answer: words, draft: which } = mock.asked.at(-1).data;
  assert.equal(sent, "静かにする方法");
  assert.match(words, /ファームウェア2.2/);
  assert.equal(which, "drf_1");
});

test("in a thread the mention alone decides who reads a reply, and it has to be typed", async () => {
  const root = mock.post(CHANNEL, FROM_BOT, card(ticket("queued")));
  const { page, channel } = await open();
  await channel.all.locator('[data-act="reply"]').click();
  const reply = channel.all.locator(".reply");
  const box = reply.locator("textarea");
  await reply.locator('[data-reader="open"]').waitFor();
  await box.fill("調べます");
  await reply.locator('[data-reader="colleagues"]').getByText("@Madoguchi がないので、担当者だけが読みます。").waitFor();
  await reply.locator('[data-act="mention"]').click();
  await reply.locator('[data-reader="requester"]').getByText("問い合わせた人に届きます。").waitFor();
  assert.equal(await box.inputValue(), "@Madoguchi 調べます");
  await page.keyboard.press("Enter");
  await channel.all.locator(".mention").waitFor();
  assert.equal(await reply.locator(".note-hint").count(), 0);

  await page.keyboard.type("次も忘れずに");
  await page.keyboard.press("Enter");
  await channel.all.locator(".post.note").getByText("担当者だけ").waitFor();
  await reply.locator('.note-hint [data-act="edit-last"]').click();
  await page.keyboard.press("Home");
  await page.keyboard.type("@");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await channel.all.locator(".post.note").waitFor({ state: "detached" });
  assert.deepEqual(
    mock.asked.map(({ method, text, mentions, threadRoot, from }) => ({ method, text, mentions, threadRoot, from })),
    [
      { method: "POST", text: "<at>Madoguchi</at> 調べます", mentions: ["bot"], threadRoot: root, from: "29:tanaka" },
      { method: "POST", text: "次も忘れずに", mentions: [], threadRoot: root, from: "29:tanaka" },
      { method: "PUT", text: "<at>Madoguchi</at> 次も忘れずに", mentions: ["bot"], threadRoot: undefined, from: "29:tanaka" },
    ],
  );
});

test("one's own message is changed, taken back and given again, by keyboard alone", async () => {
  mock.post("a:sato", FROM_BOT, { text: "ほかの人のもの" });
  const { page, chat } = await open();
  await chat.say("VNP");
  await chat.all.locator(".mine").waitFor();
  assert.equal(await chat.all.locator('[data-act="message-menu"]').count(), 1, "others' messages have no menu");
  await page.keyboard.press("ArrowUp");
  await chat.all.locator(".message.editing textarea").fill("VPN");
  await page.keyboard.press("Escape");
  await chat.all.locator(".message.editing").waitFor({ state: "detached" });
  assert.equal(mock.asked.length, 1, "a change that is left changes nothing");
  await until(page, () => document.activeElement?.dataset.act === "message-menu");
  await page.keyboard.press("Enter");
  await page.locator('[data-act="message-edit"]').waitFor();
  await page.keyboard.press("Enter");
  await chat.all.locator(".message.editing textarea").fill("VPN");
  await page.keyboard.press("Enter");
  await chat.all.locator(".mine").getByText("VPN", { exact: true }).waitFor();
  await chat.all.locator(".mine .edited").getByText("編集済み").waitFor();
  await until(page, () => document.activeElement?.dataset.act === "message-menu");
  await page.keyboard.press("Enter");
  await page.locator('[data-act="message-delete"]').waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await chat.all.locator(".removed").getByText("このメッセージは削除されました。").waitFor();
  assert.equal(await chat.all.getByText("VPN", { exact: true }).count(), 0);
  await until(page, () => document.activeElement?.dataset.act === "message-restore");
  await page.keyboard.press("Enter");
  await chat.all.locator(".mine").getByText("VPN", { exact: true }).waitFor();
  assert.deepEqual(mock.asked.map(({ method, from }) => [method, from]), [["POST", "29:sato"], ["PUT", "29:sato"], ["DELETE", "29:sato"], ["POST", "29:sato"]]);
});

test("what cannot be changed any more says why and keeps what was written", async () => {
  const { page, chat } = await open();
  await chat.say("VNP");
  await chat.all.locator(".mine").waitFor();
  await page.keyboard.press("ArrowUp");
  await chat.all.locator(".message.editing textarea").fill("VPN");
  mock.failNext(404, "no message");
  await page.keyboard.press("Enter");
  await chat.all.locator(".editing .composer-trouble").getByText("no message").waitFor();
  assert.equal(await chat.all.locator(".editing textarea").inputValue(), "VPN");
});

test("who comes second is told, although the card shows the winner already", async () => {
  const id = mock.post(CHANNEL, FROM_BOT, card(ticket("queued")));
  const { channel } = await open();
  await channel.button("ticket.accept").waitFor();
  const release = mock.hold();
  mock.bot.refuse("すでに小林 彩さんが担当しています。");
  await channel.press("ticket.accept");
  mock.update(id, card(ticket("assigned", "小林 彩")));
  await channel.all.getByText("対応中: 小林 彩").waitFor();
  release();
  const told = channel.all.locator(".card-trouble").getByText("すでに小林 彩さんが担当しています。");
  await told.waitFor();
  await channel.all.locator(".card-trouble button").click();
  await told.waitFor({ state: "detached" });
});

test("typing @ offers the assistant and the colleagues, by keyboard alone", async () => {
  const { page, channel } = await open();
  await channel.all.locator('[data-act="new-post"]').click();
  await page.keyboard.type("@");
  await channel.all.locator('[role="option"]').first().waitFor();
  assert.equal(await channel.all.locator('[role="option"]').count(), 2);
  await page.keyboard.press("Enter");
  await page.keyboard.type("connect IT");
  await page.keyboard.press("Enter");
  await channel.all.locator(".mention").waitFor();
  assert.deepEqual([mock.asked[0].text, mock.asked[0].mentions], ["<at>Madoguchi</at> connect IT", ["bot"]]);
});

test("each side can be anybody of it, and the group chat is one press away", async () => {
  const { chat, channel, page } = await open();
  await chat.be("miller");
  await chat.say("hello");
  await chat.all.locator(".mine").waitFor();
  await chat.all.locator('[data-kind="groupChat"]').click();
  await chat.say("@Madoguchi みんなで");
  await chat.all.locator(".mention").waitFor();
  assert.deepEqual(mock.asked.map(({ from, chat: where }) => [from, where]), [["29:miller", "a:miller"], ["29:miller", GROUP]]);
  await channel.be("kobayashi");
  await channel.all.locator(".channel-picker").click();
  await page.locator('[role="menu"]').waitFor();
  const beneath = await chat.all.locator(".mention").evaluate((mention) => {
    const { x, y } = mention.getBoundingClientRect();
    return mention.contains(document.elementFromPoint(x + 2, y + 2));
  });
  assert.ok(beneath, "an open menu leaves the rest of the page in sight");
  await page.locator('[data-channel="HR"]').click();
  await page.locator('[data-side="channel"][data-as="ito"]').waitFor();
});

test("a picture and a file go along, by picker, by paste and by drop; too large ones are refused in words", async () => {
  const { chat } = await open();
  const picker = chat.all.locator('input[type="file"]');
  const pixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==", "base64");
  await picker.setInputFiles([{ name: "画面.png", mimeType: "image/png", buffer: pixel }, { name: "log.txt", mimeType: "text/plain", buffer: Buffer.from("x") }]);
  await chat.all.locator(".composer-box").evaluate((box) => {
    const files = new DataTransfer();
    files.items.add(new File(["dropped"], "drop.csv", { type: "text/csv" }));
    box.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
    const pasted = new DataTransfer();
    pasted.items.add(new File(["pasted"], "paste.bin"));
    box.querySelector("textarea").dispatchEvent(new ClipboardEvent("paste", { clipboardData: pasted, bubbles: true, cancelable: true }));
  });
  await chat.all.locator(".composer-files li").nth(3).waitFor();
  await chat.say("見てください");
  await chat.all.locator(".window-foot textarea").press("Enter");
  const picture = chat.all.locator(".picture img");
  await picture.waitFor();
  assert.ok(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth === 1)), "it is loaded from this page's host");
  assert.equal(await chat.all.locator(".file").count(), 3);
  const [sent] = mock.asked;
  assert.deepEqual(sent.attachments.map((one) => one.name), ["画面.png", "log.txt", "drop.csv", "paste.bin"]);
  assert.equal(sent.attachments[0].base64, pixel.toString("base64"));
  await chat.all.locator('[data-act="attach"][aria-label*="1.4 MB"]').waitFor();
  await picker.setInputFiles([{ name: "big.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(1_400_001) }]);
  await chat.all.locator(".composer-size.over").getByText("1.5 MBあります。1通で送れるのは1.4 MBまで").waitFor();
  await chat.say("大きい");
  await chat.all.locator(".composer-trouble").getByText("1.4 MB").waitFor();
  assert.equal(await chat.all.locator(".window-foot textarea").inputValue(), "大きい");
  assert.equal(mock.asked.length, 1);
});

test("a file is taken along however busy the page is when it is picked", async () => {
  const { chat } = await open();
  await chat.all.locator('input[type="file"]').evaluate((picker) => {
    // Both in one turn of the event loop: at the second, the page still has the first to show.
    for (const name of ["one.txt", "two.txt"]) {
      const picked = new DataTransfer();
      picked.items.add(new File(["x"], name));
      picker.files = picked.files;
      picker.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  await chat.all.locator(".composer-files").getByText("one.txt").waitFor();
  assert.deepEqual(await chat.all.locator(".composer-files li > span").allTextContents(), ["one.txt", "two.txt"]);
});

test("what could not be sent comes back into the box", async () => {
  const { chat } = await open();
  mock.failNext(400, "text is too long");
  await chat.say("長い話");
  await chat.all.locator(".composer-trouble").getByText("text is too long").waitFor();
  assert.equal(await chat.all.locator(".window-foot textarea").inputValue(), "長い話");
});

const ATTACKS = [
  "<script>window.__xss=1</script>",
  "<img src=x onerror=window.__xss=1>",
  "<svg onload=window.__xss=1>",
  "<a href=javascript:window.__xss=1>x</a>",
  "[x](javascript:window.__xss=1)",
  "<at><img src=x onerror=window.__xss=1></at>",
  "<iframe srcdoc='<script>parent.__xss=1</script>'></iframe>",
  "<details open ontoggle=window.__xss=1>x</details>",
  "<math><mtext><table><mglyph><style><img src=x onerror=window.__xss=1>",
  "{{constructor.constructor('window.__xss=1')()}}",
  "<form action=javascript:window.__xss=1><button>x</button></form>",
];

test("no text, name or card acts by itself, whatever its format", async () => {
  for (const attack of ATTACKS) {
    for (const textFormat of ["plain", "markdown", "xml"]) mock.post("a:sato", FROM_BOT, { text: attack, textFormat });
    mock.post("a:sato", { id: "29:unknown", name: attack, isBot: false }, { text: "名前", textFormat: "plain", attachments: [{ contentType: "text/plain", name: attack, contentUrl: "javascript:window.__xss=1" }] });
  }
  const last = mock.post("a:sato", FROM_BOT, card(hostile()));
  // Without the policy, so that it is the page itself that is tried and not the browser's second wall.
  const { page, chat } = await open({ bypassCSP: true });
  await chat.all.locator(`[data-message="${last}"] .ac-pushButton`).first().waitFor();
  const found = await chat.all.evaluate((side) => {
    const within = [...side.querySelectorAll(".message, .message *")];
    return {
      elements: within.filter((one) => ["script", "iframe", "object", "form", "math", "style", "details"].includes(one.localName)).length,
      pictures: within.filter((one) => one.localName === "img").length,
      handlers: within.filter((one) => [...one.attributes].some(({ name }) => name.startsWith("on"))).length,
      links: within.filter((one) => one.hasAttribute("href")).map((one) => one.getAttribute("href")),
    };
  });
  assert.deepEqual({ ...found, links: found.links.filter((link) => link !== "" && !link.startsWith("https://example.com/")) }, { elements: 0, pictures: 0, handlers: 0, links: [] });
  for (const button of await chat.all.locator(`[data-message="${last}"] :is(.ac-pushButton:enabled, .ac-anchor:not([href^="https:"]), .ac-selectable:not(:disabled))`).all()) await button.click();
  assert.equal(page.context().pages().length, 1, "no address that may not be followed was opened");
  assert.equal(await page.evaluate(() => window.__xss), undefined);
});

test("a message that cannot be drawn says so and leaves the others alone", async () => {
  mock.post("a:sato", FROM_BOT, { text: 7, textFormat: "plain" });
  const bad = mock.post("a:sato", FROM_BOT, { attachments: [{ contentType: CARD }, { contentType: CARD, content: { type: "AdaptiveCard", body: 3 } }], entities: [null] });
  mock.post(CHANNEL, { id: "29:unknown", name: "名前", isBot: false }, { text: "根", entities: [null] });
  mock.post("a:sato", FROM_BOT, { text: "あとのもの" });
  const { chat, channel } = await open();
  await chat.all.getByText("このメッセージは表示できません。").waitFor();
  await chat.all.locator(`[data-message="${bad}"]`).waitFor();
  await chat.all.getByText("あとのもの").waitFor();
  await channel.all.getByText("根").waitFor();
});

test("links in a text leave to a page of their own that knows nothing of this one", async () => {
  mock.post("a:sato", FROM_BOT, { text: "[手順](https://example.com/a)", textFormat: "markdown" });
  const { chat } = await open();
  const link = chat.all.locator(".rich a");
  await link.waitFor();
  assert.deepEqual([await link.getAttribute("target"), await link.getAttribute("rel")], ["_blank", "noopener noreferrer"]);
});

test("addresses in a card are links that a person can open, and what may not be followed is text", async () => {
  mock.post("a:sato", FROM_BOT, card(linked()));
  mock.post("a:sato", FROM_BOT, { text: '<a href="https://example.com/x">xml</a> <a href="javascript:1">xml2</a>', textFormat: "xml" });
  mock.post("a:sato", FROM_BOT, { text: '<a href="https://example.com/m">md</a>', textFormat: "markdown" });
  const { page, chat } = await open();
  await chat.all.locator('.card[data-phase="drawn"]').waitFor();
  const links = await chat.all.locator("a").evaluateAll((all) => all.map((one) => [one.textContent, one.getAttribute("href"), one.target, one.rel]));
  const safe = ["_blank", "noopener noreferrer"];
  assert.deepEqual(links, [
    ["http://example.com/a", "http://example.com/a", ...safe],
    ["it@example.com", "mailto:it@example.com", ...safe],
    ["内線", "tel:1200", ...safe],
    ["xml", "https://example.com/x", ...safe],
    ["md", "https://example.com/m", ...safe],
  ]);
  await chat.all.getByText("、ここは").waitFor();
  assert.ok(await chat.all.locator(".ac-pushButton").last().isDisabled());
  await page.context().route("https://example.com/**", (route) => route.fulfill({ body: "there" }));
  for (const click of [() => chat.all.locator("a").nth(3).click(), () => chat.all.locator(".ac-pushButton").first().click()]) {
    const [opened] = await Promise.all([page.context().waitForEvent("page"), click()]);
    await opened.waitForLoadState();
    assert.equal(await opened.evaluate(() => window.opener), null);
    assert.ok(opened.url().startsWith("https://example.com/"));
    await opened.close();
  }
});

test("the xml subset is drawn, with everything else reduced to its text", async () => {
  mock.post("a:sato", FROM_BOT, { text: "<b>太字</b><br/><i>斜体</i> <marquee onstart=x>流れる</marquee>", textFormat: "xml" });
  const { chat } = await open();
  await chat.all.locator(".rich b").getByText("太字").waitFor();
  assert.equal(await chat.all.locator(".rich").evaluate((rich) => rich.innerHTML.replace(/<br>/, "|")), "<b>太字</b>|<i>斜体</i> 流れる");
});

test("the language follows the browser, changes with one press and is remembered", async () => {
  const { page } = await open({ locale: "en-GB" });
  await page.getByText("Start a post").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await page.locator('[data-side="chat"]').getAttribute("data-as"), "miller", "who asks speaks the page's language");
  await page.locator('[data-act="language"]').click();
  await page.getByText("投稿を始める").waitFor();
  await page.reload();
  await page.getByText("投稿を始める").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "ja");
});

const STAGED = { language: "ja", isChosen: false, forgets: true, isSetUp: true };

test("a world in which nobody has spoken begins in its reader's language, and nothing of the other is left", async () => {
  mock.staging = STAGED;
  const { page } = await open({ locale: "en-US", remembered: { tour: null } });
  await page.locator('.coach[data-step="ask-known"]').getByText("1. Ask something known").waitFor();
  await page.locator('[data-side="channel"]').getByText("Ken Tanaka").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  const { people } = await page.evaluate(() => fetch("/box/api/world").then((answer) => answer.json()));
  assert.deepEqual(people.slice(0, 2).map(({ name }) => name), ["Misaki Sato", "Takuya Yamamoto"]);
  assert.deepEqual(mock.asked.map(({ path, language }) => [path, language]), [["/box/api/language", "en"]]);
});

test("a language that was chosen at the start stays, and the reader's own is offered in its own words", async () => {
  mock.staging = { ...STAGED, isChosen: true };
  const { page } = await open({ locale: "en-US" });
  await page.locator('[data-offer="en"]').getByText("This demo speaks Japanese.").waitFor();
  await page.getByText("投稿を始める").waitFor();
  assert.deepEqual(mock.asked, [], "nothing begins anew by itself");
  await page.locator('[data-act="language-keep"]').click();
  await page.locator("[data-offer]").waitFor({ state: "detached" });
  await page.reload();
  await page.getByText("投稿を始める").waitFor();
  assert.equal(await page.locator("[data-offer]").count(), 0);
});

test("where somebody has spoken, the other language is asked for first, and the tour begins anew in it", async () => {
  mock.staging = { ...STAGED, isChosen: true };
  const { page, chat } = await open({ remembered: { tour: null } });
  await page.locator('.coach[data-step="ask-known"]').waitFor();
  await chat.say("VPNの件です");
  await page.locator('.coach[data-step="ask-known"][data-reached="true"]').waitFor();
  await page.locator('[data-act="language"]').click();
  await page.getByText("英語でデモを始め直しますか").waitFor();
  await page.getByText("ここで学んだことは消えます").waitFor();
  const release = mock.hold();
  await page.locator('[data-act="language-confirm"]').click();
  await page.locator('[data-coming="en"]').waitFor();
  release();
  await page.locator('.coach[data-step="ask-known"][data-reached="false"]').getByText("1. Ask something known").waitFor();
  await page.locator('[data-side="chat"][data-as="miller"] .empty').waitFor();
  assert.equal(await page.locator(".dot").count(), 0, "nothing of the new world is unread");
});

test("a world that does not begin anew says so", async () => {
  mock.staging = { ...STAGED, isChosen: true };
  const { page } = await open();
  mock.failNext(400, "not here");
  await page.locator('[data-act="language"]').click();
  await page.locator(".lost").getByText("not here").waitFor();
  await page.getByText("投稿を始める").waitFor();
});

test("the look follows the system, changes with a menu and is remembered", async () => {
  const { page } = await open({ colorScheme: "dark" });
  assert.equal(await page.locator("html").getAttribute("data-look"), "dark");
  const background = () => page.locator(".window-head").first().evaluate((head) => getComputedStyle(head).backgroundColor);
  const dark = await background();
  await page.locator('[data-act="look"]').click();
  await page.locator('[data-look="light"]').click();
  await until(page, () => document.documentElement.dataset.look === "light");
  assert.notEqual(await background(), dark);
  await page.reload();
  await page.locator('[data-side="chat"]').waitFor();
  assert.equal(await page.locator("html").getAttribute("data-look"), "light");
});

test("a narrow screen shows one side at a time and says what waits on the other", async () => {
  const { page, chat, channel } = await open({ viewport: { width: 390, height: 800 } });
  await chat.all.waitFor();
  assert.ok(await channel.all.isHidden());
  mock.post(CHANNEL, FROM_BOT, { text: "新しい投稿" });
  const tab = page.locator('[data-side-tab="channel"]');
  await tab.getByLabel("未読 1 件").first().waitFor();
  await tab.click();
  await channel.all.getByText("新しい投稿").waitFor();
  assert.ok(await chat.all.isHidden());
  assert.equal(await tab.locator('[aria-label^="未読"]').count(), 0);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, "nothing sticks out");
});

test("another requester's unread messages are hinted at", async () => {
  const { page, chat } = await open();
  mock.post("a:yamamoto", FROM_BOT, { text: "お知らせ" });
  await chat.all.locator(".person-picker .dot").waitFor();
  await chat.all.locator(".person-picker").click();
  await page.locator('[data-person="yamamoto"]').getByLabel("未読 1 件").waitFor();
  await page.locator('[data-person="yamamoto"]').click();
  await chat.all.getByText("お知らせ").waitFor();
  await chat.all.locator(".person-picker .dot").waitFor({ state: "detached" });
});

test("who types is shown until the message comes; edits and deletions are followed", async () => {
  const { chat } = await open();
  mock.typing("a:sato", BOT.id);
  await chat.all.locator(".typing").waitFor();
  const id = mock.post("a:sato", FROM_BOT, { text: "はじめ" });
  await chat.all.getByText("はじめ").waitFor();
  await chat.all.locator(".typing").waitFor({ state: "detached" });
  mock.update(id, { text: "あとで" });
  await chat.all.getByText("あとで").waitFor();
  await chat.all.getByText("編集済み").waitFor();
  mock.remove(id);
  await chat.all.locator(".empty").waitFor();
});

test("a lost connection is told, and the page goes on by itself with what it missed", async () => {
  const { page, chat } = await open();
  mock.leave();
  await page.locator(".lost").getByText("接続が切れました").waitFor();
  await chat.say("届かない");
  await chat.all.locator(".composer-trouble").getByText("サーバーにつながりません").waitFor();
  mock.post("a:sato", FROM_BOT, { text: "留守のあいだに" });
  mock.comeBack();
  await chat.all.getByText("留守のあいだに").waitFor();
  await page.locator(".lost").waitFor({ state: "detached" });
  mock.post("a:sato", FROM_BOT, { text: "そのあとで" });
  await chat.all.getByText("そのあとで").waitFor();
});

test("new messages below are announced while somebody reads further up", async () => {
  for (let index = 0; index < 40; index += 1) mock.post("a:sato", FROM_BOT, { text: `行 ${index}\n\nもう一行` });
  const { page, chat } = await open();
  const scroll = chat.all.locator(".scroll");
  await chat.all.getByText("行 39").waitFor();
  await until(page, () => {
    const list = document.querySelector('[data-side="chat"] .scroll');
    return list.scrollHeight - list.scrollTop - list.clientHeight < 2;
  });
  // The browser tells of scrolling only with its next frame; here it never does, and the reader must stay where they are.
  await page.evaluate(() => document.addEventListener("scroll", (event) => event.stopPropagation(), { capture: true }));
  await scroll.evaluate((list) => list.scrollTo(0, 0));
  await until(page, () => document.querySelector('[data-side="chat"] .scroll').scrollTop === 0);
  mock.post("a:sato", FROM_BOT, { text: "一番下" });
  await chat.all.locator(".new-below").click();
  await until(page, () => {
    const list = document.querySelector('[data-side="chat"] .scroll');
    return list.scrollHeight - list.scrollTop - list.clientHeight < 2;
  });
  await chat.all.locator(".new-below").waitFor({ state: "detached" });
});

test("the chats can be emptied, after a question", async () => {
  mock.post("a:sato", FROM_BOT, { text: "消えるもの" });
  const { page, chat } = await open();
  await chat.all.getByText("消えるもの").waitFor();
  await page.locator('[data-act="reset"]').click();
  await page.locator('[data-act="reset-confirm"]').click();
  await chat.all.locator(".empty").waitFor();
  await chat.all.locator('[data-act="install"]').click();
  await chat.all.getByText("困っていることを書いてください").waitFor();
});

test("the tour opens by itself the first time and leads through the whole loop", async () => {
  const { page } = await open({ remembered: { tour: null } });
  const coach = page.locator(".coach");
  const seen = [];
  for (;;) {
    const step = await coach.getAttribute("data-step");
    seen.push(step);
    if (step === "end") break;
    const doIt = coach.locator('[data-act="tour-do"]');
    if (await doIt.count()) await doIt.click();
    await page.locator(`.coach[data-step="${step}"][data-reached="true"]`).waitFor();
    await coach.locator('[data-act="tour-next"]').click();
    await page.locator(`.coach:not([data-step="${step}"])`).waitFor();
  }
  assert.equal(seen.length, 12);
  assert.equal(await page.locator('[data-side="chat"]').getAttribute("data-as"), "yamamoto");
  await page.reload();
  await page.locator('.coach[data-step="end"]').waitFor();
  await coach.locator('[data-act="tour-finish"]').click();
  await coach.waitFor({ state: "detached" });
  await page.reload();
  await page.locator('[data-act="tour"]').waitFor();
});

/** Does the steps of the tour up to one, with "do it for me". */
async function tourTo(page, last) {
  const coach = page.locator(".coach");
  for (;;) {
    const step = await coach.getAttribute("data-step");
    const doIt = coach.locator('[data-act="tour-do"]');
    if (await doIt.count()) await doIt.click();
    await page.locator(`.coach[data-step="${step}"][data-reached="true"]`).waitFor();
    if (step === last) return;
    await coach.locator('[data-act="tour-next"]').click();
    await page.locator(`.coach:not([data-step="${step}"])`).waitFor();
  }
}

test("a double click does one step and leaves the next alone", async () => {
  const { page } = await open({ remembered: { tour: null } });
  const coach = page.locator(".coach");
  const main = () => coach.locator(".coach-forward > *").first().boundingBox();
  const before = await main();
  const box = await coach.locator('[data-act="tour-do"]').boundingBox();
  const spot = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.click(...spot);
  await page.locator('.coach[data-reached="true"]').waitFor();
  const { x, y } = await main();
  assert.deepEqual([x, y], [before.x, before.y], "what goes on stands where it stood");
  // The second press of a double click that was slow enough to find another button.
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  assert.equal(await coach.getAttribute("data-step"), "ask-known");
  await page.mouse.click(...spot);
  await page.locator('.coach[data-step="rate"]').waitFor();
});

test("a press is kept that comes the moment a card arrives", async () => {
  const { page } = await open({ remembered: { tour: null } });
  await tourTo(page, "ask-known");
  // Between the page's change and what React does after it.
  await page.evaluate(() => {
    const chat = document.querySelector('[data-side="chat"]');
    const count = () => chat.querySelectorAll("[data-message]").length;
    const before = count();
    const observer = new MutationObserver(() => {
      if (count() === before) return;
      observer.disconnect();
      document.querySelector('[data-act="tour-next"]').click();
      document.body.dataset.pressed = "true";
    });
    observer.observe(chat, { subtree: true, childList: true });
  });
  mock.post("a:sato", FROM_BOT, card(answer("VPNがつながりません", "ステータスを見てください")));
  await page.locator('body[data-pressed="true"]').waitFor();
  await page.locator('.coach[data-step="rate"]').waitFor();
});

test("the tour finds the open ticket that takes its question away, and clears the way", async () => {
  const { page } = await open({ remembered: { tour: null } });
  await tourTo(page, "accept");
  const coach = page.locator(".coach");
  await coach.locator('[data-act="tour-restart"]').click();
  await page.locator('.coach[data-step="ask-known"][data-reached="false"]').waitFor();
  await coach.locator('[data-act="tour-do"]').click();
  await coach.locator('[data-hint="held"]').waitFor();
  await coach.locator('[data-act="tour-do"][aria-disabled="true"]').waitFor();
  await coach.locator('[data-act="tour-clear"]').click();
  await page.locator('.coach[data-step="ask-known"][data-reached="true"]').waitFor();
  assert.deepEqual(mock.asked.filter(({ verb }) => verb).map(({ verb }) => verb).at(-1), "ticket.close");
});

test("a tour that was taken here before goes on with what the assistant knows", async () => {
  const { page } = await open({ remembered: { tour: null } });
  await tourTo(page, "approve");
  const coach = page.locator(".coach");
  await coach.locator('[data-act="tour-restart"]').click();
  await page.locator('.coach[data-step="ask-known"]').waitFor();
  await tourTo(page, "rate");
  await coach.locator('[data-act="tour-next"]').click();
  await page.locator('.coach[data-step="ask-unknown"]').waitFor();
  await coach.locator('[data-act="tour-do"]').click();
  await coach.locator('[data-hint="known"] [data-act="tour-next"]').click();
  await page.locator('.coach[data-step="talk-to-a-person"]').waitFor();
  await coach.locator('[data-act="tour-do"]').click();
  await page.locator('.coach[data-step="talk-to-a-person"][data-reached="true"]').waitFor();
});

test("a step whose ground is missing names it and leads there; one that takes too long says what to look at", async () => {
  const { page } = await open({ remembered: { tour: null } });
  const coach = page.locator(".coach");
  await coach.locator('[data-act="tour-skip"]').click();
  await page.locator('.coach[data-step="rate"]').waitFor();
  await coach.locator('[data-act="tour-do"]').click();
  await coach.locator('[data-hint="missing"]').getByText("評価できる回答がまだありません").waitFor();
  await coach.locator('[data-act="tour-needs"]').click();
  await page.locator('.coach[data-step="ask-known"][data-reached="false"]').waitFor();
  mock.bot.isDeaf = true;
  await coach.locator('[data-act="tour-do"]').click();
  await coach.locator('[data-hint="late"]').getByText("回答のカードがまだ届きません").waitFor();
  mock.bot.isDeaf = false;
  await coach.locator('[data-act="tour-do"]').click();
  await page.locator('.coach[data-step="ask-known"][data-reached="true"]').waitFor();
});

test("a tour whose chats are emptied begins anew", async () => {
  const { page } = await open({ remembered: { tour: null } });
  await tourTo(page, "ask-unknown");
  await page.locator('[data-act="reset"]').click();
  await page.locator('[data-act="reset-confirm"]').click();
  await page.locator('.coach[data-step="ask-known"][data-reached="false"]').waitFor();
});

test("the tour notices what a person does without its help", async () => {
  const { page, chat } = await open({ remembered: { tour: null } });
  await page.locator('.coach[data-step="ask-known"]').waitFor();
  await chat.say("VPNの件です");
  await page.locator('.coach[data-step="ask-known"][data-reached="true"]').waitFor();
  await chat.press("answer.rate", '[data-helpful="true"]');
  await page.locator('.coach[data-step="rate"][data-reached="true"]').waitFor();
});
