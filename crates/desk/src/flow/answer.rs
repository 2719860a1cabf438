//! The story: the assistant finds something to say.

use super::house::House;
use super::{finish, say};
use crate::answering::{Candidate, Decision, Search, decide, is_follow_up, with_context};
use crate::delivery::{Subject, post};
use crate::event::Event;
use crate::faq::Circle;
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
struct Matter {
    inquiry: Inquiry,
    question: String,
    conversation: Conversation,
    requester: Person,
    circles: Vec<Circle>,
}

/// Answers a message of an inquiry, once. Silent when people have taken over in the meantime.
pub async fn answer_question(
    house: &House,
    tenant: &TenantId,
    (inquiry, message): (InquiryId, MessageId),
    task: TaskId,
) -> Result<(), StoreError> {
    let matter = house
        .store
        .read::<_, StoreError, _>(tenant, move |tx| Box::pin(async move { read(tx, inquiry, message).await }))
        .await?;
    let decision = match &matter {
        Some(matter) => think(house, tenant, matter).await,
        None => Decision::Unknown,
    };
    house
        .store
        .transact(tenant, move |tx| {
            Box::pin(async move {
                if let Some(matter) = matter {
                    write(tx, matter, message, decision).await?;
                }
                finish(tx, task).await
            })
        })
        .await
}

async fn read(tx: &mut dyn Transaction, inquiry: InquiryId, message: MessageId) -> Result<Option<Matter>, StoreError> {
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
    let circles = match conversation.kind {
        ConversationKind::Personal => circles(tx, &requester).await?,
        ConversationKind::Group | ConversationKind::Channel | ConversationKind::Thread => Vec::new(),
    };
    Ok(Some(Matter { inquiry, question, conversation, requester, circles }))
}

/// The message, with the question before it where it is a follow-up.
fn question(messages: &[Message], message: MessageId) -> Option<String> {
    let at = messages.iter().position(|known| known.id == message)?;
    let Message { text, attachments, .. } = &messages[at];
    if text.trim().is_empty() && attachments.is_empty() {
        // Deleted in the meantime.
        return None;
    }
    let before = say::requester_words(&messages[..at]);
    let whole = match before.iter().rfind(|earlier| !is_follow_up(earlier)).or(before.last()) {
        Some(earlier) if is_follow_up(text) => with_context(earlier, text),
        _ => text.clone(),
    };
    Some(whole.chars().take(MAX_SEARCHED).collect())
}

/// The teams of the desk of which somebody is an agent.
async fn circles(tx: &mut dyn Transaction, person: &Person) -> Result<Vec<Circle>, StoreError> {
    let mut circles = Vec::new();
    for team in tx.teams().await? {
        if rights::as_agent(tx, person, &team).await?.is_some() {
            circles.push(Circle::Team(team.name));
        }
    }
    Ok(circles)
}

async fn think(house: &House, tenant: &TenantId, matter: &Matter) -> Decision {
    house.channel.typing(&matter.conversation).await;
    let mut circles = matter.circles.clone();
    if matter.conversation.kind == ConversationKind::Personal {
        // A directory that cannot be reached hides what is for its groups only; the rest is still answered.
        circles.extend(house.directory.groups(&matter.requester).await.unwrap_or_default());
    }
    let search = Search { question: &matter.question, circles: &circles, most: MOST };
    let ranking: Vec<Candidate> = house.index.search(tenant, search);
    decide(&ranking, house.rules.thresholds)
}

async fn write(
    tx: &mut dyn Transaction,
    matter: Matter,
    message: MessageId,
    decision: Decision,
) -> Result<(), StoreError> {
    // People may have taken over while it was thinking, this inquiry or the one before it: two voices in one chat confuse.
    let Some(inquiry) = tx.inquiry(matter.inquiry.id).await? else { return Ok(()) };
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
