import { Button } from "@fluentui/react-components";
import { ChatFilled } from "@fluentui/react-icons";
import { useSpeech } from "../../i18n";
import { Composer } from "../compose/Composer";
import { mentionable } from "../compose/mentions";
import { plainReader } from "../channel/readers";
import { Empty } from "../Empty";
import { Bubble } from "../message/Bubble";
import { DayMark } from "../message/DayMark";
import { Log } from "../message/Log";
import { follows } from "../message/time";
import { Typing } from "../message/Typing";
import { useOwn } from "../message/useOwn";
import { Face } from "../people/Face";
import { PersonPicker, Unseen } from "../people/PersonPicker";
import { Rail } from "../Rail";
import type { Seats } from "../seats";
import type { Acts } from "../useActs";
import type { Chat, Message, Person, World } from "../world/types";
import { useSeen } from "../world/useSeen";
import { useWorld } from "../world/World";

interface Props {
  world: World;
  seats: Seats;
  acts: Acts;
  /** Whether this side is on screen: narrow screens show one side at a time. */
  isShown: boolean;
  onPerson: (key: string) => void;
  onChat: (id: string) => void;
}

/** The left side: the requester's Teams. */
export function ChatWindow({ world, seats, acts, isShown, onPerson, onChat }: Props) {
  const { t } = useSpeech();
  const { messages, typing, unseen } = useWorld();
  const { requester, chat } = seats;
  const list = messages[chat.id] ?? [];
  useSeen(chat.id, isShown);

  const ownChat = (person: Person) =>
    world.chats.find((other) => other.kind === "personal" && other.members.includes(person.id));
  const names = chat.kind === "personal" ? [] : mentionable(world, chat, requester);
  const own = useOwn({ self: requester, mentionable: names, acts });
  const unseenOf = (person: Person) => unseen[ownChat(person)?.id ?? ""] ?? 0;

  return (
    <section className="window" aria-label={t("side.requester")} data-side="chat" data-as={requester.key} hidden={!isShown}>
      <Rail active="chat" />
      <div className="window-main">
        <header className="window-head">
          <ChatTabs chats={seats.requesterChats} chosen={chat} unseen={unseen} bot={world.bot.name} onChoose={onChat} />
          <PersonPicker
            label={t("person.requester")}
            people={world.people}
            chosen={requester}
            onChoose={(person) => onPerson(person.key)}
            unseen={unseenOf}
          />
        </header>
        <Messages world={world} chat={chat} self={requester} list={list} acts={acts} own={own} />
        <Typing world={world} who={typing[chat.id]} self={requester.id} />
        <footer className="window-foot">
          <Composer
            key={chat.id + requester.id}
            label={t("composer.label")}
            placeholder={t(chat.kind === "personal" ? "composer.ask" : "composer.group", { name: world.bot.name })}
            mentionable={names}
            {...(chat.kind === "personal" ? {} : { reader: plainReader(t, world.bot.name) })}
            onEditLast={() => own.editLast(list)}
            onSend={(outgoing) => acts.say(chat.id, { from: requester.id, ...outgoing })}
          />
        </footer>
      </div>
    </section>
  );
}

interface TabsProps {
  chats: readonly Chat[];
  chosen: Chat;
  unseen: Readonly<Record<string, number>>;
  bot: string;
  onChoose: (id: string) => void;
}

function ChatTabs({ chats, chosen, unseen, bot, onChoose }: TabsProps) {
  const { t } = useSpeech();
  return (
    <div className="chat-tabs" role="group" aria-label={t("chat.which")}>
      {chats.map((chat) => (
        <button
          key={chat.id}
          type="button"
          className="chat-tab"
          aria-pressed={chat.id === chosen.id}
          data-kind={chat.kind}
          onClick={() => onChoose(chat.id)}
        >
          <Face name={chat.kind === "personal" ? bot : chat.name} id={chat.id} isBot={chat.kind === "personal"} size={28} />
          <span>{chat.kind === "personal" ? bot : chat.name}</span>
          {chat.id !== chosen.id && <Unseen count={unseen[chat.id] ?? 0} />}
        </button>
      ))}
    </div>
  );
}

interface MessagesProps {
  world: World;
  chat: Chat;
  self: Person;
  list: readonly Message[];
  acts: Acts;
  own: ReturnType<typeof useOwn>;
}

function Messages({ world, chat, self, list, acts, own }: MessagesProps) {
  const { t } = useSpeech();
  return (
    <Log place={chat.id + self.id} newest={list.at(-1)?.id} label={t("chat.messages")} className="chat-list">
      {list.length === 0 && (
        <Empty icon={<ChatFilled />} title={t("empty.chat.title")} text={t("empty.chat.text", { name: world.bot.name })}>
          <Button appearance="primary" onClick={() => void acts.install(chat.id, self.id)} data-act="install">
            {t("empty.install", { name: world.bot.name })}
          </Button>
        </Empty>
      )}
      {list.map((message, index) => {
        const before = list[index - 1];
        return (
          <div key={message.id} className="chat-item">
            <DayMark before={before?.at} at={message.at} />
            <Bubble
              world={world}
              message={message}
              isMine={message.from.id === self.id}
              isFollowing={follows(before, message)}
              own={own.of(message)}
              onPress={(pressed) => acts.press(message, self.id, pressed)}
            />
          </div>
        );
      })}
    </Log>
  );
}
