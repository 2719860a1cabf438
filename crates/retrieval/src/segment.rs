//! The entries of one audience with their terms.
//!
//! All statistics of a segment come from its own entries. A search reads the segments that admit the person and adds up
//! their statistics: how rare a term is, how long entries are. Entries of other segments take no part.

use std::collections::BTreeMap;

use desk::faq::Entry;
use desk::id::EntryId;
use desk::language::Language;

use crate::text::{self, ByTerm, FIELDS, Term, Terms};

/// Most phrasings of an entry that are indexed: its question, what that is about, and each variant that it may have.
const MOST_PHRASINGS: usize = desk::faq::MAX_VARIANTS + 2;

/// An entry, read: everything that takes time, done before any lock.
pub(crate) struct IndexedEntry {
    pub(crate) id: EntryId,
    pub(crate) language: Language,
    /// Terms of the question, of what it is about (`matter`) and of each variant.
    pub(crate) phrasings: Vec<Terms>,
    /// Terms of all phrasings together.
    pub(crate) asked: Vec<(Term, u32)>,
    pub(crate) answered: Terms,
    /// Terms of all phrasings by field, with repetition.
    pub(crate) asked_length: [u32; FIELDS],
    /// Terms of the answer, with repetition.
    pub(crate) answered_length: u32,
}

impl IndexedEntry {
    /// Reads an entry.
    pub(crate) fn read(entry: &Entry) -> Self {
        let question = entry.question.as_str();
        let wordings =
            std::iter::once(question).chain(matter(question)).chain(entry.variants.iter().map(String::as_str));
        let phrasings: Vec<Terms> = wordings.take(MOST_PHRASINGS).map(text::of_question).collect();
        let mut asked = BTreeMap::<Term, u32>::new();
        let mut asked_length = [0; FIELDS];
        for &(term, count) in phrasings.iter().flatten() {
            *asked.entry(term).or_default() += u32::from(count);
            asked_length[term.field()] += u32::from(count);
        }
        let answered = text::of_answer(&entry.answer);
        let answered_length = answered.iter().map(|&(_, count)| u32::from(count)).sum();
        Self {
            id: entry.id,
            language: entry.language,
            phrasings,
            asked: asked.into_iter().collect(),
            answered,
            asked_length,
            answered_length,
        }
    }

    /// Whether a term occurs in a phrasing.
    pub(crate) fn asks(&self, term: Term) -> bool {
        self.asked.binary_search_by_key(&term, |&(term, _)| term).is_ok()
    }

    /// Whether a term occurs in the answer.
    pub(crate) fn answers(&self, term: Term) -> bool {
        self.answered.binary_search_by_key(&term, |&(term, _)| term).is_ok()
    }
}

/// Ends of a question that only ask, whatever it is about.
const ONLY_ASKS: [&str; 14] = [
    "どうすればよいですか",
    "どうすればいいですか",
    "どうしたらよいですか",
    "どうしたらいいですか",
    "どうすればよいでしょうか",
    "どうしたらよいでしょうか",
    "教えてください",
    "対処方法を教えてください",
    "解決方法を教えてください",
    "直せますか",
    "なぜですか",
    "What should I do",
    "What can I do",
    "How do I fix it",
];

/// What a question is about, where a sentence that only asks stands behind it: who has that trouble writes no more than this.
fn matter(question: &str) -> Option<&str> {
    let ends = ['。', '？', '?', '.', '！', '!', ' '];
    let asked = question.trim().trim_end_matches(ends);
    let rest = ONLY_ASKS.iter().find_map(|ask| asked.strip_suffix(ask))?;
    let matter = rest.trim_end_matches(ends);
    // A mark stands between: the two are sentences.
    (matter.len() < rest.len() && !matter.is_empty()).then_some(matter)
}

/// A term in an entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Posting {
    /// Which entry of the segment.
    pub(crate) slot: u32,
    /// How often.
    pub(crate) count: u32,
}

/// Sums over the entries of a segment.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Totals {
    pub(crate) entries: u32,
    pub(crate) phrasings: u64,
    pub(crate) asked_length: [u64; FIELDS],
    pub(crate) answered_length: u64,
}

/// The entries of one audience.
#[derive(Default)]
pub(crate) struct Segment {
    slots: Vec<Option<IndexedEntry>>,
    free: Vec<u32>,
    asked: ByTerm<Vec<Posting>>,
    answered: ByTerm<Vec<Posting>>,
    totals: Totals,
}

impl Segment {
    /// Adds an entry to the segment; gives its slot.
    pub(crate) fn put(&mut self, entry: IndexedEntry) -> u32 {
        let slot = self.free.pop().unwrap_or(self.slots.len() as u32);
        for &(term, count) in &entry.asked {
            note(self.asked.entry(term).or_default(), Posting { slot, count });
        }
        for &(term, count) in &entry.answered {
            note(self.answered.entry(term).or_default(), Posting { slot, count: count.into() });
        }
        self.totals.entries += 1;
        self.totals.phrasings += entry.phrasings.len() as u64;
        for (total, length) in self.totals.asked_length.iter_mut().zip(entry.asked_length) {
            *total += u64::from(length);
        }
        self.totals.answered_length += u64::from(entry.answered_length);
        if slot as usize == self.slots.len() {
            self.slots.push(Some(entry));
        } else {
            self.slots[slot as usize] = Some(entry);
        }
        slot
    }

    /// Takes the entry of a slot from the segment, with every trace in the statistics.
    pub(crate) fn take(&mut self, slot: u32) {
        let Some(entry) = self.slots.get_mut(slot as usize).and_then(Option::take) else { return };
        for &(term, _) in &entry.asked {
            forget(&mut self.asked, term, slot);
        }
        for &(term, _) in &entry.answered {
            forget(&mut self.answered, term, slot);
        }
        self.totals.entries -= 1;
        self.totals.phrasings -= entry.phrasings.len() as u64;
        for (total, length) in self.totals.asked_length.iter_mut().zip(entry.asked_length) {
            *total -= u64::from(length);
        }
        self.totals.answered_length -= u64::from(entry.answered_length);
        self.free.push(slot);
    }

    /// Whether it has no entry.
    pub(crate) fn is_empty(&self) -> bool {
        self.totals.entries == 0
    }

    /// Slots, used or not.
    pub(crate) fn slots(&self) -> usize {
        self.slots.len()
    }

    /// The entry of a slot.
    pub(crate) fn entry(&self, slot: u32) -> Option<&IndexedEntry> {
        self.slots.get(slot as usize).and_then(Option::as_ref)
    }

    /// Every used slot with its entry.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (u32, &IndexedEntry)> {
        self.slots.iter().enumerate().filter_map(|(slot, entry)| Some((slot as u32, entry.as_ref()?)))
    }

    /// Where a term occurs in phrasings.
    pub(crate) fn asked(&self, term: Term) -> &[Posting] {
        self.asked.get(&term).map_or(&[], Vec::as_slice)
    }

    /// Where a term occurs in answers.
    pub(crate) fn answered(&self, term: Term) -> &[Posting] {
        self.answered.get(&term).map_or(&[], Vec::as_slice)
    }

    /// Its sums.
    pub(crate) fn totals(&self) -> Totals {
        self.totals
    }
}

/// Lists are kept by slot, so that a change finds its place in one without reading all of it under the lock.
fn note(list: &mut Vec<Posting>, posting: Posting) {
    let at = list.partition_point(|known| known.slot < posting.slot);
    list.insert(at, posting);
}

fn forget(postings: &mut ByTerm<Vec<Posting>>, term: Term, slot: u32) {
    if let Some(list) = postings.get_mut(&term) {
        if let Ok(at) = list.binary_search_by_key(&slot, |posting| posting.slot) {
            list.remove(at);
        }
        if list.is_empty() {
            postings.remove(&term);
        }
    }
}
