import { LockClosedRegular, PeopleRegular, SendRegular } from "@fluentui/react-icons";
import type { Reader } from "../compose/Composer";
import type { MessageKey, Values } from "../../i18n";

type Words = (key: MessageKey, values?: Values) => string;

/**
 * Who reads a reply of a thread. In Teams the mention alone decides it, and so it does here: it is typed, not chosen, and the
 * box says what will happen before anything is sent.
 */
export const readerOf =
  (t: Words, bot: string, isTicket: boolean) =>
  (isToBot: boolean | undefined): Reader => {
    if (!isTicket) return plainReader(t, bot)(isToBot);
    if (isToBot === undefined) return { who: "open", text: t("reply.open", { name: bot }), icon: <PeopleRegular aria-hidden /> };
    return isToBot
      ? { who: "requester", text: t("reply.toRequester"), icon: <SendRegular aria-hidden />, send: t("reply.sendToRequester") }
      : { who: "colleagues", text: t("reply.amongUs", { name: bot }), icon: <LockClosedRegular aria-hidden />, send: t("reply.sendAmongUs") };
  };

/** Who reads a text outside of tickets: the people of the place, and the assistant when it is mentioned. */
export const plainReader =
  (t: Words, bot: string) =>
  (isToBot: boolean | undefined): Reader => ({
    who: isToBot ? "assistant" : "open",
    text: t(isToBot ? "reply.toBot" : "reply.peopleOnly", { name: bot }),
    icon: isToBot ? <SendRegular aria-hidden /> : <PeopleRegular aria-hidden />,
  });
