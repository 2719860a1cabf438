import type { KeyboardEvent } from "react";

/** Whether a key belongs to a conversion of Japanese. Safari ends the composition first and leaves only key code 229. */
export const isComposing = (event: KeyboardEvent): boolean => event.nativeEvent.isComposing || event.keyCode === 229;
