import type { Language } from "../../i18n";
import type { Chat, Person, World } from "../world/types";

export const nameOf = (person: Person, language: Language): string =>
  (language === "en" && person.nameEn) || person.name;

export const titleOf = (person: Person, language: Language): string | undefined =>
  (language === "en" && person.titleEn) || person.title || undefined;

/** A channel's team in the page's language; the channel itself where it has none. */
export const teamName = (channel: Chat, language: Language): string =>
  (language === "ja" && channel.team?.nameJa) || channel.team?.name || channel.name;

/** The name under a message: the person's in the page's language, else what Teams says. */
export function senderName(world: World, from: { id: string; name: string }, language: Language): string {
  const person = world.people.find((known) => known.id === from.id);
  return person ? nameOf(person, language) : from.name;
}

/** Two letters for the round picture: of a Japanese name its family name, otherwise first and last initial. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s\u3000・]+/u).filter(Boolean);
  const first = words[0] ?? "";
  if (/^[\p{Script=Han}\p{Script=Hiragana}]/u.test(first)) return [...first].slice(0, 2).join("");
  if (words.length === 1 && /^[A-Z]{2,3}$/.test(first)) return first.slice(0, 2);
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return ([...first].slice(0, 1).join("") + [...last].slice(0, 1).join("")).toUpperCase();
}
