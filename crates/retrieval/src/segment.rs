//! The entries of one audience with their terms.
//!
//! All statistics of a segment come from its own entries. A search reads the segments that admit the person and adds up
//! their statistics: how rare a term is, how long entries are. Entries of other segments take no part.

use std::collections::HashMap;
use std::sync::Arc;

use desk::answering::EntryVectors;
use desk::faq::Entry;
use desk::id::EntryId;
use desk::language::Language;

use crate::lexicon::Lexicon;
use crate::scorer::Priors;
use crate::text::{self, ByTerm, FIELDS, Field, Term, Terms, Wording};
use crate::vocabulary::{self, Vocabulary};

/// Most phrasings of an entry that are indexed: its question, what that is about, and each variant that it may have.
const MOST_PHRASINGS: usize = desk::faq::MAX_VARIANTS + 2;

/// Most characters of an entry's phrasings whose words are kept as they are spelled.
const MOST_SPELLED: usize = 20_000;

/// An entry, read: everything that takes time, done before any lock.
pub(crate) struct IndexedEntry {
    pub(crate) id: EntryId,
    pub(crate) language: Language,
    /// Terms of the question, of what it is about (`matter`) and of each variant.
    pub(crate) phrasings: Vec<Terms>,
    /// The same as normalised texts, to be read again with other words of the organisation.
    texts: Vec<String>,
    /// The same word for word, each once.
    wordings: Vec<Wording>,
    /// Words as they are spelled, each once.
    words: Vec<String>,
    /// Terms of all phrasings together.
    pub(crate) asked: Vec<(Term, u32)>,
    pub(crate) answered: Terms,
    /// Terms of all phrasings by field, with repetition.
    pub(crate) asked_length: [u32; FIELDS],
    pub(crate) priors: Priors,
    /// Terms of the answer, with repetition.
    pub(crate) answered_length: u32,
    /// Its vectors, once they are known.
    pub(crate) vectors: Option<Arc<EntryVectors>>,
}

impl IndexedEntry {
    /// Its vectors, if they are by this model: those of two models cannot be compared.
    pub(crate) fn vectors_by(&self, model: &str) -> Option<&EntryVectors> {
        self.vectors.as_deref().filter(|vectors| vectors.model == model)
    }

    /// Reads an entry.
    pub(crate) fn read(entry: &Entry, lexicon: &Lexicon) -> Self {
        let question = entry.question.as_str();
        let wordings =
            std::iter::once(question).chain(matter(question)).chain(entry.variants.iter().map(String::as_str));
        let wordings: Vec<&str> = wordings.take(MOST_PHRASINGS).collect();
        let phrasings: Vec<Terms> =
            wordings.iter().map(|wording| text::of_question(wording, lexicon, |_| ())).collect();
        let words = vocabulary::words(&wordings.join(" "), MOST_SPELLED);
        let texts = wordings.iter().map(|wording| text::normalise(wording, text::MOST_QUESTION)).collect();
        let mut wordings: Vec<Wording> = wordings.into_iter().filter_map(Wording::new).collect();
        wordings.sort_unstable();
        wordings.dedup();
        let (asked, asked_length) = summed(&phrasings);
        let answered = text::of_answer(&entry.answer);
        let answered_length = answered.iter().map(|&(_, count)| u32::from(count)).sum();
        Self {
            id: entry.id,
            language: entry.language,
            phrasings,
            texts,
            wordings,
            words,
            asked,
            answered,
            asked_length,
            priors: Priors::new(asked_length),
            answered_length,
            vectors: None,
        }
    }

    /// What each phrasing means, where the words of a lexicon make that something else than is known.
    pub(crate) fn reread(&self, lexicon: &Lexicon) -> Option<Vec<Vec<Term>>> {
        let meanings: Vec<Vec<Term>> = self.texts.iter().map(|text| text::meanings(text, lexicon)).collect();
        let is_known = |(phrasing, meanings): (&Terms, &Vec<Term>)| {
            phrasing.iter().map(|&(term, _)| term).filter(|&term| is_meaning(term)).eq(meanings.iter().copied())
        };
        (!self.phrasings.iter().zip(&meanings).all(is_known)).then_some(meanings)
    }

    /// Takes over what [`Self::reread`] found.
    pub(crate) fn mean(&mut self, meanings: Vec<Vec<Term>>) {
        for (phrasing, meanings) in self.phrasings.iter_mut().zip(meanings) {
            phrasing.retain(|&(term, _)| !is_meaning(term));
            phrasing.extend(meanings.into_iter().map(|term| (term, 1)));
            phrasing.sort_unstable();
        }
        (self.asked, self.asked_length) = summed(&self.phrasings);
        self.priors = Priors::new(self.asked_length);
    }
}

fn is_meaning(term: Term) -> bool {
    term.field() == Field::Meanings as usize
}

/// The terms of all phrasings together, and how many of each field.
fn summed(phrasings: &[Terms]) -> (Vec<(Term, u32)>, [u32; FIELDS]) {
    let mut asked: Vec<(Term, u32)> =
        phrasings.iter().flatten().map(|&(term, count)| (term, u32::from(count))).collect();
    asked.sort_unstable_by_key(|&(term, _)| term);
    asked.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    let mut length = [0; FIELDS];
    for &(term, count) in &asked {
        length[term.field()] += count;
    }
    (asked, length)
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

/// Whether a text only asks: it has nothing that an entry could be about.
pub(crate) fn only_asks(text: &str) -> bool {
    let ends = ['。', '？', '?', '.', '！', '!', ' '];
    let text = text.trim().trim_end_matches(ends);
    ONLY_ASKS.iter().any(|ask| ask.eq_ignore_ascii_case(text))
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
    /// Those of them that are in Japanese.
    pub(crate) japanese: u32,
    pub(crate) phrasings: u64,
    pub(crate) asked_length: [u64; FIELDS],
    pub(crate) answered_length: u64,
}

impl Totals {
    /// Whether any entry is in a language.
    pub(crate) fn has(&self, language: Language) -> bool {
        match language {
            Language::Japanese => self.japanese > 0,
            Language::English => self.entries > self.japanese,
        }
    }
}

/// The entries of one audience.
#[derive(Default)]
pub(crate) struct Segment {
    slots: Vec<Option<IndexedEntry>>,
    free: Vec<u32>,
    asked: ByTerm<Vec<Posting>>,
    answered: ByTerm<Vec<Posting>>,
    wordings: Wordings,
    vocabulary: Vocabulary,
    totals: Totals,
}

/// The entries that have a text word for word. Nearly every wording has one, which needs no list.
#[derive(Default)]
struct Wordings {
    one: HashMap<Wording, u32>,
    more: HashMap<Wording, Vec<u32>>,
}

impl Wordings {
    fn put(&mut self, wording: Wording, slot: u32) {
        if let Some(&first) = self.one.get(&wording)
            && first != slot
        {
            self.more.entry(wording).or_default().push(slot);
        } else {
            self.one.insert(wording, slot);
        }
    }

    fn take(&mut self, wording: Wording, slot: u32) {
        let mut next = None;
        if let Some(more) = self.more.get_mut(&wording) {
            let is_first = self.one.get(&wording) == Some(&slot);
            if is_first {
                next = more.pop();
            } else {
                more.retain(|other| *other != slot);
            }
            if more.is_empty() {
                self.more.remove(&wording);
            }
            if !is_first {
                return;
            }
        }
        match next {
            Some(next) => self.one.insert(wording, next),
            None => self.one.remove(&wording),
        };
    }

    fn of(&self, wording: Wording) -> impl Iterator<Item = u32> {
        let more = self.more.get(&wording).into_iter().flatten();
        self.one.get(&wording).into_iter().chain(more).copied()
    }
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
        for &wording in &entry.wordings {
            self.wordings.put(wording, slot);
        }
        self.vocabulary.put(&entry.words);
        self.totals.entries += 1;
        self.totals.japanese += u32::from(entry.language == Language::Japanese);
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

    /// Takes the entry of a slot from the segment, with every trace in the statistics. The next one that is put in gets its slot.
    pub(crate) fn take(&mut self, slot: u32) -> Option<IndexedEntry> {
        let entry = self.slots.get_mut(slot as usize).and_then(Option::take)?;
        for &(term, _) in &entry.asked {
            forget(&mut self.asked, term, slot);
        }
        for &(term, _) in &entry.answered {
            forget(&mut self.answered, term, slot);
        }
        for &wording in &entry.wordings {
            self.wordings.take(wording, slot);
        }
        self.vocabulary.take(&entry.words);
        self.totals.entries -= 1;
        self.totals.japanese -= u32::from(entry.language == Language::Japanese);
        self.totals.phrasings -= entry.phrasings.len() as u64;
        for (total, length) in self.totals.asked_length.iter_mut().zip(entry.asked_length) {
            *total -= u64::from(length);
        }
        self.totals.answered_length -= u64::from(entry.answered_length);
        self.free.push(slot);
        Some(entry)
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

    /// The entry of a slot, to be given its vectors.
    pub(crate) fn entry_mut(&mut self, slot: u32) -> Option<&mut IndexedEntry> {
        self.slots.get_mut(slot as usize).and_then(Option::as_mut)
    }

    /// Every used slot with its entry.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (u32, &IndexedEntry)> {
        self.slots.iter().enumerate().filter_map(|(slot, entry)| Some((slot as u32, entry.as_ref()?)))
    }

    /// The entries that have a text word for word.
    pub(crate) fn worded(&self, wording: Wording) -> impl Iterator<Item = &IndexedEntry> {
        self.wordings.of(wording).filter_map(|slot| self.entry(slot))
    }

    /// Where a term occurs in phrasings.
    pub(crate) fn asked(&self, term: Term) -> &[Posting] {
        self.asked.get(&term).map_or(&[], Vec::as_slice)
    }

    /// Where a term occurs in answers.
    pub(crate) fn answered(&self, term: Term) -> &[Posting] {
        self.answered.get(&term).map_or(&[], Vec::as_slice)
    }

    /// Its words as they are spelled.
    pub(crate) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_of_several_entries_is_forgotten_one_by_one() {
        let wording = Wording::new("VPN").expect("letters");
        let all = |wordings: &Wordings| wordings.of(wording).collect::<Vec<_>>();
        for (order, left) in [([1, 2, 3], [vec![3, 2], vec![3], vec![]]), ([2, 1, 3], [vec![1, 3], vec![3], vec![]])] {
            let mut wordings = Wordings::default();
            for slot in [1, 2, 3, 1] {
                wordings.put(wording, slot);
            }
            assert_eq!(all(&wordings), [1, 2, 3]);
            for (slot, left) in order.into_iter().zip(left) {
                wordings.take(wording, slot);
                assert_eq!(all(&wordings), left, "{slot} of {order:?}");
            }
        }
    }
}
