import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  Menu,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  ToggleButton,
  Tooltip,
} from "@fluentui/react-components";
import {
  BroomRegular,
  CompassNorthwestRegular,
  DarkThemeRegular,
  DesktopRegular,
} from "@fluentui/react-icons";
import { useState } from "react";
import { useSpeech } from "../i18n";
import { useLook, type Look } from "../theme";
import { Mark } from "../theme/Mark";
import { LanguageSwitch } from "./staging/LanguageSwitch";
import type { StagingState } from "./staging/useStaging";
import type { Staging } from "./world/types";

interface Props {
  staging: StagingState;
  stage: Staging | undefined;
  isTouring: boolean;
  onTour: () => void;
  /** Whether the console stands in the place of the agents' Teams. */
  isConsole: boolean;
  /** Where there is room for both: a narrow page has a tab for it. */
  onConsole: (() => void) | undefined;
  /** Empties all chats; resolves to what went wrong. */
  onReset: () => Promise<string | undefined>;
}

/** The bar on top: what this is, the tour, language, look, and the way back to an empty world. */
export function Header({ staging, stage, isTouring, onTour, isConsole, onConsole, onReset }: Props) {
  const { t } = useSpeech();
  return (
    <header className="top">
      <Mark />
      <div className="top-name">
        <h1>{t("app.name")}</h1>
        <p>{t("box.name")}</p>
      </div>
      <div className="top-tools">
        {!isTouring && (
          <Button className="top-button" appearance="subtle" icon={<CompassNorthwestRegular />} onClick={onTour} data-act="tour">
            <span className="wide-only">{t("tour.begin")}</span>
          </Button>
        )}
        {onConsole && (
          <ToggleButton className="top-button" appearance="subtle" icon={<DesktopRegular />} checked={isConsole} onClick={onConsole} title={t("box.side")} data-act="console">
            {t("box.consoleSide")}
          </ToggleButton>
        )}
        <LanguageSwitch staging={staging} stage={stage} />
        <LookMenu />
        <Reset onReset={onReset} />
      </div>
    </header>
  );
}

const LOOKS: Look[] = ["light", "dark", "contrast"];

function LookMenu() {
  const { t } = useSpeech();
  const { look, setLook } = useLook();
  return (
    <Menu
      checkedValues={{ look: [look] }}
      onCheckedValueChange={(_, { checkedItems }) => checkedItems[0] && setLook(checkedItems[0] as Look)}
    >
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content={t("look.choose")} relationship="label">
          <Button className="top-button" appearance="subtle" icon={<DarkThemeRegular />} data-act="look" />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {LOOKS.map((one) => (
            <MenuItemRadio key={one} name="look" value={one} data-look={one}>
              {t(`look.${one as "light" | "dark" | "contrast"}`)}
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function Reset({ onReset }: { onReset: Props["onReset"] }) {
  const { t } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const empty = async () => {
    const went = await onReset();
    setTrouble(went);
    if (went === undefined) setOpen(false);
  };
  return (
    <Dialog open={isOpen} onOpenChange={(_, { open }) => setOpen(open)}>
      <DialogTrigger disableButtonEnhancement>
        <Tooltip content={t("reset.button")} relationship="label">
          <Button className="top-button" appearance="subtle" icon={<BroomRegular />} data-act="reset" />
        </Tooltip>
      </DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t("reset.title")}</DialogTitle>
          <DialogContent>
            {t("reset.text")}
            {trouble && (
              <p role="alert" className="composer-trouble">
                {trouble}
              </p>
            )}
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t("reset.cancel")}</Button>
            </DialogTrigger>
            <Button appearance="primary" onClick={() => void empty()} data-act="reset-confirm">
              {t("reset.confirm")}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
