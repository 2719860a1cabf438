//! The teams of the desk. Every agent may know which there are: a ticket can be passed to any of them.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use desk::id::TeamId;
use desk::people::rights::agents_of;
use desk::people::{Person, Right, Team};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::caller::Caller;
use crate::api::listing::{Page, PageQuery, looked_for};
use crate::api::problem::Fault;
use crate::api::{Api, Desk};
use crate::faq::audience_view;
use crate::people::PersonRef;

/// Which teams.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TeamQuery {
    /// Stands in their name, in any case.
    #[param(max_length = 200)]
    q: Option<String>,
}

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
    params(TeamQuery, PageQuery),
    responses((status = OK, description = "A page of teams", body = Page<TeamView>))
)]
pub(crate) async fn list_teams(
    State(api): Desk,
    _caller: Caller,
    wanted: Result<Query<TeamQuery>, QueryRejection>,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<TeamView>>, Fault> {
    let (Query(wanted), Query(page)) = (wanted?, page?);
    let text = looked_for(wanted.q)?.trim().to_lowercase();
    let (limit, after) = (page.limit()?, page.after(|cursor| cursor.parse::<TeamId>().ok())?);
    let teams = api.read(|tx| Box::pin(async move { tx.teams().await })).await?;
    let from = after.map_or(0, |after| teams.iter().position(|team| team.id == after).map_or(teams.len(), |at| at + 1));
    let later = teams.into_iter().skip(from).filter(|team| team.name.to_lowercase().contains(&text));
    let page = later.take(limit as usize + 1).map(TeamView::from).collect();
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

/// Who may be given a team's tickets, by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct Agents {
    /// Those who stand in the roster of its channel.
    items: Vec<PersonRef>,
}

/// The agents of a team, for whoever works on its tickets.
#[utoipa::path(
    get,
    path = "/teams/{id}/agents",
    operation_id = "listAgents",
    tag = "people",
    params(("id" = String, Path, description = "The team's id, `tem_…`")),
    responses((status = OK, description = "Its agents, by name", body = Agents))
)]
pub(crate) async fn list_agents(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Agents>, Fault> {
    let id: TeamId = id?.parse().map_err(|_| Fault::NotFound)?;
    if !caller.rights.may_in(id, Right::WorkOnTickets) {
        return Err(Fault::NotFound);
    }
    let policy = api.policy();
    let found = api.read(move |tx| {
        Box::pin(async move {
            match tx.team(id).await? {
                Some(team) => agents_of(tx, &policy.access, &team).await.map(Some),
                None => Ok(None),
            }
        })
    });
    let agents = found.await?.ok_or(Fault::NotFound)?;
    let named = |agent: Person| PersonRef { id: agent.id.to_string(), name: agent.name };
    Ok(Json(Agents { items: agents.into_iter().map(named).collect() }))
}

/// A team by its id, as a field names it.
pub(crate) async fn team_named(api: &Api, id: &str) -> Result<TeamId, Fault> {
    let team: TeamId = id.parse().map_err(|_| no_such_team())?;
    let known = api.read(move |tx| Box::pin(async move { tx.team(team).await })).await?;
    known.map(|team| team.id).ok_or_else(no_such_team)
}

/// What is said of a team that is not there.
pub(crate) fn no_such_team() -> Fault {
    Fault::field("team", "is no team of this desk")
}
