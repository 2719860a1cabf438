//! Verbs that are denied: what does not work.
//!
//! 使えない, 使えません and 使えなく are one, and so are つながらない and つながりません: the verb without its last vowel change.

use super::tokens::{is_hiragana, is_kanji};

/// What denies a verb, the longer before what it begins with.
const DENIALS: [(&str, Row); 6] = [
    ("ません", Row::I),
    ("ない", Row::A),
    ("なかった", Row::A),
    ("なくて", Row::A),
    ("なくな", Row::A),
    ("ねえ", Row::A),
];
/// Letters of a verb before the denial, at most.
const LONGEST: usize = 5;
/// What ends the part of a sentence before a verb.
const PARTICLES: &str = "をはがにのでともへや";

/// The row of kana that verbs with a vowel change have before a denial.
#[derive(Clone, Copy, PartialEq)]
enum Row {
    A,
    I,
}

const A: &str = "かがさただなばまらわ";
const I: &str = "きぎしちぢにびみりい";

/// Gives every denied verb of a run of Japanese letters, in one form; in two where the form leaves open which verb it is.
pub(super) fn denied(run: &str, give: &mut impl FnMut(&str)) {
    for (at, _) in run.char_indices() {
        let Some(&(_, row)) = DENIALS.iter().find(|(denial, _)| run[at..].starts_with(denial)) else { continue };
        let verb = verb(&run[..at]);
        let Some(last) = verb.chars().next_back() else { continue };
        let changed = if row == Row::A { A } else { I }.contains(last);
        let short = &verb[..verb.len() - last.len_utf8()];
        if changed && !short.is_empty() {
            give(short);
        }
        // できません: でき is a verb without a change, つながり none.
        if !changed || row == Row::I {
            give(verb);
        }
    }
}

/// The verb at the end of a text: kanji and the hiragana behind them, or hiragana behind a particle.
fn verb(text: &str) -> &str {
    let mut start = text.len();
    let mut kanji = false;
    for (at, letter) in text.char_indices().rev().take(LONGEST) {
        if is_kanji(letter) {
            kanji = true;
        } else if kanji
            || !is_hiragana(letter)
            || (PARTICLES.contains(letter) && start < text.len() && text.len() - start >= 6)
        {
            break;
        }
        start = at;
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(run: &str) -> Vec<String> {
        let mut all = Vec::new();
        denied(run, &mut |verb| all.push(verb.to_owned()));
        all
    }

    #[test]
    fn forms_of_one_denied_verb_meet() {
        for (one, other) in [
            ("ネットにつながらない", "つながりません"),
            ("使えない", "使えません"),
            ("紙が出てこない", "出てこなかった"),
            ("ファイルが開かない", "開きません"),
            ("印刷できない", "印刷できません"),
            ("入れない", "家だと入れません"),
            ("映らなくて", "画面が映りません"),
        ] {
            let (one_all, other_all) = (all(one), all(other));
            assert!(one_all.iter().any(|verb| other_all.contains(verb)), "{one} {one_all:?} / {other} {other_all:?}");
        }
    }

    #[test]
    fn what_is_not_denied_is_no_denial() {
        for run in ["つながる", "使える", "開きます", "ない", "少し"] {
            assert_eq!(all(run), [""; 0], "{run}");
        }
        for (one, other) in [("使えない", "買えない"), ("つながらない", "つながる")] {
            let other_all = all(other);
            assert!(!all(one).iter().any(|verb| other_all.contains(verb)), "{one} / {other}");
        }
    }
}
