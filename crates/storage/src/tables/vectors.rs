//! The vectors of FAQ entries, a row for each entry and model.

use async_trait::async_trait;
use desk::answering::{EntryVectors, HashedRow, ModelProgress, Row, StoredVectors, Vectors};
use desk::faq::Revision;
use desk::id::EntryId;
use desk::store::StoreError;

use super::row::{Columns, Read};
use super::{Tx, limit};

#[async_trait]
impl Vectors for Tx<'_, '_> {
    async fn vectors(&mut self, entry: EntryId, model: &str) -> Result<Option<EntryVectors>, StoreError> {
        let query = self
            .sql(
                "SELECT entry AS id, version, asked, answered
                 FROM entry_vectors
                 WHERE tenant = $1 AND entry = $2 AND model = $3",
            )
            .bind(entry.uuid())
            .bind(model.to_owned());
        let found = self.first(query).await?.read("entry_vectors", |row| vectors(row, model, row.count("version")?))?;
        Ok(found.flatten())
    }

    async fn vectors_after(
        &mut self,
        model: &str,
        revision: Revision,
        until: Revision,
        most: u32,
    ) -> Result<Vec<StoredVectors>, StoreError> {
        let query = self
            .sql(
                "SELECT faq_entries.id, faq_entries.version, faq_entries.revision,
                        entry_vectors.version AS made_of, entry_vectors.asked, entry_vectors.answered
                 FROM faq_entries
                 LEFT JOIN entry_vectors
                        ON entry_vectors.tenant = faq_entries.tenant
                       AND entry_vectors.entry = faq_entries.id
                       AND entry_vectors.model = $2
                 WHERE faq_entries.tenant = $1
                   AND faq_entries.revision > $3
                   AND faq_entries.revision <= $4
                   AND NOT faq_entries.retired
                 ORDER BY faq_entries.revision
                 LIMIT $5",
            )
            .bind(model.to_owned())
            .bind(revision)
            .bind(until)
            .bind(limit(most));
        self.all(query.long()).await?.read("entry_vectors", |row| {
            let made_of: Option<u32> = row.count_or_none("made_of")?;
            Ok(StoredVectors {
                entry: row.id("id", EntryId::new)?,
                version: row.count("version")?,
                revision: row.get("revision")?,
                vectors: made_of.map(|version| vectors(row, model, version)).transpose()?.flatten(),
            })
        })
    }

    async fn save_vectors(&mut self, vectors: &EntryVectors) -> Result<(), StoreError> {
        let insert = self
            .sql(
                "INSERT INTO entry_vectors (tenant, entry, model, version, asked, answered)
                 SELECT tenant, id, $3, version, $5, $6
                 FROM faq_entries
                 WHERE tenant = $1 AND id = $2 AND version = $4 AND NOT retired
                 ON CONFLICT (tenant, entry, model) DO UPDATE
                 SET version = excluded.version,
                     asked = excluded.asked,
                     answered = excluded.answered",
            )
            .bind(vectors.entry.uuid())
            .bind(vectors.model.clone())
            .bind(i64::from(vectors.version))
            .bind(written(&vectors.asked))
            .bind(written(&vectors.answered));
        self.change(insert).await.map(drop)
    }

    async fn forget_vectors_but(&mut self, model: &str, most: u32) -> Result<u64, StoreError> {
        let delete = self
            .sql(
                "DELETE FROM entry_vectors
                 WHERE tenant = $1 AND model <> $2
                   AND entry IN (SELECT entry
                                 FROM entry_vectors
                                 WHERE tenant = $1 AND model <> $2
                                 LIMIT $3)",
            )
            .bind(model.to_owned())
            .bind(limit(most));
        self.change(delete.long()).await
    }

    async fn vectors_made(&mut self) -> Result<Vec<ModelProgress>, StoreError> {
        let query = self.sql(
            "SELECT entry_vectors.model, COUNT(*) AS entries
             FROM entry_vectors
             JOIN faq_entries
               ON faq_entries.tenant = entry_vectors.tenant
              AND faq_entries.id = entry_vectors.entry
              AND faq_entries.version = entry_vectors.version
             WHERE entry_vectors.tenant = $1
             GROUP BY entry_vectors.model
             ORDER BY entry_vectors.model",
        );
        let made = |row: Columns<'_>| Ok(ModelProgress { model: row.text("model")?, entries: row.count("entries")? });
        self.all(query.long()).await?.read("entry_vectors", made)
    }

    async fn published(&mut self) -> Result<u64, StoreError> {
        let query = self.sql("SELECT COUNT(*) AS number FROM faq_entries WHERE tenant = $1 AND NOT retired");
        let number = self.first(query.long()).await?.read("faq_entries", |row| row.count("number"))?;
        Ok(number.unwrap_or(0))
    }
}

impl Tx<'_, '_> {
    /// An entry that has ceased to answer needs none.
    pub(super) async fn forget_vectors_of(&mut self, entry: EntryId) -> Result<(), StoreError> {
        let delete = self.sql("DELETE FROM entry_vectors WHERE tenant = $1 AND entry = $2").bind(entry.uuid());
        self.change(delete).await.map(drop)
    }
}

/// `None`: what is kept is damaged. Vectors can be made again, so that one damaged row need not keep all others from use.
fn vectors(row: Columns<'_>, model: &str, version: u32) -> Result<Option<EntryVectors>, StoreError> {
    let rows = |column| {
        let rows = read(&row.get::<Vec<u8>>(column)?);
        if rows.is_none() {
            tracing::warn!(error = %row.damaged(column), "vectors are made anew; the disk may be failing");
        }
        Ok::<_, StoreError>(rows)
    };
    let entry = row.id("id", EntryId::new)?;
    let both = rows("asked")?.zip(rows("answered")?);
    Ok(both.map(|(asked, answered)| EntryVectors { entry, version, model: model.to_owned(), asked, answered }))
}

/// Rows as bytes, all of one length: the number of values of each (4 bytes, little endian like all that follows), then for
/// each the hash of its text (8), its step (4) and a byte for each value.
fn written(rows: &[HashedRow]) -> Vec<u8> {
    let values = rows.first().map_or(0, |first| first.row.values.len());
    let mut bytes = Vec::with_capacity(4 + rows.len() * (12 + values));
    bytes.extend((values as u32).to_le_bytes());
    for HashedRow { text, row } in rows {
        bytes.extend(text.to_le_bytes());
        bytes.extend(row.step.to_le_bytes());
        bytes.extend(row.values.iter().map(|value| value.cast_unsigned()));
    }
    bytes
}

/// What [`written`] wrote; `None` where it is something else.
fn read(bytes: &[u8]) -> Option<Vec<HashedRow>> {
    let (values, rows) = bytes.split_first_chunk::<4>()?;
    let length = 12 + u32::from_le_bytes(*values) as usize;
    let rows = rows.chunks(length).map(|row| {
        let (text, row) = row.split_first_chunk()?;
        let (step, values) = row.split_first_chunk()?;
        if values.len() + 12 != length {
            return None;
        }
        let values = values.iter().map(|value| value.cast_signed()).collect();
        Some(HashedRow { text: u64::from_le_bytes(*text), row: Row::kept(f32::from_le_bytes(*step), values)? })
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_from_their_bytes_and_cut_off_ones_do_not() {
        let row = |text| HashedRow { text, row: Row { step: 0.0078, values: vec![-127, 0, 127] } };
        let rows = vec![row(1), row(u64::MAX)];
        let bytes = written(&rows);
        assert_eq!(bytes.len(), 4 + 2 * (8 + 4 + 3));
        assert_eq!(read(&bytes), Some(rows));
        assert_eq!(read(&written(&[])), Some(Vec::new()));
        assert_eq!(read(&bytes[..bytes.len() - 1]), None);
        assert_eq!(read(&bytes[..3]), None);
        let step = 4 + 8;
        for flipped in [f32::NAN, f32::INFINITY, 1e30, -0.0078] {
            let mut bytes = bytes.clone();
            bytes[step..step + 4].copy_from_slice(&flipped.to_le_bytes());
            assert_eq!(read(&bytes), None, "{flipped}");
        }
    }
}
