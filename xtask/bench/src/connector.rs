//! Teams' side, where replies are posted: takes everything at once and notes when what came.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use anyhow::Result;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::net::TcpListener;

use crate::ledger::Ledger;
use crate::question;

/// A ledger that generator and Connector share; both run on one thread, so nobody ever waits for it.
pub(crate) type Shared = Arc<Mutex<Ledger>>;

/// The id of the next message that is posted: each has its own, as in Teams.
static NEXT: AtomicU64 = AtomicU64::new(1_795_000_000_000);

/// What matters of a posted activity.
#[derive(Deserialize)]
struct Posted<'a> {
    r#type: &'a str,
}

/// Listens on loopback, until the runtime ends.
pub(crate) async fn open(ledger: Shared) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let ledger = ledger.clone();
            let _set = stream.set_nodelay(true);
            let answer = service_fn(move |request| take(request, ledger.clone()));
            let serving = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
            tokio::spawn(serving);
        }
    });
    Ok(address)
}

async fn take(request: Request<Incoming>, ledger: Shared) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        return Ok(answer(StatusCode::BAD_REQUEST, "{}".to_owned()));
    };
    let path = head.uri.path();
    let is_post = head.method == Method::POST && path.contains("/activities");
    if !is_post {
        return Ok(answer(StatusCode::OK, r#"{"members": []}"#.to_owned()));
    }
    let text = std::str::from_utf8(&body).unwrap_or_default();
    // A sign that somebody types is no answer.
    if is_message(text) {
        let mut ledger = ledger.lock().expect("nobody panics while holding it");
        ledger.reply(question::number(path), text, Instant::now());
    }
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    Ok(answer(StatusCode::CREATED, format!(r#"{{"id": "{id}"}}"#)))
}

fn is_message(body: &str) -> bool {
    serde_json::from_str(body).is_ok_and(|posted: Posted<'_>| posted.r#type == "message")
}

fn answer(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_sign_and_noise_are_no_messages() {
        assert!(is_message(r#"{"text": "type", "type": "message", "attachments": [{"type": "x"}]}"#));
        for other in [r#"{"type": "typing", "text": "message"}"#, r#"{"text": "message"}"#, "message", ""] {
            assert!(!is_message(other), "{other}");
        }
    }
}
