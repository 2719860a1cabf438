// The mock's little company: one requester for each language, two agents of IT, one of HR.

export const BOT = { id: "28:bot", name: "Madoguchi" };

const person = (key, name, nameEn, locale, agentOf = [], title = undefined) => ({
  id: `29:${key}`,
  key,
  name,
  nameEn,
  directoryId: `00000000-0000-0000-0000-${key}`,
  locale,
  title,
  agentOf,
});

export const PEOPLE = [
  person("sato", "佐藤 美咲", "Misaki Sato", "ja-JP", [], "営業部 主任"),
  person("yamamoto", "山本 拓也", "Takuya Yamamoto", "ja-JP", [], "品質保証部"),
  person("miller", "エマ・ミラー", "Emma Miller", "en-US", [], "海外事業部 製品担当"),
  person("tanaka", "田中 健", "Ken Tanaka", "ja-JP", ["IT"], "情報システム部"),
  person("kobayashi", "小林 彩", "Aya Kobayashi", "ja-JP", ["IT"], "情報システム部"),
  person("ito", "伊藤 直子", "Naoko Ito", "ja-JP", ["HR"], "人事部"),
];

const channel = (team, key, members) => ({
  id: `19:${key}@thread.tacv2`,
  kind: "channel",
  name: "窓口",
  team: { id: `19:team-${key}@thread.tacv2`, name: team },
  members: members.map((one) => `29:${one}`),
});

export const GROUP = "19:group@thread.v2";

/** The world, and how it can be begun anew in another language; then everybody in it speaks that language. */
export const world = (staging) => ({
  tenant: "0b6a6d7e-4c1f-4f0a-9d35-3a5f1c7e0001",
  bot: BOT,
  ...(staging ? { staging } : {}),
  people: staging?.language === "en" ? PEOPLE.map((one) => ({ ...one, name: one.nameEn, title: undefined, locale: "en-US" })) : PEOPLE,
  chats: [
    ...PEOPLE.map(({ id, key, name }) => ({ id: `a:${key}`, kind: "personal", name, members: [id] })),
    { id: GROUP, kind: "groupChat", name: "営業と品質", members: ["29:sato", "29:yamamoto", "29:miller"] },
    channel("IT", "it", ["tanaka", "kobayashi"]),
    channel("HR", "hr", ["ito"]),
  ],
});
