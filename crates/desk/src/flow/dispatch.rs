//! The task names the story.

use time::Duration;

use super::deliver::{Delivered, PreparedSend};
use super::help_desk::HelpDesk;
use super::inbound::ParsedActivity;
use super::receive::Received;
use super::{answer, card_action, deliver, learn, receive, wait, went_wrong};
use crate::event::{Claimed, Task};
use crate::id::{TaskId, TenantId};
use crate::store::StoreError;

/// What became of a task.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Done, and ended in the store.
    Done,
    /// Done, and ended in the store; and this process holds the task that follows: an answer that is to be
    /// [sent](HelpDesk::send) now.
    Ready(Claimed, Box<PreparedSend>),
    /// Not yet; nothing is wrong, and this is when to come back.
    Later(Duration),
    /// Not yet: the outside cannot be reached. No failure of the task; the pauses grow.
    Unreachable(String),
    /// Another worker has it.
    Lost,
    /// It failed with this reason; worth another try.
    Failed(String),
    /// It failed with this reason; not worth another try.
    Hopeless(String),
}

impl HelpDesk {
    /// Runs the story of a claimed task. Safe to run again: each story acts once.
    pub async fn run(&self, claimed: Claimed) -> Outcome {
        let Claimed { id, tenant, task, waits, .. } = claimed;
        let (store, channel) = (self.store.as_ref(), self.channels.as_ref());
        match task {
            Task::Receive { channel: from, activity, .. } => match self.channels.parse(&from, &tenant, &activity) {
                Ok(ParsedActivity::Inbound(inbound)) => {
                    receive::receive(store, &self.policy, inbound, id, waits).await.into()
                }
                Ok(ParsedActivity::CardAction(inbound, press)) => {
                    card_action::late_card_action(store, channel, &self.policy, (inbound, press), id).await.into()
                }
                Ok(ParsedActivity::UnreadableAction(inbound, verb)) => {
                    card_action::unreadable_action(store, inbound, verb, Some(id)).await.into()
                }
                Err(reason) => Outcome::Hopeless(reason),
            },
            Task::Answer { inquiry, message } => {
                ready(&tenant, answer::answer_question(self, &tenant, (inquiry, message), id).await)
            }
            Task::AnswerAnew { inquiry, message } => {
                ready(&tenant, answer::answer_anew(self, &tenant, (inquiry, message), id).await)
            }
            Task::Deliver { delivery, .. } => {
                deliver::deliver(store, channel, &tenant, (delivery, self.policy.remind_after), id).await.into()
            }
            Task::Refresh { delivery, apart, .. } => {
                let patience = if apart { None } else { Some(waits) };
                deliver::update(store, channel, &tenant, delivery, (id, patience)).await.into()
            }
            Task::Learn { ticket, reopened } => {
                learn::learn_from_ticket(store, self.index.as_ref(), &tenant, (ticket, reopened), id).await.into()
            }
            Task::Remind { ticket, reopened, moved } => {
                wait::remind_waiting(store, &self.policy, &tenant, (ticket, (reopened, moved)), id).await.into()
            }
            Task::UndoEnds { ticket } => wait::end_undo(store, &tenant, ticket, id).await.into(),
            Task::ReadRoster { channel: place, .. } => {
                match wait::read_roster(store, channel, &tenant, place, id).await {
                    Ok(()) => Outcome::Done,
                    Err(wait::RosterError::Store(error)) => Err::<(), _>(error).into(),
                    Err(wait::RosterError::Channel(error)) => Outcome::Unreachable(error.to_string()),
                }
            }
        }
    }

    /// Sends what is ready; the outcome is that of the task which came with it.
    pub async fn send(&self, claimed: &Claimed, prepared: PreparedSend) -> Outcome {
        let what = (prepared, self.policy.remind_after);
        deliver::send(self.store.as_ref(), self.channels.as_ref(), &claimed.tenant, what, claimed.id).await.into()
    }

    /// Tells those who wait for a task that it is given up.
    pub async fn give_up(&self, claimed: &Claimed, reason: &str) -> Result<(), StoreError> {
        let once = format!("went wrong {}", claimed.id);
        match claimed.task {
            Task::Deliver { delivery, .. } => {
                let what = (delivery, self.policy.remind_after);
                deliver::give_up(self.store.as_ref(), &claimed.tenant, what, reason).await
            }
            // By the id alone: what came in may be what the program cannot read.
            Task::Receive { ref conversation, .. } => {
                went_wrong::tell_sender(self.store.as_ref(), &claimed.tenant, conversation, once).await
            }
            Task::Answer { inquiry, .. } | Task::AnswerAnew { inquiry, .. } => {
                went_wrong::tell_requester(self.store.as_ref(), &claimed.tenant, inquiry, once).await
            }
            Task::Refresh { .. }
            | Task::Learn { .. }
            | Task::Remind { .. }
            | Task::UndoEnds { .. }
            | Task::ReadRoster { .. } => Ok(()),
        }
    }
}

/// The task of sending what is ready, which this process holds.
pub(super) fn held(tenant: &TenantId, id: TaskId, prepared: &PreparedSend) -> Claimed {
    Claimed { id, tenant: tenant.clone(), task: prepared.task(), attempts: 0, waits: 0 }
}

fn ready(tenant: &TenantId, result: Result<answer::Ready, StoreError>) -> Outcome {
    match result {
        Ok(Some((id, prepared))) => Outcome::Ready(held(tenant, id, &prepared), Box::new(prepared)),
        other => other.map(drop).into(),
    }
}

impl From<Result<Received, StoreError>> for Outcome {
    fn from(result: Result<Received, StoreError>) -> Self {
        match result {
            Ok(Received::Done) => Self::Done,
            Ok(Received::TooEarly(pause)) => Self::Later(pause),
            Err(error) => Err::<(), _>(error).into(),
        }
    }
}

impl From<Result<(), StoreError>> for Outcome {
    fn from(result: Result<(), StoreError>) -> Self {
        match result {
            Ok(()) => Self::Done,
            Err(StoreError::LeaseLost) => Self::Lost,
            Err(error) if error.is_transient() => Self::Failed(chain(&error)),
            Err(error) => Self::Hopeless(chain(&error)),
        }
    }
}

impl From<Result<Delivered, StoreError>> for Outcome {
    fn from(result: Result<Delivered, StoreError>) -> Self {
        match result {
            Ok(Delivered::Done) => Self::Done,
            Ok(Delivered::Later(delay)) => Self::Later(delay),
            Ok(Delivered::Unreachable(reason)) => Self::Unreachable(reason),
            Err(error) => Err::<(), _>(error).into(),
        }
    }
}

/// An error with its causes, in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
