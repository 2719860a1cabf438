import type { Seating } from "../box/seats";
import type { Acts } from "../box/useActs";
import { markMentions, toBot } from "../box/compose/mentions";
import type { World } from "../box/world/types";
import { chatOfPerson, newestSights, ticketThread, type Progress, type Thread } from "./progress";
import type { Deed } from "./steps";

export interface Stage {
  world: World;
  seating: Seating;
  acts: Acts;
  onSide: (side: "chat" | "channel") => void;
}

/** Why a deed could not be done; the page has words for each. */
export type Obstacle = { kind: "missing" } | { kind: "failed"; why: string };

/** How long a button may take to appear after somebody else took the seat, in milliseconds. */
const PATIENCE = 5000;

/** Does a step for the person: takes the seat, then says it or presses the very button that the person would press. */
export async function perform(deed: Deed, progress: Progress, stage: Stage): Promise<Obstacle | undefined> {
  sit(deed, progress, stage);
  if ("press" in deed) return pressButton(deed, progress);
  const person = stage.world.people.find((one) => one.key === deed.as);
  if (!person) return { kind: "missing" };
  const went = await (deed.where === "chat" ? sayInChat(deed, person.id, stage) : sayInThread(deed, person.id, progress, stage));
  return typeof went === "string" ? { kind: "failed", why: went } : went;
}

/** Closes a ticket that stands in the tour's way, as one of its team. */
export async function closeTicket(thread: Thread, { world, seating, onSide }: Stage): Promise<Obstacle | undefined> {
  const members = world.chats.find((chat) => chat.id === thread.channel)?.members ?? [];
  const agent = world.people.find((person) => members.includes(person.id));
  if (!agent) return { kind: "missing" };
  onSide("channel");
  seating.openChannel(thread.channel);
  seating.beAgent(agent.key);
  const button = `[data-side="channel"][data-as="${CSS.escape(agent.key)}"] [data-message="${CSS.escape(thread.root)}"] [data-verb="ticket.close"]`;
  const found = await appears(() => document.querySelector<HTMLElement>(`${button}:not(:disabled)`) ?? undefined);
  if (!found) return { kind: "missing" };
  found.click();
  const closed = await appears(() => (document.querySelector(button) ? undefined : document.body));
  return closed ? undefined : { kind: "missing" };
}

/** Brings the deed's person and place into view. */
export function sit(deed: Deed, progress: Progress, { seating, onSide }: Stage): void {
  onSide(deed.where);
  if (deed.where === "chat") return seating.beRequester(deed.as);
  const thread = ticketThread(progress);
  if (thread) seating.openChannel(thread.channel);
  seating.beAgent(deed.as);
}

async function sayInChat(deed: { as: string; say: string }, from: string, { world, acts }: Stage) {
  const chat = chatOfPerson(world, deed.as);
  if (!chat) return { kind: "missing" } as const;
  return acts.say(chat.id, { from, text: deed.say, mentions: [] });
}

async function sayInThread(deed: { say: string }, from: string, progress: Progress, { world, acts }: Stage) {
  const thread = ticketThread(progress);
  if (!thread) return { kind: "missing" } as const;
  const bot = { id: "bot", name: world.bot.name };
  // The tour's texts call the bot Madoguchi, whatever name it has here.
  const isToBot = deed.say.startsWith("@Madoguchi");
  const marked = markMentions(isToBot ? deed.say.slice("@Madoguchi".length).trimStart() : deed.say, [bot]);
  return acts.say(thread.channel, { from, threadRoot: thread.root, ...(isToBot ? toBot(marked, bot) : marked) });
}

async function pressButton(deed: { as: string; where: string; press: string }, progress: Progress): Promise<Obstacle | undefined> {
  const side = `[data-side="${deed.where}"][data-as="${CSS.escape(deed.as)}"]`;
  // Of two rating buttons the tour presses the friendly one.
  const verb = `[data-verb="${CSS.escape(deed.press)}"]:not([data-helpful="false"]):not(:disabled)`;
  const cards = newestSights(progress).map((id) => `${side} [data-message="${CSS.escape(id)}"]`);
  const shows = `[data-shows~="${CSS.escape(deed.press)}"][aria-expanded="false"]`;
  const found = await appears(() => first(cards, verb) ?? first(cards, shows));
  if (!found) return { kind: "missing" };
  found.click();
  if (found.dataset.shows === undefined) return undefined;
  const inner = await appears(() => first(cards, verb));
  inner?.click();
  return inner ? undefined : { kind: "missing" };
}

function first(cards: readonly string[], button: string): HTMLElement | undefined {
  for (const card of cards) {
    const found = document.querySelector<HTMLElement>(`${card} ${button}`);
    if (found) return found;
  }
  return undefined;
}

/** Waits until `find` finds something, looking again whenever the page changes. */
function appears(find: () => HTMLElement | undefined): Promise<HTMLElement | undefined> {
  return new Promise((resolve) => {
    const end = (found: HTMLElement | undefined) => {
      observer.disconnect();
      window.clearTimeout(timer);
      resolve(found);
    };
    const lookAgain = () => {
      const found = find();
      if (found) end(found);
    };
    const observer = new MutationObserver(lookAgain);
    const timer = window.setTimeout(() => end(undefined), PATIENCE);
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    lookAgain();
  });
}
