/** Whether an address may be followed from a message or card: the web and nothing else (no `javascript:`, no `data:`). */
export function isWebLink(address: string): boolean {
  return /^https?:\/\//i.test(address) && URL.canParse(address);
}

/** Whether a card's button may open an address: encrypted web only, as in Teams. */
export function isSecureLink(address: string): boolean {
  return /^https:\/\//i.test(address) && URL.canParse(address);
}

/**
 * Where the page finds a picture or file: what the simulated Teams keeps is asked for on this page's own host (the bot
 * may know it by another name); pictures that stand in the address itself stay; anything else is not loaded.
 */
export function ownAddress(address: string): string | undefined {
  if (/^data:image\/(png|jpe?g|gif|webp);base64,/i.test(address)) return address;
  const base = "http://localhost";
  if (!URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  return url.pathname.startsWith("/box/") ? url.pathname + url.search : undefined;
}
