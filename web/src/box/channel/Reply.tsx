import { Button } from "@fluentui/react-components";
import { useState } from "react";
import { useSpeech } from "../../i18n";
import { Composer, type Reader } from "../compose/Composer";
import { mentionable } from "../compose/mentions";
import type { Acts } from "../useActs";
import type { Chat, Message, Person, World } from "../world/types";

interface Props {
  world: World;
  channel: Chat;
  root: string;
  self: Person;
  acts: Acts;
  reader: (isToBot: boolean | undefined) => Reader;
  replies: readonly Message[];
  onEditLast: () => void;
}

/** The reply box of a thread. It adds nothing to what is typed: as in Teams, a reply without the mention is a note. */
export function Reply({ world, channel, root, self, acts, reader, replies, onEditLast }: Props) {
  const { t } = useSpeech();
  /** How many replies there were when a note went out; once somebody answers, nobody needs the hint any more. */
  const [noteAt, setNoteAt] = useState<number>();
  const isNoteLast = noteAt !== undefined && replies.length <= noteAt + 1;
  return (
    <div className="reply">
      {isNoteLast && (
        <p className="note-hint" role="status">
          {t("reply.wasNote", { name: world.bot.name })}
          <Button appearance="transparent" size="small" onClick={onEditLast} data-act="edit-last">
            {t("reply.editNote")}
          </Button>
        </p>
      )}
      <Composer
        label={t("thread.reply")}
        placeholder={t("composer.reply", { name: world.bot.name })}
        mentionable={mentionable(world, channel, self)}
        reader={reader}
        onEditLast={onEditLast}
        onSend={async (outgoing) => {
          const went = await acts.say(channel.id, { from: self.id, ...outgoing, threadRoot: root });
          const isNote = reader(outgoing.mentions.includes("bot")).who === "colleagues";
          if (went === undefined) setNoteAt(isNote ? replies.length : undefined);
          return went;
        }}
        autoFocus
      />
    </div>
  );
}
