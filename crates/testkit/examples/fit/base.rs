//! A FAQ in memory with its vectors.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use desk::answering::{EntryVectors, Row, Search};
use desk::id::{EntryId, TenantId};
use desk::language::Language;
use retrieval::{Features, MemoryIndex, QuestionVectors};
use uuid::Uuid;

use crate::data::{self, FaqRow};

/// Vectors by text: the same text is asked of many bases.
pub(crate) struct Vectors {
    model: embedding::Model,
    known: Mutex<HashMap<String, Row>>,
}

impl Vectors {
    pub(crate) fn new() -> Self {
        let model = embedding::Model::built_in().expect("run `cargo xtask model` first").expect("a good model");
        Self { model, known: Mutex::default() }
    }

    fn of(&self, text: &str) -> Row {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(text.to_owned()).or_insert_with(|| Row::quantise(self.model.vector(text).numbers())).clone()
    }
}

/// A base; entries have their place as id.
pub(crate) struct Base<'a> {
    index: MemoryIndex,
    vectors: Option<&'a Vectors>,
    pub(crate) rows: Vec<FaqRow>,
    numbers: HashMap<String, usize>,
    version: u32,
}

/// An entry that was found.
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) features: Features,
}

impl<'a> Base<'a> {
    pub(crate) fn new(rows: &[FaqRow], vectors: Option<&'a Vectors>) -> Self {
        let index = MemoryIndex::new();
        let mut base = Self { index, vectors, rows: Vec::new(), numbers: HashMap::new(), version: 0 };
        for row in rows {
            base.put(row.clone());
        }
        base
    }

    pub(crate) fn row(&self, id: &str) -> Option<&FaqRow> {
        self.numbers.get(id).map(|&at| &self.rows[at])
    }

    pub(crate) fn put(&mut self, row: FaqRow) {
        let number = *self.numbers.entry(row.id.clone()).or_insert(self.rows.len());
        self.version += 1;
        let entry = data::entry(&row, number, self.version);
        self.index.take_over(&tenant(), std::slice::from_ref(&entry), self.version.into());
        if let Some(vectors) = self.vectors {
            let vectors = EntryVectors::of(&entry, embedding::NAME, |text| vectors.of(text));
            self.index.take_over_vectors(&tenant(), vec![Arc::new(vectors)]);
        }
        if number == self.rows.len() { self.rows.push(row) } else { self.rows[number] = row }
    }

    pub(crate) fn remove(&mut self, id: &str) {
        let number = self.numbers[id];
        self.version += 1;
        let mut entry = data::entry(&self.rows[number], number, self.version);
        entry.retired = true;
        self.index.take_over(&tenant(), &[entry], self.version.into());
    }

    /// The best three.
    pub(crate) fn ask(&self, text: &str) -> Vec<Found> {
        let search = Search { question: text, language: Language::of_text(text), groups: &[], most: 3 };
        let vectors = self.vectors.map(|vectors| {
            QuestionVectors::of(&self.index.texts(&tenant(), search), embedding::NAME, |text| vectors.of(text))
        });
        let found = self.index.inspect(&tenant(), search, vectors.as_ref());
        let id = |entry: EntryId| self.rows[entry.uuid().as_u128() as usize].id.clone();
        found
            .into_iter()
            .map(|one| Found { id: id(one.candidate.entry), features: one.features.expect("of the best") })
            .collect()
    }
}

fn tenant() -> TenantId {
    TenantId::parse("fit").expect("plain")
}

/// The id of the row at a place.
pub(crate) fn id(number: usize) -> EntryId {
    EntryId::new(Uuid::from_u128(number as u128))
}
