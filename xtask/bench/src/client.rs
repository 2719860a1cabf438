//! Teams' side, where activities are delivered: keeps its connections open, and comes again when it is turned away.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, HOST, RETRY_AFTER};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Longest wait for one response.
const RESPONSE_WITHIN: Duration = Duration::from_mins(1);
/// Tries of one delivery.
const TRIES: u32 = 20;
/// The pause before the next try, where the bot names none.
const PAUSE: Duration = Duration::from_millis(500);
/// The longest pause that is kept, so that a run ends.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

type Connection = SendRequest<Full<Bytes>>;

/// How a delivery ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Delivered {
    /// Whether it was taken, with 2xx.
    pub(crate) taken: bool,
    /// Tries beyond the first.
    pub(crate) again: u32,
}

/// How one try of a delivery was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answered {
    /// Whether it was taken, with 2xx.
    pub(crate) taken: bool,
    /// HTTP status.
    pub(crate) status: u16,
    /// When to come again, in seconds.
    pub(crate) retry_after: Option<u64>,
}

/// A bot's address, and the connections to it that rest.
pub(crate) struct Client {
    address: SocketAddr,
    resting: Mutex<Vec<Connection>>,
    opened: AtomicUsize,
}

impl Client {
    /// Nothing is opened yet.
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, resting: Mutex::default(), opened: AtomicUsize::new(0) }
    }

    /// Where it is.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Connections that were opened so far.
    pub(crate) fn opened(&self) -> usize {
        self.opened.load(Ordering::Relaxed)
    }

    /// Delivers an activity once.
    pub(crate) async fn once(&self, activity: String) -> Result<Answered> {
        let response = self.send(Method::POST, "/api/messages", Bytes::from(activity)).await?;
        let (taken, status) = (response.status().is_success(), response.status().as_u16());
        Ok(Answered { taken, status, retry_after: retry_after(&response) })
    }

    /// Delivers an activity; `Retry-After` is kept to, and what breaks off is sent again, as Teams does.
    pub(crate) async fn deliver(&self, activity: String) -> Delivered {
        let activity = Bytes::from(activity);
        for again in 0..TRIES {
            let pause = match self.send(Method::POST, "/api/messages", activity.clone()).await {
                Ok(response) if response.status().is_success() => return Delivered { taken: true, again },
                Ok(response) => match pause_after(&response) {
                    Some(pause) => pause,
                    None => return Delivered { taken: false, again },
                },
                Err(_) => PAUSE,
            };
            tokio::time::sleep(pause).await;
        }
        Delivered { taken: false, again: TRIES }
    }

    /// Whether a page answers with 2xx.
    pub(crate) async fn is_well(&self, path: &str) -> bool {
        self.send(Method::GET, path, Bytes::new()).await.is_ok_and(|response| response.status().is_success())
    }

    async fn send(&self, method: Method, path: &str, body: Bytes) -> Result<Response<()>> {
        let mut connection = self.connection().await?;
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = path.parse()?;
        let headers = request.headers_mut();
        headers.insert(HOST, self.address.to_string().parse()?);
        headers.insert(CONTENT_TYPE, "application/json; charset=utf-8".parse()?);
        let whole = async {
            let (head, body) = connection.send_request(request).await?.into_parts();
            body.collect().await?;
            anyhow::Ok(Response::from_parts(head, ()))
        };
        let response = tokio::time::timeout(RESPONSE_WITHIN, whole).await.context("no response in time")??;
        self.resting.lock().expect("nobody panics while holding it").push(connection);
        Ok(response)
    }

    /// The one used last, so that few are in use; a new one where all are busy.
    async fn connection(&self) -> Result<Connection> {
        loop {
            let resting = self.resting.lock().expect("nobody panics while holding it").pop();
            let Some(mut connection) = resting else { break };
            if connection.ready().await.is_ok() {
                return Ok(connection);
            }
        }
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        self.opened.fetch_add(1, Ordering::Relaxed);
        let (connection, driver) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(driver);
        Ok(connection)
    }
}

/// How long to wait before the next try; none where trying again is of no use.
fn pause_after(response: &Response<()>) -> Option<Duration> {
    let status = response.status();
    if status != StatusCode::TOO_MANY_REQUESTS && !status.is_server_error() {
        return None;
    }
    Some(retry_after(response).map_or(PAUSE, Duration::from_secs).min(LONGEST_PAUSE))
}

fn retry_after(response: &Response<()>) -> Option<u64> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: StatusCode, retry_after: Option<&str>) -> Response<()> {
        let mut response = Response::new(());
        *response.status_mut() = status;
        if let Some(text) = retry_after {
            response.headers_mut().insert(RETRY_AFTER, text.parse().expect("a header"));
        }
        response
    }

    #[test]
    fn a_busy_bot_is_tried_again_when_it_says_and_a_refusal_is_not() {
        let pause = |status, header| pause_after(&answered(status, header));
        assert_eq!(pause(StatusCode::SERVICE_UNAVAILABLE, Some("2")), Some(Duration::from_secs(2)));
        assert_eq!(pause(StatusCode::TOO_MANY_REQUESTS, Some("9999")), Some(LONGEST_PAUSE));
        assert_eq!(pause(StatusCode::INTERNAL_SERVER_ERROR, Some("soon")), Some(PAUSE));
        assert_eq!(pause(StatusCode::BAD_REQUEST, Some("2")), None);
    }
}
