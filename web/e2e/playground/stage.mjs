// Starts madoguchi on an empty folder and the Playground against it, and ends both. Both programs are named by the
// environment: MADOGUCHI and PLAYGROUND.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { CONFIGURATION } from "./world.mjs";

/** How long anything may take: seconds on a quiet machine, this on the busiest. Milliseconds. */
export const PATIENCE = 180_000;
/** Ports tried. The Playground must be told a number, and another program may take it in between. */
const PORTS = 5;

export class Stage {
  #folder;
  #children = [];
  /** Where madoguchi listens. */
  desk;
  /** Where the Playground listens. */
  playground;

  /**
   * Starts both. `port` is the Playground's if it is free, otherwise and by default any that is; `configured` gives it our people, otherwise it has
   * its own; `browser` lets it open its page in one.
   */
  async begin({ port = 0, configured = true, browser = false } = {}) {
    this.#folder = await mkdtemp(join(tmpdir(), "madoguchi-playground-"));
    if (configured) await writeFile(join(this.#folder, CONFIGURATION.name), CONFIGURATION.text);
    await this.#startDesk();
    await this.#startPlayground(port, browser);
  }

  /** Imports these entries as `importFile` does. */
  async importEntries(entries) {
    const file = join(this.#folder, "faq.jsonl");
    await writeFile(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
    return this.importFile(file);
  }

  /** Runs `madoguchi faq import` beside the running server. Answers with what it prints. */
  async importFile(file) {
    const { stdout } = await promisify(execFile)(program("MADOGUCHI"), ["faq", "import", "--data", this.#data, file], { cwd: this.#folder });
    return stdout;
  }

  /** Resolves when one of the two has ended by itself. */
  anyEnds() {
    return Promise.race(this.#children.map((child) => once(child, "exit")));
  }

  /** Ends both, whatever state they are in, and takes the folder away. */
  async end() {
    for (const child of this.#children.filter((one) => one.exitCode === null && one.signalCode === null)) {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    }
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }

  get #data() {
    return join(this.#folder, "data");
  }

  async #startDesk() {
    const args = ["serve", "--dev", "--listen", "127.0.0.1:0", "--data", this.#data, "--set", "log.level=warn"];
    [this.desk] = await this.#start("madoguchi", program("MADOGUCHI"), args, /http:\/\/127\.0\.0\.1:\d+/, {});
  }

  async #startPlayground(wanted, browser) {
    const environment = browser ? {} : { PATH: `${await this.#noBrowser()}${delimiter}${process.env.PATH}` };
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort(attempt === 1 ? wanted : 0);
      this.playground = `http://127.0.0.1:${port}`;
      const args = ["start", "-e", `${this.desk}/api/messages`, "-c", "msteams", "-p", String(port), "--disable-telemetry"];
      try {
        await this.#start("the Playground", program("PLAYGROUND"), args, new RegExp(`Listening on ${port}`), environment);
        return;
      } catch (error) {
        if (attempt === PORTS || (await isFree(port))) throw error;
      }
    }
  }

  /** Starts a program and waits until it says on its standard output that it is there. Answers with what it said. */
  async #start(name, path, args, sign, environment) {
    const child = spawn(path, args, { cwd: this.#folder, env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "inherit"] });
    this.#children.push(child);
    const failed = new Promise((_, reject) => {
      child.once("error", (error) => reject(new Error(`${name} cannot be started: ${error.message}`)));
      child.once("exit", async (code) => reject(new Error(`${name} ended with ${code} at start\n${await this.#playgroundLog()}`)));
    });
    const there = new Promise((resolve) => createInterface(child.stdout).on("line", (line) => sign.test(line) && resolve(sign.exec(line))));
    failed.catch(() => undefined);
    return within(PATIENCE, `${name} says ${sign}`, Promise.race([there, failed]));
  }

  /** The Playground calls `xdg-open` when it starts; a test wants no window. */
  async #noBrowser() {
    const folder = join(this.#folder, "bin");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "xdg-open"), "#!/bin/sh\n", { mode: 0o755 });
    return folder;
  }

  /** Its reasons are in a file beside it, not on its standard error. */
  async #playgroundLog() {
    const log = await readFile(join(this.#folder, "devTools", "m365agentsplayground.log"), "utf8").catch(() => "");
    return log.split("\n").filter((line) => line.startsWith("error")).join("\n");
  }
}

/** A promise with a deadline; `what` says in the error what did not happen. */
export async function within(milliseconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${milliseconds} ms: ${what}`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** A port that nobody uses now; `wanted` if it is free. */
async function freePort(wanted) {
  const server = createServer();
  try {
    server.listen(wanted);
    await once(server, "listening");
    return server.address().port;
  } catch (error) {
    if (wanted === 0) throw error;
    return await freePort(0);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Whether nobody uses a port now. */
async function isFree(port) {
  return (await freePort(port)) === port;
}

function program(variable) {
  const path = process.env[variable];
  if (!path) throw new Error(`set ${variable} to the program's path, or run this through cargo xtask`);
  return path;
}
