import { Link } from "react-router";
import { useSpeech } from "../i18n";
import { useTicket } from "../handoff/tickets";
import { useInquiry } from "../inquiry/inquiries";
import { may, useMe } from "../session/me";
import type { Draft } from "./drafts";

/** What a draft rests on: the messages of the talks that it came from. */
export function Evidence({ draft }: { draft: Draft }) {
  const { t } = useSpeech();
  const me = useMe();
  if (!may(me, "tickets.work", draft.team)) return null;
  return (
    <section aria-label={t("draft.evidence")}>
      <h3>{t("draft.evidence")}</h3>
      {draft.tickets.map((ticket) => (
        <OfTicket key={ticket} id={ticket} evidence={draft.evidence} />
      ))}
    </section>
  );
}

function OfTicket({ id, evidence }: { id: string; evidence: readonly string[] }) {
  const { t } = useSpeech();
  const ticket = useTicket(id);
  if (!ticket.data) return null;
  return (
    <div className="evidence">
      <Link to={`/tickets/${id}`}>{t("draft.ticket", { number: ticket.data.number })}</Link>
      <Messages inquiry={ticket.data.inquiry} evidence={evidence} />
    </div>
  );
}

function Messages({ inquiry, evidence }: { inquiry: string; evidence: readonly string[] }) {
  const { t } = useSpeech();
  const messages = useInquiry(inquiry).data?.messages.filter((message) => message.kind === "said") ?? [];
  return (
    <ul>
      {messages.map((message) => (
        <li key={message.id} className={evidence.includes(message.id) ? "is-evidence" : undefined}>
          <span className="evidence-who">{t(message.author === "requester" ? "author.requester" : "author.agent")}</span> {message.text}
        </li>
      ))}
    </ul>
  );
}
