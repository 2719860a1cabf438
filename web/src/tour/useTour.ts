import { useCallback, useEffect, useState } from "react";
import type { Seating, Seats } from "../box/seats";
import type { Acts } from "../box/useActs";
import { useWorld } from "../box/world/World";
import type { World } from "../box/world/types";
import { useSpeech } from "../i18n";
import { useRemembered } from "../session/remembered";
import { perform, sit, type Obstacle } from "./deeds";
import { begin, look, newestSights, stepBack, stepOn, type Progress } from "./progress";
import { tours, type Step } from "./steps";

export interface Tour {
  isRunning: boolean;
  step: Step | undefined;
  /** What "do it for me" would do; null when there is only something to watch. */
  deed: Step["do"];
  index: number;
  count: number;
  isReached: boolean;
  isBusy: boolean;
  /** The id of the newest card that the tour has seen. */
  newest: string | undefined;
  obstacle: Obstacle | undefined;
  begin: () => void;
  doIt: () => void;
  next: () => void;
  back: () => void;
  end: () => void;
}

interface Stage {
  world: World;
  seats: Seats;
  seating: Seating;
  acts: Acts;
  onSide: (side: "chat" | "channel") => void;
}

/** What is remembered once somebody has ended the tour, so that it does not open by itself again. */
const ENDED = "ended";

/** The tour's state and its buttons. It opens by itself for somebody who sees the page for the first time. */
export function useTour({ world, seating, acts, onSide }: Stage): Tour {
  const { language } = useSpeech();
  const { messages } = useWorld();
  const [kept, setKept] = useRemembered("tour");
  const [progress, setProgress] = useState<Progress | undefined>(() =>
    kept === undefined ? begin(messages, language) : read(kept),
  );
  const [isBusy, setBusy] = useState(false);
  const [obstacle, setObstacle] = useState<Obstacle>();

  const keep = useCallback(
    (next: Progress | undefined) => {
      setProgress(next);
      setObstacle(undefined);
      setKept(next ? JSON.stringify(next) : ENDED);
    },
    [setKept],
  );

  const steps = tours[progress?.language ?? language];

  useEffect(() => {
    if (!progress) return;
    const seen = look(progress, messages, world, steps);
    if (seen !== progress) keep(seen);
  }, [progress, messages, world, steps, keep]);

  const deed = (progress && steps[progress.step]?.do) ?? null;
  const stage = { world, seating, acts, onSide };
  const doIt = async () => {
    if (!progress || !deed || isBusy) return;
    setBusy(true);
    setObstacle(undefined);
    setObstacle(await perform(deed, progress, stage));
    setBusy(false);
  };

  return {
    isRunning: progress !== undefined,
    step: progress && tours[language][progress.step],
    deed,
    index: progress?.step ?? 0,
    count: steps.length,
    isReached: progress?.reached ?? false,
    isBusy,
    newest: progress && newestSights(progress)[0],
    obstacle,
    begin: () => {
      const fresh = begin(messages, language);
      keep(fresh);
      const opening = tours[language][0]?.do;
      if (opening) sit(opening, fresh, stage);
    },
    doIt: () => void doIt(),
    next: () => progress && keep(stepOn(progress)),
    back: () => progress && keep(stepBack(progress)),
    end: () => keep(undefined),
  };
}

/** What was remembered, where it still is a progress. */
export function read(kept: string): Progress | undefined {
  if (kept === ENDED) return undefined;
  try {
    const progress = JSON.parse(kept) as Progress;
    const steps = tours[progress.language];
    return Number.isInteger(progress.step) && steps?.[progress.step] && progress.sights ? progress : undefined;
  } catch {
    return undefined;
  }
}
