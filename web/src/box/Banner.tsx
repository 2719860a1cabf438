import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle, Spinner } from "@fluentui/react-components";
import { useSpeech } from "../i18n";
import { useWorld } from "./world/World";

/** Says that the line to the server is down, and that the page itself goes on trying. */
export function LostBanner() {
  const { t } = useSpeech();
  const { line, world } = useWorld();
  if (line !== "lost" || !world) return null;
  return (
    <MessageBar intent="warning" className="lost" role="status">
      <MessageBarBody>
        <MessageBarTitle>{t("lost.title")}</MessageBarTitle> {t("lost.text")}
      </MessageBarBody>
    </MessageBar>
  );
}

/** Stands in for the page until the world is there. */
export function Waiting() {
  const { t } = useSpeech();
  const { failure, line, reload } = useWorld();
  const why = failure ?? (line === "lost" ? t("error.noServer") : undefined);
  return (
    <div className="waiting">
      {why === undefined ? (
        <Spinner size="large" label={t("loading")} labelPosition="below" />
      ) : (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{t("failed.title")}</MessageBarTitle> {t("failed.text")} ({why})
          </MessageBarBody>
          <MessageBarActions>
            <Button onClick={reload}>{t("failed.again")}</Button>
          </MessageBarActions>
        </MessageBar>
      )}
    </div>
  );
}
