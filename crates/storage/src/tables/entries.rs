//! FAQ entries, their variants, versions and the revision.

use std::collections::HashMap;

use async_trait::async_trait;
use desk::faq::{Entries, Entry, EntryFilter, EntryVersion, Revision};
use desk::id::{EntryId, PersonId};
use desk::store::StoreError;

use super::pattern::anywhere;
use super::row::{Columns, Read};
use super::{Tx, limit, missing};
use crate::codes::{Code, audience_codes, plain};
use crate::driver::Statement;
use crate::failure;
use crate::json;

macro_rules! entry {
    ($rest:literal) => {
        concat!(
            "SELECT id, key, question, answer, language, audience, version, retired, revision
             FROM faq_entries
             WHERE tenant = $1 AND ",
            $rest
        )
    };
}

macro_rules! version {
    ($rest:literal) => {
        concat!(
            "SELECT entry AS id, key, question, answer, variants, language, audience, version, retired, revision, at, person
             FROM faq_versions
             WHERE tenant = $1 AND ",
            $rest
        )
    };
}

/// The variants of the entries that the same condition finds.
macro_rules! variants {
    ($rest:literal) => {
        concat!(
            "SELECT entry, text
             FROM faq_variants
             WHERE tenant = $1 AND entry IN (SELECT id FROM faq_entries WHERE tenant = $1 AND ",
            $rest,
            ") ORDER BY entry, position"
        )
    };
}

#[async_trait]
impl Entries for Tx<'_, '_> {
    async fn entry(&mut self, id: EntryId) -> Result<Option<Entry>, StoreError> {
        let entry = self.sql(entry!("id = $2")).bind(id.uuid());
        let variants = self.sql(variants!("id = $2")).bind(id.uuid());
        Ok(self.entries(entry, variants).await?.pop())
    }

    async fn entry_by_key(&mut self, key: &str) -> Result<Option<Entry>, StoreError> {
        let entry = self.sql(entry!("key = $2")).bind(plain(key));
        let variants = self.sql(variants!("key = $2")).bind(plain(key));
        Ok(self.entries(entry, variants).await?.pop())
    }

    async fn save_entry(&mut self, entry: &Entry, by: Option<PersonId>) -> Result<Entry, StoreError> {
        let entry = Entry { revision: self.next_revision().await?, ..plainly(entry) };
        self.put_entry(&entry).await?;
        self.put_variants(&entry).await?;
        if entry.retired {
            self.forget_vectors_of(entry.id).await?;
        }
        self.keep_version(&entry, by).await?;
        Ok(entry)
    }

    async fn entry_versions(&mut self, id: EntryId) -> Result<Vec<EntryVersion>, StoreError> {
        let query = self.sql(version!("entry = $2 ORDER BY version")).bind(id.uuid());
        self.all(query).await?.read("faq_versions", entry_version)
    }

    async fn entry_version(&mut self, id: EntryId, version: u32) -> Result<Option<EntryVersion>, StoreError> {
        let query = self.sql(version!("entry = $2 AND version = $3")).bind(id.uuid()).bind(i64::from(version));
        self.first(query).await?.read("faq_versions", entry_version)
    }

    async fn standing_version(&mut self, id: EntryId) -> Result<Option<EntryVersion>, StoreError> {
        let query = self
            .sql(version!("entry = $2 AND version = (SELECT version FROM faq_entries WHERE tenant = $1 AND id = $2)"))
            .bind(id.uuid());
        self.first(query).await?.read("faq_versions", entry_version)
    }

    async fn entries_after(&mut self, revision: Revision, most: u32) -> Result<Vec<Entry>, StoreError> {
        let entries = self.sql(entry!("revision > $2 ORDER BY revision LIMIT $3")).bind(revision).bind(limit(most));
        let variants = self.sql(variants!("revision > $2 ORDER BY revision LIMIT $3")).bind(revision).bind(limit(most));
        self.entries(entries.long(), variants.long()).await
    }

    async fn entries_before(
        &mut self,
        filter: &EntryFilter,
        before: Option<Revision>,
        most: u32,
    ) -> Result<Vec<EntryVersion>, StoreError> {
        let query = self
            .sql(
                "SELECT now.entry AS id, now.key, now.question, now.answer, now.variants, now.language, now.audience,
                        now.version, now.retired, now.revision, now.at, now.person
                 FROM faq_entries
                 JOIN faq_versions AS now ON now.tenant = faq_entries.tenant
                                         AND now.entry = faq_entries.id
                                         AND now.version = faq_entries.version
                 WHERE faq_entries.tenant = $1
                   AND faq_entries.revision < $2
                   AND LOWER(now.question || ' ' || now.answer || ' ' || now.variants) LIKE LOWER($3) ESCAPE '\\'
                   AND ($4 = 'any' OR now.language = $4)
                   AND ($5 = 'any' OR CASE WHEN now.retired THEN 'retired' ELSE 'published' END = $5)
                 ORDER BY faq_entries.revision DESC
                 LIMIT $6",
            )
            .bind(before.unwrap_or(Revision::MAX))
            .bind(anywhere(&filter.text))
            .bind(filter.language.map_or("any", Code::code))
            .bind(filter.retired.map_or("any", |retired| if retired { "retired" } else { "published" }))
            .bind(limit(most));
        self.all(query.long()).await?.read("faq_versions", entry_version)
    }

    async fn published_after(&mut self, key: &str, most: u32) -> Result<Vec<Entry>, StoreError> {
        let entries =
            self.sql(entry!("key > $2 AND NOT retired ORDER BY key LIMIT $3")).bind(plain(key)).bind(limit(most));
        let variants =
            self.sql(variants!("key > $2 AND NOT retired ORDER BY key LIMIT $3")).bind(plain(key)).bind(limit(most));
        self.entries(entries.long(), variants.long()).await
    }
}

impl Tx<'_, '_> {
    async fn entries(&mut self, entries: Statement, variants: Statement) -> Result<Vec<Entry>, StoreError> {
        let found = self.all(entries).await?;
        let mut texts: HashMap<EntryId, Vec<String>> = HashMap::new();
        for (id, text) in self
            .all(variants)
            .await?
            .read("faq_variants", |row| Ok((row.id("entry", EntryId::new)?, row.text("text")?)))?
        {
            texts.entry(id).or_default().push(text);
        }
        let mut entries = found.read("faq_entries", |row| entry(row, Vec::new()))?;
        for entry in &mut entries {
            entry.variants = texts.remove(&entry.id).unwrap_or_default();
        }
        Ok(entries)
    }

    /// Counts the revision up. The row stays locked until the commit: nobody sees a later revision before this one.
    async fn next_revision(&mut self) -> Result<Revision, StoreError> {
        let count = self.sql(
            "INSERT INTO faq_revisions (tenant, revision)
             VALUES ($1, 1)
             ON CONFLICT (tenant) DO UPDATE
             SET revision = faq_revisions.revision + 1
             RETURNING revision AS number",
        );
        let revision = self.number(count, "faq_revisions").await?;
        self.session.notify_revision_after_commit();
        revision.ok_or_else(|| missing("faq_revisions.revision"))
    }

    async fn put_entry(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let change = self
            .sql(
                "INSERT INTO faq_entries (tenant, id, key, question, answer, language, audience, version, retired,
                                          revision)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                 ON CONFLICT (tenant, id) DO UPDATE
                 SET key = excluded.key,
                     question = excluded.question,
                     answer = excluded.answer,
                     language = excluded.language,
                     audience = excluded.audience,
                     version = excluded.version,
                     retired = excluded.retired,
                     revision = excluded.revision",
            )
            .bind(entry.id.uuid())
            .bind(entry.key.clone())
            .bind(entry.question.clone())
            .bind(entry.answer.clone())
            .bind(entry.language.code())
            .bind(audience_codes(&entry.audience))
            .bind(i64::from(entry.version))
            .bind(entry.retired)
            .bind(entry.revision);
        self.change(change).await.map(drop)
    }

    async fn put_variants(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let old = self
            .sql(
                "DELETE FROM faq_variants
                 WHERE tenant = $1 AND entry = $2",
            )
            .bind(entry.id.uuid());
        self.change(old).await?;
        for (position, text) in (0_i64..).zip(&entry.variants) {
            let variant = self
                .sql(
                    "INSERT INTO faq_variants (tenant, entry, position, text)
                     VALUES ($1, $2, $3, $4)",
                )
                .bind(entry.id.uuid())
                .bind(position)
                .bind(text.clone());
            self.change(variant).await?;
        }
        Ok(())
    }

    /// Two who change the same entry at once would make the same version: the second is told to try again on the first's.
    async fn keep_version(&mut self, entry: &Entry, by: Option<PersonId>) -> Result<(), StoreError> {
        let version = self
            .sql(
                "INSERT INTO faq_versions (tenant, entry, version, key, question, answer, variants, language, audience,
                                           retired, revision, at, person)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                 ON CONFLICT (tenant, entry, version) DO NOTHING",
            )
            .bind(entry.id.uuid())
            .bind(i64::from(entry.version))
            .bind(entry.key.clone())
            .bind(entry.question.clone())
            .bind(entry.answer.clone())
            .bind(json::written(&entry.variants))
            .bind(entry.language.code())
            .bind(audience_codes(&entry.audience))
            .bind(entry.retired)
            .bind(entry.revision)
            .bind(self.milliseconds())
            .bind(by.map(PersonId::uuid));
        match self.change(version).await? {
            0 => Err(self.session.give_up(failure::unavailable("somebody else has just changed the entry"))),
            _ => Ok(()),
        }
    }
}

fn plainly(entry: &Entry) -> Entry {
    Entry {
        key: plain(&entry.key),
        question: plain(&entry.question),
        answer: plain(&entry.answer),
        variants: entry.variants.iter().map(|text| plain(text)).collect(),
        ..entry.clone()
    }
}

fn entry_version(row: Columns<'_>) -> Result<EntryVersion, StoreError> {
    Ok(EntryVersion {
        entry: entry(row, row.json("variants")?)?,
        at: row.time("at")?,
        by: row.id_or_none("person", PersonId::new)?,
    })
}

fn entry(row: Columns<'_>, variants: Vec<String>) -> Result<Entry, StoreError> {
    Ok(Entry {
        id: row.id("id", EntryId::new)?,
        key: row.text("key")?,
        question: row.text("question")?,
        answer: row.text("answer")?,
        variants,
        language: row.code("language")?,
        audience: row.audience("audience")?,
        version: row.count("version")?,
        retired: row.get("retired")?,
        revision: row.get("revision")?,
    })
}
