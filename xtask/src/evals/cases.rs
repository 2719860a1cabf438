//! From what the program said to the figures of a set.

use std::collections::BTreeMap;

use super::metrics::{Estimate, Judged, auroc, calibration_excess, mean, ndcg, proportion, reciprocal_rank, share};
use super::program::{Judgement, Said};
use super::table::{Better, Figure, Form};

/// Depth to which rankings count.
const DEPTH: usize = 10;

/// A question with what would be right, and what the program said.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// The entries that answer, each with its grade above 0. None: nothing should answer.
    pub(super) gold: Vec<(String, f64)>,
    pub(super) said: Said,
}

impl Case {
    fn is_right(&self, id: &str) -> bool {
        self.grade(id) > 0.0
    }

    fn grade(&self, id: &str) -> f64 {
        self.gold.iter().find(|(right, _)| right == id).map_or(0.0, |(_, grade)| *grade)
    }

    fn is_answered(&self) -> bool {
        self.said.decision == "answer"
    }

    fn is_answered_right(&self) -> bool {
        self.is_answered() && self.said.shown.iter().any(|id| self.is_right(id))
    }

    /// Answered right, or the right one is among the offered.
    fn is_served(&self) -> bool {
        self.said.shown.iter().any(|id| self.is_right(id))
    }

    /// Confidence of the best entry, and whether it is right.
    fn best(&self) -> Judged {
        self.said.ranked.first().map_or((0.0, false), |best| (best.confidence, self.is_right(&best.id)))
    }

    fn has_right_in_first(&self, count: usize) -> bool {
        self.said.ranked.iter().take(count).any(|one| self.is_right(&one.id))
    }
}

fn percent(name: &str, count: usize, of: usize, better: Better) -> Figure {
    Figure::new(name, share(count, of), of, Form::Percent, better)
}

/// So many of all.
pub(super) fn count(name: &str, count: usize, of: usize, better: Better) -> Figure {
    Figure::new(name, share(count, of), of, Form::Count, better)
}

fn number(name: &str, estimate: Estimate, of: usize, better: Better) -> Figure {
    Figure::new(name, estimate, of, Form::Number, better)
}

/// Of messages with two questions: the asker sees an entry for both, or for one of them alone. Of others: as ever.
pub(super) fn double(two: &[Case], one: &[Case]) -> Vec<Figure> {
    let both = two.iter().filter(|case| case.gold.iter().all(|(id, _)| case.said.shown.contains(id))).count();
    let of_two = two.iter().filter(|case| case.is_answered()).count();
    let of_one = one.iter().filter(|case| case.is_answered_right()).count();
    vec![
        percent("both shown", both, two.len(), Better::More).headline(),
        percent("one of two answered", of_two, two.len(), Better::Less).headline(),
        percent("alone right, of one", of_one, one.len(), Better::More).headline(),
    ]
}

/// What is decided, and how sure; what a set has no questions for is left out.
pub(super) fn decisions(cases: &[Case]) -> Vec<Figure> {
    let (answerable, foreign): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|case| !case.gold.is_empty());
    let mut figures = Vec::new();
    let known = |name, holds: fn(&Case) -> bool| {
        let right = answerable.iter().filter(|case| holds(case)).count();
        percent(name, right, answerable.len(), Better::More)
    };
    if !answerable.is_empty() {
        figures.push(known("alone right", Case::is_answered_right).headline());
        figures.push(known("served", Case::is_served).headline());
    }
    let answered = cases.iter().filter(|case| case.is_answered()).count();
    let wrong = cases.iter().filter(|case| case.is_answered() && !case.is_answered_right()).count();
    figures.push(percent("wrong of answered", wrong, answered, Better::Less).headline());
    if !foreign.is_empty() {
        let strange = |name, decision: &str| {
            let such = foreign.iter().filter(|case| case.said.decision == decision).count();
            percent(name, such, foreign.len(), Better::Less).headline()
        };
        figures.push(strange("foreign answered", "answer"));
        figures.push(strange("foreign with candidates", "candidates"));
    }
    if !answerable.is_empty() {
        figures.push(known("top-1", |case| case.has_right_in_first(1)).headline());
        figures.push(known("top-3", |case| case.has_right_in_first(3)).headline());
    }
    let (right, not): (Vec<Judged>, Vec<Judged>) = cases.iter().map(Case::best).partition(|best| best.1);
    figures.push(number("AUROC right", auroc(&confidences(right), &confidences(not)), cases.len(), Better::More));
    if !foreign.is_empty() && !answerable.is_empty() {
        let of = |cases: &[&Case]| confidences(cases.iter().map(|case| case.best()).collect());
        figures.push(number("AUROC answerable", auroc(&of(&answerable), &of(&foreign)), cases.len(), Better::More));
    }
    let best: Vec<Judged> = cases.iter().map(Case::best).collect();
    figures.push(number("calibration", calibration_excess(&best), cases.len(), Better::Less));
    figures
}

fn confidences(best: Vec<Judged>) -> Vec<f64> {
    best.into_iter().map(|(confidence, _)| confidence).collect()
}

/// How judged entries rank.
pub(super) fn rankings(cases: &[Case]) -> Vec<Figure> {
    let judged: Vec<&Case> = cases.iter().filter(|case| !case.gold.is_empty()).collect();
    let ranks: Vec<f64> = judged
        .iter()
        .map(|case| {
            let right: Vec<bool> = case.said.ranked.iter().map(|one| case.is_right(&one.id)).collect();
            reciprocal_rank(&right, DEPTH)
        })
        .collect();
    let gains: Vec<f64> = judged
        .iter()
        .map(|case| {
            let grades: Vec<f64> = case.said.ranked.iter().map(|one| case.grade(&one.id)).collect();
            ndcg(&grades, case.gold.iter().map(|(_, grade)| *grade).collect(), DEPTH)
        })
        .collect();
    vec![
        number("MRR@10", mean(&ranks), judged.len(), Better::More),
        number("nDCG@10", mean(&gains), judged.len(), Better::More),
    ]
}

/// What becomes of questions in an entry's own words that it does not answer; each with the entry that tempts.
pub(super) fn neighbours(cases: &[(String, Said)]) -> Vec<Figure> {
    let of = |holds: &dyn Fn(&(String, Said)) -> bool| cases.iter().filter(|case| holds(case)).count();
    let answered = of(&|(_, said)| said.decision == "answer");
    let tempted = of(&|(tempting, said)| said.decision == "answer" && said.shown.contains(tempting));
    let offered = of(&|(_, said)| said.decision == "candidates");
    vec![
        percent("answered", answered, cases.len(), Better::Less).headline(),
        percent("with the tempting entry", tempted, cases.len(), Better::Less),
        percent("candidates", offered, cases.len(), Better::Less).headline(),
    ]
}

/// A known wording inside a wrap: found (answered or offered), and wrongly answered.
pub(super) fn found_and_wrong(cases: &[Case]) -> (usize, usize) {
    let found = cases.iter().filter(|case| case.is_served()).count();
    let wrong = cases.iter().filter(|case| case.is_answered() && !case.is_answered_right()).count();
    (found, wrong)
}

/// A question of a stream: what was answered, and what ranked first with its confidence.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// Answered right (`true`) or wrong; handed over.
    pub(super) answered: Option<bool>,
    pub(super) best: Judged,
}

/// What a stream gives.
pub(super) fn stream(steps: &[Step]) -> Vec<Figure> {
    let right = steps.iter().filter(|step| step.answered == Some(true)).count();
    let wrong = steps.iter().filter(|step| step.answered == Some(false)).count();
    let best: Vec<Judged> = steps.iter().map(|step| step.best).collect();
    vec![
        percent("right", right, steps.len(), Better::More),
        percent("wrong", wrong, steps.len(), Better::Less),
        percent("wrong of answered", wrong, right + wrong, Better::Less),
        number("calibration", calibration_excess(&best), steps.len(), Better::Less),
    ]
}

/// What the drafts of talks are judged by, in the order of the table, and which way each is good.
const OF_DRAFTS: [(&str, Better); 9] = [
    ("evidence", Better::More),
    ("number", Better::More),
    ("silent", Better::More),
    ("found", Better::More),
    ("chat", Better::Less),
    ("kept", Better::More),
    ("personal", Better::Less),
    ("participants", Better::Less),
    ("talks", Better::More),
];

/// The figures of drafts, as they were judged; one that has nothing to judge is left out.
pub(super) fn drafts(judged: &BTreeMap<String, Judgement>) -> Vec<Figure> {
    let figures = OF_DRAFTS.iter().filter_map(|(name, better)| {
        let judgement = judged.get(*name)?;
        let estimate = proportion(judgement.value?, judgement.of);
        Some(Figure::new(name, estimate, judgement.of, Form::Percent, *better).headline())
    });
    figures.collect()
}

#[cfg(test)]
mod tests {
    use super::super::program::Ranked;
    use super::*;

    fn said(decision: &str, shown: &[&str], ranked: &[(&str, f64)]) -> Said {
        let ranked = ranked.iter().map(|(id, confidence)| Ranked { id: (*id).to_owned(), confidence: *confidence });
        Said {
            decision: decision.to_owned(),
            shown: shown.iter().map(|id| (*id).to_owned()).collect(),
            ranked: ranked.collect(),
        }
    }

    fn case(gold: &[&str], said: Said) -> Case {
        Case { gold: gold.iter().map(|id| ((*id).to_owned(), 1.0)).collect(), said }
    }

    fn values(figures: &[Figure]) -> Vec<(&str, f64)> {
        figures.iter().map(|figure| (figure.name.as_str(), (figure.value * 1000.0).round() / 1000.0)).collect()
    }

    #[test]
    fn decisions_are_counted_of_the_questions_they_can_be_made_for() {
        let cases = [
            case(&["a"], said("answer", &["a"], &[("a", 0.9), ("b", 0.1)])),
            case(&["a"], said("answer", &["b"], &[("b", 0.85), ("a", 0.2)])),
            case(&["a"], said("candidates", &["b", "a"], &[("b", 0.5), ("c", 0.4), ("a", 0.3)])),
            case(&["a"], said("unknown", &[], &[("b", 0.1)])),
            case(&[], said("answer", &["a"], &[("a", 0.8)])),
            case(&[], said("candidates", &["a"], &[("a", 0.4)])),
            case(&[], said("unknown", &[], &[])),
            case(&[], said("unknown", &[], &[("a", 0.0)])),
        ];
        let figures = decisions(&cases);
        let expected = [
            ("alone right", 0.25),
            ("served", 0.5),
            ("wrong of answered", 0.667),
            ("foreign answered", 0.25),
            ("foreign with candidates", 0.25),
            ("top-1", 0.25),
            ("top-3", 0.75),
            ("AUROC right", 1.0),
            // .9, .85, .5, .1 against .8, .4, 0, 0: 4 + 4 + 3 + 2 of 16
            ("AUROC answerable", 0.813),
        ];
        assert_eq!(values(&figures)[..9], expected);
    }

    #[test]
    fn what_a_set_has_no_questions_for_is_left_out() {
        let names = |cases: &[Case]| decisions(cases).iter().map(|figure| figure.name.clone()).collect::<Vec<_>>();
        let known = names(&[case(&["a"], said("answer", &["a"], &[("a", 0.9)]))]);
        assert!(!known.iter().any(|name| name.starts_with("foreign")), "{known:?}");
        let foreign = names(&[case(&[], said("unknown", &[], &[]))]);
        assert!(!foreign.iter().any(|name| name == "served" || name == "top-1"), "{foreign:?}");
    }

    #[test]
    fn grades_count_in_the_gain_only() {
        let mut graded = case(&["a", "b"], said("unknown", &[], &[("c", 0.3), ("b", 0.2), ("a", 0.1)]));
        graded.gold[0].1 = 2.0;
        // (1/1.58496 + 2/2) / (2 + 1/1.58496)
        assert_eq!(values(&rankings(&[graded])), [("MRR@10", 0.5), ("nDCG@10", 0.62)]);
    }

    #[test]
    fn a_neighbour_should_be_neither_answered_nor_offered() {
        let cases = [
            ("a".to_owned(), said("answer", &["a"], &[])),
            ("a".to_owned(), said("answer", &["b"], &[])),
            ("a".to_owned(), said("candidates", &["a"], &[])),
            ("a".to_owned(), said("unknown", &[], &[])),
        ];
        let expected = [("answered", 0.5), ("with the tempting entry", 0.25), ("candidates", 0.25)];
        assert_eq!(values(&neighbours(&cases)), expected);
    }

    #[test]
    fn drafts_have_the_figures_that_there_is_something_to_judge_for() {
        let judged = r#"{"kept":{"value":0.5,"of":8},"evidence":{"value":0.75,"of":12},"chat":{"value":null,"of":0}}"#;
        let judged: BTreeMap<String, Judgement> = serde_json::from_str(judged).expect("JSON");
        assert_eq!(values(&drafts(&judged)), [("evidence", 0.75), ("kept", 0.5)]);
    }

    #[test]
    fn a_stream_counts_shares_of_all_and_of_the_answered() {
        let step = |answered, best| Step { answered, best };
        let steps = [
            step(Some(true), (1.0, true)),
            step(Some(false), (1.0, false)),
            step(None, (0.0, false)),
            step(None, (0.0, false)),
        ];
        let expected = [("right", 0.25), ("wrong", 0.25), ("wrong of answered", 0.5)];
        assert_eq!(values(&stream(&steps))[..3], expected);
    }
}
