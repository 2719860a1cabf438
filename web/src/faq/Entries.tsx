import { Badge, Button, Select } from "@fluentui/react-components";
import { AddRegular } from "@fluentui/react-icons";
import { useDeferredValue, useState } from "react";
import { NavLink, useNavigate } from "react-router";
import { itemsOf } from "../api/cache";
import { Empty } from "../console/Empty";
import { EndlessList } from "../console/EndlessList";
import { SearchField } from "../console/SearchField";
import { useShortcuts } from "../console/shortcuts";
import { useFilters } from "../console/useFilters";
import { useWalk } from "../console/useWalk";
import { useWords } from "../console/words";
import { useSpeech, type MessageKey } from "../i18n";
import { may, useMe } from "../session/me";
import { useEntries, type Entry, type EntryState } from "./entries";
import "./faq.css";

const STATES: readonly EntryState[] = ["published", "retired", "any"];

/** The FAQ. */
export default function Entries() {
  const { t } = useSpeech();
  const me = useMe();
  const go = useNavigate();
  const { filter, set } = useFilters();
  const [q, state, language] = [filter("q"), filter("state") || "published", filter("language")];
  const list = useEntries({
    q: useDeferredValue(q),
    state: STATES.find((one) => one === state) ?? "published",
    language: language === "ja" || language === "en" ? language : "",
  });
  const entries = itemsOf(list);
  const [at, setAt] = useState(-1);
  const write = may(me, "entries.edit");
  useWalk(entries, at, (_, index) => setAt(index));
  useShortcuts([
    { keys: "o", text: "keys.open", act: () => entries[at] && void go(`/faq/${entries[at].id}`) },
    ...(write ? [{ keys: "c", text: "entry.new" as const, act: () => void go("/faq/new") }] : []),
  ]);
  return (
    <div className="whole">
      <header className="list-head">
        <div className="list-title">
          <h1>{t("place.faq")}</h1>
          {write && (
            <Button appearance="primary" icon={<AddRegular />} onClick={() => void go("/faq/new")} data-act="new-entry">
              {t("entry.new")}
            </Button>
          )}
        </div>
        <div className="list-filters">
          <SearchField label={t("faq.search")} value={q} onChange={(value) => set("q", value)} />
          <Select aria-label={t("faq.state")} value={state} onChange={(_, { value }) => set("state", value === "published" ? "" : value)}>
            {STATES.map((one) => (
              <option key={one} value={one}>
                {t(`faq.state.${one}` as MessageKey)}
              </option>
            ))}
          </Select>
          <Select aria-label={t("faq.language")} value={language} onChange={(_, { value }) => set("language", value)}>
            <option value="">{t("faq.languages")}</option>
            <option value="ja">日本語</option>
            <option value="en">English</option>
          </Select>
        </div>
      </header>
      <EndlessList
        list={list}
        label={t("place.faq")}
        lineHeight={72}
        current={at}
        keyOf={({ id }) => id}
        line={(entry, index) => <Line entry={entry} current={index === at} />}
        empty={
          q || language || state !== "published" ? (
            <Empty title={t("list.nothing")} text={t("list.nothing.filter")} />
          ) : (
            <Empty title={t("faq.empty")} text={t("faq.empty.text")} />
          )
        }
      />
    </div>
  );
}

function Line({ entry, current }: { entry: Entry; current: boolean }) {
  const { t } = useSpeech();
  const { ago, full } = useWords();
  return (
    <NavLink to={`/faq/${entry.id}`} className={current ? "line is-current" : "line"}>
      <span className="line-top">
        <strong lang={entry.language}>{entry.question}</strong>
        {entry.retired && <Badge appearance="outline">{t("entry.isRetired")}</Badge>}
        {entry.audience && (
          <Badge appearance="tint" color="warning">
            {t("entry.some")}
          </Badge>
        )}
        <time dateTime={entry.changed_at} title={full(entry.changed_at)}>
          {ago(entry.changed_at)}
        </time>
      </span>
      <span className="line-text" lang={entry.language}>
        {entry.answer}
      </span>
    </NavLink>
  );
}
