//! Drafts, and what reviewers do with them. Seen by whoever reviews for their team.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use desk::actions::{Action, DraftAction, Press};
use desk::audit::Target;
use desk::faq::MAX_QUESTION;
use desk::id::{DraftId, EntryId, TeamId};
use desk::learning::{Draft, DraftStanding, DraftState, Relation};
use desk::people::Right;
use desk::store::{StoreError, Transaction};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use crate::api::body::{Body, InRound};
use crate::api::caller::Caller;
use crate::api::listing::{Page, PageQuery, looked_for};
use crate::api::problem::Fault;
use crate::api::{Api, Desk};
use crate::faq::audience_view;

/// Where drafts stand.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StandingQuery {
    /// Wherever.
    #[default]
    Any,
    /// Wait for review.
    Proposed,
    /// Approved, rejected, merged or withdrawn.
    Reviewed,
}

/// Which drafts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DraftQuery {
    /// Stands in question or answer, in any case.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Of this team, `tem_…`; all of the caller's where nothing is said.
    team: Option<String>,
    /// Where they stand.
    #[param(inline)]
    state: Option<StandingQuery>,
}

/// Where a draft stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DraftStateView {
    /// Waits for review.
    Proposed,
    /// Published.
    Approved,
    /// Not wanted.
    Rejected,
    /// Its question was added to an entry.
    Merged,
    /// Its ticket is open again.
    Withdrawn,
}

/// What a draft is beside the FAQ.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RelationView {
    /// No entry says so.
    New,
    /// Another wording of an entry.
    Variant,
    /// Says otherwise than an entry.
    Correction,
}

/// A proposed entry.
#[derive(Serialize, ToSchema)]
pub(crate) struct DraftView {
    /// Its id, `drf_…`.
    id: String,
    /// The team whose ticket it came from, `tem_…`.
    team: String,
    /// Proposed question; empty where the draft is withdrawn and the caller does not work on its tickets.
    question: String,
    /// Proposed answer; likewise.
    answer: String,
    /// `ja` or `en`.
    language: &'static str,
    /// What it is beside the FAQ.
    relation: RelationView,
    /// The entry that it varies or corrects, `ent_…`.
    related: Option<String>,
    /// Entries that it may be the same as, best first, `ent_…`.
    near: Vec<String>,
    /// Who will see it once it is published, `team:NAME` or `group:OBJECT-ID`; `null`: everyone.
    audience: Option<Vec<String>>,
    /// Which round of its life it is in: each begins when it comes up for review, perhaps in other words.
    round: i64,
    /// Where it stands.
    state: DraftStateView,
    /// The entry that it became or was added to, `ent_…`.
    entry: Option<String>,
    /// Why it was not wanted.
    reason: Option<String>,
    /// The tickets that asked it, oldest first, `tkt_…`.
    tickets: Vec<String>,
    /// The messages that it rests on, `msg_…`.
    evidence: Vec<String>,
    /// Since when it has been up for review, last.
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

impl From<Draft> for DraftView {
    fn from(draft: Draft) -> Self {
        let round = draft.round();
        let (relation, related) = match draft.relation {
            Relation::New => (RelationView::New, None),
            Relation::Variant(entry) => (RelationView::Variant, Some(entry)),
            Relation::Correction(entry) => (RelationView::Correction, Some(entry)),
        };
        let (state, entry, reason) = match draft.state {
            DraftState::Proposed => (DraftStateView::Proposed, None, None),
            DraftState::Approved { entry, .. } => (DraftStateView::Approved, Some(entry), None),
            DraftState::Rejected { reason, .. } => (DraftStateView::Rejected, None, Some(reason)),
            DraftState::Merged { entry, .. } => (DraftStateView::Merged, Some(entry), None),
            DraftState::Withdrawn { .. } => (DraftStateView::Withdrawn, None, None),
        };
        Self {
            id: draft.id.to_string(),
            team: draft.team.to_string(),
            question: draft.question,
            answer: draft.answer,
            language: draft.language.code(),
            relation,
            related: related.map(|entry| entry.to_string()),
            near: draft.near.iter().map(ToString::to_string).collect(),
            audience: audience_view(&draft.audience),
            round,
            state,
            entry: entry.map(|entry| entry.to_string()),
            reason,
            tickets: draft.tickets.iter().map(ToString::to_string).collect(),
            evidence: draft.evidence.iter().map(ToString::to_string).collect(),
            at: draft.at,
        }
    }
}

/// Whether the texts of a draft are not for somebody who reviews: its ticket is open again or confidential, so that they are a
/// conversation that goes on, for whoever works on its tickets.
fn is_kept_back(caller: &Caller, draft: &Draft) -> bool {
    is_withdrawn(draft) && !caller.rights.may_in(draft.team, Right::WorkOnTickets)
}

fn is_withdrawn(draft: &Draft) -> bool {
    matches!(draft.state, DraftState::Withdrawn { .. })
}

/// A draft as somebody may read it.
fn shown_to(caller: &Caller, draft: Draft) -> DraftView {
    if is_kept_back(caller, &draft) {
        let (question, answer) = (String::new(), String::new());
        return DraftView::from(Draft { question, answer, evidence: Vec::new(), ..draft });
    }
    DraftView::from(draft)
}

/// The drafts that the caller may review, newest first.
#[utoipa::path(
    get,
    path = "/drafts",
    operation_id = "listDrafts",
    tag = "knowledge",
    params(DraftQuery, PageQuery),
    responses((status = OK, description = "A page of drafts", body = Page<DraftView>))
)]
pub(crate) async fn list_drafts(
    State(api): Desk,
    caller: Caller,
    wanted: Result<Query<DraftQuery>, QueryRejection>,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<DraftView>>, Fault> {
    let (Query(wanted), Query(page)) = (wanted?, page?);
    let (limit, before) = (page.limit()?, page.after(|cursor| cursor.parse::<DraftId>().ok())?);
    let teams = caller.teams(&api, Right::ReviewDrafts, wanted.team.as_deref()).await?;
    let standing = match wanted.state.unwrap_or_default() {
        StandingQuery::Any => DraftStanding::Any,
        StandingQuery::Proposed => DraftStanding::Proposed,
        StandingQuery::Reviewed => DraftStanding::Reviewed,
    };
    let text = looked_for(wanted.q)?;
    let is_any = text.trim().is_empty();
    let rights = caller.rights.clone();
    let found = api.read(move |tx| {
        Box::pin(async move {
            let mut found = Vec::new();
            for team in teams {
                let keeps_back = !is_any && !rights.may_in(team, Right::WorkOnTickets);
                found.extend(of_team(tx, team, (standing, &text), before, (limit + 1, keeps_back)).await?);
            }
            Ok(found)
        })
    });
    let mut found = found.await?;
    found.sort_unstable_by_key(|draft| std::cmp::Reverse(draft.id));
    let drafts = found.into_iter().take(limit as usize + 1).collect();
    let page = Page::of(drafts, limit, |draft: &Draft| draft.id.to_string());
    Ok(Json(page.map(|draft| shown_to(&caller, draft))))
}

/// So many drafts of a team. Where withdrawn ones are kept back they are left out before they are counted: whoever may not read them would
/// learn of their words by looking for these, were it only by a page that is short or that another follows.
async fn of_team(
    tx: &mut dyn Transaction,
    team: TeamId,
    filter: (DraftStanding, &str),
    mut before: Option<DraftId>,
    (most, keeps_back): (u32, bool),
) -> Result<Vec<Draft>, StoreError> {
    let mut seen = Vec::new();
    loop {
        let found = tx.drafts_of_team(team, filter, before, most).await?;
        let is_last = found.len() < most as usize;
        before = found.last().map(|draft| draft.id);
        seen.extend(found.into_iter().filter(|draft| !keeps_back || !is_withdrawn(draft)));
        if is_last || seen.len() >= most as usize {
            return Ok(seen);
        }
    }
}

/// One draft.
#[utoipa::path(
    get,
    path = "/drafts/{id}",
    operation_id = "getDraft",
    tag = "knowledge",
    params(("id" = String, Path, description = "The draft's id, `drf_…`")),
    responses((status = OK, description = "The draft", body = DraftView))
)]
pub(crate) async fn get_draft(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<DraftView>, Fault> {
    let id: DraftId = id?.parse().map_err(|_| Fault::NotFound)?;
    let found = api.read(move |tx| Box::pin(async move { tx.draft(id).await })).await?;
    match found {
        Some(found) if caller.rights.may_in(found.team, Right::ReviewDrafts) => Ok(Json(shown_to(&caller, found))),
        Some(_) => Err(api.unseen(&caller, "draft.read", Target::Draft(id))),
        None => Err(Fault::NotFound),
    }
}

/// What is published.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Approval {
    /// The question as edited; as proposed where nothing is said.
    question: Option<String>,
    /// The answer as edited; as proposed where nothing is said.
    answer: Option<String>,
    /// Publish it as an entry of its own, whatever it was taken for.
    #[serde(default)]
    as_new: bool,
    /// The `round` that was read: nothing is done in another one. In any where nothing is said.
    round: Option<i64>,
}

/// Why nothing is published.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rejection {
    /// The reason.
    #[schema(min_length = 1)]
    reason: String,
    /// The `round` that was read: nothing is done in another one. In any where nothing is said.
    round: Option<i64>,
}

/// With which entry a draft is the same.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merge {
    /// The entry, `ent_…`.
    #[schema(pattern = "^ent_[0-9a-f]{32}$")]
    entry: String,
    /// The `round` that was read: nothing is done in another one. In any where nothing is said.
    round: Option<i64>,
}

type DraftPath = Result<Path<String>, PathRejection>;

async fn act(
    api: &Api,
    caller: &Caller,
    (id, round): (DraftId, Option<i64>),
    action: DraftAction,
) -> Result<Json<DraftView>, Fault> {
    api.act(caller, Press { action: Action::Draft(id, action), round }).await?;
    let now = api.read(move |tx| Box::pin(async move { tx.draft(id).await })).await?;
    now.map(|now| Json(shown_to(caller, now))).ok_or(Fault::NotFound)
}

/// Publishes a draft, with its texts as edited.
#[utoipa::path(
    post,
    path = "/drafts/{id}/approve",
    operation_id = "approveDraft",
    tag = "knowledge",
    params(("id" = String, Path, description = "The draft's id, `drf_…`")),
    request_body(content = Option<Approval>),
    responses((status = OK, description = "The draft as it stands then", body = DraftView))
)]
pub(crate) async fn approve_draft(
    State(api): Desk,
    caller: Caller,
    id: DraftPath,
    Body(approval): Body<Approval>,
) -> Result<Json<DraftView>, Fault> {
    let id: DraftId = id?.parse().map_err(|_| Fault::NotFound)?;
    let draft = api.read(move |tx| Box::pin(async move { tx.draft(id).await })).await?.ok_or(Fault::NotFound)?;
    // What is published as proposed is what was read here, not what is proposed anew in between.
    let round = approval.round.unwrap_or(draft.round());
    let question = approval.question.unwrap_or(draft.question);
    let answer = approval.answer.unwrap_or(draft.answer);
    let bad = |text: &str, most| text.trim().is_empty() || text.trim().chars().count() > most;
    let field = if bad(&question, MAX_QUESTION) { "question" } else { "answer" };
    let action = if approval.as_new {
        DraftAction::ApproveAsNew { question, answer }
    } else {
        DraftAction::Approve { question, answer }
    };
    act(&api, &caller, (id, Some(round)), action).await.map_err(|fault| match fault {
        // The rule is the desk's; which of the two texts breaks it is told here.
        Fault::Invalid(_) => Fault::field(field, "is empty or too long"),
        other => other,
    })
}

/// Publishes nothing of a draft, and says why.
#[utoipa::path(
    post,
    path = "/drafts/{id}/reject",
    operation_id = "rejectDraft",
    tag = "knowledge",
    params(("id" = String, Path, description = "The draft's id, `drf_…`")),
    request_body = Rejection,
    responses((status = OK, description = "The draft as it stands then", body = DraftView))
)]
pub(crate) async fn reject_draft(
    State(api): Desk,
    caller: Caller,
    id: DraftPath,
    Body(Rejection { reason, round }): Body<Rejection>,
) -> Result<Json<DraftView>, Fault> {
    let id: DraftId = id?.parse().map_err(|_| Fault::NotFound)?;
    act(&api, &caller, (id, round), DraftAction::Reject { reason }).await
}

/// Adds the question of a draft to an entry that says the same.
#[utoipa::path(
    post,
    path = "/drafts/{id}/merge",
    operation_id = "mergeDraft",
    tag = "knowledge",
    params(("id" = String, Path, description = "The draft's id, `drf_…`")),
    request_body = Merge,
    responses((status = OK, description = "The draft as it stands then", body = DraftView))
)]
pub(crate) async fn merge_draft(
    State(api): Desk,
    caller: Caller,
    id: DraftPath,
    Body(Merge { entry, round }): Body<Merge>,
) -> Result<Json<DraftView>, Fault> {
    let id: DraftId = id?.parse().map_err(|_| Fault::NotFound)?;
    let entry: EntryId = entry.parse().map_err(|_| Fault::field("entry", "is no entry"))?;
    act(&api, &caller, (id, round), DraftAction::Merge { entry }).await
}

/// Takes back what was decided of a draft.
#[utoipa::path(
    post,
    path = "/drafts/{id}/undo",
    operation_id = "undoDraft",
    tag = "knowledge",
    params(("id" = String, Path, description = "The draft's id, `drf_…`")),
    request_body(content = Option<InRound>),
    responses((status = OK, description = "The draft as it stands then", body = DraftView))
)]
pub(crate) async fn undo_draft(
    State(api): Desk,
    caller: Caller,
    id: DraftPath,
    Body(InRound { round }): Body<InRound>,
) -> Result<Json<DraftView>, Fault> {
    let id: DraftId = id?.parse().map_err(|_| Fault::NotFound)?;
    act(&api, &caller, (id, round), DraftAction::Undo).await
}
