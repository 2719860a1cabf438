import {
  FluentProvider,
  teamsDarkTheme,
  teamsHighContrastTheme,
  teamsLightTheme,
  type Theme,
} from "@fluentui/react-components";
import { createContext, use, useEffect, useMemo, useSyncExternalStore, type ReactNode } from "react";
import { useRemembered } from "../session/remembered";

export type Look = "light" | "dark" | "contrast";

interface Looks {
  look: Look;
  setLook: (look: Look) => void;
}

const Context = createContext<Looks | undefined>(undefined);

/** Teams' own font first; the rest are what Japanese reads well in on Mac, Windows and Linux. */
const fontFamilyBase =
  '"Segoe UI", "Segoe UI Web (West European)", -apple-system, "Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", "Noto Sans JP", Roboto, "Helvetica Neue", sans-serif';

const themes: Record<Look, Theme> = {
  light: { ...teamsLightTheme, fontFamilyBase },
  dark: { ...teamsDarkTheme, fontFamilyBase },
  contrast: { ...teamsHighContrastTheme, fontFamilyBase },
};

export function LookProvider({ children }: { children: ReactNode }) {
  const [remembered, setRemembered] = useRemembered("look");
  const dark = useMedia("(prefers-color-scheme: dark)");
  const contrast = useMedia("(forced-colors: active)");
  const look = isLook(remembered) ? remembered : contrast ? "contrast" : dark ? "dark" : "light";

  useEffect(() => {
    document.documentElement.dataset.look = look;
  }, [look]);

  const value = useMemo(() => ({ look, setLook: setRemembered }), [look, setRemembered]);
  return (
    <Context value={value}>
      {/* The class stands within: Fluent gives the provider's own class to every menu and tooltip, too. */}
      <FluentProvider theme={themes[look]} style={{ height: "100%", background: "transparent" }}>
        <div className="app">{children}</div>
      </FluentProvider>
    </Context>
  );
}

export function useLook(): Looks {
  const looks = use(Context);
  if (!looks) throw new Error("useLook stands outside of LookProvider");
  return looks;
}

const isLook = (text: string | undefined): text is Look => text === "light" || text === "dark" || text === "contrast";

/** Whether a media query holds, kept true while the page stands. */
export function useMedia(query: string): boolean {
  const list = useMemo(() => window.matchMedia(query), [query]);
  return useSyncExternalStore(
    (changed) => {
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => list.matches,
  );
}
