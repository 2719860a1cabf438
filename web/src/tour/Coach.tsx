import { Button, ProgressBar, Spinner, Tooltip } from "@fluentui/react-components";
import {
  ArrowCounterclockwiseRegular,
  ArrowLeftRegular,
  CheckmarkCircleFilled,
  DismissRegular,
  PlayFilled,
} from "@fluentui/react-icons";
import { useEffect, type MouseEvent } from "react";
import { useSpeech } from "../i18n";
import type { Hint, Tour } from "./useTour";
import "./coach.css";

/** The guide above the two sides: what to do now, and a button that does it. */
export function Coach({ tour }: { tour: Tour }) {
  const { t } = useSpeech();
  const { step, index, count } = tour;
  if (!step) return null;
  const isLast = index === count - 1;
  return (
    <aside className="coach" aria-label={t("tour.name")} data-step={step.id} data-reached={tour.isReached}>
      <Highlight tour={tour} />
      <div className="coach-row">
        <div className="coach-words" aria-live="polite">
          <h2>
            {tour.isReached && <CheckmarkCircleFilled className="coach-check" aria-label={t("tour.done")} />}
            {step.title}
          </h2>
          <p>{step.text}</p>
          {tour.hint && <Advice tour={tour} hint={tour.hint} />}
        </div>
        <Forward tour={tour} isLast={isLast} />
        <div className="coach-nav">
          <Tooltip content={t("tour.back")} relationship="label">
            <Button appearance="subtle" icon={<ArrowLeftRegular />} disabledFocusable={index === 0} onClick={once(tour.back)} data-act="tour-back" />
          </Tooltip>
          <Tooltip content={t("tour.restart")} relationship="label">
            <Button appearance="subtle" icon={<ArrowCounterclockwiseRegular />} onClick={once(tour.begin)} data-act="tour-restart" />
          </Tooltip>
          <Tooltip content={t("tour.end")} relationship="label">
            <Button appearance="subtle" icon={<DismissRegular />} onClick={once(tour.end)} data-act="tour-end" />
          </Tooltip>
        </div>
      </div>
      <ProgressBar
        className="coach-progress"
        value={(index + (tour.isReached || isLast ? 1 : 0)) / count}
        thickness="medium"
        aria-label={t("tour.progress", { step: index + 1, count })}
      />
    </aside>
  );
}

/** What may be wrong with a step that does not come to its end, and the way on. */
function Advice({ tour, hint }: { tour: Tour; hint: Hint }) {
  const { t } = useSpeech();
  const words: Record<Hint["kind"], string> = {
    failed: hint.kind === "failed" ? hint.why : "",
    held: t("tour.held"),
    known: t("tour.known"),
    missing: tour.step?.missing ?? t("tour.missing"),
    late: tour.step?.late ?? "",
  };
  const needs = "needs" in hint ? hint.needs : undefined;
  return (
    <p className="coach-hint" role="alert" data-hint={hint.kind}>
      {words[hint.kind]}{" "}
      {hint.kind === "held" && (
        <Button size="small" disabledFocusable={tour.isBusy} onClick={once(tour.clear)} data-act="tour-clear">
          {t("tour.clear")}
        </Button>
      )}
      {hint.kind === "known" && (
        <Button size="small" onClick={once(tour.next)} data-act="tour-next">
          {t("tour.next")}
        </Button>
      )}
      {needs !== undefined && (
        <Button size="small" onClick={once(() => tour.goTo(needs))} data-act="tour-needs">
          {t("tour.goTo", { step: needs + 1 })}
        </Button>
      )}
    </p>
  );
}

/**
 * The way on: do it, go on once it is done, or leave the step out. Both buttons keep their places, whatever they say, so that
 * nothing slides under a finger that presses twice.
 */
function Forward({ tour, isLast }: { tour: Tour; isLast: boolean }) {
  const { t } = useSpeech();
  const canSkip = !isLast && !tour.isReached;
  return (
    <div className="coach-forward">
      <Main tour={tour} isLast={isLast} />
      {canSkip && (
        <Button appearance="subtle" onClick={once(tour.next)} data-act="tour-skip">
          {t("tour.skip")}
        </Button>
      )}
    </div>
  );
}

function Main({ tour, isLast }: { tour: Tour; isLast: boolean }) {
  const { t } = useSpeech();
  if (isLast) {
    return (
      <Button appearance="primary" onClick={once(tour.end)} data-act="tour-finish">
        {t("tour.finish")}
      </Button>
    );
  }
  if (tour.isReached) {
    return (
      <Button appearance="primary" onClick={once(tour.next)} data-act="tour-next">
        {t("tour.next")}
      </Button>
    );
  }
  if (!tour.deed) return <Spinner size="tiny" label={t("tour.waiting")} />;
  return (
    <Button
      appearance="primary"
      icon={tour.isBusy ? <Spinner size="extra-tiny" /> : <PlayFilled />}
      // While a ticket takes the question away, asking again only fills that ticket: the hint has the way out.
      disabledFocusable={tour.isBusy || tour.hint?.kind === "held"}
      onClick={once(tour.doIt)}
      data-act="tour-do"
    >
      {t("tour.doIt")}
    </Button>
  );
}

/** The second press of a double click is not meant for what has come under the pointer meanwhile. */
const once = (act: () => void) => (event: MouseEvent) => {
  if (event.detail <= 1) act();
};

/** Brings what this step is about into view: its button, which glows, or the card that was waited for. */
function Highlight({ tour }: { tour: Tour }) {
  const button = buttonOf(tour);
  const card = tour.isReached && !tour.deed && tour.newest ? `[data-message="${CSS.escape(tour.newest)}"]` : undefined;
  const shown = button ?? card;
  useEffect(() => {
    if (!shown) return;
    const all = document.querySelectorAll(shown);
    all[all.length - 1]?.scrollIntoView({ block: "nearest" });
  }, [shown]);
  return button ? <style>{`${button} { animation: coach-glow 1.6s ease-in-out infinite; }`}</style> : null;
}

/** The selector of the button that this step wants pressed. */
function buttonOf({ isReached, deed }: Tour): string | undefined {
  if (isReached || !deed || !("press" in deed)) return undefined;
  const press = CSS.escape(deed.press);
  return `[data-side="${deed.where}"] :is([data-verb="${press}"], [data-shows~="${press}"]):not([data-helpful="false"])`;
}
