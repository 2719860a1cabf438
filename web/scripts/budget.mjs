// Adds up what the first useful page of the console loads, compressed, and fails above the budget: with the inbox, which most open first, in the language whose texts are longer.
import { readFile, rm } from "node:fs/promises";

const BUDGET_KB = 250;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", dist), "utf8"));

const files = new Set(["console.html"]);
function add(key) {
  const chunk = manifest[key];
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  chunk.css?.forEach((css) => files.add(css));
  chunk.imports?.forEach(add);
}
["console.html", "src/handoff/Inbox.tsx", "src/i18n/ja.json"].forEach(add);

// It is for this script alone: what stands in dist/ is served.
await rm(new URL(".vite/", dist), { recursive: true });

const sizes = await Promise.all([...files].map(async (file) => [file, (await compressed(file)).length / 1000]));
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
console.log(`the first page of the console: ${total.toFixed(0)} kB compressed of ${BUDGET_KB}`);
if (total > BUDGET_KB) {
  for (const [file, size] of sizes.sort((a, b) => b[1] - a[1])) console.error(`${size.toFixed(1).padStart(8)} kB  ${file}`);
  process.exit(1);
}

async function compressed(file) {
  return readFile(new URL(`${file}.br`, dist)).catch(() => readFile(new URL(file, dist)));
}
