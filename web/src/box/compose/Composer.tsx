import { Button, Tooltip } from "@fluentui/react-components";
import { AttachRegular, CheckmarkFilled, DismissRegular, SendFilled } from "@fluentui/react-icons";
import { useEffect, useId, useLayoutEffect, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent, type ReactNode } from "react";
import { useSpeech } from "../../i18n";
import type { OutgoingFile } from "../world/types";
import { megabytes, MOST_BYTES, pack, TooLarge, totalBytes } from "./files";
import { sends } from "./keys";
import { markMentions, nameBeingTyped, offer, type Marked, type Mentionable } from "./mentions";
import { MentionList } from "./MentionList";

export interface Outgoing extends Marked {
  attachments: OutgoingFile[];
}

/** Who will read what is being written, as the box says it. */
export interface Reader {
  who: "open" | "requester" | "colleagues" | "assistant";
  text: string;
  icon: ReactNode;
  /** The send button's words, where they say more than "send". */
  send?: string;
}

interface Props {
  label: string;
  placeholder: string;
  /** Who can be mentioned here; the assistant first. Empty in a personal chat. */
  mentionable: readonly Mentionable[];
  /** Sends; resolves to what went wrong, or undefined. */
  onSend: (message: Outgoing) => Promise<string | undefined>;
  /** Who reads a text that mentions the assistant, one that does not, and (undefined) one that is still empty. */
  reader?: (isToBot: boolean | undefined) => Reader;
  /** The text of a message that is being changed; the box then saves instead of sending. */
  initial?: string;
  /** Leaves a change unmade. */
  onCancel?: () => void;
  /** Arrow up in the empty box: change what one said last. */
  onEditLast?: () => void;
  autoFocus?: boolean;
}

/** The box in which a message is written. */
export function Composer({ label, placeholder, mentionable, onSend, reader, initial, onCancel, onEditLast, autoFocus }: Props) {
  const { language, t } = useSpeech();
  const [text, setText] = useState(initial ?? "");
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
  const readerId = useId();
  const isChange = initial !== undefined;

  const typing = dismissed ? undefined : nameBeingTyped(text, caret);
  const offered = typing ? offer(mentionable, typing.typed) : [];
  const isOpen = offered.length > 0;
  const bot = mentionable.find((one) => one.id === "bot");
  const isEmpty = text.trim() === "" && files.length === 0;
  const isToBot = markMentions(text, mentionable).mentions.includes("bot");
  const reads = reader?.(isEmpty ? undefined : isToBot);
  const size = totalBytes(files);
  const most = t("composer.most", { most: megabytes(MOST_BYTES, language) });

  useLayoutEffect(() => {
    fit(area.current);
    if (caretTo.current === undefined) return;
    area.current?.focus();
    area.current?.setSelectionRange(caretTo.current, caretTo.current);
    caretTo.current = undefined;
  }, [text]);
  useEffect(() => {
    if (!autoFocus || !area.current) return;
    area.current.focus();
    area.current.setSelectionRange(area.current.value.length, area.current.value.length);
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

  /** The assistant's name in front of what is written, wherever the caret stands. */
  const address = (bot: Mentionable) => {
    const put = `@${bot.name} `;
    write(put + text, put.length + caret);
    caretTo.current = put.length + caret;
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
    if (event.key === "Escape" && onCancel && !press.isComposing) return onCancel();
    if (event.key === "ArrowUp" && text === "" && onEditLast && !press.isComposing) {
      event.preventDefault();
      return onEditLast();
    }
    if (!sends(press)) return;
    event.preventDefault();
    void send();
  };

  const add = (list: FileList | null | undefined) => {
    if (isChange || !list || list.length === 0) return;
    setTrouble(undefined);
    // Taken out at once: a browser empties the list when the event is over, and React may look later.
    const added = [...list];
    setFiles((now) => [...now, ...added]);
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
    <div className="composer" data-over={over} data-reader={reads?.who} onDrop={onDrop} onDragOver={onDragOver} onDragLeave={() => setOver(false)}>
      {reads && (
        <p className="reader" id={readerId} role="status">
          {reads.icon} {reads.text}
        </p>
      )}
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
          aria-describedby={reads ? readerId : undefined}
          aria-autocomplete={mentionable.length > 0 ? "list" : undefined}
          aria-controls={isOpen ? listId : undefined}
          aria-activedescendant={isOpen ? `${listId}-${highlighted}` : undefined}
          onChange={(event) => write(event.target.value, event.target.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <Files files={files} onRemove={(file) => setFiles((now) => now.filter((other) => other !== file))} />
        {files.length > 0 && (
          <p className={size > MOST_BYTES ? "composer-size over" : "composer-size"} role="status">
            {t(size > MOST_BYTES ? "composer.sizeOver" : "composer.size", { size: megabytes(size, language), most: megabytes(MOST_BYTES, language) })}
          </p>
        )}
        <div className="composer-tools">
          {bot && (
            <Tooltip content={`${t("composer.mention", { name: bot.name })} (@)`} relationship="description" positioning="below">
              <Button
                className="mention-chip"
                appearance="subtle"
                size="small"
                disabledFocusable={isToBot}
                onClick={() => address(bot)}
                data-act="mention"
              >
                @{bot.name}
              </Button>
            </Tooltip>
          )}
          {!isChange && (
            <Tooltip content={`${t("composer.attach")} (${most})`} relationship="label">
              <Button appearance="subtle" size="small" icon={<AttachRegular />} onClick={() => picker.current?.click()} data-act="attach" />
            </Tooltip>
          )}
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
          <span className="composer-gap" />
          {onCancel && (
            <Tooltip content={`${t("composer.cancel")} (Esc)`} relationship="label">
              <Button appearance="transparent" size="small" icon={<DismissRegular />} onClick={onCancel} data-act="cancel" />
            </Tooltip>
          )}
          <Tooltip content={`${isChange ? t("composer.save") : (reads?.send ?? t("composer.send"))} (Enter)`} relationship="label">
            <Button
              appearance="transparent"
              size="small"
              className="composer-send"
              icon={isChange ? <CheckmarkFilled /> : <SendFilled />}
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
