//! What runs: the listener with its routes, the work queues, the index that follows the store.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use desk::event::Queue;
use desk::flow::follow_faq::follow;
use desk::flow::{HelpDesk, chain};
use desk::outside::Clock;
use teams::endpoint::Endpoint;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::config::{BadSetting, Settings};
use crate::gateway::{TeamsGateway, TenantResolver};
use crate::health::{self, Health};
use crate::wiring::{self, Connections, Registration, SystemClock};
use crate::{teams_of_the_desk, workers};

/// How often the index looks whether the store has moved on.
const FOLLOW_EVERY: Duration = Duration::from_millis(500);
/// How often finished work is swept out.
const SWEEP_EVERY: Duration = Duration::from_mins(10);
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
    /// Real Teams, as registered in the settings.
    pub fn production(settings: &Settings) -> Result<Self> {
        Ok(Self::Production(Connections::registered(Registration::of(settings)?)?))
    }

    /// Development: refuses any address but loopback, and refuses to start beside configured credentials.
    pub fn development(settings: &Settings) -> Result<Self> {
        if settings.has_credentials() {
            let cure = "remove teams.app_id and teams.client_secret, or start without --dev";
            return Err(BadSetting::new("--dev", "checks no tokens, but credentials are configured", cure).into());
        }
        if !settings.listen.ip().is_loopback() {
            let problem = format!("checks no tokens, but {} can be reached from other machines", settings.listen);
            return Err(BadSetting::new("--dev", problem, "listen on 127.0.0.1 or [::1]").into());
        }
        Ok(Self::Development(Connections::development()?))
    }
}

/// A running program.
pub struct Running {
    address: SocketAddr,
    help_desk: Arc<HelpDesk>,
    stop: CancellationToken,
    stopping: Arc<AtomicBool>,
    tasks: JoinSet<()>,
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
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE + Duration::from_secs(2), all).await.is_err() {
            warn!("some work did not finish in time; it is taken up again after the restart");
        }
    }
}

/// Starts everything.
pub async fn start(settings: Settings, mode: Mode) -> Result<Running> {
    let listener = listen(settings.listen).await?;
    start_on(settings, mode, listener, Router::new()).await
}

/// Binds the address; what is wrong is named.
pub async fn listen(address: SocketAddr) -> Result<TcpListener> {
    let cannot = || format!("cannot listen on {address}; is another program there? choose another port with --listen");
    TcpListener::bind(address).await.with_context(cannot)
}

/// Starts everything on a listener, with more routes beside ours.
pub async fn start_on(settings: Settings, mode: Mode, listener: TcpListener, more: Router) -> Result<Running> {
    let store = wiring::store(&settings).await?;
    let (connections, tenants) = match mode {
        Mode::Production(connections) => (connections, TenantResolver::Registered),
        Mode::Development(connections) => {
            warn!("development mode: tokens are not checked; never use it on a machine that others reach");
            let file = settings.database_url.is_none().then(|| settings.data_dir.join("tenant"));
            (connections, TenantResolver::first_comer(file))
        }
    };
    teams_of_the_desk::set_up(store.as_ref(), &wiring::home(), &settings.teams, settings.language).await?;
    let help_desk = Arc::new(wiring::help_desk(&settings, store, &connections)?);
    let stop = CancellationToken::new();
    let health = Health {
        help_desk: help_desk.clone(),
        indexed: Arc::new(AtomicBool::new(false)),
        stopping: Arc::new(AtomicBool::new(false)),
    };
    let stopping = health.stopping.clone();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let desk = Arc::new(TeamsGateway::new(help_desk.clone(), tenants, settings.teams.clone()));
    let endpoint = Endpoint { verifier: connections.verifier.clone(), desk, clock };
    let mut tasks = JoinSet::new();
    tasks.spawn(follow_store(help_desk.clone(), health.indexed.clone(), stop.clone()));
    for queue in Queue::ALL {
        tasks.spawn(workers::work(help_desk.clone(), queue, stop.clone()));
    }
    tasks.spawn(sweep(help_desk.clone(), stop.clone()));
    let routes = teams::endpoint::router(endpoint).merge(health::router(health)).merge(more);
    let address = listener.local_addr().context("the listener has no address")?;
    tasks.spawn(serve_http(listener, routes, stop.clone()));
    info!(%address, "serving");
    Ok(Running { address, help_desk, stop, stopping, tasks })
}

async fn serve_http(listener: TcpListener, routes: Router, stop: CancellationToken) {
    let told = stop.clone();
    let served = axum::serve(listener, routes).with_graceful_shutdown(async move { told.cancelled().await });
    let late = async {
        stop.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = served => {
            if let Err(error) = ended {
                warn!(%error, "the listener ended");
            }
        }
        // A page that keeps its event stream open must not hold up the end.
        () = late => {}
    }
}

async fn follow_store(help_desk: Arc<HelpDesk>, indexed: Arc<AtomicBool>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match follow(help_desk.store.as_ref(), help_desk.index.as_ref()).await {
            Ok(()) => indexed.store(true, Ordering::Relaxed),
            Err(error) => warn!(error = %chain(&error), "the index cannot follow the store"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(FOLLOW_EVERY) => {}
        }
    }
}

async fn sweep(help_desk: Arc<HelpDesk>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = help_desk.store.sweep().await {
            warn!(error = %chain(&error), "cannot sweep out finished work");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(SWEEP_EVERY) => {}
        }
    }
}
