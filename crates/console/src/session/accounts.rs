//! Local accounts, made and changed by who administers the desk.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk::event::{Claim, Once};
use desk::id::PersonId;
use desk::people::{Person, Right};
use desk::session::{
    Account, AccountError, AccountName, NewAccount, Password, PasswordHash, Salt, create_account, renew_password,
};
use desk::store::{StoreError, Transaction};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tracing::error;
use utoipa::ToSchema;

use crate::api::body::Body;
use crate::api::caller::Caller;
use crate::api::listing::{Page, PageQuery};
use crate::api::once::{Keyed, other_before};
use crate::api::problem::Fault;
use crate::api::turns::Whose;
use crate::api::{Api, Desk};
use crate::people::PersonRef;
use crate::people::roles::RoleName;

/// A local account.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountView {
    /// What is typed to sign in.
    name: String,
    /// Whose it is.
    person: PersonRef,
    /// Since when it is there.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl AccountView {
    fn of(account: &Account, person: Person) -> Self {
        Self {
            name: account.name.to_string(),
            person: PersonRef { id: person.id.to_string(), name: person.name },
            created_at: account.created_at,
        }
    }
}

/// An account that is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountWanted {
    /// What is typed to sign in: 1 to 64 characters without blanks, in any case.
    #[schema(min_length = 1, max_length = 64, pattern = r"^\S+$")]
    name: String,
    /// What others are shown; the name where nothing is said.
    #[schema(max_length = 100)]
    display_name: Option<String>,
    /// At least 8 characters.
    #[schema(format = Password, min_length = 8, max_length = 512)]
    password: String,
    /// The role that is held in every team.
    role: RoleName,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordWanted {
    /// Whose: the name of the account.
    #[schema(min_length = 1, max_length = 64, pattern = r"^\S+$")]
    name: String,
    /// At least 8 characters.
    #[schema(format = Password, min_length = 8, max_length = 512)]
    password: String,
}

/// Every local account, by name.
#[utoipa::path(
    get,
    path = "/accounts",
    operation_id = "listAccounts",
    tag = "people",
    params(PageQuery),
    responses((status = OK, description = "A page of accounts", body = Page<AccountView>))
)]
pub(crate) async fn list_accounts(
    State(api): Desk,
    caller: Caller,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<Page<AccountView>>, Fault> {
    caller.must(&api, Right::Administer).await?;
    let Query(page) = page?;
    let (limit, after) = (page.limit()?, page.after(|cursor| Some(cursor.to_owned()))?.unwrap_or_default());
    let accounts = api.read(|tx| Box::pin(async move { tx.accounts().await })).await?;
    let later = accounts.into_iter().filter(|(account, _)| account.name.as_str() > after.as_str());
    let page = later.take(limit as usize + 1).map(|(account, person)| AccountView::of(&account, person)).collect();
    Ok(Json(Page::of(page, limit, |account| account.name.clone())))
}

/// What became of an account that was wanted.
enum Created {
    Now(Account, Person),
    /// It was made when this came before.
    Before(Account, Person),
    OtherBefore,
    Taken(AccountError),
}

/// Makes an account.
#[utoipa::path(
    post,
    path = "/accounts",
    operation_id = "createAccount",
    tag = "people",
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, it is done once")),
    request_body = AccountWanted,
    responses((status = CREATED, description = "The account", body = AccountView))
)]
pub(crate) async fn create(State(api): Desk, caller: Caller, wanted: Keyed<AccountWanted>) -> Result<Response, Fault> {
    caller.must(&api, Right::Administer).await?;
    let (wanted, once) = wanted.of("account", &caller);
    let name = name_of(&wanted.name)?;
    let display_name = wanted.display_name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let display_name = display_name.unwrap_or_else(|| wanted.name.trim().to_owned());
    if display_name.chars().count() > 100 {
        return Err(Fault::field("display_name", "is longer than 100 characters"));
    }
    let password = hashed(&api, &caller, &wanted.password).await?;
    let new = NewAccount { name, display_name, password, role: wanted.role.into() };
    let created = api.write_as(&caller, Right::Administer, move |tx| Box::pin(create_once(tx, new, once)));
    let (account, person) = match created.await? {
        Created::Now(account, person) => (account, person),
        Created::Before(account, person) => {
            // Nothing of the password is kept beside its hash: whether this is the same one, only that can tell.
            let password = Password::parse(&wanted.password).map_err(|bad| Fault::field("password", bad))?;
            let turn = api.turns.take(Whose::Known(*caller.session.key.as_bytes())).await?;
            let hash = account.password.clone();
            if !turn.spend(move || hash.is_of(&password)).await? {
                return Err(other_before());
            }
            (account, person)
        }
        Created::OtherBefore => return Err(other_before()),
        Created::Taken(error) => return Err(Fault::Conflict { name: "name-taken", detail: error.to_string() }),
    };
    Ok((StatusCode::CREATED, Json(AccountView::of(&account, person))).into_response())
}

async fn create_once(tx: &mut dyn Transaction, new: NewAccount, once: Option<Once>) -> Result<Created, StoreError> {
    let name = new.name.clone();
    tx.set_savepoint().await?;
    if let Some(once) = &once {
        match once.claim(tx).await? {
            Claim::First => {}
            Claim::Other => return Ok(Created::OtherBefore),
            Claim::Again(made) => {
                let person = tx.person(PersonId::new(made)).await?;
                let account = tx.account(&name).await?.filter(|account| account.person.uuid() == made);
                return Ok(account
                    .zip(person)
                    .map_or(Created::OtherBefore, |(account, person)| Created::Before(account, person)));
            }
        }
    }
    let person = match create_account(tx, new).await {
        Ok(person) => person,
        Err(AccountError::Store(error)) => return Err(error),
        Err(taken) => {
            tx.roll_back_to_savepoint().await?;
            return Ok(Created::Taken(taken));
        }
    };
    if let Some(once) = once {
        once.note_made(tx, person.id.uuid()).await?;
    }
    let account = tx.account(&name).await?.ok_or_else(|| StoreError::Refused("the account is not there".into()))?;
    Ok(Created::Now(account, person))
}

/// Gives an account another password. Whoever was signed in with the old one no longer is.
#[utoipa::path(
    post,
    path = "/accounts/password",
    operation_id = "renewPassword",
    tag = "people",
    request_body = PasswordWanted,
    responses((status = NO_CONTENT, description = "The account has this password"))
)]
pub(crate) async fn renew(
    State(api): Desk,
    caller: Caller,
    Body(wanted): Body<PasswordWanted>,
) -> Result<StatusCode, Fault> {
    caller.must(&api, Right::Administer).await?;
    let name = name_of(&wanted.name)?;
    let password = hashed(&api, &caller, &wanted.password).await?;
    let renewed = api.write_as(&caller, Right::Administer, move |tx| {
        Box::pin(async move {
            match renew_password(tx, &name, password).await {
                Err(AccountError::Store(error)) => Err(error),
                other => Ok(other.is_ok()),
            }
        })
    });
    if renewed.await? { Ok(StatusCode::NO_CONTENT) } else { Err(Fault::NotFound) }
}

fn name_of(text: &str) -> Result<AccountName, Fault> {
    AccountName::parse(text).ok_or_else(|| Fault::field("name", "is not 1 to 64 characters without blanks"))
}

async fn hashed(api: &Api, caller: &Caller, text: &str) -> Result<PasswordHash, Fault> {
    let password = Password::parse(text).map_err(|bad| Fault::field("password", format!("is {bad}")))?;
    let mut salt = Salt::default();
    getrandom::fill(&mut salt).map_err(|error| {
        error!(%error, "the system gives no chance for a password");
        Fault::Unavailable
    })?;
    let turn = api.turns.take(Whose::Known(*caller.session.key.as_bytes())).await?;
    turn.spend(move || password.hashed(&salt)).await
}
