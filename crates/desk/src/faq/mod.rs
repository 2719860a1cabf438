//! FAQ entries: a question with its wordings, an answer, and who may see it.
//!
//! An [`Entry`] is always published or retired; what waits for review is a draft (see `learning`). Every change makes a
//! new version that is kept, and moves the tenant's [`Revision`], which the indexes follow.

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::id::{EntryId, PersonId};
use crate::language::Language;
use crate::store::StoreError;

mod change;
pub use change::{ChangeError, Wording, publish, restore, retire, revise};
mod import;
pub use import::{
    CheckedRow, ImportCounts, Imported, Row, RowError, check_row, compare_row, finish_import, import_row,
};
mod plain_text;

/// Counts the changes of a tenant's FAQ, from 1; 0 is the empty FAQ.
pub type Revision = i64;

/// Longest question or variant, in characters. Generous: a Teams message of a person who explains.
pub const MAX_QUESTION: usize = 1_000;
/// Longest answer, in characters. With the longest question it still fits into one card.
pub const MAX_ANSWER: usize = 8_000;
/// Most variants of one entry.
pub const MAX_VARIANTS: usize = 500;

/// One published answer with its question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Our id.
    pub id: EntryId,
    /// The id it has in imports and exports; unique in the tenant.
    pub key: String,
    /// The question as shown.
    pub question: String,
    /// Plain text with line breaks.
    pub answer: String,
    /// Other wordings of the question.
    pub variants: Vec<String>,
    /// Language of the text.
    pub language: Language,
    /// Who may see it.
    pub audience: Audience,
    /// From 1, one more with each change.
    pub version: u32,
    /// Whether it has ceased to answer.
    pub retired: bool,
    /// The revision of the change that made this version.
    pub revision: Revision,
}

/// A version of an entry, kept for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryVersion {
    /// The entry as it was.
    pub entry: Entry,
    /// When it became so.
    pub at: OffsetDateTime,
    /// Who made it so; `None` for an import.
    pub by: Option<PersonId>,
}

/// Which entries are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// Retired ones (`true`) or published ones; `None`: both.
    pub retired: Option<bool>,
    /// In this language.
    pub language: Option<Language>,
    /// Stands in question, answer or a variant, in any case. Empty: all.
    pub text: String,
}

/// Who may see an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Every person of the tenant.
    Everyone,
    /// Only people in one of these groups. Empty: nobody.
    Chosen(Vec<AudienceGroup>),
}

/// A group of people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AudienceGroup {
    /// The agents of a team of the desk, by name.
    Team(String),
    /// The members of an Entra group, by object id (lower case).
    Group(String),
}

impl Audience {
    /// Whether somebody in these groups may see it.
    pub fn admits(&self, groups: &[AudienceGroup]) -> bool {
        match self {
            Self::Everyone => true,
            Self::Chosen(chosen) => chosen.iter().any(|group| groups.contains(group)),
        }
    }
}

impl AudienceGroup {
    /// Reads `team:NAME` or `group:OBJECT-ID`. `None` where it is neither, or nothing follows the colon.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, name) = text.trim().split_once(':')?;
        let name = name.trim();
        if name.is_empty() {
            return None;
        }
        match kind {
            "team" => Some(Self::Team(name.to_owned())),
            "group" => Some(Self::Group(name.to_ascii_lowercase())),
            _ => None,
        }
    }
}

impl std::fmt::Display for AudienceGroup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Team(name) => write!(f, "team:{name}"),
            Self::Group(id) => write!(f, "group:{id}"),
        }
    }
}

/// All entries of a tenant.
#[async_trait]
pub trait Entries: Send {
    /// By id, published or retired.
    async fn entry(&mut self, id: EntryId) -> Result<Option<Entry>, StoreError>;
    /// By import key.
    async fn entry_by_key(&mut self, key: &str) -> Result<Option<Entry>, StoreError>;
    /// Adds an entry or changes the one with that id, keeps the version, moves the revision. Returns it as stored,
    /// with `revision` set; `version` is the caller's.
    async fn save_entry(&mut self, entry: &Entry, by: Option<PersonId>) -> Result<Entry, StoreError>;
    /// Every version of an entry, oldest first.
    async fn entry_versions(&mut self, id: EntryId) -> Result<Vec<EntryVersion>, StoreError>;
    /// One version of an entry.
    async fn entry_version(&mut self, id: EntryId, version: u32) -> Result<Option<EntryVersion>, StoreError>;
    /// The newest version of an entry, published or retired: the entry as it stands, and since when.
    async fn standing_version(&mut self, id: EntryId) -> Result<Option<EntryVersion>, StoreError>;
    /// The entries (also retired ones) changed after a revision, in order of revision; at most `most`.
    async fn entries_after(&mut self, revision: Revision, most: u32) -> Result<Vec<Entry>, StoreError>;
    /// The entries, each as it stands, whose last change came before a revision (`None`: all), newest change first.
    async fn entries_before(
        &mut self,
        filter: &EntryFilter,
        before: Option<Revision>,
        most: u32,
    ) -> Result<Vec<EntryVersion>, StoreError>;
    /// Published entries in order of key, after a key; for export.
    async fn published_after(&mut self, key: &str, most: u32) -> Result<Vec<Entry>, StoreError>;
}
