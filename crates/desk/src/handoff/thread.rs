//! The thread in the agents' channel where a ticket is worked on.

use time::Duration;

use super::{Ticket, TicketState, Tickets};
use crate::delivery::{Deliveries, DeliveryState, Subject, TicketNotice, post, refresh};
use crate::event::{Event, Outbox, Task};
use crate::id::{ConversationId, TicketId};
use crate::inquiry::{Conversation, ConversationKind, Conversations, Inquiries, MessageKind, Reach};
use crate::people::{Team, Teams};
use crate::store::{Now, StoreError};

/// Starts the remote id of a thread whose root has not been posted yet. No channel gives out such ids.
const PENDING: &str = "pending:";

/// Whether a thread's root is still to be posted.
pub fn is_pending(thread: &Conversation) -> bool {
    thread.remote_id.starts_with(PENDING)
}

/// Gives a ticket a thread in its team's channel, with the ticket card as root. The thread exists here before it exists in
/// the channel, so that what follows the card waits behind it in one queue. What was said since the ticket was opened
/// follows the card: nothing is lost with an earlier thread.
///
/// Where the team's channel cannot be reached the ticket goes to the default team; where that has none either it waits.
pub(crate) async fn open_thread(
    tx: &mut (impl Tickets + Teams + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    ticket: Ticket,
) -> Result<Ticket, StoreError> {
    let Some((team, channel)) = seat(tx, &ticket).await? else {
        let waiting = Ticket { thread: None, ..ticket };
        tx.save_ticket(&waiting).await?;
        return Ok(waiting);
    };
    let id = ConversationId::new(tx.fresh());
    let thread = Conversation {
        id,
        kind: ConversationKind::Thread,
        remote_id: format!("{PENDING}{id}"),
        parent: Some(channel.id),
        person: None,
        greeted: true,
        ..channel
    };
    tx.save_conversation(&thread).await?;
    let ticket = Ticket { thread: Some(id), ..with_team(ticket, &team) };
    tx.save_ticket(&ticket).await?;
    post(tx, id, Subject::TicketCard(ticket.id)).await?;
    carry_over(tx, &ticket, id).await?;
    Ok(ticket)
}

/// The team and channel where a ticket can be worked on.
async fn seat(
    tx: &mut (impl Teams + Conversations + ?Sized),
    ticket: &Ticket,
) -> Result<Option<(Team, Conversation)>, StoreError> {
    if let Some(team) = tx.team(ticket.team).await?
        && let Some(channel) = reachable_channel(tx, &team).await?
    {
        return Ok(Some((team, channel)));
    }
    for team in tx.teams().await?.into_iter().filter(|team| team.is_default) {
        if let Some(channel) = reachable_channel(tx, &team).await? {
            return Ok(Some((team, channel)));
        }
    }
    Ok(None)
}

async fn reachable_channel(
    tx: &mut (impl Conversations + ?Sized),
    team: &Team,
) -> Result<Option<Conversation>, StoreError> {
    let channel = match team.channel {
        Some(id) => tx.conversation(id).await?,
        None => None,
    };
    Ok(channel.filter(|channel| channel.reach == Reach::Reachable))
}

/// A ticket that comes to another team is nobody's there, and its timer begins anew.
fn with_team(ticket: Ticket, team: &Team) -> Ticket {
    if ticket.team == team.id {
        return ticket;
    }
    let state = if ticket.state.is_open() { TicketState::Queued } else { ticket.state };
    Ticket { team: team.id, state, reminded: 0, moved: ticket.moved + 1, ..ticket }
}

/// Carries into a thread what was said since the ticket was opened and is not there yet. What came before stands on the
/// card; since the card holds no pictures and files, earlier messages that have any are carried as well.
pub(crate) async fn carry_over(
    tx: &mut (impl Inquiries + Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
    thread: ConversationId,
) -> Result<(), StoreError> {
    for message in tx.messages(ticket.inquiry).await? {
        // What an agent wrote in this very thread stands there already.
        let is_not_on_card = message.at > ticket.opened_at || !message.attachments.is_empty();
        let is_news = is_not_on_card && message.conversation != Some(thread);
        if message.kind == MessageKind::Said && is_news && !message.is_deleted() {
            let subject = Subject::Relay(message.id);
            let known = tx.deliveries_of(&subject).await?;
            if !known.iter().any(|delivery| delivery.conversation == thread) {
                post(tx, thread, subject).await?;
            }
        }
    }
    Ok(())
}

/// The ticket whose thread this is, or was before it went elsewhere.
pub(crate) async fn ticket_here(
    tx: &mut (impl Tickets + Deliveries + ?Sized),
    thread: &Conversation,
) -> Result<Option<Ticket>, StoreError> {
    if thread.kind == ConversationKind::Personal {
        return Ok(None);
    }
    if let Some(ticket) = tx.ticket_by_thread(thread.id).await? {
        return Ok(Some(ticket));
    }
    if thread.kind != ConversationKind::Thread {
        return Ok(None);
    }
    for sent in tx.deliveries_in(thread.id, &DeliveryState::Sent).await? {
        if let Subject::TicketCard(ticket) = sent.subject {
            return tx.ticket(ticket).await;
        }
    }
    Ok(None)
}

/// The thread in which agents act is the ticket's: when nobody could tell whether its card was sent, the card may stand in
/// a thread of which we first hear now.
pub(crate) async fn adopt_thread(
    tx: &mut (impl Tickets + Inquiries + Deliveries + Outbox + Now + ?Sized),
    ticket: Ticket,
    team: &Team,
    acted_in: &Conversation,
) -> Result<Ticket, StoreError> {
    let in_their_channel = acted_in.kind == ConversationKind::Thread && acted_in.parent == team.channel;
    if !in_their_channel || tx.ticket_by_thread(acted_in.id).await?.is_some() {
        return Ok(ticket);
    }
    let ticket = Ticket { thread: Some(acted_in.id), ..ticket };
    tx.save_ticket(&ticket).await?;
    carry_over(tx, &ticket, acted_in.id).await?;
    Ok(ticket)
}

/// Nobody can work on what nobody sees: a ticket whose card could not be posted, whose thread is gone, or which stands in a
/// channel that is no longer its team's, gets a thread where its team is now.
pub(crate) async fn ensure_visible_thread(
    tx: &mut (impl Tickets + Teams + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    ticket: Ticket,
) -> Result<Ticket, StoreError> {
    if is_visible(tx, &ticket).await? {
        return Ok(ticket);
    }
    open_other_thread(tx, ticket).await
}

/// Gives a ticket that had its place another one. Where that is with another team, the record says so; a ticket that is only
/// being opened, or that an agent passes on, is its caller's to tell of.
async fn open_other_thread(
    tx: &mut (impl Tickets + Teams + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    ticket: Ticket,
) -> Result<Ticket, StoreError> {
    let before = ticket.team;
    let ticket = open_thread(tx, ticket).await?;
    if ticket.team != before {
        tx.record(Event::TicketEscalated { ticket: ticket.id, team: ticket.team }).await?;
    }
    Ok(ticket)
}

/// Whether agents see a ticket, or will as soon as the channel takes its card.
async fn is_visible(
    tx: &mut (impl Teams + Conversations + Deliveries + ?Sized),
    ticket: &Ticket,
) -> Result<bool, StoreError> {
    let thread = match ticket.thread {
        Some(thread) => tx.conversation(thread).await?,
        None => None,
    };
    let channel = tx.team(ticket.team).await?.and_then(|team| team.channel);
    let Some(thread) = thread.filter(|thread| thread.reach == Reach::Reachable && thread.parent == channel) else {
        return Ok(false);
    };
    if !is_pending(&thread) {
        return Ok(true);
    }
    let cards = tx.deliveries_of(&Subject::TicketCard(ticket.id)).await?;
    let is_under_way = |state: &DeliveryState| matches!(state, DeliveryState::Waiting | DeliveryState::Sending { .. });
    Ok(cards.iter().any(|card| card.conversation == thread.id && is_under_way(&card.state)))
}

/// A ticket whose thread or channel was lost comes up again where it can be worked on, and agents and requester are told.
/// One that stands where it should is left alone.
pub(crate) async fn relocate(
    tx: &mut (impl Tickets + Teams + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    ticket: Ticket,
    remind_after: Duration,
) -> Result<Ticket, StoreError> {
    if is_visible(tx, &ticket).await? {
        return Ok(ticket);
    }
    let (moved, lost) = (ticket.moved, ticket.thread);
    let ticket = open_other_thread(tx, ticket).await?;
    if ticket.moved != moved {
        let task = Task::Remind { ticket: ticket.id, reopened: ticket.reopened, moved: ticket.moved };
        tx.enqueue_in(task, remind_after).await?;
    }
    match ticket.thread {
        Some(_) if lost.is_some() || ticket.moved != moved => notify_agents(tx, &ticket, TicketNotice::Moved).await?,
        None if lost.is_some() => notify_requester(tx, &ticket, TicketNotice::HandoffWaits).await?,
        Some(_) | None => {}
    }
    Ok(ticket)
}

/// Relocates every open ticket that nobody sees: after a channel was connected, came back or was lost.
pub(crate) async fn relocate_all(
    tx: &mut (impl Tickets + Teams + Inquiries + Conversations + Deliveries + Outbox + Now + ?Sized),
    remind_after: Duration,
) -> Result<(), StoreError> {
    for team in tx.teams().await? {
        for ticket in tx.open_tickets(team.id).await? {
            relocate(tx, ticket, remind_after).await?;
        }
    }
    Ok(())
}

/// Whether a ticket is worked on elsewhere now, and this is the thread of an earlier card.
pub(crate) async fn has_left(
    tx: &mut (impl Deliveries + ?Sized),
    ticket: &Ticket,
    conversation: &Conversation,
) -> Result<bool, StoreError> {
    if conversation.kind != ConversationKind::Thread || ticket.thread == Some(conversation.id) {
        return Ok(false);
    }
    let cards = tx.deliveries_of(&Subject::TicketCard(ticket.id)).await?;
    Ok(cards.iter().any(|card| card.conversation == conversation.id))
}

/// What the requester was told of people no longer holds: those sentences now tell it as past.
pub(crate) async fn end_notices(
    tx: &mut (impl Deliveries + Outbox + ?Sized),
    ticket: TicketId,
) -> Result<(), StoreError> {
    for notice in TicketNotice::WHILE_OPEN {
        refresh(tx, &Subject::TicketNotice(ticket, notice)).await?;
    }
    refresh_endings(tx, ticket).await
}

/// Whether a ticket is open decides what its earlier endings, and the offers to reopen it, have to say.
pub(crate) async fn refresh_endings(
    tx: &mut (impl Deliveries + Outbox + ?Sized),
    ticket: TicketId,
) -> Result<(), StoreError> {
    refresh(tx, &Subject::Ending(ticket)).await?;
    refresh(tx, &Subject::ReopenOffer(ticket)).await
}

/// Tells the requester something about their ticket.
pub(crate) async fn notify_requester(
    tx: &mut (impl Inquiries + Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
    notice: TicketNotice,
) -> Result<(), StoreError> {
    if let Some(inquiry) = tx.inquiry(ticket.inquiry).await? {
        post(tx, inquiry.conversation, Subject::TicketNotice(ticket.id, notice)).await?;
    }
    Ok(())
}

/// Tells the agents something in the ticket's thread.
pub(crate) async fn notify_agents(
    tx: &mut (impl Deliveries + Outbox + Now + ?Sized),
    ticket: &Ticket,
    notice: TicketNotice,
) -> Result<(), StoreError> {
    if let Some(thread) = ticket.thread {
        post(tx, thread, Subject::TicketNotice(ticket.id, notice)).await?;
    }
    Ok(())
}
