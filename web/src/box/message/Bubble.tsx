import { Badge, mergeClasses } from "@fluentui/react-components";
import { useSpeech } from "../../i18n";
import { Face } from "../people/Face";
import { senderName } from "../people/names";
import type { CardPress, Message, World } from "../world/types";
import { Body, isBare } from "./Body";
import { clock, moment } from "./time";

interface Props {
  world: World;
  message: Message;
  isMine: boolean;
  /** Stands under the same name as the message above it. */
  isFollowing: boolean;
  onPress: (pressed: CardPress) => Promise<string | undefined>;
}

/** One message of a chat: others' on the left with face and name, one's own on the right. */
export function Bubble({ world, message, isMine, isFollowing, onPress }: Props) {
  const { language, t } = useSpeech();
  const name = senderName(world, message.from, language);
  return (
    <article
      className={mergeClasses("message", isMine && "mine", isFollowing && "following")}
      data-message={message.id}
      aria-label={t("message.label", { name, time: clock(message.at, language) })}
    >
      {!isMine && (isFollowing ? <span className="face-gap" /> : <Face name={name} id={message.from.id} isBot={message.from.isBot} />)}
      <div className="message-column">
        {!isFollowing && (
          <header>
            {!isMine && <b>{name}</b>}
            {message.from.isBot && <BotBadge />}
            <time dateTime={message.at} title={moment(message.at, language)}>
              {clock(message.at, language)}
            </time>
            {message.edited && <span className="edited">{t("message.edited")}</span>}
          </header>
        )}
        <div className={isBare(message) ? "bare" : "bubble"}>
          <Body message={message} onPress={onPress} />
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
