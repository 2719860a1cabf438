//! The verb: passes an inquiry to people, by opening a ticket for it.

use time::Duration;

use super::thread::{notify_requester, open_thread};
use super::{Priority, Ticket, TicketState, Tickets};
use crate::answering::{Outcomes, note_asked_for_person};
use crate::delivery::{Deliveries, Subject, TicketNotice, refresh};
use crate::event::{Event, Outbox, Task};
use crate::id::TicketId;
use crate::inquiry::{Conversations, Inquiries, Inquiry, MessageKind, Stage};
use crate::people::{Team, Teams};
use crate::store::{Now, StoreError};

/// Opens a ticket in a team's queue and silences the assistant. An inquiry that people have already keeps its ticket.
///
/// `remind_after`: how long the ticket may wait untaken before it is reminded.
pub async fn request(
    tx: &mut (impl Inquiries + Outcomes + Tickets + Teams + Conversations + Deliveries + Outbox + Now + ?Sized),
    inquiry: Inquiry,
    team: &Team,
    remind_after: Duration,
) -> Result<Ticket, StoreError> {
    if let Stage::People(ticket) = inquiry.stage
        && let Some(ticket) = tx.ticket(ticket).await?
    {
        return Ok(ticket);
    }
    let ticket = Ticket {
        id: TicketId::new(tx.fresh()),
        number: 0,
        inquiry: inquiry.id,
        requester: inquiry.requester,
        team: team.id,
        state: TicketState::Queued,
        priority: Priority::default(),
        thread: None,
        opened_at: tx.now(),
        accepted_at: None,
        answered_at: None,
        reminded: 0,
        reopened: 0,
        moved: 0,
        csat: None,
        before: None,
    };
    let ticket = tx.add_ticket(ticket).await?;
    // Now also the newest inquiry of its chat: the one that hears what is written next.
    tx.save_inquiry(&Inquiry { stage: Stage::People(ticket.id), last_at: tx.now(), ..inquiry }).await?;
    tx.record(Event::TicketOpened { ticket: ticket.id }).await?;
    note_asked_for_person(tx, ticket.inquiry, ticket.requester).await?;
    let ticket = open_thread(tx, ticket).await?;
    if ticket.thread.is_none() {
        notify_requester(tx, &ticket, TicketNotice::NoChannelYet).await?;
    }
    withdraw_offers(tx, &ticket).await?;
    tx.enqueue_in(Task::Remind { ticket: ticket.id, reopened: 0, moved: ticket.moved }, remind_after).await?;
    Ok(ticket)
}

/// Brings what the assistant said up to date, so that it offers no person any more: people have the inquiry now, also
/// where the requester asked for them in words.
async fn withdraw_offers(
    tx: &mut (impl Inquiries + Deliveries + Outbox + ?Sized),
    ticket: &Ticket,
) -> Result<(), StoreError> {
    for message in tx.messages(ticket.inquiry).await? {
        if matches!(message.kind, MessageKind::Answer(_)) {
            refresh(tx, &Subject::Answer(message.id)).await?;
        }
    }
    refresh(tx, &Subject::ChooseTeam(ticket.inquiry)).await
}
