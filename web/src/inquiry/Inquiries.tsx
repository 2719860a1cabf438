import { Badge, Button, Spinner } from "@fluentui/react-components";
import { ArrowLeftRegular } from "@fluentui/react-icons";
import { useDeferredValue } from "react";
import { Link, NavLink, useNavigate, useParams, useSearchParams, type To } from "react-router";
import { isGone } from "../api/client";
import { itemsOf } from "../api/cache";
import { Empty } from "../console/Empty";
import { EndlessList } from "../console/EndlessList";
import { SearchField, StillIndexing } from "../console/SearchField";
import { useWalk } from "../console/useWalk";
import { useWords } from "../console/words";
import { useSpeech, type MessageKey } from "../i18n";
import { Hit, hashOf } from "./Hit";
import { useInquiries, useInquiry, type InquiryLine } from "./inquiries";
import { Thread } from "./Thread";

/** All that was asked, also what never left the assistant. */
export default function Inquiries() {
  const { t } = useSpeech();
  const { inquiry } = useParams();
  const go = useNavigate();
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  const list = useInquiries({ q: useDeferredValue(q), team: search.get("team") ?? "" });
  const lines = itemsOf(list);
  const at = lines.findIndex(({ id }) => id === inquiry);
  const place = (line: InquiryLine) => ({ pathname: `/inquiries/${line.id}`, search: search.toString(), hash: hashOf(line) });
  useWalk(lines, at, (item) => void go(place(item)));
  return (
    <div className={inquiry ? "split has-detail" : "split"}>
      <section className="split-list" aria-label={t("place.inquiries")}>
        <header className="list-head">
          <h1>{t("place.inquiries")}</h1>
          <SearchField label={t("inquiries.search")} value={q} onChange={(value) => setSearch(value ? { q: value } : {}, { replace: true })} />
          <StillIndexing list={list} />
        </header>
        <EndlessList
          list={list}
          label={t("place.inquiries")}
          lineHeight={84}
          current={at}
          keyOf={({ id }) => id}
          line={(line) => <Line line={line} to={place(line)} />}
          empty={q ? <Empty title={t("list.nothing")} text={t("list.nothing.filter")} /> : <Empty title={t("inquiries.empty")} text={t("inquiries.empty.text")} />}
        />
      </section>
      <section className="split-detail" aria-label={t("inquiries.detail")}>
        {inquiry ? <Opened key={inquiry} id={inquiry} /> : <Empty title={t("inquiries.none")} text={t("ticket.none.text")} />}
      </section>
    </div>
  );
}

function Line({ line, to }: { line: InquiryLine; to: To }) {
  const { ago, full } = useWords();
  return (
    <NavLink to={to} className="line">
      <span className="line-top">
        <span className="line-who">{line.requester.name}</span>
        <time dateTime={line.last_at} title={full(line.last_at)}>
          {ago(line.last_at)}
        </time>
      </span>
      <span className="line-text">{line.question}</span>
      {line.hit && <Hit hit={line.hit} />}
      <span className="line-foot">
        <Stage stage={line.stage} />
      </span>
    </NavLink>
  );
}

function Stage({ stage }: { stage: InquiryLine["stage"] }) {
  const { t } = useSpeech();
  const colour = { assistant: "informative", people: "brand", solved: "success", closed: "success", "left-behind": "informative" } as const;
  return (
    <Badge appearance="tint" color={colour[stage]}>
      {t(`stage.${stage}` as MessageKey)}
    </Badge>
  );
}

function Opened({ id }: { id: string }) {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const [search] = useSearchParams();
  const inquiry = useInquiry(id);
  if (inquiry.isPending) return <Spinner className="waiting" label={t("loading")} />;
  if (!inquiry.data || isGone(inquiry.error)) {
    return (
      <Empty title={refusal(inquiry.error)} text={t("ticket.gone")}>
        <Button onClick={() => void inquiry.refetch()}>{t("list.again")}</Button>
      </Empty>
    );
  }
  const { data } = inquiry;
  return (
    <article className="ticket" aria-label={data.question}>
      <header className="detail-head">
        <Link to={{ pathname: "/inquiries", search: search.toString() }} className="narrow-only back" aria-label={t("ticket.back")}>
          <ArrowLeftRegular />
        </Link>
        <div className="detail-title">
          <h2 title={data.question}>{data.question}</h2>
          <p className="detail-facts">
            <Stage stage={data.stage} />
            <span>{data.requester.name}</span>
            {data.tickets.map((ticket, index) => (
              <Link key={ticket} to={`/tickets/${ticket}`}>
                {data.tickets.length > 1 ? t("inquiries.ticket.of", { number: index + 1 }) : t("inquiries.ticket")}
              </Link>
            ))}
          </p>
        </div>
      </header>
      <Thread inquiry={data} />
    </article>
  );
}
