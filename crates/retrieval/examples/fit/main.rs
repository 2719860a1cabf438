//! Fits the weights of `confidence.rs` and shows what they give.
//!
//! `cargo run --release -p retrieval --example fit -- LANGUAGE SOURCE…` with LANGUAGE `en` or `ja` and sources
//!
//! - `stream=QUESTIONS[,FAQ]`: a learning-loop stream, from an empty base; FAQ gives official questions and answers;
//! - `based=QUESTIONS,FAQ`: a stream whose whole FAQ is registered at the start;
//! - `queries=QUESTIONS,FAQ[,REMOVED]`: questions to a base (some entries removed);
//! - `variants=FAQ`: each variant is asked while every entry lacks one, once with its entry and once without.
//!
//! `KIND*WEIGHT=` counts a source more or less; `LEFT_OUT=3,5` (environment) gives features the weight 0.
//!
//! Prints the table for `confidence.rs` and, for streams, correct and wrong by threshold.

mod data;
mod logistic;

use std::collections::{HashMap, HashSet};

use data::{Asked, Row};
use desk::answering::Search;
use desk::id::TenantId;
use logistic::{Case, Fit, auroc};
use retrieval::{FEATURE_NAMES, Features, MemoryIndex};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let sources: Vec<(&str, Vec<&str>)> = arguments[1..]
        .iter()
        .filter_map(|argument| argument.split_once('='))
        .map(|(kind, files)| (kind, files.split(',').collect()))
        .collect();
    let left_out: Vec<usize> =
        std::env::var("LEFT_OUT").unwrap_or_default().split(',').filter_map(|at| at.parse().ok()).collect();
    let mut fit: Option<Fit> = None;
    for round in 0..if std::env::var("QUICK").is_ok() { 1 } else { 2 } {
        let threshold = if round == 0 { 2.0 } else { 0.75 };
        let mut all = Vec::new();
        for (kind, files) in &sources {
            let (kind, weight) = kind.split_once('*').map_or((*kind, 1.0), |(k, w)| (k, w.parse().expect("weight")));
            let mut cases = collect(kind, files, fit.as_ref(), threshold);
            let best: Vec<(f64, bool)> = cases
                .iter()
                .filter(|(first, _)| *first)
                .map(|(_, case)| {
                    (
                        fit.as_ref().map_or(f64::from(case.features[1]), |fit| fit.probability(&case.features)),
                        case.right,
                    )
                })
                .collect();
            let right = best.iter().filter(|case| case.1).count();
            println!(
                "{kind} {}: {} questions, first right {:.1} %, AUROC {:.3}",
                files[0],
                best.len(),
                100.0 * right as f64 / best.len() as f64,
                auroc(&best)
            );
            let scale = weight * 1000.0 / best.len() as f64;
            for (_, case) in &mut cases {
                case.weight *= scale;
            }
            all.extend(cases.into_iter().map(|(_, case)| case));
        }
        fit = Some(Fit::new(&all, &left_out));
    }
    let fit = fit.expect("two rounds");
    if std::env::var("QUICK").is_ok() {
        return;
    }
    println!("    bias: {:.3},\n    features: [", fit.bias);
    for ((mean, deviation, weight), name) in fit.features.iter().zip(FEATURE_NAMES) {
        println!("        ({mean:.3}, {deviation:.3}, {weight:.3}), // {name}");
    }
    println!("    ],");
    for (kind, files) in &sources {
        let kind = kind.split_once('*').map_or(*kind, |(kind, _)| kind);
        for threshold in [0.7, 0.75, 0.8, 0.85] {
            let cases = collect(kind, files, Some(&fit), threshold);
            let answered: Vec<bool> = cases
                .iter()
                .filter(|(first, case)| *first && fit.probability(&case.features) >= threshold)
                .map(|(_, case)| case.right)
                .collect();
            let asked = cases.iter().filter(|(first, _)| *first).count() as f64;
            let right = answered.iter().filter(|right| **right).count() as f64;
            let wrong = answered.len() as f64 - right;
            println!(
                "{kind} {} at {threshold}: {:.1}/{:.1} ({:.1})",
                files[0].rsplit('/').next().unwrap_or_default(),
                100.0 * right / asked,
                100.0 * wrong / asked,
                100.0 * wrong / (right + wrong).max(1.0)
            );
        }
    }
}

/// Runs a source; gives the candidates seen, `true` for the first of each question.
fn collect(kind: &str, files: &[&str], fit: Option<&Fit>, threshold: f64) -> Vec<(bool, Case)> {
    match kind {
        "stream" => stream(
            &data::questions(files[0]),
            &files.get(1).map(|f| data::faq(f)).unwrap_or_default(),
            false,
            fit,
            threshold,
        ),
        "based" => stream(&data::questions(files[0]), &data::faq(files[1]), true, fit, threshold),
        "queries" => {
            let removed: HashSet<String> = files
                .get(2)
                .map(|f| data::lines(f))
                .unwrap_or_default()
                .iter()
                .map(|row| row["id"].as_str().unwrap_or_default().to_owned())
                .collect();
            let base: Vec<Row> = data::faq(files[1]).into_iter().filter(|row| !removed.contains(&row.id)).collect();
            queries(&data::questions(files[0]), &base)
        }
        "variants" => variants(&data::faq(files[0])),
        other => panic!("no source {other}"),
    }
}

/// A base with ids by number.
#[derive(Default)]
struct Base {
    index: MemoryIndex,
    rows: Vec<Row>,
    numbers: HashMap<String, usize>,
    version: u32,
}

impl Base {
    fn put(&mut self, row: Row) {
        let number = *self.numbers.entry(row.id.clone()).or_insert(self.rows.len());
        self.version += 1;
        self.index.take_over(&tenant(), &[data::entry(&row, number, self.version)], self.version.into());
        if number == self.rows.len() { self.rows.push(row) } else { self.rows[number] = row }
    }

    fn remove(&mut self, id: &str) {
        let number = self.numbers[id];
        self.version += 1;
        let mut entry = data::entry(&self.rows[number], number, self.version);
        entry.retired = true;
        self.index.take_over(&tenant(), &[entry], self.version.into());
    }

    /// Features of the best three with their names.
    fn ask(&self, text: &str) -> Vec<(String, Features)> {
        let found = self.index.inspect(&tenant(), Search { question: text, groups: &[], most: 3 });
        found
            .into_iter()
            .map(|one| {
                (
                    self.rows[one.candidate.entry.uuid().as_u128() as usize].id.clone(),
                    one.features.expect("of the best"),
                )
            })
            .collect()
    }
}

fn tenant() -> TenantId {
    TenantId::parse("fit").expect("plain")
}

fn cases(found: &[(String, Features)], right: &[String]) -> Vec<(bool, Case)> {
    found
        .iter()
        .enumerate()
        .map(|(at, (id, features))| {
            (at == 0, Case { features: *features, right: right.contains(id), weight: if at == 0 { 1.0 } else { 0.3 } })
        })
        .collect()
}

fn stream(questions: &[Asked], faq: &[Row], based: bool, fit: Option<&Fit>, threshold: f64) -> Vec<(bool, Case)> {
    let official: HashMap<&str, &Row> = faq.iter().map(|row| (row.id.as_str(), row)).collect();
    let mut base = Base::default();
    if based {
        for row in faq {
            base.put(row.clone());
        }
    }
    let mut seen = Vec::new();
    for asked in questions {
        let found = base.ask(&asked.text);
        seen.extend(cases(&found, &asked.right));
        let answered =
            found.first().is_some_and(|(_, features)| fit.is_some_and(|fit| fit.probability(features) >= threshold));
        if found.is_empty() {
            seen.push((true, Case { features: Features::default(), right: false, weight: 0.0 }));
        }
        if let (false, Some(id)) = (answered, asked.right.first()) {
            let mut row = base.numbers.get(id).map_or_else(
                || official.get(id.as_str()).map_or_else(Row::default, |row| (*row).clone()),
                |&number| base.rows[number].clone(),
            );
            row.id.clone_from(id);
            if row.question.is_empty() {
                row.question.clone_from(&asked.text);
            } else {
                row.variants.push(asked.text.clone());
            }
            base.put(row);
        }
    }
    seen
}

fn queries(questions: &[Asked], faq: &[Row]) -> Vec<(bool, Case)> {
    let mut base = Base::default();
    for row in faq {
        base.put(row.clone());
    }
    questions.iter().flat_map(|asked| cases(&base.ask(&asked.text), &asked.right)).collect()
}

fn variants(faq: &[Row]) -> Vec<(bool, Case)> {
    let mut seen = Vec::new();
    for at in 0..6 {
        // Every entry loses a variant, so that their number does not tell which one is asked.
        let mut base = Base::default();
        let mut asked = Vec::new();
        for row in faq {
            let mut without = row.clone();
            if !without.variants.is_empty() {
                let variant = without.variants.remove(at % row.variants.len());
                if at < row.variants.len() {
                    asked.push((without.clone(), variant));
                }
            }
            base.put(without);
        }
        for (row, variant) in asked {
            let right = std::slice::from_ref(&row.id);
            seen.extend(cases(&base.ask(&variant), right));
            base.remove(right[0].as_str());
            seen.extend(cases(&base.ask(&variant), right));
            base.put(row.clone());
        }
    }
    seen
}
