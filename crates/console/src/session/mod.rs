//! Signing in and out, and who one is.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use desk::people::rights::Rights;
use desk::people::{Right, Team};
use desk::session::{
    Account, AccountName, Attempt, Password, PasswordHash, SignInError, Tried, Trier, begin_attempt, refuse_sign_in,
    sign_in, sign_out, to_wait,
};
use serde::{Deserialize, Serialize};
use tracing::error;
use utoipa::ToSchema;

use crate::api::body::Body;
use crate::api::caller::Caller;
use crate::api::client::Client;
use crate::api::cookie::{self, Secret};
use crate::api::problem::Fault;
use crate::api::refusals::{Refusal, SIGN_IN, Who};
use crate::api::turns::{Turn, Whose};
use crate::api::{Api, Desk};

pub(crate) mod accounts;
pub(crate) mod sample;

/// What somebody types to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// The name of a local account, in any case.
    #[schema(example = "admin", max_length = 200)]
    name: String,
    /// Its password.
    #[schema(format = Password, max_length = 512)]
    password: String,
}

/// Who is signed in, and what they may do.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// Their id, `prs_…`.
    id: String,
    /// Their name.
    name: String,
    /// What they may do in the whole desk.
    rights: Vec<&'static str>,
    /// The teams in which they may do something, and what.
    teams: Vec<RightsInTeam>,
}

/// What somebody may do in one team.
#[derive(Serialize, ToSchema)]
pub(crate) struct RightsInTeam {
    /// The team's id, `tem_…`.
    id: String,
    /// Its name.
    name: String,
    /// What they may do there.
    rights: Vec<&'static str>,
}

impl Me {
    fn of(rights: &Rights, teams: &[Team]) -> Self {
        let in_team = |team: &Team| RightsInTeam {
            id: team.id.to_string(),
            name: team.name.clone(),
            rights: rights.in_team(team.id).into_iter().map(Right::name).collect(),
        };
        Self {
            id: rights.person().id.to_string(),
            name: rights.person().name.clone(),
            rights: rights.everywhere().iter().map(|right| right.name()).collect(),
            teams: teams.iter().map(in_team).filter(|team| !team.rights.is_empty()).collect(),
        }
    }
}

/// Signs in with a name and a password. The answer sets the cookie of the session.
#[utoipa::path(
    post,
    path = "/session",
    operation_id = "startSession",
    tag = "session",
    security(()),
    request_body = Credentials,
    responses((status = OK, description = "Signed in", body = Me))
)]
pub(crate) async fn start_session(
    State(api): Desk,
    client: Client,
    headers: HeaderMap,
    Body(credentials): Body<Credentials>,
) -> Result<Response, Fault> {
    let Some(name) = AccountName::parse(&credentials.name) else { return Err(Fault::WrongCredentials) };
    let known = cookie::device_in(&headers, &name);
    let device = known.as_ref().map(Secret::device);
    let tried = Tried { name, device, address: client.key };
    // Whoever has to wait takes nobody's turn and writes nothing.
    let whose = whose(&api, &tried).await?;
    let turn = api.turns.take(whose).await.inspect_err(|fault| {
        if matches!(fault, Fault::TooManyAtOnce) {
            api.refusals.note(refusal(None, "too-many-at-once"));
        }
    })?;
    let (account, by) = begin(&api, tried.clone()).await?;
    let is_right = is_right(account.as_ref(), &credentials.password, turn).await?;
    let Some(account) = account.as_ref().filter(|_| is_right).cloned() else {
        refuse(&api, account).await?;
        return Err(Fault::WrongCredentials);
    };
    let secret = fresh()?;
    // A secret that somebody else may have put there is never made known.
    let device = match (by, known) {
        (Trier::Device(_), Some(known)) => known,
        _ => fresh()?,
    };
    let keys = (secret.key(), device.device());
    let before = cookie::secret_in(&headers).map(|secret| secret.key());
    let policy = api.help_desk.policy.clone();
    let signed_in = api.write(move |tx| {
        Box::pin(async move {
            let (_, person) = match sign_in(tx, &policy.access, (&account, by), keys).await? {
                Ok(signed_in) => signed_in,
                Err(refused) => return Ok(Err(refused)),
            };
            // Whoever signs in again leaves no session behind of which nobody knows any more.
            if let Some(before) = before {
                sign_out(tx, before).await?;
            }
            let rights = desk::people::rights::rights_of(tx, &policy.access, &person).await?;
            Ok(Ok(Me::of(&rights, &tx.teams().await?)))
        })
    });
    match signed_in.await? {
        Ok(me) => {
            let session = cookie::handed_out(&headers, &secret);
            let device = cookie::device_handed_out(&headers, &tried.name, &device);
            Ok((AppendHeaders([(header::SET_COOKIE, session), (header::SET_COOKIE, device)]), Json(me)).into_response())
        }
        Err(SignInError::Wrong) => Err(Fault::WrongCredentials),
        Err(SignInError::NoRights) => Err(Fault::NoRole),
    }
}

fn fresh() -> Result<Secret, Fault> {
    Secret::fresh().map_err(|error| {
        error!(%error, "the system gives no chance for a session");
        Fault::Unavailable
    })
}

/// Whose turn it takes to try this, unless they have to wait.
async fn whose(api: &Api, tried: &Tried) -> Result<Whose, Fault> {
    let tried = tried.clone();
    let waits = api.read(move |tx| {
        Box::pin(async move {
            let (by, wait) = to_wait(tx, &tried).await?;
            let account = if wait.is_positive() { tx.account(&tried.name).await? } else { None };
            Ok((by, wait, account))
        })
    });
    let (by, wait, account) = waits.await?;
    if wait.is_positive() {
        api.refusals.note(refusal(account.as_ref(), "too-many-attempts"));
        return Err(Fault::TooManyAttempts(wait));
    }
    Ok(match by {
        Trier::Device(device) => Whose::Known(*device.as_bytes()),
        Trier::Address(address) => Whose::Strangers(*address.as_bytes()),
        Trier::Strangers => Whose::Strangers([0; 32]),
    })
}

/// That somebody was not signed in who has tried an account, or a name of none.
fn refusal(account: Option<&Account>, reason: &'static str) -> Refusal {
    let who = account.map_or(Who::Nobody, |account| Who::Account(account.person));
    Refusal { who, action: SIGN_IN, target: None, reason }
}

async fn begin(api: &Api, tried: Tried) -> Result<(Option<Account>, Trier), Fault> {
    let attempt = api.write(move |tx| Box::pin(async move { begin_attempt(tx, &tried).await }));
    match attempt.await? {
        Attempt::Now(account, by) => Ok((account, by)),
        Attempt::Later(wait) => Err(Fault::TooManyAttempts(wait)),
    }
}

/// Compares a password, as long as it takes also where there is no account.
async fn is_right(account: Option<&Account>, password: &str, turn: Turn) -> Result<bool, Fault> {
    let password = Password::parse(password).ok();
    let (hash, is_known) = match (account, &password) {
        (Some(account), Some(_)) => (account.password.clone(), true),
        _ => (PasswordHash::of_nothing(), false),
    };
    let typed = password.unwrap_or_else(|| Password::parse("too short or too long").expect("long enough"));
    Ok(turn.spend(move || hash.is_of(&typed)).await? && is_known)
}

async fn refuse(api: &Api, tried: Option<Account>) -> Result<(), Fault> {
    if !api.refusals.admit(refusal(tried.as_ref(), "wrong")) {
        return Ok(());
    }
    let refused = api.write(move |tx| Box::pin(async move { refuse_sign_in(tx, tried.as_ref()).await }));
    Ok(refused.await?)
}

/// Signs out.
#[utoipa::path(
    delete,
    path = "/session",
    operation_id = "endSession",
    tag = "session",
    responses((status = NO_CONTENT, description = "Signed out"))
)]
pub(crate) async fn end_session(State(api): Desk, headers: HeaderMap, caller: Caller) -> Result<Response, Fault> {
    let key = caller.session.key;
    let ended = api.write(move |tx| Box::pin(async move { sign_out(tx, key).await }));
    ended.await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie::taken_back(&headers))]).into_response())
}

/// Who is signed in, and what they may do.
#[utoipa::path(
    get,
    path = "/me",
    operation_id = "me",
    tag = "session",
    responses((status = OK, description = "Who is signed in", body = Me))
)]
pub(crate) async fn me(State(api): Desk, caller: Caller) -> Result<Json<Me>, Fault> {
    let teams = api.read(|tx| Box::pin(async move { tx.teams().await })).await?;
    Ok(Json(Me::of(&caller.rights, &teams)))
}
