//! The verbs that change an entry: publish, revise, retire, restore.

use super::plain_text::plain_text;
use super::{Audience, Entries, Entry, MAX_ANSWER, MAX_QUESTION, MAX_VARIANTS};
use crate::event::{Event, Outbox};
use crate::id::{EntryId, PersonId};
use crate::language::Language;
use crate::store::{Now, StoreError};

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The question as shown.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// Other wordings of the question.
    pub variants: Vec<String>,
    /// Language of the text.
    pub language: Language,
    /// Who may see it.
    pub audience: Audience,
}

/// Why an entry was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The question is empty or longer than [`MAX_QUESTION`].
    #[error("question is empty or longer than {MAX_QUESTION} characters")]
    BadQuestion,
    /// The answer is empty or longer than [`MAX_ANSWER`].
    #[error("answer is empty or longer than {MAX_ANSWER} characters")]
    BadAnswer,
    /// A variant is too long, or there are more than [`MAX_VARIANTS`].
    #[error("more than {MAX_VARIANTS} variants, or one longer than {MAX_QUESTION} characters")]
    BadVariants,
    /// There is no such entry or version.
    #[error("no such entry or version")]
    Missing,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Wording {
    /// Trims the texts, drops what nobody can see, empty and repeated variants, and checks the lengths.
    pub fn checked(self) -> Result<Self, ChangeError> {
        let clean = |text: &str| plain_text(text).trim().to_owned();
        let question = clean(&self.question);
        let answer = clean(&self.answer);
        let mut variants: Vec<String> = Vec::new();
        for variant in &self.variants {
            let variant = clean(variant);
            if !variant.is_empty() && variant != question && !variants.contains(&variant) {
                variants.push(variant);
            }
            // Told before the rest is compared with all of them.
            if variants.len() > MAX_VARIANTS {
                return Err(ChangeError::BadVariants);
            }
        }
        let fits = |text: &str, most| !text.is_empty() && text.chars().count() <= most;
        if !fits(&question, MAX_QUESTION) {
            return Err(ChangeError::BadQuestion);
        }
        if !fits(&answer, MAX_ANSWER) {
            return Err(ChangeError::BadAnswer);
        }
        if !variants.iter().all(|variant| fits(variant, MAX_QUESTION)) {
            return Err(ChangeError::BadVariants);
        }
        Ok(Self { question, answer, variants, ..self })
    }
}

/// Publishes a new entry. `key` is its id in imports; a fresh one is made where there is none.
pub async fn publish(
    tx: &mut (impl Entries + Outbox + Now + ?Sized),
    key: Option<String>,
    wording: Wording,
    by: Option<PersonId>,
) -> Result<Entry, ChangeError> {
    let id = EntryId::new(tx.fresh());
    let wording = wording.checked()?;
    let entry = Entry {
        id,
        key: key.unwrap_or_else(|| id.to_string()),
        question: wording.question,
        answer: wording.answer,
        variants: wording.variants,
        language: wording.language,
        audience: wording.audience,
        version: 1,
        retired: false,
        revision: 0,
    };
    save(tx, entry, by).await
}

/// Publishes an entry in a new version.
pub async fn revise(
    tx: &mut (impl Entries + Outbox + ?Sized),
    entry: Entry,
    wording: Wording,
    by: Option<PersonId>,
) -> Result<Entry, ChangeError> {
    let wording = wording.checked()?;
    let revised = Entry {
        question: wording.question,
        answer: wording.answer,
        variants: wording.variants,
        language: wording.language,
        audience: wording.audience,
        version: entry.version + 1,
        retired: false,
        ..entry
    };
    save(tx, revised, by).await
}

/// Takes an entry out of the answers; its versions stay.
pub async fn retire(
    tx: &mut (impl Entries + Outbox + ?Sized),
    entry: Entry,
    by: Option<PersonId>,
) -> Result<Entry, ChangeError> {
    let retired = Entry { version: entry.version + 1, retired: true, ..entry };
    let stored = tx.save_entry(&retired, by).await?;
    tx.record(Event::EntryRetired { entry: stored.id }).await?;
    Ok(stored)
}

/// Undoes the newest change of an entry: back to the version before, as a new version; the first version is retired.
pub async fn restore(
    tx: &mut (impl Entries + Outbox + ?Sized),
    entry: Entry,
    by: Option<PersonId>,
) -> Result<Entry, ChangeError> {
    let versions = tx.entry_versions(entry.id).await?;
    let Some(before) = versions.into_iter().map(|version| version.entry).rfind(|older| older.version < entry.version)
    else {
        return retire(tx, entry, by).await;
    };
    let restored = Entry { version: entry.version + 1, ..before };
    if restored.retired {
        return retire(tx, Entry { version: entry.version, ..restored }, by).await;
    }
    save(tx, restored, by).await
}

async fn save(
    tx: &mut (impl Entries + Outbox + ?Sized),
    entry: Entry,
    by: Option<PersonId>,
) -> Result<Entry, ChangeError> {
    let stored = tx.save_entry(&entry, by).await?;
    tx.record(Event::EntryPublished { entry: stored.id, version: stored.version }).await?;
    Ok(stored)
}
