import { Button, Field, Input, MessageBar, MessageBarBody, Spinner } from "@fluentui/react-components";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answered, api } from "../api/client";
import { useWords } from "../console/words";
import { useSpeech } from "../i18n";
import { Mark } from "../theme/Mark";
import "./signin.css";

export function SignIn() {
  const { t } = useSpeech();
  const { refusal } = useWords();
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => answered(api.POST("/api/v1/session", { body: { name, password } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["me"] }),
    onError: () => setPassword(""),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <main className="signin">
      <form className="signin-card" onSubmit={submit}>
        <Mark />
        <h1>{t("signin.title")}</h1>
        {signIn.error && (
          <MessageBar intent="error" role="alert">
            <MessageBarBody>{refusal(signIn.error)}</MessageBarBody>
          </MessageBar>
        )}
        <Field label={t("signin.name")} required>
          <Input
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            autoFocus
            value={name}
            onChange={(_, { value }) => setName(value)}
          />
        </Field>
        <Field label={t("signin.password")} required>
          <Input
            name="password"
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(_, { value }) => setPassword(value)}
          />
        </Field>
        <Button
          type="submit"
          appearance="primary"
          disabled={!name || !password || signIn.isPending}
          {...(signIn.isPending && { icon: <Spinner size="tiny" /> })}
        >
          {t("signin.submit")}
        </Button>
        <p className="hint">{t("signin.help")}</p>
      </form>
    </main>
  );
}
