import { expect, test } from "vitest";
import { curve, periodOf, type Day } from "./figures";

const day = (day: string, questions: number, answered: number, verified = 0) => ({ day, questions, answered, verified }) as Day;

test("a day is told with the six before it, and a quiet one does not leap", () => {
  const points = curve([day("2026-11-01", 10, 2), day("2026-11-02", 0, 0), day("2026-11-03", 10, 8, 4)]);
  expect(points.map(({ answered, verified }) => [answered, verified])).toEqual([[0.2, 0], [0.2, 0], [0.5, 0.2]]);
});

test("what lies more than a week back no longer counts, and days before the first question are left out", () => {
  const quiet = Array.from({ length: 7 }, (_, index) => day(`2026-11-0${index + 2}`, 1, 1));
  const points = curve([day("2026-10-31", 0, 0), day("2026-11-01", 100, 0), ...quiet]);
  expect(points).toHaveLength(8);
  expect(points.at(-1)?.answered).toBe(1);
  expect(points[0]?.answered).toBe(0);
});

test("a period ends today by the clock of the browser", () => {
  expect(periodOf(30, new Date(2026, 10, 30, 23, 59))).toMatchObject({ from: "2026-11-01", to: "2026-11-30" });
  expect(periodOf(1, new Date(2026, 2, 1))).toMatchObject({ from: "2026-03-01", to: "2026-03-01" });
});
