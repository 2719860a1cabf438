//! The situations that the confidence is fitted on: what is asked of which FAQ.

use std::collections::HashMap;

use desk::language::Language;

use crate::base::{Base, Found, Vectors};
use crate::data::{self, FaqRow, Question};
use crate::logistic::{Case, Fit};

/// What one source gives.
pub(crate) struct Source {
    pub(crate) name: String,
    /// How much it counts against the others.
    pub(crate) weight: f64,
    pub(crate) asked: Vec<Asked>,
}

/// A question that was asked.
pub(crate) struct Asked {
    pub(crate) text: String,
    /// Whether an entry answers it.
    pub(crate) answerable: bool,
    /// The best three: is this entry right?
    pub(crate) answer: Vec<Case>,
    /// The best one: is the right entry among the best three?
    pub(crate) among: Vec<Case>,
}

const WRAPS: &str = "crates/madoguchi/tests/data/field-cases/wraps.json";
/// The streams, English all of them.
const STREAMS: [&str; 2] = ["banking77", "clinc150"];
/// Most questions of a stream that is made of a set.
const LONGEST: usize = 3_500;
/// Confidence from which a stream's question is taken for answered: nobody teaches anything then.
const ANSWERED: f64 = 0.92;
/// The parts of the sample FAQ that stand for young ones: every second entry, every fourth, every eighth.
const PARTS: [usize; 3] = [2, 4, 8];

/// All sources for a language.
pub(crate) fn all(language: Language, folder: &str, with_vectors: bool) -> Vec<Source> {
    let vectors = with_vectors.then(Vectors::new);
    let vectors = vectors.as_ref();
    let code = language.code();
    let own = data::faq(&format!("sample/faq.{code}.jsonl"));
    let mut both = data::faq("sample/faq.ja.jsonl");
    both.extend(data::faq("sample/faq.en.jsonl"));
    let set = |name: &str| data::questions(&format!("evals/data/{name}.{code}.jsonl"));
    let everyday: Vec<Question> = ["colloquial", "people"].into_iter().flat_map(set).collect();
    let neighbours = set("neighbours");
    let mut sources = Vec::new();
    let mut add = |name: &str, weight: f64, asked: Vec<Asked>| {
        eprintln!("{name}: {} questions", asked.len());
        sources.push(Source { name: name.to_owned(), weight, asked });
    };
    add("everyday", 8.0, ask(&Base::new(&both, vectors), &everyday));
    add("neighbours", 1.5, ask(&Base::new(&both, vectors), &neighbours));
    let mut young = Vec::new();
    for part in PARTS {
        let some: Vec<FaqRow> = both.iter().step_by(part).cloned().collect();
        young.extend(ask(&Base::new(&some, vectors), &everyday));
    }
    add("young", 4.0, young);
    let bare: Vec<FaqRow> = both.iter().map(|row| FaqRow { variants: Vec::new(), ..row.clone() }).collect();
    add("one wording each", 2.0, ask(&Base::new(&bare, vectors), &everyday));
    let other = if language == Language::Japanese { Language::English } else { Language::Japanese };
    let foreign = data::faq(&format!("sample/faq.{}.jsonl", other.code()));
    let twins: Vec<Question> = everyday.iter().map(|question| twin(question, language, other)).collect();
    add("other language", 1.0, ask(&Base::new(&foreign, vectors), &twins));
    let (kept, gone) = wordings(&own, &both, vectors);
    add("wordings", 1.0, kept);
    add("wordings of no entry", 0.3, gone);
    let (kept, gone) = wraps(&own, &both, language, vectors);
    add("wraps", 0.5, kept);
    add("wraps of no entry", 0.2, gone);
    if language == Language::English {
        for name in STREAMS {
            add(name, 3.0, learnt(&data::questions(&format!("{folder}/loop/{name}.dev.jsonl")), vectors));
        }
    }
    sources
}

/// What is asked of a FAQ that grows by it, in English: `known`, which are the streams among [`all`] sources, and one more. Of each
/// question the best entry alone: whether to give it is all that is decided by this confidence.
pub(crate) fn grown(known: Vec<Source>, folder: &str) -> Vec<Source> {
    let vectors = Vectors::new();
    let mut sources: Vec<Source> = known.into_iter().filter(|source| STREAMS.contains(&source.name.as_str())).collect();
    let questions = data::shuffled(&format!("{folder}/hwu64/train.jsonl"), LONGEST);
    sources.push(Source { name: "hwu64".to_owned(), weight: 3.0, asked: learnt(&questions, Some(&vectors)) });
    for asked in sources.iter_mut().flat_map(|source| &mut source.asked) {
        asked.answer.truncate(1);
    }
    sources
}

/// A stream whose questions are answered, and not taught, where a fit to the same stream with all of them taught is sure.
fn learnt(questions: &[Question], vectors: Option<&Vectors>) -> Vec<Asked> {
    let all_taught = stream(questions, None, vectors);
    let all: Vec<Case> = all_taught.into_iter().flat_map(|asked| asked.answer).collect();
    stream(questions, Some(&Fit::new(&all, &[])), vectors)
}

/// The same question, answered by the entries of the other language: their ids differ in the last letters.
fn twin(question: &Question, language: Language, other: Language) -> Question {
    let of = |id: &String| Some(format!("{}{}", id.strip_suffix(language.code())?, other.code()));
    Question { text: question.text.clone(), right: question.right.iter().filter_map(of).collect() }
}

fn judged(question: &Question, found: &[Found], known: bool) -> Asked {
    let right = |found: &Found| question.right.contains(&found.id);
    let answer = found.iter().enumerate().map(|(at, one)| Case {
        features: one.features,
        right: right(one),
        weight: if at == 0 { 1.0 } else { 0.3 },
    });
    let among = found.first().map(|best| Case { features: best.features, right: found.iter().any(right), weight: 1.0 });
    Asked {
        text: question.text.clone(),
        answerable: known,
        answer: answer.collect(),
        among: among.into_iter().collect(),
    }
}

fn ask(base: &Base<'_>, questions: &[Question]) -> Vec<Asked> {
    let known = |question: &Question| question.right.iter().any(|id| base.row(id).is_some());
    questions.iter().map(|question| judged(question, &base.ask(&question.text), known(question))).collect()
}

/// A stream that meets an empty base: what is not answered is taught.
fn stream(questions: &[Question], fit: Option<&Fit>, vectors: Option<&Vectors>) -> Vec<Asked> {
    let mut base = Base::new(&[], vectors);
    let mut seen = Vec::new();
    for question in questions {
        let found = base.ask(&question.text);
        seen.push(judged(question, &found, question.right.iter().any(|id| base.row(id).is_some())));
        let sure = |best: &Found| fit.is_some_and(|fit| fit.probability(&best.features) >= ANSWERED);
        if let (false, Some(id)) = (found.first().is_some_and(sure), question.right.first()) {
            let mut row = base.row(id).cloned().unwrap_or_else(|| FaqRow { id: id.clone(), ..FaqRow::default() });
            if row.question.is_empty() {
                row.question.clone_from(&question.text);
            } else {
                row.variants.push(question.text.clone());
            }
            base.put(row);
        }
    }
    seen
}

/// Each wording is asked while its entry lacks it, and while the entry is gone.
fn wordings(own: &[FaqRow], both: &[FaqRow], vectors: Option<&Vectors>) -> (Vec<Asked>, Vec<Asked>) {
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    let mut base = Base::new(both, vectors);
    for row in own {
        for (at, variant) in row.variants.iter().enumerate() {
            let mut without = row.clone();
            without.variants.remove(at);
            base.put(without);
            let question = Question { text: variant.clone(), right: vec![row.id.clone()] };
            kept.push(judged(&question, &base.ask(variant), true));
            base.remove(&row.id);
            gone.push(judged(&question, &base.ask(variant), false));
        }
        base.put(row.clone());
    }
    (kept, gone)
}

/// The first variant of each entry inside each wrap, with its entry and without.
fn wraps(own: &[FaqRow], both: &[FaqRow], language: Language, vectors: Option<&Vectors>) -> (Vec<Asked>, Vec<Asked>) {
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    let file = std::fs::read_to_string(WRAPS).expect(WRAPS);
    let all: serde_json::Value = serde_json::from_str(&file).expect(WRAPS);
    let wraps: HashMap<String, String> = serde_json::from_value(all[language.code()].clone()).expect(WRAPS);
    let mut base = Base::new(both, vectors);
    for row in own {
        let Some(variant) = row.variants.first() else { continue };
        let asked: Vec<Question> = wraps
            .values()
            .map(|wrap| Question { text: wrap.replace("{q}", variant), right: vec![row.id.clone()] })
            .collect();
        kept.extend(ask(&base, &asked));
        base.remove(&row.id);
        gone.extend(asked.iter().map(|question| judged(question, &base.ask(&question.text), false)));
        base.put(row.clone());
    }
    (kept, gone)
}
