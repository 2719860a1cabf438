//! Entries get their vectors in the background.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use desk::answering::{
    Candidate, EmbedError, Embedder, EntryVectors, Experience, Index, IndexFollower, ModelProgress, Rehearsing,
    Retriever, SHIPPED_PROMISE, Search, Shipped, TextKind, Thresholds, Trust, Trusted, VectorFollower,
};
use desk::faq::{Entry, Revision, Wording, publish, retire, revise};
use desk::flow::embed::{Embedding, how_far};
use desk::id::{EntryId, TenantId};
use desk::inquiry::Evidence;
use desk::language::Language;
use desk::lexicon::WordGroup;
use desk::store::StoreError;
use testkit::World;

/// A model that makes the vector of a text from its length, notes what it was given, and fails when a test says so.
struct Lengths {
    name: &'static str,
    given: Mutex<Vec<(String, TextKind)>>,
    /// Fails at texts that have this word.
    fails_at: Mutex<Option<&'static str>>,
}

impl Lengths {
    fn named(name: &'static str) -> Arc<Self> {
        Arc::new(Self { name, given: Mutex::default(), fails_at: Mutex::default() })
    }

    fn given(&self) -> Vec<(String, TextKind)> {
        std::mem::take(&mut self.given.lock().expect("free"))
    }

    fn texts(&self) -> Vec<String> {
        self.given().into_iter().map(|(text, _)| text).collect()
    }

    fn fail_at(&self, word: Option<&'static str>) {
        *self.fails_at.lock().expect("free") = word;
    }
}

#[async_trait]
impl Embedder for Lengths {
    fn model(&self) -> &str {
        self.name
    }

    async fn embed(&self, texts: Vec<String>, kind: TextKind) -> Result<Vec<Vec<f32>>, EmbedError> {
        let fails_at = *self.fails_at.lock().expect("free");
        if texts.iter().any(|text| fails_at.is_some_and(|word| text.contains(word))) {
            return Err(EmbedError { model: self.name.into(), source: "the test says so".into() });
        }
        let vectors = texts.iter().map(|text| vec![text.chars().count() as f32 / 127.0, 1.0]).collect();
        self.given.lock().expect("free").extend(texts.into_iter().map(|text| (text, kind)));
        Ok(vectors)
    }
}

/// An index that notes which vectors it was given.
#[derive(Default)]
pub(crate) struct Noting {
    /// A search takes long.
    is_slow: bool,
    revision: Mutex<Revision>,
    vectors: Mutex<BTreeMap<EntryId, Arc<EntryVectors>>>,
    was_told: AtomicBool,
}

impl Noting {
    pub(crate) fn slow() -> Self {
        Self { is_slow: true, ..Self::default() }
    }

    /// The models of the vectors that it has, by entry: `None` where there are none.
    fn models(&self, entries: &[&Entry]) -> Vec<Option<(String, u32)>> {
        let known = self.vectors.lock().expect("free");
        entries.iter().map(|entry| known.get(&entry.id).map(|made| (made.model.clone(), made.version))).collect()
    }

    fn of(&self, entry: &Entry) -> Arc<EntryVectors> {
        self.vectors.lock().expect("free")[&entry.id].clone()
    }
}

#[async_trait]
impl Retriever for Noting {
    async fn search(&self, _tenant: &TenantId, _search: Search<'_>) -> Vec<Candidate> {
        Vec::new()
    }

    fn word_for_word(&self, _tenant: &TenantId, _search: Search<'_>) -> Option<Candidate> {
        None
    }

    fn is_quick(&self, _tenant: &TenantId) -> bool {
        !self.is_slow
    }
}

#[async_trait]
impl IndexFollower for Noting {
    async fn apply_changes(&self, _tenant: &TenantId, _changed: Vec<Entry>, _revision: Revision) {}

    fn revision(&self, _tenant: &TenantId) -> Revision {
        *self.revision.lock().expect("free")
    }

    async fn apply_lexicon(&self, _tenant: &TenantId, _groups: Vec<WordGroup>, _revision: Revision) {}

    fn lexicon_revision(&self, _tenant: &TenantId) -> Revision {
        0
    }
}

impl Rehearsing for Noting {
    fn empty(&self) -> Arc<dyn Index> {
        Arc::new(Self::default())
    }

    fn models(&self) -> Vec<Arc<dyn Embedder>> {
        Vec::new()
    }
}

impl Trusted for Noting {
    fn shipped_thresholds(&self) -> Thresholds {
        Thresholds { answer: 0.9, offer: 0.3 }
    }

    fn confidence_as_shipped(&self, _evidence: &Evidence) -> Option<(Language, Shipped)> {
        None
    }

    fn trust(&self, _tenant: &TenantId) -> Trust {
        Experience::default().trust(self, SHIPPED_PROMISE)
    }

    fn take_trust(&self, _tenant: &TenantId, _trust: Trust) {}
}

#[async_trait]
impl VectorFollower for Noting {
    async fn apply_vectors(&self, _tenant: &TenantId, vectors: Vec<Arc<EntryVectors>>) {
        self.was_told.store(true, Ordering::Relaxed);
        self.vectors.lock().expect("free").extend(vectors.into_iter().map(|made| (made.entry, made)));
    }
}

/// A world whose index follows, and a loop over it.
struct Desk {
    world: World,
    index: Noting,
}

impl Desk {
    async fn new() -> Self {
        Self { world: World::new().await, index: Noting::default() }
    }

    /// Runs a loop until it has nothing more to do at once.
    async fn run(&self, embedding: &mut Embedding) {
        while self.step(embedding).await.expect("the models work") {}
    }

    async fn step(&self, embedding: &mut Embedding) -> Result<bool, desk::flow::embed::EmbeddingError> {
        let revision = self.revision().await;
        *self.index.revision.lock().expect("free") = revision;
        embedding.step(self.world.store(), &self.index).await
    }

    /// The revision of the FAQ of the one tenant.
    async fn revision(&self) -> Revision {
        let revisions = self.world.store().revisions().await.expect("the store works");
        revisions.first().map_or(0, |(_, revision)| *revision)
    }

    async fn look<T: Send + 'static>(
        &self,
        queries: impl for<'a> FnOnce(&'a mut dyn desk::store::Transaction) -> desk::store::Work<'a, Result<T, StoreError>>
        + Send
        + 'static,
    ) -> T {
        self.world.store().read(&self.world.tenant, queries).await.expect("the store works")
    }

    async fn publish(&self, question: &str, answer: &str) -> Entry {
        let wording = Wording {
            question: question.to_owned(),
            answer: answer.to_owned(),
            variants: Vec::new(),
            language: Language::Japanese,
            audience: desk::faq::Audience::Everyone,
        };
        let publish = self
            .world
            .store()
            .write(&self.world.tenant, move |tx| Box::pin(async move { publish(tx, None, wording, None).await }));
        publish.await.expect("a good entry")
    }

    async fn add_variant(&self, entry: &Entry, variant: &str) -> Entry {
        let Entry { question, answer, mut variants, language, audience, .. } = entry.clone();
        variants.push(variant.to_owned());
        let wording = Wording { question, answer, variants, language, audience };
        let known = entry.clone();
        let revise = self
            .world
            .store()
            .write(&self.world.tenant, move |tx| Box::pin(async move { revise(tx, known, wording, None).await }));
        revise.await.expect("a good entry")
    }

    async fn how_far(&self) -> (u64, Vec<ModelProgress>) {
        how_far(self.world.store(), &self.world.tenant).await.expect("the store works")
    }
}

fn one(model: &Arc<Lengths>) -> Embedding {
    Embedding::new(vec![model.clone()])
}

#[tokio::test]
async fn a_new_entry_gets_vectors_of_its_wordings_and_sentences() {
    let (desk, model) = (Desk::new().await, Lengths::named("small"));
    let entry = desk.publish("VPN切れる", "再起動します。だめなら電話を。").await;
    let mut embedding = one(&model);
    desk.run(&mut embedding).await;
    let given = [
        ("VPN切れる", TextKind::Question),
        ("再起動します。", TextKind::Answer),
        ("だめなら電話を。", TextKind::Answer),
    ];
    assert_eq!(model.given(), given.map(|(text, kind)| (text.to_owned(), kind)));
    let made = desk.index.of(&entry);
    assert_eq!((made.asked.len(), made.answered.len(), made.version), (1, 2, 1));
    assert_eq!(made.asked[0].row.values, [6, 127]);
    desk.run(&mut embedding).await;
    assert!(model.given().is_empty(), "nothing is made twice");
}

#[tokio::test]
async fn a_changed_entry_needs_vectors_of_its_new_texts_only() {
    let (desk, model) = (Desk::new().await, Lengths::named("small"));
    let entry = desk.publish("VPN切れる", "再起動します。").await;
    let mut embedding = one(&model);
    desk.run(&mut embedding).await;
    model.given();
    let entry = desk.add_variant(&entry, "VPNが落ちる").await;
    desk.run(&mut embedding).await;
    assert_eq!(model.texts(), ["VPNが落ちる"]);
    let made = desk.index.of(&entry);
    assert_eq!((made.version, made.asked.len(), made.answered.len()), (2, 2, 1));
}

#[tokio::test]
async fn a_restart_hands_over_what_is_kept_and_makes_nothing_anew() {
    let (desk, model) = (Desk::new().await, Lengths::named("small"));
    let entries = [desk.publish("一", "い。").await, desk.publish("二", "ろ。").await];
    desk.run(&mut one(&model)).await;
    model.given();
    let desk = Desk { index: Noting::default(), ..desk };
    desk.run(&mut one(&model)).await;
    assert!(model.given().is_empty());
    let all = [&entries[0], &entries[1]];
    assert_eq!(desk.index.models(&all), [Some(("small".into(), 1)), Some(("small".into(), 1))]);
}

#[tokio::test]
async fn two_processes_in_turn_make_nothing_twice_and_both_have_all() {
    let (desk, model) = (Desk::new().await, Lengths::named("small"));
    let mut entries = Vec::new();
    for number in 0..20 {
        entries.push(desk.publish(&format!("質問{number}"), &format!("回答{number}。")).await);
    }
    let revision = desk.revision().await;
    let indexes = [(); 2].map(|()| Noting { revision: Mutex::new(revision), ..Noting::default() });
    let mut loops = [one(&model), one(&model)];
    let mut more = [true; 2];
    while more != [false; 2] {
        for at in 0..2 {
            more[at] = loops[at].step(desk.world.store(), &indexes[at]).await.expect("the models work");
        }
    }
    let mut made = model.texts();
    made.sort();
    let all = made.len();
    made.dedup();
    assert_eq!((made.len(), all), (40, 40));
    for index in &indexes {
        assert!(index.models(&entries.iter().collect::<Vec<_>>()).iter().all(Option::is_some));
    }
}

#[tokio::test]
async fn a_retired_entry_gets_none_and_loses_those_it_has() {
    let (desk, model) = (Desk::new().await, Lengths::named("small"));
    let [kept, early, late] =
        [desk.publish("一", "い。").await, desk.publish("二", "ろ。").await, desk.publish("三", "は。").await];
    let retire = async |entry: Entry| {
        let store = desk.world.store();
        let retire = store.write(&desk.world.tenant, move |tx| Box::pin(async move { retire(tx, entry, None).await }));
        retire.await.expect("it can be retired");
    };
    retire(early).await;
    let mut embedding = one(&model);
    desk.run(&mut embedding).await;
    assert!(!model.texts().contains(&"二".to_owned()));
    retire(late).await;
    desk.run(&mut embedding).await;
    assert_eq!(desk.how_far().await, (1, vec![ModelProgress { model: "small".into(), entries: 1 }]));
    let left = desk.look(move |tx| Box::pin(async move { tx.vectors_after("small", 0, 99, 9).await })).await;
    assert_eq!(left.iter().map(|kept| kept.entry).collect::<Vec<_>>(), [kept.id]);
}

#[tokio::test]
async fn another_model_serves_when_it_has_all_and_the_one_before_until_then() {
    let (desk, small, large) = (Desk::new().await, Lengths::named("small"), Lengths::named("large"));
    let mut entries = Vec::new();
    for question in ["一", "二", "三"] {
        entries.push(desk.publish(question, "はい。").await);
    }
    desk.run(&mut one(&small)).await;
    let desk = Desk { index: Noting::default(), ..desk };
    let mut embedding = Embedding::new(vec![large.clone(), small.clone()]);
    large.fail_at(Some("一"));
    while desk.step(&mut embedding).await.is_ok() {}
    let all = entries.iter().collect::<Vec<_>>();
    assert!(desk.index.models(&all).iter().all(|made| *made == Some(("small".into(), 1))), "two of three are not all");
    entries.push(desk.publish("四", "はい。").await);
    while desk.step(&mut embedding).await.is_ok() {}
    assert_eq!(desk.index.models(&[&entries[3]]), [Some(("small".into(), 1))], "who serves has new ones, too");

    let desk = Desk { index: Noting::default(), ..desk };
    let mut embedding = Embedding::new(vec![large.clone(), small.clone()]);
    while desk.step(&mut embedding).await.is_ok() {}
    let all = entries.iter().collect::<Vec<_>>();
    let of_small = |made: &Option<(String, u32)>| *made == Some(("small".into(), 1));
    assert!(desk.index.models(&all).iter().all(of_small), "it goes on serving after a restart");

    large.fail_at(None);
    desk.run(&mut embedding).await;
    let all = entries.iter().collect::<Vec<_>>();
    assert!(desk.index.models(&all).iter().all(|made| *made == Some(("large".into(), 1))));
    assert_eq!(
        desk.how_far().await,
        (4, vec![ModelProgress { model: "large".into(), entries: 4 }]),
        "the others are forgotten"
    );
}

#[tokio::test]
async fn a_model_that_nobody_has_any_more_is_followed_by_words_and_then_by_the_new_one() {
    let (desk, gone, small) = (Desk::new().await, Lengths::named("gone"), Lengths::named("small"));
    let entry = desk.publish("一", "い。").await;
    desk.run(&mut one(&gone)).await;
    let desk = Desk { index: Noting::default(), ..desk };
    let mut embedding = one(&small);
    small.fail_at(Some("一"));
    desk.step(&mut embedding).await.expect_err("the model fails");
    assert_eq!(desk.index.models(&[&entry]), [None], "nobody could compare a question with them");
    small.fail_at(None);
    desk.run(&mut embedding).await;
    assert_eq!(desk.index.models(&[&entry]), [Some(("small".into(), 1))]);
    assert_eq!(desk.how_far().await.1, [ModelProgress { model: "small".into(), entries: 1 }]);
}

#[tokio::test]
async fn an_entry_that_fails_holds_up_no_other() {
    let (desk, model) = (Desk::new().await, Lengths::named("small"));
    let mut entries = Vec::new();
    for number in 0..20 {
        entries.push(desk.publish(&format!("質問{number}"), "はい。").await);
    }
    model.fail_at(Some("質問1"));
    let mut embedding = one(&model);
    for _ in 0..60 {
        let _ = desk.step(&mut embedding).await;
    }
    let made = desk.index.models(&entries.iter().collect::<Vec<_>>());
    let lacking = (0..20).filter(|&at| made[at].is_none()).collect::<Vec<_>>();
    assert_eq!(lacking, [1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    model.fail_at(None);
    desk.run(&mut embedding).await;
    assert_eq!(desk.how_far().await.1, [ModelProgress { model: "small".into(), entries: 20 }]);
}

#[tokio::test]
async fn what_the_index_does_not_know_yet_waits() {
    let (desk, model) = (Desk::new().await, Lengths::named("small"));
    desk.publish("一", "い。").await;
    let mut embedding = one(&model);
    embedding.step(desk.world.store(), &desk.index).await.expect("the store works");
    assert!(model.given().is_empty() && !desk.index.was_told.load(Ordering::Relaxed));
}
