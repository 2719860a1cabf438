import { useCallback, useEffect, useRef, useState } from "react";
import { useSpeech, type Language } from "../../i18n";
import type { Acts } from "../useActs";
import type { Messages } from "../world/messages";
import type { World } from "../world/types";

export interface StagingState {
  /** The language the world is being begun anew in; undefined while nothing of the kind happens. */
  coming: Language | undefined;
  trouble: string | undefined;
  /** Somebody has said something here already: beginning anew would take it away. */
  isTouched: boolean;
  /** The world speaks another language than this browser prefers. */
  isForeign: boolean;
  /** Begins the world anew in a language; without a stage it is the page alone that changes. */
  change: (language: Language) => void;
}

/** How long a world may take to begin anew before the page says that it has not, in milliseconds. */
const PATIENCE = 60_000;

/** The language of the world, and the way to another one. */
export function useStaging(world: World | undefined, messages: Messages, acts: Acts): StagingState {
  const { preferred, prefer, speakAs, t } = useSpeech();
  const [coming, setComing] = useState<Language>();
  const [trouble, setTrouble] = useState<string>();
  const hasAsked = useRef(false);
  const stage = world?.staging;
  const isTouched = world !== undefined && hasWords(world, messages);

  useEffect(() => speakAs(stage?.language), [stage?.language, speakAs]);

  useEffect(() => {
    if (coming !== undefined && stage?.language === coming && stage.isSetUp) setComing(undefined);
  }, [coming, stage?.language, stage?.isSetUp]);

  useEffect(() => {
    if (coming === undefined) return;
    const timer = window.setTimeout(() => {
      setComing(undefined);
      setTrouble(t("staging.late"));
    }, PATIENCE);
    return () => window.clearTimeout(timer);
  }, [coming, t]);

  const change = useCallback(
    (language: Language) => {
      prefer(language);
      setTrouble(undefined);
      if (!stage || stage.language === language) return;
      setComing(language);
      void acts.restage(language).then((went) => {
        if (went === undefined) return;
        setComing(undefined);
        setTrouble(went);
      });
    },
    [prefer, stage, acts],
  );

  // Once, when the page opens: a world in which nobody has said anything begins in its reader's language, unless whoever
  // started it chose one.
  useEffect(() => {
    if (!stage?.isSetUp || hasAsked.current) return;
    hasAsked.current = true;
    if (!stage.isChosen && !isTouched && stage.language !== preferred) change(preferred);
  }, [stage, isTouched, preferred, change]);

  return { coming, trouble, isTouched, isForeign: stage !== undefined && stage.language !== preferred, change };
}

/** Whether a person has written anywhere but in the channels, where the demo itself speaks first. */
function hasWords(world: World, messages: Messages): boolean {
  const chats = world.chats.filter((chat) => chat.kind !== "channel");
  return chats.some((chat) => messages[chat.id]?.some((message) => !message.from.isBot));
}
