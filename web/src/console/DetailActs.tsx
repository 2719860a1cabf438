import type { MouseEvent, ReactNode } from "react";

/**
 * The buttons above what is open. They change places as soon as one is pressed, so the second half of a double click presses nothing:
 * it would decide what nobody has read.
 */
export function DetailActs({ children }: { children: ReactNode }) {
  const once = (event: MouseEvent) => {
    if (event.detail > 1) event.stopPropagation();
  };
  return (
    <div className="detail-acts" onClickCapture={once}>
      {children}
    </div>
  );
}
