//! Somebody wrote: as a requester, or as an agent in a ticket's thread.

use time::{Duration, OffsetDateTime};

use super::answer::Question;
use super::inbound::Command;
use crate::answering::{Courtesy, courtesy};
use crate::audit::Target;
use crate::delivery::{Notice, Subject, TicketNotice, post};
use crate::event::Event;
use crate::handoff::{
    self, MAX_TEXT, ReopenError, Ticket, TicketError, TicketState, Words, hand_off, note, reopen, reply,
};
use crate::id::TicketId;
use crate::inquiry::{
    Asked, Attachment, Conversation, Ending, Inquiry, Message, NewMessage, SILENCE, Stage, ask, is_follow_up,
    says_not_solved, take_down as take_down_words,
};
use crate::learning::{is_marked, withdraw, withdraw_marked};
use crate::people::{Person, rights};
use crate::policy::Policy;
use crate::store::{StoreError, Transaction};

/// Within so long after the last message, "still not solved" is taken to mean the ticket that was closed.
const NOT_SOLVED_WITHIN: Duration = Duration::days(7);

/// What was written.
pub(super) struct IncomingText {
    pub(super) text: String,
    pub(super) attachments: Vec<Attachment>,
    pub(super) mentions_bot: bool,
    pub(super) command: Option<Command>,
    pub(super) remote_id: String,
    /// It is the message with which its thread begins.
    pub(super) begins_thread: bool,
    /// When it reached us; it may have waited since.
    pub(super) at: OffsetDateTime,
}

impl From<IncomingText> for NewMessage {
    fn from(incoming: IncomingText) -> Self {
        Self {
            text: incoming.text,
            attachments: incoming.attachments,
            remote_id: Some(incoming.remote_id),
            at: incoming.at,
        }
    }
}

/// A requester's words: an order, something for the people who have the inquiry, a courtesy, or a question, which is returned.
pub(super) async fn as_requester(
    tx: &mut dyn Transaction,
    policy: &Policy,
    conversation: &Conversation,
    person: &Person,
    incoming: IncomingText,
) -> Result<Option<Question>, StoreError> {
    let latest = tx.latest_inquiry(conversation.id, person.id).await?;
    match incoming.command {
        Some(Command::Help) => return tell(tx, conversation, Subject::Help).await.map(|()| None),
        // While people have an inquiry, it is they who are asked; the list says at once who has it.
        Some(Command::HowItStands) if latest.as_ref().is_some_and(|latest| latest.stage.is_with_people()) => {
            tell(tx, conversation, Subject::MyInquiries(person.id)).await?;
        }
        Some(Command::MyInquiries | Command::HowItStands) => {
            return tell(tx, conversation, Subject::MyInquiries(person.id)).await.map(|()| None);
        }
        Some(Command::Person) => {
            return want_person(tx, policy, conversation, person, latest).await.map(|()| None);
        }
        Some(Command::Connect(_)) => {
            return tell(tx, conversation, Subject::Notice(Notice::ConnectInChannel)).await.map(|()| None);
        }
        // To a requester it is a word as any other.
        Some(Command::Button) | None => {}
    }
    if incoming.text.trim().is_empty() && incoming.attachments.is_empty() {
        return tell(tx, conversation, Subject::Notice(Notice::NothingToRead)).await.map(|()| None);
    }
    if incoming.text.chars().count() > MAX_TEXT {
        return tell(tx, conversation, Subject::Notice(Notice::TooLong)).await.map(|()| None);
    }
    if let Some((inquiry, ticket)) = not_solved(tx, latest.as_ref(), &incoming.text).await? {
        // The words go to the agents when the ticket is reopened.
        take_down_words(tx, inquiry, (conversation, person), incoming.into()).await?;
        return tell(tx, conversation, Subject::ReopenOffer(ticket)).await.map(|()| None);
    }
    if let Some(ended) = latest.as_ref().filter(|_| is_marked(&incoming.text)) {
        withdraw_what_is_marked(tx, ended).await?;
        if ended.stage == Stage::Ended(Ending::Closed) && only_marks(&incoming.text) {
            // Kept with what it is about: another close of the ticket is not learned from either.
            take_down_words(tx, ended.clone(), (conversation, person), incoming.into()).await?;
            return tell(tx, conversation, Subject::Notice(Notice::NotLearned)).await.map(|()| None);
        }
    }
    let stage = latest.as_ref().map(|inquiry| inquiry.stage);
    if !matches!(stage, Some(Stage::People(_)))
        && incoming.attachments.is_empty()
        && let Some(courtesy) = courtesy(&incoming.text)
        && !points_back(courtesy, stage, &incoming.text)
    {
        return tell(tx, conversation, Subject::Courtesy(courtesy)).await.map(|()| None);
    }
    match ask(tx, latest, conversation, person, incoming.into()).await? {
        Asked::Assistant(inquiry, message) => {
            Ok(Some(Question { inquiry, message, conversation: conversation.clone(), requester: person.clone() }))
        }
        Asked::People(ticket, message) => {
            let thread = tx.ticket(ticket).await?.and_then(|ticket| ticket.thread);
            tx.record(Event::MessageSaid { inquiry: message.inquiry, message: message.id }).await?;
            // Without a thread the message waits in the inquiry and is shown when a channel is connected.
            if let Some(thread) = thread {
                tell_in(tx, thread, Subject::Relay(message.id)).await?;
            }
            Ok(None)
        }
    }
}

/// Somebody says of an inquiry that it is not for others: what was learned from its closed tickets is withdrawn.
pub(super) async fn withdraw_what_is_marked(tx: &mut dyn Transaction, inquiry: &Inquiry) -> Result<(), StoreError> {
    for ticket in tx.tickets_of_inquiry(inquiry.id).await? {
        withdraw_marked(tx, &ticket).await?;
    }
    Ok(())
}

/// Whether a text says that a matter is confidential, and nothing else but courtesies.
fn only_marks(text: &str) -> bool {
    let clauses = text.split(['、', '。', ',', '.', '!', '！', '\n']).filter(|clause| !clause.trim().is_empty());
    clauses.into_iter().all(|clause| is_marked(clause) || courtesy(clause).is_some())
}

/// "Not solved" in words, where people had it last: the closed ticket that is meant.
async fn not_solved(
    tx: &mut dyn Transaction,
    latest: Option<&Inquiry>,
    text: &str,
) -> Result<Option<(Inquiry, TicketId)>, StoreError> {
    let Some(inquiry) = latest.filter(|inquiry| inquiry.stage == Stage::Ended(Ending::Closed)) else { return Ok(None) };
    if tx.now() - inquiry.last_at > NOT_SOLVED_WITHIN || !says_not_solved(text) {
        return Ok(None);
    }
    let ticket = tx.tickets_of_inquiry(inquiry.id).await?.into_iter().next();
    let closed = ticket.filter(|ticket| matches!(ticket.state, TicketState::Closed { .. }));
    Ok(closed.map(|ticket| (inquiry.clone(), ticket.id)))
}

/// "それは？" right after a question is a follow-up, not a courtesy.
fn points_back(courtesy: Courtesy, stage: Option<Stage>, text: &str) -> bool {
    courtesy == Courtesy::Unclear && stage == Some(Stage::Assistant) && is_follow_up(text)
}

/// Who asks for a person right after the end means what has just ended.
async fn want_person(
    tx: &mut dyn Transaction,
    policy: &Policy,
    conversation: &Conversation,
    person: &Person,
    latest: Option<Inquiry>,
) -> Result<(), StoreError> {
    let Some(inquiry) = latest else {
        return tell(tx, conversation, Subject::Notice(Notice::AskFirst)).await;
    };
    let just_now = tx.now() - inquiry.last_at <= SILENCE;
    match inquiry.stage {
        Stage::People(ticket) => {
            tell(tx, conversation, Subject::TicketNotice(ticket, TicketNotice::AlreadyWithPeople)).await
        }
        Stage::Assistant => hand_off(tx, inquiry, policy.remind_after).await,
        Stage::Ended(Ending::Closed) if just_now => match tx.tickets_of_inquiry(inquiry.id).await?.into_iter().next() {
            Some(ticket) => again(tx, policy, person, ticket).await,
            None => hand_off(tx, inquiry, policy.remind_after).await,
        },
        Stage::Ended(Ending::Solved) if just_now => hand_off(tx, inquiry, policy.remind_after).await,
        Stage::Ended(_) => tell(tx, conversation, Subject::Notice(Notice::AskFirst)).await,
    }
}

async fn again(tx: &mut dyn Transaction, policy: &Policy, person: &Person, ticket: Ticket) -> Result<(), StoreError> {
    match reopen(tx, person.id, ticket.id, policy.remind_after).await {
        Err(ReopenError::Store(error)) => Err(error),
        Ok(reopened) => withdraw(tx, &reopened).await,
        // Open already, here or in another ticket: people are on it.
        Err(_) => Ok(()),
    }
}

/// An agent's words in a ticket's thread: to the requester when they mention the bot, among the agents otherwise.
pub(super) async fn as_agent(
    tx: &mut dyn Transaction,
    policy: &Policy,
    thread: &Conversation,
    person: &Person,
    ticket: Ticket,
    incoming: IncomingText,
) -> Result<(), StoreError> {
    let team = tx.team(ticket.team).await?;
    let agent = match &team {
        Some(team) => rights::as_agent(tx, &policy.access, person, team).await?,
        None => None,
    };
    let Some(agent) = agent else {
        return if incoming.mentions_bot { refuse_reply(tx, thread, &ticket).await } else { Ok(()) };
    };
    if is_marked(&incoming.text) {
        withdraw_marked(tx, &ticket).await?;
    }
    let is_empty = incoming.text.trim().is_empty() && incoming.attachments.is_empty();
    if !incoming.mentions_bot && is_empty {
        // Nothing that can be read; kept, it would look as if it had been deleted.
        return Ok(());
    }
    if !incoming.mentions_bot {
        return done(note(tx, &agent, &ticket, words(thread, incoming)).await);
    }
    if is_empty {
        return tell(tx, thread, Subject::Notice(Notice::NothingToRead)).await;
    }
    if let Some(told_instead) = not_carried(&ticket, &incoming.text, incoming.command.as_ref()) {
        if is_marked(&incoming.text) {
            // Kept with what it is about: another close of the ticket is not learned from either.
            done(note(tx, &agent, &ticket, words(thread, incoming)).await)?;
        }
        return tell(tx, thread, told_instead).await;
    }
    done(reply(tx, &agent, ticket, words(thread, incoming)).await)
}

/// What an agent has written in a thread.
fn words(thread: &Conversation, incoming: IncomingText) -> Words {
    let IncomingText { text, attachments, at, remote_id, .. } = incoming;
    Words { text, attachments, at, written_in: Some((thread.id, remote_id)) }
}

/// That an agent may write here, and that the ticket takes it, was seen before.
fn done<T>(result: Result<T, TicketError>) -> Result<(), StoreError> {
    match result {
        Err(TicketError::Store(error)) => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// An agent's note becomes a reply: they had forgotten the mention, and added it.
pub(super) async fn note_becomes_reply(
    tx: &mut dyn Transaction,
    policy: &Policy,
    thread: &Conversation,
    person: &Person,
    ticket: Ticket,
    (note, command): (Message, Option<Command>),
) -> Result<(), StoreError> {
    let agent = match tx.team(ticket.team).await? {
        Some(team) => rights::as_agent(tx, &policy.access, person, &team).await?,
        None => None,
    };
    let Some(agent) = agent else {
        return refuse_reply(tx, thread, &ticket).await;
    };
    if is_marked(&note.text) {
        withdraw_marked(tx, &ticket).await?;
    }
    if let Some(told_instead) = not_carried(&ticket, &note.text, command.as_ref()) {
        if is_marked(&note.text) {
            tx.save_message(&note).await?;
        }
        return tell(tx, thread, told_instead).await;
    }
    done(handoff::note_becomes_reply(tx, &agent, ticket, note).await)
}

/// Somebody who is no agent of its team wants to answer a ticket: they are told, and it is written down.
async fn refuse_reply(tx: &mut dyn Transaction, thread: &Conversation, ticket: &Ticket) -> Result<(), StoreError> {
    let target = Some(Target::Ticket(ticket.id));
    tx.record(Event::ActionRefused { action: "ticket.reply", target, reason: "not-an-agent" }).await?;
    tell(tx, thread, Subject::TicketNotice(ticket.id, TicketNotice::NotAnAgent)).await
}

/// What an agent is told whose words do not go to the requester. `None`: they do.
fn not_carried(ticket: &Ticket, text: &str, command: Option<&Command>) -> Option<Subject> {
    if text.chars().count() > MAX_TEXT {
        Some(Subject::Notice(Notice::TooLong))
    } else if !ticket.state.is_open() {
        Some(Subject::TicketNotice(ticket.id, TicketNotice::ClosedNotCarried))
    } else if command == Some(&Command::Button) {
        Some(Subject::TicketNotice(ticket.id, TicketNotice::PressTheCard))
    } else {
        None
    }
}

async fn tell(tx: &mut dyn Transaction, conversation: &Conversation, subject: Subject) -> Result<(), StoreError> {
    tell_in(tx, conversation.id, subject).await
}

async fn tell_in(
    tx: &mut dyn Transaction,
    conversation: crate::id::ConversationId,
    subject: Subject,
) -> Result<(), StoreError> {
    post(tx, conversation, subject).await.map(drop)
}
