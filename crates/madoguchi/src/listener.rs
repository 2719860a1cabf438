//! The HTTP listener: connections with time limits, and a bound on how many there are.
//!
//! Whoever opens connections and says nothing must not shut others out: when no more can be had, the one that has been silent
//! longest is closed, whatever its address.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, warn};

/// How long open requests may finish when the program stops.
const GRACE: Duration = Duration::from_secs(10);
/// How long the last answer of a connection may still be on its way then.
const LAST_WORDS: Duration = Duration::from_millis(200);
/// File handles left for everything but connections: the database, calls to the outside, what the library needs.
const RESERVED_FILES: u64 = 256;
/// Most connections, whatever the system allows: each costs about 20 KiB.
const MOST_CONNECTIONS: usize = 16_384;
/// Largest buffer of a connection, in bytes; a head that does not fit is refused.
const BUFFER: usize = 32 * 1024;

/// What the listener allows.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Most connections at a time.
    pub(crate) connections: usize,
    /// A request's head must be there within this time; it also ends a connection on which nothing more is asked.
    pub(crate) head_within: Duration,
}

impl Limits {
    /// As many connections as the system lets us have, once its soft limit on open files has been raised to the hard
    /// one.
    pub(crate) fn of_the_system() -> Self {
        let limit = getrlimit(Resource::Nofile);
        let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
        let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        let most = usize::try_from(files.saturating_sub(RESERVED_FILES)).unwrap_or(MOST_CONNECTIONS);
        Self { connections: most.clamp(64, MOST_CONNECTIONS), head_within: Duration::from_secs(30) }
    }
}

/// Serves until told to stop; then open requests may finish.
pub(crate) async fn serve(listener: Arc<TcpListener>, routes: Router, limits: Limits, stop: CancellationToken) {
    let connections = Arc::new(Connections::new(limits.connections));
    let running = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (stream, guard) = connections.admit(stream);
                running.spawn(talk((stream, peer), guard, routes.clone(), limits.head_within, stop.clone()));
            }
            Err(error) if is_connections_own(&error) => {}
            Err(error) => {
                warn!(%error, "no connection can be taken; the one silent longest is closed");
                connections.close_silent_longest();
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    running.close();
    // A page that keeps its event stream open must not hold up the end.
    let _ = tokio::time::timeout(GRACE, running.wait()).await;
}

async fn talk(
    (stream, peer): (Watched, SocketAddr),
    guard: Guard,
    routes: Router,
    head_within: Duration,
    stop: CancellationToken,
) {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(head_within).max_buf_size(BUFFER);
    let busy = Arc::new(AtomicUsize::new(0));
    let counted = busy.clone();
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        counted.fetch_add(1, Ordering::Relaxed);
        let (routes, counted) = (routes.clone(), counted.clone());
        async move {
            let answer = TowerToHyperService::new(routes).call(request).await;
            counted.fetch_sub(1, Ordering::Relaxed);
            answer
        }
    });
    let mut talk = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), answer));
    let ended = tokio::select! {
        ended = talk.as_mut() => ended,
        () = guard.connection.close.cancelled() => return,
        () = stop.cancelled() => {
            talk.as_mut().graceful_shutdown();
            // Nobody waits on a connection on which nothing is asked, though it may be open for long.
            let grace = if busy.load(Ordering::Relaxed) > 0 { GRACE } else { LAST_WORDS };
            tokio::time::timeout(grace, talk).await.unwrap_or(Ok(()))
        }
    };
    if let Err(error) = ended {
        debug!(%error, "a connection ended early");
    }
}

/// Whether an error of accepting is about the one connection, which is gone already.
fn is_connections_own(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// The open connections.
struct Connections {
    most: usize,
    started: Instant,
    open: Mutex<(u64, HashMap<u64, Arc<Connection>>)>,
}

/// A connection: when something last went over it, and a way to close it.
struct Connection {
    /// Microseconds since the listener started.
    last: AtomicU64,
    close: CancellationToken,
}

/// Takes a connection off the list when it ends.
struct Guard {
    number: u64,
    connection: Arc<Connection>,
    connections: Arc<Connections>,
}

impl Connections {
    fn new(most: usize) -> Self {
        Self { most, started: Instant::now(), open: Mutex::default() }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// Takes a connection in; where there are too many, one makes way.
    fn admit(self: &Arc<Self>, stream: TcpStream) -> (Watched, Guard) {
        while self.open.lock().expect("nobody panics while holding it").1.len() >= self.most {
            self.close_silent_longest();
        }
        let connection = Arc::new(Connection { last: AtomicU64::new(self.now()), close: CancellationToken::new() });
        let mut open = self.open.lock().expect("nobody panics while holding it");
        let number = open.0;
        open.0 += 1;
        open.1.insert(number, connection.clone());
        let watched = Watched { stream, connection: connection.clone(), connections: self.clone() };
        (watched, Guard { number, connection, connections: self.clone() })
    }

    fn close_silent_longest(&self) {
        let mut open = self.open.lock().expect("nobody panics while holding it");
        let silent = open.1.iter().min_by_key(|(number, it)| (it.last.load(Ordering::Relaxed), **number));
        let Some(number) = silent.map(|(number, _)| *number) else { return };
        if let Some(connection) = open.1.remove(&number) {
            connection.close.cancel();
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.connections.open.lock().expect("nobody panics while holding it").1.remove(&self.number);
    }
}

/// A stream that notes when something goes over it.
struct Watched {
    stream: TcpStream,
    connection: Arc<Connection>,
    connections: Arc<Connections>,
}

impl Watched {
    fn note<T>(&self, polled: Poll<T>) -> Poll<T> {
        if polled.is_ready() {
            self.connection.last.store(self.connections.now(), Ordering::Relaxed);
        }
        polled
    }
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        self.note(polled)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.note(polled)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.note(polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// Enough for a slow machine; nothing waits so long where all is well.
    const PATIENCE: Duration = Duration::from_mins(2);

    async fn started(connections: usize, head_within: Duration) -> (std::net::SocketAddr, CancellationToken) {
        let listener = Arc::new(TcpListener::bind("127.0.0.1:0").await.expect("a port"));
        let address = listener.local_addr().expect("it is bound");
        let stop = CancellationToken::new();
        let routes = Router::new().route("/", get(|| async { "here" }));
        tokio::spawn(serve(listener, routes, Limits { connections, head_within }, stop.clone()));
        (address, stop)
    }

    async fn asks(stream: &mut TcpStream) -> bool {
        let question = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        if stream.write_all(question).await.is_err() {
            return false;
        }
        let mut answer = [0; 512];
        let read = tokio::time::timeout(PATIENCE, stream.read(&mut answer)).await.expect("it answers or closes");
        read.is_ok_and(|read| String::from_utf8_lossy(&answer[..read]).contains("200 OK"))
    }

    #[tokio::test]
    async fn when_connections_run_out_the_one_silent_longest_makes_way_and_nobody_else() {
        let (address, stop) = started(8, PATIENCE).await;
        let mut first = TcpStream::connect(address).await.expect("it listens");
        let mut silent = Vec::new();
        for _ in 0..7 {
            let mut one = TcpStream::connect(address).await.expect("it listens");
            assert!(asks(&mut one).await, "and falls silent");
            silent.push(one);
        }
        assert!(asks(&mut first).await);
        for _ in 0..7 {
            let mut another = TcpStream::connect(address).await.expect("it listens");
            assert!(asks(&mut another).await, "nobody waits");
            assert!(asks(&mut first).await, "whoever talks stays");
        }
        let mut nothing = [0; 1];
        let closed = tokio::time::timeout(PATIENCE, silent[0].read(&mut nothing)).await.expect("it was closed");
        assert!(matches!(closed, Ok(0) | Err(_)), "{closed:?}");
        stop.cancel();
    }

    #[tokio::test]
    async fn a_silent_connection_does_not_hold_up_the_end() {
        let listener = Arc::new(TcpListener::bind("127.0.0.1:0").await.expect("a port"));
        let address = listener.local_addr().expect("it is bound");
        let stop = CancellationToken::new();
        let routes = Router::new().route("/", get(|| async { "here" }));
        let limits = Limits { connections: 8, head_within: PATIENCE };
        let serving = tokio::spawn(serve(listener, routes, limits, stop.clone()));
        let mut idle = TcpStream::connect(address).await.expect("it listens");
        assert!(asks(&mut idle).await);
        let silent = TcpStream::connect(address).await.expect("it listens");
        assert!(asks(&mut TcpStream::connect(address).await.expect("it listens")).await, "all were taken in");
        stop.cancel();
        tokio::time::timeout(GRACE / 2, serving).await.expect("nobody asks anything").expect("it ends well");
        drop(silent);
    }

    #[tokio::test]
    async fn half_a_head_and_silence_are_closed_after_a_while() {
        let (address, stop) = started(8, Duration::from_millis(300)).await;
        let mut half = TcpStream::connect(address).await.expect("it listens");
        // On a slow machine it may be closed already.
        let _ = half.write_all(b"GET / HTTP/1.1\r\nHo").await;
        let mut silent = TcpStream::connect(address).await.expect("it listens");
        for stream in [&mut half, &mut silent] {
            let mut rest = Vec::new();
            // A connection that is closed ends the reading, with or without a word.
            let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("it is closed");
        }
        stop.cancel();
    }
}
