import { Toast, ToastBody, useToastController } from "@fluentui/react-components";
import { useMemo } from "react";
import { useSpeech, type Language } from "../i18n";
import { outcomeOf } from "./message/answer";
import type { Marked } from "./compose/mentions";
import * as api from "./world/api";
import { chatOf } from "./world/messages";
import type { CardPress } from "../card/press";
import type { Message, OutgoingMessage } from "./world/types";

/** Where short notices appear. */
export const TOASTER = "box";

/** What a person can do; each resolves to what went wrong, in words that say what to do, or to undefined. */
export interface Acts {
  say: (chat: string, message: OutgoingMessage) => Promise<string | undefined>;
  edit: (message: Message, as: string, change: Marked) => Promise<string | undefined>;
  remove: (message: Message, as: string) => Promise<string | undefined>;
  restore: (message: Message, as: string) => Promise<string | undefined>;
  press: (message: Message, as: string, pressed: CardPress) => Promise<string | undefined>;
  install: (chat: string, as: string) => Promise<string | undefined>;
  reset: () => Promise<string | undefined>;
  /** Begins the world anew in another language. */
  restage: (language: Language) => Promise<string | undefined>;
}

export function useActs(): Acts {
  const { t } = useSpeech();
  const { dispatchToast } = useToastController(TOASTER);

  return useMemo(() => {
    const words = (failure: unknown): string => {
      if (!(failure instanceof api.CallError)) return t("error.unknown", { why: String(failure) });
      if (failure.status === 0) return t("error.noServer");
      if (failure.status === 413) return t("error.tooLarge");
      if (failure.status === 502 || failure.status === 504) return t("error.botSilent", { why: failure.message });
      return t("error.refused", { why: failure.message });
    };
    const attempt = (act: () => Promise<unknown>) => act().then(() => undefined, words);

    const press: Acts["press"] = async (message, as, pressed) => {
      try {
        const outcome = outcomeOf(await api.press(chatOf(message.chat), message.id, as, pressed));
        if (outcome.kind === "trouble") return outcome.text ?? t("error.cardRefused");
        if (outcome.kind === "toast" && outcome.text !== "") {
          dispatchToast(
            <Toast>
              <ToastBody className="toast">{outcome.text}</ToastBody>
            </Toast>,
            { intent: "info", timeout: 6000 },
          );
        }
        return undefined;
      } catch (failure) {
        return words(failure);
      }
    };
    return {
      say: (chat, message) => attempt(() => api.say(chat, message)),
      edit: (message, as, { text, mentions }) => attempt(() => api.edit(chatOf(message.chat), message.id, { from: as, text, mentions })),
      remove: (message, as) => attempt(() => api.remove(chatOf(message.chat), message.id, as)),
      restore: (message, as) => attempt(() => api.restore(chatOf(message.chat), message.id, as)),
      press,
      install: (chat, as) => attempt(() => api.install(chat, as)),
      reset: () => attempt(() => api.reset()),
      restage: (language) => attempt(() => api.restage(language)),
    };
  }, [t, dispatchToast]);
}
