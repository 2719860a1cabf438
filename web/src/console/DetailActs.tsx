import type { MouseEvent, ReactNode } from "react";

/**
 * For what decides, as `onClickCapture`: the second half of a double click presses nothing. Another button, or another thing to decide of,
 * may stand there by then, which nobody has read.
 */
export const once = (event: MouseEvent): void => {
  if (event.detail > 1) event.stopPropagation();
};

/** The buttons above what is open. They change places as soon as one is pressed. */
export const DetailActs = ({ children }: { children: ReactNode }) => (
  <div className="detail-acts" onClickCapture={once}>
    {children}
  </div>
);
