import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, DialogTrigger, Switch } from "@fluentui/react-components";
import { useSpeech } from "../i18n";
import { useAllShortcuts, useKeysSwitch } from "./shortcuts";

/** The keys that do something on this page. */
export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useSpeech();
  const shortcuts = useAllShortcuts();
  const [isOn, turn] = useKeysSwitch();
  return (
    <Dialog open={open} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t("keys.title")}</DialogTitle>
          <DialogContent>
            <Switch checked={isOn} onChange={(_, { checked }) => turn(checked)} label={t("keys.on")} data-act="keys" />
            <dl className="keys">
              <div>
                <dt>
                  <kbd>Ctrl</kbd> <kbd>K</kbd>
                </dt>
                <dd>{t("palette.open")}</dd>
              </div>
              {(isOn ? shortcuts : []).map(({ keys, text }) => (
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
