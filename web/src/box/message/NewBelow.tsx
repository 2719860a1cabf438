import { Button } from "@fluentui/react-components";
import { ArrowDownRegular } from "@fluentui/react-icons";
import { useSpeech } from "../../i18n";

/** "New messages" while the end of the list is out of sight. */
export function NewBelow({ shown, onClick }: { shown: boolean; onClick: () => void }) {
  const { t } = useSpeech();
  if (!shown) return null;
  return (
    <Button className="new-below" appearance="primary" shape="circular" size="small" icon={<ArrowDownRegular />} onClick={onClick}>
      {t("unread.below")}
    </Button>
  );
}
