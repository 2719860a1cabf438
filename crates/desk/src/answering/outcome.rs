//! What became of a guess: the evidence by which the assistant learns how far to trust itself.
//!
//! A guess is judged by whoever knows: the requester who rates or chooses, the agent whose draft shows which entry was
//! the right one, or who says that it was not. The word of somebody who knows better replaces an earlier one; nobody's word counts twice.

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::id::{EntryId, InquiryId, MessageId, PersonId};
use crate::inquiry::{Guess, Inquiries, Message, MessageKind, Reply};
use crate::store::{Now, StoreError};

/// Whether a guess was right, as far as is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What the assistant said.
    pub message: MessageId,
    /// Who had asked.
    pub requester: PersonId,
    /// What it had thought best.
    pub guess: Guess,
    /// Whether that was the right entry, with a right answer.
    pub right: bool,
    /// How this is known.
    pub basis: Basis,
    /// Since when.
    pub at: OffsetDateTime,
}

/// How an outcome is known. A later one of these replaces an earlier one, never the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The requester asked for a person after an answer, without a word about it.
    AskedForPerson,
    /// The requester chose one of several entries.
    Chosen,
    /// The requester said whether the answer helped.
    Rated,
    /// An agent said that it was wrong.
    Refuted,
    /// The agents' draft became an entry, or a wording or a correction of one.
    Drafted,
}

/// Rows that could be read. One that is damaged keeps no others from use: the rest says nearly as much.
#[derive(Debug, Clone, PartialEq)]
pub struct Readable<T> {
    /// What they say.
    pub rows: Vec<T>,
    /// How many more there are of which nobody knows what they say.
    pub damaged: usize,
}

/// The outcomes of a tenant.
#[async_trait]
pub trait Outcomes: Send {
    /// Of one message.
    async fn outcome(&mut self, message: MessageId) -> Result<Option<Outcome>, StoreError>;
    /// Adds an outcome or replaces the one of that message.
    async fn save_outcome(&mut self, outcome: &Outcome) -> Result<(), StoreError>;
    /// Forgets the outcome of a message.
    async fn remove_outcome(&mut self, message: MessageId) -> Result<(), StoreError>;
    /// The newest, newest first. Those of a clock that was ahead, dated in the future, come last: nobody knows when they were noted, and
    /// they would hide for as long what is noted now.
    async fn latest_outcomes(&mut self, most: u32) -> Result<Readable<Outcome>, StoreError>;
    /// The newest guesses up to this moment, whatever became of them, newest first, each with who had asked.
    async fn guesses_until(
        &mut self,
        until: OffsetDateTime,
        most: u32,
    ) -> Result<Readable<(PersonId, Guess)>, StoreError>;
}

/// Notes whether the guess behind a message was right. Nothing is noted where there was no guess, or where somebody who
/// knows better has spoken.
pub async fn note_outcome(
    tx: &mut (impl Outcomes + Now + ?Sized),
    message: &Message,
    requester: PersonId,
    right: bool,
    basis: Basis,
) -> Result<(), StoreError> {
    let Some(guess) = message.guess.clone() else { return Ok(()) };
    if tx.outcome(message.id).await?.is_some_and(|known| known.basis > basis) {
        return Ok(());
    }
    let at = tx.now();
    tx.save_outcome(&Outcome { message: message.id, requester, guess, right, basis, at }).await
}

/// Notes that a person was asked for: where an answer had been given alone, it was of no use.
pub async fn note_asked_for_person(
    tx: &mut (impl Inquiries + Outcomes + Now + ?Sized),
    inquiry: InquiryId,
    requester: PersonId,
) -> Result<(), StoreError> {
    match last_guess(tx, inquiry).await? {
        Some((message, guess)) if guess.alone => {
            note_outcome(tx, &message, requester, false, Basis::AskedForPerson).await
        }
        _ => Ok(()),
    }
}

/// Notes, after the agents' work, which entry would have been the right answer to an inquiry; `None`: none that there was.
pub async fn note_right_entry(
    tx: &mut (impl Inquiries + Outcomes + Now + ?Sized),
    inquiry: InquiryId,
    right: Option<EntryId>,
) -> Result<(), StoreError> {
    let (Some(asked), Some((message, guess))) = (tx.inquiry(inquiry).await?, last_guess(tx, inquiry).await?) else {
        return Ok(());
    };
    note_outcome(tx, &message, asked.requester, right == Some(guess.entry), Basis::Drafted).await
}

/// What the assistant said last before a handoff, answer or candidates, so far as a guess stands behind it.
pub fn refutable(messages: &[Message], handed_off: OffsetDateTime) -> Option<&Message> {
    let said = |message: &&Message| {
        let answered = matches!(&message.kind, MessageKind::Answer(Reply::Entry { .. } | Reply::Candidates { .. }));
        answered && message.guess.is_some() && message.at <= handed_off
    };
    messages.iter().rfind(said)
}

/// Notes that an agent calls a guess wrong; `wrong: false` forgets it, and what the requester has shown counts again. Returns
/// whether that is anything new.
pub async fn note_refuted(
    tx: &mut (impl Inquiries + Outcomes + Now + ?Sized),
    message: &Message,
    requester: PersonId,
    wrong: bool,
) -> Result<bool, StoreError> {
    let Some(guess) = message.guess.clone().filter(|guess| guess.refuted != wrong) else { return Ok(false) };
    let message = Message { guess: Some(Guess { refuted: wrong, ..guess }), ..message.clone() };
    tx.save_message(&message).await?;
    if wrong {
        note_outcome(tx, &message, requester, false, Basis::Refuted).await?;
    } else if tx.outcome(message.id).await?.is_some_and(|known| known.basis == Basis::Refuted) {
        tx.remove_outcome(message.id).await?;
        note_what_is_known(tx, &message, requester).await?;
    }
    Ok(true)
}

/// Forgets what [`note_right_entry`] noted: the review was taken back. What is left to know is that a person was needed.
pub async fn take_back_right_entry(
    tx: &mut (impl Inquiries + Outcomes + Now + ?Sized),
    inquiry: InquiryId,
) -> Result<(), StoreError> {
    let (Some(asked), Some((message, _))) = (tx.inquiry(inquiry).await?, last_guess(tx, inquiry).await?) else {
        return Ok(());
    };
    if tx.outcome(message.id).await?.is_some_and(|known| known.basis == Basis::Drafted) {
        tx.remove_outcome(message.id).await?;
        note_what_is_known(tx, &message, asked.requester).await?;
    }
    Ok(())
}

/// Notes what a message itself shows of its guess, of an inquiry that came to people.
async fn note_what_is_known(
    tx: &mut (impl Inquiries + Outcomes + Now + ?Sized),
    message: &Message,
    requester: PersonId,
) -> Result<(), StoreError> {
    let Some(guess) = &message.guess else { return Ok(()) };
    if guess.refuted {
        return note_outcome(tx, message, requester, false, Basis::Refuted).await;
    }
    match &message.kind {
        MessageKind::Answer(Reply::Entry { entry, helpful: Some(helpful), .. }) => {
            note_outcome(tx, message, requester, *helpful && guess.entry == *entry, Basis::Rated).await
        }
        MessageKind::Answer(Reply::Entry { entry, .. }) if !guess.alone => {
            note_outcome(tx, message, requester, guess.entry == *entry, Basis::Chosen).await
        }
        _ => note_asked_for_person(tx, message.inquiry, requester).await,
    }
}

/// The last thing that the assistant said in an inquiry from a guess.
async fn last_guess(
    tx: &mut (impl Inquiries + ?Sized),
    inquiry: InquiryId,
) -> Result<Option<(Message, Guess)>, StoreError> {
    let said = tx.messages(inquiry).await?.into_iter().rev();
    Ok(said.into_iter().find_map(|message| message.guess.clone().map(|guess| (message, guess))))
}
