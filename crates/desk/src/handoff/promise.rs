//! The rule: what a requester is told about people is told when the agents' channel has it, not when it was asked for.

use time::Duration;

use super::thread::notify_requester;
use super::{Ticket, TicketState, Tickets};
use crate::delivery::{Deliveries, Delivery, DeliveryState, Subject, TicketNotice};
use crate::event::Outbox;
use crate::id::TicketId;
use crate::inquiry::Inquiries;
use crate::store::{Now, StoreError};

/// After so long the requester is told that their ticket has not reached the agents yet. A channel that is only busy takes
/// a card within seconds.
const LONG: Duration = Duration::minutes(1);

/// Something has arrived in the agents' channel: the requester is told what that means for them, once for each round of
/// the ticket's life.
pub(crate) async fn keep_promise(
    tx: &mut (impl Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    arrived: &Delivery,
) -> Result<(), StoreError> {
    let (id, told) = match arrived.subject {
        Subject::TicketCard(id) | Subject::TicketNotice(id, TicketNotice::Reopened) => (id, TicketNotice::HandedOff),
        Subject::TicketNotice(id, TicketNotice::NobodyTookIt) => (id, TicketNotice::StillWaiting),
        _ => return Ok(()),
    };
    let Some(ticket) = tx.ticket(id).await? else { return Ok(()) };
    if ticket.thread != Some(arrived.conversation) || !ticket.state.is_open() {
        return Ok(());
    }
    let due = match told {
        TicketNotice::StillWaiting => ticket.state == TicketState::Queued,
        _ => is_news(tx, &ticket).await?,
    };
    if due { notify_requester(tx, &ticket, told).await } else { Ok(()) }
}

/// Whether the requester does not know yet that the agents have this ticket.
async fn is_news(tx: &mut (impl Deliveries + Outbox + Now + ?Sized), ticket: &Ticket) -> Result<bool, StoreError> {
    let key = format!("handed off {} {} {}", ticket.id, ticket.reopened, ticket.moved);
    if tx.claim_idempotency_key(&key).await? {
        return Ok(true);
    }
    let waits = told_at(tx, ticket.id, TicketNotice::HandoffWaits).await?;
    Ok(waits.is_some() && waits > told_at(tx, ticket.id, TicketNotice::HandedOff).await?)
}

async fn told_at(
    tx: &mut (impl Deliveries + ?Sized),
    ticket: TicketId,
    notice: TicketNotice,
) -> Result<Option<time::OffsetDateTime>, StoreError> {
    let told = tx.deliveries_of(&Subject::TicketNotice(ticket, notice)).await?;
    Ok(told.last().map(|delivery| delivery.at))
}

/// A ticket card is not there yet, or nobody can tell: the requester is told that it waits, once for each card. `at_once`:
/// also when it has not waited for long.
pub(crate) async fn admit_waiting(
    tx: &mut (impl Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    card: &Delivery,
    at_once: bool,
) -> Result<(), StoreError> {
    let Subject::TicketCard(id) = card.subject else { return Ok(()) };
    if !at_once && tx.now() - card.at < LONG {
        return Ok(());
    }
    let Some(ticket) = tx.ticket(id).await?.filter(|ticket| ticket.state.is_open()) else { return Ok(()) };
    let is_its_card = ticket.thread == Some(card.conversation);
    if is_its_card && tx.claim_idempotency_key(&format!("handoff waits {}", card.id)).await? {
        notify_requester(tx, &ticket, TicketNotice::HandoffWaits).await?;
    }
    Ok(())
}

/// Whether the agents' channel has the card of a ticket where it stands now.
pub(crate) async fn is_with_agents(tx: &mut (impl Deliveries + ?Sized), ticket: &Ticket) -> Result<bool, StoreError> {
    let cards = tx.deliveries_of(&Subject::TicketCard(ticket.id)).await?;
    Ok(cards.iter().any(|card| Some(card.conversation) == ticket.thread && card.state == DeliveryState::Sent))
}
