// Checks what the page is built from against the licences that may be passed on with it, without the network, and puts
// their texts beside the page: most of them ask for that.
import { readdir, readFile, writeFile } from "node:fs/promises";

const root = new URL("../", import.meta.url);
const ALLOWED = new Set(["MIT", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "MIT OR Apache-2.0"]);

const lock = JSON.parse(await readFile(new URL("package-lock.json", root), "utf8"));
const shipped = Object.entries(lock.packages).filter(([path, entry]) => path !== "" && !entry.dev && !entry.devOptional && !entry.optional);

const wrong = [];
const texts = [];
for (const [path, entry] of shipped.sort(([a], [b]) => a.localeCompare(b))) {
  const folder = new URL(`${path}/`, root);
  const { name, version, license } = JSON.parse(await readFile(new URL("package.json", folder), "utf8"));
  if (version !== entry.version) wrong.push(`${name} is installed as ${version}, locked as ${entry.version}: run npm ci`);
  if (!ALLOWED.has(license)) wrong.push(`${name} ${version} has the licence ${license}, which is not among those allowed`);
  texts.push(`${name} ${version} (${license})\n\n${(await licenceText(folder)) ?? "No licence text in the package."}`);
}
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
await writeFile(new URL("dist/licences.txt", root), texts.join(`\n\n${"-".repeat(80)}\n\n`));
console.log(`licences of ${shipped.length} packages are in order`);

async function licenceText(folder) {
  const file = (await readdir(folder)).find((name) => /^licen[cs]e(\.|$)/i.test(name));
  return file && (await readFile(new URL(file, folder), "utf8")).trim();
}
