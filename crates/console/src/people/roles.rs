//! Who holds which role: given and taken away by who administers the desk.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use desk::id::PersonId;
use desk::people::{Grant, RevokeError, Right, Role, grant, revoke};
use desk::store::StoreError;
use serde::Deserialize;
use utoipa::ToSchema;

use super::directory::PersonView;
use super::teams::team_named;
use crate::api::body::Body;
use crate::api::caller::Caller;
use crate::api::problem::Fault;
use crate::api::{Api, Desk};

/// A role.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RoleName {
    /// Answers people.
    Agent,
    /// Keeps the FAQ.
    Editor,
    /// Leads a team.
    Manager,
    /// Every right in every team.
    Admin,
    /// Looks, and changes nothing.
    Auditor,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Agent => Self::Agent,
            RoleName::Editor => Self::Editor,
            RoleName::Manager => Self::Manager,
            RoleName::Admin => Self::Admin,
            RoleName::Auditor => Self::Auditor,
        }
    }
}

/// A role, in one team or in all.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleChange {
    /// The role.
    role: RoleName,
    /// In this team, `tem_…`; `null`: in every one.
    #[schema(pattern = "^tem_[0-9a-f]{32}$")]
    team: Option<String>,
}

type PersonPath = Result<Path<String>, PathRejection>;

impl RoleChange {
    /// For somebody and in a team that there are.
    async fn of(self, api: &Api, id: PersonPath) -> Result<Grant, Fault> {
        let person: PersonId = id?.parse().map_err(|_| Fault::NotFound)?;
        api.read(move |tx| Box::pin(async move { tx.person(person).await })).await?.ok_or(Fault::NotFound)?;
        let team = match self.team {
            Some(team) => Some(team_named(api, &team).await?),
            None => None,
        };
        Ok(Grant { person, role: self.role.into(), team })
    }
}

/// Gives somebody a role.
#[utoipa::path(
    post,
    path = "/people/{id}/grant",
    operation_id = "grantRole",
    tag = "people",
    params(("id" = String, Path, description = "Their id, `prs_…`")),
    request_body = RoleChange,
    responses((status = OK, description = "Who they are then", body = PersonView))
)]
pub(crate) async fn grant_role(
    State(api): Desk,
    caller: Caller,
    id: PersonPath,
    Body(change): Body<RoleChange>,
) -> Result<Json<PersonView>, Fault> {
    caller.must(&api, Right::Administer).await?;
    let wanted = change.of(&api, id).await?;
    api.write_as(&caller, Right::Administer, move |tx| Box::pin(async move { grant(tx, wanted).await })).await?;
    shown(&api, wanted.person).await
}

/// Takes a role from somebody; it is gone with their next request. The last admin stays one.
#[utoipa::path(
    post,
    path = "/people/{id}/revoke",
    operation_id = "revokeRole",
    tag = "people",
    params(("id" = String, Path, description = "Their id, `prs_…`")),
    request_body = RoleChange,
    responses((status = OK, description = "Who they are then", body = PersonView))
)]
pub(crate) async fn revoke_role(
    State(api): Desk,
    caller: Caller,
    id: PersonPath,
    Body(change): Body<RoleChange>,
) -> Result<Json<PersonView>, Fault> {
    caller.must(&api, Right::Administer).await?;
    let held = change.of(&api, id).await?;
    let revoked = api.write_as(&caller, Right::Administer, move |tx| {
        Box::pin(async move {
            match revoke(tx, held).await {
                Err(RevokeError::Store(error)) => Err::<_, StoreError>(error),
                other => Ok(other),
            }
        })
    });
    match revoked.await? {
        Ok(()) => shown(&api, held.person).await,
        Err(error @ RevokeError::LastAdmin) => Err(Fault::Conflict { name: "last-admin", detail: error.to_string() }),
        Err(error) => Err(Fault::Conflict { name: "not-held", detail: error.to_string() }),
    }
}

async fn shown(api: &Api, id: PersonId) -> Result<Json<PersonView>, Fault> {
    let found = api.read(move |tx| {
        Box::pin(async move {
            let Some(person) = tx.person(id).await? else { return Ok(None) };
            Ok(Some(PersonView::of(person, Some(tx.grants_of(id).await?))))
        })
    });
    found.await?.map(Json).ok_or(Fault::NotFound)
}
