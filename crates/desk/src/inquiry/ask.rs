//! The verb: somebody writes to the desk.

use time::{Duration, OffsetDateTime};

use super::matter::{Kind, is_another_try, kind};
use super::{
    Attachment, Author, Conversation, Ending, Inquiries, Inquiry, Message, MessageKind, Reply, Stage, is_follow_up,
    says_not_solved,
};
use crate::event::{Event, Outbox};
use crate::id::{InquiryId, MessageId, TicketId};
use crate::language::Language;
use crate::people::Person;
use crate::store::{Now, StoreError};

/// After so long a silence a new message opens a new inquiry. Half an hour: people come back from a meeting, not from lunch.
pub(crate) const SILENCE: Duration = Duration::minutes(30);

/// Within so short a time a message that follows an unanswered one belongs to it: people send details after the question.
const SAME_BREATH: Duration = Duration::minutes(2);
/// What somebody wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMessage {
    /// Plain text.
    pub text: String,
    /// Pictures and files.
    pub attachments: Vec<Attachment>,
    /// The channel's id of the message.
    pub remote_id: Option<String>,
    /// When it reached us.
    pub at: OffsetDateTime,
}

/// Who will react to it.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// The assistant is to answer it: whoever has it taken down sees to that.
    Assistant(Inquiry, Message),
    /// People have the inquiry; the caller carries the message to them.
    People(TicketId, Message),
}

/// Takes down what a requester wrote: into the inquiry that is open, or into a new one. `latest`: their latest inquiry there.
pub async fn ask(
    tx: &mut (impl Inquiries + Outbox + Now + ?Sized),
    latest: Option<Inquiry>,
    conversation: &Conversation,
    requester: &Person,
    said: NewMessage,
) -> Result<Asked, StoreError> {
    if let Some(inquiry) = &latest
        && let Stage::People(ticket) = inquiry.stage
    {
        let message = take_down(tx, inquiry.clone(), (conversation, requester), said).await?;
        return Ok(Asked::People(ticket, message));
    }
    let inquiry = match latest {
        Some(inquiry) if continues(tx, &inquiry, (&said.text, said.at)).await? => {
            Inquiry { stage: Stage::Assistant, ..inquiry }
        }
        previous => {
            leave_behind(tx, previous).await?;
            open(tx, conversation, requester, &said)
        }
    };
    let message = take_down(tx, inquiry.clone(), (conversation, requester), said).await?;
    tx.record(Event::InquiryAsked { inquiry: inquiry.id, message: message.id }).await?;
    Ok(Asked::Assistant(inquiry, message))
}

/// Whether a text belongs to the inquiry that is open: a follow-up, a word that it is not solved, another try at a question
/// that found no answer, or a piece of a question that comes in pieces. `at`: when it reached us.
pub(crate) async fn continues(
    tx: &mut (impl Inquiries + ?Sized),
    inquiry: &Inquiry,
    (text, at): (&str, OffsetDateTime),
) -> Result<bool, StoreError> {
    let is_over = match inquiry.stage {
        Stage::Assistant => false,
        // "Helpful" was pressed too early.
        Stage::Ended(Ending::Solved) => !says_not_solved(text),
        Stage::People(_) | Stage::Ended(Ending::Closed | Ending::LeftBehind) => true,
    };
    if is_over {
        return Ok(false);
    }
    let messages = tx.messages(inquiry.id).await?;
    let silent_for = silence_before(&messages, at);
    if silent_for > SILENCE {
        return Ok(false);
    }
    if is_follow_up(text) || says_not_solved(text) {
        return Ok(true);
    }
    let answered = match messages.last().map(|message| &message.kind) {
        // What has not helped is no answer.
        Some(MessageKind::Answer(Reply::Entry { helpful: Some(false), .. })) => None,
        Some(MessageKind::Answer(Reply::Entry { .. })) => return Ok(false),
        Some(MessageKind::Answer(reply)) => Some(reply),
        _ => None,
    };
    let by_requester = messages.iter().filter(|message| matches!(message.author, Author::Requester(_)));
    let asked: Vec<&str> = by_requester.map(|message| message.text.as_str()).collect();
    if asked.iter().any(|earlier| is_another_try(earlier, text)) {
        return Ok(true);
    }
    Ok(silent_for <= SAME_BREATH && is_a_piece(&asked, matches!(answered, Some(Reply::Candidates { .. })), text))
}

/// How long nobody had spoken when something was written. What waited in a queue is measured by when it came, so that
/// what was said after it came does not count.
fn silence_before(messages: &[Message], at: OffsetDateTime) -> Duration {
    messages.iter().filter(|message| message.at <= at).map(|message| at - message.at).min().unwrap_or_default()
}

/// Whether a text completes what was asked a moment ago. `offered`: there were entries to choose from, so that what was asked
/// made sense by itself.
fn is_a_piece(asked: &[&str], offered: bool, text: &str) -> bool {
    let kinds: Vec<Kind> = asked.iter().map(|earlier| kind(earlier)).collect();
    match kind(text) {
        Kind::Statement => true,
        Kind::Words => !offered && kinds.contains(&Kind::Question),
        // The topic came first; now comes the question. A second question is another matter.
        Kind::Question => {
            kinds.iter().all(|kind| *kind == Kind::Statement) || (!offered && !kinds.contains(&Kind::Question))
        }
    }
}

async fn leave_behind(tx: &mut (impl Inquiries + ?Sized), previous: Option<Inquiry>) -> Result<(), StoreError> {
    match previous {
        Some(inquiry) if inquiry.stage == Stage::Assistant => {
            tx.save_inquiry(&Inquiry { stage: Stage::Ended(Ending::LeftBehind), ..inquiry }).await
        }
        _ => Ok(()),
    }
}

fn open(tx: &mut (impl Now + ?Sized), conversation: &Conversation, requester: &Person, said: &NewMessage) -> Inquiry {
    let (text, now) = (said.text.as_str(), tx.now());
    Inquiry {
        id: InquiryId::new(tx.fresh()),
        requester: requester.id,
        conversation: conversation.id,
        language: if text.is_empty() { conversation.language } else { Language::of_text(text) },
        stage: Stage::Assistant,
        opened_at: said.at,
        last_at: now,
    }
}

/// Takes down what a requester wrote, into an inquiry.
pub(crate) async fn take_down(
    tx: &mut (impl Inquiries + Now + ?Sized),
    inquiry: Inquiry,
    (conversation, requester): (&Conversation, &Person),
    said: NewMessage,
) -> Result<Message, StoreError> {
    let message = Message {
        id: MessageId::new(tx.fresh()),
        inquiry: inquiry.id,
        number: 0,
        author: Author::Requester(requester.id),
        kind: MessageKind::Said,
        text: said.text,
        attachments: said.attachments,
        at: said.at,
        conversation: Some(conversation.id),
        remote_id: said.remote_id,
        guess: None,
    };
    let last_at = tx.now();
    tx.save_with_message(&Inquiry { last_at, ..inquiry }, message).await
}
