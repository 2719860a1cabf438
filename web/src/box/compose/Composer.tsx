import { Button, Tooltip } from "@fluentui/react-components";
import { AttachRegular, DismissRegular, MentionRegular, SendFilled } from "@fluentui/react-icons";
import { useEffect, useId, useLayoutEffect, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent, type ReactNode } from "react";
import { useSpeech } from "../../i18n";
import type { OutgoingFile } from "../world/types";
import { pack, TooLarge } from "./files";
import { sends } from "./keys";
import { markMentions, nameBeingTyped, offer, type Marked, type Mentionable } from "./mentions";
import { MentionList } from "./MentionList";

export interface Outgoing extends Marked {
  attachments: OutgoingFile[];
}

interface Props {
  label: string;
  placeholder: string;
  /** Who can be mentioned here; the assistant first. Empty in a personal chat. */
  mentionable: readonly Mentionable[];
  /** Sends; resolves to what went wrong, or undefined. */
  onSend: (message: Outgoing) => Promise<string | undefined>;
  /** Stands above the text, for example the choice of who reads it. */
  above?: ReactNode;
  autoFocus?: boolean;
  sendLabel?: string;
}

/** The box in which a message is written. */
export function Composer({ label, placeholder, mentionable, onSend, above, autoFocus, sendLabel }: Props) {
  const { t } = useSpeech();
  const [text, setText] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  const [trouble, setTrouble] = useState<string>();
  const [caret, setCaret] = useState(0);
  const [dismissed, setDismissed] = useState(false);
  const [highlighted, setHighlighted] = useState(0);
  const [over, setOver] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  /** Where the caret belongs once a name was put into the text. */
  const caretTo = useRef<number>(undefined);
  const listId = useId();

  const typing = dismissed ? undefined : nameBeingTyped(text, caret);
  const offered = typing ? offer(mentionable, typing.typed) : [];
  const isOpen = offered.length > 0;
  const isEmpty = text.trim() === "" && files.length === 0;

  useLayoutEffect(() => {
    fit(area.current);
    if (caretTo.current === undefined) return;
    area.current?.focus();
    area.current?.setSelectionRange(caretTo.current, caretTo.current);
    caretTo.current = undefined;
  }, [text]);
  useEffect(() => {
    if (autoFocus) area.current?.focus();
  }, [autoFocus]);

  const write = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    setDismissed(false);
    setHighlighted(0);
  };

  const send = async () => {
    if (isEmpty) return;
    const before = { text, files };
    setTrouble(undefined);
    // Emptied before anything is awaited: a second Enter must not send the same again.
    write("", 0);
    setFiles([]);
    const went = await deliver(before.text, before.files);
    if (went === undefined) return;
    // Nothing a person wrote is lost: it comes back unless they have begun anew.
    setText((now) => (now === "" ? before.text : now));
    setFiles((now) => (now.length === 0 ? before.files : now));
    setTrouble(went);
  };

  const deliver = async (words: string, list: File[]): Promise<string | undefined> => {
    try {
      const attachments = await pack(list);
      return await onSend({ ...markMentions(words.trim(), mentionable), attachments });
    } catch (failure) {
      return failure instanceof TooLarge ? t("error.tooLarge") : t("error.unreadableFile");
    }
  };

  const mention = (one: Mentionable) => {
    const from = typing?.from ?? caret;
    const glue = typing || from === 0 || /\s$/.test(text.slice(0, from)) ? "" : " ";
    const put = `${glue}@${one.name} `;
    const next = text.slice(0, from) + put + text.slice(typing ? caret : from);
    write(next, from + put.length);
    caretTo.current = from + put.length;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const press = { ...keyOf(event) };
    if (isOpen && !press.isComposing) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const move = event.key === "ArrowDown" ? 1 : offered.length - 1;
        return setHighlighted((now) => (now + move) % offered.length);
      }
      if (event.key === "Escape") return setDismissed(true);
      const one = offered[highlighted];
      if (one && (event.key === "Tab" || sends(press))) {
        event.preventDefault();
        return mention(one);
      }
    }
    if (!sends(press)) return;
    event.preventDefault();
    void send();
  };

  const add = (list: FileList | null | undefined) => {
    if (!list || list.length === 0) return;
    setTrouble(undefined);
    setFiles((now) => [...now, ...list]);
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    add(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  };
  const onDragOver = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };

  return (
    <div className="composer" data-over={over} onDrop={onDrop} onDragOver={onDragOver} onDragLeave={() => setOver(false)}>
      {above}
      {trouble && (
        <p className="composer-trouble" role="alert">
          {trouble}
        </p>
      )}
      <div className="composer-box">
        {isOpen && <MentionList id={listId} offered={offered} highlighted={highlighted} onPick={mention} />}
        <textarea
          ref={area}
          rows={1}
          value={text}
          placeholder={over ? t("composer.drop") : placeholder}
          aria-label={label}
          aria-autocomplete={mentionable.length > 0 ? "list" : undefined}
          aria-controls={isOpen ? listId : undefined}
          aria-activedescendant={isOpen ? `${listId}-${highlighted}` : undefined}
          onChange={(event) => write(event.target.value, event.target.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <Files files={files} onRemove={(file) => setFiles((now) => now.filter((other) => other !== file))} />
        <div className="composer-tools">
          {mentionable[0] && (
            <Tooltip content={t("composer.mention", { name: mentionable[0].name })} relationship="label">
              <Button
                appearance="subtle"
                size="small"
                icon={<MentionRegular />}
                onClick={() => mentionable[0] && mention(mentionable[0])}
              />
            </Tooltip>
          )}
          <Tooltip content={t("composer.attach")} relationship="label">
            <Button appearance="subtle" size="small" icon={<AttachRegular />} onClick={() => picker.current?.click()} />
          </Tooltip>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              add(event.target.files);
              event.target.value = "";
            }}
          />
          <Tooltip content={`${sendLabel ?? t("composer.send")} (Enter)`} relationship="label">
            <Button
              appearance="transparent"
              size="small"
              className="composer-send"
              icon={<SendFilled />}
              disabledFocusable={isEmpty}
              onClick={() => void send()}
            />
          </Tooltip>
        </div>
      </div>
    </div>
  );
}

function Files({ files, onRemove }: { files: readonly File[]; onRemove: (file: File) => void }) {
  const { t } = useSpeech();
  if (files.length === 0) return null;
  return (
    <ul className="composer-files">
      {files.map((file, index) => (
        <li key={index}>
          <span>{file.name}</span>
          <Button
            appearance="transparent"
            size="small"
            icon={<DismissRegular />}
            aria-label={t("composer.detach", { name: file.name })}
            onClick={() => onRemove(file)}
          />
        </li>
      ))}
    </ul>
  );
}

const keyOf = ({ key, shiftKey, nativeEvent }: KeyboardEvent) => ({
  key,
  shiftKey,
  isComposing: nativeEvent.isComposing,
  keyCode: nativeEvent.keyCode,
});

/** Makes the text field as high as its text; the style sheet sets where it begins to scroll. */
function fit(area: HTMLTextAreaElement | null): void {
  if (!area) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}
