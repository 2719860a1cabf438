//! The story: the assistant finds something to say, for a task or for whoever has just asked (`at_once.rs`).

use time::Duration;

use super::deliver::{PreparedSend, post_and_prepare};
use super::help_desk::HelpDesk;
use super::{finish, show};
use crate::answering::{Decision, MAX_SEARCHED, own_groups, say};
use crate::audit::Actor;
use crate::delivery::{Subject, post, refresh};
use crate::event::{Event, Task};
use crate::faq::{AudienceGroup, EntryVersion};
use crate::id::{ConversationId, EntryId, InquiryId, MessageId, TaskId, TenantId};
use crate::inquiry::{
    Author, Conversation, ConversationKind, Guess, Inquiry, Message, MessageKind, Reply, Stage, is_follow_up,
    requester_words, says_not_solved, with_context,
};
use crate::language::Language;
use crate::learning::Unanswered;
use crate::outside::{Channel, Content};
use crate::people::Person;
use crate::store::{StoreError, Transaction};

/// A question that was taken in, and that the assistant is to answer.
pub(super) struct Question {
    pub(super) inquiry: Inquiry,
    pub(super) message: Message,
    pub(super) conversation: Conversation,
    pub(super) requester: Person,
}

impl Question {
    /// The task of answering it.
    pub(super) fn task(&self) -> Task {
        Task::Answer { inquiry: self.inquiry.id, message: self.message.id }
    }
}

/// What is answered, and where.
struct AnswerContext {
    inquiry: Inquiry,
    conversation: Conversation,
    asked: Asked,
}

/// What there is to think about.
pub(super) struct Asked {
    /// The message, with the question before it where it is a follow-up.
    pub(super) question: String,
    pub(super) requester: Person,
    /// The requester's audience groups.
    pub(super) groups: Vec<AudienceGroup>,
    /// They say that what was said before has not helped: no entry answers that, a person may.
    pub(super) not_solved: bool,
    /// Entries of which they have said in this inquiry that they did not help.
    pub(super) unhelpful: Vec<EntryId>,
}

/// What came of thinking.
pub(super) struct Thought {
    decision: Decision,
    /// What ranked first, whatever was decided.
    guess: Option<Guess>,
    /// The audience groups of the requester, by which it was chosen.
    groups: Vec<AudienceGroup>,
}

impl Thought {
    /// What to say.
    pub(super) fn into_decision(self) -> Decision {
        self.decision
    }
}

impl Default for Thought {
    fn default() -> Self {
        Self { decision: Decision::Unknown, guess: None, groups: Vec::new() }
    }
}

/// An answer that is ready to be sent, and the task of sending it, which this process holds.
pub type Ready = Option<(TaskId, PreparedSend)>;

/// Answers a message of an inquiry, once. Silent when people have taken over in the meantime.
pub async fn answer_question(
    help_desk: &HelpDesk,
    tenant: &TenantId,
    question: (InquiryId, MessageId),
    task: TaskId,
) -> Result<Ready, StoreError> {
    respond(help_desk, tenant, question, task, Place::New).await
}

/// Answers a message that its author has changed. Where its answer is the last thing in the chat it changes in place, right
/// beneath the question; else a new one comes, because nobody looks further up.
pub async fn answer_anew(
    help_desk: &HelpDesk,
    tenant: &TenantId,
    question: (InquiryId, MessageId),
    task: TaskId,
) -> Result<Ready, StoreError> {
    respond(help_desk, tenant, question, task, Place::OfTheLast).await
}

/// Where an answer is said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the end of the chat.
    New,
    /// In place of the answer that stands there last.
    OfTheLast,
}

async fn respond(
    help_desk: &HelpDesk,
    tenant: &TenantId,
    (inquiry, message): (InquiryId, MessageId),
    task: TaskId,
    place: Place,
) -> Result<Ready, StoreError> {
    let context = help_desk
        .store
        .read::<_, StoreError, _>(tenant, move |tx| Box::pin(async move { read(tx, inquiry, message).await }))
        .await?;
    let (context, thought) = match context {
        Some(AnswerContext { inquiry, conversation, mut asked }) => {
            help_desk.channels.typing(&conversation);
            if conversation.kind == ConversationKind::Personal {
                // A directory that cannot be reached hides what is for its groups only; the rest is still answered.
                asked.groups.extend(help_desk.directory.groups(&asked.requester).await.unwrap_or_default());
            }
            let thought = think(help_desk, tenant, &asked).await;
            (Some(AnswerContext { inquiry, conversation, asked }), thought)
        }
        None => (None, Thought::default()),
    };
    let remind_after = help_desk.policy.remind_after;
    // Nothing is noted as being sent before it is our turn: what has to wait for that waits in its chat's queue.
    let turn = match &context {
        Some(context) if help_desk.channels.turn_at_once(&context.conversation).await => Some(context.conversation.id),
        _ => None,
    };
    help_desk
        .store
        .write(tenant, move |tx| {
            Box::pin(async move {
                tx.act_as(Actor::Assistant);
                let answered = match context {
                    Some(context) => write(tx, context, message, thought, place).await?,
                    None => None,
                };
                finish(tx, task).await?;
                match answered {
                    Some(answer) => post_answer(tx, answer, turn, remind_after).await,
                    None => Ok(None),
                }
            })
        })
        .await
}

/// Has an answer sent: by whoever gave it where it is our turn in that chat, else when its turn comes.
pub(super) async fn post_answer(
    tx: &mut dyn Transaction,
    (conversation, answer, content): Given,
    turn: Option<ConversationId>,
    remind_after: Duration,
) -> Result<Ready, StoreError> {
    match content {
        Some(content) if turn == Some(conversation) => {
            post_and_prepare(tx, conversation, (Subject::Answer(answer), content), remind_after).await
        }
        _ => post(tx, conversation, Subject::Answer(answer)).await.map(|_waiting| None),
    }
}

async fn read(
    tx: &mut dyn Transaction,
    inquiry: InquiryId,
    message: MessageId,
) -> Result<Option<AnswerContext>, StoreError> {
    let Some(inquiry) = tx.inquiry(inquiry).await?.filter(|inquiry| inquiry.stage == Stage::Assistant) else {
        return Ok(None);
    };
    let (Some(conversation), Some(requester)) =
        (tx.conversation(inquiry.conversation).await?, tx.person(inquiry.requester).await?)
    else {
        return Ok(None);
    };
    let messages = tx.messages(inquiry.id).await?;
    let Some(question) = question(&messages, message) else { return Ok(None) };
    // What is for some only is not said where others read along.
    let groups = match conversation.kind {
        ConversationKind::Personal => own_groups(tx, &requester).await?,
        ConversationKind::Group | ConversationKind::Channel | ConversationKind::Thread => Vec::new(),
    };
    // As they wrote it: "that didn't work" is read with the question before it, and says so all the same.
    let not_solved = messages.iter().skip(1).any(|said| said.id == message && says_not_solved(&said.text));
    let unhelpful = unhelpful(&messages);
    let asked = Asked { question, requester, groups, not_solved, unhelpful };
    Ok(Some(AnswerContext { inquiry, conversation, asked }))
}

/// The entries that were rated as not helpful.
pub(super) fn unhelpful(messages: &[Message]) -> Vec<EntryId> {
    let rated = messages.iter().filter_map(|message| match message.kind {
        MessageKind::Answer(Reply::Entry { entry, helpful: Some(false), .. }) => Some(entry),
        _ => None,
    });
    rated.collect()
}

/// What is said where some entries have been tried in vain: these are not offered again.
fn without(decision: Decision, unhelpful: &[EntryId]) -> Decision {
    match decision {
        Decision::Answer(best) if unhelpful.contains(&best.entry) => Decision::Unknown,
        Decision::Candidates(entries) => {
            let untried: Vec<_> = entries.into_iter().filter(|entry| !unhelpful.contains(entry)).collect();
            if untried.is_empty() { Decision::Unknown } else { Decision::Candidates(untried) }
        }
        other => other,
    }
}

/// The message, with the question before it where it is a follow-up.
pub(super) fn question(messages: &[Message], message: MessageId) -> Option<String> {
    let at = messages.iter().position(|known| known.id == message)?;
    let Message { text, attachments, .. } = &messages[at];
    if text.trim().is_empty() && attachments.is_empty() {
        // Deleted in the meantime.
        return None;
    }
    let before = requester_words(&messages[..at]);
    let whole = match before.iter().rfind(|earlier| !is_follow_up(earlier)).or(before.last()) {
        Some(earlier) if is_follow_up(text) => with_context(earlier, text),
        _ => text.clone(),
    };
    Some(searched(&whole))
}

/// As much of a question as is searched.
pub(super) fn searched(question: &str) -> String {
    question.chars().take(MAX_SEARCHED).collect()
}

/// What to say.
pub(super) async fn think(help_desk: &HelpDesk, tenant: &TenantId, asked: &Asked) -> Thought {
    let groups = asked.groups.clone();
    if asked.not_solved {
        return Thought { groups, ..Thought::default() };
    }
    let index = help_desk.index.as_ref();
    let thresholds = help_desk.policy.thresholds(&index.trust(tenant));
    let language = Language::of_question(&asked.question, asked.requester.language);
    let (decision, best) = say(index, tenant, &asked.question, language, &groups, thresholds).await;
    let decision = without(decision, &asked.unhelpful);
    let guess = best.map(|best| Guess {
        entry: best.entry,
        confidence: best.confidence,
        alone: matches!(&decision, Decision::Answer(given) if given.entry == best.entry),
        evidence: best.evidence,
        refuted: false,
    });
    Thought { decision, guess, groups }
}

/// An answer that was given: where it is to be said, its message, and what that shows.
pub(super) type Given = (ConversationId, MessageId, Option<Content>);

/// Answers. `None`: people have taken over, or an earlier answer was changed in its place.
async fn write(
    tx: &mut dyn Transaction,
    AnswerContext { inquiry, conversation, asked }: AnswerContext,
    message: MessageId,
    Thought { decision, guess, groups }: Thought,
    place: Place,
) -> Result<Option<Given>, StoreError> {
    let Some(inquiry) = still_asked(tx, inquiry).await? else { return Ok(None) };
    let (reply, named) = reply(tx, decision, &groups).await?;
    // Who says that an answer has not helped asks nothing new: that is no knowledge gap of its own.
    if reply == Reply::Unknown && !asked.not_solved {
        note_gap(tx, &inquiry, message).await?;
    }
    if place == Place::OfTheLast
        && let Some(earlier) = answer_in_place(tx, &inquiry, message).await?
    {
        tx.save_message(&Message { kind: MessageKind::Answer(reply), guess, ..earlier.clone() }).await?;
        tx.record(Event::AnswerGiven { inquiry: inquiry.id, message: earlier.id }).await?;
        return refresh(tx, &Subject::Answer(earlier.id)).await.map(|()| None);
    }
    give(tx, inquiry, conversation.language, (reply, named), guess).await.map(Some)
}

/// Answers the first message of an inquiry, which is taken in by the same transaction.
pub(super) async fn answer_first(
    tx: &mut dyn Transaction,
    Question { inquiry, message, conversation, .. }: Question,
    Thought { decision, guess, groups }: Thought,
) -> Result<Given, StoreError> {
    let (reply, named) = reply(tx, decision, &groups).await?;
    if reply == Reply::Unknown {
        note_gap(tx, &inquiry, message.id).await?;
    }
    give(tx, inquiry, conversation.language, (reply, named), guess).await
}

/// Notes a question to which there is no answer.
async fn note_gap(tx: &mut dyn Transaction, inquiry: &Inquiry, message: MessageId) -> Result<(), StoreError> {
    let unanswered = Unanswered { message, at: tx.now(), language: inquiry.language };
    tx.keep_unanswered(&unanswered).await?;
    tx.record(Event::GapFound { message }).await
}

/// Says a reply, which names these entries, at the end of the chat.
async fn give(
    tx: &mut dyn Transaction,
    inquiry: Inquiry,
    chats: Language,
    (reply, named): (Reply, Vec<EntryVersion>),
    guess: Option<Guess>,
) -> Result<Given, StoreError> {
    let (id, now) = (MessageId::new(tx.fresh()), tx.now());
    let reads = [chats, inquiry.language];
    // What was just written is not read again.
    let content = show::answer_content(id, &reply, named, reads, (inquiry.stage, now));
    let answer = Message {
        id,
        inquiry: inquiry.id,
        number: 0,
        author: Author::Assistant,
        kind: MessageKind::Answer(reply),
        text: String::new(),
        attachments: Vec::new(),
        at: now,
        conversation: None,
        remote_id: None,
        guess,
    };
    let inquiry = Inquiry { last_at: now, ..inquiry };
    tx.save_with_message(&inquiry, answer).await?;
    tx.record(Event::AnswerGiven { inquiry: inquiry.id, message: id }).await?;
    Ok((inquiry.conversation, id, content))
}

/// The inquiry as it stands now. `None`: while it was thought about it has ended, or people have taken it over, or the
/// latest inquiry of the same chat; two voices in one chat confuse.
async fn still_asked(tx: &mut dyn Transaction, thought: Inquiry) -> Result<Option<Inquiry>, StoreError> {
    let latest = tx.latest_inquiry(thought.conversation, thought.requester).await?;
    let (inquiry, latest) = match latest {
        Some(latest) if latest.id == thought.id => (latest, None),
        _ => {
            let Some(inquiry) = tx.inquiry(thought.id).await? else { return Ok(None) };
            let latest = tx.latest_inquiry(inquiry.conversation, inquiry.requester).await?;
            (inquiry, latest)
        }
    };
    let with_people = latest.is_some_and(|latest| latest.stage.is_with_people());
    Ok(Some(inquiry).filter(|inquiry| inquiry.stage == Stage::Assistant && !with_people))
}

/// The answer to a message, when it is the last thing that was said in the chat.
async fn answer_in_place(
    tx: &mut dyn Transaction,
    inquiry: &Inquiry,
    question: MessageId,
) -> Result<Option<Message>, StoreError> {
    let latest = tx.latest_inquiry(inquiry.conversation, inquiry.requester).await?;
    if latest.is_none_or(|latest| latest.id != inquiry.id) {
        return Ok(None);
    }
    let mut messages = tx.messages(inquiry.id).await?.into_iter().rev();
    let last = messages.next().filter(|last| matches!(last.kind, MessageKind::Answer(_)));
    let asked_last = messages.find(|message| matches!(message.author, Author::Requester(_)));
    Ok(last.filter(|_| asked_last.is_some_and(|asked| asked.id == question)))
}

/// The decision as things stand now: the index may lag behind. An entry that was retired, or that the requester may no
/// longer see, is not said.
///
/// With it, the entries that it names as they stand.
async fn reply(
    tx: &mut dyn Transaction,
    decision: Decision,
    groups: &[AudienceGroup],
) -> Result<(Reply, Vec<EntryVersion>), StoreError> {
    let (entries, confidence) = match decision {
        Decision::Answer(best) => (vec![best.entry], Some(best.confidence)),
        Decision::Candidates(entries) => (entries, None),
        Decision::Unknown => (Vec::new(), None),
    };
    let mut named = Vec::new();
    for id in entries {
        let standing = tx.standing_version(id).await?;
        named.extend(standing.filter(|known| !known.entry.retired && known.entry.audience.admits(groups)));
    }
    let reply = match (named.first().map(|known| &known.entry), confidence) {
        (Some(entry), Some(confidence)) => {
            Reply::Entry { entry: entry.id, version: entry.version, confidence, helpful: None }
        }
        (Some(_), None) => Reply::Candidates { entries: named.iter().map(|known| known.entry.id).collect() },
        (None, _) => Reply::Unknown,
    };
    Ok((reply, named))
}
