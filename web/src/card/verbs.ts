/** The verbs of all buttons of a card, also of those that another button shows first; each once, in order. */
export function verbsIn(card: unknown): string[] {
  const found = new Set<string>();
  collect(card, found, 0);
  return [...found];
}

/** No real card nests deeper; a made-up one must not exhaust the stack. */
export const DEEPEST = 40;

function collect(value: unknown, found: Set<string>, depth: number): void {
  if (depth > DEEPEST || typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found, depth + 1);
    return;
  }
  const record = value as Record<string, unknown>;
  if (record.type === "Action.Execute" && typeof record.verb === "string") found.add(record.verb);
  for (const [key, inner] of Object.entries(record)) {
    // What a button sends is data, not part of the card, and a fallback is not what is shown.
    if (key !== "data" && key !== "fallback") collect(inner, found, depth + 1);
  }
}
