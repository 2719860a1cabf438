import { Input } from "@fluentui/react-components";
import { SearchRegular } from "@fluentui/react-icons";
import { useEffect, useRef, useState } from "react";
import type { Endless } from "../api/cache";
import { useSpeech } from "../i18n";
import { isComposing } from "./composing";
import { useShortcuts } from "./shortcuts";

/** As many characters as the API takes. */
const MOST = 200;
/** It is searched when nobody has typed for so long. */
const PAUSE_MS = 250;

/**
 * Where one searches a list; `/` leads there. What is typed is kept here and told after a pause, and never while Japanese is being
 * composed: an address that changes with every key would break the conversion.
 */
export function SearchField({ label, value, onChange }: { label: string; value: string; onChange: (q: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const [told, setTold] = useState(value);
  const composing = useRef(false);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  // The address was changed by something else, such as a link.
  if (value !== told) {
    setTold(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === told) return;
    const pause = setTimeout(() => {
      if (composing.current) return;
      setTold(typed);
      tell.current(typed);
    }, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed, told]);
  useShortcuts([{ keys: "/", text: "keys.search", act: () => field.current?.focus() }]);
  return (
    <Input
      input={{ ref: field }}
      type="search"
      contentBefore={<SearchRegular />}
      placeholder={label}
      aria-label={label}
      maxLength={MOST}
      value={typed}
      onChange={(_, data) => setTyped(data.value)}
      onCompositionStart={() => (composing.current = true)}
      onCompositionEnd={(event) => {
        composing.current = false;
        setTyped(event.currentTarget.value);
      }}
      onKeyDown={(event) => event.key === "Escape" && !isComposing(event) && field.current?.blur()}
    />
  );
}

/** Says that a search may find more in a while: what was said long ago is still being taken into the index. */
export function StillIndexing<T>({ list }: { list: Endless<T> }) {
  const { t } = useSpeech();
  return list.data?.pages.some((page) => page.indexing) ? (
    <p className="hint" role="status">
      {t("list.indexing")}
    </p>
  ) : null;
}
