//! The index with the vectors that a server would have, made at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_trait::async_trait;
use desk::answering::{Candidate, EntryVectors, Retriever, Row, Search, text_hash};
use desk::faq::{Entry, Revision};
use desk::id::TenantId;
use embedding::Model;
use retrieval::{MemoryIndex, QuestionVectors};

/// An index that has the vectors of every entry as soon as the entry.
#[derive(Default)]
pub(super) struct VectorIndex {
    index: MemoryIndex,
    /// By text: entries change by a wording at a time.
    rows: Mutex<HashMap<u64, Row>>,
}

impl VectorIndex {
    /// The index itself.
    pub(super) fn memory(&self) -> &MemoryIndex {
        &self.index
    }

    pub(super) fn take_over(&self, tenant: &TenantId, changed: &[Entry], revision: Revision) {
        self.index.take_over(tenant, changed, revision);
        let Some(model) = model() else { return };
        let vectors = changed
            .iter()
            .map(|entry| Arc::new(EntryVectors::of(entry, embedding::NAME, |text| self.row(model, text))));
        self.index.take_over_vectors(tenant, vectors.collect());
    }

    fn row(&self, model: &Model, text: &str) -> Row {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.entry(text_hash(text)).or_insert_with(|| Row::quantise(model.vector(text).numbers())).clone()
    }
}

#[async_trait]
impl Retriever for VectorIndex {
    async fn search(&self, tenant: &TenantId, search: Search<'_>) -> Vec<Candidate> {
        let vectors =
            model().map(|model| QuestionVectors::of(search.question, embedding::NAME, |text| self.row(model, text)));
        self.index.find_with(tenant, search, vectors.as_ref())
    }

    fn word_for_word(&self, tenant: &TenantId, search: Search<'_>) -> Option<Candidate> {
        self.index.worded(tenant, search)
    }
}

/// The built-in model, once for all bases. Words serve where the program was built without one.
fn model() -> Option<&'static Model> {
    static MODEL: OnceLock<Option<Model>> = OnceLock::new();
    MODEL.get_or_init(|| Model::built_in().and_then(Result::ok)).as_ref()
}
