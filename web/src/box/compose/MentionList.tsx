import { useSpeech } from "../../i18n";
import { Face } from "../people/Face";
import type { Mentionable } from "./mentions";

interface Props {
  id: string;
  offered: readonly Mentionable[];
  highlighted: number;
  onPick: (one: Mentionable) => void;
}

/** The names offered after an `@`. The text field keeps the focus and says which one is highlighted. */
export function MentionList({ id, offered, highlighted, onPick }: Props) {
  const { t } = useSpeech();
  return (
    <ul id={id} role="listbox" aria-label={t("composer.offer")} className="mention-list">
      {offered.map((one, index) => (
        <li
          key={one.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === highlighted}
          // Pressing must not take the focus from the text field.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(one)}
        >
          <Face name={one.name} id={one.id} isBot={one.id === "bot"} size={24} />
          {one.name}
        </li>
      ))}
    </ul>
  );
}
