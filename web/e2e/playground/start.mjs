// `cargo xtask playground`: both programs for a person to play with, until Ctrl+C.
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Stage } from "./stage.mjs";
import { worldOf } from "./world.mjs";

const SAMPLE = ["ja", "en"].map((language) => fileURLToPath(new URL(`../../../sample/faq.${language}.jsonl`, import.meta.url)));
/** The Playground's usual port. */
const USUAL = 56150;

const stage = new Stage();
const interrupted = Promise.race(["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal)));

async function play() {
  await stage.begin({ port: USUAL, browser: true });
  for (const file of SAMPLE) await stage.importFile(file);
  const { bot, channel } = await worldOf(stage.playground);
  console.log(`madoguchi serves on ${stage.desk}, with the FAQ of the sample company`);
  console.log(`The Playground is on ${stage.playground}; it listens on every interface of this machine, and checks nobody`);
  console.log(`Write "@${bot.name} connect 窓口" in its channel ${channel.name}, then ask in the personal chat. Ctrl+C ends both`);
  await stage.anyEnds();
}

const playing = play();
// Also while it still starts: what fails then because it is ended is no news.
playing.catch(() => undefined);
try {
  await Promise.race([interrupted, playing]);
} finally {
  await stage.end();
}
console.log("both have ended");
