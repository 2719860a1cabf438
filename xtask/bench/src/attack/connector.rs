//! The Connector as attackers and bad days have it: each chat has its own manner of being answered.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::net::TcpListener;

use super::teams::Book;
use crate::question;

static NEXT: AtomicU64 = AtomicU64::new(1_795_000_000_000);

/// How a post to a chat is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// At once.
    Takes,
    /// After so long.
    TakesAfter(Duration),
    /// Never.
    Hangs,
    /// With this, and nobody sees the message.
    Refuses { status: u16, retry_after: Option<&'static str> },
    /// With 200 and something that is no JSON.
    TalksRubbish,
}

#[derive(Deserialize)]
struct Posted<'a> {
    r#type: &'a str,
}

/// Listens on loopback until the runtime ends.
pub(crate) async fn open(book: Book) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let book = book.clone();
            let _set = stream.set_nodelay(true);
            let serving = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service_fn(move |request| take(request, book.clone())));
            tokio::spawn(serving);
        }
    });
    Ok(address)
}

async fn take(request: Request<Incoming>, book: Book) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        return Ok(answer(400, None, "{}"));
    };
    let path = head.uri.path();
    if head.method != Method::POST || !path.contains("/activities") {
        return Ok(answer(200, None, r#"{"members": []}"#));
    }
    let text = std::str::from_utf8(&body).unwrap_or_default();
    let is_message = serde_json::from_str(text).is_ok_and(|posted: Posted<'_>| posted.r#type == "message");
    let manner = book.posted(question::number(path), text, is_message, Instant::now());
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let taken = format!(r#"{{"id": "{id}"}}"#);
    Ok(match manner {
        Manner::Takes => answer(201, None, &taken),
        Manner::TakesAfter(pause) => {
            tokio::time::sleep(pause).await;
            answer(201, None, &taken)
        }
        Manner::Hangs => std::future::pending().await,
        Manner::Refuses { status, retry_after } => answer(status, retry_after, r#"{"error": {"code": "Bad"}}"#),
        Manner::TalksRubbish => answer(200, None, "<html>\u{0}{\"id\": [[["),
    })
}

fn answer(status: u16, retry_after: Option<&'static str>, body: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body.to_owned())));
    *response.status_mut() = StatusCode::from_u16(status).expect("an HTTP status");
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(text) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(text));
    }
    response
}
