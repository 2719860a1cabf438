import { Avatar, Badge, Button, Select, Spinner } from "@fluentui/react-components";
import { ArrowLeftRegular, DismissRegular } from "@fluentui/react-icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Link, NavLink, useNavigate, useParams, useSearchParams } from "react-router";
import { itemsOf } from "../api/cache";
import { answered, api, isGone, type Schemas } from "../api/client";
import { Empty } from "../console/Empty";
import { EndlessList } from "../console/EndlessList";
import { SearchField } from "../console/SearchField";
import { useNotice } from "../console/useNotice";
import { useWalk } from "../console/useWalk";
import { useWords } from "../console/words";
import { useSpeech, type MessageKey } from "../i18n";
import { may, useMe } from "../session/me";
import { usePeople, usePerson, type Person } from "./people";
import { useTeamName, useTeams } from "./teams";
import "./people.css";

export const ROLES = ["agent", "editor", "manager", "auditor", "admin"] as const;
export type Role = Schemas["RoleName"];

/** Whom the desk knows, and which roles they hold. */
export default function People() {
  const { t } = useSpeech();
  const { person } = useParams();
  const go = useNavigate();
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  const list = usePeople(useDeferredValue(q));
  const people = itemsOf(list);
  const at = people.findIndex(({ id }) => id === person);
  useWalk(people, at, (item) => void go({ pathname: `/people/${item.id}`, search: search.toString() }));
  return (
    <div className={person ? "split has-detail" : "split"}>
      <section className="split-list" aria-label={t("place.people")}>
        <header className="list-head">
          <h1>{t("place.people")}</h1>
          <SearchField label={t("people.search")} value={q} onChange={(value) => setSearch(value ? { q: value } : {}, { replace: true })} />
        </header>
        <EndlessList
          list={list}
          label={t("place.people")}
          lineHeight={56}
          current={at}
          keyOf={({ id }) => id}
          line={({ id, name, roles }) => (
            <NavLink to={{ pathname: `/people/${id}`, search: search.toString() }} className="line is-row">
              <Avatar name={name} size={32} color="colorful" aria-hidden />
              <span className="line-text">{name}</span>
              <Roles roles={roles} />
            </NavLink>
          )}
          empty={<Empty title={t("list.nothing")} text={t(q ? "list.nothing.filter" : "people.empty")} />}
        />
      </section>
      <section className="split-detail" aria-label={t("person.detail")}>
        {person ? <Opened key={person} id={person} /> : <Empty title={t("person.none")} text={t("ticket.none.text")} />}
      </section>
    </div>
  );
}

/** Each role once, whatever the teams. */
function Roles({ roles }: { roles: Person["roles"] }) {
  const { t } = useSpeech();
  const names = [...new Set((roles ?? []).map(({ role }) => role))];
  return names.map((role) => (
    <Badge key={role} appearance="tint">
      {t(`role.${role}` as MessageKey)}
    </Badge>
  ));
}

function Opened({ id }: { id: string }) {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const me = useMe();
  const person = usePerson(id);
  if (person.isPending) return <Spinner className="waiting" label={t("loading")} />;
  if (!person.data || isGone(person.error)) return <Empty title={refusal(person.error)} text={t("person.gone")} />;
  const { name, language, roles } = person.data;
  return (
    <article className="person">
      <header className="detail-head">
        <Link to="/people" className="narrow-only back" aria-label={t("ticket.back")}>
          <ArrowLeftRegular />
        </Link>
        <Avatar name={name} size={48} color="colorful" aria-hidden />
        <div className="detail-title">
          <h2>{name}</h2>
          {language && <p className="detail-facts">{t("person.language", { language: language === "ja" ? "日本語" : "English" })}</p>}
        </div>
      </header>
      {roles && <Held id={id} roles={roles} change={may(me, "desk.administer")} />}
    </article>
  );
}

/** The roles that a person holds, and for admins the way to give and take them. */
function Held({ id, roles, change }: { id: string; roles: NonNullable<Person["roles"]>; change: boolean }) {
  const { t } = useSpeech();
  const cache = useQueryClient();
  const notice = useNotice();
  const teamName = useTeamName();
  const teams = useTeams().data ?? [];
  const [role, setRole] = useState<Role>("agent");
  const [team, setTeam] = useState("");
  const { mutate, isPending } = useMutation({
    mutationFn: ({ verb, ...body }: { verb: "grant" | "revoke"; role: Role; team: string | null }) =>
      verb === "grant"
        ? answered(api.POST("/api/v1/people/{id}/grant", { params: { path: { id } }, body }))
        : answered(api.POST("/api/v1/people/{id}/revoke", { params: { path: { id } }, body })),
    onSuccess: (_, { verb, ...same }) =>
      notice.done(t(`role.done.${verb}` as MessageKey), () => mutate({ verb: verb === "grant" ? "revoke" : "grant", ...same })),
    onError: notice.refused,
    onSettled: () => void cache.invalidateQueries({ queryKey: ["people"] }),
  });
  const where = (of: string | null | undefined) => (of ? teamName(of) : t("role.everywhere"));
  return (
    <section className="held" aria-label={t("person.roles")}>
      <h3>{t("person.roles")}</h3>
      {roles.length === 0 && <p className="hint">{t("person.noRoles")}</p>}
      <ul>
        {roles.map((held) => (
          <li key={`${held.role} ${held.team ?? ""}`}>
            <span>
              {t(`role.${held.role}` as MessageKey)} — {where(held.team)}
            </span>
            {change && (
              <Button
                size="small"
                appearance="subtle"
                icon={<DismissRegular />}
                aria-label={t("role.revoke", { role: t(`role.${held.role}` as MessageKey), team: where(held.team) })}
                disabled={isPending}
                onClick={() => mutate({ verb: "revoke", role: held.role as Role, team: held.team ?? null })}
              />
            )}
          </li>
        ))}
      </ul>
      {change && (
        <form
          className="grant"
          onSubmit={(event) => {
            event.preventDefault();
            mutate({ verb: "grant", role, team: team || null });
          }}
        >
          <Select aria-label={t("role.which")} value={role} onChange={(_, { value }) => setRole(value as Role)}>
            {ROLES.map((one) => (
              <option key={one} value={one}>
                {t(`role.${one}`)}
              </option>
            ))}
          </Select>
          <Select aria-label={t("role.where")} value={team} onChange={(_, { value }) => setTeam(value)}>
            <option value="">{t("role.everywhere")}</option>
            {teams.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
          <Button type="submit" disabled={isPending} data-act="grant">
            {t("role.grant")}
          </Button>
        </form>
      )}
    </section>
  );
}
