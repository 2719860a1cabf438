import {
  Button,
  CounterBadge,
  Menu,
  MenuGroup,
  MenuGroupHeader,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from "@fluentui/react-components";
import { ChevronDownRegular } from "@fluentui/react-icons";
import { useSpeech } from "../../i18n";
import type { Person } from "../world/types";
import { Face } from "./Face";
import { nameOf, titleOf } from "./names";

interface Props {
  label: string;
  people: readonly Person[];
  chosen: Person;
  onChoose: (person: Person) => void;
  /** Unread messages of a person's own chat, shown beside the name. */
  unseen?: (person: Person) => number;
}

/** "Be this person": who the page acts as on one side. */
export function PersonPicker({ label, people, chosen, onChoose, unseen }: Props) {
  const { language, t } = useSpeech();
  const others = people.some((person) => person.id !== chosen.id && (unseen?.(person) ?? 0) > 0);
  return (
    <Menu
      positioning="below-end"
      checkedValues={{ person: [chosen.key] }}
      onCheckedValueChange={(_, { checkedItems }) => {
        const found = people.find((person) => person.key === checkedItems[0]);
        if (found) onChoose(found);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" className="person-picker">
          <Face name={nameOf(chosen, language)} id={chosen.id} size={28} />
          <span className="person-picker-name">
            <small>{t("person.you")}</small>
            <span>{nameOf(chosen, language)}</span>
          </span>
          {/* Heard after what is seen: who speaks to the page says what they see. */}
          <span className="unseen-by-eye">{label}</span>
          {others && <span className="dot" role="img" aria-label={t("unread.elsewhere")} />}
          <ChevronDownRegular />
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{label}</MenuGroupHeader>
            {people.map((person) => (
              <MenuItemRadio key={person.id} name="person" value={person.key} data-person={person.key}>
                <span className="person-row">
                  <Face name={nameOf(person, language)} id={person.id} size={28} />
                  <span>
                    <b>{nameOf(person, language)}</b>
                    <small>{titleOf(person, language)}</small>
                  </span>
                  <Unseen count={unseen?.(person) ?? 0} />
                </span>
              </MenuItemRadio>
            ))}
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

export function Unseen({ count }: { count: number }) {
  const { t } = useSpeech();
  if (count === 0) return null;
  return <CounterBadge count={count} size="small" color="danger" role="img" aria-label={t("unread.count", { count })} />;
}
