//! Whether a request that changes something was sent by a page of this site (OWASP, "Cross-Site Request Forgery Prevention Cheat
//! Sheet": Fetch Metadata, then the origin). Beside it the cookie is `SameSite=Strict`.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::caller::Caller;
use super::cookie;
use super::problem::Fault;
use super::refusals::{Refusal, Who};
use super::{Api, Reach};

/// Refuses what another site's page may have sent.
pub(super) async fn checked(State(api): State<Api>, request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !is_of_this_site(&api.reach, request.headers()) {
        let key = cookie::secret_in(request.headers()).map(|secret| secret.key());
        let caller = match key {
            Some(key) => Caller::by(&api, key).await.ok().flatten(),
            None => None,
        };
        let who = caller.map_or(Who::Nobody, |(caller, _)| Who::Caller(caller.rights.person().id));
        api.refusals.note(Refusal { who, action: "request", target: None, reason: "foreign-origin" });
        return Fault::ForeignOrigin.into_response();
    }
    next.run(request).await
}

fn is_of_this_site(reach: &Reach, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return false };
    if reach.public_origin.as_deref().is_some_and(|public| public.eq_ignore_ascii_case(origin)) {
        return true;
    }
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    authority.is_some_and(|authority| {
        text(header::HOST.as_str()).is_some_and(|host| !host.is_empty() && host.eq_ignore_ascii_case(authority))
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;
    use axum::http::HeaderValue;

    use super::*;

    fn is_let_in(sent: &[(&'static str, &'static str)]) -> bool {
        let public_origin = Some("https://help.example.com".to_owned());
        let reach = Reach { public_origin, ..Reach::default() };
        let headers = sent.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        is_of_this_site(&reach, &headers.collect())
    }

    #[test]
    fn only_pages_of_this_site_change_anything() {
        assert!(is_let_in(&[("sec-fetch-site", "same-origin")]));
        assert!(is_let_in(&[("host", "127.0.0.1:8080"), ("origin", "http://127.0.0.1:8080")]));
        assert!(is_let_in(&[("host", "inside:8080"), ("origin", "https://help.example.com")]));
        for foreign in [
            &[("host", "127.0.0.1:8080")][..],
            &[("host", "127.0.0.1:8080"), ("origin", "null")],
            &[("host", "127.0.0.1:8080"), ("origin", "http://127.0.0.1:8081")],
            &[("host", "127.0.0.1:8080"), ("origin", "http://evil.example")],
            &[("host", "help.example.com"), ("origin", "https://help.example.com.evil.example")],
            &[("host", ""), ("origin", "://")],
            &[("sec-fetch-site", "cross-site"), ("host", "a"), ("origin", "http://a")],
            &[("sec-fetch-site", "same-site"), ("host", "a"), ("origin", "http://a")],
        ] {
            assert!(!is_let_in(foreign), "{foreign:?}");
        }
    }
}
