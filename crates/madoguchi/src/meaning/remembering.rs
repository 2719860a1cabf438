//! A model that remembers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use desk::answering::{EmbedError, Embedder, TextKind};
use hashlink::LruCache;

/// Another model that makes the vector of a text once, and knows those of the last texts. A message is searched as a whole and clause
/// by clause, and some ask again what they have just asked.
pub(crate) struct Remembering {
    model: Arc<dyn Embedder>,
    known: Mutex<LruCache<(TextKind, String), Vec<f32>>>,
}

impl Remembering {
    /// Knows the vectors of at most so many texts: some 2 KiB each.
    pub(crate) fn new(model: Arc<dyn Embedder>, most: usize) -> Self {
        Self { model, known: Mutex::new(LruCache::new(most)) }
    }

    fn known(&self) -> MutexGuard<'_, LruCache<(TextKind, String), Vec<f32>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Embedder for Remembering {
    fn model(&self) -> &str {
        self.model.model()
    }

    fn is_quick(&self) -> bool {
        self.model.is_quick()
    }

    async fn embed(&self, texts: Vec<String>, kind: TextKind) -> Result<Vec<Vec<f32>>, EmbedError> {
        let keys: Vec<(TextKind, String)> = texts.into_iter().map(|text| (kind, text)).collect();
        // Their own, too: where there are more texts than are known at most, the last ones push out the first.
        let mut own: HashMap<&str, Vec<f32>> = HashMap::new();
        let mut lacking = Vec::new();
        for key in &keys {
            match self.known().get(key).cloned() {
                Some(vector) => _ = own.insert(&key.1, vector),
                None if lacking.contains(&key.1) => {}
                None => lacking.push(key.1.clone()),
            }
        }
        if !lacking.is_empty() {
            let made = self.model.embed(lacking.clone(), kind).await?;
            let mut known = self.known();
            for (text, vector) in lacking.into_iter().zip(made) {
                if let Some(key) = keys.iter().find(|key| key.1 == text) {
                    own.insert(&key.1, vector.clone());
                }
                known.insert((kind, text), vector);
            }
        }
        Ok(keys.iter().filter_map(|(_, text)| own.get(text.as_str()).cloned()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Notes what it is asked for.
    #[derive(Default)]
    struct Noting(Mutex<Vec<String>>);

    #[async_trait]
    impl Embedder for Noting {
        fn model(&self) -> &'static str {
            "noting"
        }

        async fn embed(&self, texts: Vec<String>, _kind: TextKind) -> Result<Vec<Vec<f32>>, EmbedError> {
            let vectors = texts.iter().map(|text| vec![text.len() as f32]).collect();
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(texts);
            Ok(vectors)
        }
    }

    #[tokio::test]
    async fn a_vector_is_made_once_as_long_as_it_is_among_the_last() {
        let noting = Arc::new(Noting::default());
        let model = Remembering::new(noting.clone(), 3);
        for (texts, kind, made) in [
            (vec!["a", "bb", "a"], TextKind::Question, vec!["a", "bb"]),
            (vec!["bb", "ccc"], TextKind::Question, vec!["ccc"]),
            (vec!["a"], TextKind::Question, vec![]),
            (vec!["a"], TextKind::Answer, vec!["a"]),
            // bb is the one that was not asked for longest.
            (vec!["ccc", "bb"], TextKind::Question, vec!["bb"]),
            (vec!["1", "22", "333", "4444"], TextKind::Question, vec!["1", "22", "333", "4444"]),
        ] {
            let wanted: Vec<Vec<f32>> = texts.iter().map(|text| vec![text.len() as f32]).collect();
            let texts = texts.into_iter().map(str::to_owned).collect();
            assert_eq!(model.embed(texts, kind).await.expect("it is well"), wanted);
            assert_eq!(std::mem::take(&mut *noting.0.lock().expect("no panic")), made);
        }
    }
}
