//! Words that mean the same: which of them a text has.
//!
//! A *group* is a set of words with one meaning (パソコン, PC, 端末). [`general`] holds the groups that come with the program,
//! from the files in `crates/retrieval/lexicon`. Groups that share a word are one: the files for each language are joined by the one
//! with both. A *kind* is what a thing is (インフルエンザ is a 感染症): a question with the thing may also find an entry about the kind,
//! never the other way round. `form.rs` brings texts and words to
//! one form, in which a word is found on the borders of words and not within one (no PC in SPCA, no ソフト in マイクロソフト).

mod form;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use form::Form;

use crate::text::{self, Field, Term};

/// The files with the general groups.
const GENERAL: [&str; 3] = [
    include_str!("../../lexicon/japanese.txt"),
    include_str!("../../lexicon/english.txt"),
    include_str!("../../lexicon/technical.txt"),
];

/// The file with things and their kinds.
const KINDS: &str = include_str!("../../lexicon/kinds.txt");

/// What stands between the words of a group in these files, and between things and their kind.
const BETWEEN: char = '=';
const IS_A: char = '<';

/// A group of words, as the texts that have one of them know it: the same number in every process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Meaning(pub u64);

/// Groups of words that mean the same.
#[derive(Debug, Default)]
pub struct Lexicon {
    words: HashMap<String, Vec<Found>>,
    /// What stands beneath the organisation's own groups.
    general: Option<&'static Self>,
}

/// A word of a lexicon.
#[derive(Debug)]
pub struct Found {
    form: Form,
    /// What it means.
    pub meaning: Meaning,
    /// Whether that is only the kind of thing that it names.
    pub is_kind: bool,
    terms: Vec<Term>,
}

impl Found {
    /// The word in the form in which it is looked for.
    pub fn text(&self) -> &str {
        self.form.text().trim_matches('|')
    }

    /// The terms of the word itself, of the field of words.
    pub fn terms(&self) -> impl Iterator<Item = Term> {
        self.terms.iter().copied()
    }
}

/// The groups that come with the program.
pub fn general() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut lexicon = Lexicon::new(general_groups());
        for (things, kind) in general_kinds() {
            lexicon.put_kind(&things, kind);
        }
        lexicon
    })
}

/// The groups of [`general`], word by word.
pub fn general_groups() -> impl Iterator<Item = Vec<&'static str>> {
    GENERAL.into_iter().flat_map(lines).map(words)
}

/// Things and their kind, as they come with the program.
fn general_kinds() -> impl Iterator<Item = (Vec<&'static str>, &'static str)> {
    lines(KINDS).filter_map(|line| line.split_once(IS_A)).map(|(things, kind)| (words(things), kind.trim()))
}

fn lines(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

fn words(line: &str) -> Vec<&str> {
    line.split(BETWEEN).map(str::trim).filter(|word| !word.is_empty()).collect()
}

impl Lexicon {
    /// The lexicon with these groups. A word without letters is no word; a group with one word means nothing.
    pub fn new<'a>(groups: impl IntoIterator<Item = Vec<&'a str>>) -> Self {
        let mut lexicon = Self::default();
        for group in joined(groups) {
            if group.len() < 2 {
                continue;
            }
            let meaning = meaning(group.keys());
            for word in group.values() {
                lexicon.put(word, meaning, false);
            }
        }
        lexicon
    }

    /// An organisation's own groups over the general ones. Where a word of a group is a general one, its other words mean what that
    /// means, too.
    pub fn own<'a>(groups: impl IntoIterator<Item = Vec<&'a str>>) -> Self {
        let groups: Vec<Vec<&str>> = groups.into_iter().collect();
        let mut lexicon = Self::new(groups.iter().cloned());
        for group in groups {
            let meanings: BTreeSet<Meaning> = group.iter().filter_map(|word| general().meaning_of(word)).collect();
            for word in group.into_iter().filter(|word| general().meaning_of(word).is_none()) {
                for meaning in &meanings {
                    lexicon.put(word, *meaning, false);
                }
            }
        }
        Self { general: Some(general()), ..lexicon }
    }

    /// What a word means that stands in a group as it is, not within a longer text.
    fn meaning_of(&self, word: &str) -> Option<Meaning> {
        let form = Form::of_word(word)?;
        let mut same = self.words.get(form.start())?.iter().filter(|known| known.form == form);
        same.find(|known| !known.is_kind).map(|known| known.meaning)
    }

    /// Adds things of a kind, which need be in no group.
    fn put_kind(&mut self, things: &[&str], kind: &str) {
        let Some(form) = Form::of_word(kind) else { return };
        let meaning = self.meaning_of(kind).unwrap_or_else(|| {
            let alone = meaning([&form]);
            self.put(kind, alone, false);
            alone
        });
        for thing in things {
            self.put(thing, meaning, true);
        }
    }

    fn put(&mut self, word: &str, meaning: Meaning, is_kind: bool) {
        let Some(form) = Form::of_word(word) else { return };
        let terms = text::of_question(word, &Self::default(), |_| ()).into_iter().map(|(term, _)| term);
        let terms = terms.filter(|term| term.field() == Field::Words as usize).collect();
        self.words.entry(form.start().to_owned()).or_default().push(Found { form, meaning, is_kind, terms });
    }

    /// Whether it has no group.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.general.is_none_or(Self::is_empty)
    }

    /// The words that a normalised text has, from left to right; one that stands there twice comes twice.
    pub fn find(&self, normal: &str) -> Vec<&Found> {
        if self.is_empty() {
            return Vec::new();
        }
        let form = Form::of_text(normal);
        let mut found = Vec::new();
        for (at, start) in form.starts() {
            let words = [Some(self), self.general].into_iter().flatten().filter_map(|lexicon| lexicon.words.get(start));
            found.extend(words.flatten().filter(|word| form.has_at(&word.form, at)));
        }
        found
    }
}

/// The number of a group, from its words in order.
fn meaning<'a>(words: impl IntoIterator<Item = &'a Form>) -> Meaning {
    Meaning(words.into_iter().fold(FNV_START, |hash, form| fnv(fnv(hash, form.text()), "=")))
}

/// Groups with a word in common as one; each word in its form and as it was written.
fn joined<'a>(groups: impl IntoIterator<Item = Vec<&'a str>>) -> Vec<BTreeMap<Form, &'a str>> {
    let mut joined: Vec<BTreeMap<Form, &str>> = Vec::new();
    let mut group_of: HashMap<Form, usize> = HashMap::new();
    for group in groups {
        let forms = group.into_iter().filter_map(|word| Some((Form::of_word(word)?, word)));
        let mut group: BTreeMap<Form, &str> = forms.collect();
        let others: BTreeSet<usize> = group.keys().filter_map(|form| group_of.get(form).copied()).collect();
        for other in others {
            group.append(&mut joined[other]);
        }
        group_of.extend(group.keys().map(|form| (form.clone(), joined.len())));
        joined.push(group);
    }
    joined
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a.
fn fnv(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normalise;

    fn meanings(lexicon: &Lexicon, text: &str) -> BTreeSet<Meaning> {
        lexicon.find(&normalise(text, 100)).into_iter().map(|word| word.meaning).collect()
    }

    #[test]
    fn a_word_stands_once_in_a_file_and_no_group_is_alone() {
        for file in GENERAL {
            let mut seen = BTreeSet::new();
            let mut wrong = Vec::new();
            for line in file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
                let forms: BTreeSet<Form> = words(line).into_iter().filter_map(Form::of_word).collect();
                let no_word = words(line).into_iter().any(|word| Form::of_word(word).is_none());
                let alone = forms.len() < 2;
                let twice: Vec<Form> = forms.into_iter().filter(|form| !seen.insert(form.clone())).collect();
                if alone || no_word || !twice.is_empty() || words(line).len() > 12 {
                    wrong.push((line, twice));
                }
            }
            assert!(wrong.is_empty(), "{wrong:#?}");
            assert!(seen.len() > 100);
        }
    }

    #[test]
    fn no_word_joins_two_groups_of_a_language() {
        // Words in both languages may: software and app are one in the file of either.
        for file in &GENERAL[..2] {
            let mut lines: BTreeMap<Option<Meaning>, Vec<&str>> = BTreeMap::new();
            for line in file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
                lines.entry(general().meaning_of(words(line)[0])).or_default().push(line);
            }
            let joined: Vec<_> = lines.values().filter(|lines| lines.len() > 1).collect();
            assert!(joined.is_empty(), "{joined:#?}");
        }
    }

    #[test]
    fn a_thing_has_one_kind_of_which_it_is_no_other_word() {
        let mut seen = BTreeSet::new();
        for (things, kind) in general_kinds() {
            let of_kind = general().meaning_of(kind).expect("a kind is a word");
            for thing in things {
                let form = Form::of_word(thing).unwrap_or_else(|| panic!("{thing}: no word"));
                assert!(seen.insert(form), "{thing}: twice");
                assert_ne!(general().meaning_of(thing), Some(of_kind), "{thing}: the same as {kind}");
                let found = general().find(&normalise(thing, 100));
                assert!(found.iter().any(|word| word.is_kind && word.meaning == of_kind), "{thing}: not found");
            }
        }
        assert!(seen.len() > 300);
    }

    #[test]
    fn every_general_word_is_found_in_a_text_and_has_its_group() {
        for group in general_groups() {
            let of: Vec<_> = group.iter().map(|word| meanings(general(), word)).collect();
            let shared = of[0].iter().any(|meaning| of.iter().all(|meanings| meanings.contains(meaning)));
            assert!(shared, "{group:?}: {of:?}");
        }
    }

    #[test]
    fn a_word_is_found_on_the_borders_of_words() {
        let groups = [
            vec!["PC", "パソコン", "laptop", "ノートPC"],
            vec!["ソフト", "アプリ"],
            vec!["年休", "有給"],
            vec!["log in", "sign-in"],
            vec!["つなが", "繋が"],
            vec!["2FA", "多要素認証"],
            vec!["Web会議", "オンライン会議"],
            vec!["はんこ", "印鑑"],
            vec!["社員証", "入館証"],
        ];
        let lexicon = Lexicon::new(groups);
        for (text, found) in [
            ("PCが重い", 1),
            ("ｐｃ", 1),
            ("SPCA", 0),
            ("my laptops are slow", 1),
            ("laptopper", 0),
            ("会社のノートパソコン", 1),
            ("ノート PC", 1),
            ("マイクロソフト", 0),
            ("ソフトを入れたい", 1),
            ("スマホ用アプリ", 1),
            ("半年休む", 0),
            ("年休を取る", 1),
            ("未消化有給", 1),
            ("新社員証", 1),
            ("I am logging in", 1),
            ("log of my sign", 0),
            ("signing in fails", 1),
            ("ネットにつながりません", 1),
            ("きつながりん", 0),
            ("2FAの設定", 1),
            ("2 fast", 0),
            ("明日のWEB会議室", 1),
            ("Webの会議", 0),
            ("はんこを押す", 1),
            ("いちばんこまる", 0),
            ("PCと印鑑", 2),
            ("", 0),
        ] {
            assert_eq!(meanings(&lexicon, text).len(), found, "{text}");
        }
    }

    #[test]
    fn groups_are_the_same_in_any_order_and_a_group_of_one_word_means_nothing() {
        let one = Lexicon::new([vec!["PC", "パソコン"]]);
        let other = Lexicon::new([vec!["パソコン", "ＰＣ", "pc"]]);
        assert_eq!(meanings(&one, "pc"), meanings(&other, "パソコン"));
        assert!(Lexicon::new([vec!["ＰＣ", "pc"], vec!["!", "vpn"]]).is_empty());
    }

    #[test]
    fn groups_with_a_word_in_common_are_one() {
        let lexicon = Lexicon::new([vec!["a1", "b1"], vec!["c1", "d1"], vec!["e1", "f1"], vec!["b1", "c1"]]);
        assert_eq!(meanings(&lexicon, "a1"), meanings(&lexicon, "d1"));
        assert_ne!(meanings(&lexicon, "a1"), meanings(&lexicon, "e1"));
        for (one, other) in [("PW", "password"), ("pwd", "パスワード"), ("ボーナス", "bonus"), ("WFH", "在宅勤務")]
        {
            assert_eq!(meanings(general(), one), meanings(general(), other), "{one} / {other}");
            assert_eq!(meanings(general(), one).len(), 1, "{one}");
        }
    }
}
