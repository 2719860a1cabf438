//! The pages of `web/`, compiled into the binary.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};

/// Scripts, styles and fetches from here only; Fluent UI writes styles into the page; pictures may be data.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The build puts a hash into the names of these.
const HASHED: &str = "assets/";

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Pages;

/// The page at `/` and its assets.
pub fn router() -> Router {
    Router::new()
        .route("/", get(|| async { page("index.html") }))
        .route("/{*path}", get(|Path(path): Path<String>| async move { page(&path) }))
}

/// Whether the pages were built before the program: a program without them says so instead of showing nothing.
pub fn has_pages() -> bool {
    Pages::get("index.html").is_some()
}

fn page(path: &str) -> Response {
    match Pages::get(path) {
        Some(file) => with_headers(path, file),
        None => (StatusCode::NOT_FOUND, "not found\n").into_response(),
    }
}

fn with_headers(path: &str, file: EmbeddedFile) -> Response {
    let kind = HeaderValue::from_str(file.metadata.mimetype());
    let mut response = Response::new(Body::from(file.data.into_owned()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    let forever = path.starts_with(HASHED);
    let caching = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
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
}
