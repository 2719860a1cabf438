import { Card } from "../card/Card";
import { RichText } from "../text/RichText";
import { CARD, type CardPress, type Message } from "../world/types";
import { Files } from "./Files";

interface Props {
  message: Message;
  onPress: (pressed: CardPress) => Promise<string | undefined>;
}

/** What a message shows: its text, its cards, its files. */
export function Body({ message, onPress }: Props) {
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
