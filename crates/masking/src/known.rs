//! The names we know: participants and roster.

use super::Kind;
use super::finder::{Finder, after, before, head};
use super::fold::fold;
use super::person;
use regex::{Regex, RegexBuilder};
use std::collections::HashSet;

/// Names per pattern; more names make more patterns.
const CHUNK: usize = 200;
/// Display names that say what somebody is, not who.
const ROLES: [&str; 22] = [
    "agent",
    "requester",
    "user",
    "assistant",
    "bot",
    "customer",
    "support",
    "helpdesk",
    "help",
    "desk",
    "admin",
    "guest",
    "employee",
    "madoguchi",
    "担当者",
    "担当",
    "利用者",
    "問い合わせ者",
    "社員",
    "ヘルプデスク",
    "管理者",
    "システム",
];
/// Given and family names that are also words a sentence begins with.
const WORDS: [&str; 24] = [
    "will", "may", "mark", "grant", "art", "bill", "rich", "rob", "sue", "pat", "hope", "joy", "grace", "chase",
    "drew", "dawn", "summer", "april", "june", "august", "young", "long", "page", "best",
];

/// Names to be masked wherever they stand.
#[derive(Debug, Clone, Default)]
pub struct Known {
    patterns: Vec<Regex>,
    /// Single words in Latin letters, lower case: they count only with a capital.
    words: HashSet<String>,
}

impl Known {
    /// Takes display names as a channel or a directory gives them: 山田 太郎, 山田太郎 (IT), Yamada, Taro.
    /// Full name, family and given name are masked, with and without さん, 様 or 氏.
    pub fn new(names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut forms = HashSet::new();
        for name in names {
            for name in alternatives(&fold(name.as_ref())) {
                collect(&name, &mut forms);
            }
        }
        Self::of(forms)
    }

    /// These names and more.
    pub fn with(&self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut all = Self::new(names);
        all.patterns.extend(self.patterns.iter().cloned());
        all.words.extend(self.words.iter().cloned());
        all
    }

    /// Names that a cue has shown in the text itself.
    pub(super) fn learnt<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut forms = HashSet::new();
        for name in names.into_iter().filter(|name| person::is_learnable(name)) {
            if name.is_ascii() || name.contains(' ') || person::begins_with_family(name) {
                collect(name, &mut forms);
            } else {
                // Where family and given name part is a guess, only the whole is looked for.
                forms.insert(Form { text: name.to_owned(), whole: true });
            }
        }
        forms.retain(|form| form.whole || form.text.chars().count() > 1);
        Self::of(forms)
    }

    fn of(forms: HashSet<Form>) -> Self {
        let words = forms
            .iter()
            .filter(|form| !form.whole && form.text.is_ascii())
            .map(|form| form.text.to_lowercase())
            .collect();
        let mut texts: Vec<String> = forms.into_iter().map(|form| form.text).collect();
        // Where one name begins another, the longer one is tried first.
        texts.sort_by_key(|text| (std::cmp::Reverse(text.chars().count()), text.clone()));
        texts.dedup();
        let patterns = texts.chunks(CHUNK).filter_map(compile).collect();
        Self { patterns, words }
    }

    /// Finds them.
    pub(super) fn seek(&self, finder: &mut Finder<'_>) {
        for pattern in &self.patterns {
            finder.each(pattern, Kind::Person, |text, captures| {
                let found = captures.get(0)?;
                self.stands_alone(text, found.as_str(), found.start(), found.end()).then(|| found.range())
            });
        }
    }

    fn stands_alone(&self, text: &str, name: &str, start: usize, end: usize) -> bool {
        let Some(first) = name.chars().next() else { return false };
        let (front, next) = (before(text, start), after(text, end));
        if first.is_ascii_alphabetic() {
            let joined = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            if joined(front) || joined(next) {
                return false;
            }
            return !self.words.contains(&name.to_lowercase()) || is_written_as_name(name, text, end);
        }
        match Script::of(name) {
            Script::Kanji if name.chars().count() == 1 => {
                !front.is_some_and(|c| Script::of_char(c) == Script::Kanji) && is_called(head(text, end, 6))
            }
            Script::Kanji | Script::Other => true,
            kana => {
                let joins = |c: Option<char>| c.is_some_and(|c| Script::of_char(c) == kana || c == 'ー');
                name.contains(' ') || (!joins(front) && (!joins(next) || is_called(head(text, end, 6))))
            }
        }
    }
}

/// A way to write a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Form {
    text: String,
    /// The whole name, and not a part of it.
    whole: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Hiragana,
    Katakana,
    Other,
}

impl Script {
    fn of_char(c: char) -> Self {
        match c {
            '\u{3041}'..='\u{309f}' => Self::Hiragana,
            '\u{30a1}'..='\u{30ff}' => Self::Katakana,
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '々' => Self::Kanji,
            _ => Self::Other,
        }
    }

    /// The script of a name; with a kanji in it, kanji.
    fn of(name: &str) -> Self {
        let mut scripts = name.chars().filter(|c| *c != ' ' && *c != '・').map(Self::of_char);
        let first = scripts.next().unwrap_or(Self::Other);
        scripts.fold(first, |sum, script| {
            if sum == script {
                sum
            } else if sum == Self::Kanji || script == Self::Kanji {
                Self::Kanji
            } else {
                Self::Other
            }
        })
    }
}

/// What stands in parentheses or behind a slash is a department or another way to write the name.
fn alternatives(name: &str) -> Vec<String> {
    let mut texts: Vec<String> = name
        .split(['(', ')', '/', '|', '[', ']', '<', '>', '\n', '【', '】', '「', '」', '@'])
        .map(|part| {
            let mut part = part.trim();
            for honorific in ["さん", "さま", "様", "氏", "殿", "くん"] {
                part = part.strip_suffix(honorific).unwrap_or(part).trim_end();
            }
            part.to_owned()
        })
        .filter(|part| part.chars().any(char::is_alphabetic) && !ROLES.contains(&part.to_lowercase().as_str()))
        .collect();
    // Behind the first part only a whole name counts: "(IT)" and "(営業部)" are no names.
    let mut first = true;
    texts.retain(|part| {
        std::mem::take(&mut first) || (part.contains(' ') && !part.contains(|c| "部課室係".contains(c)))
    });
    texts
}

fn collect(name: &str, forms: &mut HashSet<Form>) {
    let parts: Vec<String> = name
        .split([' ', ',', '・', '、', '.', '_'])
        .filter(|part| part.chars().any(char::is_alphabetic) && !ROLES.contains(&part.to_lowercase().as_str()))
        .map(str::to_owned)
        .collect();
    let (full, parts) = match parts.as_slice() {
        [] => return,
        [one] => match person::split(one) {
            Some((family, given)) => (vec![family.clone(), given.clone()], vec![family, given]),
            // "Will" counts as a name only where it is written as one; "taro" is how somebody writes theirs.
            None if one.is_ascii() && one.starts_with(|c: char| c.is_ascii_uppercase()) => {
                forms.insert(Form { text: one.clone(), whole: false });
                return;
            }
            None => (vec![one.clone()], Vec::new()),
        },
        several => (several.to_vec(), several.to_vec()),
    };
    let whole = |text: String| Form { text, whole: true };
    forms.insert(whole(full.join(" ")));
    forms.insert(whole(full.iter().rev().cloned().collect::<Vec<_>>().join(" ")));
    let alone = parts.len() == 1;
    for part in parts {
        let letters = part.chars().count();
        let kana = matches!(Script::of(&part), Script::Hiragana | Script::Katakana);
        if letters > 1 || (!kana && Script::of(&part) == Script::Kanji && !alone) {
            forms.insert(Form { text: part, whole: false });
        }
    }
}

/// The space within a name may be missing, a comma or a middle dot.
fn compile(names: &[String]) -> Option<Regex> {
    let names: Vec<String> =
        names.iter().map(|name| name.split(' ').map(regex::escape).collect::<Vec<_>>().join("[ ,・._]{0,3}")).collect();
    // Display names are bounded by the channel; one that is not makes no pattern, rather than a failure.
    RegexBuilder::new(&names.join("|")).case_insensitive(true).size_limit(64 << 20).build().ok()
}

/// さん, です and the like: what follows is said of a person.
fn is_called(rest: &str) -> bool {
    const CALLS: [&str; 22] = [
        "さん",
        "さま",
        "様",
        "氏",
        "くん",
        "君",
        "ちゃん",
        "殿",
        "先生",
        "部長",
        "課長",
        "係長",
        "主任",
        "社長",
        "です",
        "でございます",
        "と申",
        "といい",
        "より",
        "宛",
        "が承",
        "が対応",
    ];
    let rest = rest.trim_start();
    CALLS.iter().any(|call| rest.starts_with(call))
}

/// A single Latin word is a name when written as one: "Mark", not "mark"; "Will you" begins a question.
fn is_written_as_name(name: &str, text: &str, end: usize) -> bool {
    let capital = name.starts_with(|c: char| c.is_ascii_uppercase());
    let shouted = name.len() <= 2 && name.chars().all(|c| c.is_ascii_uppercase());
    let rest = head(text, end, 8);
    let begins_sentence = WORDS.contains(&name.to_lowercase().as_str())
        && [" I ", " you", " we ", " the", " it ", " this", " that", " be ", " a ", " not "]
            .iter()
            .any(|next| rest.starts_with(next));
    (capital && !shouted && !begins_sentence)
        || ["さん", "様", "-san", " san"].iter().any(|call| rest.starts_with(call))
}
