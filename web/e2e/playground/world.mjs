// Who and what there is in a Playground: one organisation, one Teams team with a channel for the agents.

const person = (number, account, surname, givenName) => ({
  id: `29:${account}`,
  name: `${surname} ${givenName}`,
  userPrincipleName: `${account}@example.com`,
  aadObjectId: `7a1b6c3e-2f4d-4a5b-8c6d-9e0f1a2b3c0${number}`,
  givenName,
  surname,
  email: `${account}@example.com`,
});

/** A world like Teams' own: ids of its form, and Japanese names. It adds the channel "General" by itself. */
const OURS = {
  version: "0.1.1",
  tenantId: "0f3c9a52-6d1e-4b77-9c4e-2a5d8f0b1c01",
  bot: { id: "28:5c1e7a40-93b2-4d08-8f66-1b7d2e9a4c10", name: "Madoguchi" },
  currentUser: person(1, "sato", "佐藤", "美咲"),
  // At least five, without the current one.
  users: [
    person(2, "tanaka", "田中", "健一"),
    person(3, "suzuki", "鈴木", "花子"),
    person(4, "yamamoto", "山本", "蓮"),
    person(5, "takahashi", "高橋", "陽子"),
    person(6, "ito", "伊藤", "直樹"),
  ],
  personalChat: { id: "a:chat-of-sato" },
  groupChat: { id: "19:lunch@thread.v2", name: "お昼" },
  team: {
    id: "19:it-general@thread.tacv2",
    name: "情報システム部",
    aadGroupId: "7a1b6c3e-2f4d-4a5b-8c6d-9e0f1a2b3cff",
    channels: [{ id: "19:it-desk@thread.tacv2", name: "窓口" }],
  },
};

/** The Playground's configuration file. It is YAML; JSON is YAML too. */
export const CONFIGURATION = { name: ".m365agentsplayground.yml", text: JSON.stringify(OURS, undefined, 2) };

/**
 * What a Playground says is in it, in the parts that the story plays: who asks (its one current user; whatever is typed
 * or installed there is theirs), who answers, who comes second, and where.
 */
export async function worldOf(playground) {
  const response = await fetch(`${playground}/_internal/v1/config`);
  const { config } = await response.json();
  const [agent, colleague] = config.users;
  const [team] = config.teams;
  return {
    tenant: config.tenantId,
    bot: config.bot,
    requester: config.currentUser,
    agent,
    colleague,
    chat: config.personalChat.id,
    team,
    channel: team.channels.at(-1),
  };
}
