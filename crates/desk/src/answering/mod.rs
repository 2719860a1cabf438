//! From a question to an answer, or to an honest "I do not know".
//!
//! [`Index`] finds [`Candidate`]s with a confidence; [`decide`] (pure) says answer, ask back, or do not know;
//! [`courtesy`] catches what is no question; `context.rs` reads a follow-up with the question before it.
//! How candidates are found and how confidence is made is the index's business (crate `retrieval`).

use crate::faq::{AudienceGroup, Entry, Revision};
use crate::id::{EntryId, TenantId};

mod context;
mod courtesy;
mod decide;

pub use context::{is_follow_up, with_context};
pub use courtesy::courtesy;
pub use decide::{Decision, MOST_CANDIDATES, Thresholds, decide};

/// An entry that the index offers for a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The entry.
    pub entry: EntryId,
    /// Raw score of the index; comparable within one ranking only.
    pub score: f32,
    /// How likely this entry is the right answer, 0–1: among many candidates with confidence 0.8, about 80 % are right.
    pub confidence: f32,
}

/// What is asked of the index.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// The question, with its context where it is a follow-up.
    pub question: &'a str,
    /// The groups of the person who asks; entries of other audiences are left out *inside* the search.
    pub groups: &'a [AudienceGroup],
    /// At most so many candidates.
    pub most: usize,
}

/// Published entries of all tenants, searchable in memory.
///
/// All calls are short (milliseconds) and safe from several threads. Two tenants never meet.
pub trait Index: Send + Sync {
    /// The best candidates, best first.
    fn search(&self, tenant: &TenantId, search: Search<'_>) -> Vec<Candidate>;
    /// Takes over changed entries (a retired one leaves the index) and notes the revision they bring it to.
    fn apply_changes(&self, tenant: &TenantId, changed: &[Entry], revision: Revision);
    /// The revision that the index has reached; 0 when it knows nothing of the tenant.
    fn revision(&self, tenant: &TenantId) -> Revision;
}
