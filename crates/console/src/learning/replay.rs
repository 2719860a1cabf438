//! A draft tried on what was really asked, before anybody approves it.

use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use desk::actions::ActionMessage;
use desk::audit::Target;
use desk::flow::replay::{Changed, Instead, LARGEST_REPLAYED, Past, Reads, ReplayError, Replayed, replay};
use desk::id::DraftId;
use desk::learning::DraftState;
use desk::people::Right;
use serde::Serialize;
use time::OffsetDateTime;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;

use crate::api::Desk;
use crate::api::caller::Caller;
use crate::api::problem::Fault;

/// So long questions are asked again; what was looked at until then is told.
const WITHIN: Duration = Duration::from_secs(8);

/// A question that was asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PastView {
    /// In which inquiry, `inq_…`.
    inquiry: String,
    /// With which message, `msg_…`.
    message: String,
    /// Its words.
    question: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// Whether the draft was learned from a ticket of this inquiry: that it answers this proves little.
    own: bool,
}

impl From<Past> for PastView {
    fn from(Past { inquiry, message, text, at, is_own }: Past) -> Self {
        Self { inquiry: inquiry.to_string(), message: message.to_string(), question: text, at, own: is_own }
    }
}

/// What would be said instead of a right answer.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum InsteadView {
    /// The answer of the draft.
    ThisDraft,
    /// Another entry.
    Another,
    /// Several to choose from.
    Offered,
    /// That it does not know.
    Unknown,
}

/// A right answer that would be another one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeView {
    /// The question.
    #[serde(flatten)]
    past: PastView,
    /// The entry that answered, `ent_…`.
    answered_by: String,
    /// What would be said instead.
    instead: InsteadView,
    /// The entry that would answer, `ent_…`; `null`: the draft, or none.
    instead_by: Option<String>,
}

impl From<(Past, Changed)> for ChangeView {
    fn from((past, Changed { from, to }): (Past, Changed)) -> Self {
        let (instead, by) = match to {
            Instead::ThisDraft => (InsteadView::ThisDraft, None),
            Instead::Another(entry) => (InsteadView::Another, Some(entry.to_string())),
            Instead::Offered => (InsteadView::Offered, None),
            Instead::Unknown => (InsteadView::Unknown, None),
        };
        Self { past: past.into(), answered_by: from.to_string(), instead, instead_by: by }
    }
}

/// What was asked again.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct LookedAtView {
    /// Questions without an answer: the assistant did not know, or offered entries.
    unanswered: usize,
    /// Questions with a right answer, as their requesters or agents have shown.
    right: usize,
    /// When the oldest of them was asked; `null`: there are none.
    #[serde(with = "time::serde::rfc3339::option")]
    since: Option<OffsetDateTime>,
    /// Whether these are all of the newest 200 inquiries that the caller may read; `false`: time was up.
    whole: bool,
}

/// What a draft would have done, had it been an entry.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReplayView {
    /// The draft, `drf_…`.
    draft: String,
    /// The round that was tried.
    round: i64,
    /// What was asked again.
    looked_at: LookedAtView,
    /// Questions without an answer that it would have answered, those of its own tickets apart.
    would_answer: usize,
    /// Those of its own tickets that it would have answered.
    would_answer_own: usize,
    /// Right answers that it would have changed.
    would_change: usize,
    /// The questions that it would have answered, newest first.
    answers: Vec<PastView>,
    /// The right answers that it would have changed, newest first.
    changes: Vec<ChangeView>,
}

/// Tries a draft that waits for review on what was asked: which questions without an answer it would have answered, and which right
/// answers it would have changed. Asked are the newest inquiries that the caller may read, as the assistant would answer them today;
/// nothing is written.
#[utoipa::path(
    get,
    path = "/drafts/{id}/replay",
    operation_id = "replayDraft",
    tag = "knowledge",
    params(("id" = String, Path, description = "The draft's id, `drf_…`")),
    responses((status = OK, description = "What it would have done", body = ReplayView))
)]
pub(crate) async fn replay_draft(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<ReplayView>, Fault> {
    let id: DraftId = id?.parse().map_err(|_| Fault::NotFound)?;
    let draft = api.read(move |tx| Box::pin(async move { tx.draft(id).await })).await?.ok_or(Fault::NotFound)?;
    if !caller.rights.may_in(draft.team, Right::ReviewDrafts) {
        return Err(api.unseen(&caller, "draft.read", Target::Draft(id)));
    }
    match draft.state {
        DraftState::Proposed => {}
        DraftState::Withdrawn { .. } => return Err(ActionMessage::Withdrawn.into()),
        DraftState::Approved { .. } | DraftState::Rejected { .. } | DraftState::Merged { .. } => {
            return Err(ActionMessage::Reviewed.into());
        }
    }
    let reads =
        Reads { inquiries: caller.rights.scope(Right::WorkOnTickets), gaps: caller.rights.may(Right::EditEntries) };
    let turn = api.reckoning.turn_to_replay().await?;
    let (help_desk, tenant, round) = (api.help_desk.clone(), api.tenant().clone(), draft.round());
    let started = Instant::now();
    let gone = CancellationToken::new();
    // Whoever hangs up drops this: nobody waits for the rest.
    let _here = gone.clone().drop_guard();
    // It takes a core for seconds: not one of the threads on which Teams is answered.
    let runtime = Handle::current();
    let replayed = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let is_over = move || gone.is_cancelled() || started.elapsed() >= WITHIN;
        runtime.block_on(replay(&help_desk, &tenant, &draft, reads, is_over))
    });
    let replayed = replayed.await.map_err(|_| Fault::Internal)?.map_err(|error| match error {
        ReplayError::TooLarge => Fault::Conflict {
            name: "faq-too-large",
            detail: format!("with more than {LARGEST_REPLAYED} entries nothing is tried"),
        },
        ReplayError::BadText => ActionMessage::BadText.into(),
        ReplayError::Store(error) => error.into(),
    })?;
    Ok(Json(ReplayView::of(id, round, replayed)))
}

impl ReplayView {
    fn of(draft: DraftId, round: i64, replayed: Replayed) -> Self {
        let Replayed { unanswered, right, whole, since, answers, changes } = replayed;
        let own = answers.iter().filter(|past| past.is_own).count();
        Self {
            draft: draft.to_string(),
            round,
            looked_at: LookedAtView { unanswered, right, since, whole },
            would_answer: answers.len() - own,
            would_answer_own: own,
            would_change: changes.len(),
            answers: answers.into_iter().map(PastView::from).collect(),
            changes: changes.into_iter().map(ChangeView::from).collect(),
        }
    }
}
