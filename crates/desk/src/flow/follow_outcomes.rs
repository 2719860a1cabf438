//! The assistant's trust in itself follows what became of its guesses.

use std::collections::HashMap;

use crate::answering::{Experience, Index, Outcome, Trust};
use crate::id::TenantId;
use crate::store::{Store, StoreError};

/// What each tenant's trust rests on: its newest outcome. Nothing needs to be kept, because all of it is read from the store again
/// whenever there is something new.
#[derive(Debug, Default)]
pub struct SeenOutcomes(HashMap<TenantId, Option<Outcome>>);

impl SeenOutcomes {
    /// Reads everything again next time, also what has no new outcome: one may have been taken back, or noted by a process whose
    /// clock is behind.
    pub fn forget(&mut self) {
        self.0.clear();
    }
}

/// Brings the trust in the index's confidence to the newest outcome of every tenant. Called before the first answer, and every few
/// seconds. Returns those whose trust has changed.
pub async fn follow_outcomes(
    store: &dyn Store,
    index: &dyn Index,
    promised: f32,
    seen: &mut SeenOutcomes,
) -> Result<Vec<(TenantId, Trust)>, StoreError> {
    let mut changed = Vec::new();
    for (tenant, _) in store.revisions().await? {
        let newest = store
            .read::<_, StoreError, _>(&tenant, |tx| Box::pin(async move { Ok(tx.latest_outcomes(1).await?.pop()) }))
            .await?;
        if seen.0.get(&tenant) == Some(&newest) {
            continue;
        }
        let experience =
            store.read::<_, StoreError, _>(&tenant, |tx| Box::pin(async move { Experience::read(tx).await })).await?;
        let trust = experience.trust(index, promised);
        if trust != index.trust(&tenant) {
            index.take_trust(&tenant, trust);
            changed.push((tenant.clone(), trust));
        }
        seen.0.insert(tenant, experience.outcomes.into_iter().next());
    }
    Ok(changed)
}
