//! The way in of the demo: no password, one of the sample people, and another whenever one likes.
//!
//! Only who holds sample people can make these routes, and only the demo does: `serve` has none of them, whatever its settings.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use desk::id::PersonId;
use desk::people::rights::{AccessPolicy, rights_of};
use desk::people::{Grant, Role, Team};
use desk::session::{SignInError, sign_in_as, sign_out};
use desk::store::{StoreError, Transaction};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tracing::error;

use crate::api::body::Body;
use crate::api::caller::Caller;
use crate::api::cookie::{self, Secret};
use crate::api::problem::Fault;
use crate::api::{Api, with_headers};
use crate::people::PersonRef;

/// The people of the demo, in their order; whoever asks before they are there waits.
#[derive(Clone)]
pub struct SamplePeople(Arc<watch::Sender<Option<Vec<PersonId>>>>);

impl Default for SamplePeople {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl SamplePeople {
    /// They are known to the desk, with their roles.
    pub fn are_there(&self, people: Vec<PersonId>) {
        self.0.send_replace(Some(people));
    }

    async fn ids(&self) -> Result<Vec<PersonId>, Fault> {
        let mut people = self.0.subscribe();
        let there = people.wait_for(Option::is_some).await.map_err(|_| Fault::Unavailable)?;
        Ok(there.clone().unwrap_or_default())
    }
}

/// `GET` and `POST /session`: who one is in the demo, who else there is, and being somebody else.
pub fn sample_sessions(api: Api, people: SamplePeople) -> Router {
    let routes = Router::new().route("/session", get(who).post(be));
    routes.layer(from_fn(with_headers)).with_state(Sample { api, people })
}

#[derive(Clone)]
struct Sample {
    api: Api,
    people: SamplePeople,
}

/// What a page is told.
#[derive(Serialize)]
struct Seated {
    /// Who is signed in; `null`: nobody.
    person: Option<PersonRef>,
    /// Everything here is made up.
    sample: bool,
    /// As whom one can be signed in.
    seats: Vec<Seat>,
}

/// One of the sample people, with the role by which they may use the console.
#[derive(Serialize, Clone)]
struct Seat {
    id: String,
    name: String,
    role: &'static str,
    /// In which team; `null`: in every one.
    team: Option<String>,
}

impl Seat {
    /// The seat that somebody has; `None`: they may only ask.
    async fn of(
        tx: &mut dyn Transaction,
        access: &AccessPolicy,
        person: PersonId,
        teams: &[Team],
    ) -> Result<Option<Self>, StoreError> {
        let Some(person) = tx.person(person).await? else { return Ok(None) };
        let name = |team| teams.iter().find(|of| of.id == team).map(|team| team.name.clone());
        // Who holds several has the one that tells most.
        let most = |grant: &Grant| (grant.role.rights().len(), grant.team.is_none());
        let held = tx.grants_of(person.id).await?.into_iter().max_by_key(most);
        let (role, team) = if let Some(grant) = held {
            (grant.role, grant.team.and_then(name))
        } else {
            let rights = rights_of(tx, access, &person).await?;
            let Some(team) = teams.iter().find(|team| rights.agent_of(team.id).is_some()) else { return Ok(None) };
            (Role::Agent, Some(team.name.clone()))
        };
        Ok(Some(Self { id: person.id.to_string(), name: person.name, role: role.name(), team }))
    }
}

/// Whom somebody wants to be.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// A seat's id; nothing: who one is, or else the first agent.
    person: Option<String>,
}

async fn who(State(sample): State<Sample>, headers: HeaderMap) -> Result<Json<Seated>, Fault> {
    let seats = sample.seats().await?;
    let person = sample.caller(&headers).await?.map(|caller| PersonRef::of(caller.rights.person()));
    Ok(Json(Seated { person, sample: true, seats }))
}

async fn be(State(sample): State<Sample>, headers: HeaderMap, Body(wanted): Body<Wanted>) -> Result<Response, Fault> {
    let seats = sample.seats().await?;
    if wanted.person.is_none()
        && let Some(caller) = sample.caller(&headers).await?
    {
        let person = Some(PersonRef::of(caller.rights.person()));
        return Ok(Json(Seated { person, sample: true, seats }).into_response());
    }
    let is_agent = |seat: &&Seat| seat.role == Role::Agent.name();
    let seat = if let Some(id) = wanted.person {
        seats.iter().find(|seat| seat.id == id).ok_or(Fault::NotFound)?
    } else {
        seats.iter().find(is_agent).or(seats.first()).ok_or(Fault::Unavailable)?
    };
    let secret = Secret::fresh().map_err(|error| {
        error!(%error, "the system gives no chance for a session");
        Fault::Unavailable
    })?;
    let api = &sample.api;
    let (key, before) = (secret.key(), cookie::secret_in(&headers).map(|secret| secret.key()));
    let (id, policy) = (seat.id.parse().map_err(|_| Fault::NotFound)?, api.help_desk.policy.clone());
    let signed_in = api.write(move |tx| {
        Box::pin(async move {
            let Some(person) = tx.person(id).await? else { return Ok(Err(SignInError::NoRights)) };
            let signed_in = sign_in_as(tx, &policy.access, &person, key).await?;
            // Who takes another seat has left the one before.
            if let (Ok(_), Some(before)) = (&signed_in, before) {
                sign_out(tx, before).await?;
            }
            Ok(signed_in.map(|_| PersonRef::of(&person)))
        })
    });
    let person = signed_in.await?.map_err(|_| Fault::NoRole)?;
    let cookie = [(header::SET_COOKIE, cookie::handed_out(&headers, &secret))];
    Ok((cookie, Json(Seated { person: Some(person), sample: true, seats })).into_response())
}

impl Sample {
    async fn caller(&self, headers: &HeaderMap) -> Result<Option<Caller>, Fault> {
        let Some(secret) = cookie::secret_in(headers) else { return Ok(None) };
        Ok(Caller::by(&self.api, secret.key()).await?.map(|(caller, _)| caller))
    }

    async fn seats(&self) -> Result<Vec<Seat>, Fault> {
        let (people, policy) = (self.people.ids().await?, self.api.help_desk.policy.clone());
        let seats = self.api.read(move |tx| {
            Box::pin(async move {
                let teams = tx.teams().await?;
                let mut seats = Vec::new();
                for person in people {
                    seats.extend(Seat::of(tx, &policy.access, person, &teams).await?);
                }
                Ok(seats)
            })
        });
        Ok(seats.await?)
    }
}
