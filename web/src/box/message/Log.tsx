import type { ReactNode } from "react";
import { NewBelow } from "./NewBelow";
import { useEnd } from "./useEnd";

interface Props {
  /** What is listed: another place starts at its end. */
  place: string;
  /** Id of the newest message. */
  newest: string | undefined;
  label: string;
  className: string;
  children: ReactNode;
}

/** What was written in a place, oldest first, kept at its end while it is read there. */
export function Log({ place, newest, label, className, children }: Props) {
  const end = useEnd(place, newest);
  return (
    <div className="scroll-place">
      <div className="scroll" ref={end.list} onScroll={end.onScroll} tabIndex={0} role="log" aria-live="polite" aria-label={label}>
        <div className={className}>{children}</div>
      </div>
      <NewBelow shown={end.below} onClick={end.toEnd} />
    </div>
  );
}
