//! A FAQ in memory, searched exactly as the product searches.

use std::collections::HashMap;

use desk::answering::{Candidate, Decision, MAX_SEARCHED, Thresholds, courtesy, find, say};
use desk::faq::{Audience, Entry, MAX_VARIANTS, Revision};
use desk::id::{EntryId, TenantId};
use desk::language::Language;
use futures::FutureExt;
use retrieval::{DEFAULT_THRESHOLDS, MemoryIndex};
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

/// Entries under the ids that the input gives them, and their index.
pub(super) struct Base {
    index: MemoryIndex,
    tenant: TenantId,
    thresholds: Thresholds,
    entries: Vec<Entry>,
    by_key: HashMap<String, usize>,
    revision: Revision,
}

/// What the product would say to a question.
pub(super) struct Said<'a> {
    pub(super) decision: Decision,
    /// Best first, each with the id that the input gives it.
    pub(super) ranked: Vec<(&'a str, Candidate)>,
}

impl Base {
    /// An empty FAQ.
    pub(super) fn new() -> Self {
        Self {
            index: MemoryIndex::new(),
            tenant: TenantId::parse("eval").expect("a plain word"),
            thresholds: DEFAULT_THRESHOLDS,
            entries: Vec::new(),
            by_key: HashMap::new(),
            revision: 0,
        }
    }

    /// Whether an entry has this id.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }

    /// Publishes entries; those with a known id replace it.
    pub(super) fn publish(&mut self, rows: Vec<(String, String, String, Vec<String>)>) {
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
        self.index.take_over(&self.tenant, &changed, self.revision);
    }

    /// Adds a variant to an entry, unless that wording is known; the oldest is taken out where there are
    /// [`MAX_VARIANTS`].
    pub(super) fn add_wording(&mut self, key: &str, wording: &str) {
        let Some(&at) = self.by_key.get(key) else { return };
        let entry = &mut self.entries[at];
        if entry.question == wording || entry.variants.iter().any(|variant| variant == wording) {
            return;
        }
        if entry.variants.len() == MAX_VARIANTS {
            entry.variants.remove(0);
        }
        entry.variants.push(wording.to_owned());
        entry.version += 1;
        self.revision += 1;
        entry.revision = self.revision;
        self.index.take_over(&self.tenant, std::slice::from_ref(entry), self.revision);
    }

    /// What the product would say to somebody's first message.
    pub(super) fn ask(&self, question: &str) -> Said<'_> {
        let searched: String = question.chars().take(MAX_SEARCHED).collect();
        let said = say(&self.index, &self.tenant, &searched, &[], self.thresholds);
        let (decision, _) = said.now_or_never().expect("this index never waits");
        let found = find(&self.index, &self.tenant, &searched, &[], self.thresholds);
        let (_, ranking) = found.now_or_never().expect("this index never waits");
        // Thanks and greetings get a kind word and no entry, whatever ranks for them.
        let decision = if courtesy(question).is_some() { Decision::Unknown } else { decision };
        let ranked = ranking.into_iter().map(|candidate| (self.key(candidate.entry), candidate)).collect();
        Said { decision, ranked }
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
    use super::*;

    fn said(question: &str) -> Decision {
        let mut base = Base::new();
        let thanks = ("thanks".to_owned(), "Many thanks".to_owned(), "You are welcome.".to_owned(), Vec::new());
        let card = ("card".to_owned(), "名刺の注文方法を教えてください".to_owned(), "総務へ。".to_owned(), Vec::new());
        base.publish(vec![thanks, card]);
        base.ask(question).decision
    }

    #[test]
    fn a_courtesy_is_no_question_even_where_an_entry_has_its_words() {
        assert_eq!(said("Many thanks"), Decision::Unknown);
        assert!(matches!(said("名刺の注文方法を教えてください"), Decision::Answer(_)));
    }

    #[test]
    fn what_stands_behind_the_searched_part_is_not_seen() {
        let behind = |letters: usize| {
            // In sentences, so that each of them is looked at.
            let before = format!("{}。", "あ".repeat(letters)).repeat(5);
            said(&format!("{before}名刺の注文方法を教えてください"))
        };
        assert_ne!(behind(MAX_SEARCHED / 10), Decision::Unknown);
        assert_eq!(behind(MAX_SEARCHED / 5), Decision::Unknown);
    }
}
