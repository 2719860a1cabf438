import { Button } from "@fluentui/react-components";
import { itemsOf } from "../api/cache";
import { useWords } from "../console/words";
import { useSpeech } from "../i18n";
import { usePersonName } from "../people/people";
import { useVersions, type Entry } from "./entries";
import { differences } from "./differences";

interface Props {
  id: string;
  now: number;
  /** Puts an older version into the editor, from where it is saved as a new one. */
  restore: ((version: Entry) => void) | undefined;
}

/** What an entry said before, newest first, each with what it changed. */
export function Versions({ id, now, restore }: Props) {
  const { t } = useSpeech();
  const { full, ago } = useWords();
  const list = useVersions(id);
  const versions = itemsOf(list);
  return (
    <section aria-label={t("versions.title")}>
      <h2>{t("versions.title")}</h2>
      <ol className="versions">
        {versions.map((version, index) => {
          const before = versions[index + 1];
          return (
            <li key={version.version}>
              <details>
                <summary>
                  {t("versions.number", { number: version.version })}{" "}
                  <time dateTime={version.changed_at} title={full(version.changed_at)}>
                    {ago(version.changed_at)}
                  </time>{" "}
                  {version.changed_by && <By id={version.changed_by} />}
                </summary>
                <Difference from={before?.question ?? ""} to={version.question} />
                <Difference from={before?.answer ?? ""} to={version.answer} />
                <Difference from={before?.variants.join("\n") ?? ""} to={version.variants.join("\n")} />
                {version.retired !== (before?.retired ?? false) && <p className="hint">{t(version.retired ? "entry.retired" : "entry.restored")}</p>}
                {restore && version.version !== now && (
                  <Button size="small" onClick={() => restore(version)}>
                    {t("versions.use")}
                  </Button>
                )}
              </details>
            </li>
          );
        })}
      </ol>
      {list.hasNextPage && (
        <Button size="small" onClick={() => void list.fetchNextPage()}>
          {t("list.more")}
        </Button>
      )}
    </section>
  );
}

const By = ({ id }: { id: string }) => <span>{usePersonName(id)}</span>;

/** What was said before is struck out, what is new is underlined: told by more than colour. */
function Difference({ from, to }: { from: string; to: string }) {
  if (from === to) return null;
  return (
    <p className="difference">
      {differences(from, to).map(({ kind, text }, index) =>
        kind === "out" ? <del key={index}>{text}</del> : kind === "in" ? <ins key={index}>{text}</ins> : <span key={index}>{text}</span>,
      )}
    </p>
  );
}
