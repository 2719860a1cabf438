/** A piece of a plain text: words, a mention (`<at>Name</at>`) or a web address. */
export interface Part {
  kind: "words" | "mention" | "link";
  text: string;
}

/** An address ends before closing punctuation and before Japanese script, where people put no space. */
const PIECES = /<at>([^<]{1,200})<\/at>|(https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+[\w/#=&%~-])/gi;

export function plainParts(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const found of text.matchAll(PIECES)) {
    if (found.index > end) parts.push({ kind: "words", text: text.slice(end, found.index) });
    const [whole, name, address] = found;
    parts.push(name === undefined ? { kind: "link", text: address ?? whole } : { kind: "mention", text: name });
    end = found.index + whole.length;
  }
  if (end < text.length) parts.push({ kind: "words", text: text.slice(end) });
  return parts;
}
