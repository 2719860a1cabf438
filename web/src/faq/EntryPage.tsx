import { Badge, Button, Field, Input, MessageBar, MessageBarActions, MessageBarBody, Select, Spinner, Textarea } from "@fluentui/react-components";
import { ArrowLeftRegular, DeleteRegular, ArrowUndoRegular } from "@fluentui/react-icons";
import { useState, type FormEvent, type KeyboardEvent } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { isGone, Refused } from "../api/client";
import { EntryCard } from "../card/EntryCard";
import { isComposing } from "../console/composing";
import { Empty } from "../console/Empty";
import { useNotice } from "../console/useNotice";
import { useWords } from "../console/words";
import { useSpeech } from "../i18n";
import { useKept } from "../session/kept";
import { may, useMe } from "../session/me";
import { useAudienceWords } from "./audience";
import { AudienceField } from "./AudienceField";
import { useEntry, useRetire, useSave, writtenOf, type Entry, type Written } from "./entries";
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
    const [question = "", asked] = [search.get("question") ?? "", search.get("language")];
    const first: Written = { question, answer: "", variants: search.getAll("wording"), language: asked === "ja" || asked === "en" ? asked : language, audience: null };
    // From each unanswered question begins an entry of its own.
    return <Editor key={question} entry={undefined} first={first} name={`entry.new.${question}`} />;
  }
  if (entry.isPending) return <Spinner className="waiting" label={t("loading")} />;
  if (!entry.data || isGone(entry.error)) {
    return (
      <Empty title={refusal(entry.error)} text={t("entry.gone")}>
        <Link to="/faq">{t("entry.back")}</Link>
      </Empty>
    );
  }
  // Whoever writes goes on with what they have read; that it was changed since is told at once, and when they save.
  return <Editor key={id} entry={entry.data} first={writtenOf(entry.data)} name={`entry.${id}`} />;
}

/** What was written on which version. */
interface Unsaved {
  written: Written;
  saved: Written;
  version: number | undefined;
  /** The key under which a new entry was sent and no answer came: sent again with it, it is made once. */
  key?: string;
}

const isSame = (one: Written, other: Written) => JSON.stringify(one) === JSON.stringify(other);

function Editor({ entry, first, name }: { entry: Entry | undefined; first: Written; name: string }) {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const go = useNavigate();
  const notice = useNotice();
  const me = useMe();
  const audienceWords = useAudienceWords();
  const unsaved = useKept<Unsaved>(me.id, name);
  const [opened] = useState(unsaved.kept);
  const [version, setVersion] = useState(opened ? opened.version : entry?.version);
  const [written, setWritten] = useState(opened?.written ?? first);
  const [saved, setSaved] = useState(opened?.saved ?? first);
  const [wasKept, setWasKept] = useState(opened !== undefined);
  // Fields that keep what is typed begin anew where something else is put into the form.
  const [form, setForm] = useState(0);
  const save = useSave(entry && version !== undefined ? { id: entry.id, version } : undefined, unsaved.forget);
  const retire = useRetire();
  const write = may(me, "entries.edit");
  const begin = (now: Written, on: number | undefined) => {
    setSaved(now);
    setWritten(now);
    setVersion(on);
    setWasKept(false);
    setForm((before) => before + 1);
    unsaved.forget();
  };
  const become = (now: Written) => {
    setWritten(now);
    if (isSame(now, saved)) unsaved.forget();
    else unsaved.keep({ written: now, saved, version });
  };
  const restore = (older: Entry) => {
    become(writtenOf(older));
    setForm((before) => before + 1);
  };
  const change = <K extends keyof Written>(field: K, value: Written[K]) => become({ ...written, [field]: value });
  const changed = !isSame(written, saved);
  const complete = written.question.trim() !== "" && written.answer.trim() !== "" && written.audience?.length !== 0;
  const ready = write && changed && !save.isPending && complete;
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!ready) return;
    const cleaned = { ...written, variants: written.variants.map((one) => one.trim()).filter(Boolean) };
    const key = unsaved.kept?.key ?? crypto.randomUUID();
    unsaved.keep({ written, saved, version, key });
    save.mutate(
      { written: cleaned, key },
      {
        onSuccess: (now) => {
          notice.done(t("entry.saved"));
          begin(cleaned, now.version);
          if (!entry) void go(`/faq/${now.id}`, { replace: true });
        },
      },
    );
  };
  /** One's own change beside what is being written: that goes on upon it. */
  const retired = (now: Entry) => {
    if (version !== now.version - 1) return;
    setVersion(now.version);
    if (changed) unsaved.keep({ written, saved, version: now.version });
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isComposing(event)) submit();
  };
  const newer = entry !== undefined && version !== undefined && entry.version > version;
  if (newer && !changed) {
    // Nothing of one's own is lost by it.
    setSaved(writtenOf(entry));
    setWritten(writtenOf(entry));
    setVersion(entry.version);
  }
  const problem = (field: string) => (save.error instanceof Refused ? save.error.field(field) : undefined);
  const wrong = (field: string) => {
    const message = problem(field);
    return message ? { validationMessage: message } : {};
  };
  return (
    <div className="whole entry">
      <header className="list-head">
        <div className="list-title">
          <Link to="/faq" className="back" aria-label={t("entry.back")}>
            <ArrowLeftRegular />
          </Link>
          <h1>{entry ? t("entry.title") : t("entry.new")}</h1>
          {entry?.retired && <Badge appearance="outline">{t("entry.isRetired")}</Badge>}
          {write && entry && (
            <Button
              icon={entry.retired ? <ArrowUndoRegular /> : <DeleteRegular />}
              onClick={() => retire({ id: entry.id, version: entry.version, retire: !entry.retired }, { onSuccess: retired })}
              data-act={entry.retired ? "restore" : "retire"}
            >
              {entry.retired ? t("entry.restore") : t("entry.retire")}
            </Button>
          )}
        </div>
        <p className="hint">{audienceWords(entry?.audience)}</p>
      </header>
      <div className="entry-body">
        <form onSubmit={submit} onKeyDown={press} className="entry-form">
          {save.error && !newer && (
            <MessageBar intent="error" role="alert">
              <MessageBarBody>{refusal(save.error)}</MessageBarBody>
            </MessageBar>
          )}
          {newer && changed && (
            <MessageBar intent="warning" role="alert" layout="multiline">
              <MessageBarBody>{t("entry.newer")}</MessageBarBody>
              <MessageBarActions>
                <Button onClick={() => begin(writtenOf(entry), entry.version)} data-act="take-theirs">
                  {t("entry.takeTheirs")}
                </Button>
                <Button
                  onClick={() => {
                    setVersion(entry.version);
                    setSaved(writtenOf(entry));
                    unsaved.keep({ written, saved: writtenOf(entry), version: entry.version });
                    save.reset();
                  }}
                  data-act="keep-mine"
                >
                  {t("entry.keepMine")}
                </Button>
              </MessageBarActions>
            </MessageBar>
          )}
          {wasKept && changed && !newer && (
            <MessageBar intent="info">
              <MessageBarBody>{t("entry.kept")}</MessageBarBody>
            </MessageBar>
          )}
          <Field label={t("entry.question")} required {...wrong("question")}>
            <Input readOnly={!write} value={written.question} maxLength={1000} onChange={(_, { value }) => change("question", value)} lang={written.language} />
          </Field>
          <Field label={t("entry.answer")} hint={t("entry.answer.hint")} required {...wrong("answer")}>
            <Textarea readOnly={!write} rows={8} resize="vertical" maxLength={8000} value={written.answer} onChange={(_, { value }) => change("answer", value)} lang={written.language} />
          </Field>
          <Field label={t("entry.variants")} hint={t("entry.variants.hint")} {...wrong("variants")}>
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
          <AudienceField key={`${version}.${form}`} value={written.audience} onChange={(audience) => change("audience", audience)} readOnly={!write} problem={problem("audience")} />
          {write && (
            <div className="entry-foot">
              <Button type="submit" appearance="primary" disabled={!ready} data-act="save">
                {t("entry.save")}
              </Button>
              {changed && (
                <Button onClick={() => begin(saved, version)} data-act="discard">
                  {t("entry.discard")}
                </Button>
              )}
            </div>
          )}
        </form>
        <aside className="entry-side">
          <section aria-label={t("entry.preview")}>
            <h2>{t("entry.preview")}</h2>
            <EntryCard question={written.question} answer={written.answer} language={written.language} />
          </section>
          {entry && <Versions id={entry.id} now={entry.version} restore={write ? restore : undefined} />}
        </aside>
      </div>
    </div>
  );
}
