import type { OutgoingFile } from "../world/types";

/** Bytes that fit into one message: the server takes 2 MiB, and base64 makes four characters of three bytes. */
export const MOST_BYTES = 1_400_000;

/** A size in megabytes as people read it, rounded up: what is over the limit never looks as if it were not. */
export const megabytes = (bytes: number, language: string): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 }).format(Math.ceil(bytes / 100_000) / 10);

/** Files as they are sent; `TooLarge` when together they are more than one message carries. */
export async function pack(files: readonly File[]): Promise<OutgoingFile[]> {
  if (totalBytes(files) > MOST_BYTES) throw new TooLarge();
  return Promise.all(
    files.map(async (file) => ({
      name: file.name || "image.png",
      contentType: file.type || "application/octet-stream",
      base64: toBase64(new Uint8Array(await file.arrayBuffer())),
    })),
  );
}

export class TooLarge extends Error {}

export const totalBytes = (files: readonly { size: number }[]) => files.reduce((sum, file) => sum + file.size, 0);

export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  // In pieces, because a call takes only so many arguments.
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}
