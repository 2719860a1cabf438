import { useCallback } from "react";
import { useSpeech } from "../i18n";

/** Who may see an entry, as the API writes it: `team:NAME` or `group:OBJECT-ID`; `null`: everyone. */
export type Audience = string[] | null;

const TEAM = "team:";
const GROUP = "group:";

export const teamGroup = (name: string) => `${TEAM}${name}`;
/** The names of the teams of an audience. */
export const teamsOf = (audience: readonly string[]) => audience.filter((one) => one.startsWith(TEAM)).map((one) => one.slice(TEAM.length));
/** The object ids of the Entra groups of an audience. */
export const groupsOf = (audience: readonly string[]) => audience.filter((one) => one.startsWith(GROUP)).map((one) => one.slice(GROUP.length));
/** An audience with the Entra groups of these object ids in the place of its own. */
export const withGroups = (audience: readonly string[], ids: readonly string[]) => [...audience.filter((one) => !one.startsWith(GROUP)), ...ids.map((id) => `${GROUP}${id}`)];

/** Who sees an entry, by name. */
export function useAudienceWords(): (audience: Audience | undefined) => string {
  const { t } = useSpeech();
  return useCallback(
    (audience) => {
      if (!audience) return t("entry.everyone");
      if (audience.length === 0) return t("entry.nobody");
      const name = (group: string) =>
        group.startsWith(TEAM) ? t("audience.team", { team: group.slice(TEAM.length) }) : t("audience.group", { id: group.slice(GROUP.length) });
      return t("entry.for", { who: audience.map(name).join(t("audience.and")) });
    },
    [t],
  );
}
