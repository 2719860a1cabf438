import { Badge, Button, Spinner } from "@fluentui/react-components";
import { AddRegular, CheckmarkCircleRegular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { said, useEndless } from "../api/cache";
import { answered, api, type Schemas } from "../api/client";
import { Empty } from "../console/Empty";
import { EndlessList } from "../console/EndlessList";
import { SearchField } from "../console/SearchField";
import { useWords } from "../console/words";
import { useEntry } from "../faq/entries";
import { useSpeech } from "../i18n";
import "./learning.css";

type Group = Schemas["GapGroupView"];

/** So long gaps stand before they are looked at again. */
const AGAIN_MS = 30_000;

/** What the FAQ lacks: questions that ask the same together, what hurts most first; searched for, they stand one by one. */
export default function Gaps() {
  const { t } = useSpeech();
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  return (
    <div className="whole">
      <header className="list-head">
        <h1>{t("place.gaps")}</h1>
        <p className="hint">{t("gaps.what")}</p>
        <SearchField label={t("gaps.search")} value={q} onChange={(value) => setSearch(value ? { q: value } : {}, { replace: true })} />
      </header>
      {q ? <Found q={q} /> : <Groups />}
    </div>
  );
}

function Groups() {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const groups = useQuery({
    // Reckoned anew by the clock, not with every question in vain: it takes the server a while.
    queryKey: ["gap-groups"],
    refetchInterval: AGAIN_MS,
    queryFn: async ({ signal }) => (await answered(api.GET("/api/v1/gaps/groups", { signal }))).items,
  });
  if (groups.isPending) return <Spinner className="waiting" label={t("loading")} />;
  if (!groups.data) {
    return (
      <Empty title={t("list.broken")} text={refusal(groups.error)}>
        <Button onClick={() => void groups.refetch()}>{t("list.again")}</Button>
      </Empty>
    );
  }
  const open = groups.data.filter((group) => !group.answered_by);
  const filled = groups.data.filter((group) => group.answered_by);
  return (
    <div className="gaps">
      {open.length > 0 ? <ol>{open.map((group) => <Gap key={group.id} group={group} />)}</ol> : <Empty title={t("gaps.empty")} text={t("gaps.empty.text")} />}
      {filled.length > 0 && (
        <section aria-label={t("gaps.filled")}>
          <h2>{t("gaps.filled")}</h2>
          <ol>{filled.map((group) => <Gap key={group.id} group={group} />)}</ol>
        </section>
      )}
    </div>
  );
}

function Gap({ group }: { group: Group }) {
  const { t, language } = useSpeech();
  const { ago, full } = useWords();
  const write = useWriteEntry();
  return (
    <li className="gap">
      <div className="gap-words" lang={group.language}>
        <strong>{group.question}</strong>
        {group.wordings.length > 0 && (
          <details>
            <summary lang={language}>{t("gaps.wordings", { count: group.wordings.length })}</summary>
            <ul>
              {group.wordings.map((wording) => (
                <li key={wording}>{wording}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <p className="gap-facts">
        <Badge appearance="tint" color={group.people > 1 ? "important" : "informative"}>
          {t("gaps.people", { count: group.people })}
        </Badge>
        <span>{t("gaps.questions", { count: group.questions })}</span>
        <time dateTime={group.last_at} title={full(group.last_at)}>
          {ago(group.last_at)}
        </time>
      </p>
      {group.answered_by ? (
        <Filled entry={group.answered_by} />
      ) : (
        <Button icon={<AddRegular />} onClick={() => write(group.question, group.language, group.wordings)} data-act="write-entry">
          {t("gaps.answer")}
        </Button>
      )}
    </li>
  );
}

/** The entry that answers a gap by now. */
function Filled({ entry }: { entry: string }) {
  const { t } = useSpeech();
  const { data } = useEntry(entry);
  return (
    <Link to={`/faq/${entry}`} className="gap-entry">
      <CheckmarkCircleRegular aria-hidden /> {data?.question ?? t("message.entry")}
    </Link>
  );
}

/** Begins an entry of a question and of the other words in which it was asked. */
function useWriteEntry() {
  const go = useNavigate();
  return (question: string, language: string, wordings: readonly string[] = []) => {
    const search = new URLSearchParams({ question, language });
    wordings.forEach((wording) => search.append("wording", wording));
    void go({ pathname: "/faq/new", search: search.toString() });
  };
}

function Found({ q }: { q: string }) {
  const { t } = useSpeech();
  const { ago, full } = useWords();
  const write = useWriteEntry();
  const query = said({ q: useDeferredValue(q) });
  const list = useEndless<Schemas["GapView"]>(["gaps", "list", query], (cursor, signal) =>
    answered(api.GET("/api/v1/gaps", { signal, params: { query: { ...query, ...said({ cursor }) } } })),
  );
  return (
    <EndlessList
      list={list}
      label={t("place.gaps")}
      lineHeight={56}
      keyOf={({ id }) => id}
      line={(gap) => (
        <div className="line is-row">
          <span className="line-text" lang={gap.language}>
            {gap.question}
          </span>
          <time dateTime={gap.at} title={full(gap.at)}>
            {ago(gap.at)}
          </time>
          <Button size="small" icon={<AddRegular />} onClick={() => write(gap.question, gap.language)}>
            {t("gaps.answer")}
          </Button>
        </div>
      )}
      empty={<Empty title={t("list.nothing")} text={t("list.nothing.filter")} />}
    />
  );
}
