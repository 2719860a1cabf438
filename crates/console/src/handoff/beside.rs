//! What stands beside a ticket: entries that may answer it, and closed tickets with a similar question.

use std::time::Duration;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use desk::answering::Thresholds;
use desk::flow::beside::{Related, Similar, beside};
use desk::handoff::TicketState;
use desk::people::Right;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::tickets::worked_on;
use crate::api::caller::Caller;
use crate::api::problem::Fault;
use crate::api::{Api, Desk};
use crate::faq::Sight;
use crate::people::PersonRef;

/// Most entries that are shown.
const MOST_RELATED: usize = 5;
/// So long it is looked; the usual is some hundredths of a second, more where a directory or a model is slow.
const WITHIN: Duration = Duration::from_secs(5);

/// How sure the assistant is of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SureView {
    /// As sure as it must be to answer with it.
    Sure,
    /// As sure as it must be to offer it.
    Likely,
    /// Less.
    Unsure,
}

impl SureView {
    /// A confidence in words.
    pub(crate) fn of(confidence: f32, thresholds: Thresholds) -> Self {
        if confidence >= thresholds.answer {
            Self::Sure
        } else if confidence >= thresholds.offer {
            Self::Likely
        } else {
            Self::Unsure
        }
    }
}

/// An entry that may answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct RelatedView {
    /// Its id, `ent_…`.
    id: String,
    /// The question as shown.
    question: String,
    /// Plain text with line breaks, as it stands now.
    answer: String,
    /// How likely it is the right answer.
    sure: SureView,
    /// Whether the assistant has said or offered it in this inquiry.
    said: bool,
    /// What the requester said of it there; `null`: nothing.
    helpful: Option<bool>,
}

/// A closed ticket with a similar question.
#[derive(Serialize, ToSchema)]
pub(crate) struct SimilarView {
    /// Its id, `tkt_…`.
    id: String,
    /// Its number, as people say it.
    number: i64,
    /// What was asked.
    question: String,
    /// Its team, `tem_…`.
    team: String,
    /// Who closed it.
    agent: Option<PersonRef>,
    /// When.
    #[serde(with = "time::serde::rfc3339::option")]
    closed_at: Option<OffsetDateTime>,
    /// The answer that closed it, without personal data; `null`: nothing that holds for others, or for this requester.
    answer: Option<String>,
}

/// What stands beside a ticket.
#[derive(Serialize, ToSchema)]
pub(crate) struct BesideView {
    /// Entries that requester and caller may see, best first, at most 5.
    entries: Vec<RelatedView>,
    /// Closed tickets that the caller may work on, the most similar first, at most 3.
    tickets: Vec<SimilarView>,
}

impl RelatedView {
    fn of(related: Related, thresholds: Thresholds) -> Self {
        let Related { entry, confidence, said, helpful } = related;
        Self {
            id: entry.entry.id.to_string(),
            question: entry.entry.question,
            answer: entry.entry.answer,
            sure: SureView::of(confidence, thresholds),
            said,
            helpful,
        }
    }
}

impl From<Similar> for SimilarView {
    fn from(Similar { ticket: known, answer }: Similar) -> Self {
        let closed = match known.ticket.state {
            TicketState::Closed { by, at } => Some((by, at)),
            TicketState::Queued | TicketState::Assigned { .. } | TicketState::HandedBack { .. } => None,
        };
        let name = known.agent.unwrap_or_default();
        Self {
            id: known.ticket.id.to_string(),
            number: known.ticket.number,
            question: known.question,
            team: known.ticket.team.to_string(),
            agent: closed.map(|(by, _)| PersonRef { id: by.to_string(), name }),
            closed_at: closed.map(|(_, at)| at),
            answer,
        }
    }
}

/// What may help with a ticket: entries found by the index that answers, as its requester may see them, and closed tickets with a
/// similar question, with the answers that closed them. Asked with the words of the requester before people took over.
#[utoipa::path(
    get,
    path = "/tickets/{id}/related",
    operation_id = "getRelated",
    tag = "tickets",
    params(("id" = String, Path, description = "The ticket's id, `tkt_…`")),
    responses((status = OK, description = "What stands beside it", body = BesideView))
)]
pub(crate) async fn get_related(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<BesideView>, Fault> {
    let ticket = worked_on(&api, &caller, id).await?.ticket;
    let sight = Sight::of(&api, &caller).await?;
    let scope = caller.rights.scope(Right::WorkOnTickets);
    let looked = tokio::time::timeout(WITHIN, beside(&api.help_desk, api.tenant(), &ticket, &scope)).await;
    let found = looked.map_err(|_| Fault::Unavailable)??;
    let thresholds = thresholds(&api);
    let entries = found.entries.into_iter().filter(|related| sight.has(&related.entry.entry)).take(MOST_RELATED);
    Ok(Json(BesideView {
        entries: entries.map(|related| RelatedView::of(related, thresholds)).collect(),
        tickets: found.tickets.into_iter().map(SimilarView::from).collect(),
    }))
}

/// How sure the assistant must be today.
pub(crate) fn thresholds(api: &Api) -> Thresholds {
    api.help_desk.policy.thresholds(&api.help_desk.index.trust(api.tenant()))
}
