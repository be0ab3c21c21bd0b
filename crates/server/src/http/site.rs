//! The web client, built into the binary. It knows no data and no caller.

use super::problem::{Problem, wrong_method};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::fmt::Write as _;

/// What `web` was built into; empty when it was not built.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Site;

const PAGE: &str = "index.html";

/// The build names these after their content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const ASK_EACH_TIME: &str = "no-cache";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Kith</title>\
    <body style=\"font: 18px/1.5 sans-serif; max-width: 34em; margin: 3em auto; padding: 0 1em\">\
    <h1>Kith is running</h1>\
    <p>This server was built without its web client. Build it with <code>bin/run</code>, or with \
    <code>npm ci</code> and <code>npm run build</code> in the folder <code>web</code> before \
    <code>cargo build</code>.</p>\
    <p>The API works: see <a href=\"/api/openapi.json\">/api/openapi.json</a> and \
    <a href=\"/api/asyncapi.json\">/api/asyncapi.json</a>.</p></body></html>";

/// Answers whatever no route of the API answers.
pub async fn serve(request: Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
        let message = "There is nothing at this address of the API. See /api/openapi.json for what is.";
        return Problem::not_found(message).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return wrong_method(request).await;
    }
    let name = path.trim_start_matches('/');
    if let Some(file) = Site::get(name) {
        return answer(name, &file, request.headers());
    }
    // Addresses of pages have no dot; a file that is missing must not be answered with a page.
    if name.rsplit('/').next().is_some_and(|last| last.contains('.')) {
        return Problem::not_found("There is no such file here.").into_response();
    }
    match Site::get(PAGE) {
        Some(page) => answer(PAGE, &page, request.headers()),
        None => (StatusCode::OK, [(header::CACHE_CONTROL, ASK_EACH_TIME)], Html(NOT_BUILT)).into_response(),
    }
}

fn answer(name: &str, file: &EmbeddedFile, asked: &HeaderMap) -> Response {
    let etag = etag(&file.metadata.sha256_hash());
    let cache = cache_control(name);
    let unchanged = asked.get(header::IF_NONE_MATCH).is_some_and(|known| is_known(known, &etag));
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let body = Body::from(file.data.clone().into_owned());
        ([(header::CONTENT_TYPE, content_type(name))], body).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

fn cache_control(name: &str) -> &'static str {
    if name.starts_with("assets/") { IMMUTABLE } else { ASK_EACH_TIME }
}

/// Weak, because the same file may go out compressed or not.
fn etag(sha256: &[u8; 32]) -> String {
    let mut etag = String::from("W/\"");
    for byte in &sha256[..16] {
        // Writing to memory cannot fail.
        let _ = write!(etag, "{byte:02x}");
    }
    etag.push('"');
    etag
}

/// Whether an `If-None-Match` names this version.
pub fn is_known(known: &HeaderValue, etag: &str) -> bool {
    let strong = etag.trim_start_matches("W/");
    known.to_str().is_ok_and(|known| {
        known.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == strong)
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(path: &str) -> Response {
        serve(Request::get(path).body(Body::empty()).unwrap()).await
    }

    #[tokio::test]
    async fn pages_of_the_client_are_its_one_page() {
        for path in ["/", "/teams/0198f3a0-0000-7000-8000-00000000000a", "/join/ABCD-2345", "/apiary"] {
            let response = get(path).await;
            assert_eq!(response.status(), 200, "{path}");
            let kind = &response.headers()[header::CONTENT_TYPE];
            assert!(kind.to_str().unwrap().starts_with("text/html"), "{path}");
            assert_eq!(response.headers()[header::CACHE_CONTROL], ASK_EACH_TIME, "{path}");
        }
    }

    #[tokio::test]
    async fn er1_what_is_not_there_is_refused_in_the_one_way() {
        for path in ["/api", "/api/", "/api/v1/nothing", "/nothing.js", "/assets/../../Cargo.toml", "/.env"] {
            let response = get(path).await;
            assert_eq!(response.status(), 404, "{path}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json", "{path}");
        }
        let post = serve(Request::post("/").body(Body::empty()).unwrap()).await;
        assert_eq!(post.status(), 405);
    }

    /// Under another name, or kept, a worker could never be replaced.
    #[test]
    fn of1_only_what_is_named_after_its_content_is_kept_without_asking() {
        for name in ["sw.js", "index.html", "manifest.webmanifest", "icon-192.png"] {
            assert_eq!(cache_control(name), ASK_EACH_TIME, "{name}");
        }
        assert_eq!(cache_control("assets/index-BcXVPD7q.js"), IMMUTABLE);
        assert_eq!(content_type("sw.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("manifest.webmanifest"), "application/manifest+json");
    }

    #[test]
    fn a_file_that_the_browser_has_is_not_sent_again() {
        let etag = etag(&[7; 32]);
        for known in [etag.as_str(), &format!("\"x\", {etag}"), etag.trim_start_matches("W/"), "*"] {
            assert!(is_known(&HeaderValue::from_str(known).unwrap(), &etag), "{known}");
        }
        assert!(!is_known(&HeaderValue::from_static("W/\"x\""), &etag));
    }
}
