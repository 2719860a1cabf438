//! What every search reads of many entries.

use desk::language::Language;

use crate::segment::IndexedEntry;
use crate::text::FIELDS;

/// What every search reads of many entries, by slot, side by side: looking into each entry would take longer than all the rest.
#[derive(Default)]
pub(crate) struct Columns {
    /// See [`Priors`], for questions of each language, by field.
    english: [Vec<f32>; FIELDS],
    japanese: [Vec<f32>; FIELDS],
    /// See [`IndexedEntry::asked_length`].
    asked_length: Vec<[u32; FIELDS]>,
    /// See [`IndexedEntry::answered_length`].
    answered_length: Vec<u32>,
    is_japanese: Vec<bool>,
}

impl Columns {
    /// Takes over what is known of an entry.
    pub(crate) fn put(&mut self, slot: usize, entry: &IndexedEntry) {
        fn set<T: Clone + Default>(column: &mut Vec<T>, slot: usize, value: T) {
            if column.len() <= slot {
                column.resize(slot + 1, T::default());
            }
            column[slot] = value;
        }
        for field in 0..FIELDS {
            set(&mut self.english[field], slot, entry.priors.of(Language::English)[field]);
            set(&mut self.japanese[field], slot, entry.priors.of(Language::Japanese)[field]);
        }
        set(&mut self.asked_length, slot, entry.asked_length);
        set(&mut self.answered_length, slot, entry.answered_length);
        set(&mut self.is_japanese, slot, entry.language == Language::Japanese);
    }

    /// What the lengths of entries take from them in a question of a language, by field.
    pub(crate) fn priors(&self, language: Language) -> &[Vec<f32>; FIELDS] {
        match language {
            Language::English => &self.english,
            Language::Japanese => &self.japanese,
        }
    }

    /// How many terms the phrasings of an entry have, by field.
    pub(crate) fn asked_length(&self, slot: u32) -> &[u32; FIELDS] {
        &self.asked_length[slot as usize]
    }

    /// How many terms its answer has.
    pub(crate) fn answered_length(&self, slot: u32) -> u32 {
        self.answered_length[slot as usize]
    }

    /// In which language an entry is.
    pub(crate) fn language(&self, slot: usize) -> Language {
        if self.is_japanese[slot] { Language::Japanese } else { Language::English }
    }
}
