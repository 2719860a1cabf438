import { mergeClasses } from "@fluentui/react-components";
import { LockClosedRegular, SendRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useSpeech } from "../../i18n";
import { Composer } from "../compose/Composer";
import { mentionable, toBot } from "../compose/mentions";
import type { Acts } from "../useActs";
import type { Chat, Person, World } from "../world/types";

interface Props {
  world: World;
  channel: Chat;
  root: string;
  self: Person;
  acts: Acts;
  isTicket: boolean;
}

/**
 * The reply box of a thread. In Teams the mention alone decides who reads a reply; here the choice stands above the
 * text, with the mention in its label, so that people learn the rule they will use there.
 */
export function Reply({ world, channel, root, self, acts, isTicket }: Props) {
  const { t } = useSpeech();
  const [isForRequester, setForRequester] = useState(isTicket);
  const bot = { id: "bot", name: world.bot.name };
  const mode = (forRequester: boolean) => (
    <button
      type="button"
      aria-pressed={isForRequester === forRequester}
      className="reply-mode"
      data-mode={forRequester ? "requester" : "among-us"}
      onClick={() => setForRequester(forRequester)}
    >
      {forRequester ? <SendRegular aria-hidden /> : <LockClosedRegular aria-hidden />}
      {forRequester ? t("reply.toRequester", { name: bot.name }) : t("reply.amongUs")}
    </button>
  );
  return (
    <div className={mergeClasses("reply", isForRequester ? "to-requester" : "among-us")}>
      <Composer
        label={t("thread.reply")}
        placeholder={t(isForRequester ? "composer.toRequester" : "composer.amongUs")}
        mentionable={mentionable(world, channel, self)}
        sendLabel={t(isForRequester ? "reply.sendToRequester" : "reply.sendAmongUs")}
        onSend={(outgoing) => {
          const addressed = isForRequester ? toBot(outgoing, bot) : outgoing;
          return acts.say(channel.id, { from: self.id, ...outgoing, ...addressed, threadRoot: root });
        }}
        autoFocus
        above={
          <div className="reply-modes" role="group" aria-label={t("reply.who")}>
            {mode(true)}
            {mode(false)}
          </div>
        }
      />
    </div>
  );
}
