import { Button } from "@fluentui/react-components";
import { PeopleTeamFilled } from "@fluentui/react-icons";
import { useState } from "react";
import { useSpeech } from "../../i18n";
import { Composer } from "../compose/Composer";
import { mentionable } from "../compose/mentions";
import { Empty } from "../Empty";
import { DayMark } from "../message/DayMark";
import { Log } from "../message/Log";
import { PersonPicker } from "../people/PersonPicker";
import { Rail } from "../Rail";
import type { Seats } from "../seats";
import type { Acts } from "../useActs";
import { threads } from "../world/messages";
import type { World } from "../world/types";
import { useSeen } from "../world/useSeen";
import { useWorld } from "../world/World";
import { ChannelPicker } from "./ChannelPicker";
import { plainReader } from "./readers";
import { ThreadView } from "./ThreadView";

interface Props {
  world: World;
  seats: Seats;
  acts: Acts;
  isShown: boolean;
  onPerson: (key: string) => void;
  onChannel: (id: string) => void;
}

/** The right side: the agents' Teams, with their team's channel. */
export function ChannelWindow({ world, seats, acts, isShown, onPerson, onChannel }: Props) {
  const { t } = useSpeech();
  const { messages, unseen } = useWorld();
  const { agent, channel } = seats;
  const list = messages[channel.id] ?? [];
  const posts = threads(list);
  useSeen(channel.id, isShown);

  return (
    <section className="window" aria-label={t("side.agents")} data-side="channel" data-as={agent.key} hidden={!isShown}>
      <Rail active="teams" />
      <div className="window-main">
        <header className="window-head">
          <ChannelPicker channels={seats.channels} chosen={channel} unseen={unseen} onChoose={onChannel} />
          <PersonPicker
            label={t("person.agent")}
            people={seats.members}
            chosen={agent}
            onChoose={(person) => onPerson(person.key)}
          />
        </header>
        <Log place={channel.id} newest={list.at(-1)?.id} label={t("channel.posts")} className="post-list">
          {posts.length === 0 && (
            <Empty icon={<PeopleTeamFilled />} title={t("empty.channel.title")} text={t("empty.channel.text")}>
              <Button onClick={() => void acts.install(channel.id, agent.id)} data-act="install">
                {t("empty.install", { name: world.bot.name })}
              </Button>
            </Empty>
          )}
          {posts.map((thread, index) => (
            <div key={thread.root.id}>
              <DayMark before={posts[index - 1]?.root.at} at={thread.root.at} />
              <ThreadView world={world} channel={channel} thread={thread} place={index + 1} self={agent} acts={acts} />
            </div>
          ))}
        </Log>
        <footer className="window-foot">
          <NewPost key={channel.id + agent.id} world={world} seats={seats} acts={acts} />
        </footer>
      </div>
    </section>
  );
}

/** "Start a post": closed until wanted, because agents mostly answer in threads. */
function NewPost({ world, seats, acts }: { world: World; seats: Seats; acts: Acts }) {
  const { t } = useSpeech();
  const { agent, channel } = seats;
  const [isOpen, setOpen] = useState(false);
  if (!isOpen) {
    return (
      <Button className="new-post" data-act="new-post" onClick={() => setOpen(true)}>
        {t("channel.newPost")}
      </Button>
    );
  }
  return (
    <Composer
      label={t("channel.newPost")}
      placeholder={t("composer.post", { name: world.bot.name })}
      reader={plainReader(t, world.bot.name)}
      mentionable={mentionable(world, channel, agent)}
      onSend={async (outgoing) => {
        const went = await acts.say(channel.id, { from: agent.id, ...outgoing });
        if (went === undefined) setOpen(false);
        return went;
      }}
      autoFocus
    />
  );
}
