import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useState } from "react";
import { answered, api } from "../api/client";
import { useSpeech } from "../i18n";
import { Answer } from "../text/Answer";
import { Card } from "./Card";

interface Props {
  question: string;
  answer: string;
  language: "ja" | "en";
}

/** So long nobody types before the card is made anew. */
const STILL_MS = 250;

/** An entry exactly as its card in Teams: the server makes it, as it makes every card. Its buttons do nothing. */
export function EntryCard(entry: Props) {
  const { t } = useSpeech();
  const words = useStill(entry);
  const { data, isError } = useQuery({
    queryKey: ["card", words],
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => answered(api.POST("/api/v1/entries/preview", { signal, body: words })),
  });
  const card = useDeferredValue(data?.card);
  return (
    <div className="entry-card" lang={entry.language}>
      {card && !isError ? (
        <Card content={card} onPress={nothing} still />
      ) : isError ? (
        // Without its card the words are there to read all the same.
        <div className="preview">
          <strong>{entry.question}</strong>
          <Answer text={entry.answer} />
        </div>
      ) : (
        <p className="hint">{t("loading")}</p>
      )}
    </div>
  );
}

const nothing = () => Promise.resolve(undefined);

/** The words once they have stayed as they are for a moment. */
function useStill({ question, answer, language }: Props): Props {
  const [still, setStill] = useState<Props>({ question, answer, language });
  useEffect(() => {
    const timer = setTimeout(() => setStill({ question, answer, language }), STILL_MS);
    return () => clearTimeout(timer);
  }, [question, answer, language]);
  return still;
}
