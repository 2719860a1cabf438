import { Tab, TabList, Toaster } from "@fluentui/react-components";
import { useState } from "react";
import { useSpeech } from "../i18n";
import { useRemembered } from "../session/remembered";
import { useMedia } from "../theme";
import { Coach } from "../tour/Coach";
import { useTour } from "../tour/useTour";
import { LostBanner, Waiting } from "./Banner";
import { ChannelWindow } from "./channel/ChannelWindow";
import { ChatWindow } from "./chat/ChatWindow";
import { Header } from "./Header";
import { Unseen } from "./people/PersonPicker";
import { Coming, StagingBar } from "./staging/StagingBar";
import { useStaging, type StagingState } from "./staging/useStaging";
import { useSeats, type Seating, type Seats } from "./seats";
import { TOASTER, useActs, type Acts } from "./useActs";
import type { World } from "./world/types";
import { useWorld, WorldProvider } from "./world/World";
import "./box.css";
import "./message.css";
import "./compose.css";

export type Side = "chat" | "channel" | "console";

/** Teams in a box: a requester's Teams on the left, the agents' on the right, both on the same simulated world. */
export function Box() {
  return (
    <WorldProvider>
      <Room />
      <Toaster toasterId={TOASTER} position="top" />
    </WorldProvider>
  );
}

function Room() {
  const { language } = useSpeech();
  const { world, messages } = useWorld();
  const acts = useActs();
  const seating = useSeats(world, language);
  const staging = useStaging(world, messages, acts);
  if (staging.coming) return <Coming language={staging.coming} />;
  if (!world || !seating.seats || world.staging?.isSetUp === false) return <Waiting />;
  return <Sides world={world} seats={seating.seats} seating={seating} acts={acts} staging={staging} />;
}

interface SidesProps {
  world: World;
  seats: Seats;
  seating: Seating;
  acts: Acts;
  staging: StagingState;
}

function Sides({ world, seats, seating, acts, staging }: SidesProps) {
  const { t } = useSpeech();
  const isNarrow = useMedia("(max-width: 899px)");
  const [side, setSide] = useState<Side>("chat");
  const [right, setRight] = useRemembered("right");
  const isConsole = right === "console";
  const show = (one: Side) => {
    if (one !== "chat") setRight(one === "console" ? one : undefined);
    setSide(one);
  };
  const tour = useTour({ world, seats, seating, acts, onSide: show });
  const shows = (one: Side) => {
    if (isNarrow) return side === one;
    return one === "chat" || (one === "console") === isConsole;
  };
  return (
    <div className="box">
      <Header staging={staging} stage={world.staging} isTouring={tour.isRunning} onTour={tour.begin} onReset={acts.reset} isConsole={shows("console")} onConsole={isNarrow ? undefined : () => show(isConsole ? "channel" : "console")} />
      <LostBanner />
      <StagingBar staging={staging} />
      {tour.isRunning && <Coach tour={tour} />}
      {isNarrow && <SideTabs seats={seats} side={side} onSide={show} />}
      <main className="sides">
        <ChatWindow
          world={world}
          seats={seats}
          acts={acts}
          isShown={shows("chat")}
          onPerson={seating.beRequester}
          onChat={seating.openChat}
        />
        <ChannelWindow
          world={world}
          seats={seats}
          acts={acts}
          isShown={shows("channel")}
          onPerson={seating.beAgent}
          onChannel={seating.openChannel}
        />
        {shows("console") && <iframe className="window console-window" src="/console/" title={t("box.consoleSide")} data-side="console" />}
      </main>
    </div>
  );
}

/** Narrow screens: one side at a time, with what waits on the other. */
function SideTabs({ seats, side, onSide }: { seats: Seats; side: Side; onSide: (side: Side) => void }) {
  const { t } = useSpeech();
  const { unseen } = useWorld();
  return (
    <nav aria-label={t("side.which")}>
      <TabList size="small" className="side-tabs" selectedValue={side} onTabSelect={(_, { value }) => onSide(value as Side)}>
        <Tab value="chat" data-side-tab="chat">
          {t("side.requester")} {side !== "chat" && <Unseen count={unseen[seats.chat.id] ?? 0} />}
        </Tab>
        <Tab value="channel" data-side-tab="channel">
          {t("side.agents")} {side !== "channel" && <Unseen count={unseen[seats.channel.id] ?? 0} />}
        </Tab>
        <Tab value="console" data-side-tab="console">
          {t("box.consoleSide")}
        </Tab>
      </TabList>
    </nav>
  );
}
