//! `madoguchi answering explain`

use std::collections::HashMap;

use anyhow::{Result, bail};
use clap::{ArgGroup, Args};
use desk::answering::{
    Courtesy, Decision, Found, MAX_SEARCHED, Retriever, Search, Thresholds, Trusted, courtesy, decide, find, say,
};
use desk::faq::{AudienceGroup, Entry};
use desk::flow::follow_faq::follow;
use desk::flow::{SeenOutcomes, follow_outcomes};
use desk::id::{EntryId, InquiryId, MessageId};
use desk::language::Language;
use desk::people::Team;
use desk::policy::Policy;
use desk::store::{Store, StoreError};
use retrieval::{Explained, Near, Word};
use serde_json::{Value, json};

use super::{Outcome, Sources, out};
use crate::index::BackgroundIndex;
use crate::{meaning, wiring};
use kept::{Kept, kept};

mod kept;

/// Nearest entries told.
const MOST: usize = 10;

/// Tell what the assistant looks at for a question, or looked at when it answered
///
/// With --question: how the text is read, its words, the nearest entries with what each measure gives to their scores, what the
/// confidence rests on, and the decision, by the FAQ and the settings as they are now. With --message or --inquiry (audit names
/// them): what the assistant thought best when it answered, as it was kept with the answer.
#[derive(Args)]
#[command(group(ArgGroup::new("what").required(true).args(["question", "message", "inquiry"])))]
pub(crate) struct Explain {
    #[command(flatten)]
    sources: Sources,
    /// A question as somebody writes it
    #[arg(long, value_name = "TEXT")]
    question: Option<String>,
    /// Something that the assistant said
    #[arg(long, value_name = "MSG_ID")]
    message: Option<MessageId>,
    /// Everything that it said in an inquiry
    #[arg(long, value_name = "INQ_ID")]
    inquiry: Option<InquiryId>,
    /// Language of the asker's Teams
    #[arg(long, value_name = "LANGUAGE", value_parser = ["ja", "en"], requires = "question")]
    locale: Option<String>,
    /// Audience groups of the asker: team:NAME or group:OBJECT-ID, several with commas between
    #[arg(long, value_name = "GROUPS", value_delimiter = ',', value_parser = group, requires = "question")]
    groups: Vec<AudienceGroup>,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

fn group(text: &str) -> Result<AudienceGroup, &'static str> {
    AudienceGroup::parse(text).ok_or("write team:NAME or group:OBJECT-ID")
}

impl Explain {
    pub(crate) async fn run(self) -> Result<Outcome> {
        let settings = self.sources.settings()?;
        let store = wiring::existing_store(&settings).await?;
        if let Some(question) = &self.question {
            note_unknown_teams(store.as_ref(), &self.groups).await?;
            let index = BackgroundIndex::with(meaning::models(&settings)?);
            let findings = self.look(store.as_ref(), &index, question, &wiring::policy(&settings, false)).await?;
            if self.json {
                out::line(findings.object())?;
            } else {
                findings.tell()?;
            }
            return Ok(Outcome::Done);
        }
        let kept = kept(store.as_ref(), self.message, self.inquiry).await?;
        if self.json {
            out::line(json!({ "said": kept.iter().map(Kept::object).collect::<Vec<_>>() }))?;
        } else {
            kept.iter().try_for_each(Kept::tell)?;
        }
        Ok(Outcome::Done)
    }

    /// What a server would see and decide.
    async fn look(
        &self,
        store: &dyn Store,
        index: &BackgroundIndex,
        question: &str,
        policy: &Policy,
    ) -> Result<Findings> {
        let question: String = question.trim().chars().take(MAX_SEARCHED).collect();
        if question.is_empty() {
            bail!("the question is empty");
        }
        follow(store, index).await?;
        index.read_vectors(store).await?;
        follow_outcomes(store, index, policy.promised, &mut SeenOutcomes::default()).await?;
        let home = wiring::home();
        let thresholds = policy.thresholds(&index.trust(&home));
        let locale = self.locale.as_deref().map(Language::of_locale);
        let own = Language::of_question(&question, locale);
        let Found { ranking, language, .. } = find(index, &home, &question, own, &self.groups, thresholds).await;
        // Those entries are explained that have decided, also where they are of the other language.
        let search = Search { question: &question, language, groups: &self.groups, most: MOST };
        let vectors = index.vectors(&home, search).await;
        let explained = index.memory().explain(&home, search, vectors.as_ref());
        let (decision, _) = say(index, &home, &question, own, &self.groups, thresholds).await;
        let whole = decide(&ranking, thresholds);
        let mut named: Vec<EntryId> = explained.nearest.iter().map(|near| near.candidate.entry).collect();
        match &decision {
            Decision::Answer(best) => named.push(best.entry),
            Decision::Candidates(entries) => named.extend(entries),
            Decision::Unknown => {}
        }
        let entries = read(store, named).await?;
        let word_for_word = index.word_for_word(&home, search).map(|known| known.entry);
        Ok(Findings {
            courtesy: courtesy(&question),
            locale,
            explained,
            word_for_word,
            decision,
            whole,
            thresholds,
            entries,
        })
    }
}

/// A team that the desk does not have sees nothing, which would look as if the entry were hidden.
async fn note_unknown_teams(store: &dyn Store, groups: &[AudienceGroup]) -> Result<()> {
    let teams = store.read::<_, StoreError, _>(&wiring::home(), |tx| Box::pin(async move { tx.teams().await })).await?;
    let known: Vec<AudienceGroup> = teams.iter().map(Team::audience_group).collect();
    for group in groups.iter().filter(|group| matches!(group, AudienceGroup::Team(_)) && !known.contains(group)) {
        let names: Vec<&str> = teams.iter().map(|team| team.name.as_str()).collect();
        out::note(format_args!("this desk has no {group}; it has {}", names.join(", ")));
    }
    Ok(())
}

async fn read(store: &dyn Store, named: Vec<EntryId>) -> Result<HashMap<EntryId, Entry>, StoreError> {
    let home = wiring::home();
    let reading = store.read::<_, StoreError, _>(&home, |tx| {
        Box::pin(async move {
            let mut entries = HashMap::new();
            for id in named {
                entries.extend(tx.entry(id).await?.map(|entry| (id, entry)));
            }
            Ok(entries)
        })
    });
    reading.await
}

/// What there is to tell of a question.
struct Findings {
    courtesy: Option<Courtesy>,
    locale: Option<Language>,
    explained: Explained,
    word_for_word: Option<EntryId>,
    decision: Decision,
    /// What would be decided on the text as a whole.
    whole: Decision,
    thresholds: Thresholds,
    entries: HashMap<EntryId, Entry>,
}

impl Findings {
    fn tell(&self) -> Result<()> {
        let Explained { language, texts, words, known, by_vectors, nearest } = &self.explained;
        if self.courtesy.is_some() {
            out::line(
                "It asks nothing (a greeting, thanks, or too little): it is answered by a sentence, and nothing is searched.",
            )?;
        }
        out::line(format_args!("Read as ({}): {}", language.code(), one_line(&texts.cut)))?;
        for clause in &texts.clauses {
            out::line(format_args!("  clause: {}", one_line(clause)))?;
        }
        let word = |word: &Word| format!("{}{} {:.1}", word.letters, if word.in_best { "*" } else { "" }, word.rarity);
        let words: Vec<String> = words.iter().map(word).collect();
        out::line(format_args!(
            "Words, and how much each tells (* the nearest entry asks with it): {}",
            words.join(", ")
        ))?;
        if !known.is_empty() {
            let known: Vec<String> = known.iter().map(word).collect();
            out::line(format_args!("Known with words of the same meaning: {}", known.join(", ")))?;
        }
        out::line(match (by_vectors, self.word_for_word) {
            (true, _) => "Compared by words and by meaning.",
            (false, Some(_)) => "Found word for word: nothing needs to be compared by meaning.",
            (false, None) => "Compared by words alone: not every entry in view has vectors.",
        })?;
        let Thresholds { answer, offer } = self.thresholds;
        out::line(format_args!("It answers from confidence {answer:.2} on, and offers from {offer:.2} on."))?;
        out::line(format_args!("Decision: {}", self.decided()))?;
        for (at, near) in nearest.iter().enumerate() {
            let (key, question) = self.name(near.candidate.entry);
            let number = at + 1;
            let (confidence, score) = (near.candidate.confidence, near.candidate.score);
            out::line(format_args!("{number:>3}. {confidence:.2}  {key:<24}  {}", one_line(question)))?;
            out::line(format_args!("     score {score:.2}: {}", listed(&near.parts)))?;
            if at == 0 {
                out::line(format_args!("     its confidence rests on: {}", listed(&near.features)))?;
            }
        }
        Ok(())
    }

    fn decided(&self) -> String {
        let name = |entry: EntryId| one_line(self.name(entry).1);
        let word_for_word = if self.word_for_word.is_some() { ", which has it word for word" } else { "" };
        match &self.decision {
            Decision::Answer(best) => {
                format!("it answers with \"{}\"{word_for_word} (confidence {:.2}).", name(best.entry), best.confidence)
            }
            Decision::Candidates(entries) => {
                let names: Vec<String> = entries.iter().map(|entry| format!("\"{}\"", name(*entry))).collect();
                let names = names.join(", ");
                match &self.whole {
                    whole if *whole == self.decision => format!("it is not sure enough to answer, and offers {names}."),
                    _ => format!("more than one thing is asked: it offers {names}."),
                }
            }
            Decision::Unknown => {
                "nothing is near enough: it says that it does not know, and offers a person.".to_owned()
            }
        }
    }

    /// Key and question of an entry.
    fn name(&self, entry: EntryId) -> (&str, &str) {
        self.entries.get(&entry).map_or(("", "(no longer there)"), |entry| (&entry.key, &entry.question))
    }

    fn object(&self) -> Value {
        let Explained { language, texts, words, known, by_vectors, nearest } = &self.explained;
        let near = |Near { candidate, parts, features }: &Near| {
            let (key, question) = self.name(candidate.entry);
            json!({
                "entry": candidate.entry.to_string(), "key": key, "question": question,
                "confidence": candidate.confidence, "score": candidate.score,
                "parts": by_name(parts), "features": by_name(features),
            })
        };
        let word = |word: &Word| json!({ "letters": word.letters, "rarity": word.rarity, "in_best": word.in_best });
        let shown: Vec<String> = match &self.decision {
            Decision::Answer(best) => vec![best.entry.to_string()],
            Decision::Candidates(entries) => entries.iter().map(ToString::to_string).collect(),
            Decision::Unknown => Vec::new(),
        };
        json!({
            "read": { "language": language.code(), "locale": self.locale.map(Language::code), "text": texts.cut,
                      "clauses": texts.clauses, "words": words.iter().map(word).collect::<Vec<_>>(),
                      "known": known.iter().map(word).collect::<Vec<_>>(),
                      "courtesy": self.courtesy.is_some() },
            "by_vectors": by_vectors,
            "thresholds": { "answer": self.thresholds.answer, "offer": self.thresholds.offer },
            "decision": word_of(&self.decision), "told": self.decided(), "shown": shown,
            "word_for_word": self.word_for_word.is_some(), "whole": word_of(&self.whole),
            "nearest": nearest.iter().map(near).collect::<Vec<_>>(),
        })
    }
}

fn word_of(decision: &Decision) -> &'static str {
    match decision {
        Decision::Answer(_) => "answer",
        Decision::Candidates(_) => "candidates",
        Decision::Unknown => "unknown",
    }
}

fn listed(parts: &[(&'static str, f32)]) -> String {
    let part = |(name, value): &(&str, f32)| format!("{name} {value:.2}");
    parts.iter().map(part).collect::<Vec<_>>().join(", ")
}

fn by_name(parts: &[(&'static str, f32)]) -> serde_json::Map<String, Value> {
    parts.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect()
}

/// A text of several lines on one, without what a terminal would obey.
fn one_line(text: &str) -> String {
    text.split(char::is_control).filter(|piece| !piece.trim().is_empty()).collect::<Vec<_>>().join(" / ")
}
