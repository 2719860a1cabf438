import { useShortcuts } from "./shortcuts";

/** `j` and `k` go through a list: to the first where nothing is chosen, never beyond its ends. */
export function useWalk<T>(items: readonly T[], at: number, go: (item: T, index: number) => void): void {
  const step = (by: number) => {
    const index = at < 0 ? 0 : Math.min(Math.max(at + by, 0), items.length - 1);
    const item = items[index];
    if (item !== undefined) go(item, index);
  };
  useShortcuts([
    { keys: "j", text: "keys.next", act: () => step(1) },
    { keys: "k", text: "keys.previous", act: () => step(-1) },
  ]);
}
