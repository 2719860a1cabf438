// Empties dist/ but for its .gitkeep, so that the folder stays in the repository and old hashed files do not pile up.
import { readdir, rm } from "node:fs/promises";

const dist = new URL("../dist/", import.meta.url);
for (const name of await readdir(dist).catch(() => [])) {
  if (name !== ".gitkeep") await rm(new URL(name, dist), { recursive: true });
}
