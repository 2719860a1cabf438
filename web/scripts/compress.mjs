// Lays a brotli form beside every file that gains by one: the server sends it as it is, which costs it nothing.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const compress = promisify(brotliCompress);
const TEXT = /\.(js|css|html|svg|txt|json)$/;

for (const name of await readdir(dist, { recursive: true })) {
  if (!TEXT.test(name)) continue;
  const file = await readFile(new URL(name, dist));
  const compressed = await compress(file, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: file.length } });
  if (compressed.length < file.length * 0.9) await writeFile(new URL(`${name}.br`, dist), compressed);
}
