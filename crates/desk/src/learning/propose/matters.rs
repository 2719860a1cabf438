//! Several questions in one message: each with the answer that speaks of it.

use super::sentence::{Sentence, plain};
use super::topic::{is_question, words};
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Announces questions and is none: "Two questions:", 「質問が2つあります」.
static ANNOUNCES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^(?:i (?:have|'ve got|have got) )?(?:just )?(?:an?other )?(?:two|three|2|3|a couple of|a few|some) (?:quick |short |more |small )?(?:questions?|things?|points?|issues?)[:,.!–-]*\s*|",
        r"^(?:[^。、]{0,12}、)?(?:質問|確認|お聞きしたいこと|伺いたいこと|相談|お願い)?(?:が|は|を)?(?:[2-3２３二三](?:つ|点|件))(?:ほど)?(?:質問|確認|相談|お願い)?(?:が)?(?:あり|ござい|お聞き|教え|です)[^。]{0,10}[。、:：]?\s*"
    ))
    .expect("a constant pattern")
});
/// Counts questions: "1)", 「1つ目、」, "First,".
static COUNTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:[(（]?[1-3１-３①-③][)）.．:、]\s*|[①-③]\s*|(?:[1-3１-３一二三](?:つ目|点目|件目)|まず|次に)(?:は|に|です(?:が)?)?[、,:：]?\s*|(?:first(?:ly)?|second(?:ly)?|third(?:ly)?)[,:]\s*|and (?:also,? )?|また、\s?)").expect("a constant pattern")
});
/// Between two questions in one sentence.
static AND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)[,;]? (?:and|also) (?:(?:also|then|where|how|what|when|who|which|is there|are there|can i|can we|could i|do i|do we|does) |(?:[1-3][).]))|\s[1-3][)]\s").expect("a constant pattern")
});

/// Splits sentences that hold two questions, and drops what only announces or counts them.
pub(super) fn apart(sentences: Vec<Sentence>) -> Vec<Sentence> {
    let mut parts = Vec::new();
    for sentence in sentences {
        let mut begins_line = sentence.begins_line;
        for text in halves(&sentence.text) {
            let text = bare(text);
            if text.chars().any(char::is_alphanumeric) {
                parts.push(Sentence { text: super::answer::capital(text), begins_line });
                begins_line = false;
            }
        }
    }
    parts
}

/// Without what announces or counts it.
fn bare(text: &str) -> &str {
    let text = &text[ANNOUNCES.find(text).map_or(0, |found| found.end())..];
    text[COUNTS.find(text).map_or(0, |found| found.end())..].trim()
}

/// The questions of a sentence: two where both sides of an "and" ask.
fn halves(text: &str) -> Vec<&str> {
    for and in AND.find_iter(text) {
        let word = and.as_str().trim_start_matches([',', ';', ' ']);
        let start = and.end() - word.len();
        let (first, second) = (text[..and.start()].trim(), text[start..].trim());
        let second_bare = bare(second);
        if is_question(bare(first)) && is_question(second_bare) && words(bare(first)).is_disjoint(&words(second_bare)) {
            return vec![first, second];
        }
    }
    vec![text]
}

/// Which question each answering sentence speaks of, where there are several questions and each is answered by itself;
/// otherwise `None`. A sentence that names none of them goes on with the one before.
pub(super) fn shared_out(questions: &[&str], answers: &[&str]) -> Option<Vec<usize>> {
    if questions.len() < 2 || answers.len() < 2 {
        return None;
    }
    let topics: Vec<HashSet<String>> = questions.iter().map(|question| words(question)).collect();
    let mut of = Vec::new();
    let mut current = 0;
    for answer in answers {
        let said = words(answer);
        let common: Vec<usize> = topics.iter().map(|topic| close(topic, &said)).collect();
        let most = common.iter().copied().max().unwrap_or(0);
        if most > 0 && common.iter().filter(|count| **count == most).count() == 1 {
            current = common.iter().position(|count| *count == most).unwrap_or(current);
        }
        of.push(current);
    }
    (0..questions.len()).all(|question| of.contains(&question)).then_some(of)
}

/// How many words of a question an answer speaks of.
fn close(topic: &HashSet<String>, said: &HashSet<String>) -> usize {
    topic.intersection(said).count()
}

/// Whether a sentence is a question of its own, and no detail of another.
pub(super) fn stands_alone(text: &str) -> bool {
    static BACK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:and |or |so )?(?:is |does |can |will |do )?(?:it|that|this|they|those|these)\b|^(?:それ|その|これ|この|あれ)").expect("a constant pattern")
    });
    is_question(text) && !BACK.is_match(&plain(text)) && !words(text).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let sentences = super::super::sentence::sentences(text);
        apart(sentences).into_iter().map(|sentence| sentence.text).collect()
    }

    #[test]
    fn two_questions_in_one_message_are_parted() {
        assert_eq!(
            parts("Two questions: how do I get a second monitor for home, and where do I return the old headset?"),
            ["How do I get a second monitor for home", "Where do I return the old headset?"]
        );
        assert_eq!(
            parts(
                "質問が2つあります。1つ目、モニターはどうやってもらえますか。2つ目、ヘッドセットはどこに返しますか。"
            ),
            ["モニターはどうやってもらえますか。", "ヘッドセットはどこに返しますか。"]
        );
        let one = "How do I open the portal and choose a form?";
        assert_eq!(parts(one), [one]);
        let one = "Where is the form and who signs the form?";
        assert_eq!(parts(one), [one]);
    }

    #[test]
    fn each_question_gets_the_sentences_that_speak_of_it() {
        let questions = ["How do I get a second monitor for home?", "Where do I return the old headset?"];
        let answers = ["You can order one monitor in the shop.", "It takes two days.", "Old headsets go into the box."];
        assert_eq!(shared_out(&questions, &answers), Some(vec![0, 0, 1]));
        assert_eq!(shared_out(&questions, &answers[..2]), None, "one of them has no answer");
        assert_eq!(shared_out(&questions[..1], &answers), None);
    }
}
