//! Who calls: the one door through which every operation learns whom it serves and what they may do.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use desk::people::Right;
use desk::people::rights::{Rights, rights_of};
use desk::session::Session;

use super::Api;
use super::problem::Fault;

/// Somebody who is signed in, with what they may do just now.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// What they may do.
    pub(crate) rights: Rights,
    /// By which session they are known.
    pub(crate) session: Session,
}

impl Caller {
    /// Refuses whoever may not do something in the whole desk.
    pub(crate) fn must(&self, right: Right) -> Result<(), Fault> {
        if self.rights.may(right) { Ok(()) } else { Err(Fault::Forbidden(right)) }
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
        let key = api.reach.secret_in(&parts.headers).ok_or(Fault::NotSignedIn)?.key();
        let policy = api.help_desk.policy.clone();
        let found = api.read(move |tx| {
            Box::pin(async move {
                let Some(session) = tx.session(key).await? else { return Ok(None) };
                let Some(person) = tx.person(session.person).await? else { return Ok(None) };
                let rights = rights_of(tx, &policy.access, &person).await?;
                Ok(Some((Self { rights, session }, tx.now())))
            })
        });
        // Whoever holds no role any more is signed out by that.
        let found = found.await?.filter(|(caller, _)| caller.rights.are_any());
        let (caller, now) = found.ok_or(Fault::NotSignedIn)?;
        if let Some(seen) = caller.session.seen(now) {
            let note = api.write(move |tx| Box::pin(async move { tx.note_use(&seen).await }));
            note.await?;
        }
        Ok(caller)
    }
}
