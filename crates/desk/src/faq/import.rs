//! The verb that takes over one row of an import: the same row twice changes nothing.

use super::{Audience, AudienceGroup, ChangeError, Entries, Wording, publish, revise};
use crate::event::Outbox;
use crate::language::Language;
use crate::store::{Now, StoreError};

/// Longest import id, in bytes.
const MAX_KEY: usize = 200;

/// One row of an import, as the file has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Id; where it is missing, one is made from the question.
    pub id: Option<String>,
    /// Question.
    pub question: String,
    /// Answer.
    pub answer: String,
    /// Other wordings.
    pub variants: Vec<String>,
    /// `ja` or `en`; by the letters of the question where it is missing.
    pub language: Option<String>,
    /// `everyone`, or `team:NAME` and `group:OBJECT-ID`. Missing: everyone.
    pub audience: Vec<String>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imported {
    /// A new entry.
    Added,
    /// A new version of the entry with that id.
    Changed,
    /// The entry says just this already.
    Unchanged,
}

/// Why a row was not taken over.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// The id is longer than 200 bytes or has control characters.
    #[error("id is longer than {MAX_KEY} bytes or has control characters")]
    BadId,
    /// The language is neither `ja` nor `en`.
    #[error("language must be ja or en")]
    BadLanguage,
    /// An audience is neither `everyone` nor `team:NAME` nor `group:OBJECT-ID`.
    #[error("audience must be everyone, team:NAME or group:OBJECT-ID")]
    BadAudience,
    /// The texts are not acceptable, or the store failed.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl From<StoreError> for RowError {
    fn from(error: StoreError) -> Self {
        Self::Change(ChangeError::Store(error))
    }
}

/// Adds the row's entry, or brings the entry with that id to what the row says.
pub async fn import_row(tx: &mut (impl Entries + Outbox + Now + ?Sized), row: Row) -> Result<Imported, RowError> {
    let key = key_of(&row)?;
    let wording = wording_of(row)?.checked()?;
    let Some(entry) = tx.entry_by_key(&key).await? else {
        publish(tx, Some(key), wording, None).await?;
        return Ok(Imported::Added);
    };
    let same = !entry.retired
        && entry.question == wording.question
        && entry.answer == wording.answer
        && entry.variants == wording.variants
        && entry.language == wording.language
        && entry.audience == wording.audience;
    if same {
        return Ok(Imported::Unchanged);
    }
    revise(tx, entry, wording, None).await?;
    Ok(Imported::Changed)
}

fn key_of(row: &Row) -> Result<String, RowError> {
    match row.id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        Some(id) if id.len() > MAX_KEY || id.chars().any(char::is_control) => Err(RowError::BadId),
        Some(id) => Ok(id.to_owned()),
        None => Ok(format!("q-{:016x}", fnv1a(row.question.trim().as_bytes()))),
    }
}

/// FNV-1a, 64 bits: the same question gets the same id in every release. <https://datatracker.ietf.org/doc/html/rfc9923>
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What a row's entry would say, checked; for trying an import without a store.
pub fn row_wording(row: Row) -> Result<Wording, RowError> {
    key_of(&row)?;
    Ok(wording_of(row)?.checked()?)
}

fn wording_of(row: Row) -> Result<Wording, RowError> {
    let language = match row.language.as_deref().map(str::trim) {
        None | Some("") => Language::of_text(&row.question),
        Some("ja") => Language::Japanese,
        Some("en") => Language::English,
        Some(_) => return Err(RowError::BadLanguage),
    };
    Ok(Wording {
        question: row.question,
        answer: row.answer,
        variants: row.variants,
        language,
        audience: audience_of(&row.audience)?,
    })
}

fn audience_of(names: &[String]) -> Result<Audience, RowError> {
    let names: Vec<&str> = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    if names.is_empty() || names == ["everyone"] {
        return Ok(Audience::Everyone);
    }
    let mut groups = names
        .into_iter()
        .map(|name| AudienceGroup::parse(name).ok_or(RowError::BadAudience))
        .collect::<Result<Vec<_>, _>>()?;
    groups.sort();
    groups.dedup();
    Ok(Audience::Chosen(groups))
}
