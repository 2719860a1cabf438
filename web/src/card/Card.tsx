import { Button, MessageBar, MessageBarActions, MessageBarBody, Spinner } from "@fluentui/react-components";
import { DismissRegular } from "@fluentui/react-icons";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useSpeech } from "../i18n";
import type { CardPress } from "./press";
import type { Pressed } from "./renderer";
import "./card.css";

interface Props {
  content: unknown;
  /** Carries a press to the bot; resolves to what went wrong in words for the person, or undefined. */
  onPress: (pressed: CardPress) => Promise<string | undefined>;
  /** It is only to be read: its buttons can be neither pressed nor reached. */
  still?: boolean;
}

/** The renderer weighs as much as a small library: it is fetched with the first card. */
const renderer = () => import("./renderer");

export function Card({ content, onPress, still = false }: Props) {
  const { t } = useSpeech();
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(onPress);
  const [phase, setPhase] = useState<"loading" | "drawn" | "broken">("loading");
  const [trouble, setTrouble] = useState<string>();
  // The same content drawn again would lose what a person is typing into the card.
  const json = JSON.stringify(content);

  useLayoutEffect(() => {
    latest.current = onPress;
  }, [onPress]);

  useEffect(() => {
    let stale = false;
    const press = async ({ button, ...pressed }: Pressed) => {
      setTrouble(undefined);
      const release = hold(place.current, button);
      const went = await latest.current(pressed);
      release();
      // Also where the card has changed meanwhile: who comes second in a race sees the winner's card and is told why.
      setTrouble(went);
    };
    renderer()
      .then(({ draw }) => {
        if (stale || !place.current) return;
        const drawn = draw(JSON.parse(json), (pressed) => void press(pressed));
        if (drawn && still) for (const button of drawn.querySelectorAll("button")) button.inert = true;
        if (drawn) swap(place.current, drawn);
        setPhase(drawn ? "drawn" : "broken");
      })
      .catch(() => setPhase("broken"));
    return () => {
      stale = true;
    };
  }, [json, still]);

  return (
    <div className="card" data-phase={phase} data-width={widthOf(content)}>
      {phase === "loading" && <Spinner size="tiny" label={t("card.loading")} />}
      {phase === "broken" && <p className="card-broken">{t("card.broken")}</p>}
      <div ref={place} tabIndex={-1} role="group" aria-label={t("card.label")} className="card-place" />
      {trouble && (
        <MessageBar intent="error" className="card-trouble" role="alert">
          <MessageBarBody>{trouble}</MessageBarBody>
          <MessageBarActions
            containerAction={
              <Button appearance="transparent" icon={<DismissRegular />} aria-label={t("card.dismiss")} onClick={() => setTrouble(undefined)} />
            }
          />
        </MessageBar>
      )}
    </div>
  );
}

/** Teams draws a card as wide as its place when the card asks for it. */
const widthOf = (content: unknown): string | undefined =>
  (content as { msteams?: { width?: unknown } } | null)?.msteams?.width === "Full" ? "full" : undefined;

/** Puts the new drawing in place; a person who stood on the old one stands on the new one afterwards. */
function swap(place: HTMLElement, drawn: HTMLElement): void {
  const stoodHere = place.contains(document.activeElement);
  place.replaceChildren(drawn);
  if (stoodHere) place.focus({ preventScroll: true });
}

/** Makes every button of the card wait, the pressed one visibly; the returned function ends the wait. */
function hold(place: HTMLElement | null, pressed: HTMLElement | undefined): () => void {
  const buttons = [...(place?.querySelectorAll<HTMLButtonElement>("button") ?? [])].filter((button) => !button.disabled);
  for (const button of buttons) button.disabled = true;
  pressed?.setAttribute("aria-busy", "true");
  return () => {
    for (const button of buttons) button.disabled = false;
    pressed?.removeAttribute("aria-busy");
    if (pressed?.isConnected && document.activeElement === document.body) pressed.focus({ preventScroll: true });
  };
}
