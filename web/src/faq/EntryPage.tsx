import { Badge, Button, Field, Input, MessageBar, MessageBarBody, Select, Spinner, Textarea } from "@fluentui/react-components";
import { ArrowLeftRegular, DeleteRegular, ArrowUndoRegular } from "@fluentui/react-icons";
import { useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { Refused } from "../api/client";
import { Markdown } from "../text/Markdown";
import { isComposing } from "../console/composing";
import { Empty } from "../console/Empty";
import { useNotice } from "../console/useNotice";
import { useWords } from "../console/words";
import { useSpeech } from "../i18n";
import { may, useMe } from "../session/me";
import { useEntry, useRetire, useSave, type Entry, type Written } from "./entries";
import { Versions } from "./Versions";
import "./faq.css";

/** An entry, to be read or written; `new` is one that is not there yet. */
export default function EntryPage() {
  const { t, language } = useSpeech();
  const { refusal } = useWords();
  const { entry: id = "new" } = useParams();
  const [search] = useSearchParams();
  const isNew = id === "new";
  const entry = useEntry(isNew ? undefined : id);
  if (isNew) {
    const asked = search.get("language");
    return <Editor entry={undefined} first={{ question: search.get("question") ?? "", answer: "", variants: [], language: asked === "ja" || asked === "en" ? asked : language }} />;
  }
  if (entry.isPending) return <Spinner className="waiting" label={t("loading")} />;
  if (!entry.data) {
    return (
      <Empty title={refusal(entry.error)} text={t("entry.gone")}>
        <Link to="/faq">{t("entry.back")}</Link>
      </Empty>
    );
  }
  const { question, answer, variants, language: spoken } = entry.data;
  // Whoever writes goes on with what they have read; that it was changed since is told when they save.
  return <Editor key={id} entry={entry.data} first={{ question, answer, variants, language: spoken }} />;
}

function Editor({ entry, first }: { entry: Entry | undefined; first: Written }) {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const go = useNavigate();
  const notice = useNotice();
  const me = useMe();
  const [read, setRead] = useState(entry);
  const [written, setWritten] = useState(first);
  const [saved, setSaved] = useState(first);
  // Sent twice, it is made once.
  const key = useRef(crypto.randomUUID());
  const save = useSave(read);
  const retire = useRetire();
  const write = may(me, "entries.edit");
  const change = <K extends keyof Written>(name: K, value: Written[K]) => setWritten((before) => ({ ...before, [name]: value }));
  const changed = JSON.stringify(written) !== JSON.stringify(saved);
  const ready = write && changed && !save.isPending && written.question.trim() !== "" && written.answer.trim() !== "";
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!ready) return;
    const cleaned = { ...written, variants: written.variants.map((one) => one.trim()).filter(Boolean) };
    save.mutate(
      { written: cleaned, key: key.current },
      {
        onSuccess: (now) => {
          notice.done(t("entry.saved"));
          setRead(now);
          setWritten(cleaned);
          setSaved(cleaned);
          if (!read) void go(`/faq/${now.id}`, { replace: true });
        },
      },
    );
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isComposing(event)) submit();
  };
  const wrong = (field: string) => {
    const problem = save.error instanceof Refused ? save.error.field(field) : undefined;
    return problem ? { validationMessage: problem } : {};
  };
  const newer = entry && read && entry.version > read.version;
  return (
    <div className="whole entry">
      <header className="list-head">
        <div className="list-title">
          <Link to="/faq" className="back" aria-label={t("entry.back")}>
            <ArrowLeftRegular />
          </Link>
          <h1>{read ? t("entry.title") : t("entry.new")}</h1>
          {entry?.retired && <Badge appearance="outline">{t("entry.isRetired")}</Badge>}
          {write && entry && (
            <Button
              icon={entry.retired ? <ArrowUndoRegular /> : <DeleteRegular />}
              onClick={() => retire({ id: entry.id, retire: !entry.retired }, { onSuccess: setRead })}
              data-act={entry.retired ? "restore" : "retire"}
            >
              {entry.retired ? t("entry.restore") : t("entry.retire")}
            </Button>
          )}
        </div>
        <p className="hint">{entry?.audience ? t("entry.for", { who: entry.audience.join(", ") }) : t("entry.everyone")}</p>
      </header>
      <div className="entry-body">
        <form onSubmit={submit} onKeyDown={press} className="entry-form">
          {save.error && (
            <MessageBar intent="error" role="alert">
              <MessageBarBody>{refusal(save.error)}</MessageBarBody>
            </MessageBar>
          )}
          {newer && (
            <MessageBar intent="warning">
              <MessageBarBody>{t("entry.newer")}</MessageBarBody>
            </MessageBar>
          )}
          <Field label={t("entry.question")} required {...wrong("question")}>
            <Input readOnly={!write} value={written.question} onChange={(_, { value }) => change("question", value)} lang={written.language} />
          </Field>
          <Field label={t("entry.answer")} hint={t("entry.answer.hint")} required {...wrong("answer")}>
            <Textarea readOnly={!write} rows={8} resize="vertical" value={written.answer} onChange={(_, { value }) => change("answer", value)} lang={written.language} />
          </Field>
          <Field label={t("entry.variants")} hint={t("entry.variants.hint")}>
            <Textarea
              readOnly={!write}
              rows={4}
              resize="vertical"
              value={written.variants.join("\n")}
              onChange={(_, { value }) => change("variants", value === "" ? [] : value.split("\n"))}
              lang={written.language}
            />
          </Field>
          <Field label={t("entry.language")}>
            <Select disabled={!write} value={written.language} onChange={(_, { value }) => change("language", value === "en" ? "en" : "ja")}>
              <option value="ja">日本語</option>
              <option value="en">English</option>
            </Select>
          </Field>
          {write && (
            <div className="entry-foot">
              <Button type="submit" appearance="primary" disabled={!ready} data-act="save">
                {t("entry.save")}
              </Button>
              {changed && read && (
                <Button onClick={() => setWritten(saved)} data-act="discard">
                  {t("entry.discard")}
                </Button>
              )}
            </div>
          )}
        </form>
        <aside className="entry-side">
          <section aria-label={t("entry.preview")}>
            <h2>{t("entry.preview")}</h2>
            <div className="preview" lang={written.language}>
              <strong>{written.question || t("entry.question")}</strong>
              <Markdown text={written.answer} />
            </div>
          </section>
          {read && (
            <Versions
              id={read.id}
              now={read.version}
              restore={write ? ({ question, answer, variants, language }) => setWritten({ question, answer, variants, language }) : undefined}
            />
          )}
        </aside>
      </div>
    </div>
  );
}
