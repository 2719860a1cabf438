import {
  AlertRegular,
  CalendarLtrRegular,
  CallRegular,
  ChatFilled,
  ChatRegular,
  PeopleTeamFilled,
  PeopleTeamRegular,
} from "@fluentui/react-icons";
import { useSpeech } from "../i18n";

/** The bar of apps on Teams' left edge: scenery that says where one is, so assistive technology passes it by. */
export function Rail({ active }: { active: "chat" | "teams" }) {
  const { t } = useSpeech();
  return (
    <div className="rail" aria-hidden>
      <Place icon={<AlertRegular />} name={t("rail.activity")} />
      <Place icon={active === "chat" ? <ChatFilled /> : <ChatRegular />} name={t("rail.chat")} active={active === "chat"} />
      <Place icon={active === "teams" ? <PeopleTeamFilled /> : <PeopleTeamRegular />} name={t("rail.teams")} active={active === "teams"} />
      <Place icon={<CalendarLtrRegular />} name={t("rail.calendar")} />
      <Place icon={<CallRegular />} name={t("rail.calls")} />
    </div>
  );
}

function Place({ icon, name, active = false }: { icon: React.ReactNode; name: string; active?: boolean }) {
  return (
    <span className={active ? "rail-place active" : "rail-place"}>
      {icon}
      <small>{name}</small>
    </span>
  );
}
