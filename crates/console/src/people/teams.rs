//! The teams of the desk. Every agent may know which there are: a ticket can be passed to any of them.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use desk::id::TeamId;
use desk::people::Team;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Desk;
use crate::api::caller::Caller;
use crate::api::listing::{Page, PageQuery};
use crate::api::problem::Fault;
use crate::faq::audience_view;

/// A team.
#[derive(Serialize, ToSchema)]
pub(crate) struct TeamView {
    /// Its id, `tem_…`.
    id: String,
    /// Its name.
    name: String,
    /// Whether it takes what belongs to no other.
    is_default: bool,
    /// Whether a channel of its agents is connected.
    is_connected: bool,
    /// Words of a question that route it here.
    keywords: Vec<String>,
    /// Whom its answers are for, `team:NAME` or `group:OBJECT-ID`; `null`: everyone.
    serves: Option<Vec<String>>,
}

impl From<Team> for TeamView {
    fn from(team: Team) -> Self {
        let serves = audience_view(&team.serves);
        Self {
            id: team.id.to_string(),
            name: team.name,
            is_default: team.is_default,
            is_connected: team.channel.is_some(),
            keywords: team.keywords,
            serves,
        }
    }
}

/// Every team, the default one first.
#[utoipa::path(
    get,
    path = "/teams",
    operation_id = "listTeams",
    tag = "people",
    params(PageQuery),
    responses((status = OK, description = "A page of teams", body = Page<TeamView>))
)]
pub(crate) async fn list_teams(
    State(api): Desk,
    _caller: Caller,
    query: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<TeamView>>, Fault> {
    let Query(query) = query?;
    let (limit, after) = (query.limit()?, query.after(|cursor| cursor.parse::<TeamId>().ok())?);
    let teams = api.read(|tx| Box::pin(async move { tx.teams().await })).await?;
    let from = after.map_or(0, |after| teams.iter().position(|team| team.id == after).map_or(teams.len(), |at| at + 1));
    let page = teams.into_iter().skip(from).take(limit as usize + 1).map(TeamView::from).collect();
    Ok(Json(Page::of(page, limit, |team| team.id.clone())))
}

/// One team.
#[utoipa::path(
    get,
    path = "/teams/{id}",
    operation_id = "getTeam",
    tag = "people",
    params(("id" = String, Path, description = "The team's id, `tem_…`")),
    responses((status = OK, description = "The team", body = TeamView))
)]
pub(crate) async fn get_team(
    State(api): Desk,
    _caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<TeamView>, Fault> {
    let id: TeamId = id?.parse().map_err(|_| Fault::NotFound)?;
    let team = api.read(move |tx| Box::pin(async move { tx.team(id).await })).await?;
    team.map(|team| Json(TeamView::from(team))).ok_or(Fault::NotFound)
}
