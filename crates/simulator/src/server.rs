//! A server of its own on loopback, for tests and tools that mount the simulator nowhere else.

use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;

use reqwest::Url;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::{Error, Options, Simulator, WorldSpec};

/// A simulator that serves itself until it is dropped.
#[derive(Debug)]
pub struct Served {
    simulator: Arc<Simulator>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Served {
    /// Binds a free loopback port and serves the world there. The base URL is the server's own; `adjust` changes what
    /// else there is to choose (tokens, redelivery).
    ///
    /// # Errors
    /// The world makes no sense, or no port can be bound ([`Error::Invalid`]).
    pub async fn start(spec: WorldSpec, bot_endpoint: Url, adjust: impl FnOnce(&mut Options)) -> Result<Self, Error> {
        let failed = |error: std::io::Error| Error::Invalid(format!("cannot listen on loopback: {error}"));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let base = Url::parse(&format!("http://{address}")).map_err(|error| Error::Invalid(error.to_string()))?;
        let mut options = Options::new(bot_endpoint, base);
        adjust(&mut options);
        let simulator = Simulator::new(spec, options)?;
        let router = simulator.router();
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "simulator stopped serving");
            }
        });
        Ok(Self { simulator, address, task })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The simulator, to share.
    pub fn simulator(&self) -> &Arc<Simulator> {
        &self.simulator
    }
}

impl Deref for Served {
    type Target = Simulator;

    fn deref(&self) -> &Simulator {
        &self.simulator
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.simulator.close();
        self.task.abort();
    }
}
