//! The story: the channel tells of something.

use std::sync::Arc;

use time::Duration;

use super::answer::Question;
use super::inbound::{Command, Inbound, InboundKind};
use super::{connect, edited, finish, identify, incoming_text};
use crate::audit::Actor;
use crate::delivery::{Notice, Subject, TicketNotice, post};
use crate::event::Task;
use crate::handoff::thread::{notify_agents, relocate_all, ticket_here};
use crate::id::TaskId;
use crate::inquiry::{Conversation, ConversationKind, Reach, Stage};
use crate::people::{Person, rights};
use crate::policy::Policy;
use crate::store::{Store, StoreError, Transaction};

/// Waits after which a message in an unknown thread no longer waits for the thread's root to be noted: about two minutes.
const MOST_WAITS: u32 = 8;
/// The first of these waits; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::milliseconds(500);

/// What became of something that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// Done.
    Done,
    /// It speaks of a thread whose root is still on its way; come back after this time.
    TooEarly(Duration),
}

/// Acts on what came in, once, and ends its task in the same transaction.
pub async fn receive(
    store: &dyn Store,
    policy: &Arc<Policy>,
    inbound: Inbound,
    task: TaskId,
    waits: u32,
) -> Result<Received, StoreError> {
    let policy = policy.clone();
    let tenant = inbound.tenant.clone();
    store
        .write(&tenant, move |tx| {
            Box::pin(async move {
                if waits < MOST_WAITS && identify::comes_before_its_thread(tx, &inbound.conversation).await? {
                    return Ok(Received::TooEarly(FIRST_WAIT * 2_i32.pow(waits)));
                }
                if let Some(question) = take_in(tx, &policy, inbound).await? {
                    tx.enqueue(question.task()).await?;
                }
                finish(tx, task).await?;
                Ok(Received::Done)
            })
        })
        .await
}

/// Acts on what came in. Returns what the assistant is to answer.
pub(super) async fn take_in(
    tx: &mut dyn Transaction,
    policy: &Policy,
    inbound: Inbound,
) -> Result<Option<Question>, StoreError> {
    if inbound.what == InboundKind::Ignored {
        return Ok(None);
    }
    let person = match &inbound.from {
        Some(speaker) => Some(identify::person(tx, speaker).await?),
        None => None,
    };
    if let Some(person) = &person {
        tx.act_as(Actor::Person(person.id));
    }
    let is_told_again = inbound.what == InboundKind::Uninstalled
        && tx
            .conversation_by_remote(&inbound.conversation.remote_id)
            .await?
            .is_some_and(|known| known.reach == Reach::Uninstalled);
    let conversation = identify::conversation(tx, policy, &inbound, person.as_ref()).await?;
    let root = inbound.conversation.root_remote_id;
    if let Some(person) = person.as_ref().filter(|person| person.name.is_empty()) {
        look_up_name(tx, &conversation, person).await?;
    }
    let at = inbound.at;
    match inbound.what {
        InboundKind::Installed => installed(tx, policy, conversation).await?,
        // Teams tells of it in two ways.
        InboundKind::Uninstalled if is_told_again => tx.set_reach(conversation.id, Reach::Uninstalled).await?,
        InboundKind::Uninstalled => uninstalled(tx, policy, conversation).await?,
        InboundKind::MembersChanged => members_changed(tx, &conversation).await?,
        InboundKind::Edited { remote_id, text, attachments, mentions_bot, command } => {
            let Some(person) = person else { return Ok(None) };
            let begins_thread = root.as_ref() == Some(&remote_id);
            let said =
                incoming_text::IncomingText { text, attachments, mentions_bot, command, remote_id, begins_thread, at };
            if let Some(message) = tx.message_by_remote(conversation.id, &said.remote_id).await? {
                return edited::edited(tx, policy, (&conversation, &person), message, said).await.map(|()| None);
            }
            // Not heard before: a mention was added to what was for others, or an order was misspelt.
            let remote_id = said.remote_id.clone();
            let question = said_by(tx, policy, &conversation, &person, said).await?;
            edited::newly_heard(tx, &conversation, &remote_id).await?;
            return Ok(question);
        }
        InboundKind::Deleted { remote_id } => {
            let Some(person) = person else { return Ok(None) };
            if let Some(message) = tx.message_by_remote(conversation.id, &remote_id).await? {
                edited::deleted(tx, &person, message).await?;
            }
        }
        InboundKind::Message { text, attachments, mentions_bot, command } => {
            let Some(person) = person else { return Ok(None) };
            let said = incoming_text::IncomingText {
                text,
                attachments,
                mentions_bot,
                command,
                begins_thread: root.as_ref() == Some(&inbound.activity_id),
                remote_id: inbound.activity_id,
                at,
            };
            return said_by(tx, policy, &conversation, &person, said).await;
        }
        InboundKind::Ignored => {}
    }
    Ok(None)
}

/// The channel knows the name of everybody in a conversation: asked once a day for somebody without one.
async fn look_up_name(
    tx: &mut dyn Transaction,
    conversation: &Conversation,
    person: &Person,
) -> Result<(), StoreError> {
    let channel = conversation.parent.unwrap_or(conversation.id);
    let day = tx.now().date();
    if tx.claim_idempotency_key(&format!("name {} {channel} {day}", person.id)).await? {
        tx.enqueue_unless_waiting(Task::ReadRoster { channel, hourly: false }).await?;
    }
    Ok(())
}

async fn said_by(
    tx: &mut dyn Transaction,
    policy: &Policy,
    conversation: &Conversation,
    person: &Person,
    said: incoming_text::IncomingText,
) -> Result<Option<Question>, StoreError> {
    if let (Some(Command::Connect(team)), true) = (&said.command, said.mentions_bot || is_personal(conversation)) {
        return connect::connect(tx, policy, conversation, person, team.as_deref()).await.map(|()| None);
    }
    if let Some(ticket) = ticket_here(tx, conversation).await? {
        return incoming_text::as_agent(tx, policy, conversation, person, ticket, said).await.map(|()| None);
    }
    if said.mentions_bot && looks_for_a_ticket(tx, policy, conversation, person, &said).await? {
        return post(tx, conversation.id, Subject::Notice(Notice::NoTicketHere)).await.map(|_posted| None);
    }
    if said.mentions_bot || is_personal(conversation) {
        return incoming_text::as_requester(tx, policy, conversation, person, said).await;
    }
    Ok(None)
}

/// An agent who replies in a thread of the agents' channel in which they have asked nothing means a ticket: its card may
/// stand there without our knowledge, when nobody could tell whether it was sent.
async fn looks_for_a_ticket(
    tx: &mut dyn Transaction,
    policy: &Policy,
    thread: &Conversation,
    person: &Person,
    said: &incoming_text::IncomingText,
) -> Result<bool, StoreError> {
    if thread.parent.is_none() || said.begins_thread || said.command.is_some() {
        return Ok(false);
    }
    if tx.latest_inquiry(thread.id, person.id).await?.is_some() {
        return Ok(false);
    }
    for team in tx.teams().await? {
        if team.channel == thread.parent && rights::as_agent(tx, &policy.access, person, &team).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_personal(conversation: &Conversation) -> bool {
    conversation.kind == ConversationKind::Personal
}

/// Greets once, although the channel tells of an installation twice.
async fn installed(tx: &mut dyn Transaction, policy: &Policy, conversation: Conversation) -> Result<(), StoreError> {
    tx.set_reach(conversation.id, Reach::Reachable).await?;
    if !is_personal(&conversation) {
        // Tickets that waited for this channel come now.
        relocate_all(tx, policy.remind_after).await?;
    }
    if conversation.greeted {
        return Ok(());
    }
    let id = conversation.id;
    tx.save_conversation(&Conversation { greeted: true, reach: Reach::Reachable, ..conversation }).await?;
    post(tx, id, Subject::Welcome).await?;
    Ok(())
}

async fn uninstalled(tx: &mut dyn Transaction, policy: &Policy, conversation: Conversation) -> Result<(), StoreError> {
    let person = conversation.person;
    let personal = is_personal(&conversation);
    let id = conversation.id;
    tx.save_conversation(&Conversation { greeted: false, ..conversation }).await?;
    tx.set_reach(id, Reach::Uninstalled).await?;
    if !personal {
        relocate_all(tx, policy.remind_after).await?;
    }
    if let Some(person) = person {
        // People have at most one inquiry of a chat: the latest.
        let stage = tx.latest_inquiry(id, person).await?.map(|inquiry| inquiry.stage);
        if let Some(Stage::People(ticket)) = stage
            && let Some(ticket) = tx.ticket(ticket).await?
        {
            notify_agents(tx, &ticket, TicketNotice::Unreachable).await?;
        }
    }
    Ok(())
}

async fn members_changed(tx: &mut dyn Transaction, conversation: &Conversation) -> Result<(), StoreError> {
    let connected: Vec<_> = tx.teams().await?.into_iter().filter_map(|team| team.channel).collect();
    for channel in connected {
        let same_team = tx
            .conversation(channel)
            .await?
            .is_some_and(|known| known.team_remote_id.is_some() && known.team_remote_id == conversation.team_remote_id);
        if same_team {
            tx.enqueue_unless_waiting(Task::ReadRoster { channel, hourly: false }).await?;
        }
    }
    Ok(())
}
