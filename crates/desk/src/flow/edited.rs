//! Somebody has changed or deleted what they had written.
//!
//! Only what the author does counts: in a channel others may delete too, and what a person said stays what they said.

use super::incoming_text::{IncomingText, note_becomes_reply, withdraw_what_is_marked};
use crate::delivery::{Subject, TicketNotice, post, refresh};
use crate::event::Task;
use crate::handoff::thread::{notify_agents, ticket_here};
use crate::id::MessageId;
use crate::inquiry::{Attachment, Author, Conversation, Ending, Inquiry, Message, MessageKind, Stage};
use crate::learning::is_marked;
use crate::people::Person;
use crate::policy::Policy;
use crate::store::{StoreError, Transaction};

/// Changes what is stored and what was carried to the other side. A question that the assistant had is answered anew; a note
/// that now mentions the bot is carried.
pub(super) async fn edited(
    tx: &mut dyn Transaction,
    policy: &Policy,
    (conversation, person): (&Conversation, &Person),
    message: Message,
    edit: IncomingText,
) -> Result<(), StoreError> {
    let attachments = attachments_after(&message, edit.attachments);
    let is_empty = edit.text.trim().is_empty() && attachments.is_empty();
    let carried_now = message.kind == MessageKind::Note && edit.mentions_bot && !is_empty;
    let is_the_same = edit.text == message.text && attachments == message.attachments;
    if !is_by(&message, person) || (is_the_same && !carried_now) {
        return Ok(());
    }
    let id = message.id;
    let changed = Message { text: edit.text, attachments, ..message };
    if carried_now && let Some(ticket) = ticket_here(tx, conversation).await? {
        note_becomes_reply(tx, policy, conversation, person, ticket, (changed, edit.command)).await?;
        return confirm_carried(tx, conversation, id).await;
    }
    tx.save_message(&changed).await?;
    if is_marked(&changed.text)
        && let Some(inquiry) = tx.inquiry(changed.inquiry).await?
    {
        withdraw_what_is_marked(tx, &inquiry).await?;
    }
    tell_the_other_side(tx, &changed).await?;
    answer_anew(tx, &changed).await
}

/// What a message has attached after an edit. An edit may list nothing where something still hangs on the message, and what is
/// known of an attachment, such as that it could not be carried, is not told again.
fn attachments_after(message: &Message, listed: Vec<Attachment>) -> Vec<Attachment> {
    let names =
        |all: &[Attachment]| all.iter().map(|one| (one.name.clone(), one.media_type.clone())).collect::<Vec<_>>();
    let is_known = listed.is_empty() || names(&listed) == names(&message.attachments);
    if is_known { message.attachments.clone() } else { listed }
}

/// A message that the desk had not heard was edited, and was taken in now. Where it went to the requester as a reply,
/// nothing in the thread shows that, so its agent is told.
pub(super) async fn newly_heard(
    tx: &mut dyn Transaction,
    conversation: &Conversation,
    remote_id: &str,
) -> Result<(), StoreError> {
    match tx.message_by_remote(conversation.id, remote_id).await? {
        Some(message) => confirm_carried(tx, conversation, message.id).await,
        None => Ok(()),
    }
}

async fn confirm_carried(
    tx: &mut dyn Transaction,
    thread: &Conversation,
    message: MessageId,
) -> Result<(), StoreError> {
    let Some(message) = tx.message(message).await? else { return Ok(()) };
    let is_a_reply = matches!((message.author, &message.kind), (Author::Agent(_), MessageKind::Said));
    match ticket_here(tx, thread).await? {
        Some(ticket) if is_a_reply => {
            post(tx, thread.id, Subject::TicketNotice(ticket.id, TicketNotice::EditCarried)).await.map(drop)
        }
        _ => Ok(()),
    }
}

/// Takes back what was written: the copy on the other side says so.
pub(super) async fn deleted(tx: &mut dyn Transaction, person: &Person, message: Message) -> Result<(), StoreError> {
    if !is_by(&message, person) || message.is_deleted() {
        return Ok(());
    }
    let gone = Message { text: String::new(), attachments: Vec::new(), ..message };
    tx.save_message(&gone).await?;
    tell_the_other_side(tx, &gone).await
}

fn is_by(message: &Message, person: &Person) -> bool {
    match message.author {
        Author::Requester(author) | Author::Agent(author) => author == person.id,
        Author::Assistant => false,
    }
}

/// Brings the carried copies up to date; where people have the inquiry, the agents are told of a requester's change.
async fn tell_the_other_side(tx: &mut dyn Transaction, message: &Message) -> Result<(), StoreError> {
    refresh(tx, &Subject::Relay(message.id)).await?;
    let stage = tx.inquiry(message.inquiry).await?.map(|inquiry| inquiry.stage);
    if let (Some(Stage::People(ticket)), Author::Requester(_)) = (stage, message.author)
        && let Some(ticket) = tx.ticket(ticket).await?
    {
        refresh(tx, &Subject::TicketCard(ticket.id)).await?;
        notify_agents(tx, &ticket, TicketNotice::RequesterEdited).await?;
    }
    Ok(())
}

/// Has a changed question answered anew, unless people have it or had it, or have another one of the same chat.
async fn answer_anew(tx: &mut dyn Transaction, message: &Message) -> Result<(), StoreError> {
    let Author::Requester(requester) = message.author else { return Ok(()) };
    let Some(inquiry) = tx.inquiry(message.inquiry).await? else { return Ok(()) };
    let latest = tx.latest_inquiry(inquiry.conversation, requester).await?;
    let with_people = latest.is_some_and(|latest| latest.stage.is_with_people());
    let had_people = matches!(inquiry.stage, Stage::People(_) | Stage::Ended(Ending::Closed));
    if with_people || had_people || message.text.trim().is_empty() {
        return Ok(());
    }
    let task = Task::AnswerAnew { inquiry: inquiry.id, message: message.id };
    // `last_at` stays, so that this inquiry does not become the latest of its chat: whether its answer still stands
    // last there decides where the new one is said.
    tx.save_inquiry(&Inquiry { stage: Stage::Assistant, ..inquiry }).await?;
    tx.enqueue(task).await
}
