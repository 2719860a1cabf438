//! The index in memory, off the threads on which requests are served.

use std::sync::Arc;

use async_trait::async_trait;
use desk::answering::{
    Candidate, Embedder, EntryVectors, Index, IndexFollower, Rehearsing, Retriever, Search, Shipped, Thresholds, Trust,
    Trusted, VectorFollower,
};
use desk::faq::{Entry, Revision};
use desk::flow::embed::Embedding;
use desk::id::TenantId;
use desk::inquiry::Evidence;
use desk::language::Language;
use desk::lexicon::WordGroup;
use desk::store::{Store, StoreError};
use retrieval::{MemoryIndex, QuestionVectors};

use crate::meaning::Questions;
use crate::off_the_runtime::off_the_runtime;

/// From so many entries on, a search takes longer than a millisecond and goes to a thread of its own; below, going there
/// would cost more than the search.
const MANY: usize = 5_000;

/// An index in memory whose long work runs where nobody waits for it, and that is asked by words and by meaning.
pub(crate) struct BackgroundIndex {
    memory: Arc<MemoryIndex>,
    questions: Questions,
}

impl BackgroundIndex {
    /// An index that knows no tenant; it reads questions with these models.
    pub(crate) fn with(models: Vec<Arc<dyn Embedder>>) -> Self {
        Self { memory: Arc::default(), questions: Questions::with(models) }
    }

    /// The same, for measuring: a question waits for its vectors as long as it takes.
    pub(crate) fn waiting(models: Vec<Arc<dyn Embedder>>) -> Self {
        Self { memory: Arc::default(), questions: Questions::with(models).waiting() }
    }

    /// Reads the vectors that a store has, and makes none: for a command that only looks.
    pub(crate) async fn read_vectors(&self, store: &dyn Store) -> Result<(), StoreError> {
        Embedding::new(self.questions.models().to_vec()).hand_over(store, self).await
    }

    /// The index itself, for whoever looks closer.
    pub(crate) fn memory(&self) -> &MemoryIndex {
        &self.memory
    }

    /// The vectors of a question. `None`: words serve, or it stands in the FAQ word for word.
    pub(crate) async fn vectors(&self, tenant: &TenantId, search: Search<'_>) -> Option<QuestionVectors> {
        if self.memory.worded(tenant, search).is_some() {
            return None;
        }
        self.questions.vectors(tenant, self.memory.texts(tenant, search)).await
    }
}

#[async_trait]
impl Retriever for BackgroundIndex {
    async fn search(&self, tenant: &TenantId, search: Search<'_>) -> Vec<Candidate> {
        let vectors = self.vectors(tenant, search).await;
        if self.memory.entries(tenant) < MANY {
            return self.memory.find_with(tenant, search, vectors.as_ref());
        }
        let (index, tenant) = (self.memory.clone(), tenant.clone());
        let (question, language) = (search.question.to_owned(), search.language);
        let (groups, most) = (search.groups.to_vec(), search.most);
        let find = move || {
            index.find_with(&tenant, Search { question: &question, language, groups: &groups, most }, vectors.as_ref())
        };
        off_the_runtime(find).await
    }

    fn word_for_word(&self, tenant: &TenantId, search: Search<'_>) -> Option<Candidate> {
        self.memory.worded(tenant, search)
    }

    fn is_quick(&self, tenant: &TenantId) -> bool {
        self.memory.entries(tenant) < MANY && self.questions.is_quick(tenant)
    }
}

#[async_trait]
impl IndexFollower for BackgroundIndex {
    async fn apply_changes(&self, tenant: &TenantId, changed: Vec<Entry>, revision: Revision) {
        let (index, tenant) = (self.memory.clone(), tenant.clone());
        off_the_runtime(move || index.take_over(&tenant, &changed, revision)).await;
    }

    fn revision(&self, tenant: &TenantId) -> Revision {
        self.memory.revision(tenant)
    }

    async fn apply_lexicon(&self, tenant: &TenantId, groups: Vec<WordGroup>, revision: Revision) {
        let (index, tenant) = (self.memory.clone(), tenant.clone());
        off_the_runtime(move || index.take_over_lexicon(&tenant, &groups, revision)).await;
    }

    fn lexicon_revision(&self, tenant: &TenantId) -> Revision {
        self.memory.lexicon_revision(tenant)
    }
}

impl Trusted for BackgroundIndex {
    fn trust(&self, tenant: &TenantId) -> Trust {
        self.memory.trust(tenant)
    }

    fn shipped_thresholds(&self) -> Thresholds {
        self.memory.shipped_thresholds()
    }

    fn confidence_as_shipped(&self, evidence: &Evidence) -> Option<(Language, Shipped)> {
        self.memory.confidence_as_shipped(evidence)
    }

    fn take_trust(&self, tenant: &TenantId, trust: Trust) {
        self.memory.take_trust(tenant, trust);
    }
}

impl Rehearsing for BackgroundIndex {
    fn empty(&self) -> Arc<dyn Index> {
        Arc::new(Self { memory: Arc::default(), questions: self.questions.apart() })
    }

    fn models(&self) -> Vec<Arc<dyn Embedder>> {
        self.questions.models().to_vec()
    }
}

#[async_trait]
impl VectorFollower for BackgroundIndex {
    async fn apply_vectors(&self, tenant: &TenantId, vectors: Vec<Arc<EntryVectors>>) {
        self.questions.note(tenant, &vectors);
        let (index, tenant) = (self.memory.clone(), tenant.clone());
        off_the_runtime(move || index.take_over_vectors(&tenant, vectors)).await;
    }
}
