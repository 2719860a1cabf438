//! Takes over a file of word groups.
//!
//! The lexicon is small, so that a file is judged beside all of it at once ([`plan_import`], pure) and written in one
//! transaction.

use std::collections::{BTreeMap, HashMap};

use super::{LONGEST_WORD, MOST_GROUPS, MOST_SYNONYMS, WordGroup, WordGroups, key_of};
use crate::event::{Event, Outbox};
use crate::store::StoreError;

/// Most characters of a file that an error repeats.
const QUOTED: usize = 60;

/// Why a group was not taken over.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum GroupError {
    /// A word says too little: it would be found everywhere.
    #[error("{0} is too short: a word has at least two letters or digits")]
    TooShort(String),
    /// A word is too long, or has several lines.
    #[error("{0} is no word: at most {LONGEST_WORD} characters on one line")]
    NoWord(String),
    /// The group has one word only.
    #[error("has no synonym of {0}; write one, or leave the row out and remove the word with `lexicon remove`")]
    Alone(String),
    /// The group has too many words.
    #[error("has more than {MOST_SYNONYMS} synonyms")]
    TooManyWords,
    /// A word stands in another group.
    #[error("{word} stands with {other} already; a word has one group")]
    Taken {
        /// The word.
        word: String,
        /// The word of that group.
        other: String,
    },
    /// The lexicon is full.
    #[error("the lexicon has {MOST_GROUPS} words with synonyms already, which is the most")]
    Full,
    /// The line is no group at all; this is why.
    #[error("{0}")]
    Unreadable(String),
}

/// What a row, or its absence, does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LexiconStep {
    /// A new group, of this line.
    Add(u64, WordGroup),
    /// Other synonyms for a word that is there, of this line.
    Change(u64, WordGroup),
    /// The group of this word goes: the file, which is to be the whole lexicon, does not have it.
    Remove(String),
}

/// What became of a file, or would become of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LexiconCounts {
    /// New groups.
    pub added: u32,
    /// Groups with other words than before.
    pub changed: u32,
    /// Groups that were there already.
    pub unchanged: u32,
    /// Groups that went.
    pub removed: u32,
    /// Rows that were not taken over.
    pub refused: u32,
}

/// What a file does to a lexicon.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LexiconPlan {
    /// What is to be written.
    pub steps: Vec<LexiconStep>,
    /// Rows that are not taken over, with their line.
    pub refused: Vec<(u64, GroupError)>,
    /// In numbers.
    pub counts: LexiconCounts,
}

/// Judges the rows of a file, each with its line, beside the groups that stand. With `whole` the file is the whole lexicon: what it
/// does not have goes; so that a mistake costs nothing, nothing goes where a row is refused.
pub fn plan_import(standing: &[WordGroup], rows: Vec<(u64, Result<WordGroup, String>)>, whole: bool) -> LexiconPlan {
    let mut plan = LexiconPlan::default();
    let mut groups: BTreeMap<String, &WordGroup> = standing.iter().map(|group| (group.key(), group)).collect();
    let named = |row: &(u64, Result<WordGroup, String>)| row.1.as_ref().ok().map(WordGroup::key);
    let in_file: Vec<String> = rows.iter().filter_map(named).collect();
    // What goes frees its words, and what comes anew in the file is judged by the file.
    let mut owners: HashMap<String, String> = HashMap::new();
    for (key, group) in groups.iter().filter(|(key, _)| !whole && !in_file.contains(key)) {
        owners.extend(group.words().map(|word| (key_of(word), key.clone())));
    }
    let mut taken: Vec<String> = Vec::new();
    for (line, row) in rows {
        let judged = row.map_err(GroupError::Unreadable).and_then(checked).and_then(|group| {
            let key = group.key();
            let other = group.words().find_map(|word| {
                let owner = owners.get(&key_of(word))?;
                Some(GroupError::Taken { word: quoted(word), other: quoted(owner) })
            });
            let is_new = !groups.contains_key(&key);
            match other {
                Some(taken) => Err(taken),
                None if is_new && groups.len() >= MOST_GROUPS && !whole => Err(GroupError::Full),
                None if taken.len() >= MOST_GROUPS => Err(GroupError::Full),
                None => Ok((key, group)),
            }
        });
        match judged {
            Ok((key, group)) => {
                owners.extend(group.words().map(|word| (key_of(word), key.clone())));
                taken.push(key.clone());
                match groups.get(&key) {
                    Some(known) if **known == group => plan.counts.unchanged += 1,
                    Some(_) => plan.steps.push(LexiconStep::Change(line, group)),
                    None => plan.steps.push(LexiconStep::Add(line, group)),
                }
            }
            Err(refusal) => plan.refused.push((line, refusal)),
        }
    }
    if whole && plan.refused.is_empty() {
        groups.retain(|key, _| !taken.contains(key));
        plan.steps.extend(groups.into_values().map(|group| LexiconStep::Remove(group.word.clone())));
    }
    plan.count();
    plan
}

impl LexiconPlan {
    /// The plan that removes the groups of some words; a word without a group is refused, with its place in the list as line.
    pub fn removing(standing: &[WordGroup], words: &[String]) -> Self {
        let mut plan = Self::default();
        for (at, word) in words.iter().enumerate() {
            let key = key_of(word);
            if let Some(group) = standing.iter().find(|group| group.key() == key) {
                plan.steps.push(LexiconStep::Remove(group.word.clone()));
            } else {
                let reason = format!("{} names no group; `lexicon list` shows them", quoted(word));
                plan.refused.push((at as u64 + 1, GroupError::Unreadable(reason)));
            }
        }
        plan.count();
        plan
    }

    fn count(&mut self) {
        let of = |is: fn(&LexiconStep) -> bool| self.steps.iter().filter(|step| is(step)).count() as u32;
        self.counts.added = of(|step| matches!(step, LexiconStep::Add(..)));
        self.counts.changed = of(|step| matches!(step, LexiconStep::Change(..)));
        self.counts.removed = of(|step| matches!(step, LexiconStep::Remove(_)));
        self.counts.refused = u32::try_from(self.refused.len()).unwrap_or(u32::MAX);
    }
}

/// Writes a plan, and tells of it in the same transaction.
pub async fn take_over(tx: &mut (impl WordGroups + Outbox + ?Sized), plan: &LexiconPlan) -> Result<(), StoreError> {
    // What goes frees its words first.
    for step in &plan.steps {
        if let LexiconStep::Remove(word) = step {
            tx.remove_word_group(word).await?;
        }
    }
    for step in &plan.steps {
        if let LexiconStep::Add(_, group) | LexiconStep::Change(_, group) = step {
            tx.save_word_group(group).await?;
        }
    }
    let LexiconCounts { added, changed, unchanged, removed, refused } = plan.counts;
    tx.record(Event::LexiconChanged { added, changed, unchanged, removed, refused }).await
}

/// A group with its words trimmed, each once, in whatever width and case.
fn checked(group: WordGroup) -> Result<WordGroup, GroupError> {
    let word = checked_word(&group.word)?;
    let mut seen = vec![key_of(&word)];
    let mut synonyms = Vec::new();
    for synonym in group.synonyms.iter().filter(|synonym| !synonym.trim().is_empty()) {
        let synonym = checked_word(synonym)?;
        let key = key_of(&synonym);
        if !seen.contains(&key) {
            seen.push(key);
            synonyms.push(synonym);
        }
    }
    match synonyms.len() {
        0 => Err(GroupError::Alone(quoted(&word))),
        many if many > MOST_SYNONYMS => Err(GroupError::TooManyWords),
        _ => Ok(WordGroup { word, synonyms }),
    }
}

fn checked_word(word: &str) -> Result<String, GroupError> {
    let word = word.trim();
    if word.chars().count() > LONGEST_WORD || word.chars().any(char::is_control) {
        return Err(GroupError::NoWord(quoted(word)));
    }
    if key_of(word).chars().filter(|letter| letter.is_alphanumeric()).count() < 2 {
        return Err(GroupError::TooShort(quoted(word)));
    }
    Ok(word.to_owned())
}

/// The beginning of a text, with control characters made visible: it may be shown in a terminal.
fn quoted(text: &str) -> String {
    format!("{:?}", text.chars().take(QUOTED).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(words: &str) -> WordGroup {
        let mut words = words.split('=').map(str::to_owned);
        WordGroup { word: words.next().unwrap_or_default(), synonyms: words.collect() }
    }

    fn plan(standing: &[&str], rows: &[&str], whole: bool) -> LexiconPlan {
        let standing: Vec<WordGroup> = standing.iter().map(|words| group(words)).collect();
        let rows = rows.iter().enumerate().map(|(at, words)| (at as u64 + 2, Ok(group(words)))).collect();
        plan_import(&standing, rows, whole)
    }

    fn counts(added: u32, changed: u32, unchanged: u32, removed: u32, refused: u32) -> LexiconCounts {
        LexiconCounts { added, changed, unchanged, removed, refused }
    }

    #[test]
    fn a_file_adds_and_changes_and_the_same_file_again_does_nothing() {
        let file = ["経費精算システム=けいひくん=KS", "人事ポータル=ポータルさん"];
        let first = plan(&[], &file, false);
        assert_eq!(first.counts, counts(2, 0, 0, 0, 0));
        assert_eq!(plan(&file, &file, false).counts, counts(0, 0, 2, 0, 0));
        assert_eq!(plan(&file, &["経費精算システム=けいひくん"], false).counts, counts(0, 1, 0, 0, 0));
        assert_eq!(
            plan(&file, &["人事ﾎﾟｰﾀﾙ=ポータルさん=HP"], false).counts,
            counts(0, 1, 0, 0, 0),
            "one word in any width"
        );
    }

    #[test]
    fn the_whole_lexicon_removes_what_it_does_not_have_unless_a_row_is_refused() {
        let standing = ["a1=b1", "c1=d1"];
        let whole = plan(&standing, &["c1=d1", "e1=b1"], true);
        assert_eq!(whole.counts, counts(1, 0, 1, 1, 0), "{whole:?}");
        assert_eq!(plan(&standing, &["c1=d1", "e1"], true).counts, counts(0, 0, 1, 0, 1));
    }

    #[test]
    fn what_would_mislead_is_refused_with_its_line() {
        let long = format!("{}=ok", "x".repeat(61));
        let many = (0..60).map(|at| format!("w{at}")).collect::<Vec<_>>().join("=");
        for (rows, refused) in [
            (&["鍵=キー鍵"][..], "too short"),
            (&["a=bc"], "too short"),
            (&["!!=bc"], "too short"),
            (&[long.as_str()], "no word"),
            (&["ab\u{7}=cd"], "no word"),
            (&["ab"], "no synonym"),
            (&["ＡＢ=ab= "], "no synonym"),
            (&[many.as_str()], "more than 50"),
            (&["ab=old"], "stands with \"standing\" already"),
        ] {
            let plan = plan(&["standing=old"], rows, false);
            assert!(plan.steps.is_empty(), "{rows:?}");
            assert!(plan.refused.len() == 1 && plan.refused[0].0 == 2, "{plan:?}");
            assert!(plan.refused[0].1.to_string().contains(refused), "{}", plan.refused[0].1);
        }
        let twice = plan(&[], &["ab=cd", "ef=cd", "AB=gh"], false);
        assert_eq!(twice.counts, counts(1, 0, 0, 0, 2), "{twice:?}");
    }

    #[test]
    fn a_lexicon_has_an_end() {
        let standing: Vec<String> = (0..MOST_GROUPS).map(|at| format!("w{at}=s{at}")).collect();
        let standing: Vec<&str> = standing.iter().map(String::as_str).collect();
        assert_eq!(plan(&standing, &["new1=new2"], false).refused, [(2, GroupError::Full)]);
        assert_eq!(plan(&standing, &["w0=other"], false).counts.changed, 1);
    }

    #[test]
    fn groups_are_removed_by_their_word_in_any_width() {
        let standing = [group("VPN=けーぶい")];
        let plan = LexiconPlan::removing(&standing, &["ｖｐｎ".to_owned(), "nothing".to_owned()]);
        assert_eq!(plan.steps, [LexiconStep::Remove("VPN".to_owned())]);
        assert_eq!(plan.counts, counts(0, 0, 0, 1, 1));
    }
}
