//! The verbs that take over the rows of an import: the same row twice changes nothing.
//!
//! A row is checked first ([`check_row`], pure), so that a whole file can be judged before anything of it is written.

use super::{Audience, AudienceGroup, ChangeError, Entries, Entry, Wording, publish, revise};
use crate::event::{Event, Outbox};
use crate::language::Language;
use crate::store::{Now, StoreError};

/// Longest import id, in bytes.
const MAX_KEY: usize = 200;
/// Most characters of a file that an error repeats.
const QUOTED: usize = 60;

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
    /// `everyone`, `nobody`, or `team:NAME` and `group:OBJECT-ID`. Missing: everyone.
    pub audience: Vec<String>,
}

/// A row that may be taken over. Made only by [`check_row`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRow {
    key: String,
    wording: Wording,
}

impl CheckedRow {
    /// The id that its entry has or will have.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What its entry will say.
    pub fn wording(&self) -> &Wording {
        &self.wording
    }
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

/// What became of the rows of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// New entries.
    pub added: u32,
    /// New versions of entries.
    pub changed: u32,
    /// Entries that said just this already.
    pub unchanged: u32,
    /// Rows that were not taken over.
    pub refused: u32,
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
    /// An audience is none of the known forms.
    #[error("audience must be everyone, nobody, team:NAME or group:OBJECT-ID")]
    BadAudience,
    /// The desk has no such team: nobody would ever see the entry.
    #[error("audience names the team {0}, which this desk does not have; name it in desk.teams first, or correct it")]
    UnknownTeam(String),
    /// A group is named by something that is no object id: nobody would ever see the entry.
    #[error("audience names the group {0}, which is no object id (8-4-4-4-12 hexadecimal digits)")]
    BadGroup(String),
    /// The texts are not acceptable, or the store failed.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl From<StoreError> for RowError {
    fn from(error: StoreError) -> Self {
        Self::Change(ChangeError::Store(error))
    }
}

/// Checks a row. `teams` are the names of the desk's teams, in which an audience must be found.
pub fn check_row(row: Row, teams: &[String]) -> Result<CheckedRow, RowError> {
    let language = language_of(&row)?;
    let audience = audience_of(&row.audience, teams)?;
    let Row { id, question, answer, variants, .. } = row;
    let wording = Wording { question, answer, variants, language, audience }.checked()?;
    Ok(CheckedRow { key: key_of(id.as_deref(), &wording.question)?, wording })
}

/// What taking a row over would do.
pub async fn compare_row(tx: &mut (impl Entries + ?Sized), row: &CheckedRow) -> Result<Imported, StoreError> {
    Ok(compare(tx.entry_by_key(&row.key).await?.as_ref(), &row.wording))
}

fn compare(entry: Option<&Entry>, wording: &Wording) -> Imported {
    let Some(entry) = entry else { return Imported::Added };
    let same = !entry.retired
        && entry.question == wording.question
        && entry.answer == wording.answer
        && entry.variants == wording.variants
        && entry.language == wording.language
        && entry.audience == wording.audience;
    if same { Imported::Unchanged } else { Imported::Changed }
}

/// Adds the row's entry, or brings the entry with that id to what the row says.
pub async fn import_row(
    tx: &mut (impl Entries + Outbox + Now + ?Sized),
    row: CheckedRow,
) -> Result<Imported, RowError> {
    let CheckedRow { key, wording } = row;
    let entry = tx.entry_by_key(&key).await?;
    let imported = compare(entry.as_ref(), &wording);
    match (imported, entry) {
        (Imported::Unchanged, _) => {}
        (_, Some(entry)) => {
            revise(tx, entry, wording, None).await?;
        }
        (_, None) => {
            publish(tx, Some(key), wording, None).await?;
        }
    }
    Ok(imported)
}

/// Tells of a file that was taken over, in the transaction of its last rows.
pub async fn finish_import(tx: &mut (impl Outbox + ?Sized), counts: ImportCounts) -> Result<(), StoreError> {
    let ImportCounts { added, changed, unchanged, refused } = counts;
    tx.record(Event::FaqImported { added, changed, unchanged, refused }).await
}

fn key_of(id: Option<&str>, question: &str) -> Result<String, RowError> {
    match id.map(str::trim).filter(|id| !id.is_empty()) {
        Some(id) if id.len() > MAX_KEY || id.chars().any(char::is_control) => Err(RowError::BadId),
        Some(id) => Ok(id.to_owned()),
        None => Ok(format!("q-{:016x}", fnv1a(question.as_bytes()))),
    }
}

/// FNV-1a, 64 bits: the same question gets the same id in every release. <https://datatracker.ietf.org/doc/html/rfc9923>
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn language_of(row: &Row) -> Result<Language, RowError> {
    let named = row.language.as_deref().map(|name| name.trim().to_lowercase()).unwrap_or_default();
    match named.as_str() {
        "" => Ok(Language::of_text(&row.question)),
        "ja" | "ja-jp" | "japanese" | "日本語" => Ok(Language::Japanese),
        "en" | "en-us" | "en-gb" | "english" | "英語" => Ok(Language::English),
        _ => Err(RowError::BadLanguage),
    }
}

fn audience_of(names: &[String], teams: &[String]) -> Result<Audience, RowError> {
    let names: Vec<String> =
        names.iter().map(|name| name.trim().replacen('：', ":", 1)).filter(|name| !name.is_empty()).collect();
    let only = |word: &str| names.len() == 1 && names[0].to_lowercase() == word;
    if names.is_empty() || only("everyone") || only("全員") {
        return Ok(Audience::Everyone);
    }
    if only("nobody") {
        return Ok(Audience::Chosen(Vec::new()));
    }
    let mut groups = names.iter().map(|name| group_of(name, teams)).collect::<Result<Vec<_>, _>>()?;
    groups.sort();
    groups.dedup();
    Ok(Audience::Chosen(groups))
}

/// Reads a group, with the team's name as the desk writes it: names are compared letter by letter when somebody asks.
fn group_of(name: &str, teams: &[String]) -> Result<AudienceGroup, RowError> {
    match AudienceGroup::parse(name).ok_or(RowError::BadAudience)? {
        AudienceGroup::Team(name) => {
            let known = teams.iter().find(|team| team.to_lowercase() == name.to_lowercase());
            known.cloned().map(AudienceGroup::Team).ok_or_else(|| RowError::UnknownTeam(quoted(&name)))
        }
        AudienceGroup::Group(id) if id.len() == 36 && uuid::Uuid::try_parse(&id).is_ok() => {
            Ok(AudienceGroup::Group(id))
        }
        AudienceGroup::Group(id) => Err(RowError::BadGroup(quoted(&id))),
    }
}

/// The beginning of a text, with control characters made visible: it may be shown in a terminal.
fn quoted(text: &str) -> String {
    format!("{:?}", text.chars().take(QUOTED).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn audience(names: &[&str]) -> Result<Audience, RowError> {
        let row = Row {
            question: "Q".to_owned(),
            answer: "A".to_owned(),
            audience: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Row::default()
        };
        check_row(row, &["IT".to_owned(), "経理".to_owned()]).map(|row| row.wording.audience)
    }

    #[test]
    fn an_audience_that_would_be_nobody_by_mistake_is_refused() {
        for (name, words) in [
            ("team:NoSuch", "\"NoSuch\""),
            ("group:all-staff", "no object id"),
            ("group:5d1c8a527e1040008000000000000001", "no object id"),
            ("IT", "must be everyone"),
            ("team:", "must be everyone"),
        ] {
            let refused = audience(&[name]).expect_err(name).to_string();
            assert!(refused.contains(words), "{name}: {refused}");
        }
    }

    #[test]
    fn an_audience_is_read_in_every_form_and_written_as_the_desk_writes_it() {
        let group = "5D1C8A52-7E10-4000-8000-000000000001";
        let chosen = |groups: &[AudienceGroup]| Audience::Chosen(groups.to_vec());
        for (names, read) in [
            (vec![], Audience::Everyone),
            (vec!["Everyone"], Audience::Everyone),
            (vec!["全員"], Audience::Everyone),
            (vec!["nobody"], chosen(&[])),
            (vec![" team:it "], chosen(&[AudienceGroup::Team("IT".to_owned())])),
            (vec!["team：経理"], chosen(&[AudienceGroup::Team("経理".to_owned())])),
            (vec![&*format!("group:{group}")], chosen(&[AudienceGroup::Group(group.to_ascii_lowercase())])),
        ] {
            assert_eq!(audience(&names).expect("an audience"), read, "{names:?}");
        }
    }
}
