//! `/api/v1`: what every operation shares.
//!
//! An operation takes a [`Caller`](caller::Caller), which is refused where nobody is signed in, asks the desk's verbs, and returns
//! what it found or a [`Fault`](problem::Fault). Its description is made from the handler itself, so that none can be served which
//! is not described.

use std::ops::Range;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use desk::actions::Press;
use desk::audit::{Actor, RecordedEvent, Target};
use desk::event::{Event, Once};
use desk::flow::console::Acted;
use desk::flow::{HelpDesk, console};
use desk::id::{EventId, TenantId};
use desk::outside::Post;
use desk::people::Right;
use desk::people::rights::rights_of;
use desk::policy::Policy;
use desk::session::SessionKey;
use desk::store::{StoreError, Transaction, Work};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) mod body;
pub(crate) mod caller;
pub(crate) mod client;
pub(crate) mod cookie;
pub(crate) mod crowd;
mod description;
mod docs;
pub(crate) mod listing;
pub(crate) mod once;
mod origin;
pub(crate) mod problem;
pub(crate) mod reckoning;
pub(crate) mod refusals;
pub(crate) mod turns;

use caller::Caller;
pub use client::Network;
use crowd::Crowd;
use problem::Fault;
use reckoning::Reckoning;
use refusals::{Refusal, Refusals};
use turns::Turns;

/// Largest body of an operation, in bytes: the longest entry that the desk takes, with room for its variants.
const LARGEST_BODY: usize = 1024 * 1024;

/// How browsers reach the console.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// The origin under which the world sees it, `https://HOST`, where that is known.
    pub public_origin: Option<String>,
    /// What stands in front and is believed who has connected to it.
    pub trusted_proxies: Vec<Network>,
}

/// Makes the card of a post, as the channel does that people read; `None`: it is no card.
pub type CardOf = fn(&Post) -> Option<Value>;

/// What the operations work on.
#[derive(Clone)]
pub struct Api {
    pub(crate) help_desk: Arc<HelpDesk>,
    tenant: TenantId,
    pub(crate) reach: Arc<Reach>,
    /// The program stops: streams end.
    pub(crate) stop: CancellationToken,
    /// Turns to look at a password.
    pub(crate) turns: Arc<Turns>,
    /// The streams that are open, by session.
    pub(crate) streams: Arc<Crowd<SessionKey>>,
    /// What was refused lately.
    pub(crate) refusals: Arc<Refusals>,
    /// Turns for what takes a core for long.
    pub(crate) reckoning: Arc<Reckoning>,
    pub(crate) card: CardOf,
}

impl Api {
    /// An API over a desk, for one tenant, that shows cards as `card` makes them; its streams end with `stop`.
    pub fn new(
        help_desk: Arc<HelpDesk>,
        tenant: TenantId,
        reach: Reach,
        card: CardOf,
        stop: CancellationToken,
    ) -> Self {
        let (turns, streams, refusals, reckoning) = Default::default();
        Self { help_desk, tenant, reach: Arc::new(reach), stop, turns, streams, refusals, reckoning, card }
    }

    /// The tenant that it serves.
    pub(crate) fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// Runs verbs in one writing transaction of the tenant.
    pub(crate) async fn write<T, F>(&self, verbs: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut dyn Transaction) -> Work<'a, Result<T, StoreError>> + Send + 'static,
    {
        self.help_desk.store.write(&self.tenant, verbs).await
    }

    /// The same for a caller who may do something in the whole desk, as is looked once more in this very transaction: the body of the
    /// request may have come long after its head.
    pub(crate) async fn write_as<T, F>(&self, caller: &Caller, right: Right, verbs: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut dyn Transaction) -> Work<'a, Result<T, StoreError>> + Send + 'static,
    {
        let (person, policy) = (caller.rights.person().clone(), self.help_desk.policy.clone());
        let (refusals, refused) = (self.refusals.clone(), caller.refused(right.name(), None, "forbidden"));
        let done = self.write(move |tx| {
            Box::pin(async move {
                tx.act_as(Actor::Person(person.id));
                if rights_of(tx, &policy.access, &person).await?.may(right) {
                    return verbs(tx).await.map(Some);
                }
                if refusals.admit(refused) {
                    tx.record(Event::ActionRefused { action: right.name(), target: None, reason: "forbidden" }).await?;
                }
                Ok(None)
            })
        });
        done.await?.ok_or(Fault::Forbidden(right))
    }

    /// Runs queries on a snapshot of the tenant.
    pub(crate) async fn read<T, F>(&self, queries: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut dyn Transaction) -> Work<'a, Result<T, StoreError>> + Send + 'static,
    {
        self.help_desk.store.read(&self.tenant, queries).await
    }

    /// What the operator has set of who may do what.
    pub(crate) fn policy(&self) -> Arc<Policy> {
        self.help_desk.policy.clone()
    }

    /// Does what the caller wants, by the rules of a press in Teams; a refusal is recorded.
    pub(crate) async fn act(&self, caller: &Caller, press: Press) -> Result<(), Fault> {
        self.act_once(caller, press, None).await.map(drop)
    }

    /// The same where it may come twice; tells what was done.
    pub(crate) async fn act_once(&self, caller: &Caller, press: Press, once: Option<Once>) -> Result<Acted, Fault> {
        let HelpDesk { store, policy, .. } = self.help_desk.as_ref();
        let person = caller.rights.person();
        let (refusals, refused) =
            (self.refusals.clone(), caller.refused(press.action.name(), Some(press.action.target()), ""));
        let is_told = move |reason| refusals.admit(Refusal { reason, ..refused });
        match console::act(store.as_ref(), policy, &self.tenant, person, (press, once), is_told).await?? {
            Acted::OtherBefore => Err(once::other_before()),
            acted => Ok(acted),
        }
    }

    /// Why somebody is not shown what there is: as if there were none. That stands in the record.
    pub(crate) fn unseen(&self, caller: &Caller, action: &'static str, target: Target) -> Fault {
        self.refusals.note(caller.refused(action, Some(target), "forbidden"));
        Fault::NotFound
    }

    /// The events after a place: see [`Store::events_after`](desk::store::Store::events_after).
    pub(crate) async fn events_after(&self, cursor: i64, most: u32) -> Result<Vec<RecordedEvent>, StoreError> {
        self.help_desk.store.events_after(&self.tenant, cursor, most).await
    }

    /// An event by its id: see [`Store::event`](desk::store::Store::event).
    pub(crate) async fn event(&self, id: EventId) -> Result<Option<RecordedEvent>, StoreError> {
        self.help_desk.store.event(&self.tenant, id).await
    }

    /// The place of the newest event; 0: there is none.
    pub(crate) async fn newest_place(&self) -> Result<i64, StoreError> {
        Ok(self.events_before(0..i64::MAX, "", 1).await?.first().map_or(0, |newest| newest.sequence))
    }

    /// The newest events of a stretch: see [`Store::events_before`](desk::store::Store::events_before).
    pub(crate) async fn events_before(
        &self,
        places: Range<i64>,
        text: &str,
        most: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        self.help_desk.store.events_before(&self.tenant, places, text, most).await
    }

    /// Every operation, below `/api`.
    pub fn router(self) -> Router {
        let (operations, description) = operations().split_for_parts();
        let description = description::completed(description);
        let document = serde_json::to_string(&description).expect("a description is JSON");
        let page = serde_json::to_value(&description).expect("a description is JSON");
        let served = move || {
            let document = document.clone();
            async move { ([(header::CONTENT_TYPE, "application/json")], document).into_response() }
        };
        operations
            .route("/api/v1/openapi.json", get(served))
            .route("/api/docs", get(move || async move { docs::page(&page) }))
            .route("/api/{*nothing}", axum::routing::any(|| async { Fault::NotFound }))
            .method_not_allowed_fallback(|| async { Fault::MethodNotAllowed })
            .layer(DefaultBodyLimit::max(LARGEST_BODY))
            .layer(from_fn_with_state(self.clone(), origin::checked))
            .layer(from_fn(with_headers))
            .with_state(self)
    }
}

fn operations() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(description::begun()).nest(
        "/api/v1",
        OpenApiRouter::new()
            .routes(routes!(crate::session::start_session, crate::session::end_session))
            .routes(routes!(crate::session::me))
            .routes(routes!(crate::people::teams::list_teams))
            .routes(routes!(crate::people::teams::get_team))
            .routes(routes!(crate::people::teams::list_agents))
            .routes(routes!(crate::people::directory::list_people))
            .routes(routes!(crate::people::directory::get_person))
            .routes(routes!(crate::inquiry::earlier::list_inquiries_of_person))
            .routes(routes!(crate::people::roles::grant_role))
            .routes(routes!(crate::people::roles::revoke_role))
            .routes(routes!(crate::session::accounts::list_accounts, crate::session::accounts::create))
            .routes(routes!(crate::session::accounts::renew))
            .routes(routes!(crate::inquiry::list_inquiries))
            .routes(routes!(crate::inquiry::get_inquiry))
            .routes(routes!(crate::handoff::tickets::list_tickets))
            .routes(routes!(crate::handoff::tickets::get_ticket))
            .routes(routes!(crate::handoff::beside::get_related))
            .routes(routes!(crate::handoff::timeline::get_timeline))
            .routes(routes!(crate::handoff::work::accept_ticket))
            .routes(routes!(crate::handoff::work::assign_ticket))
            .routes(routes!(crate::handoff::work::escalate_ticket))
            .routes(routes!(crate::handoff::work::prioritise_ticket))
            .routes(routes!(crate::handoff::work::write_message))
            .routes(routes!(crate::handoff::work::resend_message))
            .routes(routes!(crate::handoff::work::hand_back_ticket))
            .routes(routes!(crate::handoff::work::close_ticket))
            .routes(routes!(crate::handoff::work::reopen_ticket))
            .routes(routes!(crate::handoff::work::undo_ticket))
            .routes(routes!(crate::faq::list_entries, crate::faq::change::create_entry))
            .routes(routes!(crate::faq::get_entry, crate::faq::change::change_entry))
            .routes(routes!(crate::faq::list_versions))
            .routes(routes!(crate::faq::preview::preview_entry))
            .routes(routes!(crate::faq::change::retire_entry))
            .routes(routes!(crate::faq::change::restore_entry))
            .routes(routes!(crate::learning::drafts::list_drafts))
            .routes(routes!(crate::learning::drafts::get_draft))
            .routes(routes!(crate::learning::replay::replay_draft))
            .routes(routes!(crate::learning::drafts::approve_draft))
            .routes(routes!(crate::learning::drafts::reject_draft))
            .routes(routes!(crate::learning::drafts::merge_draft))
            .routes(routes!(crate::learning::drafts::undo_draft))
            .routes(routes!(crate::learning::gaps::list_gaps))
            .routes(routes!(crate::learning::gaps::list_gap_groups))
            .routes(routes!(crate::learning::gaps::get_gap))
            .routes(routes!(crate::figures::get_figures))
            .routes(routes!(crate::figures::export_figures))
            .routes(routes!(crate::operations::list_dead_letters))
            .routes(routes!(crate::operations::retry_dead_letter))
            .routes(routes!(crate::audit::list_events))
            .routes(routes!(crate::audit::get_event))
            .routes(routes!(crate::audit::live::follow_events)),
    )
}

/// The description of every operation: OpenAPI 3.1.
pub fn description() -> utoipa::openapi::OpenApi {
    description::completed(operations().into_openapi())
}

/// What is said to one person is kept by nobody on the way, and read as nothing but what it is.
pub(crate) async fn with_headers(request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(nothing);
    response
}

/// The state as handlers take it.
pub(crate) type Desk = State<Api>;
