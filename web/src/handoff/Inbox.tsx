import { Select, Tab, TabList } from "@fluentui/react-components";
import { useDeferredValue, useEffect } from "react";
import { NavLink, useNavigate, useParams, type To } from "react-router";
import { itemsOf } from "../api/cache";
import { Empty } from "../console/Empty";
import { EndlessList } from "../console/EndlessList";
import { SearchField, StillIndexing } from "../console/SearchField";
import { useFilters } from "../console/useFilters";
import { useWalk } from "../console/useWalk";
import { useWords } from "../console/words";
import { useSpeech, type MessageKey } from "../i18n";
import { Hit, hashOf } from "../inquiry/Hit";
import { useTeamName, useTeams } from "../people/teams";
import { useMe, may } from "../session/me";
import { State, Urgent } from "./badges";
import { TicketPane } from "./TicketPane";
import { useTickets, VIEWS, type Ticket, type View } from "./tickets";
import "./handoff.css";

const isView = (text: string | undefined): text is View => VIEWS.some((view) => view === text);

/** The tickets on the left, the one that is open on the right; on a narrow screen one or the other. */
export default function Inbox() {
  const { t } = useSpeech();
  const params = useParams();
  const go = useNavigate();
  const { filter, set, search } = useFilters();
  const view = isView(params.view) ? params.view : "all";
  const [q, team] = [filter("q"), filter("team")];
  const list = useTickets(view, { q: useDeferredValue(q), team });
  const tickets = itemsOf(list);
  const at = tickets.findIndex(({ id }) => id === params.ticket);
  const place = (ticket: Ticket) => ({ pathname: `/inbox/${view}/${ticket.id}`, search: search, hash: hashOf(ticket) });
  useWalk(tickets, at, (item) => void go(place(item)));
  return (
    <div className={params.ticket ? "split has-detail" : "split"}>
      <section className="split-list" aria-label={t("place.inbox")}>
        <header className="list-head">
          <h1>{t("place.inbox")}</h1>
          <TabList
            size="small"
            selectedValue={view}
            onTabSelect={(_, { value }) => void go({ pathname: `/inbox/${String(value)}`, search: search })}
            aria-label={t("inbox.views")}
          >
            {VIEWS.map((one) => (
              <Tab key={one} value={one} data-view={one}>
                {t(`inbox.${one}` as MessageKey)}
              </Tab>
            ))}
          </TabList>
          <div className="list-filters">
            <SearchField label={t("inbox.search")} value={q} onChange={(value) => set("q", value)} />
            <TeamFilter value={team} onChange={(value) => set("team", value)} />
          </div>
          <StillIndexing list={list} />
        </header>
        <EndlessList
          list={list}
          label={t("inbox.list")}
          lineHeight={84}
          current={at}
          keyOf={({ id }) => id}
          line={(ticket) => <Line ticket={ticket} to={place(ticket)} />}
          empty={
            q || team ? (
              <Empty title={t("list.nothing")} text={t("list.nothing.filter")} />
            ) : (
              <Empty title={t(`inbox.empty.${view}` as MessageKey)} text={t("inbox.empty.text")} />
            )
          }
        />
      </section>
      <section className="split-detail" aria-label={t("ticket.detail")}>
        {params.ticket ? (
          <TicketPane key={params.ticket} id={params.ticket} back={{ pathname: `/inbox/${view}`, search: search }} />
        ) : (
          <Empty title={t("ticket.none")} text={t("ticket.none.text")} />
        )}
      </section>
    </div>
  );
}

function TeamFilter({ value, onChange }: { value: string; onChange: (team: string) => void }) {
  const { t } = useSpeech();
  const me = useMe();
  const teams = (useTeams().data ?? []).filter((team) => may(me, "tickets.work", team.id));
  const gone = value !== "" && teams.length > 0 && !teams.some((team) => team.id === value);
  useEffect(() => {
    if (gone) onChange("");
  });
  if (teams.length < 2) return null;
  return (
    <Select aria-label={t("inbox.team")} value={value} onChange={(_, data) => onChange(data.value)}>
      <option value="">{t("inbox.teams")}</option>
      {teams.map((team) => (
        <option key={team.id} value={team.id}>
          {team.name}
        </option>
      ))}
    </Select>
  );
}

function Line({ ticket, to }: { ticket: Ticket; to: To }) {
  const { ago, full } = useWords();
  const teamName = useTeamName();
  return (
    <NavLink to={to} className="line">
      <span className="line-top">
        <strong className="line-number">#{ticket.number}</strong>
        <span className="line-who">{ticket.requester.name}</span>
        <time dateTime={ticket.opened_at} title={full(ticket.opened_at)}>
          {ago(ticket.opened_at)}
        </time>
      </span>
      <span className="line-text">{ticket.question}</span>
      {ticket.hit && <Hit hit={ticket.hit} />}
      <span className="line-foot">
        <State ticket={ticket} />
        <Urgent priority={ticket.priority} />
        <span className="line-team">{teamName(ticket.team)}</span>
      </span>
    </NavLink>
  );
}
