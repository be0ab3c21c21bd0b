//! The REST doors and the web client: each handler extracts, authorizes, acts and answers on one screen. What all
//! requests share (limits, headers, the one form of a refusal) is put around them here.

mod accounts;
mod async_api;
mod checkins;
mod conversations;
mod counters;
mod description;
mod fields;
mod forums;
mod goals;
mod health;
mod identity;
mod input;
mod invites;
mod notifications;
mod pact_fields;
mod pacts;
mod page;
mod people;
mod posts;
mod presence;
mod problem;
mod proofs;
mod refusals;
mod site;
mod teams;

pub use problem::Problem;

use crate::app::Shared;
use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn, map_response};
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use tokio::time::Instant;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use utoipa_axum::router::OpenApiRouter;

/// A shorter answer is sent as it is: compressing it would make it longer.
const COMPRESSED_MIN_BYTES: u64 = 512;

const SECURITY_HEADERS: [(HeaderName, &str); 3] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; img-src 'self' data: blob:; connect-src 'self' ws: wss:; style-src 'self' \
         'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
];

/// Everything that is answered over HTTP, but for the live connections.
pub fn router(app: Shared) -> Router {
    let (api, open_api) = OpenApiRouter::with_openapi(description::base())
        .merge(accounts::routes())
        .merge(teams::routes())
        .merge(presence::routes())
        .merge(invites::routes())
        .merge(posts::routes())
        .merge(goals::routes())
        .merge(pacts::routes())
        .merge(checkins::routes())
        .merge(proofs::routes())
        .merge(counters::routes())
        .merge(forums::routes())
        .merge(people::routes())
        .merge(conversations::routes())
        .merge(notifications::routes())
        .layer(map_response(never_kept))
        .merge(health::routes())
        .split_for_parts();
    let rest_api = described(&open_api);
    let live_api = described(&async_api::describe(&app.public_url));
    let compressed = SizeAbove::new(COMPRESSED_MIN_BYTES)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("font/"));
    api.route("/api/openapi.json", get(|| async { description::answer(rest_api) }))
        .route("/api/asyncapi.json", get(|| async { description::answer(live_api) }))
        .fallback(site::serve)
        .method_not_allowed_fallback(problem::wrong_method)
        .with_state(app)
        .layer(from_fn(input::read_body))
        .layer(from_fn(problem::catch_panic))
        .layer(CompressionLayer::new().compress_when(compressed))
        .layer(from_fn(measure))
        .layer(map_response(secure))
}

fn described(description: &impl serde::Serialize) -> Bytes {
    // Made of strings and lists under string keys: nothing that JSON cannot hold.
    serde_json::to_vec(description).unwrap_or_else(|error| unreachable!("{error}")).into()
}

/// Counts requests and their time by route, never by address: ids in it would make figures without end. Sums only,
/// because a histogram keeps every sample until somebody asks for the figures.
async fn measure(request: Request, next: Next) -> Response {
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or_else(|| "site".to_owned(), |path| path.as_str().to_owned());
    let method = known(request.method());
    let started = Instant::now();
    let response = next.run(request).await;
    let took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let status = response.status().as_str().to_owned();
    let labels = [("route", route), ("method", method.to_owned()), ("status", status)];
    metrics::counter!("kith_http_requests_total", &labels).increment(1);
    metrics::counter!("kith_http_request_microseconds_total", &labels).increment(took_us);
    response
}

fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

/// An answer that says something stricter itself keeps it.
async fn secure(mut response: Response) -> Response {
    for (name, value) in SECURITY_HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Answers of the API are for one person at one moment: tokens, feeds, counts. Those that never change say so themselves.
async fn never_kept(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
