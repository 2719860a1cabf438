//! The assistant's trust in itself follows what became of its guesses.

use std::collections::HashMap;

use crate::answering::{Experience, Index, Outcome, Trust};
use crate::id::TenantId;
use crate::store::{Store, StoreError};

/// What each tenant's trust rests on: its newest outcome. Nothing needs to be kept, because all of it is read from the store again
/// whenever there is something new.
#[derive(Debug, Default)]
pub struct SeenOutcomes {
    newest: HashMap<TenantId, Option<Outcome>>,
    damaged: HashMap<TenantId, usize>,
}

impl SeenOutcomes {
    /// Reads everything again next time, also what has no new outcome: one may have been taken back, or noted by a process whose
    /// clock is behind.
    pub fn forget(&mut self) {
        self.newest.clear();
    }

    /// Outcomes and guesses that could not be read.
    pub fn damaged(&self) -> usize {
        self.damaged.values().sum()
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
            .read::<_, StoreError, _>(&tenant, |tx| {
                Box::pin(async move { Ok(tx.latest_outcomes(1).await?.rows.pop()) })
            })
            .await?;
        if seen.newest.get(&tenant) == Some(&newest) {
            continue;
        }
        let experience =
            store.read::<_, StoreError, _>(&tenant, |tx| Box::pin(async move { Experience::read(tx).await })).await?;
        let trust = experience.trust(index, promised);
        if trust != index.trust(&tenant) {
            index.take_trust(&tenant, trust);
            changed.push((tenant.clone(), trust));
        }
        seen.damaged.insert(tenant.clone(), experience.damaged);
        seen.newest.insert(tenant, newest);
    }
    Ok(changed)
}
