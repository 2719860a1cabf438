import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, DialogTrigger } from "@fluentui/react-components";
import { useSpeech } from "../i18n";
import { useAllShortcuts } from "./shortcuts";

/** The keys that do something on this page. */
export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useSpeech();
  const shortcuts = useAllShortcuts();
  return (
    <Dialog open={open} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t("keys.title")}</DialogTitle>
          <DialogContent>
            <dl className="keys">
              <div>
                <dt>
                  <kbd>Ctrl</kbd> <kbd>K</kbd>
                </dt>
                <dd>{t("palette.open")}</dd>
              </div>
              {shortcuts.map(({ keys, text }) => (
                <div key={keys}>
                  <dt>
                    {keys.split(" ").map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{t(text)}</dd>
                </div>
              ))}
            </dl>
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button appearance="primary">{t("act.close")}</Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
