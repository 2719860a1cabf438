//! The verb: an agent takes back, within a minute, what ended a ticket or passed it on.

use time::Duration;

use super::thread::{carry_over, ensure_visible_thread, notify_requester, refresh_endings};
use super::{Before, Ticket, TicketError, TicketState, Tickets};
use crate::delivery::{Deliveries, Subject, TicketNotice, refresh};
use crate::event::{Event, Outbox, Task};
use crate::inquiry::{Conversations, Inquiries, Inquiry, Stage};
use crate::people::{Agent, Teams};
use crate::store::{Now, StoreError};

/// Puts a ticket back to where it stood before it was closed, handed back or escalated, for any agent of the team that had
/// it then. The requester is told at most once, and only where they had been told otherwise.
///
/// What was learned from a close that did not last is for the caller to withdraw.
pub async fn undo(
    tx: &mut (impl Tickets + Teams + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    agent: &Agent,
    ticket: Ticket,
    remind_after: Duration,
) -> Result<Ticket, TicketError> {
    let Some(before) = ticket.before.clone() else {
        ticket.must_be_of_team(agent)?;
        return Err(TicketError::Unchanged);
    };
    if agent.team() != before.team {
        return Err(TicketError::NotAnAgent);
    }
    if !before.can_be_undone(tx.now()) {
        return Err(TicketError::TooLate);
    }
    let inquiry = tx.inquiry(ticket.inquiry).await?;
    if let Some(inquiry) = &inquiry
        && !ticket.state.is_open()
        && is_with_other_people(tx, inquiry).await?
    {
        return Err(TicketError::TooLate);
    }
    let told = told_otherwise(tx, &ticket, &before).await?;
    let passed_on = ticket.team != before.team;
    let back = Ticket {
        state: before.state(),
        team: before.team,
        thread: before.thread,
        // Timers of what was taken back are stale.
        moved: ticket.moved + 1,
        before: None,
        ..ticket
    };
    tx.save_ticket(&back).await?;
    if let Some(inquiry) = inquiry {
        // Also the newest of its chat again, which is the one that hears.
        tx.save_inquiry(&Inquiry { stage: Stage::People(back.id), last_at: tx.now(), ..inquiry }).await?;
    }
    tx.record(Event::TicketUndone { ticket: back.id }).await?;
    let back = ensure_visible_thread(tx, back).await?;
    if let Some(thread) = back.thread {
        carry_over(tx, &back, thread).await?;
    }
    if told {
        notify_requester(tx, &back, TicketNotice::GoesOn).await?;
    }
    refresh(tx, &Subject::TicketCard(back.id)).await?;
    refresh_endings(tx, back.id).await?;
    if passed_on || back.state == TicketState::Queued {
        let task = Task::Remind { ticket: back.id, reopened: back.reopened, moved: back.moved };
        tx.enqueue_in(task, remind_after).await?;
    }
    Ok(back)
}

/// Whether the requester has meanwhile turned to people with something else in that chat, or with the same again: two
/// open tickets would mix.
async fn is_with_other_people(tx: &mut (impl Inquiries + ?Sized), inquiry: &Inquiry) -> Result<bool, StoreError> {
    let latest = tx.latest_inquiry(inquiry.conversation, inquiry.requester).await?;
    Ok([Some(inquiry.stage), latest.map(|latest| latest.stage)].iter().flatten().any(Stage::is_with_people))
}

/// Whether the requester has heard of what is taken back: of an end always, of another team once its channel had the ticket.
async fn told_otherwise(
    tx: &mut (impl Deliveries + ?Sized),
    ticket: &Ticket,
    before: &Before,
) -> Result<bool, StoreError> {
    if !ticket.state.is_open() {
        return Ok(true);
    }
    let told = tx.deliveries_of(&Subject::TicketNotice(ticket.id, TicketNotice::HandedOff)).await?;
    Ok(told.last().is_some_and(|delivery| delivery.at >= before.at))
}
