import { Button } from "@fluentui/react-components";
import { useEffect, useRef } from "react";
import { useSpeech } from "../../i18n";
import { Composer, type Reader } from "../compose/Composer";
import type { CardPress } from "../../card/press";
import type { Message } from "../world/types";
import { Body } from "./Body";
import type { Own } from "./useOwn";

interface Props {
  message: Message;
  own: Own | undefined;
  /** Who will read a text, where that is not plain. */
  reader?: (isToBot: boolean | undefined) => Reader;
  onPress: (pressed: CardPress) => Promise<string | undefined>;
}

/** A message as it stands now: what it says, the box in which its author changes it, or the place of one taken back. */
export function Standing({ message, own, reader, onPress }: Props) {
  const { t } = useSpeech();
  return (
    <>
      {message.deleted ? (
        <Removed own={own} />
      ) : own?.isEditing ? (
        <Composer
          label={t("message.edit")}
          placeholder={t("composer.label")}
          initial={message.text.replace(/<at>([^<]{1,200})<\/at>/g, "@$1")}
          mentionable={own.mentionable}
          {...(reader ? { reader } : {})}
          onSend={({ text, mentions }) => own.save({ text, mentions })}
          onCancel={own.leave}
          autoFocus
        />
      ) : (
        <Body message={message} onPress={onPress} />
      )}
      {own?.trouble && (
        <p className="composer-trouble" role="alert">
          {own.trouble}
        </p>
      )}
    </>
  );
}

function Removed({ own }: { own: Own | undefined }) {
  const { t } = useSpeech();
  const place = useRef<HTMLParagraphElement>(null);
  const takesFocus = own?.isJustRemoved ?? false;
  useEffect(() => {
    if (takesFocus) place.current?.querySelector("button")?.focus({ preventScroll: true });
  }, [takesFocus]);
  return (
    <p ref={place} className="removed">
      {t("message.deleted")}
      {own && (
        <Button appearance="transparent" size="small" onClick={own.restore} data-act="message-restore">
          {t("message.undo")}
        </Button>
      )}
    </p>
  );
}
