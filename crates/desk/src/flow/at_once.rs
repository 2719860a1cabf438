//! A question is answered by the transaction that takes it in: what is to be said is found before, when nobody has stored
//! the question yet.
//!
//! That is for the ordinary case, a question in a personal chat that begins an inquiry. Whatever turns out to be otherwise once it
//! is taken in, and whatever would keep the channel waiting for its acknowledgement, is answered by a task, as [`super::answer`] tells.

use std::task::{Context, Poll, Waker};

use time::Duration;

use super::answer::{Asked, Question, Ready, Thought, answer_first, post_answer, searched, think};
use super::help_desk::HelpDesk;
use super::identify;
use super::inbound::{Inbound, InboundKind};
use crate::answering::{courtesy, own_groups};
use crate::audit::Actor;
use crate::id::TenantId;
use crate::inquiry::{Conversation, ConversationKind, continues, says_not_solved};
use crate::language::Language;
use crate::outside::Channel;
use crate::policy::Policy;
use crate::store::{StoreError, Transaction};

/// Longest text that is thought about on the way to its acknowledgement, in bytes: 120 Japanese characters or 360 Latin letters. What
/// is longer is read clause by clause, and takes a model ten times as long as a short question.
const LONGEST: usize = 360;

/// What is to be said to somebody whose words are about to be taken in.
pub struct Foreseen {
    question: String,
    /// The requester's, by which it was searched.
    language: Option<Language>,
    thought: Thought,
    /// Whether it is our turn to send something into the chat.
    is_our_turn: bool,
}

/// Finds what is to be said. `None`: nothing, or a task is to find it.
pub(super) async fn foresee(help_desk: &HelpDesk, tenant: &TenantId, inbound: &Inbound) -> Option<Foreseen> {
    question(inbound).filter(|_| help_desk.index.is_quick(tenant))?;
    let (policy, inbound) = (help_desk.policy.clone(), inbound.clone());
    let read = help_desk.store.read::<_, StoreError, _>(tenant, move |tx| {
        Box::pin(async move { begins_inquiry(tx, &policy, &inbound).await })
    });
    // Where the store does not answer, neither will whoever keeps the question.
    let (conversation, mut asked) = read.await.ok()??;
    // What the directory has to look up takes its time, and is a task's to wait for.
    let known = help_desk.directory.groups(&asked.requester).as_mut().poll(&mut Context::from_waker(Waker::noop()));
    let Poll::Ready(groups) = known else { return None };
    asked.groups.extend(groups.unwrap_or_default());
    let thought = think(help_desk, tenant, &asked).await;
    let is_our_turn = help_desk.channels.turn_at_once(&conversation).await;
    Some(Foreseen { question: asked.question, language: asked.requester.language, thought, is_our_turn })
}

impl Foreseen {
    /// Whether that is the question that was taken in: the first of its inquiry, so that nothing before it says how it is meant,
    /// or what has not helped.
    pub(super) fn fits(&self, Question { message, requester, .. }: &Question) -> bool {
        message.number == 1 && searched(&message.text) == self.question && requester.language == self.language
    }
}

/// Answers a question that was just taken in, and that [`fits`](Foreseen::fits).
pub(super) async fn answer_at_once(
    tx: &mut dyn Transaction,
    question: Question,
    Foreseen { thought, is_our_turn, .. }: Foreseen,
    remind_after: Duration,
) -> Result<Ready, StoreError> {
    tx.act_as(Actor::Assistant);
    let turn = is_our_turn.then_some(question.conversation.id);
    let answer = answer_first(tx, question, thought).await?;
    post_answer(tx, answer, turn, remind_after).await
}

/// The words of somebody who may ask something, in their own chat.
fn question(inbound: &Inbound) -> Option<&str> {
    let InboundKind::Message { text, attachments, command: None, .. } = &inbound.what else { return None };
    let is_courtesy = attachments.is_empty() && courtesy(text).is_some();
    let asks = !text.trim().is_empty() && text.len() <= LONGEST && !is_courtesy;
    let may_ask = inbound.conversation.kind == ConversationKind::Personal && asks;
    may_ask.then_some(text)
}

/// What there is to think about, where it seems that these words begin an inquiry.
async fn begins_inquiry(
    tx: &mut dyn Transaction,
    policy: &Policy,
    inbound: &Inbound,
) -> Result<Option<(Conversation, Asked)>, StoreError> {
    let (Some(text), Some(speaker)) = (question(inbound), &inbound.from) else { return Ok(None) };
    let (requester, conversation) = identify::foresee(tx, policy, &inbound.conversation, speaker).await?;
    let latest = tx.latest_inquiry(conversation.id, requester.id).await?;
    if let Some(latest) = latest
        && (latest.stage.is_with_people()
            || says_not_solved(text)
            || continues(tx, &latest, (text, inbound.at)).await?)
    {
        return Ok(None);
    }
    let groups = own_groups(tx, &requester).await?;
    let question = searched(text);
    Ok(Some((conversation, Asked { question, requester, groups, not_solved: false, unhelpful: Vec::new() })))
}
