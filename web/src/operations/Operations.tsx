import { Badge, Button } from "@fluentui/react-components";
import { ArrowClockwiseRegular } from "@fluentui/react-icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { said, useEndless } from "../api/cache";
import { answered, api, type Schemas } from "../api/client";
import { Empty } from "../console/Empty";
import { EndlessList } from "../console/EndlessList";
import { useNotice } from "../console/useNotice";
import { useWords } from "../console/words";
import { hasText } from "../i18n/fill";
import { useSpeech } from "../i18n";

type Letter = Schemas["DeadLetterView"];

/** Work that failed too often, with the way to try it again. */
export default function Operations() {
  const { t } = useSpeech();
  const { ago, full } = useWords();
  const retry = useRetry();
  const list = useEndless<Letter>(["dead-letters"], (cursor, signal) =>
    answered(api.GET("/api/v1/dead-letters", { signal, params: { query: said({ cursor }) } })),
  );
  const queue = (name: string) => {
    const key = `queue.${name}`;
    return hasText(key) ? t(key) : name;
  };
  return (
    <div className="whole">
      <header className="list-head">
        <h1>{t("place.operations")}</h1>
        <p className="hint">{t("operations.what")}</p>
      </header>
      <EndlessList
        list={list}
        label={t("place.operations")}
        lineHeight={72}
        keyOf={({ id }) => id}
        line={(letter) => (
          <div className="line is-row">
            <Badge appearance="tint">{queue(letter.queue)}</Badge>
            <span className="line-text" title={letter.error}>
              {letter.error}
            </span>
            <time dateTime={letter.at} title={full(letter.at)}>
              {ago(letter.at)}
            </time>
            <Button size="small" icon={<ArrowClockwiseRegular />} onClick={() => retry.mutate(letter.id)} disabled={retry.isPending} data-act="retry">
              {t("operations.retry")}
            </Button>
          </div>
        )}
        empty={<Empty title={t("operations.empty")} text={t("operations.empty.text")} />}
      />
    </div>
  );
}

function useRetry() {
  const cache = useQueryClient();
  const notice = useNotice();
  const { t } = useSpeech();
  return useMutation({
    mutationFn: (id: string) => answered(api.POST("/api/v1/dead-letters/{id}/retry", { params: { path: { id } }, body: {} })),
    onSuccess: () => notice.done(t("operations.retried")),
    onError: notice.refused,
    onSettled: () => cache.invalidateQueries({ queryKey: ["dead-letters"] }),
  });
}
