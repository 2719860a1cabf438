// A day in the console, against the real program: `madoguchi demo` on an empty data folder, with an admin `boss` whose password
// MADOGUCHI_PASSWORD says. Controls are found by what they do (`data-act`); words only where the story itself wrote them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { Browser, PATIENCE } from "./browser.mjs";

const url = process.env.MADOGUCHI_URL;
const password = process.env.MADOGUCHI_PASSWORD;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = new Browser();
const asked = "パソコンのファンが鳴り続けます。どうすれば止まりますか？";
const reply = "ファンの掃除が必要です。情シスの窓口に持ち込んでください。予備機は申請書を出すと借りられます。";

before(async () => {
  assert.ok(url && password, "set MADOGUCHI_URL and MADOGUCHI_PASSWORD: `cargo xtask test console` does");
  await browser.open();
});
after(() => browser.close());

/** A page of the console, signed in as `name`. */
async function open(place, { name = "boss", ...options } = {}) {
  const page = await browser.blank(options);
  const signedIn = await page.request.post(`${url}/api/v1/session`, { data: { name, password }, headers: { origin: url } });
  assert.equal(signedIn.status(), 200, await signedIn.text());
  await page.goto(`${url}/console${place}`);
  await page.locator("nav.places").waitFor();
  return page;
}

const act = (page, name) => page.locator(`[data-act="${name}"]`).first();
const closed = (page) => page.context().close();

/** Waits until something holds that no locator can say. */
async function until(holds, trouble) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await new Promise((wake) => setTimeout(wake, 200))) if (await holds()) return;
  assert.fail(trouble);
}

/** Asks in Teams as the n-th of the sample people, and for a person where that is wanted. Who is with people already, asks them. */
async function ask(page, text, { person = false, who = 0 } = {}) {
  const world = await (await page.request.get(`${url}/box/api/world`)).json();
  const asker = world.people[who];
  const chat = world.chats.find((one) => one.kind === "personal" && one.members.includes(asker.id));
  for (const words of person ? [text, "人と話したい"] : [text]) {
    const sent = await page.request.post(`${url}/box/api/chats/${encodeURIComponent(chat.id)}/messages`, {
      data: { from: asker.key, text: words },
      headers: { origin: url },
    });
    assert.ok(sent.ok(), await sent.text());
    await page.waitForTimeout(500);
  }
}

test("who types a wrong password is told so; who signs out is asked again", async () => {
  const page = await open("/");
  await act(page, "account").click();
  await act(page, "signout").click();
  const name = page.locator('input[name="username"]');
  await name.fill("boss");
  await page.locator('input[name="password"]').fill("wrong-wrong-wrong");
  await page.keyboard.press("Enter");
  await page.locator('[role="alert"]').waitFor();
  await page.locator('input[name="password"]').fill(password);
  await page.keyboard.press("Enter");
  await page.locator("nav.places").waitFor();
  await closed(page);
});

test("an agent's day by keyboard: a ticket comes by itself, is accepted, answered, noted, closed, and brought back", async () => {
  const page = await open("/inbox/open");
  await page.locator(".empty-page, .lines li").first().waitFor();
  const before = await page.locator(".lines li").count();
  await ask(page, asked, { person: true });
  // Nobody reloads: the event stream brings it.
  await page.locator(".line", { hasText: asked }).first().waitFor();
  assert.ok((await page.locator(".lines li").count()) > before);
  await page.keyboard.press("j");
  await page.locator(".said", { hasText: asked }).first().waitFor();
  await page.keyboard.press("a");
  await page.locator('.detail-facts [data-state="assigned"]').waitFor();

  await page.keyboard.press("r");
  await page.keyboard.type(reply);
  await page.keyboard.press("Control+Enter");
  await page.locator(".said.by-agent", { hasText: reply }).locator('[data-arrival="arrived"]').waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await page.keyboard.type("予備機は2台");
  await page.keyboard.press("Control+Enter");
  await page.locator(".said.is-note", { hasText: "予備機は2台" }).waitFor();
  await page.keyboard.press("Escape");

  await page.keyboard.press("e");
  await page.locator('.detail-facts [data-state="closed"]').waitFor();
  await page.locator('.fui-Toast [data-act="undo"]').click();
  await page.locator('.detail-facts [data-state="assigned"]').waitFor();
  await act(page, "close").click();
  await page.locator('.detail-facts [data-state="closed"]').waitFor();
  assert.deepEqual(page.complaints, []);
  await closed(page);
});

test("what was said only in an agent's reply is found by its words, and the thread opens there", async () => {
  const page = await open("/inquiries");
  await page.locator(".line", { hasText: asked }).first().waitFor();
  const found = async (place) => {
    await page.keyboard.press("/");
    await page.keyboard.type("申請書");
    const line = page.locator(".line", { hasText: asked }).first();
    await line.locator(".hit mark", { hasText: "申請書" }).waitFor();
    await line.click();
    await page.waitForURL(new RegExp(`/console/${place}.*#msg_`));
    const message = page.locator(".said.is-named", { hasText: reply });
    await message.waitFor();
    const seen = await message.evaluate((box) => {
      const [{ top, bottom }, around] = [box.getBoundingClientRect(), box.closest(".thread").getBoundingClientRect()];
      return top >= around.top && bottom <= around.bottom;
    });
    assert.ok(seen, "the message is not in view");
  };
  await found("inquiries/inq_");
  await page.goto(`${url}/console/inbox/all`);
  await page.locator(".line", { hasText: asked }).first().waitFor();
  await found("inbox/all/tkt_");
  await page.keyboard.press("Control+k");
  await page.locator(".palette input").fill("申請書");
  await page.locator('.palette [role="option"]', { hasText: asked }).locator(".hit mark").first().waitFor();
  assert.deepEqual(page.complaints, []);
  await closed(page);
});

test("what is unsent outlives a reload, and a note never becomes a reply by it", async () => {
  const page = await open("/inbox/open");
  await ask(page, "プロジェクターが映りません。部屋はA会議室です", { person: true });
  await page.locator(".line").first().click();
  await page.locator(".compose textarea").waitFor();
  await page.keyboard.press("n");
  await page.keyboard.type("書きかけのメモ");
  await page.reload();
  await page.locator(".compose.is-note textarea").waitFor();
  assert.equal(await page.locator(".compose textarea").inputValue(), "書きかけのメモ");
  await closed(page);
});

test("a draft is reviewed by keyboard beside what it rests on, and answers the next who asks", async () => {
  const page = await open("/drafts");
  await page.locator(".line", { hasText: asked }).first().waitFor();
  await page.keyboard.press("j");
  await page.locator(".is-evidence", { hasText: reply }).first().waitFor();
  await page.keyboard.press("a");
  await page.locator(".fui-Toast").waitFor();
  await until(async () => (await page.locator(".line", { hasText: asked }).count()) === 0, "the draft is still in the queue");
  await page.goto(`${url}/console/faq?q=${encodeURIComponent("ファンの掃除")}`);
  await page.locator(".line", { hasText: "ファンの掃除が必要です" }).waitFor();
  await closed(page);
});

test("whoever wants none of the keys turns them off; the page says where one is", async () => {
  const page = await open("/faq");
  await page.waitForFunction(() => document.title.startsWith("FAQ"));
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.waitForURL(/console\/people/);
  await page.waitForFunction(() => document.activeElement?.id === "main");
  await page.keyboard.press("?");
  await act(page, "keys").uncheck();
  await page.keyboard.press("Escape");
  await page.locator('[role="dialog"]').waitFor({ state: "detached" });
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.keyboard.press("?");
  await page.waitForTimeout(300);
  assert.match(page.url(), /console\/people/);
  assert.equal(await page.locator('[role="dialog"]').count(), 0);
  await page.keyboard.press("Control+K");
  await page.locator(".palette").waitFor();
  await closed(page);
});

test("a right that is taken away is gone from the page of whoever had it", async () => {
  const admin = await open("/accounts");
  const made = await admin.request.post(`${url}/api/v1/accounts`, { data: { name: "keeper", display_name: "記録 係", password, role: "auditor" }, headers: { origin: url } });
  assert.ok(made.ok(), await made.text());
  const { person } = await made.json();
  const page = await open("/audit", { name: "keeper" });
  await page.locator(".line, .lines li").first().waitFor();
  for (const [verb, role] of [["grant", "editor"], ["revoke", "auditor"]]) {
    const done = await admin.request.post(`${url}/api/v1/people/${person.id}/${verb}`, { data: { role }, headers: { origin: url } });
    assert.ok(done.ok(), await done.text());
  }
  await page.locator('.place[href="/console/audit"]').waitFor({ state: "detached" });
  await page.locator(".empty-page").waitFor();
  await Promise.all([closed(admin), closed(page)]);
});

test("a double click approves one draft, not the next that comes to stand under it", async () => {
  const page = await open("/drafts");
  const questions = ["社員証を失くしました。どこに届ければよいですか？", "会議室のマイクの電池はどこにありますか？"];
  for (const question of questions) {
    await ask(page, question, { person: true });
    let ticket;
    const opened = async () => ([ticket] = (await (await page.request.get(`${url}/api/v1/tickets?state=queued&limit=1`)).json()).items);
    await until(async () => (await opened())[0], "no ticket was opened");
    for (const [deed, data] of [["accept", {}], ["messages", { text: "総務の窓口で受け付けています。平日の9時から17時までです。", note: false }], ["close", {}]]) {
      const done = await page.request.post(`${url}/api/v1/tickets/${ticket.id}/${deed}`, { data, headers: { origin: url } });
      assert.ok(done.ok(), await done.text());
    }
    await page.locator(".line", { hasText: question }).waitFor();
  }
  await page.keyboard.press("j");
  const first = await page.locator("article.draft").getAttribute("aria-label");
  // As a hand does it: the second click falls when the next draft stands there.
  const { x, y } = await act(page, "approve").boundingBox();
  await page.mouse.click(x + 5, y + 5);
  await page.locator(`article.draft:not([aria-label="${first}"])`).waitFor();
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  // Had the second click decided as well, its notice would stand there, too.
  await page.locator(".fui-Toast").first().waitFor();
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".fui-Toast").count(), 1);
  await act(page, "approve").waitFor();
  await closed(page);
});

test("what was answered before is put into the reply by a key, changed, and sent", async () => {
  const page = await open("/inbox/open");
  // Approved above: the assistant knows it by now, in these words only as one of several.
  await ask(page, "ファンが鳴り続けるパソコンを止めたい", { person: true });
  await page.locator(".line", { hasText: "ファンが鳴り続けるパソコンを止めたい" }).first().click();
  const beside = page.locator(".beside");
  await beside.locator(".beside-answer", { hasText: "ファンの掃除が必要です" }).first().waitFor();
  await beside.locator('[data-step="opened"]').waitFor();
  await page.keyboard.press("1");
  const field = page.locator(".compose textarea");
  await until(async () => (await field.inputValue()).includes("ファンの掃除が必要です"), "the answer is not in the reply");
  await page.keyboard.type(" 内線は1234です。");
  await page.keyboard.press("Control+Enter");
  await page.locator(".said.by-agent", { hasText: "内線は1234です。" }).locator('[data-arrival="arrived"]').waitFor();
  assert.match(await page.locator(".said.by-agent").last().innerText(), /ファンの掃除が必要です[^]* 内線は1234です。/);
  await page.keyboard.press("Escape");

  // It stays as one left it.
  await page.keyboard.press("b");
  await beside.waitFor({ state: "detached" });
  await page.reload();
  await page.locator(".thread").waitFor();
  assert.equal(await beside.count(), 0);
  await act(page, "beside").click();
  await beside.waitFor();
  assert.deepEqual(page.complaints, []);
  await closed(page);
});

test("an editor writes an entry, changes it, reads the difference, and takes it out with a way back", async () => {
  const page = await open("/faq");
  await page.locator(".line").first().waitFor();
  await page.keyboard.press("c");
  const [question, answer, variants] = ["input", "textarea >> nth=0", "textarea >> nth=1"].map((field) => page.locator(`.entry-form ${field}`).first());
  await question.fill("社内の自転車置き場はどこですか");
  await answer.fill("**北門**の横です。");
  await variants.fill("駐輪場の場所\n自転車を停めたい");
  await page.locator(".entry-card", { hasText: "北門の横です" }).locator("[data-phase=drawn]").waitFor();
  await act(page, "save").click();
  await page.waitForURL(/\/console\/faq\/ent_/);
  await answer.fill("**南門**の横です。");
  await act(page, "save").click();
  await page.locator(".versions li").nth(1).waitFor();
  await page.locator(".versions summary").first().click();
  await page.locator(".versions ins", { hasText: "南" }).first().waitFor();
  await page.locator(".versions del", { hasText: "北" }).first().waitFor();
  await act(page, "retire").click();
  await act(page, "restore").waitFor();
  await page.locator('.fui-Toast [data-act="undo"]').click();
  await act(page, "retire").waitFor();
  assert.deepEqual(page.complaints, []);
  await closed(page);
});

test("what is written of an entry outlives another page and a reload, and who may see it is chosen by name", async () => {
  const page = await open("/faq");
  await page.locator(".line:not(:has(.fui-Badge))").nth(1).click();
  const answer = page.locator(".entry-form textarea").first();
  await answer.waitFor();
  const before = await answer.inputValue();
  await answer.fill("まだ公開していません");
  await page.locator('.place[href="/console/people"]').click();
  await page.goBack();
  await answer.waitFor();
  assert.equal(await answer.inputValue(), "まだ公開していません");
  await page.reload();
  await answer.waitFor();
  assert.equal(await answer.inputValue(), "まだ公開していません");
  await act(page, "discard").click();
  assert.equal(await answer.inputValue(), before);

  await page.locator('input[type="radio"][value="some"]').check();
  assert.equal(await act(page, "save").isEnabled(), false, "an entry for nobody is not published");
  await page.locator('.audience input[type="checkbox"]').first().check();
  await act(page, "save").click();
  await page.locator(".versions li").nth(1).waitFor();
  const id = page.url().split("/").at(-1);
  const entry = await (await page.request.get(`${url}/api/v1/entries/${id}`)).json();
  assert.equal(entry.audience.length, 1);
  assert.match(entry.audience[0], /^team:/);
  await closed(page);
});

test("what is asked in vain in several words is one gap, from which an entry begins", async () => {
  const page = await open("/faq");
  await ask(page, "屋上の花壇の水やりは誰がしますか", { who: 1 });
  await ask(page, "お疲れさまです。屋上の花壇の水やりは誰がするのですか", { who: 2 });
  await page.goto(`${url}/console/gaps`);
  const gap = page.locator(".gap", { hasText: "屋上の花壇の水やり" });
  await gap.first().waitFor();
  await page.locator(".gap details", { hasText: "1" }).first().waitFor();
  assert.equal(await gap.count(), 1);
  await gap.locator('[data-act="write-entry"]').click();
  await page.waitForURL(/faq\/new/);
  const form = page.locator(".entry-form");
  await form.locator("textarea").first().fill("総務の当番です。");
  assert.match(await form.locator("input").first().inputValue(), /屋上の花壇/);
  assert.match(await form.locator("textarea").nth(1).inputValue(), /屋上の花壇/);
  await act(page, "save").click();
  await page.waitForURL(/console\/faq\/ent_/);
  await page.goto(`${url}/console/gaps`);
  await page.locator(".gap", { hasText: "屋上の花壇" }).locator(".gap-entry").waitFor();
  await closed(page);
});

test("two who change one entry: the second is told, and loses nothing", async () => {
  const [first, second] = [await open("/faq"), await open("/faq")];
  await first.locator(".line").first().click();
  await first.waitForURL(/faq\/ent_/);
  await second.goto(first.url());
  for (const [page, words] of [[first, "一人目"], [second, "二人目"]]) {
    await page.locator(".entry-form textarea").first().waitFor();
    await page.locator(".entry-form textarea").first().fill(words);
  }
  await first.locator(".versions li").first().waitFor();
  const versions = await first.locator(".versions li").count();
  await act(first, "save").click();
  await first.locator(".versions li").nth(versions).waitFor();
  await act(second, "keep-mine").waitFor();
  assert.equal(await second.locator(".entry-form textarea").first().inputValue(), "二人目");
  assert.equal(await act(second, "save").isEnabled(), true);
  await act(second, "save").click();
  // Published over theirs only when asked for: the first one's version is still the newest.
  const now = await first.request.get(first.url().replace("/console/faq/", "/api/v1/entries/"));
  assert.equal((await now.json()).answer, "一人目");
  await act(second, "keep-mine").click();
  await act(second, "save").click();
  await second.locator(".versions li").nth(versions + 1).waitFor();
  await Promise.all([closed(first), closed(second)]);
});

test("an admin makes an account and gives roles; whoever signs in with it sees what the roles allow", async () => {
  const page = await open("/accounts");
  const form = page.locator(".account-forms form").first();
  await form.locator("input").nth(0).fill("editor-1");
  await form.locator("input").nth(1).fill("編集 一郎");
  await form.locator("input").nth(2).fill(password);
  await form.locator("select").selectOption("editor");
  await act(page, "create-account").click();
  await page.locator(".line", { hasText: "編集 一郎" }).locator("a").click();
  await page.locator(".held li").first().waitFor();
  assert.equal(await page.locator(".held li").count(), 1);
  await page.locator(".grant select").first().selectOption("auditor");
  await act(page, "grant").click();
  await page.locator(".held li").nth(1).waitFor();
  await page.locator('.fui-Toast [data-act="undo"]').click();
  await until(async () => (await page.locator(".held li").count()) === 1, "the role is still there");

  const theirs = await open("/", { name: "editor-1" });
  await theirs.locator('.place[href="/console/faq"]').waitFor();
  for (const room of ["inbox", "accounts", "audit"]) assert.equal(await theirs.locator(`.place[href="/console/${room}"]`).count(), 0, room);
  await theirs.locator('.place[href="/console/gaps"]').waitFor();
  await theirs.goto(`${url}/console/audit`);
  await theirs.locator(".empty-page").waitFor();
  await Promise.all([closed(page), closed(theirs)]);
});

test("anything is found by its name: a room, a ticket, an entry", async () => {
  const page = await open("/people");
  await page.keyboard.press("Control+k");
  await page.locator(".palette input").fill("ファン");
  await page.locator('.palette [role="option"]', { hasText: asked }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/console\/(tickets\/tkt_|faq\/ent_)/);
  // While it closes, keys still belong to it.
  await page.locator(".palette").waitFor({ state: "detached" });
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await page.waitForURL(/\/console\/audit/);
  await closed(page);
});

test("another language is read at once, and after a reload", async () => {
  const page = await open("/inbox/open", { locale: "ja-JP" });
  await page.locator('html[lang="ja"]').waitFor({ state: "attached" });
  const before = await page.locator(".list-head h1").innerText();
  await act(page, "account").click();
  await page.locator('[role="menuitemradio"][lang="en"]').click();
  await page.locator('html[lang="en"]').waitFor({ state: "attached" });
  assert.notEqual(await page.locator(".list-head h1").innerText(), before);
  await page.reload();
  await page.locator('html[lang="en"] .list-head h1').waitFor();
  assert.notEqual(await page.locator(".list-head h1").innerText(), before);
  assert.deepEqual(page.complaints, []);
  await closed(page);
});

test("in the demo the console stands beside Teams, one is signed in, and can become somebody else", async () => {
  const page = await browser.page(url);
  await act(page, "console").click();
  const console_ = page.frameLocator('iframe[data-side="console"]');
  await console_.locator("nav.places").waitFor();
  await console_.locator('[data-act="account"]').click();
  await console_.locator('[data-seat="admin"]').click();
  await console_.locator('.place[href="/console/accounts"]').waitFor();
  assert.ok(await page.locator('[data-side="chat"]').isVisible());
  assert.equal(await page.locator('[data-side="channel"]').isVisible(), false);
  await act(page, "console").click();
  await page.locator('[data-side="channel"]').waitFor();
  await closed(page);
});

const PLACES = ["/inbox/all", "/inquiries", "/faq", "/faq/new", "/drafts?state=reviewed", "/gaps", "/figures", "/people", "/accounts", "/operations", "/audit"];

for (const look of ["light", "dark", "contrast"]) {
  test(`axe finds nothing on any page in ${look}, in either language`, async () => {
    for (const locale of ["ja-JP", "en-US"]) {
      const page = await open("/", { bypassCSP: true, locale, remembered: { look } });
      for (const place of PLACES) {
        await page.goto(`${url}/console${place}`);
        await page.locator(".line, .gap, .empty-page, .entry-form, .headlines").first().waitFor();
        const first = page.locator(".split .line").first();
        // Where nothing is open the page says so at once, before the list is there.
        if (place.startsWith("/inbox")) await first.waitFor();
        if (await first.count()) {
          await first.click();
          await page.locator(".split-detail article, .split-detail .empty-page").first().waitFor();
        }
        if (place.startsWith("/inbox")) await page.locator(".beside .steps li").first().waitFor();
        await page.evaluate(axe);
        assert.deepEqual(await faults(page), [], `${place} in ${locale}`);
      }
      assert.deepEqual(page.complaints, []);
      await closed(page);
    }
  });
}

test("on a telephone nothing is cut off, and one comes from the list to the ticket and back", async () => {
  const page = await open("/inbox/all", { viewport: { width: 360, height: 740 } });
  for (const place of PLACES) {
    await page.goto(`${url}/console${place}`);
    await page.locator(".line, .gap, .empty-page, .entry-form, .headlines").first().waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${place} is ${wide} px too wide`);
  }
  await page.goto(`${url}/console/inbox/all`);
  await page.locator(".line").first().click();
  await page.locator(".thread").waitFor();
  assert.equal(await page.locator(".split-list").isVisible(), false);
  // What stands beside it elsewhere lies over it here, until it is closed.
  await act(page, "beside").click();
  await page.locator(".beside .steps li").first().waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `what stands beside a ticket is ${wide} px too wide`);
  await act(page, "beside-close").click();
  await page.locator(".beside").waitFor({ state: "detached" });
  await page.locator(".back").first().click();
  await page.locator(".line").first().waitFor();
  await closed(page);
});

/** What axe finds, one line a fault. */
async function faults(page) {
  const found = await page.evaluate(() =>
    Promise.all(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished.catch(() => {})))
      // Fluent's guards take the focus only to hand it on at once: nobody is ever on them.
      .then(() => axe.run({ exclude: ["[data-tabster-dummy]"] }, { rules: { "label-content-name-mismatch": { enabled: true } } })),
  );
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} (${node.failureSummary.split("\n")[1]?.trim()})`));
}
