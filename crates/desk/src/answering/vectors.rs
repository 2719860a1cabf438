//! The vectors of an entry: of which texts there are any, how they are kept ([`Vectors`]), who takes them over
//! ([`VectorFollower`]).

use std::sync::Arc;

use async_trait::async_trait;

use super::clauses::whole_sentences;
use crate::faq::{Entry, Revision};
use crate::id::{EntryId, TenantId};
use crate::store::StoreError;

/// Sentences of an answer that have vectors: what matters stands in front, and each costs as much as a wording.
const MOST_SENTENCES: usize = 12;
/// A row's largest number.
const LARGEST: f32 = 127.0;

/// The texts of an entry that have vectors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryTexts {
    /// The question, then its variants.
    pub asked: Vec<String>,
    /// The first sentences of the answer.
    pub answered: Vec<String>,
}

/// The texts of an entry that have vectors, each list in the order in which [`EntryVectors`] has the rows.
pub fn texts_to_embed(entry: &Entry) -> EntryTexts {
    let answered = whole_sentences(&entry.answer).into_iter().take(MOST_SENTENCES);
    EntryTexts {
        asked: std::iter::once(&entry.question).chain(&entry.variants).cloned().collect(),
        answered: answered.map(str::to_owned).collect(),
    }
}

/// A vector in a quarter of its size: each number is `values[i] * step`. Which texts are nearest hardly changes by it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What a value of 1 stands for.
    pub step: f32,
    /// The numbers in steps, -127 to 127.
    pub values: Vec<i8>,
}

impl Row {
    /// The row of a vector; of one with numbers that are none, a row that is near nothing.
    pub fn quantise(vector: &[f32]) -> Self {
        let largest = vector.iter().fold(0.0f32, |largest, number| largest.max(number.abs()));
        let step = if largest.is_finite() { largest / LARGEST } else { 0.0 };
        let steps = |number: &f32| if step == 0.0 { 0 } else { (number / step).round() as i8 };
        Self { step, values: vector.iter().map(steps).collect() }
    }

    /// A row as it was kept. `None`: no vector of length 1 has it; its entry would be near to everything.
    pub fn kept(step: f32, values: Vec<i8>) -> Option<Self> {
        // As much above 1 as rounding adds.
        (0.0..=1.001 / LARGEST).contains(&step).then_some(Self { step, values })
    }
}

/// A row, and which text it is of.
#[derive(Debug, Clone, PartialEq)]
pub struct HashedRow {
    /// The text's [`hash`](text_hash).
    pub text: u64,
    /// Its row.
    pub row: Row,
}

/// The vectors of a version of an entry by one model.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryVectors {
    /// The entry.
    pub entry: EntryId,
    /// Its version.
    pub version: u32,
    /// The name of the model.
    pub model: String,
    /// Of [`EntryTexts::asked`], in its order.
    pub asked: Vec<HashedRow>,
    /// Of [`EntryTexts::answered`], in its order.
    pub answered: Vec<HashedRow>,
}

impl EntryVectors {
    /// The vectors of an entry by a model that makes the row of a text at once.
    pub fn of(entry: &Entry, model: &str, mut row: impl FnMut(&str) -> Row) -> Self {
        let texts = texts_to_embed(entry);
        let mut rows =
            |texts: &[String]| texts.iter().map(|text| HashedRow { text: text_hash(text), row: row(text) }).collect();
        let (asked, answered) = (rows(&texts.asked), rows(&texts.answered));
        Self { entry: entry.id, version: entry.version, model: model.to_owned(), asked, answered }
    }
}

/// A short hash of a text, the same in every version of the program (FNV-1a): a changed entry needs vectors for its new
/// texts only. Among the hundreds of texts of an entry two never meet by chance.
pub fn text_hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A published entry, and what is kept of its vectors by one model.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredVectors {
    /// The entry.
    pub entry: EntryId,
    /// The version that answers now.
    pub version: u32,
    /// The revision that made it.
    pub revision: Revision,
    /// The vectors; of an earlier version until those of the new one are made. None where they are damaged: they are made anew.
    pub vectors: Option<EntryVectors>,
}

/// How far the vectors of a model are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelProgress {
    /// The name of the model.
    pub model: String,
    /// Published entries whose version of now has its vectors.
    pub entries: u64,
}

/// The vectors of a tenant's entries. They follow the entries: a retired one has none.
#[async_trait]
pub trait Vectors: Send {
    /// Of one entry by a model, of whichever version; none where they are damaged.
    async fn vectors(&mut self, entry: EntryId, model: &str) -> Result<Option<EntryVectors>, StoreError>;
    /// The published entries changed after a revision and not after `until`, in order of revision, with what is kept of their
    /// vectors by a model; at most `most`.
    async fn vectors_after(
        &mut self,
        model: &str,
        revision: Revision,
        until: Revision,
        most: u32,
    ) -> Result<Vec<StoredVectors>, StoreError>;
    /// Keeps vectors in the place of those of the same entry and model. Those of another version than the entry has now, or
    /// of a retired one, are late and not kept.
    async fn save_vectors(&mut self, vectors: &EntryVectors) -> Result<(), StoreError>;
    /// Forgets the vectors by other models than this one, those of at most `most` entries; returns of how many.
    async fn forget_vectors_but(&mut self, model: &str, most: u32) -> Result<u64, StoreError>;
    /// How far each model is that has any, by name.
    async fn vectors_made(&mut self) -> Result<Vec<ModelProgress>, StoreError>;
    /// How many entries are published.
    async fn published(&mut self) -> Result<u64, StoreError>;
}

/// Takes over vectors of entries, so that a [`Retriever`](super::Retriever) finds by meaning, too.
#[async_trait]
pub trait VectorFollower: Send + Sync {
    /// Takes over the vectors of entries in the place of those that it has of them, whichever model those are of. They may
    /// come before or after the version of the entry that they belong to, or twice. An index that works by words alone takes
    /// none.
    async fn apply_vectors(&self, _tenant: &TenantId, _vectors: Vec<Arc<EntryVectors>>) {}
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::faq::Audience;
    use crate::language::Language;

    #[test]
    fn an_entry_has_vectors_of_its_wordings_and_of_the_first_sentences_of_its_answer() {
        let entry = Entry {
            id: EntryId::new(Uuid::from_u128(1)),
            key: "vpn".into(),
            question: "VPNにつながらない".into(),
            answer: format!("再起動してください。v2.0なら、設定を開きます。\n- - -\n{}", "あ。\n".repeat(20)),
            variants: vec!["VPNが切れる".into()],
            language: Language::Japanese,
            audience: Audience::Everyone,
            version: 1,
            retired: false,
            revision: 1,
        };
        let texts = texts_to_embed(&entry);
        assert_eq!(texts.asked, ["VPNにつながらない", "VPNが切れる"]);
        assert_eq!(texts.answered[..3], ["再起動してください。", "v2.0なら、設定を開きます。", "あ。"]);
        assert_eq!(texts.answered.len(), MOST_SENTENCES);
    }

    #[test]
    fn a_row_is_within_half_a_step_of_its_vector() {
        let vector = [0.5, -0.25, 0.003, -0.8];
        let row = Row::quantise(&vector);
        assert_eq!(row.values[3], -127);
        for (number, value) in vector.iter().zip(&row.values) {
            assert!((number - f32::from(*value) * row.step).abs() <= row.step * 0.51, "{number}");
        }
        assert_eq!(Row::quantise(&[0.0, 0.0]), Row { step: 0.0, values: vec![0, 0] });
        for none in [f32::INFINITY, f32::NAN] {
            assert_eq!(Row::quantise(&[0.0, none]), Row { step: 0.0, values: vec![0, 0] }, "{none}");
        }
    }

    #[test]
    fn a_row_that_no_vector_has_is_none() {
        let row = Row::quantise(&[1.0, 0.0]);
        assert_eq!(Row::kept(row.step, row.values.clone()), Some(row));
        for step in [0.1, -0.001, 1e30, f32::INFINITY, f32::NAN] {
            assert_eq!(Row::kept(step, vec![1, 2]), None, "{step}");
        }
    }

    #[test]
    fn the_hash_of_a_text_is_the_one_that_is_kept() {
        // Reference values of FNV-1a, 64 bits.
        assert_eq!(text_hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(text_hash("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(text_hash("foobar"), 0x8594_4171_f739_67e8);
    }
}
