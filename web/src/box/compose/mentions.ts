import type { Chat, Person, World } from "../world/types";

/** Somebody who can be mentioned: `id` is `"bot"` or a person's id. */
export interface Mentionable {
  id: string;
  name: string;
}

export interface Marked {
  text: string;
  mentions: string[];
}

/** Turns every `@Name` of a known name into Teams' `<at>Name</at>` and says who was mentioned. */
export function markMentions(text: string, known: readonly Mentionable[]): Marked {
  const longestFirst = [...known].sort((a, b) => b.name.length - a.name.length);
  const mentions = new Set<string>();
  const names = longestFirst.map((one) => escape(one.name)).join("|");
  if (names === "") return { text, mentions: [] };
  // Not inside a mail address, and not the beginning of a longer Latin word.
  const marked = text.replace(new RegExp(`(?<![\\w.])[@＠](${names})(?![a-z0-9_])`, "gi"), (_, found: string) => {
    const one = longestFirst.find((candidate) => candidate.name.toLowerCase() === found.toLowerCase());
    if (one) mentions.add(one.id);
    return `<at>${one?.name ?? found}</at>`;
  });
  return { text: marked, mentions: [...mentions] };
}

/** The same text with the bot mentioned at its start, unless it is mentioned already. */
export function toBot(marked: Marked, bot: Mentionable): Marked {
  if (marked.mentions.includes(bot.id)) return marked;
  return { text: `<at>${bot.name}</at> ${marked.text}`, mentions: [bot.id, ...marked.mentions] };
}

/** What stands between the last `@` and the caret while a name is being typed; undefined when none is. */
export function nameBeingTyped(text: string, caret: number): { from: number; typed: string } | undefined {
  const before = text.slice(0, caret);
  const found = /(?:^|[^\w.])[@＠]([^\s@＠]{0,30})$/u.exec(before);
  if (!found) return undefined;
  const typed = found[1] ?? "";
  return { from: caret - typed.length - 1, typed };
}

/** Who fits what was typed after the `@`. */
export function offer(known: readonly Mentionable[], typed: string): Mentionable[] {
  const wanted = typed.toLowerCase();
  return known.filter((one) => one.name.toLowerCase().replace(/[\s\u3000]/g, "").includes(wanted)).slice(0, 6);
}

const escape = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Everybody of a chat but oneself, the assistant first; by the names that Teams knows, which a mention must repeat. */
export function mentionable(world: World, chat: Chat, self: Person): Mentionable[] {
  const others = world.people.filter((person) => chat.members.includes(person.id) && person.id !== self.id);
  return [{ id: "bot", name: world.bot.name }, ...others.map(({ id, name }) => ({ id, name }))];
}
