import { unmarked } from "../text/answer";
import { Badge, Button, Skeleton, SkeletonItem } from "@fluentui/react-components";
import { DismissRegular, TextAddRegular } from "@fluentui/react-icons";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useKeysSwitch } from "../console/shortcuts";
import { useWords } from "../console/words";
import { useEntry } from "../faq/entries";
import { useSpeech, type MessageKey } from "../i18n";
import { usePerson } from "../people/people";
import { useTeamName } from "../people/teams";
import { PlainText } from "../text/PlainText";
import { ENTRY_KEYS, TICKET_KEYS, useBeside, useEarlier, useTimeline, type Related, type Similar, type Step, type Timeline } from "./besides";
import type { Ticket } from "./tickets";
import "./beside.css";

interface Props {
  ticket: Ticket;
  /** Puts an answer into the reply; absent where nothing can be written. */
  insert: ((text: string) => void) | undefined;
  close: () => void;
}

/** What stands beside a ticket: what may answer it, why people have it, who asks, and who did what. */
export default function Beside({ ticket, insert, close }: Props) {
  const { t } = useSpeech();
  const beside = useBeside(ticket.id);
  const timeline = useTimeline(ticket.id);
  return (
    <aside className="beside" aria-label={t("beside.title")} tabIndex={0}>
      <Button className="beside-close" size="small" appearance="subtle" icon={<DismissRegular />} aria-label={t("beside.close")} title={t("beside.close")} onClick={close} data-act="beside-close" />
      <Part title={t("beside.why")} of={timeline}>
        {({ handoff }) => <Why handoff={handoff} />}
      </Part>
      <Part title={t("beside.entries")} of={beside}>
        {({ entries }) =>
          entries.length === 0 ? (
            <p className="hint">{t("beside.entries.none")}</p>
          ) : (
            <ol className="beside-list">
              {entries.map((entry, index) => (
                <RelatedEntry key={entry.id} entry={entry} hotkey={ENTRY_KEYS[index]} insert={insert} />
              ))}
            </ol>
          )
        }
      </Part>
      <Part title={t("beside.tickets")} of={beside}>
        {({ tickets }) =>
          tickets.length === 0 ? (
            <p className="hint">{t("beside.tickets.none")}</p>
          ) : (
            <ol className="beside-list">
              {tickets.map((similar, index) => (
                <SimilarTicket key={similar.id} ticket={similar} hotkey={TICKET_KEYS[index]} insert={insert} />
              ))}
            </ol>
          )
        }
      </Part>
      <Requester ticket={ticket} />
      <Part title={t("beside.timeline")} of={timeline}>
        {({ steps }) => (
          <ol className="steps">
            {steps.map((step, index) => (
              <Stepped key={index} step={step} />
            ))}
          </ol>
        )}
      </Part>
    </aside>
  );
}

/** A part of it: being read, broken, or there. */
function Part<T>({ title, of, children }: { title: string; of: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  const { t } = useSpeech();
  const { refusal } = useWords();
  return (
    <section className="beside-part" aria-label={title}>
      <h3>{title}</h3>
      {of.data !== undefined ? (
        children(of.data)
      ) : of.isError ? (
        <p className="hint">
          {refusal(of.error)}{" "}
          <Button size="small" onClick={() => void of.refetch()}>
            {t("list.again")}
          </Button>
        </p>
      ) : (
        <Skeleton aria-label={t("loading")} className="beside-waiting">
          <SkeletonItem size={16} />
          <SkeletonItem size={16} />
        </Skeleton>
      )}
    </section>
  );
}

const COLOURS = { sure: "success", likely: "informative", unsure: "warning" } as const;

function Sure({ sure }: { sure: Related["sure"] }) {
  const { t } = useSpeech();
  return (
    <Badge appearance="tint" color={COLOURS[sure]}>
      {t(`sure.${sure}` as MessageKey)}
    </Badge>
  );
}

function Why({ handoff }: { handoff: Timeline["handoff"] }) {
  const { t } = useSpeech();
  return (
    <>
      <p className="beside-why">
        {t(`why.${handoff.reason}` as MessageKey)} {handoff.sure && t("why.sure", { sure: t(`sure.${handoff.sure}` as MessageKey) })}
      </p>
      {handoff.entries.length > 0 && (
        <ul className="beside-links">
          {handoff.entries.map((entry) => (
            <li key={entry}>
              <EntryLink id={entry} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** An entry by its question; one that may not be seen by its kind alone. */
function EntryLink({ id }: { id: string }) {
  const { t } = useSpeech();
  const entry = useEntry(id);
  return entry.data ? <Link to={`/faq/${id}`}>{entry.data.question}</Link> : <span className="hint">{t("message.entry")}</span>;
}

function Insert({ hotkey, answer, of, insert }: { hotkey: string | undefined; answer: string; of: string; insert: Props["insert"] }) {
  const { t } = useSpeech();
  const [isOn] = useKeysSwitch();
  if (!insert) return null;
  const shown = isOn ? hotkey : undefined;
  const words = shown ? `${t("beside.insert")} ${shown}` : t("beside.insert");
  return (
    <Button size="small" icon={<TextAddRegular />} onClick={() => insert(unmarked(answer))} aria-label={`${words}: ${of}`} data-act="insert">
      {t("beside.insert")} {shown && <kbd>{shown}</kbd>}
    </Button>
  );
}

function RelatedEntry({ entry, hotkey, insert }: { entry: Related; hotkey: string | undefined; insert: Props["insert"] }) {
  const { t } = useSpeech();
  const { helpful } = entry;
  return (
    <li>
      <Link to={`/faq/${entry.id}`}>{entry.question}</Link>
      <div className="beside-answer" tabIndex={0} role="group" aria-label={t("beside.answer")}>
        <PlainText text={unmarked(entry.answer)} />
      </div>
      <p className="beside-foot">
        <Sure sure={entry.sure} />
        {entry.said && <span className="hint">{t(helpful === false ? "beside.said.unhelpful" : helpful ? "beside.said.helpful" : "beside.said")}</span>}
        <Insert hotkey={hotkey} answer={entry.answer} of={entry.question} insert={insert} />
      </p>
    </li>
  );
}

function SimilarTicket({ ticket, hotkey, insert }: { ticket: Similar; hotkey: string | undefined; insert: Props["insert"] }) {
  const { t } = useSpeech();
  const { ago } = useWords();
  return (
    <li>
      <Link to={`/tickets/${ticket.id}`}>
        #{ticket.number} {ticket.question}
      </Link>
      {ticket.answer ? (
        <div className="beside-answer" tabIndex={0} role="group" aria-label={t("beside.answer")}>
          <PlainText text={unmarked(ticket.answer)} />
        </div>
      ) : (
        <p className="hint">{t("beside.tickets.noAnswer")}</p>
      )}
      <p className="beside-foot">
        <span className="hint">
          {ticket.agent?.name} {ticket.closed_at && ago(ticket.closed_at)}
        </span>
        {ticket.answer && <Insert hotkey={hotkey} answer={ticket.answer} of={`#${ticket.number}`} insert={insert} />}
      </p>
    </li>
  );
}

/** Who asks, as far as the desk knows them, and what they have asked beside this. */
function Requester({ ticket }: { ticket: Ticket }) {
  const { t } = useSpeech();
  const { day, ago } = useWords();
  const person = usePerson(ticket.requester.id);
  const earlier = useEarlier(ticket.requester.id);
  return (
    <Part title={ticket.requester.name || t("author.requester")} of={earlier}>
      {({ items }) => {
        const others = items.filter(({ id }) => id !== ticket.inquiry);
        return (
          <>
            <p className="hint">
              {[
                person.data?.language && t(`beside.speaks.${person.data.language}` as MessageKey),
                person.data?.known_since && t("beside.knownSince", { day: day(person.data.known_since) }),
              ]
                .filter(Boolean)
                .join(" · ")}
            </p>
            {others.length === 0 ? (
              <p className="hint">{t("beside.earlier.none")}</p>
            ) : (
              <>
                <h4>{t("beside.earlier")}</h4>
                <ul className="beside-links">
                  {others.map((line) => (
                    <li key={line.id}>
                      <Link to={`/inquiries/${line.id}`}>{line.question || t("beside.earlier.noText")}</Link>
                      <span className="hint">
                        {t(`stage.${line.stage}` as MessageKey)} · <time dateTime={line.opened_at}>{ago(line.opened_at)}</time>
                      </span>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </>
        );
      }}
    </Part>
  );
}

function Stepped({ step }: { step: Step }) {
  const { full, ago } = useWords();
  return (
    <li data-step={step.what}>
      <Told step={step} />
      <time dateTime={step.at} title={full(step.at)}>
        {ago(step.at)}
      </time>
    </li>
  );
}

/** One thing that was done, as a sentence. */
function Told({ step }: { step: Step }) {
  const { t } = useSpeech();
  const teamName = useTeamName();
  const who = step.person?.name ?? t(step.actor === "assistant" ? "author.assistant" : "author.desk");
  const values = {
    who,
    agent: step.agent?.name ?? "",
    team: (step.team && teamName(step.team)) || t("step.anotherTeam"),
    priority: step.priority ? t(`priority.${step.priority}` as MessageKey) : "",
    score: step.score ?? "",
  };
  const told = (): MessageKey => {
    if (step.what === "assigned" && step.agent) return step.agent.id === step.person?.id ? "step.accepted" : "step.assigned.to";
    if (step.what === "prioritised" && !step.priority) return "step.prioritised.somehow";
    return `step.${step.what}` as MessageKey;
  };
  return (
    <span>
      {t(told(), values)}
      {step.helpful === false && <span className="hint"> {t("message.unhelpful")}</span>}
      {step.helpful && <span className="hint"> {t("message.helpful")}</span>}
    </span>
  );
}
