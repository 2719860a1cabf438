import { mergeClasses } from "@fluentui/react-components";
import { NoteRegular } from "@fluentui/react-icons";
import { useSpeech } from "../../i18n";
import { BotBadge } from "../message/Bubble";
import { OwnMenu } from "../message/OwnMenu";
import { Standing } from "../message/Standing";
import { clock, moment } from "../message/time";
import type { Own } from "../message/useOwn";
import type { Reader } from "../compose/Composer";
import { Face } from "../people/Face";
import { senderName } from "../people/names";
import type { CardPress } from "../../card/press";
import type { Message, World } from "../world/types";

interface Props {
  world: World;
  message: Message;
  isRoot?: boolean;
  /** What its author can do with it; undefined for messages of others. */
  own: Own | undefined;
  reader: (isToBot: boolean | undefined) => Reader;
  onPress: (pressed: CardPress) => Promise<string | undefined>;
}

/** A message of a channel: the post that opens a thread, or a reply. */
export function Post({ world, message, isRoot = false, own, reader, onPress }: Props) {
  const { language, t } = useSpeech();
  const name = senderName(world, message.from, language);
  const isNote = !isRoot && !message.deleted && !message.from.isBot && !mentionsBot(message, world);
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
          {message.edited && !message.deleted && <span className="edited">{t("message.edited")}</span>}
          {isNote && (
            <span className="note-mark">
              <NoteRegular aria-hidden /> {t("thread.note")}
            </span>
          )}
        </header>
        <Standing message={message} own={own} reader={reader} onPress={onPress} />
      </div>
      {own && !own.isEditing && !message.deleted && <OwnMenu own={own} />}
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
