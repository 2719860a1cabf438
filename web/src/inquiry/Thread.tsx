import { Badge, Button, Tooltip } from "@fluentui/react-components";
import {
  AttachRegular,
  BotRegular,
  CheckmarkCircleRegular,
  ClockRegular,
  ErrorCircleRegular,
  NoteRegular,
  QuestionCircleRegular,
  ThumbDislikeRegular,
  ThumbLikeRegular,
} from "@fluentui/react-icons";
import { useEffect, useRef, type UIEvent } from "react";
import { Link, useLocation } from "react-router";
import { Answer } from "../text/Answer";
import { PlainText } from "../text/PlainText";
import { useWords } from "../console/words";
import { useSpeech, type MessageKey } from "../i18n";
import { useEntry } from "../faq/entries";
import { useResend, type Inquiry, type Message } from "./inquiries";
import "./thread.css";

/** So near, in pixels, one is at the end of a thread. */
const NEAR_END = 80;

/** Everything that was said in an inquiry, oldest first. It opens at its end, or at the message that the address names (`#msg_…`). */
export function Thread({ inquiry }: { inquiry: Inquiry }) {
  const { t } = useSpeech();
  const { day } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const { messages } = inquiry;
  const last = messages.at(-1)?.id;
  const isAtEnd = useRef(true);
  const look = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: UIEvent) => {
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
  };
  const name = useLocation().hash.slice(1);
  useEffect(() => {
    const named = document.getElementById(name);
    if (named && scroller.current?.contains(named)) named.scrollIntoView({ block: "center" });
    // Whoever reads above is not pulled away from there, but for what they write themselves.
    else if (isAtEnd.current || last?.startsWith("unsent-")) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [last, name]);
  return (
    <div className="thread" ref={scroller} onScroll={look} tabIndex={0} role="log" aria-label={t("said.label")}>
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const isNewDay = !before || day(before.at) !== day(message.at);
        return (
          <div key={message.id}>
            {isNewDay && (
              <p className="thread-day">
                <time dateTime={message.at}>{day(message.at)}</time>
              </p>
            )}
            <Said message={message} requester={inquiry.requester.name} isNamed={message.id === name} />
          </div>
        );
      })}
    </div>
  );
}

function Said({ message, requester, isNamed }: { message: Message; requester: string; isNamed: boolean }) {
  const { t } = useSpeech();
  const { clock, full } = useWords();
  const note = message.kind === "note";
  const who = message.author === "assistant" ? t("author.assistant") : (message.person?.name ?? (message.author === "requester" ? requester : t("author.agent")));
  return (
    <article id={message.id} className={`said by-${message.author}${note ? " is-note" : ""}${isNamed ? " is-named" : ""}`} aria-label={t("message.label", { name: who, time: clock(message.at) })}>
      <header>
        {message.author === "assistant" && <BotRegular aria-hidden />}
        <strong>{who}</strong>
        {note && (
          <Badge appearance="tint" color="warning" icon={<NoteRegular />}>
            {t("message.note")}
          </Badge>
        )}
        <time dateTime={message.at} title={full(message.at)}>
          {clock(message.at)}
        </time>
        <Arrival message={message} />
      </header>
      {message.kind === "candidates" && <p className="hint">{t("message.candidates")}</p>}
      {message.kind === "unknown" && (
        <p className="hint">
          <QuestionCircleRegular aria-hidden /> {t("message.unknown")}
        </p>
      )}
      {message.text && (message.author === "assistant" ? <Answer text={message.text} /> : <PlainText text={message.text} />)}
      {message.attachments.map((name, index) => (
        <p className="said-file" key={index}>
          <AttachRegular aria-hidden /> {name || t("file.unnamed")}
        </p>
      ))}
      {message.entries.length > 0 && (
        <p className="said-entries">
          {message.entries.map((entry) => (
            <EntryLink key={entry} id={entry} />
          ))}
        </p>
      )}
      {typeof message.helpful === "boolean" && (
        <p className="hint">
          {message.helpful ? <ThumbLikeRegular aria-hidden /> : <ThumbDislikeRegular aria-hidden />} {t(message.helpful ? "message.helpful" : "message.unhelpful")}
        </p>
      )}
    </article>
  );
}

/** An entry that the assistant gave, by its question. */
function EntryLink({ id }: { id: string }) {
  const { t } = useSpeech();
  const entry = useEntry(id);
  return <Link to={`/faq/${id}`}>{entry.data?.question ?? t("message.entry")}</Link>;
}

const ARRIVALS = {
  waiting: <ClockRegular />,
  arrived: <CheckmarkCircleRegular />,
  unconfirmed: <QuestionCircleRegular />,
  undeliverable: <ErrorCircleRegular />,
};

/** Whether what an agent wrote has reached the requester. */
function Arrival({ message }: { message: Message }) {
  const { t } = useSpeech();
  const resend = useResend();
  if (!message.arrival || message.author !== "agent" || message.kind === "note") return null;
  const words = t(`arrival.${message.arrival}` as MessageKey);
  const troubled = message.arrival === "unconfirmed" || message.arrival === "undeliverable";
  return (
    <>
      <Tooltip content={words} relationship="description">
        <span className={`arrival is-${message.arrival}`} role="img" aria-label={words} data-arrival={message.arrival}>
          {ARRIVALS[message.arrival]} {troubled && words}
        </span>
      </Tooltip>
      {troubled && (
        <Button size="small" disabled={resend.isPending} onClick={() => resend.mutate(message.id)} data-act="resend">
          {t("arrival.again")}
        </Button>
      )}
    </>
  );
}
