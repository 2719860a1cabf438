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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    struct Slow(Duration);

    #[async_trait]
    impl Embedder for Slow {
        fn model(&self) -> &'static str {
            "slow"
        }

        async fn embed(&self, texts: Vec<String>, _kind: TextKind) -> Result<Vec<Vec<f32>>, EmbedError> {
            tokio::time::sleep(self.0).await;
            Ok(texts.iter().map(|_| vec![1.0]).collect())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn it_rests_as_long_as_it_has_worked() {
        let work = Duration::from_millis(30);
        let model = Unhurried(Arc::new(Slow(work)));
        let started = Instant::now();
        let made = model.embed(vec!["VPN".into()], TextKind::Question).await.expect("it is well");
        assert_eq!((made.len(), model.model()), (1, "slow"));
        let took = started.elapsed();
        assert!(took >= work * 2 && took < work * 3, "{took:?}");
    }
}
