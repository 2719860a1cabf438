import { Toast, ToastTitle, ToastTrigger, Button, useToastController } from "@fluentui/react-components";
import { useMemo } from "react";
import { useSpeech } from "../i18n";
import { useWords } from "./words";

/** Where short notices appear. */
export const TOASTER = "console";
/** A notice that offers to take something back stays as long as it can be taken back, at most a minute. */
const UNDO_MS = 60_000;

/** Short notices: what was done, with a way to take it back, and what was refused. */
export function useNotice() {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const { dispatchToast } = useToastController(TOASTER);
  return useMemo(
    () => ({
      done: (text: string, undo?: () => void, until?: string | null) => {
        const left = until ? Math.min(Date.parse(until) - Date.now(), UNDO_MS) : UNDO_MS;
        dispatchToast(
          <Toast>
            <ToastTitle
              {...(undo && {
                action: (
                  <ToastTrigger>
                    <Button appearance="transparent" size="small" onClick={undo} data-act="undo">
                      {t("act.undo")}
                    </Button>
                  </ToastTrigger>
                ),
              })}
            >
              {text}
            </ToastTitle>
          </Toast>,
          { intent: "success", timeout: undo ? Math.max(left, 1000) : 4000 },
        );
      },
      refused: (error: unknown) =>
        dispatchToast(
          <Toast>
            <ToastTitle>{refusal(error)}</ToastTitle>
          </Toast>,
          { intent: "error", timeout: 8000 },
        ),
    }),
    [t, refusal, dispatchToast],
  );
}
