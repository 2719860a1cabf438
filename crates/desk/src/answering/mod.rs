//! From a question to an answer, or to an honest "I do not know".
//!
//! [`say`] goes the whole way: [`Retriever`] finds [`Candidate`]s with a confidence; [`decide`] (pure) says answer,
//! ask back, or do not know; [`courtesy`] catches what is no question. How candidates are found and how confidence is
//! made is the index's business (crate `retrieval`). An [`Embedder`] makes vectors of texts; which texts of an entry have any,
//! [`texts_to_embed`] says.

use std::sync::Arc;

use async_trait::async_trait;

use crate::faq::{AudienceGroup, Entry, Revision};
use crate::id::{EntryId, TenantId};
use crate::inquiry::Evidence;
use crate::language::Language;
use crate::lexicon::WordGroup;

mod accuracy;
mod calibration;
mod clauses;
mod courtesy;
mod cut;
mod decide;
mod embedder;
mod find;
mod matters;
mod outcome;
mod own_groups;
mod promise;
mod trust;
mod vectors;

pub use accuracy::{EntryRecord, Measured, OUTCOMES_SEEN, counted, measure, records};
pub use calibration::{Correction, Corrections, OUTCOMES_NEEDED, Shipped};
pub use clauses::clauses;
pub use courtesy::{Courtesy, courtesy};
pub use cut::without_courtesy;
pub use decide::{Decision, MOST_CANDIDATES, Thresholds, decide};
pub use embedder::{EmbedError, Embedder, TextKind};
pub use find::{Found, find, say};
pub use outcome::{
    Basis, Outcome, Outcomes, Readable, note_asked_for_person, note_outcome, note_refuted, note_right_entry, refutable,
    take_back_right_entry,
};
pub(crate) use own_groups::own_groups;
pub use promise::SHIPPED_PROMISE;
pub use trust::{Experience, GUESSES_SEEN, OutcomeCounts, Trust};
pub use vectors::{
    EntryTexts, EntryVectors, HashedRow, ModelProgress, Row, StoredVectors, VectorFollower, Vectors, text_hash,
    texts_to_embed,
};

/// An entry that the index offers for a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The entry.
    pub entry: EntryId,
    /// Raw score of the index; comparable within one ranking only.
    pub score: f32,
    /// How likely this entry is the right answer, 0–1: among many candidates with confidence 0.8, about 80 % are right.
    pub confidence: f32,
    /// How likely the right answer is among the best three, 0–1; of the best alone, the others' is 0.
    pub among: f32,
    /// What the confidence rests on; of the best alone, the others' is empty.
    pub evidence: Evidence,
}

/// Longest question that is searched, in characters; what matters stands in front.
pub const MAX_SEARCHED: usize = 2_000;

/// What is asked of the index.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// The question, with its context where it is a follow-up.
    pub question: &'a str,
    /// The language in which it is asked: entries in it come first.
    pub language: Language,
    /// The groups of the person who asks; entries of other audiences are left out *inside* the search.
    pub groups: &'a [AudienceGroup],
    /// At most so many candidates.
    pub most: usize,
}

/// Finds published entries. A search may wait: for a thread of its own where there are many entries, for a model, for a
/// service. Two tenants never meet.
#[async_trait]
pub trait Retriever: Send + Sync {
    /// The best candidates, best first.
    async fn search(&self, tenant: &TenantId, search: Search<'_>) -> Vec<Candidate>;
    /// The entry that has the question word for word, where it is the only one that the person may see: the first of
    /// [`Retriever::search`], and as sure, at a small part of its cost. It does not wait.
    fn word_for_word(&self, tenant: &TenantId, search: Search<'_>) -> Option<Candidate>;
    /// Whether a search takes some milliseconds at most: then whoever asks may be kept waiting for it.
    fn is_quick(&self, tenant: &TenantId) -> bool;
}

/// Follows the FAQ of all tenants, so that a [`Retriever`] finds what is published now.
#[async_trait]
pub trait IndexFollower: Send + Sync {
    /// Takes over changed entries (a retired one leaves the index) and notes the revision they bring it to. Changes may come
    /// late or twice: only a newer one counts.
    async fn apply_changes(&self, tenant: &TenantId, changed: Vec<Entry>, revision: Revision);
    /// The revision that the index has reached; 0 when it knows nothing of the tenant.
    fn revision(&self, tenant: &TenantId) -> Revision;
    /// Takes over the organisation's own words, all of them, in place of those before.
    async fn apply_lexicon(&self, tenant: &TenantId, groups: Vec<WordGroup>, revision: Revision);
    /// The revision of the lexicon that is in force; 0 where there is none.
    fn lexicon_revision(&self, tenant: &TenantId) -> Revision;
}

/// Says how sure it is, and is told how far that can be trusted.
pub trait Trusted: Send + Sync {
    /// The thresholds that its confidence was measured with, for [`SHIPPED_PROMISE`].
    fn shipped_thresholds(&self) -> Thresholds;
    /// The language of the question, and the confidence that this evidence gives today without any correction; `None` where it
    /// can no longer be read.
    fn confidence_as_shipped(&self, evidence: &Evidence) -> Option<(Language, Shipped)>;
    /// How far its candidates' confidence is trusted for a tenant.
    fn trust(&self, tenant: &TenantId) -> Trust;
    /// Corrects the confidence of a tenant's candidates from now on.
    fn take_trust(&self, tenant: &TenantId, trust: Trust);
}

/// Makes room to try something out.
pub trait Rehearsing: Send + Sync {
    /// An index of its own that knows no tenant, and reads questions as this one does: what it takes over changes nothing here.
    fn empty(&self) -> Arc<dyn Index>;
    /// The models by which questions are read, the preferred one first.
    fn models(&self) -> Vec<Arc<dyn Embedder>>;
}

/// An index that follows and is searched.
pub trait Index: Retriever + IndexFollower + VectorFollower + Trusted + Rehearsing {}

impl<T: Retriever + IndexFollower + VectorFollower + Trusted + Rehearsing> Index for T {}
