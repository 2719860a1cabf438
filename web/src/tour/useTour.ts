import { useEffect, useState } from "react";
import type { Seating, Seats } from "../box/seats";
import type { Acts } from "../box/useActs";
import { useWorld } from "../box/world/World";
import type { World } from "../box/world/types";
import { useSpeech } from "../i18n";
import { recall, remember } from "../session/remembered";
import { closeTicket, perform, sit, type Obstacle } from "./deeds";
import { begin, heldBy, isKnown, isStale, look, newestSights, stepBack, stepOn, stepTo, type Progress } from "./progress";
import { tours, type Step } from "./steps";

/** Why a step does not come to its end, and so what the guide says and offers. */
export type Hint =
  | { kind: "failed"; why: string }
  /** An open ticket takes what is asked; it can be closed. */
  | { kind: "held" }
  /** The assistant knows already; the tour can go on. */
  | { kind: "known" }
  /** What the step works on is not there; the step that brings it is. */
  | { kind: "missing"; needs: number | undefined }
  | { kind: "late"; needs: number | undefined };

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
  hint: Hint | undefined;
  begin: () => void;
  doIt: () => void;
  /** Closes the ticket that holds the step up, then does the step. */
  clear: () => void;
  goTo: (index: number) => void;
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

/** After what time without its end a step says what may be wrong, in milliseconds: done by us, and only watched. */
const LATE = { done: 8_000, watched: 75_000 };

/** The tour's state and its buttons. It opens by itself for somebody who sees the page for the first time. */
export function useTour({ world, seating, acts, onSide }: Stage): Tour {
  const { language } = useSpeech();
  const { messages } = useWorld();
  const [progress, setProgress] = useState<Progress | undefined>(() => {
    const kept = recall("tour");
    return kept === undefined ? begin(messages, language) : read(kept);
  });
  const [isBusy, setBusy] = useState(false);
  const [obstacle, setObstacle] = useState<Obstacle>();
  /** How often this step was done; a step that is done again gets its time again. */
  const [tries, setTries] = useState(0);
  const [isLate, setLate] = useState(false);

  useEffect(() => {
    remember("tour", progress ? JSON.stringify(progress) : ENDED);
    setObstacle(undefined);
  }, [progress]);

  const steps = tours[language];
  const index = progress?.step ?? 0;
  const step = progress && steps[index];
  const deed = step?.do ?? null;
  const stage = { world, seating, acts, onSide };
  // From the progress as it is by then: a press may come between a look at the page and the keeping of what it found.
  const change = (to: (now: Progress) => Progress) => setProgress((now) => now && to(now));
  // A press is meant for the step that was shown.
  const move = (to: (now: Progress) => Progress) => change((now) => (now.step === index ? to(now) : now));
  const beginAnew = () => {
    const fresh = begin(messages, language);
    setProgress(fresh);
    const opening = steps[0]?.do;
    if (opening) sit(opening, fresh, stage);
  };

  useEffect(() => {
    if (!progress) return;
    if (isStale(progress, messages, language)) return beginAnew();
    change((now) => look(now, messages, world, steps));
  });

  const isReached = progress?.reached ?? false;
  useEffect(() => setTries(0), [index]);
  useEffect(() => {
    setLate(false);
    if (isReached || isBusy || (deed && tries === 0)) return;
    const timer = window.setTimeout(() => setLate(true), deed ? LATE.done : LATE.watched);
    return () => window.clearTimeout(timer);
  }, [index, isReached, isBusy, deed, tries]);

  const attempt = async (act: () => Promise<Obstacle | undefined>) => {
    if (isBusy) return;
    setBusy(true);
    setObstacle(undefined);
    setObstacle(await act());
    setTries((count) => count + 1);
    setBusy(false);
  };
  const held = progress && heldBy(progress, messages, world, steps);
  const needs = step?.needs === undefined ? undefined : steps.findIndex((one) => one.id === step.needs);

  const hint = (): Hint | undefined => {
    if (!progress || isReached) return undefined;
    if (held) return { kind: "held" };
    if (isKnown(progress, messages, world, steps)) return { kind: "known" };
    if (obstacle?.kind === "failed") return obstacle;
    if (obstacle) return { kind: "missing", needs };
    return isLate && step?.late ? { kind: "late", needs } : undefined;
  };

  return {
    isRunning: progress !== undefined,
    step,
    deed,
    index,
    count: steps.length,
    isReached,
    isBusy,
    newest: progress && newestSights(progress)[0],
    hint: hint(),
    begin: beginAnew,
    doIt: () => progress && deed && void attempt(() => perform(deed, progress, stage)),
    clear: () => {
      if (!progress || !held || !deed) return;
      void attempt(async () => (await closeTicket(held, stage)) ?? perform(deed, progress, stage));
    },
    goTo: (to) => change((now) => stepTo(now, to, messages)),
    next: () => move(stepOn),
    back: () => move(stepBack),
    end: () => setProgress(undefined),
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
