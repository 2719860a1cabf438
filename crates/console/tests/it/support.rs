//! An API over a small world, and people who are signed in to it.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use console::api::{Api, Reach};
use desk::actions::{Action, AnswerAction, TicketAction};
use desk::flow::InboundKind;
use desk::id::{DraftId, PersonId, TeamId, TenantId};
use desk::outside::{Content, Post};
use desk::people::{Grant, Role};
use desk::session::{AccountError, AccountName, NewAccount, Password, PasswordHash, create_account};
use desk::store::{StoreError, Transaction, Work};
use serde_json::{Value, json};
use testkit::World;
use testkit::world::channel;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct-horse-battery";
/// Hashing takes time: everybody has the same.
static HASH: LazyLock<PasswordHash> =
    LazyLock::new(|| Password::parse(PASSWORD).expect("long enough").hashed(&[1; 16]));
const ORIGIN: &str = "http://desk.test";

/// An API and its world.
pub(crate) struct App {
    pub(crate) world: World,
    pub(crate) tenant: TenantId,
    api: Api,
    router: Router,
}

/// Somebody's browser: the cookie that it keeps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Browser(pub(crate) Option<String>);

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// The kind of a problem.
    pub(crate) fn problem(&self) -> &str {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json", "{self:?}");
        assert_eq!(self.body["status"], self.status, "{self:?}");
        let kind = self.body["type"].as_str().expect("a problem has a type");
        kind.strip_prefix("/api/docs#problem-").expect("it is one of ours")
    }
}

impl App {
    pub(crate) async fn new() -> Self {
        let world = World::new().await;
        let tenant = world.tenant.clone();
        Self::over(world, tenant)
    }

    /// An API for another tenant over the same store.
    pub(crate) fn of_other_tenant(&self) -> Router {
        api(&self.world, &other_tenant()).router()
    }

    /// What was refused stands in the record now.
    pub(crate) async fn write_refusals(&self) {
        self.api.write_refusals_now(true).await.expect("the store works");
        self.world.store().place_events().await.expect("they get their places");
    }

    fn over(world: World, tenant: TenantId) -> Self {
        let api = api(&world, &tenant);
        let router = api.clone().router();
        Self { world, tenant, api, router }
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        verbs: impl for<'a> FnOnce(&'a mut dyn Transaction) -> Work<'a, Result<T, StoreError>> + Send + 'static,
    ) -> T {
        self.world.store().write(&self.tenant, verbs).await.expect("the store works")
    }

    /// Makes an account whose owner holds these roles and no other.
    pub(crate) async fn account(&self, name: &str, roles: &[(Role, Option<TeamId>)]) -> PersonId {
        account(&self.world, &self.tenant, name, roles).await
    }

    /// Signs in.
    pub(crate) async fn sign_in(&self, name: &str) -> Browser {
        sign_in(&self.router, name).await
    }

    /// Somebody new who holds a role is signed in.
    pub(crate) async fn signed_in(&self, name: &str, roles: &[(Role, Option<TeamId>)]) -> Browser {
        self.account(name, roles).await;
        self.sign_in(name).await
    }

    pub(crate) async fn get(&self, browser: &Browser, path: &str) -> Answer {
        self.send(browser, Method::GET, path, None).await
    }

    pub(crate) async fn send(&self, browser: &Browser, method: Method, path: &str, body: Option<Value>) -> Answer {
        send(&self.router, browser, method, path, body, &[]).await
    }

    pub(crate) async fn send_with(
        &self,
        browser: &Browser,
        (method, path): (Method, &str),
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        send(&self.router, browser, method, path, body, headers).await
    }

    /// What a request is answered with, as it comes.
    pub(crate) async fn stream(&self, request: Request<Body>) -> BodyDataStream {
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        assert_eq!(response.status(), StatusCode::OK);
        response.into_body().into_data_stream()
    }

    /// A request as it stands, without what browsers add.
    pub(crate) async fn raw(&self, request: Request<Body>) -> Answer {
        answer(&self.router, request).await
    }
}

pub(crate) fn other_tenant() -> TenantId {
    TenantId::parse("tenant-b").expect("a good id")
}

/// A card that tells what it was made of.
fn card(post: &Post) -> Option<Value> {
    match &post.content {
        Content::Answer { question, answer, .. } => {
            Some(json!({ "question": question, "answer": answer, "language": post.language.code() }))
        }
        _ => None,
    }
}

fn api(world: &World, tenant: &TenantId) -> Api {
    let reach = Reach::default();
    Api::new(Arc::new(world.help_desk.clone()), tenant.clone(), reach, card, CancellationToken::new())
}

pub(crate) async fn account(
    world: &World,
    tenant: &TenantId,
    name: &str,
    roles: &[(Role, Option<TeamId>)],
) -> PersonId {
    let account = AccountName::parse(name).expect("a name");
    let wanted =
        NewAccount { name: account, display_name: name.to_owned(), password: HASH.clone(), role: Role::Auditor };
    let roles = roles.to_vec();
    let made = world.store().write::<_, AccountError, _>(tenant, move |tx| {
        Box::pin(async move {
            let person = create_account(tx, wanted).await?.id;
            tx.remove_grant(&Grant { person, role: Role::Auditor, team: None }).await?;
            for (role, team) in roles {
                tx.save_grant(&Grant { person, role, team }).await?;
            }
            Ok(person)
        })
    });
    made.await.expect("nobody has that name")
}

pub(crate) async fn sign_in(router: &Router, name: &str) -> Browser {
    let credentials = serde_json::json!({ "name": name, "password": PASSWORD });
    let signed_in = send(router, &Browser::default(), Method::POST, "/api/v1/session", Some(credentials), &[]).await;
    assert_eq!(signed_in.status, 200, "{signed_in:?}");
    Browser(Some(cookie_of(&signed_in)))
}

/// The cookie that an answer hands out.
pub(crate) fn cookie_of(answer: &Answer) -> String {
    let set = answer.headers[header::SET_COOKIE].to_str().expect("plain");
    set.split(';').next().expect("it has parts").to_owned()
}

pub(crate) async fn send(
    router: &Router,
    browser: &Browser,
    method: Method,
    path: &str,
    body: Option<Value>,
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "desk.test");
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("origin")) {
        request = request.header(header::ORIGIN, ORIGIN);
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(cookie) = &browser.0 {
        request = request.header(header::COOKIE, cookie);
    }
    let body = match body {
        Some(body) => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        }
        None => Body::empty(),
    };
    answer(router, request.body(body).expect("a request")).await
}

async fn answer(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.expect("infallible");
    let (parts, body) = response.into_parts();
    let is_stream = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
    // It has no end.
    let body = if is_stream { Body::empty() } else { body };
    let bytes = axum::body::to_bytes(body, 16 * 1024 * 1024).await.expect("a body");
    let is_csv = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/csv; charset=utf-8");
    let body = match (bytes.is_empty(), is_csv) {
        (true, _) => Value::Null,
        (false, true) => Value::String(String::from_utf8(bytes.to_vec()).expect("UTF-8")),
        (false, false) => serde_json::from_slice(&bytes).expect("JSON"),
    };
    let policy = parts.headers.get(header::CACHE_CONTROL).expect("every answer says who may keep it");
    assert_eq!(policy, "no-store");
    assert_ne!(parts.status, StatusCode::INTERNAL_SERVER_ERROR, "{body}");
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

/// Somebody asks what no entry answers, and then for a person.
pub(crate) async fn ask_for_a_person(world: &World, who: &str, question: &str) {
    world.say(who, question).await;
    let message = match world.last_seen_by(who) {
        Content::Unknown { message, .. } | Content::Candidates { message, .. } => message,
        other => panic!("nobody knows: {other:?}"),
    };
    world.press(who, Action::Answer(message, AnswerAction::RequestHandoff)).await;
}

/// A ticket of Mika's is worked on by Ken and closed; what was learned of it waits for review.
pub(crate) async fn learned(world: &World, question: &str, reply: &str) -> DraftId {
    ask_for_a_person(world, "mika", question).await;
    let thread = world.newest_thread();
    world.hear("ken", channel(&thread), InboundKind::message(reply)).await;
    let draft = world.store().write::<_, StoreError, _>(&world.tenant, |tx| {
        Box::pin(async move {
            let it = tx.teams().await?.into_iter().find(|team| team.name == "IT").expect("it is there").id;
            Ok(tx.open_tickets(it).await?.pop().expect("mika's").id)
        })
    });
    let ticket = draft.await.expect("the store works");
    world.press_in("ken", channel(&thread), Action::Ticket(ticket, TicketAction::Close)).await;
    let waiting = world
        .store()
        .read::<_, StoreError, _>(&world.tenant, move |tx| Box::pin(async move { tx.drafts_of(ticket).await }));
    waiting.await.expect("the store works").pop().expect("something was learned").id
}
