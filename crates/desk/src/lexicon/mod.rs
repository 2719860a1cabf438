//! The organisation's own words: which of them mean the same.
//!
//! A [`WordGroup`] is a word of the FAQ and what else people call it (経費精算システム, けいひくん). The words are added to questions and
//! entries and replace none. Every change moves the lexicon's revision, which the indexes follow as they follow the FAQ's. The
//! general words of an office come with the program: they are the index's (crate `retrieval`).

use async_trait::async_trait;

use crate::faq::Revision;
use crate::store::StoreError;
use crate::text::normalised;

mod check;
mod import;

pub use check::GroupError;
pub use import::{LexiconCounts, LexiconPlan, LexiconStep, plan_import, take_over};

/// Most groups of a tenant.
pub const MOST_GROUPS: usize = 2_000;
/// Most synonyms of a word.
pub const MOST_SYNONYMS: usize = 50;
/// Longest word, in characters.
pub const LONGEST_WORD: usize = 60;
/// What may stand between words in a file, and so in none of them.
pub const SEPARATORS: [char; 3] = ['|', '、', '；'];

/// Words with one meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordGroup {
    /// The word that names the group, mostly as the FAQ has it.
    pub word: String,
    /// What else people call it.
    pub synonyms: Vec<String>,
}

impl WordGroup {
    /// What it is kept by: its word in one width and case.
    pub fn key(&self) -> String {
        key_of(&self.word)
    }

    /// All its words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.word.as_str()).chain(self.synonyms.iter().map(String::as_str))
    }
}

/// A word in one width and case: 「ＶＰＮ」 and vpn are one.
pub fn key_of(word: &str) -> String {
    normalised(word.trim())
}

/// The word groups of a tenant.
#[async_trait]
pub trait WordGroups: Send {
    /// All of them, in order of their word.
    async fn word_groups(&mut self) -> Result<Vec<WordGroup>, StoreError>;
    /// The same for whoever is about to change them: until this transaction ends, others who ask so wait, or each would judge its file
    /// beside words that the other is about to add.
    async fn word_groups_to_change(&mut self) -> Result<Vec<WordGroup>, StoreError>;
    /// Adds a group, or changes the one with its word in whatever width and case. Moves the revision.
    async fn save_word_group(&mut self, group: &WordGroup) -> Result<(), StoreError>;
    /// Removes the group of a word. Moves the revision.
    async fn remove_word_group(&mut self, word: &str) -> Result<(), StoreError>;
    /// Counts the changes of the lexicon, from 1; 0 where there never was one.
    async fn lexicon_revision(&mut self) -> Result<Revision, StoreError>;
}
