// Who and what there is in the Playground: one organisation, one Teams team with a channel for the agents.
// The Playground itself adds the channel "General" and makes everybody a member of the team.

const person = (number, account, surname, givenName) => ({
  id: `29:${account}`,
  name: `${surname} ${givenName}`,
  userPrincipleName: `${account}@example.com`,
  aadObjectId: `7a1b6c3e-2f4d-4a5b-8c6d-9e0f1a2b3c0${number}`,
  givenName,
  surname,
  email: `${account}@example.com`,
});

/** Asks. The Playground has one current user; whatever is typed or installed there is theirs. */
export const SATO = person(1, "sato", "佐藤", "美咲");
/** Answers. */
export const TANAKA = person(2, "tanaka", "田中", "健一");
/** Answers too, and comes second. */
export const SUZUKI = person(3, "suzuki", "鈴木", "花子");

/** The Playground wants at least five users besides the current one. */
const OTHERS = [TANAKA, SUZUKI, person(4, "yamamoto", "山本", "蓮"), person(5, "takahashi", "高橋", "陽子"), person(6, "ito", "伊藤", "直樹")];

export const TENANT = "0f3c9a52-6d1e-4b77-9c4e-2a5d8f0b1c01";
export const BOT = { id: "28:5c1e7a40-93b2-4d08-8f66-1b7d2e9a4c10", name: "Madoguchi" };
export const TEAM = { id: "19:it-general@thread.tacv2", name: "情報システム部", aadGroupId: "7a1b6c3e-2f4d-4a5b-8c6d-9e0f1a2b3cff" };
export const CHANNEL = { id: "19:it-desk@thread.tacv2", name: "窓口" };
export const CHAT = "a:chat-of-sato";

/** The Playground's configuration file. It is YAML; JSON is YAML too. */
export const CONFIGURATION = {
  name: ".m365agentsplayground.yml",
  text: JSON.stringify(
    {
      version: "0.1.1",
      tenantId: TENANT,
      bot: BOT,
      currentUser: SATO,
      users: OTHERS,
      personalChat: { id: CHAT },
      groupChat: { id: "19:lunch@thread.v2", name: "お昼" },
      team: { ...TEAM, channels: [CHANNEL] },
    },
    undefined,
    2,
  ),
};
