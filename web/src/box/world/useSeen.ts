import { useEffect } from "react";
import { useWorld } from "./World";

/** What arrives in a chat or channel counts as read while it is on screen. */
export function useSeen(place: string, isShown: boolean): void {
  const { unseen, see } = useWorld();
  const count = unseen[place] ?? 0;
  useEffect(() => {
    if (isShown && count > 0) see(place);
  }, [isShown, count, place, see]);
}
