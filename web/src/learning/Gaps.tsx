import { Button } from "@fluentui/react-components";
import { AddRegular } from "@fluentui/react-icons";
import { useDeferredValue } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { said, useEndless } from "../api/cache";
import { answered, api, type Schemas } from "../api/client";
import { Empty } from "../console/Empty";
import { EndlessList } from "../console/EndlessList";
import { SearchField } from "../console/SearchField";
import { useWords } from "../console/words";
import { useSpeech } from "../i18n";
import "./learning.css";

/** Questions that nobody has answered yet; from each it is one step to an entry. */
export default function Gaps() {
  const { t } = useSpeech();
  const { ago, full } = useWords();
  const go = useNavigate();
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  const query = said({ q: useDeferredValue(q) });
  const list = useEndless<Schemas["GapView"]>(["gaps", "list", query], (cursor, signal) =>
    answered(api.GET("/api/v1/gaps", { signal, params: { query: { ...query, ...said({ cursor }) } } })),
  );
  return (
    <div className="whole">
      <header className="list-head">
        <h1>{t("place.gaps")}</h1>
        <p className="hint">{t("gaps.what")}</p>
        <SearchField label={t("gaps.search")} value={q} onChange={(value) => setSearch(value ? { q: value } : {}, { replace: true })} />
      </header>
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
            <Button
              size="small"
              icon={<AddRegular />}
              onClick={() => void go({ pathname: "/faq/new", search: new URLSearchParams({ question: gap.question, language: gap.language }).toString() })}
            >
              {t("gaps.answer")}
            </Button>
          </div>
        )}
        empty={q ? <Empty title={t("list.nothing")} text={t("list.nothing.filter")} /> : <Empty title={t("gaps.empty")} text={t("gaps.empty.text")} />}
      />
    </div>
  );
}
