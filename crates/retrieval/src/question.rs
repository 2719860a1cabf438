//! A question as it is searched: several texts, of which one may be what is really asked.
//!
//! A mail has many words that no entry has, and one sentence that matters. So every measure of an entry is half that of the
//! whole text, with the courtesy cut out, and half the best of its clauses: the whole says what it is about, the clause what is
//! asked. A question that is one clause is one text.

use desk::answering::{clauses, without_courtesy};
use desk::language::Language;

use crate::lexicon::Lexicon;
use crate::parts::without_each;
use crate::segment::only_asks;
use crate::spelling;
use crate::text::{self, Asks, Field, Term, Terms, Wording};
use crate::vocabulary::Known;

/// Most texts of a question: each is a search of its own.
const MOST_TEXTS: usize = 14;
/// A text in hiragana of up to so many letters may be a katakana word that was not converted.
const MOST_UNCONVERTED: usize = 30;

/// The texts of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// The whole, without courtesy; as it stands where there is nothing else.
    pub cut: String,
    /// Its clauses, where there are several.
    pub clauses: Vec<String>,
    /// The whole without each of its parts, where there are several. For vectors alone.
    pub without: Vec<String>,
}

impl Texts {
    /// The texts of a question.
    pub fn of(question: &str) -> Self {
        let mut cut = without_courtesy(question);
        if cut.is_empty() {
            question.clone_into(&mut cut);
        }
        let mut all: Vec<String> = clauses(&cut, MOST_TEXTS - 1).into_iter().map(str::to_owned).collect();
        all.retain(|clause| !only_asks(clause));
        all.extend(converted(&cut));
        if all.len() == 1 {
            all.clear();
        }
        all.truncate(MOST_TEXTS - 1);
        Self { without: without_each(&cut), cut, clauses: all }
    }

    /// The same with the words that are probably meant in place of those that are spelled in another way than the entries', and
    /// what was written beside it. It is for vectors, which would take a misspelled word for another one, and a text in kana for
    /// none; words are added where they are compared.
    pub(crate) fn into_meant(mut self, lexicon: &Lexicon, known: &Known<'_>) -> Self {
        let meant = |text: &str| spelling::as_meant(text, lexicon, known);
        let Some(cut) = meant(&self.cut) else { return self };
        for clause in &mut self.clauses {
            if let Some(meant) = meant(clause) {
                *clause = meant;
            }
        }
        self.clauses.insert(0, std::mem::replace(&mut self.cut, cut));
        self.clauses.truncate(MOST_TEXTS - 1);
        self.without = without_each(&self.cut);
        self
    }
}

/// A text in hiragana with katakana in its place: 「ぱそこんがおそい」.
fn converted(text: &str) -> Option<String> {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
    let unconverted = letters <= MOST_UNCONVERTED && text::is_unconverted(text) && !text.chars().any(text::is_kanji);
    unconverted.then(|| text.chars().map(text::to_katakana).collect())
}

/// A word of a question that an entry may have in another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Meant {
    pub(crate) written: Term,
    /// What an entry has in its place.
    pub(crate) has: Term,
    /// Whether that is only the kind of thing that was written.
    pub(crate) is_kind: bool,
}

/// A question, read: everything that takes time without the entries.
pub(crate) struct Question {
    pub(crate) language: Language,
    /// The terms of [`Texts::cut`].
    pub(crate) cut: Terms,
    /// The terms of each of [`Texts::clauses`].
    pub(crate) clauses: Vec<Terms>,
    /// Of each word that the lexicon knows, and of each slip: its terms, with what an entry may have in their place.
    pub(crate) meant: Vec<Meant>,
    /// What it asks for.
    pub(crate) asks: Asks,
    /// The question as it stands, and without courtesy.
    wordings: [Option<Wording>; 2],
}

impl Question {
    /// Reads a question.
    pub(crate) fn read(question: &str, language: Language, lexicon: &Lexicon, known: &Known<'_>) -> Self {
        let texts = Texts::of(question);
        let mut meant = Vec::new();
        let mut terms = |text: &str| {
            let mut kinds = Vec::new();
            let mut terms = text::of_question(text, lexicon, |word| {
                let meaning = Term::meaning(word.meaning);
                let of = |written| Meant { written, has: meaning, is_kind: word.is_kind };
                meant.extend(word.terms().map(of));
                if word.is_kind && known.has(meaning) {
                    kinds.push((meaning, 1));
                }
            });
            terms.append(&mut kinds);
            spelling::add_meant(&text::normalise(text, text::MOST_QUESTION), lexicon, known, &mut terms, &mut meant);
            terms
        };
        let cut = terms(&texts.cut);
        let clauses = texts.clauses.iter().map(|clause| terms(clause)).collect();
        meant.sort_unstable();
        meant.dedup();
        let asks = Asks::of(&text::normalise(&texts.cut, text::MOST_QUESTION));
        let wordings = [Wording::new(question), Wording::new(&texts.cut)];
        Self { language, cut, clauses, meant, asks, wordings }
    }

    /// Whether it has a word: more than particles, marks and stop words.
    pub(crate) fn has_words(&self) -> bool {
        let is_word = |term: Term| [Field::Words as usize, Field::Meanings as usize].contains(&term.field());
        std::iter::once(&self.cut).chain(&self.clauses).flatten().any(|&(term, _)| is_word(term))
    }

    /// What of it may stand in the FAQ word for word: as it stands, and without courtesy.
    pub(crate) fn wordings(&self) -> impl Iterator<Item = Wording> {
        self.wordings.iter().flatten().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_has_a_text_for_each_clause_and_none_more_where_it_is_one() {
        for (question, cut, clauses) in [
            ("VPNがつながらない", "VPNがつながらない", vec![]),
            ("お疲れ様です。VPNがつながらない", "VPNがつながらない", vec![]),
            (
                "お疲れ様です。昨日から家にいます。VPNがつながりません。",
                "昨日から家にいます。VPNがつながりません。",
                vec!["昨日から家にいます。", "VPNがつながりません。"],
            ),
            ("ぱそこんがおそい", "ぱそこんがおそい", vec!["ぱそこんがおそい", "パソコンガオソイ"]),
            ("おはようございます", "おはようございます", vec!["おはようございます", "オハヨウゴザイマス"]),
            ("こんにちは、Good morning!", "こんにちは、Good morning!", vec![]),
        ] {
            let texts = Texts::of(question);
            assert_eq!(
                (texts.cut.as_str(), texts.clauses),
                (cut, clauses.iter().map(|&c: &&str| c.to_owned()).collect()),
                "{question}"
            );
        }
        assert_eq!(Texts::of(&"あいう。".repeat(300)).clauses.len(), MOST_TEXTS - 1);
    }
}
