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

use crate::columns::Columns;
use crate::lexicon::Lexicon;
use crate::postings::{NOWHERE, Posting, Postings};
use crate::scorer::Priors;
use crate::sketches::{NO_SKETCHES, Sketches};
use crate::text::{self, Asks, ByTerm, Counted, FIELDS, Field, Term, Terms, Wording};
use crate::vocabulary::{self, Vocabulary};
use crate::wordings::Wordings;

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
    /// What its phrasings ask for.
    pub(crate) asks: Asks,
    /// Of what its phrasings and its answer name a number.
    pub(crate) named: Counted,
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
        let texts: Vec<String> = wordings.iter().map(|wording| text::normalise(wording, text::MOST_QUESTION)).collect();
        let asks = texts.iter().map(|text| Asks::of(text)).fold(Asks::default(), Asks::or);
        let named = texts.iter().map(|text| Counted::of(text)).fold(Counted::of(&entry.answer), Counted::or);
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
            asks,
            named,
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
    columns: Columns,
    asked: ByTerm<Postings>,
    answered: ByTerm<Postings>,
    /// By model.
    embedded: HashMap<String, Embedded>,
    wordings: Wordings,
    vocabulary: Vocabulary,
    totals: Totals,
}

/// The entries that have vectors of one model.
#[derive(Default)]
struct Embedded {
    entries: u32,
    /// Of the vectors of their wordings.
    sketches: Sketches,
}

impl Segment {
    /// Adds an entry to the segment; gives its slot.
    pub(crate) fn put(&mut self, entry: IndexedEntry) -> u32 {
        let slot = self.free.pop().unwrap_or(self.slots.len() as u32);
        for &(term, count) in &entry.asked {
            self.asked.entry(term).or_default().put(Posting { slot, count });
        }
        for &(term, count) in &entry.answered {
            self.answered.entry(term).or_default().put(Posting { slot, count: count.into() });
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
        self.columns.put(slot as usize, &entry);
        let vectors = entry.vectors.clone();
        if slot as usize == self.slots.len() {
            self.slots.push(Some(entry));
        } else {
            self.slots[slot as usize] = Some(entry);
        }
        if let Some(vectors) = vectors {
            self.note_vectors(slot, &vectors);
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
        if let Some(vectors) = &entry.vectors {
            self.forget_vectors(vectors);
        }
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

    /// Gives the entry of a slot its vectors.
    pub(crate) fn embed(&mut self, slot: u32, vectors: Arc<EntryVectors>) {
        let Some(entry) = self.slots.get_mut(slot as usize).and_then(Option::as_mut) else { return };
        let former = entry.vectors.replace(vectors.clone());
        if let Some(former) = former {
            self.forget_vectors(&former);
        }
        self.note_vectors(slot, &vectors);
    }

    fn note_vectors(&mut self, slot: u32, vectors: &EntryVectors) {
        let embedded = self.embedded.entry(vectors.model.clone()).or_default();
        embedded.entries += 1;
        embedded.sketches.put(slot, &vectors.asked);
    }

    fn forget_vectors(&mut self, vectors: &EntryVectors) {
        if let Some(embedded) = self.embedded.get_mut(&vectors.model) {
            embedded.entries -= 1;
            if embedded.entries == 0 {
                self.embedded.remove(&vectors.model);
            }
        }
    }

    /// How many entries have vectors of a model.
    pub(crate) fn with_vectors(&self, model: &str) -> u32 {
        self.embedded.get(model).map_or(0, |embedded| embedded.entries)
    }

    /// The signs of the vectors of a model that its wordings have.
    pub(crate) fn sketches(&self, model: &str) -> &Sketches {
        self.embedded.get(model).map_or(&NO_SKETCHES, |embedded| &embedded.sketches)
    }

    /// What is known of each slot.
    pub(crate) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The entries that have a text word for word.
    pub(crate) fn worded(&self, wording: Wording) -> impl Iterator<Item = &IndexedEntry> {
        self.wordings.of(wording).filter_map(|slot| self.entry(slot))
    }

    /// Where a term occurs in phrasings.
    pub(crate) fn asked(&self, term: Term) -> &Postings {
        self.asked.get(&term).unwrap_or(&NOWHERE)
    }

    /// Where a term occurs in answers.
    pub(crate) fn answered(&self, term: Term) -> &Postings {
        self.answered.get(&term).unwrap_or(&NOWHERE)
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

fn forget(postings: &mut ByTerm<Postings>, term: Term, slot: u32) {
    if let Some(known) = postings.get_mut(&term) {
        known.take(slot);
        if known.list().is_empty() {
            postings.remove(&term);
        }
    }
}
