import { useSpeech } from "../../i18n";
import { Face } from "../people/Face";
import { senderName } from "../people/names";
import type { World } from "../world/types";

/** The three dots of whoever is typing in a chat, save the one who looks at it. */
export function Typing({ world, who, self }: { world: World; who: readonly string[] | undefined; self: string }) {
  const { language, t } = useSpeech();
  const others = who?.filter((id) => id !== self) ?? [];
  return (
    <div className="typing-place" aria-live="polite">
      {others.map((id) => {
        const isBot = id === world.bot.id;
        const name = senderName(world, { id, name: isBot ? world.bot.name : id }, language);
        return (
          <div key={id} className="typing">
            <Face name={name} id={id} isBot={isBot} size={24} />
            <span className="typing-dots" aria-hidden>
              <i />
              <i />
              <i />
            </span>
            <span className="unseen-by-eye">{t("typing.now", { name })}</span>
          </div>
        );
      })}
    </div>
  );
}
