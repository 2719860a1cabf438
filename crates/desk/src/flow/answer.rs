//! The story: the assistant finds something to say.

use super::dispatch::HelpDesk;
use super::{finish, incoming_text};
use crate::answering::{Candidate, Decision, Search, decide, is_follow_up, with_context};
use crate::audit::Actor;
use crate::delivery::{Subject, post};
use crate::event::Event;
use crate::faq::AudienceGroup;
use crate::id::{InquiryId, MessageId, TaskId, TenantId};
use crate::inquiry::{Author, Conversation, ConversationKind, Inquiry, Message, MessageKind, Reply, Stage};
use crate::learning::Unanswered;
use crate::people::{Person, rights};
use crate::store::{StoreError, Transaction};

/// Longest question that is searched, in characters; what matters stands in front.
const MAX_SEARCHED: usize = 2_000;
/// Candidates asked of the index.
const MOST: usize = 10;

/// What there is to think about.
struct AnswerContext {
    inquiry: Inquiry,
    question: String,
    conversation: Conversation,
    requester: Person,
    groups: Vec<AudienceGroup>,
}

/// Answers a message of an inquiry, once. Silent when people have taken over in the meantime.
pub async fn answer_question(
    help_desk: &HelpDesk,
    tenant: &TenantId,
    (inquiry, message): (InquiryId, MessageId),
    task: TaskId,
) -> Result<(), StoreError> {
    let context = help_desk
        .store
        .read::<_, StoreError, _>(tenant, move |tx| Box::pin(async move { read(tx, inquiry, message).await }))
        .await?;
    let decision = match &context {
        Some(context) => think(help_desk, tenant, context).await,
        None => Decision::Unknown,
    };
    help_desk
        .store
        .write(tenant, move |tx| {
            Box::pin(async move {
                tx.act_as(Actor::Assistant);
                if let Some(context) = context {
                    write(tx, context, message, decision).await?;
                }
                finish(tx, task).await
            })
        })
        .await
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
        ConversationKind::Personal => groups(tx, &requester).await?,
        ConversationKind::Group | ConversationKind::Channel | ConversationKind::Thread => Vec::new(),
    };
    Ok(Some(AnswerContext { inquiry, question, conversation, requester, groups }))
}

/// The message, with the question before it where it is a follow-up.
fn question(messages: &[Message], message: MessageId) -> Option<String> {
    let at = messages.iter().position(|known| known.id == message)?;
    let Message { text, attachments, .. } = &messages[at];
    if text.trim().is_empty() && attachments.is_empty() {
        // Deleted in the meantime.
        return None;
    }
    let before = incoming_text::requester_words(&messages[..at]);
    let whole = match before.iter().rfind(|earlier| !is_follow_up(earlier)).or(before.last()) {
        Some(earlier) if is_follow_up(text) => with_context(earlier, text),
        _ => text.clone(),
    };
    Some(whole.chars().take(MAX_SEARCHED).collect())
}

/// The teams of the desk of which somebody is an agent.
async fn groups(tx: &mut dyn Transaction, person: &Person) -> Result<Vec<AudienceGroup>, StoreError> {
    let mut groups = Vec::new();
    for team in tx.teams().await? {
        if rights::as_agent(tx, person, &team).await?.is_some() {
            groups.push(AudienceGroup::Team(team.name));
        }
    }
    Ok(groups)
}

async fn think(help_desk: &HelpDesk, tenant: &TenantId, context: &AnswerContext) -> Decision {
    help_desk.channel.typing(&context.conversation);
    let mut groups = context.groups.clone();
    if context.conversation.kind == ConversationKind::Personal {
        // A directory that cannot be reached hides what is for its groups only; the rest is still answered.
        groups.extend(help_desk.directory.groups(&context.requester).await.unwrap_or_default());
    }
    let search = Search { question: &context.question, groups: &groups, most: MOST };
    let ranking: Vec<Candidate> = help_desk.index.search(tenant, search).await;
    decide(&ranking, help_desk.policy.thresholds)
}

async fn write(
    tx: &mut dyn Transaction,
    context: AnswerContext,
    message: MessageId,
    decision: Decision,
) -> Result<(), StoreError> {
    // People may have taken over while it was thinking, this inquiry or the one before it: two voices in one chat confuse.
    let Some(inquiry) = tx.inquiry(context.inquiry.id).await? else { return Ok(()) };
    let latest = tx.latest_inquiry(inquiry.conversation, inquiry.requester).await?;
    if inquiry.stage != Stage::Assistant || latest.is_some_and(|latest| latest.stage.is_with_people()) {
        return Ok(());
    }
    let reply = reply(tx, decision).await?;
    if reply == Reply::Unknown {
        let unanswered = Unanswered { message, at: tx.now(), language: inquiry.language };
        tx.keep_unanswered(&unanswered).await?;
        tx.record(Event::GapFound { message }).await?;
    }
    let answer = tx
        .add_message(Message {
            id: MessageId::new(tx.fresh()),
            inquiry: inquiry.id,
            number: 0,
            author: Author::Assistant,
            kind: MessageKind::Answer(reply),
            text: String::new(),
            attachments: Vec::new(),
            at: tx.now(),
            remote_id: None,
        })
        .await?;
    tx.record(Event::AnswerGiven { inquiry: inquiry.id, message: answer.id }).await?;
    post(tx, inquiry.conversation, Subject::Answer(answer.id)).await?;
    let last_at = tx.now();
    tx.save_inquiry(&Inquiry { last_at, ..inquiry }).await
}

/// The decision as things stand now: an entry that was retired while thinking is not said.
async fn reply(tx: &mut dyn Transaction, decision: Decision) -> Result<Reply, StoreError> {
    let reply = match decision {
        Decision::Answer(best) => match tx.entry(best.entry).await?.filter(|entry| !entry.retired) {
            Some(entry) => {
                Reply::Entry { entry: entry.id, version: entry.version, confidence: best.confidence, helpful: None }
            }
            None => Reply::Unknown,
        },
        Decision::Candidates(entries) => {
            let mut standing = Vec::new();
            for id in entries {
                if tx.entry(id).await?.is_some_and(|entry| !entry.retired) {
                    standing.push(id);
                }
            }
            if standing.is_empty() { Reply::Unknown } else { Reply::Candidates { entries: standing } }
        }
        Decision::Unknown => Reply::Unknown,
    };
    Ok(reply)
}
