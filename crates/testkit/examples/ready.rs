//! How soon a restarted desk is ready that has many phrasings with their vectors:
//! `cargo run --release -p testkit --example ready -- [ENTRIES]` (20,000 by default, with five phrasings and three sentences each).

use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use desk::answering::{EmbedError, Embedder, EntryVectors, Row, TextKind, text_hash};
use desk::faq::{Audience, Entry};
use desk::flow::embed::Embedding;
use desk::flow::follow_faq::follow;
use desk::id::{EntryId, TenantId};
use desk::language::Language;
use desk::store::{Store, StoreError};
use retrieval::MemoryIndex;
use storage::{ConnectionPolicy, Location};
use testkit::{CountedIds, FixedClock};
use uuid::Uuid;

/// Numbers of a vector of the built-in model.
const DIMENSIONS: usize = 512;
/// Entries written in one transaction.
const TOGETHER: usize = 500;
const WORDS: [&str; 16] = [
    "VPN",
    "接続",
    "印刷",
    "休暇",
    "申請",
    "パスワード",
    "会議室",
    "予約",
    "経費",
    "精算",
    "住所",
    "変更",
    "端末",
    "紛失",
    "研修",
    "契約",
];

/// A model that is never asked: everything is kept.
struct Kept;

#[async_trait]
impl Embedder for Kept {
    fn model(&self) -> &'static str {
        "kept"
    }

    async fn embed(&self, _texts: Vec<String>, _kind: TextKind) -> Result<Vec<Vec<f32>>, EmbedError> {
        Err(EmbedError { model: "kept".into(), source: "something is not kept".into() })
    }
}

fn text(number: usize, place: usize) -> String {
    let word = |step: usize| WORDS[(number / step + place) % WORDS.len()];
    format!("{}の{}で{}を{}する方法 {number}-{place}", word(1), word(16), word(256), word(4096))
}

fn entry(number: usize) -> Entry {
    Entry {
        id: EntryId::new(Uuid::from_u128(number as u128 + 1)),
        key: format!("entry {number}"),
        question: text(number, 0),
        answer: [5, 6, 7].map(|place| text(number, place)).join("。\n"),
        variants: (1..5).map(|place| text(number, place)).collect(),
        language: Language::Japanese,
        audience: Audience::Everyone,
        version: 1,
        retired: false,
        revision: 0,
    }
}

fn vectors(entry: &Entry) -> EntryVectors {
    EntryVectors::of(entry, "kept", |text| {
        let hash = text_hash(text);
        let number = |at: usize| (hash.rotate_left(at as u32 % 64) as i8) ^ at as i8;
        Row { step: 0.000_8, values: (0..DIMENSIONS).map(number).collect() }
    })
}

async fn open(location: &Location) -> Arc<dyn Store> {
    let (clock, ids) = (Arc::new(FixedClock::default()), Arc::new(CountedIds::default()));
    storage::open(location, ConnectionPolicy::server(), clock, ids).await.expect("the store opens")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let entries: usize = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(20_000);
    let folder = tempfile::tempdir().expect("a folder");
    let location = Location::SqliteFile(folder.path().join("madoguchi.db"));
    let tenant = TenantId::parse("home").expect("a good id");
    let store = open(&location).await;
    for first in (0..entries).step_by(TOGETHER) {
        let some: Vec<usize> = (first..entries.min(first + TOGETHER)).collect();
        let written = store.write::<_, StoreError, _>(&tenant, move |tx| {
            Box::pin(async move {
                for number in some {
                    let entry = tx.save_entry(&entry(number), None).await?;
                    tx.save_vectors(&vectors(&entry)).await?;
                }
                Ok(())
            })
        });
        written.await.expect("the store works");
    }
    drop(store);
    let start = Instant::now();
    let since = || start.elapsed().as_secs_f64();
    let store = open(&location).await;
    println!("{entries} entries, {} phrasings\nstore open after {:.2} s", entries * 5, since());
    let index = MemoryIndex::new();
    follow(store.as_ref(), &index).await.expect("the store works");
    println!("index read after {:.2} s", since());
    let mut embedding = Embedding::new(vec![Arc::new(Kept)]);
    while embedding.step(store.as_ref(), &index).await.expect("everything is kept") {}
    println!("vectors read after {:.2} s", since());
    let size = std::fs::metadata(folder.path().join("madoguchi.db")).map_or(0, |file| file.len());
    println!("database {:.0} MB", size as f64 / 1e6);
}
