//! The vectors of a question.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use desk::answering::{EmbedError, Embedder, EntryVectors, Row, TextKind};
use desk::flow::chain;
use desk::id::TenantId;
use retrieval::{QuestionVectors, Texts};
use tokio::time::{Instant, timeout};
use tracing::warn;

use super::Remembering;

/// A question waits at most so long for its vectors; then words serve. A model from a folder takes a tenth of it for six short texts.
const WITHIN: Duration = Duration::from_secs(2);
/// So many texts of questions are remembered with their vectors: those of a few dozen messages, some 1 MiB.
const REMEMBERED: usize = 512;
/// A model that fails is told of at most so often.
const TELL_AGAIN: Duration = Duration::from_mins(1);

/// Makes the vectors of questions, with the model whose vectors the index has; none twice for one message.
pub(crate) struct Questions {
    models: Vec<Arc<dyn Embedder>>,
    within: Duration,
    serving: Mutex<HashMap<TenantId, String>>,
    told: Mutex<Option<Instant>>,
}

impl Questions {
    pub(crate) fn with(models: Vec<Arc<dyn Embedder>>) -> Self {
        let remembering = |model| Arc::new(Remembering::new(model, REMEMBERED)) as Arc<dyn Embedder>;
        let models = models.into_iter().map(remembering).collect();
        Self { models, within: WITHIN, serving: Mutex::default(), told: Mutex::default() }
    }

    /// The same models for an index of its own; there a question waits for its vectors as long as it takes.
    pub(crate) fn apart(&self) -> Self {
        Self { models: self.models.clone(), within: Duration::MAX, serving: Mutex::default(), told: Mutex::default() }
    }

    /// Waits for vectors as long as it takes: what is measured must not depend on the machine.
    pub(crate) fn waiting(self) -> Self {
        Self { within: Duration::MAX, ..self }
    }

    /// The models that can read questions, the preferred one first.
    pub(crate) fn models(&self) -> &[Arc<dyn Embedder>] {
        &self.models
    }

    /// Notes whose vectors the index is given.
    pub(crate) fn note(&self, tenant: &TenantId, given: &[Arc<EntryVectors>]) {
        let Some(last) = given.last() else { return };
        let mut serving = self.serving.lock().unwrap_or_else(PoisonError::into_inner);
        if serving.get(tenant).is_none_or(|model| *model != last.model) {
            serving.insert(tenant.clone(), last.model.clone());
        }
    }

    /// The vectors of a question's texts. `None`: words alone serve.
    pub(crate) async fn vectors(&self, tenant: &TenantId, texts: Texts) -> Option<QuestionVectors> {
        let model = self.serving(tenant)?;
        let Texts { cut, clauses, without } = texts;
        let number = clauses.len();
        let texts = std::iter::once(cut).chain(clauses).chain(without).collect();
        let made = match timeout(self.within, model.embed(texts, TextKind::Question)).await {
            Ok(Ok(made)) => made,
            Ok(Err(error)) => return self.tell(&error),
            Err(late) => return self.tell(&EmbedError { model: model.model().to_owned(), source: late.into() }),
        };
        let mut rows = made.iter().map(|vector| Row::quantise(vector));
        let (model, cut) = (model.model().to_owned(), rows.next()?);
        Some(QuestionVectors { model, cut, clauses: rows.by_ref().take(number).collect(), without: rows.collect() })
    }

    /// Whether the vectors of a question take a few milliseconds at most; also where words alone serve.
    pub(crate) fn is_quick(&self, tenant: &TenantId) -> bool {
        self.serving(tenant).is_none_or(|model| model.is_quick())
    }

    fn serving(&self, tenant: &TenantId) -> Option<&Arc<dyn Embedder>> {
        let serving = self.serving.lock().unwrap_or_else(PoisonError::into_inner);
        let name = serving.get(tenant)?;
        self.models.iter().find(|model| model.model() == name)
    }

    fn tell(&self, error: &EmbedError) -> Option<QuestionVectors> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_none_or(|at| at.elapsed() >= TELL_AGAIN) {
            *told = Some(Instant::now());
            warn!(error = %chain(error), "a question is answered by words alone");
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;
    use desk::id::EntryId;
    use uuid::Uuid;

    use super::*;

    /// How a model is.
    #[derive(Clone, Copy)]
    enum Is {
        Well,
        Broken,
        Slow,
    }

    struct Model(&'static str, Is);

    #[async_trait]
    impl Embedder for Model {
        fn model(&self) -> &str {
            self.0
        }

        async fn embed(&self, texts: Vec<String>, _kind: TextKind) -> Result<Vec<Vec<f32>>, EmbedError> {
            match self.1 {
                Is::Well => {}
                Is::Broken => return Err(EmbedError { model: self.0.into(), source: "the test says so".into() }),
                Is::Slow => tokio::time::sleep(WITHIN * 2).await,
            }
            Ok(texts.iter().map(|text| vec![text.chars().count() as f32]).collect())
        }
    }

    fn home() -> TenantId {
        TenantId::parse("home").expect("a good id")
    }

    /// Questions where these models are there and the index has vectors of this one.
    fn questions(models: &[(&'static str, Is)], serving: &str) -> Questions {
        let models = models.iter().map(|&(name, is)| Arc::new(Model(name, is)) as Arc<dyn Embedder>).collect();
        let questions = Questions::with(models);
        questions.note(&home(), &[given(serving)]);
        questions.note(&home(), &[]);
        questions
    }

    /// Vectors by this model, as the index is given them.
    fn given(model: &str) -> Arc<EntryVectors> {
        let (entry, model) = (EntryId::new(Uuid::nil()), model.to_owned());
        Arc::new(EntryVectors { entry, version: 1, model, asked: Vec::new(), answered: Vec::new() })
    }

    #[tokio::test]
    async fn a_question_is_read_by_the_model_whose_vectors_the_index_has() {
        let models = [("large", Is::Broken), ("small", Is::Well)];
        let made = questions(&models, "small").vectors(&home(), Texts::of("VPNが切れます。名刺も欲しいです。")).await;
        let made = made.expect("the model is well");
        assert_eq!((made.model.as_str(), made.clauses.len()), ("small", 2));
        assert!(questions(&models, "gone").vectors(&home(), Texts::of("VPN")).await.is_none());
        assert!(!questions(&models, "small").is_quick(&home()), "that is for a model to say");
        assert!(questions(&models, "gone").is_quick(&home()), "words serve");
        let other = TenantId::parse("other").expect("a good id");
        assert!(questions(&models, "small").vectors(&other, Texts::of("VPN")).await.is_none(), "it has no vectors yet");
    }

    /// Counts the texts whose vectors it makes.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    #[async_trait]
    impl Embedder for Counting {
        fn model(&self) -> &'static str {
            "counting"
        }

        async fn embed(&self, texts: Vec<String>, _kind: TextKind) -> Result<Vec<Vec<f32>>, EmbedError> {
            self.0.fetch_add(texts.len(), Ordering::Relaxed);
            Ok(texts.iter().map(|_| vec![1.0]).collect())
        }
    }

    #[tokio::test]
    async fn clauses_of_a_message_and_a_question_asked_again_have_their_vectors_already() {
        let model = Arc::new(Counting::default());
        let questions = Questions::with(vec![model.clone()]);
        questions.note(&home(), &[given("counting")]);
        let message = "VPNが切れます。名刺も欲しいです。";
        // Of a clause only what is left of it without each of its parts is new.
        for (text, more) in [(message, 7), ("VPNが切れます。", 2), ("名刺も欲しいです。", 2), (message, 0)]
        {
            let before = model.0.load(Ordering::Relaxed);
            assert!(questions.vectors(&home(), Texts::of(text)).await.is_some());
            assert_eq!(model.0.load(Ordering::Relaxed) - before, more, "{text}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn words_serve_where_a_model_is_broken_or_slow() {
        for is in [Is::Broken, Is::Slow] {
            let asked = Instant::now();
            assert!(questions(&[("small", is)], "small").vectors(&home(), Texts::of("VPN")).await.is_none());
            assert!(asked.elapsed() <= WITHIN);
        }
    }
}
