//! Entries get their vectors: what is kept is handed to the index at once, what is missing is made little by little.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::answering::{
    EmbedError, Embedder, EntryVectors, HashedRow, Index, ModelProgress, Row, TextKind, text_hash, texts_to_embed,
};
use crate::faq::{Entry, Revision};
use crate::id::{EntryId, TenantId};
use crate::store::{Store, StoreError};

/// Entries whose vectors are read, or forgotten, at a time.
const BATCH: u32 = 500;
/// Entries whose vectors are made before they are kept: a tenth of a second or so with the built-in model.
const TOGETHER: usize = 8;
/// Texts given to a model at a time: it is busy with them for some milliseconds, a large one for a tenth of a second.
const TEXTS: usize = 4;

/// Keeps the vectors of all tenants up to date; one in each process. Forgotten with the process: the store knows what is
/// missing.
pub struct Embedding {
    /// Those that there are, the preferred one first.
    models: Vec<Arc<dyn Embedder>>,
    tenants: HashMap<TenantId, Tenant>,
}

/// How far the vectors of a tenant are.
struct Tenant {
    /// Whose vectors the index has: a place in [`Embedding::models`].
    serving: usize,
    /// By the same places. Of the others only the preferred one is followed, until it can serve.
    followed: Vec<Followed>,
    /// The preferred model serves, and what others made is forgotten.
    settled: bool,
}

/// How far one model is.
#[derive(Default)]
struct Followed {
    /// What changed up to here is known.
    read_to: Revision,
    /// Entries that lack vectors, by the revision that made them so: the newest comes first, it was missed just now.
    missing: BTreeSet<(Revision, EntryId)>,
    /// Failed entries have revisions below 0, so that they come after all others and after those that failed before.
    failed: Revision,
}

/// Why vectors could not be brought up to date; trying again goes on with others.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddingError {
    /// The store does not serve.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A model does not.
    #[error(transparent)]
    Model(#[from] EmbedError),
}

impl Embedding {
    /// With these models, the preferred one first. Until it has made the vectors of all entries of a tenant, those of the one
    /// that has most serve; then what others have made is forgotten.
    pub fn new(models: Vec<Arc<dyn Embedder>>) -> Self {
        Self { models, tenants: HashMap::new() }
    }

    /// Hands to the index all that is kept, and makes some of what is missing. `true`: more is to be done at once.
    pub async fn step(&mut self, store: &dyn Store, index: &dyn Index) -> Result<bool, EmbeddingError> {
        let mut more = false;
        for (tenant, _) in store.revisions().await? {
            more |= self.step_for(&tenant, store, index).await?;
        }
        Ok(more)
    }

    /// Hands to the index what is kept, and makes nothing: for who only looks.
    pub async fn hand_over(&mut self, store: &dyn Store, index: &dyn Index) -> Result<(), StoreError> {
        for (tenant, _) in store.revisions().await? {
            self.read_for(&tenant, store, index).await?;
        }
        Ok(())
    }

    /// The same for one tenant.
    pub(super) async fn hand_over_one(
        &mut self,
        tenant: &TenantId,
        store: &dyn Store,
        index: &dyn Index,
    ) -> Result<(), StoreError> {
        self.read_for(tenant, store, index).await
    }

    /// Hands to the index the vectors of an entry that no store knows. Where no model makes any, words serve.
    pub(super) async fn embed_one(&self, tenant: &TenantId, entry: &Entry, index: &dyn Index) {
        let Some(model) = self.tenants.get(tenant).map(|known| &self.models[known.serving]) else { return };
        if let Ok(vectors) = vectors_of(entry, None, model.as_ref()).await {
            index.apply_vectors(tenant, vec![Arc::new(vectors)]).await;
        }
    }

    async fn read_for(&mut self, tenant: &TenantId, store: &dyn Store, index: &dyn Index) -> Result<(), StoreError> {
        // What the index does not know yet it cannot take vectors of.
        let until = index.revision(tenant);
        if !self.tenants.contains_key(tenant) && !self.models.is_empty() {
            let serving = self.first_to_serve(tenant, store).await?;
            self.tenants.insert(tenant.clone(), Tenant::new(serving));
        }
        let Some(known) = self.tenants.get_mut(tenant) else { return Ok(()) };
        for at in known.at_work() {
            let index = (at == known.serving).then_some(index);
            known.followed[at].read(self.models[at].model(), until, tenant, store, index).await?;
        }
        Ok(())
    }

    async fn step_for(
        &mut self,
        tenant: &TenantId,
        store: &dyn Store,
        index: &dyn Index,
    ) -> Result<bool, EmbeddingError> {
        self.read_for(tenant, store, index).await?;
        let Some(known) = self.tenants.get_mut(tenant) else { return Ok(false) };
        for at in known.at_work() {
            if !known.followed[at].missing.is_empty() {
                let index = (at == known.serving).then_some(index);
                known.followed[at].make_some(self.models[at].as_ref(), tenant, store, index).await?;
                return Ok(true);
            }
        }
        if known.serving > 0 {
            *known = Tenant::new(0);
            return Ok(true);
        }
        if !known.settled {
            known.settled = forget_but(self.models[0].model(), tenant, store).await? == 0;
        }
        Ok(!known.settled)
    }

    /// The model that has the vectors of most entries; of equals the preferred one. After a restart in the middle of a change
    /// of models that is the one before.
    async fn first_to_serve(&self, tenant: &TenantId, store: &dyn Store) -> Result<usize, StoreError> {
        let (_, made) = how_far(store, tenant).await?;
        let of = |model: &Arc<dyn Embedder>| {
            made.iter().find(|made| made.model == model.model()).map_or(0, |made| made.entries)
        };
        let most = self.models.iter().map(of).max();
        Ok(self.models.iter().position(|model| Some(of(model)) == most).unwrap_or(0))
    }
}

/// How many entries a tenant has published, and how far each model is with their vectors.
pub async fn how_far(store: &dyn Store, tenant: &TenantId) -> Result<(u64, Vec<ModelProgress>), StoreError> {
    store
        .read(tenant, |tx| {
            Box::pin(async move { Ok::<_, StoreError>((tx.published().await?, tx.vectors_made().await?)) })
        })
        .await
}

impl Tenant {
    fn new(serving: usize) -> Self {
        let followed = std::iter::repeat_with(Followed::default).take(serving + 1).collect();
        Self { serving, followed, settled: false }
    }

    /// The models that are followed, the one that serves first.
    fn at_work(&self) -> Vec<usize> {
        if self.serving == 0 { vec![0] } else { vec![self.serving, 0] }
    }
}

impl Followed {
    /// Reads what has changed: what is kept goes to the index, where the model serves; what is missing is noted.
    async fn read(
        &mut self,
        model: &str,
        until: Revision,
        tenant: &TenantId,
        store: &dyn Store,
        index: Option<&dyn Index>,
    ) -> Result<(), StoreError> {
        while self.read_to < until {
            let (after, name) = (self.read_to, model.to_owned());
            let all = store
                .read::<_, StoreError, _>(tenant, move |tx| {
                    Box::pin(async move { tx.vectors_after(&name, after, until, BATCH).await })
                })
                .await?;
            let read_to = all.last().filter(|_| all.len() == BATCH as usize).map_or(until, |last| last.revision);
            let mut kept = Vec::new();
            for entry in all {
                match entry.vectors.filter(|vectors| vectors.version == entry.version) {
                    Some(vectors) => kept.push(Arc::new(vectors)),
                    None => _ = self.missing.insert((entry.revision, entry.entry)),
                }
            }
            if let Some(index) = index {
                index.apply_vectors(tenant, kept).await;
            }
            self.read_to = read_to;
        }
        Ok(())
    }

    /// Makes the vectors of some entries that lack them, keeps them, and hands them to the index where the model serves.
    async fn make_some(
        &mut self,
        model: &dyn Embedder,
        tenant: &TenantId,
        store: &dyn Store,
        index: Option<&dyn Index>,
    ) -> Result<(), EmbeddingError> {
        let some: Vec<(Revision, EntryId)> = self.missing.iter().rev().take(TOGETHER).copied().collect();
        let (ids, name): (Vec<EntryId>, _) = (some.iter().map(|(_, id)| *id).collect(), model.model().to_owned());
        let known = store
            .read::<_, StoreError, _>(tenant, move |tx| {
                Box::pin(async move {
                    let mut known = Vec::new();
                    for id in ids {
                        known.push((tx.entry(id).await?, tx.vectors(id, &name).await?));
                    }
                    Ok(known)
                })
            })
            .await?;
        let (mut made, mut done, mut failure) = (Vec::new(), Vec::new(), None);
        for (place, (entry, kept)) in some.into_iter().zip(known) {
            match entry.filter(|entry| !entry.retired) {
                None => done.push(place),
                Some(entry) => match vectors_of(&entry, kept, model).await {
                    Ok(vectors) => {
                        made.push(Arc::new(vectors));
                        done.push(place);
                    }
                    Err(error) => {
                        failure = Some((place, error));
                        break;
                    }
                },
            }
        }
        // First the index: who reads in the store that vectors are made can be answered by them.
        if let Some(index) = index {
            index.apply_vectors(tenant, made.clone()).await;
        }
        keep(made, tenant, store).await?;
        for place in done {
            self.missing.remove(&place);
        }
        let Some((place, error)) = failure else { return Ok(()) };
        self.missing.remove(&place);
        self.failed -= 1;
        self.missing.insert((self.failed, place.1));
        Err(error.into())
    }
}

/// The vectors of an entry: those of texts that have not changed are kept, the others are made.
pub async fn vectors_of(
    entry: &Entry,
    kept: Option<EntryVectors>,
    model: &dyn Embedder,
) -> Result<EntryVectors, EmbedError> {
    let texts = texts_to_embed(entry);
    let (asked, answered) = kept.map_or_else(Default::default, |kept| (kept.asked, kept.answered));
    Ok(EntryVectors {
        entry: entry.id,
        version: entry.version,
        model: model.model().to_owned(),
        asked: rows(texts.asked, asked, TextKind::Question, model).await?,
        answered: rows(texts.answered, answered, TextKind::Answer, model).await?,
    })
}

async fn rows(
    texts: Vec<String>,
    kept: Vec<HashedRow>,
    kind: TextKind,
    model: &dyn Embedder,
) -> Result<Vec<HashedRow>, EmbedError> {
    let mut known: HashMap<u64, Row> = kept.into_iter().map(|kept| (kept.text, kept.row)).collect();
    let hashes: Vec<u64> = texts.iter().map(|text| text_hash(text)).collect();
    let lacking: Vec<String> = texts.into_iter().filter(|text| !known.contains_key(&text_hash(text))).collect();
    for some in lacking.chunks(TEXTS) {
        let vectors = model.embed(some.to_vec(), kind).await?;
        known.extend(some.iter().map(|text| text_hash(text)).zip(vectors.iter().map(|vector| Row::quantise(vector))));
    }
    let row = |text: u64| known.get(&text).map(|row| HashedRow { text, row: row.clone() });
    Ok(hashes.into_iter().filter_map(row).collect())
}

async fn keep(made: Vec<Arc<EntryVectors>>, tenant: &TenantId, store: &dyn Store) -> Result<(), StoreError> {
    store
        .write(tenant, move |tx| {
            Box::pin(async move {
                for vectors in &made {
                    tx.save_vectors(vectors).await?;
                }
                Ok(())
            })
        })
        .await
}

async fn forget_but(model: &str, tenant: &TenantId, store: &dyn Store) -> Result<u64, StoreError> {
    let model = model.to_owned();
    store.write(tenant, move |tx| Box::pin(async move { tx.forget_vectors_but(&model, BATCH).await })).await
}
