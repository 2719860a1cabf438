import type { Schemas } from "../api/client";

type Where = Schemas["HitView"];

/** As many letters stand before what was found that it is in sight on a narrow list. */
const BEFORE = 12;

/** The words that were found, with what stands around them. */
export function Hit({ hit }: { hit: Where }) {
  const before = [...hit.before];
  return (
    <span className="hit">
      {before.length > BEFORE ? `…${before.slice(-BEFORE).join("")}` : hit.before}
      <mark>{hit.found}</mark>
      {hit.after}
    </span>
  );
}

/** The part of an address at which a thread opens. */
export const hashOf = (item: { hit?: Where | null }) => (item.hit ? `#${item.hit.message}` : "");
