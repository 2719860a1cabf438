import { useDeferredValue } from "react";
import { Link, useSearchParams } from "react-router";
import { said, useEndless } from "../api/cache";
import { answered, api, type Schemas } from "../api/client";
import { Empty } from "../console/Empty";
import { EndlessList } from "../console/EndlessList";
import { SearchField } from "../console/SearchField";
import { useWords } from "../console/words";
import { useSpeech } from "../i18n";
import { hasText } from "../i18n/fill";
import { usePersonName } from "../people/people";
import { useTeamName } from "../people/teams";
import "./audit.css";

type Event = Schemas["EventView"];

/** The record: who did what, and what was refused, newest first. */
export default function Audit() {
  const { t } = useSpeech();
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  const query = said({ q: useDeferredValue(q) });
  const list = useEndless<Event>(["audit", "list", query], (cursor, signal) =>
    answered(api.GET("/api/v1/audit", { signal, params: { query: { ...query, ...said({ cursor }) } } })),
  );
  return (
    <div className="whole">
      <header className="list-head">
        <h1>{t("place.audit")}</h1>
        <p className="hint">{t("audit.what")}</p>
        <SearchField label={t("audit.search")} value={q} onChange={(value) => setSearch(value ? { q: value } : {}, { replace: true })} />
      </header>
      <EndlessList
        list={list}
        label={t("place.audit")}
        lineHeight={44}
        keyOf={({ id }) => id}
        line={(event) => <Line event={event} />}
        empty={<Empty title={t("list.nothing")} text={t("list.nothing.filter")} />}
      />
    </div>
  );
}

function Line({ event }: { event: Event }) {
  const { t } = useSpeech();
  const { full } = useWords();
  const actor = usePersonName(event.actor);
  const key = `event.${event.name.replace(/\.v\d+$/, "")}`;
  const who = `actor.${event.actor}`;
  return (
    <div className="line is-row event">
      <time dateTime={event.at}>{full(event.at)}</time>
      <span className="event-who">{hasText(who) ? t(who) : actor}</span>
      <span className="event-what">{hasText(key) ? t(key) : <code>{event.name}</code>}</span>
      <span className="event-facts">
        {Object.entries(event.facts as Record<string, unknown>).filter(([, value]) => value !== null).map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </span>
    </div>
  );
}

/** Where an id leads. */
const PLACES: Record<string, string> = { tkt: "/tickets", inq: "/inquiries", ent: "/faq", drf: "/drafts", prs: "/people" };

function Fact({ name, value }: { name: string; value: unknown }) {
  const { t } = useSpeech();
  const teamName = useTeamName();
  const text = typeof value === "string" ? value : typeof value === "boolean" ? t(value ? "fact.yes" : "fact.no") : JSON.stringify(value);
  const key = `fact.${name}`;
  const label = hasText(key) ? t(key) : name;
  const isId = /^[a-z]{3}_[0-9a-f]{32}$/.test(text);
  const place = PLACES[text.slice(0, 3)];
  if (isId && place) {
    return (
      <Link to={`${place}/${text}`} title={text}>
        {label}
      </Link>
    );
  }
  // Of an id that leads nowhere the end is enough to tell it from others; the whole stands in its title.
  const words = text.startsWith("tem_") ? teamName(text) || text : isId ? `…${text.slice(-6)}` : text;
  return (
    <span title={text}>
      {label}: {words}
    </span>
  );
}
