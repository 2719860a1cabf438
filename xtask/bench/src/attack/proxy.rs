//! A way to a server that can be cut.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A way to a server, through this process.
pub(crate) struct Proxy {
    /// Where it begins.
    pub(crate) address: SocketAddr,
    is_cut: Arc<watch::Sender<bool>>,
}

impl Proxy {
    /// A way to a server, until the runtime ends.
    pub(crate) async fn open(server: String) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr().context("the listener has no address")?;
        let is_cut = Arc::new(watch::Sender::new(false));
        let watched = is_cut.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if !*watched.borrow() {
                    tokio::spawn(carry(stream, server.clone(), watched.subscribe()));
                }
            }
        });
        Ok(Self { address, is_cut })
    }

    /// Breaks every connection and lets none through, or lets them through again.
    pub(crate) fn cut(&self, cut: bool) {
        self.is_cut.send_replace(cut);
    }
}

async fn carry(mut near: TcpStream, server: String, mut cut: watch::Receiver<bool>) {
    let Ok(mut far) = TcpStream::connect(server).await else { return };
    tokio::select! {
        _ended = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
        _cut = cut.wait_for(|cut| *cut) => {}
    }
}
