import { tokens } from "@fluentui/react-components";
import { VerticalStackedBarChart } from "@fluentui/react-charts";
import { useWords } from "../console/words";
import { useSpeech } from "../i18n";
import { OUTCOMES, type Day, type Figures } from "./figures";

/** Most bars that are told apart on a screen: longer periods are told by the week. */
const MOST_BARS = 45;

const COLOURS: Record<(typeof OUTCOMES)[number], string> = {
  verified: tokens.colorPaletteGreenForeground1,
  assumed: tokens.colorPaletteTealBorderActive,
  undecided: tokens.colorNeutralStroke1,
  handed_over_after: tokens.colorPaletteMarigoldBorderActive,
  came_back: tokens.colorPaletteDarkOrangeBorderActive,
  not_helpful: tokens.colorPaletteRedBorderActive,
  offered: tokens.colorPaletteBlueBorderActive,
  unknown: tokens.colorPaletteNavyBorderActive,
};

/** What became of the questions of each day, or of each week. */
export default function Outcomes({ figures }: { figures: Figures }) {
  const { t } = useSpeech();
  const { day } = useWords();
  const bars = figures.days.length > MOST_BARS ? weeks(figures.days) : figures.days.map((one) => [one]);
  return (
    <VerticalStackedBarChart
      height={260}
      maxBarWidth={24}
      hideTickOverlap
      data={bars.map((days) => ({
        xAxisPoint: day(`${days[0]?.day}T12:00:00`),
        chartData: OUTCOMES.map((one) => ({ legend: t(`outcome.${one}`), data: days.reduce((sum, of) => sum + of[one], 0), color: COLOURS[one] })),
      }))}
    />
  );
}

/** Seven days each, the last of them complete. */
function weeks(days: readonly Day[]): Day[][] {
  const first = days.length % 7;
  const starts = Array.from({ length: Math.floor(days.length / 7) }, (_, index) => first + index * 7);
  return [...(first > 0 ? [days.slice(0, first)] : []), ...starts.map((start) => days.slice(start, start + 7))];
}
