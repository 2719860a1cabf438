import { Button } from "@fluentui/react-components";
import { ArrowReplyRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useSpeech } from "../../i18n";
import { headline, verbsOf } from "../message/verbs";
import { mentionable } from "../compose/mentions";
import { clock } from "../message/time";
import { useOwn } from "../message/useOwn";
import { senderName } from "../people/names";
import type { Acts } from "../useActs";
import type { Thread } from "../world/messages";
import type { Chat, Person, World } from "../world/types";
import { Post } from "./Post";
import { readerOf } from "./readers";
import { Reply } from "./Reply";

/** A thread longer than this shows only its newest replies until asked. */
const LONG = 12;
const NEWEST = 8;

interface Props {
  world: World;
  channel: Chat;
  thread: Thread;
  /** Its place among the channel's threads, from 1: two may begin alike in the same minute. */
  place: number;
  self: Person;
  acts: Acts;
}

/** A post of the channel with its replies and the box to reply in. */
export function ThreadView({ world, channel, thread, place, self, acts }: Props) {
  const { language, t } = useSpeech();
  const [isWhole, setWhole] = useState(false);
  const [isReplying, setReplying] = useState(false);
  const { root, replies } = thread;
  const hidden = isWhole || replies.length <= LONG ? 0 : replies.length - NEWEST;
  const isTicket = verbsOf(root).some((verb) => verb.startsWith("ticket."));
  const own = useOwn({ self, mentionable: mentionable(world, channel, self), acts });
  const reader = readerOf(t, world.bot.name, isTicket);
  const label = t("thread.label", {
    place, name: senderName(world, root.from, language), time: clock(root.at, language), words: headline(root), count: replies.length,
  });

  return (
    <section role="group" className="thread" data-thread={root.id} aria-label={label}>
      <Post world={world} message={root} isRoot own={own.of(root)} reader={reader} onPress={(pressed) => acts.press(root, self.id, pressed)} />
      {replies.length > 0 && (
        <div className="replies">
          {hidden > 0 && (
            <Button appearance="transparent" size="small" className="more-replies" onClick={() => setWhole(true)}>
              {t("thread.more", { count: hidden })}
            </Button>
          )}
          {replies.slice(hidden).map((reply) => (
            <Post key={reply.id} world={world} message={reply} own={own.of(reply)} reader={reader} onPress={(pressed) => acts.press(reply, self.id, pressed)} />
          ))}
        </div>
      )}
      <div className="thread-foot">
        {isReplying ? (
          <Reply world={world} channel={channel} root={root.id} self={self} acts={acts} reader={reader} replies={replies} onEditLast={() => own.editLast(replies)} />
        ) : (
          <Button
            appearance="subtle"
            size="small"
            icon={<ArrowReplyRegular />}
            data-act="reply"
            onClick={() => setReplying(true)}
          >
            {t("thread.reply")}
          </Button>
        )}
      </div>
    </section>
  );
}
