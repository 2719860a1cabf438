import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { said } from "../api/cache";
import { answered, api, type Schemas } from "../api/client";

export type Figures = Schemas["FiguresView"];
export type Day = Figures["days"][number];

/** Periods that one can choose, in days. */
export const PERIODS = [7, 30, 90, 365] as const;

export interface Wanted {
  days: number;
  team: string;
  /** Minutes of an agent's time that a settled question saves. */
  minutes: number;
}

const iso = (day: Date) => `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;

/** The period as the API takes it, by the clock of the browser. */
export function periodOf(days: number, now = new Date()) {
  const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days + 1);
  return { from: iso(first), to: iso(now), offset: -now.getTimezoneOffset() };
}

export function useFigures({ days, team, minutes }: Wanted) {
  const query = { ...periodOf(days), ...said({ team }), minutes };
  return useQuery({
    queryKey: ["figures", query],
    placeholderData: keepPreviousData,
    // They cost the server more than a list: read anew each minute, not with every event.
    staleTime: 60_000,
    refetchInterval: 60_000,
    queryFn: ({ signal }) => answered(api.GET("/api/v1/figures", { signal, params: { query } })),
  });
}

/** Where the same numbers can be had as a file. */
export const fileOf = ({ days, team, minutes }: Wanted) =>
  `/api/v1/figures.csv?${new URLSearchParams({ ...periodOf(days), ...said({ team }), minutes } as unknown as Record<string, string>).toString()}`;

export interface Point {
  /** Its last day. */
  at: Date;
  /** Share, 0 to 1. */
  answered: number;
  verified: number;
}

/** Days that are told together so that a quiet day does not leap. */
const WINDOW = 7;

/**
 * The smarter-with-use curve: for every day the shares of the seven days that end with it. Days before the first question are left
 * out.
 */
export function curve(days: readonly Day[]): Point[] {
  const sum = (last: number, of: (day: Day) => number) => days.slice(Math.max(0, last - WINDOW + 1), last + 1).reduce((total, day) => total + of(day), 0);
  return days.flatMap((day, index) => {
    const questions = sum(index, (one) => one.questions);
    if (questions === 0) return [];
    const share = (of: (day: Day) => number) => sum(index, of) / questions;
    return [{ at: new Date(`${day.day}T12:00:00`), answered: share((one) => one.answered), verified: share((one) => one.verified) }];
  });
}

/** What became of questions, in the order of the chart, from the bottom. */
export const OUTCOMES = ["verified", "assumed", "undecided", "handed_over_after", "came_back", "not_helpful", "offered", "unknown"] as const;
