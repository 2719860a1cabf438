//! A model for what nobody waits for.

use std::sync::Arc;

use async_trait::async_trait;
use desk::answering::{EmbedError, Embedder, TextKind};
use tokio::time::Instant;

/// Another model that rests after each call as long as the call took: it never has more than half of a core.
pub(super) struct Unhurried(pub(super) Arc<dyn Embedder>);

#[async_trait]
impl Embedder for Unhurried {
    fn model(&self) -> &str {
        self.0.model()
    }

    async fn embed(&self, texts: Vec<String>, kind: TextKind) -> Result<Vec<Vec<f32>>, EmbedError> {
        let started = Instant::now();
        let made = self.0.embed(texts, kind).await;
        tokio::time::sleep(started.elapsed()).await;
        made
    }
}
