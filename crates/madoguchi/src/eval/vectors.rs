//! The index that a server has, with the vectors of each entry made at once.

use std::sync::Arc;

use desk::answering::{Embedder, IndexFollower, VectorFollower};
use desk::faq::{Entry, Revision};
use desk::flow::embed::vectors_of;
use desk::id::TenantId;

use crate::index::BackgroundIndex;
use crate::meaning::Remembering;

/// An index that has the vectors of every entry as soon as the entry, by the preferred of the models that a server would have.
pub(super) struct VectorIndex {
    index: BackgroundIndex,
    /// Entries change by a wording at a time, and what was asked becomes a wording: nothing is forgotten.
    model: Option<Arc<dyn Embedder>>,
}

impl VectorIndex {
    /// Words serve where there is no model.
    pub(super) fn with(models: &[Arc<dyn Embedder>]) -> Self {
        let remembering = |model: &Arc<dyn Embedder>| Arc::new(Remembering::new(model.clone(), usize::MAX)) as _;
        let model: Option<Arc<dyn Embedder>> = models.first().map(remembering);
        Self { index: BackgroundIndex::waiting(model.iter().cloned().collect()), model }
    }

    /// The index itself.
    pub(super) fn index(&self) -> &BackgroundIndex {
        &self.index
    }

    pub(super) async fn take_over(
        &self,
        tenant: &TenantId,
        changed: Vec<Entry>,
        revision: Revision,
    ) -> anyhow::Result<()> {
        let mut vectors = Vec::new();
        if let Some(model) = &self.model {
            for entry in &changed {
                vectors.push(Arc::new(vectors_of(entry, None, model.as_ref()).await?));
            }
        }
        self.index.apply_changes(tenant, changed, revision).await;
        self.index.apply_vectors(tenant, vectors).await;
        Ok(())
    }
}
