import { tokens } from "@fluentui/react-components";
import { LineChart } from "@fluentui/react-charts";
import { useWords } from "../console/words";
import { useSpeech } from "../i18n";
import { curve, type Figures } from "./figures";

/** The smarter-with-use curve, with a mark on every day on which drafts were published. */
export default function Curve({ figures }: { figures: Figures }) {
  const { t, language } = useSpeech();
  const { percent, day } = useWords();
  const points = curve(figures.days);
  const line = (legend: string, color: string, of: (point: (typeof points)[number]) => number) => ({
    legend,
    color,
    data: points.map((point) => ({ x: point.at, y: of(point), xAxisCalloutData: day(point.at.toISOString()), yAxisCalloutData: percent(of(point)) })),
  });
  const published = figures.days
    .map((one) => ({ at: new Date(`${one.day}T12:00:00`), number: one.drafts_approved + one.drafts_merged }))
    .filter(({ number }) => number > 0);
  return (
    <LineChart
      height={260}
      culture={language}
      data={{
        lineChartData: [
          line(t("figures.answered"), tokens.colorPaletteBlueBorderActive, (point) => point.answered),
          line(t("figures.verified"), tokens.colorPaletteGreenForeground1, (point) => point.verified),
        ],
      }}
      yMinValue={0}
      yMaxValue={1}
      yAxisTickFormat={(value: number) => percent(value)}
      customDateTimeFormatter={(at: Date) => day(at.toISOString())}
      allowMultipleShapesForPoints={false}
      enablePerfOptimization
      eventAnnotationProps={{
        events: published.map(({ at, number }) => ({ event: t("figures.mark", { count: number }), date: at, onRenderCard: () => <div>{t("figures.mark.on", { count: number, day: day(at.toISOString()) })}</div> })),
        strokeColor: tokens.colorNeutralStroke1,
        labelColor: tokens.colorNeutralForeground3,
        labelHeight: 18,
        labelWidth: 60,
        mergedLabel: (count: number) => t("figures.marks", { count }),
      }}
    />
  );
}
