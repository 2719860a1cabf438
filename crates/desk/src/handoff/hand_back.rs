//! The verb: an agent gives the inquiry back to the assistant.

use super::thread::notify_requester;
use super::{Ticket, TicketError, TicketState, Tickets};
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
    let handed = Ticket { state: TicketState::HandedBack { by: agent.person().id, at: tx.now() }, ..ticket };
    tx.save_ticket(&handed).await?;
    tx.record(Event::TicketHandedBack { ticket: handed.id }).await?;
    notify_requester(tx, &handed, TicketNotice::HandedBack).await?;
    refresh(tx, &Subject::TicketCard(handed.id)).await?;
    if let Some(inquiry) = tx.inquiry(handed.inquiry).await? {
        tx.save_inquiry(&Inquiry { stage: Stage::Assistant, ..inquiry }).await?;
    }
    Ok(handed)
}
