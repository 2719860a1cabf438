import { mergeClasses } from "@fluentui/react-components";
import { NoteRegular } from "@fluentui/react-icons";
import { useSpeech } from "../../i18n";
import { BotBadge } from "../message/Bubble";
import { Body } from "../message/Body";
import { clock, moment } from "../message/time";
import { Face } from "../people/Face";
import { senderName } from "../people/names";
import type { CardPress, Message, World } from "../world/types";

interface Props {
  world: World;
  message: Message;
  isRoot?: boolean;
  onPress: (pressed: CardPress) => Promise<string | undefined>;
}

/** A message of a channel: the post that opens a thread, or a reply. */
export function Post({ world, message, isRoot = false, onPress }: Props) {
  const { language, t } = useSpeech();
  const name = senderName(world, message.from, language);
  const isNote = !isRoot && !message.from.isBot && !mentionsBot(message, world);
  return (
    <article
      className={mergeClasses("post", isRoot && "root", isNote && "note")}
      data-message={message.id}
      aria-label={t("message.label", { name, time: clock(message.at, language) })}
    >
      <Face name={name} id={message.from.id} isBot={message.from.isBot} size={isRoot ? 32 : 28} />
      <div className="message-column">
        <header>
          <b>{name}</b>
          {message.from.isBot && <BotBadge />}
          <time dateTime={message.at} title={moment(message.at, language)}>
            {clock(message.at, language)}
          </time>
          {message.edited && <span className="edited">{t("message.edited")}</span>}
          {isNote && (
            <span className="note-mark">
              <NoteRegular aria-hidden /> {t("thread.note")}
            </span>
          )}
        </header>
        <Body message={message} onPress={onPress} />
      </div>
    </article>
  );
}

/** A mention is an entity; the mark in the text alone could have been typed by anybody. */
function mentionsBot(message: Message, world: World): boolean {
  return message.entities.some((entity) => {
    const found = entity as { type?: string; mentioned?: { id?: string } } | null;
    return found?.type === "mention" && found.mentioned?.id === world.bot.id;
  });
}
