//! What a search costs in a base of a million phrasings: `cargo run --release -p retrieval --example million -- [ENTRIES] [PHRASINGS]`.
//!
//! ENTRIES (200,000 by default) have PHRASINGS each on average (5), in Japanese and in English, and some sentences of answer. Their
//! texts are those of the sample FAQ with other words (`words.rs`), their vectors synthetic (`vectors.rs`). Questions have one to
//! fourteen texts. Times are processor time of the one thread that searches, in milliseconds. A tenth of the questions is searched
//! once more by reading everything: how long that takes, and whether the same ten entries come out.

mod vectors;
mod words;

use std::sync::Arc;

use desk::answering::{Candidate, Search};
use desk::id::TenantId;
use retrieval::{MemoryIndex, QuestionVectors};
use rustix::time::{ClockId, clock_gettime};

use words::{Asked, Random, Writer};

const QUESTIONS: usize = 1_000;
/// Of so many questions one is searched by reading everything.
const COMPARED: usize = 10;
/// Entries that are taken over at a time.
const TOGETHER: usize = 1_000;
const BEST: usize = 10;

struct Question {
    asked: Asked,
    vectors: QuestionVectors,
}

impl Question {
    fn search(&self) -> Search<'_> {
        Search { question: &self.asked.text, language: self.asked.language, groups: &[], most: BEST }
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<usize>().expect("a number"));
    let entries = arguments.next().unwrap_or(200_000);
    let phrasings = arguments.next().unwrap_or(5);
    let tenant = TenantId::parse("million").expect("plain");
    let writer = Writer::new();
    let index = MemoryIndex::new();
    let read = |number: usize| {
        // Between half and one and a half times as many.
        let own = phrasings - phrasings / 2 + Random::of([5, number as u64, 0]).below(phrasings / 2 * 2 + 1);
        writer.entry(number, own)
    };
    let before = resident();
    let start = now();
    let mut counted = 0;
    each_chunk(entries, |numbers| {
        let some: Vec<_> = numbers.map(read).collect();
        counted += some.iter().map(|entry| 1 + entry.variants.len()).sum::<usize>();
        index.take_over(&tenant, &some, 1);
    });
    let by_words = resident();
    println!(
        "{entries} entries, {counted} phrasings; words {:.0} MB, read in {:.0} s",
        by_words - before,
        now() - start
    );
    let start = now();
    let mut rows = 0;
    each_chunk(entries, |numbers| {
        let some: Vec<_> = numbers.map(|number| Arc::new(vectors::of_entry(&read(number), number))).collect();
        rows += some.iter().map(|vectors| vectors.asked.len() + vectors.answered.len()).sum::<usize>();
        index.take_over_vectors(&tenant, some);
    });
    println!("{rows} vectors; {:.0} MB, made in {:.0} s", resident() - by_words, now() - start);

    let questions: Vec<Question> = (0..QUESTIONS)
        .map(|number| {
            let asked = writer.question(number, entries);
            let vectors = vectors::of_question(&asked);
            Question { asked, vectors }
        })
        .collect();
    let mut texts: Vec<usize> = questions.iter().map(|question| 1 + question.vectors.clauses.len()).collect();
    texts.sort_unstable();
    println!("{QUESTIONS} questions, texts p50 {}, p90 {}, p99 {}", texts[499], texts[899], texts[989]);
    for (name, has_vectors) in [("words", false), ("words and vectors", true)] {
        let vectors = |question: &Question| has_vectors.then(|| question.vectors.clone());
        let find = |question: &Question| index.find_with(&tenant, question.search(), vectors(question).as_ref());
        // With a change what earlier searches have worked out is forgotten.
        index.take_over(&tenant, &[read(0)], 1);
        index.take_over_vectors(&tenant, vec![Arc::new(vectors::of_entry(&read(0), 0))]);
        let (found, times): (Vec<Vec<Candidate>>, Vec<f64>) = questions.iter().map(|one| timed(|| find(one))).unzip();
        report(name, &times);
        let compared: Vec<usize> = (0..QUESTIONS).step_by(COMPARED).collect();
        let read_all = |&at: &usize| {
            let (question, vectors) = (&questions[at], vectors(&questions[at]));
            timed(|| index.find_reading_all(&tenant, question.search(), vectors.as_ref()))
        };
        let (all, all_times): (Vec<Vec<Candidate>>, Vec<f64>) = compared.iter().map(read_all).unzip();
        report(&format!("{name}, reading all"), &all_times);
        let own: f64 = compared.iter().map(|at| times[*at]).sum();
        let ids = |found: &[Candidate]| found.iter().map(|one| one.entry).collect::<Vec<_>>();
        let pairs = || all.iter().zip(compared.iter().map(|at| &found[*at]));
        let same: usize = pairs().map(|(all, own)| ids(all).iter().filter(|id| ids(own).contains(id)).count()).sum();
        let of: usize = all.iter().map(Vec::len).sum();
        let first = pairs().filter(|(all, own)| ids(all).first() == ids(own).first()).count();
        println!(
            "  {:.3} of the time of reading all; {same} of the {of} best are the same, {first} of the {} first",
            own / all_times.iter().sum::<f64>(),
            all.len()
        );
    }
    let ((), time) = timed(|| index.take_over(&tenant, &(1..101).map(read).collect::<Vec<_>>(), 2));
    println!("an entry changed: {:.2} ms", time / 100.0);
}

fn each_chunk(entries: usize, mut take: impl FnMut(std::ops::Range<usize>)) {
    for first in (0..entries).step_by(TOGETHER) {
        take(first..entries.min(first + TOGETHER));
    }
}

/// What something gives, and the processor time that it takes, in ms.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = now();
    let found = work();
    (found, (now() - start) * 1e3)
}

fn report(name: &str, times: &[f64]) {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("{name}: p50 {:.2} ms, p90 {:.2}, p99 {:.2}, most {:.2}", at(0.5), at(0.9), at(0.99), at(1.0));
}

/// Processor time of this thread, in seconds.
fn now() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Memory of this process, in MB.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it says how much");
    line.trim().trim_end_matches(" kB").parse::<f64>().expect("a number") / 1e3
}
