//! What a question costs, in microseconds of one core: `cargo run --release -p retrieval --example cost -- QUESTIONS FAQ…`.
//!
//! QUESTIONS and FAQ are JSON lines (`text`; `question`, `answer`, `variants`). The least of several rounds counts, since others
//! may use the machine. `WORDS` for QUESTIONS asks every question and variant of the FAQ, word for word.

use std::time::Instant;

use desk::answering::Search;
use desk::faq::{Audience, Entry};
use desk::id::{EntryId, TenantId};
use desk::language::Language;
use retrieval::MemoryIndex;
use serde_json::Value;
use uuid::Uuid;

const ROUNDS: usize = 15;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rows: Vec<Value> = arguments[1..].iter().flat_map(|path| lines(path)).collect();
    let tenant = TenantId::parse("cost").expect("plain");
    let index = MemoryIndex::new();
    let entries: Vec<Entry> = rows.iter().enumerate().map(|(at, row)| entry(row, at)).collect();
    index.take_over(&tenant, &entries, 1);
    let questions: Vec<String> = if arguments[0] == "WORDS" {
        entries.iter().flat_map(|entry| std::iter::once(&entry.question).chain(&entry.variants)).cloned().collect()
    } else {
        lines(&arguments[0]).iter().map(|row| row["text"].as_str().expect("a text").to_owned()).collect()
    };
    println!("{} questions, {} entries", questions.len(), entries.len());
    measure("looked up word for word", &questions, |question| {
        std::hint::black_box(
            index.worded(&tenant, Search { question, language: Language::of_text(question), groups: &[], most: 1 }),
        );
    });
    measure("searched", &questions, |question| {
        std::hint::black_box(
            index.find(&tenant, Search { question, language: Language::of_text(question), groups: &[], most: 10 }),
        );
    });
}

fn measure(name: &str, questions: &[String], run: impl Fn(&str)) {
    let mut least = vec![f64::MAX; questions.len()];
    for _ in 0..ROUNDS {
        for (least, question) in least.iter_mut().zip(questions) {
            let start = Instant::now();
            run(question);
            *least = least.min(start.elapsed().as_secs_f64() * 1e6);
        }
    }
    least.sort_by(f64::total_cmp);
    let mean = least.iter().sum::<f64>() / least.len() as f64;
    let at = |share: f64| least[((least.len() - 1) as f64 * share) as usize];
    println!("{name}: mean {mean:.1} µs, p50 {:.1}, p99 {:.1}", at(0.5), at(0.99));
}

fn lines(path: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).expect(path)).collect()
}

fn entry(row: &Value, number: usize) -> Entry {
    let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let variants = row["variants"].as_array().into_iter().flatten();
    Entry {
        id: EntryId::new(Uuid::from_u128(number as u128)),
        key: text("id"),
        language: Language::of_text(&text("question")),
        question: text("question"),
        answer: text("answer"),
        variants: variants.filter_map(Value::as_str).map(str::to_owned).collect(),
        audience: Audience::Everyone,
        version: 1,
        retired: false,
        revision: 1,
    }
}
