import { expect, test } from "vitest";
import { seatsFor } from "../seats";
import type { Chat, Person, World } from "../world/types";
import { initials } from "./names";

test.each([
  ["佐藤 美咲", "佐藤"],
  ["佐藤　美咲", "佐藤"],
  ["エマ・ミラー", "エミ"],
  ["Ken Tanaka", "KT"],
  ["Ken van der Berg", "KB"],
  ["IT", "IT"],
  ["help desk", "HD"],
  ["", ""],
])("the picture of %j says %j", (name, expected) => expect(initials(name)).toBe(expected));

const person = (key: string, locale: string, agentOf: string[] = []): Person => ({ id: `29:${key}`, key, name: key, locale, agentOf });
const personal = (key: string): Chat => ({ id: `a:${key}`, kind: "personal", name: key, members: [`29:${key}`] });
const channel = (key: string, ...members: string[]): Chat => ({ id: `19:${key}`, kind: "channel", name: key, members: members.map((one) => `29:${one}`) });
const world: World = {
  tenant: "t",
  bot: { id: "28:b", name: "Madoguchi" },
  people: [person("tanaka", "ja-JP", ["IT"]), person("sato", "ja-JP"), person("emma", "en-US")],
  chats: [
    { id: "19:g", kind: "groupChat", name: "g", members: ["29:sato", "29:emma"] },
    personal("tanaka"), personal("sato"), personal("emma"),
    channel("it", "tanaka"), channel("ga", "sato"),
  ],
};

test("the first requester asks and speaks the page's language", () => {
  expect(seatsFor(world, {}, "ja")?.requester.key).toBe("sato");
  expect(seatsFor(world, {}, "en")?.requester.key).toBe("emma");
});

test("a wish is granted as far as the world allows", () => {
  const seats = seatsFor(world, { requester: "tanaka", chat: "19:g", agent: "tanaka", channel: "19:ga" }, "ja");
  expect([seats?.requester.key, seats?.chat.id, seats?.channel.id, seats?.agent.key]).toEqual(["tanaka", "a:tanaka", "19:ga", "sato"]);
});

test("the chat with the assistant comes before the group's", () => {
  expect(seatsFor(world, { requester: "sato" }, "ja")?.requesterChats.map((chat) => chat.id)).toEqual(["a:sato", "19:g"]);
});

test("a world without channels has no seats", () => {
  expect(seatsFor({ ...world, chats: [personal("sato")] }, {}, "ja")).toBeUndefined();
});
