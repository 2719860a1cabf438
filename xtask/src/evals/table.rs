//! The table of figures: as it is kept in `evals/table.json`, as it is shown, and what a fall is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::metrics::Estimate;

/// Where the last figures are kept.
pub(super) const KEPT: &str = "evals/table.json";
/// Shows them to people, between the two marks.
pub(super) const DOCUMENT: &str = "docs/figures.md";
const FROM: &str = "<!-- cargo xtask evals --keep writes from here -->";
const TO: &str = "<!-- to here -->";

/// Which way a figure is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Better {
    More,
    Less,
}

const FOUR_QUESTIONS: f64 = 4.0;
const THREE_POINTS: f64 = 0.03;
/// Figures are kept with six places.
const TOLERANCE: f64 = 1e-6;

/// How a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Form {
    /// A share in percent.
    Percent,
    /// A number with three places.
    Number,
    /// So many of all.
    Count,
}

/// One figure with its 95 % interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Figure {
    pub(super) name: String,
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    /// The number of questions that it rests on.
    pub(super) of: usize,
    pub(super) form: Form,
    pub(super) better: Better,
    /// A fall below its noise fails the tests.
    pub(super) headline: bool,
}

/// The figures of a set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Part {
    /// Its heading in the table.
    pub(super) group: String,
    pub(super) set: String,
    pub(super) questions: usize,
    pub(super) figures: Vec<Figure>,
    /// When and of what they were taken.
    #[serde(default)]
    pub(super) date: String,
    #[serde(default)]
    pub(super) commit: String,
}

/// All figures.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Table {
    /// What takes them.
    pub(super) command: String,
    pub(super) parts: Vec<Part>,
}

impl Figure {
    pub(super) fn new(name: &str, estimate: Estimate, of: usize, form: Form, better: Better) -> Self {
        // Six places are enough, and the file changes only where something has changed.
        let round = |value: f64| (value * 1e6).round() / 1e6;
        let Estimate { value, low, high } = estimate;
        let (value, low, high) = (round(value), round(low), round(high));
        Self { name: name.to_owned(), value, low, high, of, form, better, headline: false }
    }

    pub(super) fn headline(mut self) -> Self {
        self.headline = true;
        self
    }

    /// Whether this one is worse than what was kept by more than noise.
    fn fell_below(&self, kept: &Self) -> bool {
        match kept.better {
            Better::More => self.value < kept.bounds().0,
            Better::Less => self.value > kept.bounds().1,
        }
    }

    /// Between these values a figure counts as the same. The same questions are asked each time, so that its interval says less than
    /// what has changed: where `k` questions more went wrong than right, at least `k` have changed, and `k / sqrt(k)` standard
    /// errors are 2 from four questions on (McNemar 1947). Three points are allowed in any case, but nothing outside the interval.
    fn bounds(&self) -> (f64, f64) {
        let room = (FOUR_QUESTIONS / self.of.max(1) as f64).max(THREE_POINTS) + TOLERANCE;
        (self.low.max(self.value - room), self.high.min(self.value + room))
    }

    fn shown(&self, value: f64) -> String {
        match self.form {
            Form::Percent => format!("{:.1} %", 100.0 * value),
            Form::Count => format!("{:.0}", (value * self.of as f64).round()),
            Form::Number => format!("{value:.3}").replacen("0.", ".", 1),
        }
    }
}

impl Table {
    /// What was kept last; nothing where there is no file.
    pub(super) fn read(root: &Path) -> Result<Self> {
        match std::fs::read_to_string(root.join(KEPT)) {
            Ok(text) => serde_json::from_str(&text).with_context(|| format!("{KEPT} is no table")),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).context(KEPT),
        }
    }

    /// Keeps these figures beside those of sets that were not measured, and writes them into the document.
    pub(super) fn keep(&self, root: &Path) -> Result<()> {
        std::fs::write(root.join(KEPT), self.written()?)?;
        let path = root.join(DOCUMENT);
        let document = std::fs::read_to_string(&path).context(DOCUMENT)?;
        std::fs::write(&path, self.written_into(&document)?)?;
        Ok(())
    }

    /// JSON with a line for each set.
    fn written(&self) -> Result<String> {
        let parts: Vec<String> = self.parts.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
        let command = serde_json::to_string(&self.command)?;
        Ok(format!("{{\"command\": {command}, \"parts\": [\n{}\n]}}\n", parts.join(",\n")))
    }

    /// The document with this table between its marks.
    pub(super) fn written_into(&self, document: &str) -> Result<String> {
        let around = document.split_once(FROM).and_then(|(before, rest)| Some((before, rest.split_once(TO)?.1)));
        let (before, after) = around.with_context(|| format!("{DOCUMENT} has lost the marks of the table"))?;
        Ok(format!("{before}{FROM}\n\n{}\n{TO}{after}", self.rendered(None)))
    }

    /// The table with these parts in place of its own of the same name; the order is that of `order`.
    pub(super) fn with(mut self, measured: Vec<Part>, order: impl Fn(&str) -> usize) -> Self {
        self.parts.retain(|part| measured.iter().all(|new| new.set != part.set));
        self.parts.extend(measured);
        self.parts.sort_by_key(|part| order(&part.set));
        self
    }

    fn part(&self, set: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.set == set)
    }

    /// A Markdown table for each group; with `before`, every figure that has changed shows what it was.
    pub(super) fn rendered(&self, before: Option<&Table>) -> String {
        let mut groups: Vec<&str> = Vec::new();
        for part in &self.parts {
            if !groups.contains(&part.group.as_str()) {
                groups.push(&part.group);
            }
        }
        let tables = groups.into_iter().map(|group| {
            let parts: Vec<&Part> = self.parts.iter().filter(|part| part.group == group).collect();
            table_of(group, &parts, before)
        });
        tables.collect::<Vec<_>>().join("\n")
    }

    /// What fell by more than its noise, or was not measured, of the headline figures that were kept for these sets.
    pub(super) fn falls(&self, kept: &Table, sets: impl Fn(&str) -> bool) -> Vec<String> {
        let mut falls = Vec::new();
        for part in kept.parts.iter().filter(|part| sets(&part.set)) {
            for figure in part.figures.iter().filter(|figure| figure.headline) {
                let now = self.part(&part.set).and_then(|now| now.figures.iter().find(|now| now.name == figure.name));
                let was = figure.shown(figure.value);
                match now {
                    None => falls.push(format!("{}, {}: not measured; it was {was}", part.set, figure.name)),
                    Some(now) if now.fell_below(figure) => {
                        let (now, (low, high)) = (now.shown(now.value), figure.bounds());
                        let (low, high) = (figure.shown(low), figure.shown(high));
                        falls.push(format!(
                            "{}, {}: {now}; it was {was}, the same from {low} to {high}",
                            part.set, figure.name
                        ));
                    }
                    Some(_) => {}
                }
            }
        }
        falls
    }
}

fn table_of(group: &str, parts: &[&Part], before: Option<&Table>) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for figure in parts.iter().flat_map(|part| &part.figures) {
        if !columns.contains(&figure.name.as_str()) {
            columns.push(&figure.name);
        }
    }
    let mut text = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = String>| {
        let cells: Vec<String> = cells.collect();
        // A String takes whatever is written.
        let _written = writeln!(text, "| {} |", cells.join(" | "));
    };
    let mut head = [group, "questions"].into_iter().chain(columns.iter().copied()).map(str::to_owned);
    line(&mut head.by_ref().chain(["taken".to_owned()]));
    line(&mut std::iter::repeat_n("---".to_owned(), columns.len() + 3));
    for part in parts {
        let old = before.and_then(|before| before.part(&part.set));
        let by_name: BTreeMap<&str, &Figure> = part.figures.iter().map(|one| (one.name.as_str(), one)).collect();
        let figures = columns.iter().map(|column| {
            let Some(figure) = by_name.get(column) else { return "–".to_owned() };
            let old = old.and_then(|old| old.figures.iter().find(|old| old.name == *column));
            let now = figure.shown(figure.value);
            match old.map(|old| old.shown(old.value)) {
                Some(was) if was != now => format!("{now} (was {was})"),
                _ => now,
            }
        });
        let taken = format!("{} {}", part.date, part.commit);
        line(&mut [part.set.clone(), part.questions.to_string()].into_iter().chain(figures).chain([taken]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::metrics::share;
    use super::*;
    use crate::shell;

    fn table(served: usize, wrong: usize) -> Table {
        let served = Figure::new("served", share(served, 150), 150, Form::Percent, Better::More).headline();
        let wrong = Figure::new("wrong", share(wrong, 100), 100, Form::Percent, Better::Less).headline();
        let beside = Figure::new("found", share(served.of / 2, 150), 150, Form::Count, Better::More);
        let part = |set: &str| Part {
            group: "sample".to_owned(),
            set: set.to_owned(),
            questions: 150,
            figures: vec![served.clone(), wrong.clone(), beside.clone()],
            date: "2026-11-27".to_owned(),
            commit: "abc".to_owned(),
        };
        Table { command: "x".to_owned(), parts: vec![part("ja"), part("en")] }
    }

    #[test]
    fn a_fall_by_more_than_its_noise_is_told_and_a_smaller_one_is_not() {
        let kept = table(120, 2);
        // Of 150 three points are four and a half; of 100, four questions are four points.
        assert_eq!(table(116, 6).falls(&kept, |_| true), [""; 0]);
        let falls = table(115, 7).falls(&kept, |set| set == "ja");
        assert_eq!(
            falls,
            [
                "ja, served: 76.7 %; it was 80.0 %, the same from 77.0 % to 83.0 %",
                "ja, wrong: 7.0 %; it was 2.0 %, the same from 0.6 % to 6.0 %",
            ]
        );
        assert_eq!(table(150, 0).falls(&kept, |_| true), [""; 0], "better is no fall");
    }

    #[test]
    fn what_was_kept_and_is_not_measured_is_a_fall() {
        let kept = table(120, 2);
        assert_eq!(Table::default().falls(&kept, |set| set == "en").len(), 2);
    }

    #[test]
    fn what_was_not_measured_again_is_kept() {
        let mut measured = table(130, 1);
        measured.parts.remove(0);
        let both = table(120, 2).with(measured.parts, |set| usize::from(set == "en"));
        let values: Vec<(&str, f64)> =
            both.parts.iter().map(|part| (part.set.as_str(), part.figures[0].value)).collect();
        assert_eq!(values, [("ja", 0.8), ("en", 0.866_667)]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let written = table(120, 2).written().expect("plain values");
        assert_eq!(serde_json::from_str::<Table>(&written).expect("JSON"), table(120, 2));
    }

    #[test]
    fn a_table_shows_what_has_changed() {
        let shown = table(130, 2).rendered(Some(&table(120, 2)));
        let expected = "\
| sample | questions | served | wrong | found | taken |
| --- | --- | --- | --- | --- | --- |
| ja | 150 | 86.7 % (was 80.0 %) | 2.0 % | 75 | 2026-11-27 abc |
| en | 150 | 86.7 % (was 80.0 %) | 2.0 % | 75 | 2026-11-27 abc |
";
        assert_eq!(shown, expected);
    }

    #[test]
    fn the_document_shows_the_kept_table() {
        let root = shell::root();
        let kept = Table::read(&root).expect("the kept table");
        let document = std::fs::read_to_string(root.join(DOCUMENT)).expect("the figures");
        assert!(kept.written_into(&document).expect("the marks") == document, "cargo xtask evals --keep writes both");
    }
}
