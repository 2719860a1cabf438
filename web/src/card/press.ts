/** What a card's button sends. */
export interface CardPress {
  verb: string;
  data: Record<string, unknown>;
  kind: "execute" | "submit";
}
