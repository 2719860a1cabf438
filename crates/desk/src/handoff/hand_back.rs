//! The verb: an agent gives the inquiry back to the assistant.

use super::before::offer_undo;
use super::thread::{end_notices, notify_requester};
use super::{Before, Ticket, TicketError, TicketState, Tickets};
use crate::delivery::{Deliveries, Subject, TicketNotice, refresh};
use crate::event::{Event, Outbox};
use crate::inquiry::{Inquiries, Inquiry, Stage};
use crate::people::Agent;
use crate::store::Now;

/// Ends the human part without closing the inquiry: the assistant answers again.
pub async fn hand_back(
    tx: &mut (impl Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    agent: &Agent,
    ticket: Ticket,
) -> Result<Ticket, TicketError> {
    ticket.must_be_of_team(agent)?;
    if matches!(ticket.state, TicketState::HandedBack { .. }) {
        return Err(TicketError::Unchanged);
    }
    ticket.open_for(agent)?;
    let at = tx.now();
    let before = Some(Before::of(&ticket, agent, at));
    let handed = Ticket { state: TicketState::HandedBack { by: agent.person().id, at }, before, ..ticket };
    tx.save_ticket(&handed).await?;
    tx.record(Event::TicketHandedBack { ticket: handed.id }).await?;
    notify_requester(tx, &handed, TicketNotice::HandedBack).await?;
    offer_undo(tx, &handed).await?;
    refresh(tx, &Subject::TicketCard(handed.id)).await?;
    end_notices(tx, handed.id).await?;
    if let Some(inquiry) = tx.inquiry(handed.inquiry).await? {
        tx.save_inquiry(&Inquiry { stage: Stage::Assistant, ..inquiry }).await?;
    }
    Ok(handed)
}
