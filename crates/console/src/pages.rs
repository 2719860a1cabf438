//! The pages of `web/`, compiled into the binary.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

/// Scripts, styles and fetches from here only; Fluent UI writes styles into the page; pictures may be data. Teams in a
/// box shows the console beside itself; nobody else may frame it.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
/// The build puts a hash into the names of these.
const HASHED: &str = "assets/";
const CONSOLE: &str = "console.html";
const TEAMS_IN_A_BOX: &str = "index.html";
/// Instead of pages, where there are none.
const NO_PAGES: &str = "This program was built without its pages: build it with `cargo xtask build`.\n";

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Pages;

/// The console below `/console`, to which `/` leads. Which of its pages is meant is read in the browser.
pub fn router() -> Router {
    files().route("/", get(|| async { Redirect::to("/console/") }))
}

/// The same, with Teams in a box at `/`.
pub fn router_with_teams_in_a_box() -> Router {
    files().route("/", get(|headers: HeaderMap| async move { page(TEAMS_IN_A_BOX, &headers) }))
}

fn files() -> Router {
    let files = get(|Path(path): Path<String>, headers: HeaderMap| async move { page(&path, &headers) });
    Router::new()
        .route("/console", get(|| async { Redirect::to("/console/") }))
        .route("/console/{*place}", get(|headers: HeaderMap| async move { page(CONSOLE, &headers) }))
        .route("/console/", get(|headers: HeaderMap| async move { page(CONSOLE, &headers) }))
        // What is written to no page of ours is answered like what does not exist.
        .route("/{*path}", files.fallback(|| async { StatusCode::NOT_FOUND }))
}

/// Whether the pages were built before the program: a program without them says so instead of showing nothing.
pub fn has_pages() -> bool {
    Pages::get(CONSOLE).is_some() && Pages::get(TEAMS_IN_A_BOX).is_some()
}

/// A file, compressed where the browser takes that and the build has made it.
fn page(path: &str, headers: &HeaderMap) -> Response {
    let Some(file) = Pages::get(path) else {
        let why = if has_pages() { "not found\n" } else { NO_PAGES };
        return (StatusCode::NOT_FOUND, why).into_response();
    };
    let kind = HeaderValue::from_str(file.metadata.mimetype());
    let compressed = takes_brotli(headers).then(|| Pages::get(&format!("{path}.br"))).flatten();
    let is_compressed = compressed.is_some();
    let mut response = Response::new(Body::from(compressed.unwrap_or(file).data.into_owned()));
    let headers = response.headers_mut();
    if is_compressed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    let forever = path.starts_with(HASHED);
    let caching = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// Whether a browser names brotli and does not refuse it (`br;q=0`).
fn takes_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_brotli = parts.next() == Some("br");
        is_brotli && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn what_is_not_there_is_404_and_no_path_leads_out() {
        for path in ["/nothing", "/../Cargo.toml", "/..%2f..%2fCargo.toml", "/assets/../../Cargo.toml"] {
            let request = Request::get(path).body(Body::empty()).expect("a request");
            let response = router().oneshot(request).await.expect("infallible");
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[tokio::test]
    async fn a_server_without_teams_in_a_box_leads_to_the_console() {
        for path in ["/", "/console"] {
            let request = Request::get(path).body(Body::empty()).expect("a request");
            let response = router().oneshot(request).await.expect("infallible");
            assert_eq!(
                response.headers().get(header::LOCATION),
                Some(&HeaderValue::from_static("/console/")),
                "{path}"
            );
        }
    }

    #[test]
    fn brotli_is_sent_to_whoever_takes_it() {
        let told = |accepted: &'static str| {
            takes_brotli(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]))
        };
        assert!(told("gzip, deflate, br, zstd") && told("br;q=0.5"));
        assert!(!told("gzip") && !told("br;q=0, gzip") && !told("") && !takes_brotli(&HeaderMap::new()));
    }
}
