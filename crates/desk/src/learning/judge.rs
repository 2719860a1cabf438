//! What a review tells of the answers that came before the tickets: which entry was the right one.

use super::{Draft, Relation};
use crate::answering::{Outcomes, note_right_entry};
use crate::handoff::Tickets;
use crate::id::{EntryId, InquiryId};
use crate::inquiry::Inquiries;
use crate::store::{Now, StoreError};

/// The entry that would have answered. What corrects an entry, or becomes a new one, says that none would have.
pub(super) fn right_entry(relation: Relation) -> Option<EntryId> {
    match relation {
        Relation::Variant(entry) => Some(entry),
        Relation::Correction(_) | Relation::New => None,
    }
}

/// Judges the guesses that the assistant had made for the inquiries behind a draft.
pub(super) async fn judge(
    tx: &mut (impl Tickets + Inquiries + Outcomes + Now + ?Sized),
    draft: &Draft,
    right: Option<EntryId>,
) -> Result<(), StoreError> {
    for inquiry in inquiries(tx, draft).await? {
        note_right_entry(tx, inquiry, right).await?;
    }
    Ok(())
}

/// The inquiries behind a draft.
pub(super) async fn inquiries(tx: &mut (impl Tickets + ?Sized), draft: &Draft) -> Result<Vec<InquiryId>, StoreError> {
    let mut inquiries = Vec::new();
    for ticket in &draft.tickets {
        inquiries.extend(tx.ticket(*ticket).await?.map(|ticket| ticket.inquiry));
    }
    Ok(inquiries)
}
