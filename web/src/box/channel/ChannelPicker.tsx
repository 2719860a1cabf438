import { Button, Menu, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { ChevronDownRegular } from "@fluentui/react-icons";
import { useSpeech } from "../../i18n";
import { Face } from "../people/Face";
import { Unseen } from "../people/PersonPicker";
import type { Chat } from "../world/types";

interface Props {
  channels: readonly Chat[];
  chosen: Chat;
  unseen: Readonly<Record<string, number>>;
  onChoose: (id: string) => void;
}

/** Which team's channel is open. */
export function ChannelPicker({ channels, chosen, unseen, onChoose }: Props) {
  const { t } = useSpeech();
  const elsewhere = channels.some((channel) => channel.id !== chosen.id && (unseen[channel.id] ?? 0) > 0);
  return (
    <Menu
      positioning="below-start"
      checkedValues={{ channel: [chosen.id] }}
      onCheckedValueChange={(_, { checkedItems }) => checkedItems[0] && onChoose(checkedItems[0])}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" className="channel-picker" aria-label={`${t("channel.which")}: ${teamOf(chosen)}`}>
          <Face name={teamOf(chosen)} id={chosen.id} isTeam size={28} />
          <span className="person-picker-name">
            <small>{teamOf(chosen)}</small>
            <span>{chosen.name}</span>
          </span>
          {elsewhere && <span className="dot" role="img" aria-label={t("unread.elsewhere")} />}
          <ChevronDownRegular />
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <div className="menu-title">{t("channel.which")}</div>
        <MenuList>
          {channels.map((channel) => (
            <MenuItemRadio key={channel.id} name="channel" value={channel.id} data-channel={channel.team?.name}>
              <span className="person-row">
                <Face name={teamOf(channel)} id={channel.id} isTeam size={28} />
                <span>
                  <b>{teamOf(channel)}</b>
                  <small>{channel.name}</small>
                </span>
                <Unseen count={unseen[channel.id] ?? 0} />
              </span>
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

const teamOf = (channel: Chat) => channel.team?.name ?? channel.name;
