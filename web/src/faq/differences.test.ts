import { expect, test } from "vitest";
import { differences } from "./differences";

const marked = (from: string, to: string) =>
  differences(from, to)
    .map(({ kind, text }) => (kind === "in" ? `[+${text}]` : kind === "out" ? `[-${text}]` : text))
    .join("");

test("what was taken out and what came in is told word by word", () => {
  expect(marked("Ask the front desk.", "Ask the help desk.")).toBe("Ask the [-front][+help] desk.");
});

test("Japanese is compared by its words, too", () => {
  expect(marked("総務の窓口へどうぞ", "情シスの窓口へどうぞ")).toMatch(/の窓口へどうぞ$/);
});

test("what is the same has no marks", () => {
  expect(marked("同じです", "同じです")).toBe("同じです");
});
