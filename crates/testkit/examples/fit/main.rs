//! Fits the weights of the confidence and writes them down, as `crates/retrieval/src/confidence/weights.rs`; `cargo fmt` afterwards.
//!
//! `cargo run --release -p testkit --example fit -- DIR`, with the sentence model there (`cargo xtask model`). It reads the
//! questions under `evals/data` that are not held back, `sample/`, the wraps of the field cases and, for English,
//! `DIR/loop/banking77.dev.jsonl`, `DIR/loop/clinc150.dev.jsonl` and `DIR/hwu64/train.jsonl` (CC BY 4.0, 3.0 and 4.0): nothing whose licence forbids it. Some
//! minutes. `CASES=FILE` (environment) writes down what was fitted on, as JSON lines.

mod base;
mod data;
mod logistic;
mod sources;

use std::fmt::Write as _;
use std::io::Write as _;

use desk::language::Language;
use logistic::{Case, Fit};
use retrieval::FEATURE_NAMES;
use sources::{Asked, Source};

/// What is without weight where there are no vectors starts at this feature: theirs, and those with which words alone answered more
/// foreign questions.
const BESIDE_WORDS: usize = 16;

/// Where the weights stand.
const WEIGHTS: &str = "crates/retrieval/src/confidence/weights.rs";

fn main() {
    let folder = std::env::args().nth(1).expect("a folder with the streams");
    let mut file =
        String::from("//! Written by `crates/testkit/examples/fit`: mean, deviation and weight of each feature.\n\n");
    file.push_str(
        "#![allow(clippy::approx_constant, reason = \"a weight may look like one\")]\n\nuse super::{Model, Models};\n",
    );
    for (language, name) in [(Language::English, "ENGLISH"), (Language::Japanese, "JAPANESE")] {
        for (with_vectors, basis) in [(false, "_BY_WORDS"), (true, "")] {
            let sources = sources::all(language, &folder, with_vectors);
            if let Ok(cases) = std::env::var("CASES") {
                keep(&format!("{cases}.{name}{basis}"), &sources);
            }
            write!(file, "\npub(super) const {name}{basis}: Models = Models {{\n").expect("a string");
            let answer = Fit::new(&cases(&sources, |asked| &asked.answer), &left_out(with_vectors));
            let among = Fit::new(&cases(&sources, |asked| &asked.among), &left_out(with_vectors));
            write!(file, "    answer: {},\n    among: {},\n", model(&answer), model(&among)).expect("a string");
            if language == Language::English && with_vectors {
                let streams = sources::grown(sources, &folder);
                if let Ok(cases) = std::env::var("CASES") {
                    keep(&format!("{cases}.{name}_GROWN"), &streams);
                }
                let grown = Fit::new(&cases(&streams, |asked| &asked.answer), &[]);
                writeln!(file, "    grown: Some({}),", model(&grown)).expect("a string");
            } else {
                file.push_str("    grown: None,\n");
            }
            file.push_str("};\n");
        }
    }
    std::fs::write(WEIGHTS, file).expect(WEIGHTS);
}

/// Features that stay without weight.
fn left_out(with_vectors: bool) -> Vec<usize> {
    if with_vectors { Vec::new() } else { (BESIDE_WORDS..FEATURE_NAMES.len()).collect() }
}

/// Cases of all sources; each source weighs as its weight says, whatever its number of questions.
fn cases(sources: &[Source], of: impl Fn(&Asked) -> &[Case]) -> Vec<Case> {
    let mut all = Vec::new();
    for source in sources {
        let scale = source.weight * 1000.0 / source.asked.len() as f64;
        let own = source.asked.iter().flat_map(|asked| of(asked).iter().copied());
        all.extend(own.map(|case| Case { weight: case.weight * scale, ..case }));
    }
    all
}

fn model(fit: &Fit) -> String {
    let mut text = format!("Model {{\n        bias: {:.3},\n        features: [\n", fit.bias);
    for ((mean, deviation, weight), name) in fit.features.iter().zip(FEATURE_NAMES) {
        writeln!(text, "            ({mean:.3}, {deviation:.3}, {weight:.3}), // {name}").expect("a string");
    }
    text + "        ],\n    }"
}

fn keep(file: &str, sources: &[Source]) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(file).expect(file));
    for source in sources {
        for asked in &source.asked {
            let line = serde_json::json!({
                "source": source.name, "weight": source.weight, "text": asked.text, "answerable": asked.answerable,
                "answer": asked.answer.iter().map(|case| (case.features, case.right)).collect::<Vec<_>>(),
                "among": asked.among.first().is_some_and(|case| case.right),
            });
            writeln!(out, "{line}").expect(file);
        }
    }
}
