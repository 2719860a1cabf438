//! Everybody whom the desk knows. Seen by whoever works on tickets anywhere, and by who administers the desk.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use desk::id::PersonId;
use desk::language::Language;
use desk::people::{Grant, Person, Right};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use crate::api::caller::Caller;
use crate::api::listing::{Page, PageQuery, looked_for};
use crate::api::problem::Fault;
use crate::api::{Api, Desk};

/// Which people.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PersonQuery {
    /// Stands in their name, in any case.
    #[param(max_length = 200)]
    q: Option<String>,
}

/// A role that somebody holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoleView {
    /// The role.
    #[schema(example = "editor")]
    role: &'static str,
    /// In this team, `tem_…`; `null`: in every one.
    team: Option<String>,
}

/// Somebody.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonView {
    /// Their id, `prs_…`.
    id: String,
    /// Their name.
    name: String,
    /// The language of their client, `ja` or `en`, where known.
    language: Option<&'static str>,
    /// Since when the desk knows them.
    #[serde(with = "time::serde::rfc3339::option")]
    known_since: Option<OffsetDateTime>,
    /// The roles that they hold, for who administers the desk; `null` for others.
    roles: Option<Vec<RoleView>>,
}

impl PersonView {
    pub(super) fn of(person: Person, grants: Option<Vec<Grant>>) -> Self {
        let role = |grant: Grant| RoleView { role: grant.role.name(), team: grant.team.map(|team| team.to_string()) };
        Self {
            id: person.id.to_string(),
            name: person.name,
            known_since: person.id.made_at(),
            language: person.language.map(Language::code),
            roles: grants.map(|grants| grants.into_iter().map(role).collect()),
        }
    }
}

/// Everybody whom the desk knows, the newest first.
#[utoipa::path(
    get,
    path = "/people",
    operation_id = "listPeople",
    tag = "people",
    params(PersonQuery, PageQuery),
    responses((status = OK, description = "A page of people", body = Page<PersonView>))
)]
pub(crate) async fn list_people(
    State(api): Desk,
    caller: Caller,
    wanted: Result<Query<PersonQuery>, QueryRejection>,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<PersonView>>, Fault> {
    may_see(&api, &caller).await?;
    let (Query(wanted), Query(page)) = (wanted?, page?);
    let (limit, before) = (page.limit()?, page.after(|cursor| cursor.parse::<PersonId>().ok())?);
    let (text, administers) = (looked_for(wanted.q)?, caller.rights.may(Right::Administer));
    let found = api.read(move |tx| {
        Box::pin(async move {
            let mut found = Vec::new();
            for person in tx.people_before(&text, before, limit + 1).await? {
                let grants = if administers { Some(tx.grants_of(person.id).await?) } else { None };
                found.push(PersonView::of(person, grants));
            }
            Ok(found)
        })
    });
    Ok(Json(Page::of(found.await?, limit, |person| person.id.clone())))
}

/// Somebody.
#[utoipa::path(
    get,
    path = "/people/{id}",
    operation_id = "getPerson",
    tag = "people",
    params(("id" = String, Path, description = "Their id, `prs_…`")),
    responses((status = OK, description = "Who they are", body = PersonView))
)]
pub(crate) async fn get_person(
    State(api): Desk,
    caller: Caller,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<PersonView>, Fault> {
    may_see(&api, &caller).await?;
    let id: PersonId = id?.parse().map_err(|_| Fault::NotFound)?;
    let administers = caller.rights.may(Right::Administer);
    let found = api.read(move |tx| {
        Box::pin(async move {
            let Some(person) = tx.person(id).await? else { return Ok(None) };
            let grants = if administers { Some(tx.grants_of(id).await?) } else { None };
            Ok(Some(PersonView::of(person, grants)))
        })
    });
    found.await?.map(Json).ok_or(Fault::NotFound)
}

/// Refuses whoever works on no tickets and administers nothing.
pub(crate) async fn may_see(api: &Api, caller: &Caller) -> Result<(), Fault> {
    if caller.rights.scope(Right::WorkOnTickets).is_nowhere() {
        return caller.must(api, Right::Administer).await;
    }
    Ok(())
}
