//! What a requester does with something that the assistant said.

use super::{ActionMessage, Refusal, opened_since};
use crate::answering::{Basis, note_outcome, own_groups};
use crate::delivery::{Subject, TicketNotice, post, refresh};
use crate::event::Event;
use crate::faq::Entry;
use crate::feedback::{RateError, rate};
use crate::handoff::hand_off;
use crate::id::{EntryId, MessageId};
use crate::inquiry::{Inquiry, Message, MessageKind, Reply, Stage};
use crate::people::Person;
use crate::policy::Policy;
use crate::store::{StoreError, Transaction};

/// What is wanted of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerAction {
    /// It helped, or did not.
    Rate { helpful: bool },
    /// This one of the offered entries is meant.
    Choose { entry: EntryId },
    /// A person shall help.
    RequestHandoff,
}

impl AnswerAction {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Rate { .. } => "answer.rate",
            Self::Choose { .. } => "candidate.choose",
            Self::RequestHandoff => "handoff.request",
        }
    }
}

pub(super) async fn perform(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    (id, round): (MessageId, Option<i64>),
    action: AnswerAction,
) -> Result<Subject, Refusal> {
    match action {
        AnswerAction::Rate { helpful } => rate_answer(tx, person, id, helpful).await,
        AnswerAction::Choose { entry } => choose(tx, person, id, entry).await,
        AnswerAction::RequestHandoff => want_person(tx, policy, person, (id, round)).await,
    }
}

async fn rate_answer(
    tx: &mut dyn Transaction,
    person: &Person,
    message: MessageId,
    helpful: bool,
) -> Result<Subject, Refusal> {
    match rate(tx, person.id, message, helpful).await {
        Ok(message) => Ok(Subject::Answer(message.id)),
        Err(RateError::Missing) => Err(ActionMessage::Missing.into()),
        Err(RateError::NotYours) => Err(ActionMessage::NotYours.into()),
        Err(RateError::Store(error)) => Err(error.into()),
    }
}

/// The requester's own message and inquiry, or a refusal.
async fn own(tx: &mut dyn Transaction, person: &Person, message: MessageId) -> Result<(Message, Inquiry), Refusal> {
    let message = tx.message(message).await?.ok_or(ActionMessage::Missing)?;
    let inquiry = tx.inquiry(message.inquiry).await?.ok_or(ActionMessage::Missing)?;
    if inquiry.requester != person.id {
        return Err(ActionMessage::NotYours.into());
    }
    Ok((message, inquiry))
}

/// A candidate that the requester chose becomes the answer. Only what was offered can be chosen.
async fn choose(
    tx: &mut dyn Transaction,
    person: &Person,
    message: MessageId,
    entry: EntryId,
) -> Result<Subject, Refusal> {
    let (mut message, _) = own(tx, person, message).await?;
    match &message.kind {
        MessageKind::Answer(Reply::Candidates { entries }) if entries.contains(&entry) => {}
        MessageKind::Answer(Reply::Entry { entry: chosen, .. }) if *chosen == entry => {
            return Ok(Subject::Answer(message.id));
        }
        _ => return Err(ActionMessage::Missing.into()),
    }
    let known = tx.entry(entry).await?.filter(|entry| !entry.retired).ok_or(ActionMessage::Missing)?;
    if !may_still_see(tx, person, &message, &known).await? {
        return Err(ActionMessage::Missing.into());
    }
    // Confidence 1: the requester has said that this is their question.
    let reply = Reply::Entry { entry, version: known.version, confidence: 1.0, helpful: None };
    message.kind = MessageKind::Answer(reply);
    tx.save_message(&message).await?;
    tx.record(Event::CandidateChosen { message: message.id, entry }).await?;
    let right = message.guess.as_ref().is_some_and(|guess| guess.entry == entry);
    note_outcome(tx, &message, person.id, right, Basis::Chosen).await?;
    refresh(tx, &Subject::Answer(message.id)).await?;
    Ok(Subject::Answer(message.id))
}

/// Whether somebody may still see an entry that was offered to them in this message. Its audience was checked when it
/// was offered, so it is checked again only where it has changed since.
async fn may_still_see(
    tx: &mut dyn Transaction,
    person: &Person,
    offered: &Message,
    entry: &Entry,
) -> Result<bool, StoreError> {
    let versions = tx.entry_versions(entry.id).await?;
    let then = versions.iter().rfind(|version| version.at <= offered.at);
    if then.is_some_and(|then| then.entry.audience == entry.audience) {
        return Ok(true);
    }
    Ok(entry.audience.admits(&own_groups(tx, person).await?))
}

async fn want_person(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    (message, round): (MessageId, Option<i64>),
) -> Result<Subject, Refusal> {
    let (message, inquiry) = own(tx, person, message).await?;
    let shown = Subject::Answer(message.id);
    let tickets = tx.tickets_of_inquiry(inquiry.id).await?;
    if matches!(inquiry.stage, Stage::People(_)) || opened_since(&tickets, round) {
        return Ok(shown);
    }
    let latest = tx.latest_inquiry(inquiry.conversation, person.id).await?;
    if let Some(Inquiry { id, stage: Stage::People(open), .. }) = latest
        && id != inquiry.id
    {
        // Two tickets in one chat would mix; the one that is open hears everything.
        post(tx, inquiry.conversation, Subject::TicketNotice(open, TicketNotice::AlreadyWithPeople)).await?;
        return Ok(shown);
    }
    // A handoff asked for after a ticket has ended is a new one, a second press is not.
    let ended = tickets.iter().filter(|ticket| !ticket.state.is_open()).count();
    if !tx.claim_idempotency_key(&format!("handoff {} {ended}", inquiry.id)).await? {
        return Ok(shown);
    }
    hand_off(tx, inquiry, policy.remind_after).await?;
    Ok(shown)
}
