//! The index in memory, off the threads on which requests are served.

use std::sync::Arc;

use async_trait::async_trait;
use desk::answering::{Candidate, IndexFollower, Retriever, Search, Thresholds, Trust, Trusted, VectorFollower};
use desk::faq::{Entry, Revision};
use desk::id::TenantId;
use desk::inquiry::Evidence;
use desk::language::Language;
use desk::lexicon::WordGroup;
use retrieval::MemoryIndex;

/// From so many entries on, a search takes longer than a millisecond and goes to a thread of its own; below, going there
/// would cost more than the search.
const MANY: usize = 5_000;

/// An index in memory whose long work runs where nobody waits for it.
#[derive(Default)]
pub(crate) struct BackgroundIndex(Arc<MemoryIndex>);

#[async_trait]
impl Retriever for BackgroundIndex {
    async fn search(&self, tenant: &TenantId, search: Search<'_>) -> Vec<Candidate> {
        if self.0.entries(tenant) < MANY {
            return self.0.find(tenant, search);
        }
        let (index, tenant) = (self.0.clone(), tenant.clone());
        let (question, language) = (search.question.to_owned(), search.language);
        let (groups, most) = (search.groups.to_vec(), search.most);
        let find = move || index.find(&tenant, Search { question: &question, language, groups: &groups, most });
        off_the_runtime(find).await
    }

    fn word_for_word(&self, tenant: &TenantId, search: Search<'_>) -> Option<Candidate> {
        self.0.worded(tenant, search)
    }
}

#[async_trait]
impl IndexFollower for BackgroundIndex {
    async fn apply_changes(&self, tenant: &TenantId, changed: Vec<Entry>, revision: Revision) {
        let (index, tenant) = (self.0.clone(), tenant.clone());
        off_the_runtime(move || index.take_over(&tenant, &changed, revision)).await;
    }

    fn revision(&self, tenant: &TenantId) -> Revision {
        self.0.revision(tenant)
    }

    async fn apply_lexicon(&self, tenant: &TenantId, groups: Vec<WordGroup>, revision: Revision) {
        let (index, tenant) = (self.0.clone(), tenant.clone());
        off_the_runtime(move || index.take_over_lexicon(&tenant, &groups, revision)).await;
    }

    fn lexicon_revision(&self, tenant: &TenantId) -> Revision {
        self.0.lexicon_revision(tenant)
    }
}

impl Trusted for BackgroundIndex {
    fn trust(&self, tenant: &TenantId) -> Trust {
        self.0.trust(tenant)
    }

    fn shipped_thresholds(&self) -> Thresholds {
        self.0.shipped_thresholds()
    }

    fn confidence_as_shipped(&self, evidence: &Evidence) -> Option<(Language, f32)> {
        self.0.confidence_as_shipped(evidence)
    }

    fn take_trust(&self, tenant: &TenantId, trust: Trust) {
        self.0.take_trust(tenant, trust);
    }
}

impl VectorFollower for BackgroundIndex {}

/// Runs work on a thread of its own; a panic in it is one of the caller's.
pub(crate) async fn off_the_runtime<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}
