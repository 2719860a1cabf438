// One Chromium for a file of stories; each story gets a page of its own, with nothing remembered from others.
import { chromium } from "playwright-core";

/** How long a story waits for a state, in milliseconds: generous, because a busy machine is slow but not wrong. */
export const PATIENCE = 180_000;

export class Browser {
  #browser;

  async open() {
    this.#browser = await chromium.launch({ executablePath: process.env.MADOGUCHI_CHROMIUM ?? "/usr/bin/chromium", timeout: PATIENCE });
  }

  async close() {
    await this.#browser?.close();
  }

  /**
   * A page at `url`. `remembered` fills the page's own memory before it starts; the tour is ended unless said otherwise.
   * What the page complains of is kept in `page.complaints`.
   */
  async page(url, options = {}) {
    const page = await this.blank(options);
    await page.goto(url);
    await page.locator('[data-side="chat"]').waitFor({ state: "attached" });
    return page;
  }

  /** The same, before it goes anywhere. */
  async blank({ remembered = {}, ...options } = {}) {
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 900 }, locale: "ja-JP", colorScheme: "light", reducedMotion: "reduce", ...options,
    });
    context.setDefaultTimeout(PATIENCE);
    const memory = { tour: "ended", ...remembered };
    await context.addInitScript((entries) => {
      for (const [key, value] of Object.entries(entries)) {
        if (value !== null && localStorage.getItem(`madoguchi.${key}`) === null) localStorage.setItem(`madoguchi.${key}`, value);
      }
    }, memory);
    const page = await context.newPage();
    page.complaints = [];
    page.on("pageerror", (error) => page.complaints.push(error.message));
    page.on("console", (line) => line.type() === "error" && page.complaints.push(line.text()));
    return page;
  }
}

/** One side of the page and what a person does there. */
export class Side {
  constructor(page, side) {
    this.page = page;
    this.side = side;
    this.all = page.locator(`[data-side="${side}"]`);
  }

  /** Becomes somebody, by key. */
  async be(key) {
    if ((await this.all.getAttribute("data-as")) === key) return;
    await this.all.locator(".person-picker").click();
    await this.page.locator(`[role="menuitemradio"][data-person="${key}"]`).click();
    await this.page.locator(`[data-side="${this.side}"][data-as="${key}"]`).waitFor({ state: "attached" });
  }

  /** Writes in the box at the bottom and sends with Enter. */
  async say(text) {
    const box = this.all.locator(".window-foot textarea");
    await box.fill(text);
    await box.press("Enter");
  }

  /** The newest button of a verb on this side. */
  button(verb, more = "") {
    return this.all.locator(`[data-verb="${verb}"]${more}`).last();
  }

  /** Presses the newest button of a verb, also one that another button shows first. */
  async press(verb, more = "") {
    const button = this.button(verb, more);
    const shows = this.all.locator(`[data-shows~="${verb}"]`).last();
    await button.or(shows).last().waitFor();
    if ((await button.count()) === 0) await shows.click();
    await button.click();
  }

  messages() {
    return this.all.locator("[data-message]");
  }
}

/** Waits until `look` says yes, looking again whenever something on the page may have changed. */
export async function until(page, look, argument) {
  await page.waitForFunction(look, argument, { timeout: PATIENCE });
}
