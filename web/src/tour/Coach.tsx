import { Button, ProgressBar, Spinner, Tooltip } from "@fluentui/react-components";
import {
  ArrowCounterclockwiseRegular,
  ArrowLeftRegular,
  CheckmarkCircleFilled,
  DismissRegular,
  PlayFilled,
} from "@fluentui/react-icons";
import { useEffect } from "react";
import { useSpeech } from "../i18n";
import type { Tour } from "./useTour";
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
          {tour.obstacle && (
            <p className="coach-trouble" role="alert">
              {tour.obstacle.kind === "missing" ? t("tour.missing") : tour.obstacle.why}
            </p>
          )}
        </div>
        <div className="coach-buttons">
          <Tooltip content={t("tour.back")} relationship="label">
            <Button appearance="subtle" icon={<ArrowLeftRegular />} disabledFocusable={index === 0} onClick={tour.back} data-act="tour-back" />
          </Tooltip>
          <Tooltip content={t("tour.restart")} relationship="label">
            <Button appearance="subtle" icon={<ArrowCounterclockwiseRegular />} onClick={tour.begin} data-act="tour-restart" />
          </Tooltip>
          <Forward tour={tour} isLast={isLast} />
          <Tooltip content={t("tour.end")} relationship="label">
            <Button appearance="subtle" icon={<DismissRegular />} onClick={tour.end} data-act="tour-end" />
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

/** The way on: do it, go on once it is done, or leave the step out. */
function Forward({ tour, isLast }: { tour: Tour; isLast: boolean }) {
  const { t } = useSpeech();
  if (isLast) {
    return (
      <Button appearance="primary" onClick={tour.end} data-act="tour-finish">
        {t("tour.finish")}
      </Button>
    );
  }
  if (tour.isReached) {
    return (
      <Button appearance="primary" onClick={tour.next} data-act="tour-next">
        {t("tour.next")}
      </Button>
    );
  }
  return (
    <>
      {tour.deed ? (
        <Button
          appearance="primary"
          icon={tour.isBusy ? <Spinner size="extra-tiny" /> : <PlayFilled />}
          disabledFocusable={tour.isBusy}
          onClick={tour.doIt}
          data-act="tour-do"
        >
          {t("tour.doIt")}
        </Button>
      ) : (
        <Spinner size="tiny" label={t("tour.waiting")} />
      )}
      <Button appearance="subtle" onClick={tour.next} data-act="tour-skip">
        {t("tour.skip")}
      </Button>
    </>
  );
}

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
