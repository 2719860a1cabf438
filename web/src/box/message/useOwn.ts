import { useState } from "react";
import type { Marked, Mentionable } from "../compose/mentions";
import type { Acts } from "../useActs";
import type { Message, Person } from "../world/types";

/** What an author can do with a message of their own, and how far they are with it. */
export interface Own {
  isEditing: boolean;
  /** Has just been taken back: whoever did it finds the way back under their hand. */
  isJustRemoved: boolean;
  /** What went wrong with the last try, in words for the person. */
  trouble: string | undefined;
  mentionable: readonly Mentionable[];
  edit: () => void;
  /** Leaves the editing box without a change. */
  leave: () => void;
  save: (change: Marked) => Promise<string | undefined>;
  remove: () => void;
  restore: () => void;
}

interface Author {
  self: Person;
  mentionable: readonly Mentionable[];
  acts: Acts;
}

interface Authoring {
  /** Undefined for messages of others. */
  of: (message: Message) => Own | undefined;
  /** Begins to change the newest own message of a list, if there is one. */
  editLast: (list: readonly Message[]) => void;
}

/** What one person does with their messages in one place. One message is changed at a time. */
export function useOwn({ self, mentionable, acts }: Author): Authoring {
  const [editing, setEditing] = useState<string>();
  const [removed, setRemoved] = useState<string>();
  const [failed, setFailed] = useState<{ id: string; why: string }>();

  const isOwn = (message: Message) => message.from.id === self.id && !message.from.isBot;
  const leave = (id: string) => {
    setEditing(undefined);
    focusMenu(id);
  };
  const attempt = async (id: string, act: () => Promise<string | undefined>) => {
    setFailed(undefined);
    const why = await act();
    if (why !== undefined) setFailed({ id, why });
    return why;
  };

  const of = (message: Message): Own | undefined => {
    if (!isOwn(message)) return undefined;
    const { id } = message;
    return {
      isEditing: editing === id && !message.deleted,
      isJustRemoved: removed === id,
      trouble: failed?.id === id ? failed.why : undefined,
      mentionable,
      edit: () => setEditing(id),
      leave: () => leave(id),
      save: async (change) => {
        const why = await acts.edit(message, self.id, change);
        if (why === undefined) leave(id);
        return why;
      },
      remove: () => {
        setRemoved(id);
        void attempt(id, () => acts.remove(message, self.id));
      },
      restore: () => {
        setRemoved(undefined);
        void attempt(id, () => acts.restore(message, self.id)).then((why) => why === undefined && focusMenu(id));
      },
    };
  };

  const editLast = (list: readonly Message[]) => {
    const last = list.findLast((message) => isOwn(message) && !message.deleted);
    if (last) setEditing(last.id);
  };
  return { of, editLast };
}

/** Where the keyboard goes on once a message is back in its place. */
function focusMenu(id: string): void {
  const find = () => document.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"] [data-act="message-menu"]`);
  // After the message is drawn again, in one or two frames.
  requestAnimationFrame(() => requestAnimationFrame(() => find()?.focus({ preventScroll: true })));
}
