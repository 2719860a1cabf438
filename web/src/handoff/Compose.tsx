import { Button, MessageBar, MessageBarBody, Tab, TabList, Textarea } from "@fluentui/react-components";
import { NoteRegular, SendRegular } from "@fluentui/react-icons";
import { useImperativeHandle, useRef, type KeyboardEvent, type Ref } from "react";
import { isComposing } from "../console/composing";
import { useWords } from "../console/words";
import { useSpeech } from "../i18n";
import { useMe } from "../session/me";
import { UNSENT, useRemembered } from "../session/remembered";
import { useWrite, type Ticket } from "./tickets";
import { useUnsent } from "./unsent";

export interface ComposeHandle {
  /** Puts the cursor where one writes a reply or a note. */
  begin: (note: boolean) => void;
  /** Puts a text into the reply, behind what is written there. */
  insert: (text: string) => void;
}

/** As many characters as the API takes. */
const MOST = 30_000;

/** Where an agent writes: to the requester, or a note to colleagues; what is unsent outlives a reload. */
export function Compose({ ticket, handle }: { ticket: Ticket; handle: Ref<ComposeHandle> }) {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const me = useMe();
  const field = useRef<HTMLTextAreaElement>(null);
  const [kind, setKind] = useRemembered(`${UNSENT}${me.id}.${ticket.id}.kind`);
  const note = kind === "note";
  const [reply, memo] = [useUnsent(me.id, ticket.id, false), useUnsent(me.id, ticket.id, true)];
  const unsent = note ? memo : reply;
  const { text } = unsent;
  const write = useWrite(ticket, (wasNote) => (wasNote ? memo : reply).forget());
  const turn = (to: boolean) => setKind(to ? "note" : undefined);
  useImperativeHandle(handle, () => ({
    begin: (to) => {
      turn(to);
      field.current?.focus();
    },
    insert: (words) => {
      if (write.isPending) return;
      turn(false);
      const begun = reply.text.trimEnd();
      reply.write(begun === "" ? words : `${begun}\n\n${words}`);
      // Where the words end, once they stand there.
      requestAnimationFrame(() => {
        field.current?.focus();
        field.current?.setSelectionRange(MOST, MOST);
        field.current?.scrollTo({ top: field.current.scrollHeight });
      });
    },
  }));
  const send = () => {
    const words = text.trim();
    if (!words || write.isPending) return;
    // Until it is known to be written the words stay kept: who leaves the page or loses the network loses nothing.
    const key = unsent.key ?? crypto.randomUUID();
    unsent.sending(key);
    write.mutate({ text: words, note, key });
  };
  const press = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === "Escape") field.current?.blur();
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };
  return (
    <div className={note ? "compose is-note" : "compose"}>
      {write.error && (
        <MessageBar intent="error" role="alert">
          <MessageBarBody>{refusal(write.error)}</MessageBarBody>
        </MessageBar>
      )}
      <TabList size="small" selectedValue={note ? "note" : "reply"} onTabSelect={(_, { value }) => turn(value === "note")} aria-label={t("compose.kind")}>
        <Tab value="reply" icon={<SendRegular />}>
          {t("compose.reply")}
        </Tab>
        <Tab value="note" icon={<NoteRegular />}>
          {t("compose.note")}
        </Tab>
      </TabList>
      <Textarea
        textarea={{ ref: field }}
        resize="vertical"
        rows={3}
        maxLength={MOST}
        value={text}
        onChange={(_, { value }) => unsent.write(value)}
        readOnly={write.isPending}
        onKeyDown={press}
        placeholder={note ? t("compose.note.placeholder") : t("compose.reply.placeholder", { name: ticket.requester.name })}
        aria-label={note ? t("compose.note") : t("compose.reply.to", { name: ticket.requester.name })}
      />
      <div className="compose-foot">
        <span className="hint">{note ? t("compose.note.hint") : t("compose.reply.hint", { name: ticket.requester.name })}</span>
        <Button appearance="primary" disabled={!text.trim() || write.isPending} onClick={send} data-act="send">
          {note ? t("compose.note.send") : t("compose.reply.send")}
        </Button>
      </div>
    </div>
  );
}
