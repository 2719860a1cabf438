/** The part of a keyboard event that decides whether Enter sends. */
export interface KeyPress {
  key: string;
  shiftKey: boolean;
  isComposing: boolean;
  keyCode: number;
}

/**
 * Whether this key press sends the message: Enter alone, and never while Japanese is being composed, where Enter takes
 * the conversion. Browsers tell of it by `isComposing`; Safari ends the composition first and leaves only key code 229.
 */
export const sends = (press: KeyPress): boolean =>
  press.key === "Enter" && !press.shiftKey && !press.isComposing && press.keyCode !== 229;
