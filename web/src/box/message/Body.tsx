import { useSpeech } from "../../i18n";
import { Card } from "../../card/Card";
import { RichText } from "../../text/RichText";
import type { CardPress } from "../../card/press";
import { CARD, type Message } from "../world/types";
import { Files } from "./Files";
import { Guard } from "./Guard";

interface Props {
  message: Message;
  onPress: (pressed: CardPress) => Promise<string | undefined>;
}

/** What a message shows: its text, its cards, its files. */
export function Body(props: Props) {
  const { t } = useSpeech();
  return (
    <Guard of={props.message} instead={<p className="card-broken">{t("message.broken")}</p>}>
      <Content {...props} />
    </Guard>
  );
}

function Content({ message, onPress }: Props) {
  const cards = message.attachments.filter((attachment) => attachment.contentType === CARD);
  return (
    <>
      {message.text !== "" && <RichText text={message.text} format={message.textFormat} />}
      {cards.map((card, index) => (
        <Card key={index} content={card.content} onPress={onPress} />
      ))}
      <Files attachments={message.attachments} />
    </>
  );
}

/** Whether a message is nothing but cards, which stand without a bubble around them. */
export const isBare = (message: Message): boolean =>
  message.text === "" && message.attachments.some((attachment) => attachment.contentType === CARD);
