//! The organisation's own words.

use async_trait::async_trait;
use desk::faq::Revision;
use desk::lexicon::{WordGroup, WordGroups, key_of};
use desk::store::StoreError;

use super::Tx;
use super::row::Read;
use crate::codes::plain;
use crate::json;

#[async_trait]
impl WordGroups for Tx<'_, '_> {
    async fn word_groups(&mut self) -> Result<Vec<WordGroup>, StoreError> {
        let query = self.sql(
            "SELECT word, synonyms
             FROM lexicon_groups
             WHERE tenant = $1
             ORDER BY key",
        );
        self.all(query.long())
            .await?
            .read("lexicon_groups", |row| Ok(WordGroup { word: row.text("word")?, synonyms: row.json("synonyms")? }))
    }

    async fn word_groups_to_change(&mut self) -> Result<Vec<WordGroup>, StoreError> {
        // The row must be there to be locked. An update that changes nothing locks it on both databases.
        let lock = self.sql(
            "INSERT INTO lexicon_revisions (tenant, revision)
             VALUES ($1, 0)
             ON CONFLICT (tenant) DO UPDATE
             SET revision = lexicon_revisions.revision",
        );
        self.change(lock).await?;
        self.word_groups().await
    }

    async fn save_word_group(&mut self, group: &WordGroup) -> Result<(), StoreError> {
        let synonyms: Vec<String> = group.synonyms.iter().map(|word| plain(word)).collect();
        let save = self
            .sql(
                "INSERT INTO lexicon_groups (tenant, key, word, synonyms)
                 VALUES ($1, $2, $3, $4)
                 ON CONFLICT (tenant, key) DO UPDATE
                 SET word = excluded.word,
                     synonyms = excluded.synonyms",
            )
            .bind(plain(&group.key()))
            .bind(plain(&group.word))
            .bind(json::written(&synonyms));
        self.change(save).await?;
        self.move_lexicon().await
    }

    async fn remove_word_group(&mut self, word: &str) -> Result<(), StoreError> {
        let remove = self.sql("DELETE FROM lexicon_groups WHERE tenant = $1 AND key = $2").bind(plain(&key_of(word)));
        self.change(remove).await?;
        self.move_lexicon().await
    }

    async fn lexicon_revision(&mut self) -> Result<Revision, StoreError> {
        let query = self.sql(
            "SELECT revision
             FROM lexicon_revisions
             WHERE tenant = $1",
        );
        let revision = self.first(query).await?.read("lexicon_revisions", |row| row.get("revision"))?;
        Ok(revision.unwrap_or(0))
    }
}

impl Tx<'_, '_> {
    /// Counts the revision up. The row stays locked until the commit: nobody sees a later revision before this one.
    async fn move_lexicon(&mut self) -> Result<(), StoreError> {
        let count = self.sql(
            "INSERT INTO lexicon_revisions (tenant, revision)
             VALUES ($1, 1)
             ON CONFLICT (tenant) DO UPDATE
             SET revision = lexicon_revisions.revision + 1",
        );
        self.change(count).await?;
        self.session.notify_revision_after_commit();
        Ok(())
    }
}
