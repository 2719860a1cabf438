import { Button, Select, SpinButton, Spinner, Tab, TabList, Label } from "@fluentui/react-components";
import { ArrowDownloadRegular } from "@fluentui/react-icons";
import { lazy, Suspense, useId, type ReactNode } from "react";
import { Link } from "react-router";
import { Empty } from "../console/Empty";
import { useFilters } from "../console/useFilters";
import { useWords } from "../console/words";
import { useSpeech, type MessageKey } from "../i18n";
import { useTeams } from "../people/teams";
import { may, useMe } from "../session/me";
import { fileOf, OUTCOMES, PERIODS, useFigures, type Figures } from "./figures";
import "./figures.css";

const Curve = lazy(() => import("./Curve"));
const Outcomes = lazy(() => import("./Outcomes"));

/** Assumed where nobody says otherwise, as the API does. */
const USUAL_MINUTES = 10;

/** What the desk has done in a period: the proof that it gets smarter with use. */
export default function FiguresPage() {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const me = useMe();
  const { filter, set } = useFilters();
  const days = PERIODS.find((one) => String(one) === filter("days")) ?? 90;
  const wanted = { days, team: filter("team"), minutes: Number(filter("minutes") || USUAL_MINUTES) || 0 };
  const figures = useFigures(wanted);
  const teams = (useTeams().data ?? []).filter((team) => may(me, "figures.read", team.id));
  const minutes = useId();
  return (
    <div className="whole">
      <header className="list-head">
        <div className="list-title">
          <h1>{t("place.figures")}</h1>
          <Button as="a" href={fileOf(wanted)} download icon={<ArrowDownloadRegular />}>
            {t("figures.csv")}
          </Button>
        </div>
        <div className="list-filters figures-filters">
          <TabList size="small" selectedValue={String(days)} onTabSelect={(_, { value }) => set("days", String(value))} aria-label={t("figures.period")}>
            {PERIODS.map((one) => (
              <Tab key={one} value={String(one)}>
                {t("figures.days", { count: one })}
              </Tab>
            ))}
          </TabList>
          {teams.length > 1 && (
            <Select aria-label={t("inbox.team")} value={wanted.team} onChange={(_, { value }) => set("team", value)}>
              <option value="">{t("inbox.teams")}</option>
              {teams.map((team) => (
                <option key={team.id} value={team.id}>
                  {team.name}
                </option>
              ))}
            </Select>
          )}
          <Label htmlFor={minutes}>{t("figures.minutes")}</Label>
          <SpinButton id={minutes} min={0} max={480} value={wanted.minutes} onChange={(_, { value, displayValue }) => set("minutes", String(value ?? (Number(displayValue) || 0)))} />
        </div>
      </header>
      <div className="figures" aria-busy={figures.isPlaceholderData}>
        {figures.data ? (
          <Told figures={figures.data} />
        ) : figures.isError ? (
          <Empty title={t("list.broken")} text={refusal(figures.error)}>
            <Button onClick={() => void figures.refetch()}>{t("list.again")}</Button>
          </Empty>
        ) : (
          <Spinner className="waiting" label={t("loading")} />
        )}
      </div>
    </div>
  );
}

function Told({ figures }: { figures: Figures }) {
  const { t } = useSpeech();
  if (figures.totals.questions === 0) return <Empty title={t("figures.empty")} text={t("figures.empty.text")} />;
  return (
    <>
      <Headlines figures={figures} />
      <Chart title={t("figures.curve")} hint={t("figures.curve.hint")} table={<CurveTable figures={figures} />}>
        <Curve figures={figures} />
      </Chart>
      <Chart title={t("figures.outcomes")} hint={t("figures.outcomes.hint")} table={<OutcomesTable figures={figures} />}>
        <Outcomes figures={figures} />
      </Chart>
      <Teams figures={figures} />
      <Hours figures={figures} />
      <Brought figures={figures} />
    </>
  );
}

function Headlines({ figures }: { figures: Figures }) {
  const { t } = useSpeech();
  const { number, percent } = useWords();
  const { totals, hours_saved, reach } = figures;
  const share = (value: number | null | undefined) => (typeof value === "number" ? percent(value) : "–");
  const all: [string, string, string][] = [
    [t("figures.verified"), share(figures.verified_resolution), t("figures.verified.hint")],
    [t("figures.deflection"), share(figures.deflection), t("figures.deflection.hint")],
    [t("figures.answered"), share(figures.answered), t("figures.answered.hint")],
    [t("figures.questions"), number(totals.questions), t("figures.questions.hint", { count: number(totals.handed_over) })],
    [t("figures.hours"), number(Math.round(hours_saved.verified)), t("figures.hours.hint", { minutes: hours_saved.minutes_each, assumed: number(Math.round(hours_saved.assumed)) })],
    [t("figures.reopened"), number(totals.reopened), t("figures.reopened.hint")],
    ...(reach
      ? [[t("figures.unreached"), number(reach.blocked + reach.uninstalled + reach.gone), t("figures.unreached.hint", { count: number(reach.reachable) })] as [string, string, string]]
      : []),
  ];
  return (
    <dl className="headlines">
      {all.map(([name, value, hint], index) => (
        <div key={name} className={index === 0 ? "headline is-first" : "headline"}>
          <dt>{name}</dt>
          <dd className="headline-value">{value}</dd>
          <dd className="hint">{hint}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A chart with what it means, and its numbers as a table. */
function Chart({ title, hint, table, children }: { title: string; hint: string; table: ReactNode; children: ReactNode }) {
  const { t } = useSpeech();
  return (
    <section className="figure" aria-label={title}>
      <h2>{title}</h2>
      <p className="hint">{hint}</p>
      <Suspense fallback={<Spinner className="chart" label={t("loading")} />}>
        <div className="chart">{children}</div>
      </Suspense>
      <details>
        <summary>{t("figures.table")}</summary>
        <div className="table" tabIndex={0} role="group" aria-label={`${title} (${t("figures.table")})`}>
          {table}
        </div>
      </details>
    </section>
  );
}

function Table({ head, rows }: { head: string[]; rows: (string | ReactNode)[][] }) {
  return (
    <table>
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, column) => (column === 0 ? <th key={column} scope="row">{cell}</th> : <td key={column}>{cell}</td>))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function CurveTable({ figures }: { figures: Figures }) {
  const { t } = useSpeech();
  const head = ["figures.day", "figures.questions", "figures.answered", "figures.verified", "figures.published"] as const;
  return (
    <Table
      head={head.map((key) => t(key))}
      rows={figures.days.map((day) => [day.day, day.questions, day.answered, day.verified, day.drafts_approved + day.drafts_merged])}
    />
  );
}

function OutcomesTable({ figures }: { figures: Figures }) {
  const { t } = useSpeech();
  const { number, percent } = useWords();
  const { questions } = figures.totals;
  return (
    <Table
      head={[t("figures.outcome"), t("figures.questions"), t("figures.share")]}
      rows={OUTCOMES.map((one) => [t(`outcome.${one}`), number(figures.totals[one]), percent(figures.totals[one] / questions)])}
    />
  );
}

function Teams({ figures }: { figures: Figures }) {
  const { t } = useSpeech();
  const { number, length } = useWords();
  const head = ["place.people.team", "figures.opened", "figures.waiting", "figures.response", "figures.response90", "figures.resolution", "figures.csat"] as const;
  const waiting = (ages: Figures["teams"][number]["backlog"]["queued"]) => ages.within_4_hours + ages.within_1_day + ages.within_3_days + ages.within_7_days + ages.older;
  return (
    <section className="figure" aria-label={t("figures.teams")}>
      <h2>{t("figures.teams")}</h2>
      <p className="hint">{t("figures.teams.hint")}</p>
      <div className="table" tabIndex={0} role="group" aria-label={t("figures.teams")}>
        <Table
          head={head.map((key) => t(key))}
          rows={figures.teams.map((team) => [
            team.name,
            number(team.opened),
            number(waiting(team.backlog.queued) + waiting(team.backlog.assigned)),
            length(team.first_response.median_seconds),
            length(team.first_response.p90_seconds),
            length(team.resolution.median_seconds),
            typeof team.csat === "number" ? `${team.csat.toFixed(1)} (${team.rated})` : "–",
          ])}
        />
      </div>
      <h3>{t("figures.handoffs")}</h3>
      <div className="table" tabIndex={0} role="group" aria-label={t("figures.handoffs")}>
        <Table
          head={[t("place.people.team"), ...REASONS.map((reason) => t(`handoff.${reason}`))]}
          rows={figures.teams.map((team) => [team.name, ...REASONS.map((reason) => number(team.handoffs[reason]))])}
        />
      </div>
    </section>
  );
}

const REASONS = ["asked_at_once", "unknown", "candidates", "not_helpful", "answered"] as const;

/** Load by hour of the week: the darker, the more questions; each cell tells its number. */
function Hours({ figures }: { figures: Figures }) {
  const { t, language } = useSpeech();
  const most = Math.max(1, ...figures.hours.map((hour) => hour.questions));
  // 2024-01-01 was a Monday.
  const weekday = (number: number) => new Intl.DateTimeFormat(language, { weekday: "short" }).format(new Date(2024, 0, number));
  return (
    <section className="figure" aria-label={t("figures.load")}>
      <h2>{t("figures.load")}</h2>
      <p className="hint">{t("figures.load.hint")}</p>
      <div className="table" tabIndex={0} role="group" aria-label={t("figures.load")}>
        <table className="hours">
          <thead>
            <tr>
              <td />
              {Array.from({ length: 24 }, (_, hour) => (
                <th key={hour} scope="col">
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[1, 2, 3, 4, 5, 6, 7].map((day) => (
              <tr key={day}>
                <th scope="row">{weekday(day)}</th>
                {figures.hours
                  .filter((hour) => hour.weekday === day)
                  .map((hour) => (
                    <td key={hour.hour} style={{ "--load": `${Math.round((hour.questions / most) * 60)}%` } as React.CSSProperties}>
                      {hour.questions || ""}
                    </td>
                  ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What each draft brought since it was published. */
function Brought({ figures }: { figures: Figures }) {
  const { t } = useSpeech();
  const { number, day } = useWords();
  if (figures.drafts.length === 0) return null;
  const head = ["entry.question", "figures.since", "figures.answers", "figures.verified", "message.unhelpful"] as MessageKey[];
  return (
    <section className="figure" aria-label={t("figures.drafts")}>
      <h2>{t("figures.drafts")}</h2>
      <p className="hint">{t("figures.drafts.hint")}</p>
      <div className="table" tabIndex={0} role="group" aria-label={t("figures.drafts")}>
        <Table
          head={head.map((key) => t(key))}
          rows={figures.drafts
            .slice(0, 30)
            .map((draft) => [
              draft.question ? <Link to={`/faq/${draft.entry}`}>{draft.question}</Link> : t("figures.hidden"),
              day(draft.since),
              number(draft.answers),
              number(draft.verified),
              number(draft.not_helpful),
            ])}
        />
      </div>
    </section>
  );
}
