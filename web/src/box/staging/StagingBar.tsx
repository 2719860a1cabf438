import { Button, MessageBar, MessageBarActions, MessageBarBody, Spinner } from "@fluentui/react-components";
import { fill, type Language } from "../../i18n/fill";
import { useSpeech } from "../../i18n";
import { useMedia } from "../../theme";
import type { StagingState } from "./useStaging";

/** Offers the browser's own language where the world speaks another, in words of the browser's language. */
export function StagingBar({ staging }: { staging: StagingState }) {
  const { language, preferred, prefer } = useSpeech();
  const isNarrow = useMedia("(max-width: 899px)");
  if (staging.trouble) {
    return (
      <MessageBar intent="error" className="lost" role="alert">
        <MessageBarBody>{staging.trouble}</MessageBarBody>
      </MessageBar>
    );
  }
  if (!staging.isForeign) return null;
  return (
    <MessageBar intent="info" layout={isNarrow ? "multiline" : "singleline"} className="lost" role="status" lang={preferred} data-offer={preferred}>
      <MessageBarBody>{fill(preferred, "staging.offer")}</MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={() => staging.change(preferred)} data-act="language-offer">
          {fill(preferred, "staging.accept")}
        </Button>
        <Button size="small" appearance="transparent" onClick={() => prefer(language)} data-act="language-keep">
          {fill(preferred, "staging.keep")}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}

/** Stands in for the page while the world begins anew. */
export function Coming({ language }: { language: Language }) {
  return (
    <div className="waiting" role="status" lang={language} data-coming={language}>
      <Spinner size="large" label={fill(language, "staging.coming")} labelPosition="below" />
    </div>
  );
}
