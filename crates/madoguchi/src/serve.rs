//! What runs: the listener with its routes, the work queues, and the loops beside them (`loops.rs`).

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::http::StatusCode;
use console::api::{Api, Reach};
use desk::event::Queue;
use desk::flow::HelpDesk;
use desk::outside::Clock;
use teams::endpoint::Endpoint;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};
use tracing::{info, warn};

use crate::at_once::AtOnce;
use crate::config::{BadSetting, Settings};
use crate::gateway::{TeamsGateway, TenantResolver};
use crate::health::{self, Health, Pulse, StoreCheck};
use crate::listener::{self, Limits};
use crate::loops::{follow_store, forget, heartbeat, index_texts, listen_to_others, place_events, with, work};
use crate::meaning;
use crate::off_the_runtime::off_the_runtime;
use crate::role::Role;
use crate::supervisor::Supervisor;
use crate::teams_of_the_desk;
use crate::wiring::{self, Connections, Registration, SystemClock};
use crate::workers::Worker;

/// A request is answered within this time. A press on a card, the slowest, takes four seconds.
const REQUEST_WITHIN: Duration = Duration::from_secs(20);
/// Longest silence within the body of a request.
const BODY_WITHIN: Duration = Duration::from_secs(5);
/// How long open requests may finish when the program stops.
const GRACE: Duration = Duration::from_secs(10);

pub use crate::wiring::{Connections as TeamsConnections, Registration as TeamsRegistration};

/// How the program is connected to Teams.
pub enum Mode {
    /// Real Teams.
    Production(Connections),
    /// No credentials, loopback only.
    Development(Connections),
}

impl Mode {
    /// Real Teams, as registered in the settings. Refuses settings in which the registration is incomplete, or the rate
    /// limits are off.
    pub fn production(settings: &Settings) -> Result<Self> {
        if !settings.teams.rate_limits {
            let cure = "set it to on, or measure with --dev: Microsoft would refuse what is sent faster";
            return Err(BadSetting::new("teams.rate_limits", "is off, and real Teams is to be served", cure).into());
        }
        Ok(Self::Production(Connections::registered(Registration::of(settings)?)?))
    }

    /// Development: refuses any address but loopback, and refuses to start beside configured credentials.
    pub fn development(settings: &Settings) -> Result<Self> {
        if settings.teams.has_credentials() {
            let cure = "remove teams.app_id and teams.client_secret, or start without --dev";
            return Err(BadSetting::new("--dev", "checks no tokens, but credentials are configured", cure).into());
        }
        if !settings.server.listen.ip().is_loopback() {
            let problem =
                format!("checks no tokens, but {} can be reached from other machines", settings.server.listen);
            return Err(BadSetting::new("--dev", problem, "listen on 127.0.0.1 or [::1]").into());
        }
        Ok(Self::Development(Connections::development(settings.teams.rate_limits)?))
    }
}

/// A running program.
pub struct Running {
    address: SocketAddr,
    help_desk: Arc<HelpDesk>,
    stop: CancellationToken,
    stopping: Arc<AtomicBool>,
    supervisor: Supervisor,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The desk that runs, for commands that work on it from within.
    pub fn help_desk(&self) -> &HelpDesk {
        &self.help_desk
    }

    /// Stops taking requests, lets what runs finish, and ends.
    pub async fn stop(mut self) {
        info!("stopping");
        self.stopping.store(true, Ordering::Relaxed);
        self.stop.cancel();
        if tokio::time::timeout(GRACE + Duration::from_secs(2), self.supervisor.ended()).await.is_err() {
            warn!("some work did not finish in time; it is taken up again after the restart");
        }
    }
}

/// Starts everything, on the address of the settings. Returns when it serves; fails where the address is taken, or the
/// database cannot be opened.
pub async fn start(settings: Settings, mode: Mode) -> Result<Running> {
    let listener = listen(settings.server.listen).await?;
    start_on(settings, mode, Role::ALL, listener, |_| console::router()).await
}

/// Binds the address; the error names it and says what to do.
pub async fn listen(address: SocketAddr) -> Result<TcpListener> {
    let cannot = || format!("cannot listen on {address}; is another program there? choose another port with --listen");
    TcpListener::bind(address).await.with_context(cannot)
}

/// Starts a role on a listener, with more routes beside ours, which may use what the operations of the API work on.
pub async fn start_on(
    settings: Settings,
    mode: Mode,
    role: Role,
    listener: TcpListener,
    more: impl FnOnce(&Api) -> Router,
) -> Result<Running> {
    let store = wiring::store_for_server(&settings).await?;
    let (connections, tenants) = match mode {
        Mode::Production(connections) => (connections, TenantResolver::Registered),
        Mode::Development(connections) => {
            warn!("development mode: tokens are not checked; never use it on a machine that others reach");
            let file = settings.database.url.is_none().then(|| settings.data.dir.join("tenant"));
            (connections, TenantResolver::first_comer(file))
        }
    };
    teams_of_the_desk::set_up(store.as_ref(), &wiring::home(), &settings.desk.teams, settings.desk.language).await?;
    let wanted = settings.clone();
    let models = off_the_runtime(move || meaning::models(&wanted)).await?;
    let help_desk = Arc::new(wiring::help_desk(&settings, store, &connections, models.clone())?);
    let stop = CancellationToken::new();
    let mut supervisor = Supervisor::new(stop.clone());
    let pulse = Pulse::new(settings.teams.rate_limits.then_some(wiring::PACE_OF_TEAMS));
    let health = Health {
        help_desk: help_desk.clone(),
        pulse: pulse.clone(),
        loops: supervisor.loops(),
        store_check: StoreCheck::default(),
        stopping: Arc::new(AtomicBool::new(false)),
    };
    let stopping = health.stopping.clone();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let teams = settings.desk.teams.clone();
    let answering = Worker::new(help_desk.clone(), Queue::Answering);
    let answers = role.queues.contains(&Queue::Answering);
    let at_once = answers.then(|| AtOnce::new(help_desk.clone(), pulse.clone(), answering.running()));
    let desk = Arc::new(TeamsGateway::new(help_desk.clone(), tenants, teams, pulse.admission(), at_once));
    let endpoint = Endpoint { verifier: connections.verifier.clone(), desk, clock };
    supervisor.keep("heartbeat", with(&help_desk, &pulse, heartbeat));
    supervisor.keep("wake-ups", with(&help_desk, &pulse, listen_to_others));
    supervisor.keep("index", with(&help_desk, &pulse, follow_store));
    if !models.is_empty() {
        let (help_desk, pulse) = (help_desk.clone(), pulse.clone());
        supervisor.keep("vectors", move |stop| meaning::follow(help_desk.clone(), models.clone(), pulse.clone(), stop));
    }
    supervisor.keep("events", with(&help_desk, &pulse, place_events));
    supervisor.keep("texts", with(&help_desk, &pulse, index_texts));
    let (forgetful, retention) = (help_desk.clone(), settings.kept());
    supervisor.keep("retention", move |stop| forget(forgetful.clone(), retention, stop));
    for queue in role.queues.iter().copied() {
        let other = || Worker::new(help_desk.clone(), queue);
        let worker = if queue == Queue::Answering { answering.clone() } else { other() };
        let pulse = pulse.clone();
        supervisor.keep(queue.name(), move |stop| work(worker.clone(), queue, pulse.clone(), stop));
    }
    let api = Api::new(help_desk.clone(), wiring::home(), reach(&settings), teams::cards::card, stop.clone());
    let refused = api.clone();
    supervisor.keep("refusals", move |stop| refused.clone().write_refusals(stop));
    let more = more(&api);
    let routes = teams::endpoint::router(endpoint)
        .layer(patience())
        .merge(api.router().layer(patience()))
        .merge(health::router(health))
        .merge(more);
    let address = listener.local_addr().context("the listener has no address")?;
    let listener = Arc::new(listener);
    let limits = Limits::of_the_system();
    supervisor.keep("listener", move |stop| listener::serve(listener.clone(), routes.clone(), limits, stop));
    info!(%address, "serving");
    Ok(Running { address, help_desk, stop, stopping, supervisor })
}

/// How long a request and its body may take.
fn patience() -> (RequestBodyTimeoutLayer, TimeoutLayer) {
    let whole = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_WITHIN);
    (RequestBodyTimeoutLayer::new(BODY_WITHIN), whole)
}

/// How browsers reach the console.
fn reach(settings: &Settings) -> Reach {
    let server = &settings.server;
    let origin = |url: &String| url::Url::parse(url).ok().map(|url| url.origin().ascii_serialization());
    let public_origin = server.public_url.as_ref().and_then(origin);
    Reach { public_origin, trusted_proxies: server.trusted_proxies.clone() }
}
