/**
 * Whether an address may be followed from a message or card: the web, mail and telephone, and nothing else (no `javascript:`,
 * no `data:`). An address with a space or a control character in it is not what it looks like.
 */
export function isLink(address: string): boolean {
  return /^(https?:\/\/|mailto:|tel:)[^\s\u0000-\u001f\u007f]+$/i.test(address) && URL.canParse(address);
}

/** Follows an address as a link would, in a page of its own that knows nothing of this one. */
export function follow(address: string): void {
  if (!isLink(address)) return;
  const link = document.createElement("a");
  Object.assign(link, { href: address, target: "_blank", rel: "noopener noreferrer" });
  link.click();
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
