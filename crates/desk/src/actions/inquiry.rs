//! What a requester does with an inquiry.

use super::{ActionMessage, Refusal, opened_since};
use crate::delivery::{Subject, TicketNotice, post};
use crate::handoff::request;
use crate::id::{InquiryId, TeamId};
use crate::inquiry::{Inquiry, Stage};
use crate::people::Person;
use crate::policy::Policy;
use crate::store::Transaction;

/// What is wanted of an inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InquiryAction {
    /// This team shall help.
    ChooseTeam { team: TeamId },
}

impl InquiryAction {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::ChooseTeam { .. } => "team.choose",
        }
    }
}

pub(super) async fn perform(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    (id, round): (InquiryId, Option<i64>),
    action: InquiryAction,
) -> Result<Subject, Refusal> {
    match action {
        InquiryAction::ChooseTeam { team } => choose_team(tx, policy, person, (id, round), team).await,
    }
}

async fn choose_team(
    tx: &mut dyn Transaction,
    policy: &Policy,
    person: &Person,
    (inquiry, round): (InquiryId, Option<i64>),
    team: TeamId,
) -> Result<Subject, Refusal> {
    let inquiry = tx.inquiry(inquiry).await?.ok_or(ActionMessage::Missing)?;
    if inquiry.requester != person.id {
        return Err(ActionMessage::NotYours.into());
    }
    let shown = Subject::ChooseTeam(inquiry.id);
    if opened_since(&tx.tickets_of_inquiry(inquiry.id).await?, round) {
        return Ok(shown);
    }
    let latest = tx.latest_inquiry(inquiry.conversation, person.id).await?;
    if let Some(Inquiry { id, stage: Stage::People(open), .. }) = latest
        && id != inquiry.id
    {
        post(tx, inquiry.conversation, Subject::TicketNotice(open, TicketNotice::AlreadyWithPeople)).await?;
        return Ok(shown);
    }
    let team = tx.team(team).await?.ok_or(ActionMessage::Missing)?;
    request(tx, inquiry, &team, policy.remind_after).await?;
    Ok(shown)
}
