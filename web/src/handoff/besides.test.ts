import { expect, test } from "vitest";
import { unmarked } from "../text/answer";
import { answersOf, type Beside } from "./besides";

test("an answer is put into a chat without the marks of Markdown", () => {
  expect(unmarked("**北門**の横です。\n- rm **/*.tmp と **/*.log")).toBe("北門の横です。\n• rm **/*.tmp と **/*.log");
  expect(unmarked("2 * 3 ** 4, [x](javascript:alert(1))")).toBe("2 * 3 ** 4, [x](javascript:alert(1))");
});

test("keys belong to places: a ticket without an answer leaves its key unused", () => {
  const entry = (answer: string) => ({ answer }) as Beside["entries"][number];
  const ticket = (answer: string | null) => ({ answer }) as Beside["tickets"][number];
  const beside: Beside = { entries: ["a", "b", "c", "d"].map(entry), tickets: [ticket(null), ticket("z")] };
  expect(answersOf(beside)).toEqual({ 1: "a", 2: "b", 3: "c", 5: "z" });
  expect(answersOf(undefined)).toEqual({});
});
