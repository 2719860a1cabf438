//! The story: the channel heard something.

use std::sync::Arc;

use super::heard::{Command, Heard, What};
use super::rules::Rules;
use super::{connect, finish, note, say};
use crate::delivery::{DeliveryState, Notice, Subject, TicketNotice, post, refresh};
use crate::event::Task;
use crate::handoff::Ticket;
use crate::handoff::thread::tell_agents;
use crate::id::TaskId;
use crate::inquiry::{Author, Conversation, ConversationKind, Message, Reach, Stage};
use crate::people::{Person, rights};
use crate::store::{Store, StoreError, Transaction};

/// Tries after which a message in an unknown thread no longer waits for the thread's root to be noted.
const PATIENT_TRIES: u32 = 8;

/// Acts on something heard, once, and ends its task in the same transaction.
pub async fn receive(
    store: &dyn Store,
    rules: &Arc<Rules>,
    heard: Heard,
    task: TaskId,
    attempts: u32,
) -> Result<(), StoreError> {
    let rules = rules.clone();
    let tenant = heard.tenant.clone();
    store
        .transact(&tenant, move |tx| {
            Box::pin(async move {
                if attempts < PATIENT_TRIES && note::comes_before_its_thread(tx, &heard.conversation).await? {
                    return Err(StoreError::Unavailable("the thread's root is still on its way".into()));
                }
                take_in(tx, &rules, heard).await?;
                finish(tx, task).await
            })
        })
        .await
}

async fn take_in(tx: &mut dyn Transaction, rules: &Rules, heard: Heard) -> Result<(), StoreError> {
    if heard.what == What::Ignored {
        return Ok(());
    }
    let person = match &heard.from {
        Some(speaker) => Some(note::person(tx, speaker).await?),
        None => None,
    };
    let conversation = note::conversation(tx, rules, &heard, person.as_ref()).await?;
    match heard.what {
        What::Installed => installed(tx, conversation).await,
        What::Uninstalled => uninstalled(tx, conversation).await,
        What::MembersChanged => members_changed(tx, &conversation).await,
        What::Edited { remote_id, text } => edited(tx, &conversation, &remote_id, Some(text)).await,
        What::Deleted { remote_id } => edited(tx, &conversation, &remote_id, None).await,
        What::Said { text, attachments, mentions_bot, command } => {
            let Some(person) = person else { return Ok(()) };
            let said = say::Saying { text, attachments, mentions_bot, command, remote_id: heard.activity_id };
            said_by(tx, rules, &conversation, &person, said).await
        }
        What::Ignored => Ok(()),
    }
}

async fn said_by(
    tx: &mut dyn Transaction,
    rules: &Rules,
    conversation: &Conversation,
    person: &Person,
    said: say::Saying,
) -> Result<(), StoreError> {
    if let (Some(Command::Connect(team)), true) = (&said.command, said.mentions_bot || is_personal(conversation)) {
        return connect::connect(tx, rules, conversation, person, team).await;
    }
    if let Some(ticket) = ticket_here(tx, conversation).await? {
        return say::as_agent(tx, conversation, person, ticket, said).await;
    }
    if said.mentions_bot && looks_for_a_ticket(tx, conversation, person, &said).await? {
        return post(tx, conversation.id, Subject::Notice(Notice::NoTicketHere)).await.map(drop);
    }
    if said.mentions_bot || is_personal(conversation) {
        return say::as_requester(tx, rules, conversation, person, said).await;
    }
    Ok(())
}

/// The ticket whose thread this is, or was before it went elsewhere.
async fn ticket_here(tx: &mut dyn Transaction, thread: &Conversation) -> Result<Option<Ticket>, StoreError> {
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

/// An agent who replies in a thread of the agents' channel in which they have asked nothing means a ticket: its card may
/// stand there without our knowledge, when nobody could tell whether it was sent.
async fn looks_for_a_ticket(
    tx: &mut dyn Transaction,
    thread: &Conversation,
    person: &Person,
    said: &say::Saying,
) -> Result<bool, StoreError> {
    let is_root = thread.remote_id.ends_with(&format!("={}", said.remote_id));
    if thread.parent.is_none() || is_root || said.command.is_some() {
        return Ok(false);
    }
    if tx.latest_inquiry(thread.id, person.id).await?.is_some() {
        return Ok(false);
    }
    for team in tx.teams().await? {
        if team.channel == thread.parent && rights::as_agent(tx, person, &team).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_personal(conversation: &Conversation) -> bool {
    conversation.kind == ConversationKind::Personal
}

/// Greets once, although the channel tells of an installation twice.
async fn installed(tx: &mut dyn Transaction, conversation: Conversation) -> Result<(), StoreError> {
    tx.set_reach(conversation.id, Reach::Reachable).await?;
    if conversation.greeted {
        return Ok(());
    }
    let id = conversation.id;
    tx.save_conversation(&Conversation { greeted: true, reach: Reach::Reachable, ..conversation }).await?;
    post(tx, id, Subject::Welcome).await?;
    Ok(())
}

async fn uninstalled(tx: &mut dyn Transaction, conversation: Conversation) -> Result<(), StoreError> {
    let person = conversation.person;
    let id = conversation.id;
    tx.save_conversation(&Conversation { greeted: false, ..conversation }).await?;
    tx.set_reach(id, Reach::Uninstalled).await?;
    if let Some(person) = person {
        for ticket in tx.tickets_of(person, 20).await? {
            if ticket.state.is_open() {
                tell_agents(tx, &ticket, TicketNotice::Unreachable).await?;
            }
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
            tx.enqueue(Task::ReadRoster { channel, hourly: false }).await?;
        }
    }
    Ok(())
}

/// An edit changes what is stored and what was carried to the other side; where people have the inquiry, the agents are told
/// of a requester's.
async fn edited(
    tx: &mut dyn Transaction,
    conversation: &Conversation,
    remote_id: &str,
    text: Option<String>,
) -> Result<(), StoreError> {
    let Some(message) = tx.message_by_remote(conversation.id, remote_id).await? else { return Ok(()) };
    let text = text.unwrap_or_default();
    if text == message.text {
        return Ok(());
    }
    let (id, inquiry, author) = (message.id, message.inquiry, message.author);
    tx.save_message(&Message { text, ..message }).await?;
    refresh(tx, &Subject::Relay(id)).await?;
    let stage = tx.inquiry(inquiry).await?.map(|inquiry| inquiry.stage);
    if let (Some(Stage::People(ticket)), Author::Requester(_)) = (stage, author)
        && let Some(ticket) = tx.ticket(ticket).await?
    {
        refresh(tx, &Subject::TicketCard(ticket.id)).await?;
        tell_agents(tx, &ticket, TicketNotice::RequesterEdited).await?;
    }
    Ok(())
}
