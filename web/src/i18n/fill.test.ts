import { beforeAll, expect, test } from "vitest";
import en from "./en.json";
import { fill, load } from "./fill";
import { chosen } from "./index";
import ja from "./ja.json";

beforeAll(() => load("ja", "en"));

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

test("both languages have the same texts with the same places to fill", () => {
  expect(Object.keys(ja)).toEqual(Object.keys(en));
  for (const [key, text] of Object.entries(en)) {
    expect(places(ja[key as keyof typeof ja]), key).toEqual(places(text));
    expect(text.trim(), key).not.toBe("");
  }
});

test("a value that itself looks like a place is not filled again", () => {
  expect(fill("en", "composer.ask", { name: "{name}" })).toBe("Ask {name}");
  expect(fill("ja", "unread.count", { count: 0 })).toBe("未読 0 件");
});

test("the language is the chosen one, else the browser's first of the two, else English", () => {
  expect(chosen("en", ["ja-JP"])).toBe("en");
  expect(chosen("fr", ["fr", "ja-JP", "en"])).toBe("ja");
  expect(chosen(undefined, ["en-GB", "ja"])).toBe("en");
  expect(chosen(undefined, ["de"])).toBe("en");
});
