import * as AC from "adaptivecards";
import { follow, isLink } from "../text/links";
import { toHtml } from "../text/markdown";
import type { CardPress } from "./press";
import { hostConfig } from "./hostConfig";
import { verbsIn } from "./verbs";

/** What a press of a button means to the page. `button` is the element that was pressed. */
export interface Pressed extends CardPress {
  button: HTMLElement | undefined;
}

/** A button of ours: it carries its verb, and a few data that tell twins apart, so that tests and the tour find it. */
class Execute extends AC.ExecuteAction {
  override render(): void {
    super.render();
    tag(this, this.verb, this.data);
  }
}

class Submit extends AC.SubmitAction {
  override render(): void {
    super.render();
    tag(this, verbOf(this.data), this.data);
  }
}

class ShowCard extends AC.ShowCardAction {
  private verbs: string[] = [];

  protected override internalParse(source: unknown, context: AC.SerializationContext): void {
    super.internalParse(source, context);
    this.verbs = verbsIn((source as { card?: unknown }).card);
  }

  override render(): void {
    super.render();
    this.renderedElement?.setAttribute("data-shows", this.verbs.join(" "));
  }
}

/** The renderer also puts the address into a link of its own, so a bad one must be gone before it draws. */
class OpenUrl extends AC.OpenUrlAction {
  override getHref(): string | undefined {
    const address = super.getHref();
    return address !== undefined && isLink(address) ? address : undefined;
  }

  override render(): void {
    super.render();
    if (this.getHref() === undefined) this.renderedElement?.setAttribute("disabled", "");
  }
}

/** A run of text that opens an address is a real link, with a menu of its own; one whose address may not be followed is text. */
class Run extends AC.TextRun {
  protected override internalRender(): HTMLElement | undefined {
    if (!(this.selectAction instanceof OpenUrl)) return super.internalRender();
    const address = this.selectAction.getHref();
    const run = super.internalRender();
    const link = run?.querySelector("a");
    if (!link) return run;
    if (address === undefined) {
      link.replaceWith(link.textContent ?? "");
      return run;
    }
    link.onclick = null;
    link.removeAttribute("role");
    link.removeAttribute("aria-label");
    Object.assign(link, { href: address, title: address, target: "_blank", rel: "noopener noreferrer" });
    return run;
  }
}

function tag(action: AC.Action, verb: string | undefined, data: unknown): void {
  const button = action.renderedElement;
  if (!button || verb === undefined) return;
  button.dataset.verb = verb;
  const helpful = (data as { helpful?: unknown } | undefined)?.helpful;
  if (typeof helpful === "boolean") button.dataset.helpful = String(helpful);
}

const verbOf = (data: unknown): string | undefined => {
  const verb = (data as { verb?: unknown } | undefined)?.verb;
  return typeof verb === "string" ? verb : undefined;
};

const actions = new AC.CardObjectRegistry<AC.Action>();
AC.GlobalRegistry.populateWithDefaultActions(actions);
actions.register("Action.Execute", Execute, AC.Versions.v1_4);
actions.register("Action.Submit", Submit);
actions.register("Action.ShowCard", ShowCard);
actions.register("Action.OpenUrl", OpenUrl);

const elements = new AC.CardObjectRegistry<AC.CardElement>();
AC.GlobalRegistry.populateWithDefaultElements(elements);
elements.register("TextRun", Run, AC.Versions.v1_2);

const config = new AC.HostConfig(hostConfig);

AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = toHtml(text);
  result.didProcess = true;
};

/** Draws a card; undefined when the content is not a card that can be drawn. */
export function draw(content: unknown, onPress: (pressed: Pressed) => void): HTMLElement | undefined {
  const card = new AC.AdaptiveCard();
  card.hostConfig = config;
  card.onExecuteAction = (action) => {
    if (action instanceof AC.OpenUrlAction) return follow(action.getHref() ?? "");
    if (!(action instanceof AC.SubmitActionBase)) return;
    const data = (action.data ?? {}) as Record<string, unknown>;
    const isExecute = action instanceof AC.ExecuteAction;
    onPress({
      verb: (isExecute ? action.verb : verbOf(data)) ?? "",
      data,
      kind: isExecute ? "execute" : "submit",
      button: action.renderedElement,
    });
  };
  // A link in a card's text leaves to a new page by its own target and rel; the renderer need not act.
  card.onAnchorClicked = () => false;
  try {
    const context = new AC.SerializationContext(AC.Versions.v1_6);
    context.setActionRegistry(actions);
    context.setElementRegistry(elements);
    card.parse(content, context);
    return card.render();
  } catch {
    return undefined;
  }
}
