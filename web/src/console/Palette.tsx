import { Button, Dialog, DialogSurface, Input, Tooltip } from "@fluentui/react-components";
import { SearchRegular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useId, useState, type KeyboardEvent } from "react";
import { useNavigate } from "react-router";
import { answered, api, type Schemas } from "../api/client";
import { useSpeech } from "../i18n";
import { Hit, hashOf } from "../inquiry/Hit";
import { may, useMe } from "../session/me";
import { isComposing } from "./composing";
import { useAllShortcuts } from "./shortcuts";
import type { Place } from "./Shell";

interface Command {
  id: string;
  text: string;
  hint: string;
  hit?: Schemas["HitView"] | null;
  run: () => void;
}

/** Goes anywhere and does anything by its name: rooms, what the page offers, tickets and entries that say what is typed. */
export function Palette({ places }: { places: readonly Place[] }) {
  const { t } = useSpeech();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  return (
    <>
      <Tooltip content={t("palette.open")} relationship="label">
        <Button appearance="subtle" icon={<SearchRegular />} onClick={() => setOpen(true)} data-act="palette" />
      </Tooltip>
      <Dialog open={open} onOpenChange={(_, data) => setOpen(data.open)}>
        <DialogSurface className="palette" aria-label={t("palette.open")}>
          {open && <Search places={places} onDone={() => setOpen(false)} />}
        </DialogSurface>
      </Dialog>
    </>
  );
}

function Search({ places, onDone }: { places: readonly Place[]; onDone: () => void }) {
  const { t } = useSpeech();
  const go = useNavigate();
  const shortcuts = useAllShortcuts();
  const list = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const found = useFound(useDeferredValue(typed.trim()));
  const matches = (text: string) => text.toLowerCase().includes(typed.trim().toLowerCase());
  const commands: Command[] = [
    ...places.map((place) => ({ id: place.path, text: t(place.text), hint: t("palette.go"), run: () => void go(place.path) })).filter(({ text }) => matches(text)),
    ...shortcuts
      .filter((shortcut) => !shortcut.keys.includes(" ") && !["j", "k", "?"].includes(shortcut.keys))
      .map((shortcut) => ({ id: `key ${shortcut.keys}`, text: t(shortcut.text), hint: shortcut.keys, run: shortcut.act }))
      .filter(({ text }) => matches(text)),
    ...found.map(({ path, text, hint, hit }) => ({ id: path, text, hint: t(hint), hit, run: () => void go(path) })),
  ];
  const current = Math.min(at, commands.length - 1);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onDone();
    // A command may move the focus, which the closing dialog would take back.
    setTimeout(command.run);
  };
  const press = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((current + step + commands.length) % commands.length);
    else if (event.key === "Enter") run(commands[current]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <Input
        autoFocus
        size="large"
        contentBefore={<SearchRegular />}
        placeholder={t("palette.placeholder")}
        value={typed}
        onChange={(_, { value }) => {
          setTyped(value);
          setAt(0);
        }}
        onKeyDown={press}
        role="combobox"
        aria-expanded
        aria-label={t("palette.placeholder")}
        aria-controls={list}
        {...(commands[current] && { "aria-activedescendant": `${list}-${current}` })}
      />
      <ul className="palette-list" role="listbox" id={list} aria-label={t("palette.open")}>
        {commands.map((command, index) => (
          <li
            key={command.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === current}
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
            ref={(line) => {
              if (index === current) line?.scrollIntoView({ block: "nearest" });
            }}
          >
            <span>
              <span>{command.text}</span>
              {command.hit && <Hit hit={command.hit} />}
            </span>
            <small>{command.hint}</small>
          </li>
        ))}
      </ul>
      {commands.length === 0 && <p className="palette-none">{t("palette.none")}</p>}
    </>
  );
}

interface Found {
  path: string;
  text: string;
  hint: "palette.ticket" | "palette.entry";
  hit?: Schemas["HitView"] | null;
}

/** Tickets and entries that say what is typed. */
function useFound(q: string): Found[] {
  const me = useMe();
  const tickets = useQuery({
    queryKey: ["tickets", "palette", q],
    enabled: q.length > 1 && may(me, "tickets.work"),
    queryFn: ({ signal }) => answered(api.GET("/api/v1/tickets", { signal, params: { query: { q, limit: 5 } } })),
  });
  const entries = useQuery({
    queryKey: ["entries", "palette", q],
    enabled: q.length > 1,
    queryFn: ({ signal }) => answered(api.GET("/api/v1/entries", { signal, params: { query: { q, limit: 5 } } })),
  });
  if (q.length < 2) return [];
  return [
    ...(tickets.data?.items ?? []).map((ticket) => ({
      path: `/tickets/${ticket.id}${hashOf(ticket)}`,
      text: `#${ticket.number} ${ticket.question}`,
      hint: "palette.ticket" as const,
      hit: ticket.hit ?? null,
    })),
    ...(entries.data?.items ?? []).map(({ id, question }) => ({ path: `/faq/${id}`, text: question, hint: "palette.entry" as const })),
  ];
}
