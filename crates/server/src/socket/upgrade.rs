//! The handshake of `/ws`: who is it, may this page open a socket here, is there room; then the stream is handed to
//! its connection.

use super::connection::{self, Pace};
use super::plain::Plain;
use super::wire::{FRAME_HARD_MAX_BYTES, Wire};
use crate::app::Shared;
use crate::http::Problem;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper_util::rt::TokioIo;
use kith_protocol::{ErrorCode, Refusal};
use tokio::net::TcpStream;
use tungstenite::handshake::derive_accept_key;

const SUBPROTOCOL: &str = "kith.v1";
const TOKEN_SUBPROTOCOL_PREFIX: &str = "bearer.";

/// Answers `GET /ws`.
pub async fn upgrade(State(app): State<Shared>, request: Request) -> Response {
    match open(app, request).await {
        Ok(response) => response,
        Err(refusal) => Problem(refusal).into_response(),
    }
}

async fn open(app: Shared, mut request: Request) -> Result<Response, Refusal> {
    let accept_key = websocket_key(&request)?;
    let headers = request.headers();
    app.origins.check(headers)?;
    if app.is_draining() {
        return Err(restarting());
    }
    let offered = subprotocols(headers);
    let token = token(headers, &offered, request.uri().query()).ok_or_else(|| {
        Refusal::new(ErrorCode::Unauthorized, "Sign in first, and send the token with the upgrade.")
    })?;
    let identity = app.auth.authenticate(&token).await?;
    let tracked = app
        .hub
        .connections()
        .admit(identity.user_id, identity.token_key.clone(), identity.expires_at)
        .ok_or_else(|| unavailable("Kith has as many connections as it can hold. Come back in a moment."))?;
    // Whoever signs out or stops the server finds only connections that are counted already; from here on this one is.
    if app.auth.is_known_revoked(&identity.token_key) {
        return Err(Refusal::new(ErrorCode::Unauthorized, "You have signed out. Sign in again."));
    }
    if app.is_draining() {
        return Err(restarting());
    }
    let pace = Pace::of(&app.config);
    let speaks_kith = offered.iter().any(|name| name == SUBPROTOCOL);
    let wire = wire(&mut request, FRAME_HARD_MAX_BYTES);
    tokio::spawn(async move {
        if let Some(wire) = wire.await {
            tokio::spawn(connection::run(Plain::new(app, tracked, wire), pace));
        }
    });
    Ok(switching_protocols(accept_key, speaks_kith.then_some(SUBPROTOCOL)))
}

/// The WebSocket that a request becomes once it is answered with 101; `None` if the client is gone by then.
pub fn wire(request: &mut Request, max_bytes: usize) -> impl Future<Output = Option<Wire>> + Send + 'static {
    let upgrade = hyper::upgrade::on(request);
    async move {
        match upgrade.await {
            Ok(upgraded) => match upgraded.downcast::<TokioIo<TcpStream>>() {
                Ok(parts) => return Some(Wire::new(parts.io.into_inner(), &parts.read_buf, max_bytes)),
                Err(_) => tracing::error!("an upgraded connection is not a plain TCP stream"),
            },
            Err(error) => tracing::debug!(%error, "a client left during its upgrade"),
        }
        None
    }
}

/// What a request for an upgrade is to be answered with.
///
/// # Errors
/// [`ErrorCode::BadMessage`] if it asks for none.
pub fn websocket_key(request: &Request) -> Result<String, Refusal> {
    let headers = request.headers();
    let asks = request.method() == Method::GET
        && has_token(headers, header::CONNECTION, "upgrade")
        && has_token(headers, header::UPGRADE, "websocket")
        && headers.get(header::SEC_WEBSOCKET_VERSION).is_some_and(|version| version == "13");
    match headers.get(header::SEC_WEBSOCKET_KEY) {
        Some(key) if asks => Ok(derive_accept_key(key.as_bytes())),
        _ => Err(Refusal::new(
            ErrorCode::BadMessage,
            "This address speaks WebSocket (RFC 6455, version 13) only. Open it with a WebSocket client.",
        )),
    }
}

fn has_token(headers: &HeaderMap, name: header::HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case(token))
}

fn subprotocols(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_owned())
        .collect()
}

/// From the header, else the subprotocol, else the query: browsers cannot set the first, and the last ends up in
/// logs of proxies.
pub fn token(headers: &HeaderMap, offered: &[String], query: Option<&str>) -> Option<String> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some((scheme, token)) = bearer.and_then(|value| value.split_once(' '))
        && scheme.eq_ignore_ascii_case("bearer")
    {
        return Some(token.trim().to_owned());
    }
    if let Some(token) = offered.iter().find_map(|name| name.strip_prefix(TOKEN_SUBPROTOCOL_PREFIX)) {
        return Some(token.to_owned());
    }
    let pair = query?.split('&').find_map(|pair| pair.strip_prefix("token="))?;
    // A JWT holds only letters, digits, '.', '-' and '_': nothing that a query would have to escape.
    Some(pair.to_owned())
}

/// The answer that makes a WebSocket of a request.
pub fn switching_protocols(accept_key: String, subprotocol: Option<&'static str>) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept_key) = HeaderValue::from_str(&accept_key) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept_key);
    }
    if let Some(name) = subprotocol {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(name));
    }
    response
}

pub fn restarting() -> Refusal {
    unavailable("Kith is restarting. Come back in a moment.")
}

fn unavailable(message: &str) -> Refusal {
    Refusal { retry_after_s: Some(5), ..Refusal::new(ErrorCode::Unavailable, message) }
}
