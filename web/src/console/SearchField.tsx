import { Input } from "@fluentui/react-components";
import { SearchRegular } from "@fluentui/react-icons";
import { useRef } from "react";
import { useShortcuts } from "./shortcuts";

/** As many characters as the API takes. */
const MOST = 200;

/** Where one searches a list; `/` leads there. */
export function SearchField({ label, value, onChange }: { label: string; value: string; onChange: (q: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: "/", text: "keys.search", act: () => field.current?.focus() }]);
  return (
    <Input
      input={{ ref: field }}
      type="search"
      contentBefore={<SearchRegular />}
      placeholder={label}
      aria-label={label}
      maxLength={MOST}
      value={value}
      onChange={(_, data) => onChange(data.value)}
      onKeyDown={(event) => event.key === "Escape" && field.current?.blur()}
    />
  );
}
