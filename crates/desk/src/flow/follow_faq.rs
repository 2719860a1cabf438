//! The index follows the store: the FAQ, and the organisation's own words.

use crate::answering::IndexFollower;
use crate::id::TenantId;
use crate::store::{Store, StoreError};

/// Entries read at a time.
const BATCH: u32 = 500;

/// Brings the index to the newest revision of every tenant, the organisation's words first, since entries are read with them.
/// Called at start and whenever a revision has moved ([`Store::wait_for_revisions`]): at once in the process that wrote.
pub async fn follow(store: &dyn Store, index: &dyn IndexFollower) -> Result<(), StoreError> {
    for (tenant, revision) in store.lexicon_revisions().await? {
        follow_lexicon(store, index, &tenant, revision).await?;
    }
    for (tenant, revision) in store.revisions().await? {
        follow_entries(store, index, &tenant, revision).await?;
    }
    Ok(())
}

/// The same for one tenant.
pub(super) async fn follow_one(
    store: &dyn Store,
    index: &dyn IndexFollower,
    tenant: &TenantId,
) -> Result<(), StoreError> {
    for (_, revision) in store.lexicon_revisions().await?.into_iter().filter(|(of, _)| of == tenant) {
        follow_lexicon(store, index, tenant, revision).await?;
    }
    for (_, revision) in store.revisions().await?.into_iter().filter(|(of, _)| of == tenant) {
        follow_entries(store, index, tenant, revision).await?;
    }
    Ok(())
}

async fn follow_lexicon(
    store: &dyn Store,
    index: &dyn IndexFollower,
    tenant: &TenantId,
    revision: i64,
) -> Result<(), StoreError> {
    if index.lexicon_revision(tenant) < revision {
        let read = store.read::<_, StoreError, _>(tenant, |tx| {
            Box::pin(async move { Ok((tx.word_groups().await?, tx.lexicon_revision().await?)) })
        });
        let (groups, revision) = read.await?;
        index.apply_lexicon(tenant, groups, revision).await;
    }
    Ok(())
}

async fn follow_entries(
    store: &dyn Store,
    index: &dyn IndexFollower,
    tenant: &TenantId,
    revision: i64,
) -> Result<(), StoreError> {
    while index.revision(tenant) < revision {
        if !step(store, index, tenant).await? {
            break;
        }
    }
    Ok(())
}

/// `false` when there was nothing to take over.
async fn step(store: &dyn Store, index: &dyn IndexFollower, tenant: &TenantId) -> Result<bool, StoreError> {
    let after = index.revision(tenant);
    let changed = store
        .read::<_, StoreError, _>(tenant, move |tx| Box::pin(async move { tx.entries_after(after, BATCH).await }))
        .await?;
    let Some(revision) = changed.last().map(|entry| entry.revision) else { return Ok(false) };
    index.apply_changes(tenant, changed, revision).await;
    Ok(true)
}
