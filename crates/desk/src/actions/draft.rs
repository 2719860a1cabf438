//! What reviewers do with a draft of their team.

use super::{ActionMessage, Press, Refusal};
use crate::delivery::Subject;
use crate::id::{DraftId, EntryId};
use crate::learning::{ApproveError, Draft, DraftState, ReviewError, approve, approve_as_new, merge, reject, undo};
use crate::people::{Person, rights};
use crate::policy::Policy;
use crate::store::Transaction;

/// What is wanted of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftAction {
    /// Publish it, with the texts as edited.
    Approve { question: String, answer: String },
    /// The same, as an entry of its own, whatever it was taken for.
    ApproveAsNew { question: String, answer: String },
    /// Publish nothing, and why.
    Reject { reason: String },
    /// It is the same as this entry.
    Merge { entry: EntryId },
    /// Take back what was decided.
    Undo,
}

impl DraftAction {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Approve { .. } => "draft.approve",
            Self::ApproveAsNew { .. } => "draft.approve_as_new",
            Self::Reject { .. } => "draft.reject",
            Self::Merge { .. } => "draft.merge",
            Self::Undo => "draft.undo",
        }
    }
}

pub(super) async fn perform(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    (id, round): (DraftId, Option<i64>),
    action: DraftAction,
) -> Result<Subject, Refusal> {
    let draft = tx.draft(id).await?.ok_or(ActionMessage::Missing)?;
    let team = tx.team(draft.team).await?.ok_or(ActionMessage::Missing)?;
    let reviewer = rights::as_reviewer(tx, &policy.access, person, &team).await?;
    let reviewer = reviewer.ok_or(ActionMessage::NotAnAgent)?;
    if Press::is_of_another(round, draft.round()) {
        return Err(Refusal::AnotherRound(Subject::DraftCard(id)));
    }
    let done: Result<Draft, ApproveError> = match action {
        DraftAction::Approve { question, answer } => {
            approve(tx, &reviewer, draft, question, answer).await.map_err(ApproveError::from)
        }
        DraftAction::ApproveAsNew { question, answer } => {
            approve_as_new(tx, &reviewer, draft, question, answer).await.map_err(ApproveError::from)
        }
        DraftAction::Reject { reason } => reject(tx, &reviewer, draft, &reason).await.map_err(ApproveError::from),
        DraftAction::Merge { entry } => merge(tx, &reviewer, draft, entry).await.map_err(ApproveError::from),
        DraftAction::Undo => undo(tx, &reviewer, draft).await,
    };
    match done {
        Ok(_) | Err(ApproveError::NothingToUndo) => Ok(Subject::DraftCard(id)),
        Err(ApproveError::ChangedSince) => Err(ActionMessage::ChangedSince.into()),
        Err(ApproveError::Review(ReviewError::Reviewed(DraftState::Withdrawn { .. }))) => {
            Err(ActionMessage::Withdrawn.into())
        }
        Err(ApproveError::Review(ReviewError::Reviewed(_))) => Err(ActionMessage::Reviewed.into()),
        Err(ApproveError::Review(ReviewError::Missing)) => Err(ActionMessage::Missing.into()),
        Err(ApproveError::Review(ReviewError::NotAnAgent)) => Err(ActionMessage::NotAnAgent.into()),
        Err(ApproveError::Review(ReviewError::NoReason)) => Err(ActionMessage::ReasonNeeded.into()),
        Err(ApproveError::Review(ReviewError::BadText)) => Err(ActionMessage::BadText.into()),
        Err(ApproveError::Review(ReviewError::Store(error))) => Err(error.into()),
    }
}
