import { Badge, Button, Spinner } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { answered, api } from "../api/client";
import { useWords } from "../console/words";
import { useSpeech } from "../i18n";
import { may, useMe } from "../session/me";
import type { Draft } from "./drafts";

/** Most questions of each kind that are shown; the number above tells of all. */
const MOST = 8;

/** The proof before approval: what the draft would have done with what was really asked. */
export function Replay({ draft }: { draft: Draft }) {
  const { t } = useSpeech();
  const { refusal, number, day } = useWords();
  const replay = useQuery({
    // Proposed anew, it is another one.
    queryKey: ["drafts", draft.id, "replay", draft.round],
    staleTime: Infinity,
    queryFn: ({ signal }) => answered(api.GET("/api/v1/drafts/{id}/replay", { signal, params: { path: { id: draft.id } } })),
  });
  return (
    <section aria-label={t("replay.title")}>
      <h3>{t("replay.title")}</h3>
      {replay.isPending && <Spinner size="tiny" labelPosition="after" label={t("replay.running")} className="replay-running" />}
      {replay.isError && (
        <p className="hint">
          {refusal(replay.error)}{" "}
          <Button size="small" onClick={() => void replay.refetch()}>
            {t("list.again")}
          </Button>
        </p>
      )}
      {replay.data && (
        <>
          <p className="replay-numbers">
            <Badge appearance="tint" color={replay.data.would_answer > 0 ? "success" : "informative"}>
              {t("replay.answers", { count: number(replay.data.would_answer) })}
            </Badge>
            <Badge appearance="tint" color={replay.data.would_change > 0 ? "danger" : "informative"}>
              {t("replay.changes", { count: number(replay.data.would_change) })}
            </Badge>
          </p>
          <p className="hint">
            {t("replay.looked", { unanswered: number(replay.data.looked_at.unanswered), right: number(replay.data.looked_at.right) })}
            {replay.data.looked_at.since && ` ${t("replay.since", { day: day(replay.data.looked_at.since) })}`}
            {!replay.data.looked_at.whole && ` ${t("replay.timeUp")}`}
          </p>
          {replay.data.answers.length > 0 && (
            <ul className="replay-list">
              {replay.data.answers.slice(0, MOST).map((past) => (
                <li key={past.message}>
                  <Past inquiry={past.inquiry} message={past.message} question={past.question} />
                  {past.own && <span className="hint"> {t("replay.own")}</span>}
                </li>
              ))}
            </ul>
          )}
          {replay.data.changes.length > 0 && (
            <>
              <h4>{t("replay.changed")}</h4>
              <ul className="replay-list is-change">
                {replay.data.changes.slice(0, MOST).map((change) => (
                  <li key={change.message}>
                    <Past inquiry={change.inquiry} message={change.message} question={change.question} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </section>
  );
}

/** A question of the past, and the way to it for whoever may read it. */
function Past({ inquiry, message, question }: { inquiry: string; message: string; question: string }) {
  const me = useMe();
  return may(me, "tickets.work") ? <Link to={`/inquiries/${inquiry}#${message}`}>{question}</Link> : <>{question}</>;
}
