//! Keeps foreign web pages out: a browser on this machine may be led here by a name that resolves to loopback.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use reqwest::Url;

use super::refusal::Refusal;
use crate::Simulator;

/// Lets a request pass when it names this machine (or the configured host) and does not come from another site's page.
pub(crate) async fn guard(State(simulator): State<Arc<Simulator>>, request: Request, next: Next) -> Response {
    match check(simulator.base_url(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(reason) => Refusal::new(StatusCode::FORBIDDEN, reason).into_response(),
    }
}

fn check(base: &Url, headers: &HeaderMap) -> Result<(), &'static str> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let host = text(HOST).ok_or("a Host header is needed")?;
    let named = Url::parse(&format!("http://{host}/")).map_err(|_| "the Host header is not a host")?;
    if !is_loopback(&named) && named.host() != base.host() {
        return Err("this host name is not served here");
    }
    match text(ORIGIN).map(Url::parse) {
        None => Ok(()),
        // Scheme aside: a proxy in front may speak https.
        Some(Ok(origin)) if origin.host() == named.host() && same_port(&origin, &named) => Ok(()),
        Some(_) => Err("requests of other sites are not answered"),
    }
}

fn same_port(origin: &Url, host: &Url) -> bool {
    origin.port() == host.port() || origin.port_or_known_default() == host.port_or_known_default()
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(host: &str, origin: Option<&str>) -> bool {
        let base = Url::parse("http://desk.example:3978/box").expect("a URL");
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().expect("a header"));
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().expect("a header"));
        }
        check(&base, &headers).is_ok()
    }

    #[test]
    fn only_this_machine_and_the_configured_host_are_served() {
        for host in ["127.0.0.1:3978", "localhost:3978", "[::1]:3978", "127.9.9.9", "desk.example:3978"] {
            assert!(passes(host, None), "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:3978", "10.0.0.1", "", "@"] {
            assert!(!passes(host, None), "{host}");
        }
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        assert!(passes("127.0.0.1:3978", Some("http://127.0.0.1:3978")));
        assert!(passes("desk.example", Some("https://desk.example")));
        assert!(!passes("127.0.0.1:3978", Some("http://127.0.0.1:8080")));
        assert!(!passes("127.0.0.1:3978", Some("http://evil.example")));
        assert!(!passes("127.0.0.1:3978", Some("null")));
    }
}
