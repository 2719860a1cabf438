//! A FAQ in memory, searched exactly as the product searches.

use std::collections::HashMap;

use anyhow::Result;
use desk::answering::{
    Basis, Candidate, Decision, Experience, Found, GUESSES_SEEN, MAX_SEARCHED, OUTCOMES_SEEN, Outcome, Thresholds,
    courtesy, find, say,
};
use desk::faq::{Audience, Entry, MAX_VARIANTS, Revision};
use desk::id::{EntryId, MessageId, PersonId, TenantId};
use desk::inquiry::Guess;
use desk::language::Language;
use serde::{Deserialize, Deserializer};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Assistant;
use super::vectors::VectorIndex;

/// Entries under the ids that the input gives them, and their index.
pub(super) struct Base {
    assistant: Assistant,
    index: VectorIndex,
    tenant: TenantId,
    experience: Experience,
    /// Questions so far; each is another person's.
    asked: u32,
    entries: Vec<Entry>,
    by_key: HashMap<String, usize>,
    revision: Revision,
}

/// What the product would say to a question.
pub(super) struct Said<'a> {
    pub(super) decision: Decision,
    /// What the decision rests on, whatever it is.
    pub(super) best: Option<Candidate>,
    /// Best first, each with the id that the input gives it.
    pub(super) ranked: Vec<(&'a str, Candidate)>,
}

impl Base {
    /// An empty FAQ, read by this assistant.
    pub(super) fn new(assistant: Assistant) -> Self {
        let base = Self {
            index: VectorIndex::with(&assistant.models),
            assistant,
            tenant: TenantId::parse("eval").expect("a plain word"),
            experience: Experience::default(),
            asked: 0,
            entries: Vec::new(),
            by_key: HashMap::new(),
            revision: 0,
        };
        base.learn();
        base
    }

    /// The same desk with nothing in its FAQ.
    pub(super) fn emptied(&self) -> Self {
        Self::new(self.assistant.clone())
    }

    /// Whether an entry has this id.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }

    /// Publishes entries; those with a known id replace it.
    ///
    /// # Errors
    /// When the model makes no vectors.
    pub(super) async fn publish(&mut self, rows: Vec<(String, String, String, Vec<String>)>) -> Result<()> {
        let mut changed = Vec::new();
        for (key, question, answer, variants) in rows {
            let at = *self.by_key.entry(key.clone()).or_insert(self.entries.len());
            let version = self.entries.get(at).map_or(1, |known| known.version + 1);
            self.revision += 1;
            let entry = Entry {
                id: EntryId::new(Uuid::from_u128(at as u128)),
                key,
                language: Language::of_text(&question),
                question,
                answer,
                variants,
                audience: Audience::Everyone,
                version,
                retired: false,
                revision: self.revision,
            };
            if at == self.entries.len() {
                self.entries.push(entry.clone());
            } else {
                self.entries[at] = entry.clone();
            }
            changed.push(entry);
        }
        self.index.take_over(&self.tenant, changed, self.revision).await
    }

    /// Adds a variant to an entry, unless that wording is known; the oldest is taken out where there are
    /// [`MAX_VARIANTS`].
    ///
    /// # Errors
    /// When the model makes no vectors.
    pub(super) async fn add_wording(&mut self, key: &str, wording: &str) -> Result<()> {
        let Some(&at) = self.by_key.get(key) else { return Ok(()) };
        let entry = &mut self.entries[at];
        if entry.question == wording || entry.variants.iter().any(|variant| variant == wording) {
            return Ok(());
        }
        if entry.variants.len() == MAX_VARIANTS {
            entry.variants.remove(0);
        }
        entry.variants.push(wording.to_owned());
        entry.version += 1;
        self.revision += 1;
        entry.revision = self.revision;
        self.index.take_over(&self.tenant, vec![entry.clone()], self.revision).await
    }

    /// What the product would say to the first message of somebody whose Teams is in this language.
    pub(super) async fn ask(&self, question: &str, locale: Option<Language>) -> Said<'_> {
        let searched: String = question.chars().take(MAX_SEARCHED).collect();
        let thresholds = self.thresholds();
        let language = Language::of_question(&searched, locale);
        let index = self.index.index();
        let (decision, best) = say(index, &self.tenant, &searched, language, &[], thresholds).await;
        let Found { ranking, .. } = find(index, &self.tenant, &searched, language, &[], thresholds).await;
        // Thanks and greetings get a kind word and no entry, whatever ranks for them.
        let decision = if courtesy(question).is_some() { Decision::Unknown } else { decision };
        let ranked = ranking.into_iter().map(|candidate| (self.key(candidate.entry), candidate)).collect();
        Said { decision, best, ranked }
    }

    fn thresholds(&self) -> Thresholds {
        self.assistant.policy.thresholds(&self.index.index().memory().trust(&self.tenant))
    }

    /// Keeps what was thought best for a question, as a server does with every answer; each asked by another person.
    pub(super) fn keep(&mut self, said: &Decision, best: Option<Candidate>) -> Option<Guess> {
        self.asked += 1;
        let best = best?;
        let alone = matches!(said, Decision::Answer(given) if given.entry == best.entry);
        let guess =
            Guess { entry: best.entry, confidence: best.confidence, alone, evidence: best.evidence, refuted: false };
        self.experience.guesses.insert(0, (self.requester(), guess.clone()));
        self.experience.guesses.truncate(GUESSES_SEEN as usize);
        Some(guess)
    }

    /// Keeps what the agents' draft has shown of the guess for the question that was asked last: whether it was this entry.
    pub(super) fn note_right_entry(&mut self, guess: Guess, right: &str) {
        let right = self.by_key.get(right).is_some_and(|&at| self.entries[at].id == guess.entry);
        let message = MessageId::new(Uuid::from_u128(self.asked.into()));
        let at = OffsetDateTime::UNIX_EPOCH;
        let outcome = Outcome { message, requester: self.requester(), guess, right, basis: Basis::Drafted, at };
        self.experience.outcomes.insert(0, outcome);
        self.experience.outcomes.truncate(OUTCOMES_SEEN as usize);
        self.learn();
    }

    /// As a server does within seconds of an outcome.
    fn learn(&self) {
        let index = self.index.index().memory();
        index.take_trust(&self.tenant, self.experience.trust(index, self.assistant.policy.promised));
    }

    fn requester(&self) -> PersonId {
        PersonId::new(Uuid::from_u128(self.asked.into()))
    }

    /// The id that the input gives an entry.
    pub(super) fn key(&self, entry: EntryId) -> &str {
        &self.entries[entry.uuid().as_u128() as usize].key
    }
}

/// Reads an id that may be a text or a number.
pub(super) fn id<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Id {
        Text(String),
        Number(i64),
    }
    Ok(match Id::deserialize(from)? {
        Id::Text(text) => text,
        Id::Number(number) => number.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use desk::answering::OUTCOMES_NEEDED;

    use super::*;

    async fn said(question: &str) -> Decision {
        let mut base = Base::new(Assistant::shipped());
        let thanks = ("thanks".to_owned(), "Many thanks".to_owned(), "You are welcome.".to_owned(), Vec::new());
        let card = ("card".to_owned(), "名刺の注文方法を教えてください".to_owned(), "総務へ。".to_owned(), Vec::new());
        base.publish(vec![thanks, card]).await.expect("the model is well");
        base.ask(question, None).await.decision
    }

    #[tokio::test]
    async fn a_courtesy_is_no_question_even_where_an_entry_has_its_words() {
        assert_eq!(said("Many thanks").await, Decision::Unknown);
        assert!(matches!(said("名刺の注文方法を教えてください").await, Decision::Answer(_)));
    }

    #[tokio::test]
    async fn drafts_show_how_far_a_guess_can_be_trusted() {
        let mut base = Base::new(Assistant::shipped());
        let answer = |key: &str, question: &str| (key.to_owned(), question.to_owned(), String::new(), Vec::new());
        base.publish(vec![answer("card", "名刺の注文方法を教えてください"), answer("desk", "机を注文したい")])
            .await
            .expect("the model is well");
        let confidence = async |base: &Base| {
            base.ask("急ぎですが、名刺の注文方法は", None).await.best.expect("it is near").confidence
        };
        let before = confidence(&base).await;
        for _ in 0..OUTCOMES_NEEDED {
            let Said { decision, best, .. } = base.ask("急ぎですが、名刺の注文方法は", None).await;
            let guess = base.keep(&decision, best).expect("something is near");
            base.note_right_entry(guess, "desk");
        }
        let after = confidence(&base).await;
        assert!(after < before - 0.1, "{before} {after}");
    }

    #[tokio::test]
    async fn what_stands_behind_the_searched_part_is_not_seen() {
        let behind = async |letters: usize| {
            // In sentences, so that each of them is looked at.
            let before = format!("{}。", "あ".repeat(letters)).repeat(5);
            said(&format!("{before}名刺の注文方法を教えてください")).await
        };
        assert_ne!(behind(MAX_SEARCHED / 10).await, Decision::Unknown);
        assert_eq!(behind(MAX_SEARCHED / 5).await, Decision::Unknown);
    }
}
