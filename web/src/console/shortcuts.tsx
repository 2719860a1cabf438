import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { MessageKey } from "../i18n";
import { useRemembered } from "../session/remembered";

export interface Shortcut {
  /** A key as the browser names it (`j`, `?`, `Enter`), or two in a row (`g i`). */
  keys: string;
  /** What it does, in words. */
  text: MessageKey;
  act: () => void;
}

type Register = (shortcuts: readonly Shortcut[]) => () => void;

const RegisterContext = createContext<Register | undefined>(undefined);
const AllContext = createContext<readonly Shortcut[]>([]);
const SwitchContext = createContext<[boolean, (on: boolean) => void]>([true, () => undefined]);
/** Two keys in a row belong together within this. */
const TOGETHER_MS = 1000;

/** Listens to the keyboard for all pages: one place decides when a key is a command and when it is writing. */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const [sets, setSets] = useState<(readonly Shortcut[])[]>([]);
  const all = useMemo(() => sets.flat(), [sets]);
  // Who speaks to their computer, or presses keys without meaning to, can do without (WCAG 2.2, 2.1.4).
  const [off, setOff] = useRemembered("keys.off");
  const isOn = off === undefined;
  const current = useRef(all);
  useEffect(() => {
    current.current = isOn ? all : [];
  }, [all, isOn]);

  useEffect(() => {
    let first: { key: string; at: number } | undefined;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (isWriting(event.target) || document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return;
      // A key that is held goes on through a list and decides nothing.
      if (event.repeat && event.key !== "j" && event.key !== "k") return;
      const pair = first && event.timeStamp - first.at < TOGETHER_MS ? `${first.key} ${event.key}` : undefined;
      // What was registered last is nearest to the eye.
      const find = (keys: string | undefined) => current.current.findLast((shortcut) => shortcut.keys === keys);
      const found = find(pair) ?? find(event.key);
      first = found ? undefined : { key: event.key, at: event.timeStamp };
      if (!found) return;
      event.preventDefault();
      found.act();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);

  const register = useCallback<Register>((shortcuts) => {
    setSets((sets) => [...sets, shortcuts]);
    return () => setSets((sets) => sets.filter((set) => set !== shortcuts));
  }, []);
  return (
    <RegisterContext value={register}>
      <AllContext value={all}>
        <SwitchContext value={[isOn, (on) => setOff(on ? undefined : "yes")]}>{children}</SwitchContext>
      </AllContext>
    </RegisterContext>
  );
}

/** The shortcuts in force, for whoever shows them. */
export const useAllShortcuts = (): readonly Shortcut[] => use(AllContext);

/** Whether keys alone are commands, and how to change that. Keys with Ctrl are in any case. */
export const useKeysSwitch = () => use(SwitchContext);

/** Shortcuts that hold while the caller is shown. Their acts may change with every render. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const register = use(RegisterContext);
  if (!register) throw new Error("shortcuts stand outside of ShortcutsProvider");
  const now = useRef(shortcuts);
  useEffect(() => {
    now.current = shortcuts;
  });
  const names = shortcuts.map((shortcut) => `${shortcut.keys}\n${shortcut.text}`).join("\n\n");
  useEffect(() => {
    const lines = names === "" ? [] : names.split("\n\n");
    return register(
      lines.map((line, index) => {
        const [keys = "", text = ""] = line.split("\n");
        return { keys, text: text as MessageKey, act: () => now.current[index]?.act() };
      }),
    );
  }, [names, register]);
}

/** A key goes into a field that takes letters. */
const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('textarea, select, input:not([type="checkbox"], [type="radio"], [type="button"])'));
