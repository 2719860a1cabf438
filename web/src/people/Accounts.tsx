import { Button, Field, Input, MessageBar, MessageBarBody, Select } from "@fluentui/react-components";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { said, useEndless } from "../api/cache";
import { answered, api, Refused, type Schemas } from "../api/client";
import { Empty } from "../console/Empty";
import { EndlessList } from "../console/EndlessList";
import { useNotice } from "../console/useNotice";
import { useWords } from "../console/words";
import { useSpeech } from "../i18n";
import { ROLES, type Role } from "./People";
import "./people.css";

/** Accounts of this machine, for those who do not sign in with Entra. */
export default function Accounts() {
  const { t } = useSpeech();
  const { ago, full } = useWords();
  const list = useEndless<Schemas["AccountView"]>(["accounts", "list"], (cursor, signal) =>
    answered(api.GET("/api/v1/accounts", { signal, params: { query: said({ cursor }) } })),
  );
  return (
    <div className="whole">
      <header className="list-head">
        <h1>{t("place.accounts")}</h1>
        <p className="hint">{t("accounts.what")}</p>
      </header>
      <div className="accounts">
        <EndlessList
          list={list}
          label={t("place.accounts")}
          lineHeight={48}
          keyOf={({ name }) => name}
          line={({ name, person, created_at }) => (
            <div className="line is-row">
              <strong>{name}</strong>
              <Link to={`/people/${person.id}`} className="line-text">
                {person.name}
              </Link>
              <time dateTime={created_at} title={full(created_at)}>
                {ago(created_at)}
              </time>
            </div>
          )}
          empty={<Empty title={t("accounts.empty")} />}
        />
        <div className="account-forms">
          <Create />
          <Renew />
        </div>
      </div>
    </div>
  );
}

function Create() {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const cache = useQueryClient();
  const notice = useNotice();
  const nothing = { name: "", display_name: "", password: "" };
  const [wanted, setWanted] = useState(nothing);
  const [role, setRole] = useState<Role>("agent");
  const create = useMutation({
    mutationFn: () => answered(api.POST("/api/v1/accounts", { body: { name: wanted.name, password: wanted.password, role, ...said({ display_name: wanted.display_name }) } })),
    onSuccess: () => {
      notice.done(t("accounts.made", { name: wanted.name }));
      setWanted(nothing);
      void cache.invalidateQueries({ queryKey: ["accounts"] });
      void cache.invalidateQueries({ queryKey: ["people"] });
    },
  });
  const set = (name: keyof typeof nothing) => (_: unknown, { value }: { value: string }) => setWanted((before) => ({ ...before, [name]: value }));
  const wrong = (field: string) => {
    const problem = create.error instanceof Refused ? create.error.field(field) : undefined;
    return problem ? { validationMessage: problem } : {};
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <h2>{t("accounts.new")}</h2>
      {create.error && (
        <MessageBar intent="error" role="alert">
          <MessageBarBody>{refusal(create.error)}</MessageBarBody>
        </MessageBar>
      )}
      <Field label={t("signin.name")} hint={t("accounts.name.hint")} required {...wrong("name")}>
        <Input value={wanted.name} autoComplete="off" autoCapitalize="none" onChange={set("name")} />
      </Field>
      <Field label={t("accounts.shown")} {...wrong("display_name")}>
        <Input value={wanted.display_name} autoComplete="off" onChange={set("display_name")} />
      </Field>
      <Field label={t("signin.password")} hint={t("accounts.password.hint")} required {...wrong("password")}>
        <Input type="password" value={wanted.password} autoComplete="new-password" onChange={set("password")} />
      </Field>
      <Field label={t("role.which")}>
        <Select value={role} onChange={(_, { value }) => setRole(value as Role)}>
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {t(`role.${one}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Button type="submit" appearance="primary" disabled={!wanted.name || !wanted.password || create.isPending} data-act="create-account">
        {t("accounts.create")}
      </Button>
    </form>
  );
}

function Renew() {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const notice = useNotice();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const renew = useMutation({
    mutationFn: () => answered(api.POST("/api/v1/accounts/password", { body: { name, password } })),
    onSuccess: () => {
      notice.done(t("accounts.renewed", { name }));
      setName("");
      setPassword("");
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        renew.mutate();
      }}
    >
      <h2>{t("accounts.renew")}</h2>
      {renew.error && (
        <MessageBar intent="error" role="alert">
          <MessageBarBody>{refusal(renew.error)}</MessageBarBody>
        </MessageBar>
      )}
      <Field label={t("signin.name")} required>
        <Input value={name} autoComplete="off" autoCapitalize="none" onChange={(_, { value }) => setName(value)} />
      </Field>
      <Field label={t("accounts.newPassword")} hint={t("accounts.password.hint")} required>
        <Input type="password" value={password} autoComplete="new-password" onChange={(_, { value }) => setPassword(value)} />
      </Field>
      <Button type="submit" disabled={!name || !password || renew.isPending}>
        {t("accounts.renew")}
      </Button>
    </form>
  );
}
