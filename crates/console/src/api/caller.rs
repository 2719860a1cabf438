//! Who calls: the one door through which every operation learns whom it serves and what they may do.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use desk::audit::{Actor, Target};
use desk::event::Event;
use desk::id::TeamId;
use desk::people::Right;
use desk::people::rights::{Rights, Scope, rights_of};
use desk::session::{Session, SessionKey};
use desk::store::StoreError;
use time::OffsetDateTime;

use super::Api;
use super::cookie;
use super::problem::Fault;
use super::refusals::{Refusal, Who};

/// Somebody who is signed in, with what they may do just now.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// What they may do.
    pub(crate) rights: Rights,
    /// By which session they are known.
    pub(crate) session: Session,
}

impl Caller {
    /// Whoever is signed in by a session, with what they may do and the time; `None`: nobody, or somebody who holds no role any more.
    pub(crate) async fn by(api: &Api, key: SessionKey) -> Result<Option<(Self, OffsetDateTime)>, StoreError> {
        let policy = api.help_desk.policy.clone();
        let found = api.read(move |tx| {
            Box::pin(async move {
                let Some(session) = tx.session(key).await? else { return Ok(None) };
                let Some(person) = tx.person(session.person).await? else { return Ok(None) };
                let rights = rights_of(tx, &policy.access, &person).await?;
                Ok(Some((Self { rights, session }, tx.now())))
            })
        });
        Ok(found.await?.filter(|(caller, _)| caller.rights.are_any()))
    }

    /// Refuses whoever may not do something in the whole desk, and records that.
    pub(crate) async fn must(&self, api: &Api, right: Right) -> Result<(), Fault> {
        if self.rights.may(right) {
            return Ok(());
        }
        let person = self.rights.person().id;
        if api.refusals.admit(self.refused(right.name(), None, "forbidden")) {
            api.write(move |tx| {
                Box::pin(async move {
                    tx.act_as(Actor::Person(person));
                    tx.record(Event::ActionRefused { action: right.name(), target: None, reason: "forbidden" }).await
                })
            })
            .await?;
        }
        Err(Fault::Forbidden(right))
    }

    /// Something that is refused to them.
    pub(crate) fn refused(&self, action: &'static str, target: Option<Target>, reason: &'static str) -> Refusal {
        Refusal { who: Who::Caller(self.rights.person().id), action, target, reason }
    }

    /// The teams in which the caller may do something; only the one that is wanted, where one is. A team that they may not see is
    /// as one that is not there.
    pub(crate) async fn teams(&self, api: &Api, right: Right, wanted: Option<&str>) -> Result<Vec<TeamId>, Fault> {
        let scope = self.rights.scope(right);
        let teams: Vec<TeamId> = match (wanted, &scope) {
            (Some(wanted), _) => wanted.parse().into_iter().collect(),
            (None, Scope::Teams(teams)) => teams.iter().copied().collect(),
            (None, Scope::Everywhere) => {
                let teams = api.read(|tx| Box::pin(async move { tx.teams().await })).await?;
                teams.into_iter().map(|team| team.id).collect()
            }
        };
        Ok(teams.into_iter().filter(|team| scope.has(*team)).collect())
    }
}

impl<S> FromRequestParts<S> for Caller
where
    Api: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let api = Api::from_ref(state);
        let key = cookie::secret_in(&parts.headers).ok_or(Fault::NotSignedIn)?.key();
        let (caller, now) = Self::by(&api, key).await?.ok_or(Fault::NotSignedIn)?;
        if let Some(seen) = caller.session.seen(now) {
            api.write(move |tx| Box::pin(async move { tx.note_use(&seen).await })).await?;
        }
        Ok(caller)
    }
}
