//! One call of the Connector. Here, and nowhere else, our token is attached, after the URL was checked against the list.

use std::fmt::Write;
use std::sync::Arc;

use desk::outside::Clock;
use futures::StreamExt;
use reqwest::header::{AUTHORIZATION, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use url::Url;

use super::classify::{self, Outcome, Purpose};
use crate::auth::token::NoToken;
use crate::auth::{Hosts, Secret, Tokens};
use crate::refusals::{Refusals, Telling};

/// Largest answer that is read, in bytes. A page of a roster has about 60 KB.
const LARGEST_ANSWER: usize = 4 << 20;

/// A call: method, path segments (as they are, not yet encoded), query, body (JSON).
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    method: &'static str,
    path: &'a [&'a str],
    query: &'a [(&'a str, &'a str)],
    body: Option<&'a Value>,
}

impl<'a> Call<'a> {
    /// Creates.
    pub const fn post(path: &'a [&'a str], body: &'a Value) -> Self {
        Self { method: "POST", path, query: &[], body: Some(body) }
    }

    /// Replaces.
    pub const fn put(path: &'a [&'a str], body: &'a Value) -> Self {
        Self { method: "PUT", path, query: &[], body: Some(body) }
    }

    /// Reads.
    pub const fn get(path: &'a [&'a str], query: &'a [(&'a str, &'a str)]) -> Self {
        Self { method: "GET", path, query, body: None }
    }
}

/// The way to the Connector.
pub struct Connector {
    http: reqwest::Client,
    hosts: Hosts,
    tokens: Option<Arc<Tokens>>,
    other: Option<String>,
    clock: Arc<dyn Clock>,
    told: Refusals,
}

/// Why a picture cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotFetched {
    /// It does not lie on the service host.
    #[error("not on the service host")]
    Host,
    /// There is no token now, or the host did not hand the picture over.
    #[error("not available")]
    Unavailable,
    /// Larger than asked for.
    #[error("too large")]
    TooLarge,
}

impl Connector {
    /// Calls only `hosts`. `other` is tried once where the service says that a tenant lives elsewhere.
    pub fn new(
        hosts: Hosts,
        tokens: Option<Arc<Tokens>>,
        other: Option<String>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, reqwest::Error> {
        let http = crate::auth::client(hosts.is_loopback())?;
        Ok(Self { http, hosts, tokens, other, clock, told: Refusals::default() })
    }

    /// The hosts that may be called.
    pub const fn hosts(&self) -> &Hosts {
        &self.hosts
    }

    /// Makes a call; after a refused token once more with a fresh one, after a wrong host once more at the other.
    pub async fn call(&self, service_url: &str, call: Call<'_>, purpose: Purpose) -> Outcome {
        let mut outcome = self.with_fresh_token(service_url, call, purpose).await;
        if let (Outcome::OtherHost, Some(other)) = (&outcome, &self.other) {
            outcome = self.with_fresh_token(other, call, purpose).await;
        }
        if let Some(reason) = outcome.fault() {
            tracing::warn!(method = call.method, reason, "the Connector did not do it");
        }
        outcome
    }

    async fn with_fresh_token(&self, service_url: &str, call: Call<'_>, purpose: Purpose) -> Outcome {
        let url = match self.address(service_url, call.path) {
            Ok(url) => url,
            Err(reason) => return Outcome::Refused(reason.to_owned()),
        };
        let request = || {
            let method = Method::from_bytes(call.method.as_bytes()).unwrap_or(Method::GET);
            let request = self.http.request(method, url.clone()).query(call.query);
            if let Some(body) = call.body { request.json(body) } else { request }
        };
        let (outcome, token) = self.once(request(), &url, purpose).await;
        match (&outcome, &self.tokens, token) {
            (Outcome::Unauthorized(_), Some(tokens), Some(token)) => {
                tokens.forget(&token);
                self.once(request(), &url, purpose).await.0
            }
            _ => outcome,
        }
    }

    async fn once(&self, request: RequestBuilder, url: &Url, purpose: Purpose) -> (Outcome, Option<Secret>) {
        let (request, token) = match self.signed(request, url).await {
            Ok(signed) => signed,
            Err(Unsigned::BadUrl) => return (Outcome::Refused("service url is not on the list".to_owned()), None),
            Err(Unsigned::NoToken) => return (Outcome::Unreachable("no token"), None),
        };
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return (classify::broken(purpose, &error), token),
        };
        let status = response.status();
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|it| it.to_str().ok()).map(str::to_owned);
        // An answer that breaks off after a good status has done its work; what it said is lost.
        let body = match limited(response, LARGEST_ANSWER).await {
            Ok(body) => body,
            Err(_) if status.is_success() && purpose == Purpose::Read => {
                return (Outcome::Later(time::Duration::seconds(2)), token);
            }
            Err(_) => Vec::new(),
        };
        let outcome = classify::classify(purpose, status, retry_after.as_deref(), &body, self.clock.now());
        if outcome.fault().is_none() && !status.is_success() {
            self.tell(status, &body);
        }
        (outcome, token)
    }

    /// Writes down what happens every day: where all is throttled or down, the log must not grow with it.
    fn tell(&self, status: StatusCode, body: &[u8]) {
        let kind = match status.as_u16() {
            403 => "forbidden",
            404 => "gone",
            429 => "throttled",
            _ => "fails",
        };
        if let Telling::Line { left_out } = self.told.note(kind, self.clock.now()) {
            let (status, code) = (status.as_u16(), classify::code(body));
            tracing::info!(status, code, left_out, "the Connector did not do it");
        }
    }

    /// The only place where the token is attached. Every URL is checked here, also one that was checked before.
    async fn signed(&self, request: RequestBuilder, url: &Url) -> Result<(RequestBuilder, Option<Secret>), Unsigned> {
        self.hosts.check_any(url.as_str()).map_err(|_| Unsigned::BadUrl)?;
        let Some(tokens) = &self.tokens else {
            return Ok((request, None));
        };
        let token = tokens.token().await.map_err(|error| {
            if let NoToken::Refused(code) = error {
                tracing::error!(code, "the sign-in host refuses our credentials");
            }
            Unsigned::NoToken
        })?;
        Ok((request.header(AUTHORIZATION, format!("Bearer {}", token.reveal())), Some(token)))
    }

    /// Fetches a picture of at most `largest` bytes from the service host, within eight seconds.
    pub async fn picture(&self, location: &str, largest: usize) -> Result<Vec<u8>, NotFetched> {
        let url = self.hosts.check_any(location).map_err(|_| NotFetched::Host)?;
        let request = self.http.get(url.clone()).timeout(std::time::Duration::from_secs(8));
        let (request, _) = self.signed(request, &url).await.map_err(|_| NotFetched::Unavailable)?;
        let response = request.send().await.map_err(|_| NotFetched::Unavailable)?;
        if response.status() != StatusCode::OK {
            return Err(NotFetched::Unavailable);
        }
        limited(response, largest).await
    }

    /// The address of a call. Ids are opaque: each becomes one segment of the path, whatever stands in it.
    fn address(&self, service_url: &str, path: &[&str]) -> Result<Url, &'static str> {
        let base = self.hosts.check(service_url).map_err(|_| "service url is not on the list")?;
        let mut address = base.as_str().trim_end_matches('/').to_owned();
        for segment in path {
            if matches!(*segment, "" | "." | "..") {
                return Err("id cannot be part of an address");
            }
            address.push('/');
            encode(segment, &mut address);
        }
        Url::parse(&address).map_err(|_| "address is malformed")
    }
}

enum Unsigned {
    BadUrl,
    NoToken,
}

fn encode(segment: &str, address: &mut String) {
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
}

async fn limited(response: Response, largest: usize) -> Result<Vec<u8>, NotFetched> {
    let mut body = Vec::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| NotFetched::Unavailable)?;
        if body.len() + chunk.len() > largest {
            return Err(NotFetched::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Noon;

    impl Clock for Noon {
        fn now(&self) -> time::OffsetDateTime {
            time::macros::datetime!(2026-11-23 12:00 UTC)
        }
    }

    #[test]
    fn an_id_is_one_segment_whatever_it_holds() {
        let hosts = Hosts::exact(["smba.trafficmanager.net".to_owned()]);
        let connector = Connector::new(hosts, None, None, Arc::new(Noon)).expect("a client");
        let base = "https://smba.trafficmanager.net/jp/";
        let address = |id: &str| connector.address(base, &["v3", "conversations", id]).map(|it| it.to_string());
        assert_eq!(
            address("19:a@thread.tacv2;messageid=1").as_deref(),
            Ok("https://smba.trafficmanager.net/jp/v3/conversations/19%3Aa%40thread.tacv2%3Bmessageid%3D1")
        );
        assert_eq!(
            address("../../x?y#z\\").as_deref(),
            Ok("https://smba.trafficmanager.net/jp/v3/conversations/..%2F..%2Fx%3Fy%23z%5C")
        );
        for bad in ["", ".", ".."] {
            assert!(address(bad).is_err(), "{bad}");
        }
        assert!(connector.address("https://evil.example/", &["v3"]).is_err());
    }
}
