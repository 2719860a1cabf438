// A stand-in for the program: serves web/dist under the strict policy of the real one and speaks the page's side of the
// simulated Teams (crates/simulator/README.md), with a bot of a few fixed answers.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { Bot } from "./bot.mjs";
import { world } from "./world.mjs";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==", "base64");

/** A running mock: its address, what it was asked, and its strings to pull. */
export async function startMock() {
  const mock = new Mock();
  await mock.listen();
  return mock;
}

class Mock {
  #server = createServer((request, response) => this.#serve(request, response).catch((cause) => answer(response, 500, { error: String(cause) })));
  #listeners = new Set();
  #ring = [];
  #event = 0;
  #id = 1_790_000_000_000;
  #failures = [];
  #held = undefined;
  #port = 0;
  #away = false;
  #taken = new Map();
  messages = new Map();
  /** Every message and button press, as the page sent it. */
  asked = [];
  bot = new Bot(this);
  /** How the world can be begun anew; undefined where it cannot. */
  staging = undefined;

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  async listen() {
    this.#server.on("connection", (socket) => this.#away && socket.destroy());
    await new Promise((resolve, reject) => this.#server.once("error", reject).listen(0, "127.0.0.1", resolve));
    this.#port = this.#server.address().port;
  }

  /** Goes away for good. */
  async stop() {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.leave();
    await closed;
  }

  /** Goes away with all its connections, until `comeBack`. It keeps its port, which somebody else might take meanwhile. */
  leave() {
    this.#away = true;
    this.#listeners.clear();
    this.#server.closeAllConnections();
  }

  comeBack() {
    this.#away = false;
  }

  reset() {
    this.messages.clear();
    this.asked = [];
    this.#failures = [];
    this.#publish("reload", {});
  }

  /** The next message or button press is answered with this instead. */
  failNext(status, error) {
    this.#failures.push({ status, error });
  }

  /** Button presses wait until the returned function is called. */
  hold() {
    let release;
    this.#held = new Promise((resolve) => (release = resolve));
    return () => {
      this.#held = undefined;
      release();
    };
  }

  /** Puts a message into a chat, as if it had come from Teams. */
  post(chat, from, content) {
    const id = String(++this.#id);
    const message = {
      id, chat, from, at: new Date().toISOString(), text: "", textFormat: "markdown", attachments: [], entities: [], edited: false, ...content,
    };
    this.messages.set(id, message);
    this.#publish("message", { chat, message });
    return id;
  }

  update(id, change) {
    const message = { ...this.messages.get(id), ...change, edited: true };
    this.messages.set(id, message);
    this.#publish("message", { chat: message.chat, message });
  }

  /** A person's message taken back, or given again. */
  take(id) {
    this.#taken.set(id, this.messages.get(id));
    this.update(id, { text: "", attachments: [], entities: [], deleted: true });
  }

  give(id) {
    const message = this.#taken.get(id);
    this.messages.set(id, message);
    this.#publish("message", { chat: message.chat, message });
  }

  remove(id) {
    const { chat } = this.messages.get(id);
    this.messages.delete(id);
    this.#publish("deleted", { chat, id });
  }

  typing(chat, from) {
    this.#publish("typing", { chat, from });
  }

  #publish(name, data) {
    const line = `id: ${++this.#event}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    this.#ring.push([this.#event, line]);
    for (const listener of this.#listeners) listener.write(line);
  }

  async #serve(request, response) {
    const url = new URL(request.url, this.url);
    const parts = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
    if (parts[0] !== "box") return file(response, url.pathname);
    if (parts[1] === "connector") return answerBytes(response, PIXEL, "image/png");
    const [, , what, chat, kind, id, action] = parts;
    if (what === "world") return answer(response, 200, world(this.staging));
    if (what === "stream") return this.#stream(request, response);
    if (what === "reset") return this.reset(), answer(response, 204);
    if (kind === "messages" && request.method === "GET") {
      return answer(response, 200, { messages: [...this.messages.values()].filter((message) => message.chat === chat) });
    }
    const body = JSON.parse(await read(request));
    if (this.bot.isDeaf) return answer(response, 201, { id: this.post(chat, { id: body.from, name: "", isBot: false }, { text: body.text ?? "" }) });
    this.asked.push({ method: request.method, path: url.pathname, chat, message: id, ...body });
    const failure = this.#failures.shift();
    if (failure) return answer(response, failure.status, { error: failure.error });
    if (what === "language") {
      answer(response, 202);
      await this.#held;
      this.staging = { ...this.staging, language: body.language, isChosen: true };
      this.messages.clear();
      this.bot = new Bot(this);
      return this.#publish("reload", {});
    }
    if (kind === "install") return this.bot.welcome(chat), answer(response, 202);
    if (request.method === "DELETE") return this.take(id), answer(response, 204);
    if (action === "restore") return this.give(id), answer(response, 204);
    if (request.method === "PUT") return this.bot.hearEdit(id, body), answer(response, 204);
    if (action === "actions") {
      await this.#held;
      return answer(response, 200, this.bot.press(id, body));
    }
    return answer(response, 201, { id: this.bot.hear(chat, body) });
  }

  #stream(request, response) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": open\n\n");
    const seen = Number(request.headers["last-event-id"] ?? this.#event);
    for (const [number, line] of this.#ring) if (number > seen) response.write(line);
    this.#listeners.add(response);
    request.on("close", () => this.#listeners.delete(response));
  }
}

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString() || "{}";
}

async function file(response, path) {
  const name = normalize(path === "/" ? "/index.html" : path);
  const bytes = await readFile(join(DIST, name)).catch(() => undefined);
  if (!bytes) return answer(response, 404, { error: "no such page" });
  answerBytes(response, bytes, TYPES[extname(name)] ?? "application/octet-stream");
}

function answerBytes(response, bytes, type) {
  response.writeHead(200, { "content-type": type, "content-security-policy": POLICY, "x-content-type-options": "nosniff" });
  response.end(bytes);
}

function answer(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mock = await startMock();
  console.log(mock.url);
}
