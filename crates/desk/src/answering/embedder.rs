//! The port to sentence models.

use std::error::Error;

use async_trait::async_trait;

/// What a text is to a model; some (e5) tell the two apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextKind {
    /// A question, or a wording of an entry's question.
    Question,
    /// An answer, or a part of one.
    Answer,
}

/// Makes vectors of texts: what means much the same lies near.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// Name of the model with its version or checksum: vectors are kept under it, and vectors of two models never meet.
    fn model(&self) -> &str;
    /// Whether it takes a few milliseconds at most for a question.
    fn is_quick(&self) -> bool {
        false
    }
    /// One vector of length 1 for each text, in order.
    async fn embed(&self, texts: Vec<String>, kind: TextKind) -> Result<Vec<Vec<f32>>, EmbedError>;
}

/// A model made no vectors; words serve until it does.
#[derive(Debug, thiserror::Error)]
#[error("the sentence model {model} makes no vectors")]
pub struct EmbedError {
    /// The name of the model.
    pub model: String,
    /// Why, without the texts.
    #[source]
    pub source: Box<dyn Error + Send + Sync>,
}
