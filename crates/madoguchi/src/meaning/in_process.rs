//! A sentence model that runs in this process.

use std::sync::Arc;

use async_trait::async_trait;
use desk::answering::{EmbedError, Embedder, TextKind};
use tokio::sync::Semaphore;

use crate::off_the_runtime::off_the_runtime;

/// Makes vectors on the thread that asks.
pub(super) trait Model: Send + Sync + 'static {
    /// Whether a vector takes a millisecond or two.
    const IS_QUICK: bool;

    /// The vectors of texts, of length 1.
    fn vectors(&self, texts: &[String], kind: TextKind) -> Vec<Vec<f32>>;
}

impl Model for embedding::Model {
    const IS_QUICK: bool = true;

    fn vectors(&self, texts: &[String], _kind: TextKind) -> Vec<Vec<f32>> {
        Self::vectors(self, texts).iter().map(|vector| vector.numbers().to_vec()).collect()
    }
}

/// A [`Model`] on threads of its own, not more at once than there are cores.
pub(super) struct InProcess<M> {
    name: String,
    model: Arc<M>,
    turns: Arc<Semaphore>,
}

impl<M: Model> InProcess<M> {
    pub(super) fn new(name: String, model: M) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        // One more, so that nobody who asks waits for what is made in the background.
        Self { name, model: Arc::new(model), turns: Arc::new(Semaphore::new(cores + 1)) }
    }
}

#[async_trait]
impl<M: Model> Embedder for InProcess<M> {
    fn model(&self) -> &str {
        &self.name
    }

    fn is_quick(&self) -> bool {
        M::IS_QUICK
    }

    async fn embed(&self, texts: Vec<String>, kind: TextKind) -> Result<Vec<Vec<f32>>, EmbedError> {
        let turn = self.turns.clone().acquire_owned().await;
        let turn = turn.map_err(|closed| EmbedError { model: self.name.clone(), source: closed.into() })?;
        let model = self.model.clone();
        let made = move || {
            // The thread's, not the caller's: who does not wait any longer does not let more of them in.
            let _turn = turn;
            model.vectors(&texts, kind)
        };
        Ok(off_the_runtime(made).await)
    }
}
