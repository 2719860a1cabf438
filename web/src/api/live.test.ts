import { beforeAll, expect, test } from "vitest";
import desk from "../../../crates/desk/src/event.rs?raw";
import { hasText, load } from "../i18n/fill";
import { EVENTS } from "./live";

beforeAll(() => load("en"));

const names = [...desk.matchAll(/=> "([a-z_]+\.[a-z_]+\.v\d+)"/g)].map(([, name]) => name ?? "");
/** They change nothing that a page has read, but for the log. */
const LOGGED_ONLY = ["lexicon.changed.v1", "password.renewed.v1", "session.started.v1", "session.refused.v1", "session.ended.v1", "action.refused.v1", "refusal.repeated.v1"];

test("every event of the desk makes something stale", () => {
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !(name in EVENTS) && !LOGGED_ONLY.includes(name))).toEqual([]);
  expect(Object.keys(EVENTS).filter((name) => !names.includes(name))).toEqual([]);
});

test("every event of the desk has words", () => {
  expect(names.filter((name) => !hasText(`event.${name.replace(/\.v\d+$/, "")}`))).toEqual([]);
});
