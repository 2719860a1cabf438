import { Avatar, type AvatarProps } from "@fluentui/react-components";
import { BotSparkleFilled } from "@fluentui/react-icons";
import { initials } from "./names";

interface Props {
  name: string;
  /** What decides the colour, so that a person keeps it in both languages. */
  id: string;
  isBot?: boolean;
  /** Teams stand as squares, people as circles. */
  isTeam?: boolean;
  size?: AvatarProps["size"];
}

/** The round picture beside a name: initials for people, the square badge of an app for the bot. */
export function Face({ name, id, isBot = false, isTeam = false, size = 32 }: Props) {
  if (isBot) return <Avatar aria-hidden size={size} shape="square" color="brand" icon={<BotSparkleFilled />} />;
  return <Avatar aria-hidden size={size} name={name} initials={initials(name)} color="colorful" idForColor={id} shape={isTeam ? "square" : "circular"} />;
}
