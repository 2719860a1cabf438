import { Badge, Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Field, Input, MessageBar, MessageBarActions, MessageBarBody, Spinner, Tab, TabList, Textarea } from "@fluentui/react-components";
import { ArrowLeftRegular, ArrowUndoRegular, CheckmarkRegular, DismissRegular, EditRegular, MergeRegular } from "@fluentui/react-icons";
import { useEffect, useRef, useState } from "react";
import { Link, NavLink, useNavigate, useParams, useSearchParams } from "react-router";
import { isGone } from "../api/client";
import { itemsOf } from "../api/cache";
import { EntryCard } from "../card/EntryCard";
import { Answer } from "../text/Answer";
import { DetailActs, once } from "../console/DetailActs";
import { Empty } from "../console/Empty";
import { EndlessList } from "../console/EndlessList";
import { useShortcuts } from "../console/shortcuts";
import { useWalk } from "../console/useWalk";
import { useWords } from "../console/words";
import { useAudienceWords } from "../faq/audience";
import { useEntry } from "../faq/entries";
import { useSpeech, type MessageKey } from "../i18n";
import { useTeamName } from "../people/teams";
import { useKept } from "../session/kept";
import { useMe } from "../session/me";
import { useDraft, useDrafts, useReview, type Draft, type DraftView } from "./drafts";
import { Evidence } from "./Evidence";
import { Replay } from "./Replay";
import "./learning.css";

/** The queue of drafts: read one, decide, and the next is there. */
export default function Drafts() {
  const { t } = useSpeech();
  const { draft: id } = useParams();
  const go = useNavigate();
  const [search] = useSearchParams();
  const view: DraftView = search.get("state") === "reviewed" ? "reviewed" : "proposed";
  const list = useDrafts(view);
  const drafts = itemsOf(list);
  const at = drafts.findIndex((draft) => draft.id === id);
  const place = (to: string) => ({ pathname: `/drafts/${to}`, search: search.toString() });
  useWalk(drafts, at, (item) => void go(place(item.id)));
  const decided = () => {
    const next = drafts[at + 1] ?? drafts[at - 1];
    if (view === "proposed") void go(next ? place(next.id) : "/drafts");
  };
  return (
    <div className={id ? "split has-detail" : "split"}>
      <section className="split-list" aria-label={t("place.drafts")}>
        <header className="list-head">
          <h1>{t("place.drafts")}</h1>
          <TabList size="small" selectedValue={view} onTabSelect={(_, { value }) => void go({ pathname: "/drafts", search: value === "reviewed" ? "state=reviewed" : "" })} aria-label={t("drafts.views")}>
            <Tab value="proposed">{t("drafts.proposed")}</Tab>
            <Tab value="reviewed">{t("drafts.reviewed")}</Tab>
          </TabList>
        </header>
        <EndlessList
          list={list}
          label={t("place.drafts")}
          lineHeight={84}
          current={at}
          keyOf={(draft) => draft.id}
          line={(draft) => <Line draft={draft} to={place(draft.id)} />}
          empty={<Empty title={t(`drafts.empty.${view}` as MessageKey)} text={t("drafts.empty.text")} />}
        />
      </section>
      <section className="split-detail" aria-label={t("draft.detail")}>
        {id ? <Opened key={id} id={id} decided={decided} back={{ pathname: "/drafts", search: search.toString() }} /> : <Empty title={t("draft.none")} text={t("ticket.none.text")} />}
      </section>
    </div>
  );
}

function Line({ draft, to }: { draft: Draft; to: { pathname: string; search: string } }) {
  const { t } = useSpeech();
  const { ago, full } = useWords();
  const teamName = useTeamName();
  return (
    <NavLink to={to} className="line">
      <span className="line-top">
        <strong lang={draft.language}>{draft.question}</strong>
        <time dateTime={draft.at} title={full(draft.at)}>
          {ago(draft.at)}
        </time>
      </span>
      <span className="line-text" lang={draft.language}>
        {draft.answer}
      </span>
      <span className="line-foot">
        <State draft={draft} />
        {draft.tickets.length > 1 && (
          <Badge appearance="tint" color="important">
            {t("draft.asked", { count: draft.tickets.length })}
          </Badge>
        )}
        <span className="line-team">{teamName(draft.team)}</span>
      </span>
    </NavLink>
  );
}

function State({ draft }: { draft: Draft }) {
  const { t } = useSpeech();
  if (draft.state !== "proposed") return <Badge appearance="tint">{t(`draft.state.${draft.state}` as MessageKey)}</Badge>;
  const colour = { new: "brand", variant: "informative", correction: "warning" } as const;
  return (
    <Badge appearance="tint" color={colour[draft.relation]}>
      {t(`draft.${draft.relation}` as MessageKey)}
    </Badge>
  );
}

interface OpenedProps {
  id: string;
  decided: () => void;
  back: { pathname: string; search: string };
}

function Opened({ id, decided, back }: OpenedProps) {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const draft = useDraft(id);
  if (draft.isPending) return <Spinner className="waiting" label={t("loading")} />;
  if (!draft.data || isGone(draft.error)) return <Empty title={refusal(draft.error)} text={t("draft.gone")} />;
  // Proposed anew, its words are others: what was edited belonged to the former ones.
  return <Review key={draft.data.round} draft={draft.data} decided={decided} back={back} />;
}

function Review({ draft, decided, back }: { draft: Draft; decided: () => void; back: OpenedProps["back"] }) {
  const { t } = useSpeech();
  const review = useReview();
  const audienceWords = useAudienceWords();
  const me = useMe();
  // Belongs to the round that was read: proposed anew, the draft says something else.
  const unsaved = useKept<{ question: string; answer: string }>(me.id, `${draft.id}.${draft.round}`);
  const { question, answer } = unsaved.kept ?? draft;
  const change = (field: "question" | "answer", value: string) => unsaved.keep({ question, answer, [field]: value });
  const [editing, setEditing] = useState(unsaved.kept !== undefined);
  const [rejecting, setRejecting] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const open = draft.state === "proposed";
  const isOfAnEntry = open && draft.relation !== "new";
  const candidates = [...new Set([...(draft.related ? [draft.related] : []), ...draft.near])];
  useEffect(() => {
    if (editing) field.current?.focus();
  }, [editing]);
  const done = () => {
    unsaved.forget();
    decided();
  };
  const approve = (asNew: boolean) => {
    if (!question.trim() || !answer.trim()) return;
    const edited = { ...(question !== draft.question && { question }), ...(answer !== draft.answer && { answer }) };
    review(draft, { verb: "approve", ...edited, asNew }, done);
  };
  const merge = (entry: string | undefined) => entry && review(draft, { verb: "merge", entry }, done);
  useShortcuts([
    ...(open
      ? [
          { keys: "a", text: "draft.approve" as const, act: () => approve(false) },
          ...(isOfAnEntry ? [{ keys: "n", text: "draft.asNew" as const, act: () => approve(true) }] : []),
          { keys: "e", text: "draft.edit" as const, act: () => setEditing(true) },
          { keys: "x", text: "draft.reject" as const, act: () => setRejecting(true) },
          ...(candidates.length > 0 ? [{ keys: "m", text: "draft.merge" as const, act: () => merge(candidates[0]) }] : []),
        ]
      : [{ keys: "z", text: "act.undo" as const, act: () => review(draft, { verb: "undo" }) }]),
  ]);
  return (
    <article className="draft" aria-label={draft.question} onClickCapture={once}>
      <header className="detail-head">
        <Link to={back} className="narrow-only back" aria-label={t("ticket.back")}>
          <ArrowLeftRegular />
        </Link>
        <div className="detail-title">
          <h2>{open ? t(`draft.title.${draft.relation}` as MessageKey) : t(`draft.state.${draft.state}` as MessageKey)}</h2>
          <p className="detail-facts">
            <span>{audienceWords(draft.audience)}</span>
            {draft.entry && <Link to={`/faq/${draft.entry}`}>{t("draft.entry")}</Link>}
            {draft.reason && <span>{t("draft.reason.was", { reason: draft.reason })}</span>}
          </p>
        </div>
        <DetailActs>
          {open ? (
            <>
              <Button appearance="primary" icon={<CheckmarkRegular />} onClick={() => approve(false)} disabled={!question.trim() || !answer.trim()} data-act="approve">
                {t("draft.approve")}
              </Button>
              {!editing && (
                <Button icon={<EditRegular />} onClick={() => setEditing(true)} data-act="edit">
                  {t("draft.edit")}
                </Button>
              )}
              <Button icon={<DismissRegular />} onClick={() => setRejecting(true)} data-act="reject">
                {t("draft.reject")}
              </Button>
            </>
          ) : (
            draft.state !== "withdrawn" && (
              <Button icon={<ArrowUndoRegular />} onClick={() => review(draft, { verb: "undo" })} data-act="undo">
                {t("act.undo")}
              </Button>
            )
          )}
        </DetailActs>
      </header>
      <div className="draft-body">
        {open && draft.related && draft.relation !== "new" && <Becomes relation={draft.relation} entry={draft.related} asNew={() => approve(true)} />}
        <section className="draft-words" aria-label={t("draft.words")} lang={draft.language}>
          {open && editing ? (
            <>
              <Field label={t("entry.question")} required>
                <Input input={{ ref: field }} value={question} onChange={(_, { value }) => change("question", value)} />
              </Field>
              <Field label={t("entry.answer")} required>
                <Textarea rows={8} resize="vertical" value={answer} onChange={(_, { value }) => change("answer", value)} />
              </Field>
            </>
          ) : (
            <EntryCard question={question} answer={answer} language={draft.language === "en" ? "en" : "ja"} />
          )}
        </section>
        {candidates.length > 0 && (
          <section aria-label={t("draft.similar")}>
            <h3>{t("draft.similar")}</h3>
            {candidates.map((entry) => (
              <Similar key={entry} id={entry} {...(open && { merge: () => merge(entry) })} />
            ))}
          </section>
        )}
        {open && <Replay draft={draft} />}
        <Evidence draft={draft} />
      </div>
      <Reject open={rejecting} onClose={() => setRejecting(false)} onReject={(reason) => review(draft, { verb: "reject", reason }, done)} />
    </article>
  );
}

/** What approval does to an entry that is there: said before it is done. */
function Becomes({ relation, entry, asNew }: { relation: "variant" | "correction"; entry: string; asNew: () => void }) {
  const { t } = useSpeech();
  const { data } = useEntry(entry);
  return (
    <MessageBar intent={relation === "correction" ? "warning" : "info"} layout="multiline">
      <MessageBarBody>
        {t(relation === "correction" ? "draft.replaces" : "draft.adds")} <Link to={`/faq/${entry}`}>{data?.question ?? t("message.entry")}</Link>
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={asNew} data-act="approve-as-new">
          {t("draft.asNew")}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}

/** An entry beside the draft, with the way to add the draft's question to it. */
function Similar({ id, merge }: { id: string; merge?: () => void }) {
  const { t } = useSpeech();
  const entry = useEntry(id);
  if (!entry.data) return null;
  return (
    <div className="preview is-entry" lang={entry.data.language}>
      <Link to={`/faq/${id}`}>
        <strong>{entry.data.question}</strong>
      </Link>
      <Answer text={entry.data.answer} />
      {merge && (
        <Button size="small" icon={<MergeRegular />} onClick={merge} data-act="merge">
          {t("draft.merge")}
        </Button>
      )}
    </div>
  );
}

/** Why a draft is not wanted; what is learned from it is that it was not. */
function Reject({ open, onClose, onReject }: { open: boolean; onClose: () => void; onReject: (reason: string) => void }) {
  const { t } = useSpeech();
  const [reason, setReason] = useState("");
  const submit = () => {
    if (!reason.trim()) return;
    onClose();
    onReject(reason.trim());
  };
  return (
    <Dialog open={open} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <DialogBody>
            <DialogTitle>{t("draft.reject.title")}</DialogTitle>
            <DialogContent>
              <Field label={t("draft.reason")} required>
                <Input autoFocus value={reason} maxLength={500} onChange={(_, { value }) => setReason(value)} />
              </Field>
            </DialogContent>
            <DialogActions>
              <Button onClick={onClose}>{t("act.cancel")}</Button>
              <Button type="submit" appearance="primary" disabled={!reason.trim()} data-act="reject-confirm">
                {t("draft.reject")}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
