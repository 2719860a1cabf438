//! Takes over a file of word groups.
//!
//! The lexicon is small, so that a file is judged beside all of it at once ([`plan_import`], pure) and written in one
//! transaction.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::check::{GroupError, checked, quoted};
use super::{MOST_GROUPS, WordGroup, WordGroups, key_of};
use crate::event::{Event, Outbox};
use crate::store::StoreError;

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

/// So often a file is judged, at most: a refused row may make room for another, which changes what is free again. After so many, no
/// word counts as freed by the file itself.
const MOST_JUDGEMENTS: usize = 8;

/// A row of a file with its line, as far as it can be judged alone.
type CheckedRow = (u64, Result<WordGroup, GroupError>);

/// Judges the rows of a file, each with its line, beside the groups that stand. With `whole` the file is the whole lexicon: what it
/// does not have goes; so that a mistake costs nothing, nothing goes where a row is refused.
pub fn plan_import(standing: &[WordGroup], rows: Vec<(u64, Result<WordGroup, String>)>, whole: bool) -> LexiconPlan {
    let checked_row =
        |(line, row): (u64, Result<WordGroup, String>)| (line, row.map_err(GroupError::Unreadable).and_then(checked));
    let rows: Vec<CheckedRow> = rows.into_iter().map(checked_row).collect();
    let stands: HashSet<String> = standing.iter().map(WordGroup::key).collect();
    // The words of a group are free for others where the file gives it other ones, or takes it out.
    let mut replaced: HashSet<String> =
        rows.iter().filter_map(|(_, row)| Some(row.as_ref().ok()?.key())).filter(|key| stands.contains(key)).collect();
    let mut whole = whole;
    let mut judgements = 0;
    loop {
        let (plan, taken) = judged(standing, &rows, &replaced, whole);
        // Where that row is refused, or nothing goes, they are not: all is judged again.
        let known = replaced.len();
        let kept = replaced.iter().filter(|key| !taken.contains(*key)).cloned().collect();
        for key in hanging_on(kept, standing, &rows) {
            replaced.remove(&key);
        }
        if replaced.len() == known && (!whole || plan.refused.is_empty()) {
            return plan;
        }
        whole = whole && plan.refused.is_empty();
        judgements += 1;
        if judgements >= MOST_JUDGEMENTS {
            replaced.clear();
        }
    }
}

/// The groups that stay as they are where these `kept` ones do: whose every row takes a word of one of them, and so on.
fn hanging_on(kept: Vec<String>, standing: &[WordGroup], rows: &[CheckedRow]) -> HashSet<String> {
    let rows: Vec<&WordGroup> = rows.iter().filter_map(|(_, row)| row.as_ref().ok()).collect();
    let mut takes: HashMap<String, Vec<usize>> = HashMap::new();
    let mut left: HashMap<String, HashSet<usize>> = HashMap::new();
    for (at, group) in rows.iter().enumerate() {
        left.entry(group.key()).or_default().insert(at);
        for word in group.words() {
            takes.entry(key_of(word)).or_default().push(at);
        }
    }
    let groups: HashMap<String, &WordGroup> = standing.iter().map(|group| (group.key(), group)).collect();
    let mut known: HashSet<String> = kept.iter().cloned().collect();
    let mut open = kept;
    while let Some(kept) = open.pop() {
        for word in groups.get(&kept).iter().flat_map(|group| group.words()) {
            for at in takes.get(&key_of(word)).into_iter().flatten() {
                let key = rows[*at].key();
                if key == kept || !left.get_mut(&key).is_some_and(|left| left.remove(at) && left.is_empty()) {
                    continue;
                }
                if known.insert(key.clone()) {
                    open.push(key);
                }
            }
        }
    }
    known
}

/// The plan where `replaced` groups free their words, with `whole` all of them; and the groups that it takes over.
fn judged(
    standing: &[WordGroup],
    rows: &[CheckedRow],
    replaced: &HashSet<String>,
    whole: bool,
) -> (LexiconPlan, HashSet<String>) {
    let mut plan = LexiconPlan::default();
    let mut groups: BTreeMap<String, &WordGroup> = standing.iter().map(|group| (group.key(), group)).collect();
    let mut owners: HashMap<String, String> = HashMap::new();
    for (key, group) in groups.iter().filter(|(key, _)| !whole && !replaced.contains(*key)) {
        owners.extend(group.words().map(|word| (key_of(word), key.clone())));
    }
    let mut room = MOST_GROUPS.saturating_sub(if whole { 0 } else { groups.len() });
    let mut taken: HashSet<String> = HashSet::new();
    for (line, row) in rows {
        let judged = row.clone().and_then(|group| {
            let key = group.key();
            // A group may have its own words again, once.
            let is_others = |owner: &String| *owner != key || taken.contains(&key);
            let other = group.words().find_map(|word| {
                let owner = owners.get(&key_of(word)).filter(|owner| is_others(owner))?;
                Some(GroupError::Taken { word: quoted(word), other: quoted(owner) })
            });
            match other {
                Some(taken) => Err(taken),
                None if room == 0 && (whole || !groups.contains_key(&key)) => Err(GroupError::Full),
                None => Ok((key, group)),
            }
        });
        match judged {
            Ok((key, group)) => {
                owners.extend(group.words().map(|word| (key_of(word), key.clone())));
                room -= usize::from(whole || !groups.contains_key(&key));
                match groups.get(&key) {
                    Some(known) if **known == group => plan.counts.unchanged += 1,
                    Some(_) => plan.steps.push(LexiconStep::Change(*line, group)),
                    None => plan.steps.push(LexiconStep::Add(*line, group)),
                }
                taken.insert(key);
            }
            Err(refusal) => plan.refused.push((*line, refusal)),
        }
    }
    if whole && plan.refused.is_empty() {
        groups.retain(|key, _| !taken.contains(key));
        plan.steps.extend(groups.into_values().map(|group| LexiconStep::Remove(group.word.clone())));
    }
    plan.count();
    (plan, taken)
}

impl LexiconPlan {
    /// The plan that removes the groups of some words; a word without a group is refused, with its place in the list as line.
    pub fn removing(standing: &[WordGroup], words: &[String]) -> Self {
        let mut plan = Self::default();
        let standing: HashMap<String, &WordGroup> = standing.iter().map(|group| (group.key(), group)).collect();
        for (at, word) in words.iter().enumerate() {
            if let Some(group) = standing.get(&key_of(word)) {
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
    fn a_word_never_comes_into_two_groups() {
        for (standing, file, whole, refused) in [
            (&["a1=b1"][..], &["c1=b1", "a1"][..], false, &[2, 3][..]),
            (&["a1=b1"], &["c1=b1", "d1"], true, &[2, 3]),
            (&["a1=b1", "c1=d1"], &["a1=d1"], false, &[2]),
            (&["a1=b1", "c1=d1"], &["a1=d1", "c1=d1=b1"], false, &[2, 3]),
            (&["a1=b1", "c1=d1"], &["a1=d1", "c1=b1"], false, &[]),
            (&["a1=b1"], &["a1=c1", "A1=e1"], false, &[3]),
        ] {
            let plan = plan(standing, file, whole);
            let lines: Vec<u64> = plan.refused.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, refused, "{standing:?} {file:?}: {plan:?}");
            assert!(!plan.steps.iter().any(|step| matches!(step, LexiconStep::Remove(_))), "{plan:?}");
        }
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
            (&["ab=cd、ef"], "no word"),
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
        let nearly = plan(&standing[1..], &["new1=new2", "new3=new4", "w1=other"], false);
        assert_eq!((nearly.counts, &nearly.refused[..]), (counts(1, 1, 0, 0, 1), &[(3, GroupError::Full)][..]));
    }

    /// Every group takes a word of the next, and the last one a word that is not free: one judgement shows one more of them.
    #[test]
    fn a_long_file_in_which_each_row_hangs_on_the_next_is_judged_in_a_moment() {
        let standing: Vec<String> = (0..MOST_GROUPS).map(|at| format!("w{at}=s{at}")).collect();
        let chain = (0..MOST_GROUPS).map(|at| format!("w{at}=s{}", (at + 1) % MOST_GROUPS));
        let mut file: Vec<String> = chain.collect();
        file[MOST_GROUPS - 1] = format!("w{}=w0", MOST_GROUPS - 1);
        file.extend((MOST_GROUPS..20_000).map(|at| format!("w{at}=s{at}")));
        let [standing, file] = [&standing, &file].map(|texts| texts.iter().map(String::as_str).collect::<Vec<_>>());
        let began = std::time::Instant::now();
        let plan = plan(&standing, &file, false);
        println!("20,000 rows: {:?}", began.elapsed());
        assert_eq!(plan.counts.added, 0, "the lexicon is full");
        assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    }

    #[test]
    fn what_hangs_on_no_refused_row_is_taken_over_however_many_hang_on_one() {
        let chain = |to: usize| (0..30).map(move |at| format!("w{at}=s{}", at + to)).collect::<Vec<_>>();
        let standing = [chain(0), vec!["a1=b1".to_owned(), "c1=d1".to_owned()]].concat();
        // The last one takes a word of a group that stays.
        let mut file = [chain(1), vec!["a1=d1".to_owned(), "c1=b1".to_owned()]].concat();
        file[29] = "w29=stays".to_owned();
        let standing = [standing, vec!["other=stays".to_owned()]].concat();
        let [standing, file] = [&standing, &file].map(|texts| texts.iter().map(String::as_str).collect::<Vec<_>>());
        let plan = plan(&standing, &file, false);
        assert_eq!(plan.counts, counts(0, 2, 0, 0, 30), "{plan:?}");
    }

    #[test]
    fn groups_are_removed_by_their_word_in_any_width() {
        let standing = [group("VPN=けーぶい")];
        let plan = LexiconPlan::removing(&standing, &["ｖｐｎ".to_owned(), "nothing".to_owned()]);
        assert_eq!(plan.steps, [LexiconStep::Remove("VPN".to_owned())]);
        assert_eq!(plan.counts, counts(0, 0, 0, 1, 1));
    }
}
