import { Badge, mergeClasses } from "@fluentui/react-components";
import { useSpeech } from "../../i18n";
import { Face } from "../people/Face";
import { senderName } from "../people/names";
import type { CardPress } from "../../card/press";
import type { Message, World } from "../world/types";
import { isBare } from "./Body";
import { OwnMenu } from "./OwnMenu";
import { Standing } from "./Standing";
import { clock, moment } from "./time";
import type { Own } from "./useOwn";

interface Props {
  world: World;
  message: Message;
  isMine: boolean;
  /** Stands under the same name as the message above it. */
  isFollowing: boolean;
  /** What its author can do with it; undefined for messages of others. */
  own: Own | undefined;
  onPress: (pressed: CardPress) => Promise<string | undefined>;
}

/** One message of a chat: others' on the left with face and name, one's own on the right. */
export function Bubble({ world, message, isMine, isFollowing, own, onPress }: Props) {
  const { language, t } = useSpeech();
  const name = senderName(world, message.from, language);
  const isEdited = message.edited && !message.deleted;
  return (
    <article
      className={mergeClasses("message", own?.isEditing && "editing", isMine && "mine", isFollowing && "following")}
      data-message={message.id}
      aria-label={t("message.label", { name, time: clock(message.at, language) })}
    >
      {!isMine && (isFollowing ? <span className="face-gap" /> : <Face name={name} id={message.from.id} isBot={message.from.isBot} />)}
      {own && !own.isEditing && !message.deleted && <OwnMenu own={own} />}
      <div className="message-column">
        {!isFollowing && (
          <header>
            {!isMine && <b>{name}</b>}
            {message.from.isBot && <BotBadge />}
            <time dateTime={message.at} title={moment(message.at, language)}>
              {clock(message.at, language)}
            </time>
            {isEdited && <span className="edited">{t("message.edited")}</span>}
          </header>
        )}
        {isFollowing && isEdited && <span className="edited alone">{t("message.edited")}</span>}
        <div className={isBare(message) ? "bare" : "bubble"}>
          <Standing message={message} own={own} onPress={onPress} />
        </div>
      </div>
    </article>
  );
}

export function BotBadge() {
  const { t } = useSpeech();
  return (
    <Badge size="small" appearance="tint" color="informative" shape="rounded">
      {t("message.bot")}
    </Badge>
  );
}
