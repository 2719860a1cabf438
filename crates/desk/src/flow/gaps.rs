//! The story: what the FAQ lacks, by what it can answer today.

use time::Duration;

use super::answer::{Asked, searched, think};
use super::help_desk::HelpDesk;
use crate::answering::{Decision, own_groups};
use crate::id::{EntryId, TenantId};
use crate::learning::{Gap, gaps};
use crate::store::StoreError;

/// Questions that are looked at, the newest.
pub const MOST_ASKED: u32 = 2_000;
/// So far back questions are looked at.
pub const LOOKED_BACK: Duration = Duration::days(90);

/// The gaps of lately, at most `most`, what hurts most first; each with the entry that answers whoever asked last, had they asked
/// just now. Nothing is written. Entra groups are not asked for: an entry that only they may see fills no gap of everyone's.
pub async fn open_gaps(
    help_desk: &HelpDesk,
    tenant: &TenantId,
    most: usize,
) -> Result<Vec<(Gap, Option<EntryId>)>, StoreError> {
    let found = help_desk.store.read::<_, StoreError, _>(tenant, |tx| {
        Box::pin(async move {
            let now = tx.now();
            Ok((tx.asked_in_vain(now - LOOKED_BACK, MOST_ASKED).await?, now))
        })
    });
    let (asked, now) = found.await?;
    let mut gaps = gaps(asked, now);
    gaps.truncate(most);
    let mut answered = Vec::with_capacity(gaps.len());
    for gap in gaps {
        let requester = gap.newest.requester;
        let known = help_desk.store.read::<_, StoreError, _>(tenant, move |tx| {
            Box::pin(async move {
                let Some(person) = tx.person(requester).await? else { return Ok(None) };
                let groups = own_groups(tx, &person).await?;
                Ok(Some((person, groups)))
            })
        });
        let entry = match known.await? {
            Some((requester, groups)) => {
                let question = searched(&gap.newest.text);
                let asked = Asked { question, requester, groups, not_solved: false, unhelpful: Vec::new() };
                match think(help_desk, tenant, &asked).await.into_decision() {
                    Decision::Answer(best) => Some(best.entry),
                    Decision::Candidates(_) | Decision::Unknown => None,
                }
            }
            None => None,
        };
        answered.push((gap, entry));
    }
    Ok(answered)
}
