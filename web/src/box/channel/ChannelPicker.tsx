import { Button, Menu, MenuGroup, MenuGroupHeader, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { ChevronDownRegular } from "@fluentui/react-icons";
import { useSpeech } from "../../i18n";
import { Face } from "../people/Face";
import { teamName } from "../people/names";
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
  const { language, t } = useSpeech();
  const elsewhere = channels.some((channel) => channel.id !== chosen.id && (unseen[channel.id] ?? 0) > 0);
  return (
    <Menu
      positioning="below-start"
      checkedValues={{ channel: [chosen.id] }}
      onCheckedValueChange={(_, { checkedItems }) => checkedItems[0] && onChoose(checkedItems[0])}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" className="channel-picker">
          <Face name={teamName(chosen, language)} id={chosen.id} isTeam size={28} />
          <span className="person-picker-name">
            <small>{teamName(chosen, language)}</small>
            <span>{chosen.name}</span>
          </span>
          <span className="unseen-by-eye">{t("channel.which")}</span>
          {elsewhere && <span className="dot" role="img" aria-label={t("unread.elsewhere")} />}
          <ChevronDownRegular />
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{t("channel.which")}</MenuGroupHeader>
            {channels.map((channel) => (
              <MenuItemRadio key={channel.id} name="channel" value={channel.id} data-channel={channel.team?.name ?? channel.name}>
                <span className="person-row">
                  <Face name={teamName(channel, language)} id={channel.id} isTeam size={28} />
                  <span>
                    <b>{teamName(channel, language)}</b>
                    <small>{channel.name}</small>
                  </span>
                  <Unseen count={unseen[channel.id] ?? 0} />
                </span>
              </MenuItemRadio>
            ))}
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
