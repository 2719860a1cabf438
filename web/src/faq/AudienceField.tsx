import { Checkbox, Field, Radio, RadioGroup, Textarea } from "@fluentui/react-components";
import { useState } from "react";
import { useSpeech } from "../i18n";
import { useTeams } from "../people/teams";
import { groupsOf, teamGroup, teamsOf, withGroups, type Audience } from "./audience";

interface Props {
  value: Audience;
  onChange: (audience: Audience) => void;
  readOnly: boolean;
  /** What the server says is wrong with it. */
  problem?: string | undefined;
}

/** Who may see an entry: everyone, or teams and Entra groups by name. */
export function AudienceField({ value, onChange, readOnly, problem }: Props) {
  const { t } = useSpeech();
  const teams = useTeams().data ?? [];
  // Also one that is no longer there can be seen and taken out.
  const names = [...new Set([...teams.map((team) => team.name), ...teamsOf(value ?? [])])];
  // The ids as they are typed: half of one is none yet.
  const [groups, setGroups] = useState(() => groupsOf(value ?? []).join("\n"));
  const typed = (text: string) => {
    setGroups(text);
    onChange(withGroups(value ?? [], text.split(/[\s,]+/).filter(Boolean)));
  };
  const empty = value?.length === 0 ? t("audience.none") : undefined;
  const wrong = problem ?? empty;
  return (
    <Field label={t("audience.title")} {...(wrong && { validationMessage: wrong })}>
      <RadioGroup value={value ? "some" : "everyone"} disabled={readOnly} onChange={(_, { value: chosen }) => onChange(chosen === "everyone" ? null : withGroups([], groups.split(/[\s,]+/).filter(Boolean)))}>
        <Radio value="everyone" label={t("audience.everyone")} />
        <Radio value="some" label={t("audience.some")} />
      </RadioGroup>
      {value && (
        <div className="audience">
          {names.map((name) => {
            const group = teamGroup(name);
            return (
              <Checkbox
                key={name}
                label={t("audience.team", { team: name })}
                disabled={readOnly}
                checked={value.includes(group)}
                onChange={(_, { checked }) => onChange(checked === true ? [...value, group] : value.filter((one) => one !== group))}
              />
            );
          })}
          <Field label={t("audience.groups")} hint={t("audience.groups.hint")}>
            <Textarea rows={2} resize="vertical" readOnly={readOnly} value={groups} onChange={(_, { value: text }) => typed(text)} />
          </Field>
        </div>
      )}
    </Field>
  );
}
