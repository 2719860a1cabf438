import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
} from "@fluentui/react-components";
import { LocalLanguageRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useSpeech, type Language } from "../../i18n";
import type { Staging } from "../world/types";
import type { StagingState } from "./useStaging";

const NAMES: Record<Language, string> = { ja: "日本語", en: "English" };
const other = (language: Language): Language => (language === "ja" ? "en" : "ja");

/**
 * The other language, one press away. What was said in a world cannot be said again in another language, so the world begins
 * anew in it; where somebody has said something already, that is asked first.
 */
export function LanguageSwitch({ staging, stage }: { staging: StagingState; stage: Staging | undefined }) {
  const { language, t } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  const wanted = other(language);
  const asks = stage !== undefined && staging.isTouched;
  return (
    <Dialog open={isOpen} onOpenChange={(_, { open }) => setOpen(open)}>
      <Button
        className="top-button"
        appearance="subtle"
        icon={<LocalLanguageRegular />}
        data-act="language"
        onClick={() => (asks ? setOpen(true) : staging.change(wanted))}
      >
        <span lang={wanted}>{NAMES[wanted]}</span>
      </Button>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t("staging.title")}</DialogTitle>
          <DialogContent>{t(stage?.forgets ? "staging.forgets" : "staging.keeps")}</DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t("reset.cancel")}</Button>
            </DialogTrigger>
            <Button
              appearance="primary"
              data-act="language-confirm"
              onClick={() => {
                setOpen(false);
                staging.change(wanted);
              }}
            >
              {t("staging.confirm")}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
