//! The requests of Engine.IO: which session they belong to, what is wrong with them, and how a session begins. What
//! stands on the sessions is the host's.

use super::polling::{Asked, Polling};
use super::session::Session;
use super::{PAYLOAD_MAX_BYTES, Refused, Sessions, Top, open_packet};
use crate::random;
use crate::socket::connection::{Pace, run};
use crate::socket::upgrade::{switching_protocols, websocket_key, wire};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

/// How long the payload of a request may take to come.
const BODY_TIME_MAX: Duration = Duration::from_secs(10);

/// Whose sessions they are.
pub trait Host: Clone + Send + Sync + 'static {
    /// What stands on a session.
    type Top: Top;

    /// How often a client is pinged.
    fn pace(&self) -> Pace;
    /// The sessions that poll.
    fn sessions(&self) -> &Sessions;
    /// Whether this request may be answered at all.
    ///
    /// # Errors
    /// Why not.
    fn check(&self, request: &Parts) -> Result<(), Refused>;
    /// What stands on a session that begins with this request.
    ///
    /// # Errors
    /// Why there can be none.
    fn open(&self, request: &Parts) -> Result<Self::Top, Refused>;
}

/// Answers every request of Engine.IO.
pub async fn answer<H: Host>(State(host): State<H>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let origin = parts.headers.get(header::ORIGIN).cloned();
    if let Err(refused) = host.check(&parts) {
        return refused.response();
    }
    let mut response = match serve(&host, parts, body).await {
        Ok(response) => response,
        Err(refused) => refused.response(),
    };
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    response
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Transport {
    Polling,
    Wire,
}

async fn serve<H: Host>(host: &H, parts: Parts, body: Body) -> Result<Response, Refused> {
    if parts.method == Method::OPTIONS {
        return Ok(preflight());
    }
    let transport = match query(&parts, "transport") {
        Some("polling") => Transport::Polling,
        Some("websocket") => Transport::Wire,
        Some(_) | None => return Err(Refused::Transport),
    };
    let Some(sid) = query(&parts, "sid").map(str::to_owned) else {
        return begin(host, parts, transport);
    };
    let mailbox = host.sessions().find(&sid).ok_or(Refused::Session)?;
    if transport == Transport::Wire {
        return upgrade(parts, mailbox).await;
    }
    match parts.method {
        Method::GET => {
            let (answer, payload) = oneshot::channel();
            // Where nobody takes it, the session is over, or goes on over a WebSocket.
            mailbox.send(Asked::Get(answer)).await.map_err(|_| Refused::Request)?;
            Ok(text(payload.await.map_err(|_| Refused::Session)?))
        }
        Method::POST => {
            let payload = timeout(BODY_TIME_MAX, to_bytes(body, PAYLOAD_MAX_BYTES)).await;
            let payload = payload.map_err(|_| Refused::Request)?.map_err(|_| Refused::TooLarge)?;
            let (answer, outcome) = oneshot::channel();
            mailbox.send(Asked::Post(payload, answer)).await.map_err(|_| Refused::Request)?;
            match outcome.await {
                Ok(true) => Ok(text(Bytes::from_static(b"ok"))),
                Ok(false) => Err(Refused::Request),
                Err(_) => Err(Refused::Session),
            }
        }
        _ => Err(Refused::Request),
    }
}

fn begin<H: Host>(host: &H, parts: Parts, transport: Transport) -> Result<Response, Refused> {
    if parts.method != Method::GET {
        return Err(Refused::Method);
    }
    if query(&parts, "EIO") != Some("4") {
        return Err(Refused::Version);
    }
    let (sid, pace) = (random::name(), host.pace());
    if transport == Transport::Wire {
        let mut request = Request::from_parts(parts, Body::empty());
        let accept_key = websocket_key(&request).map_err(|_| Refused::Request)?;
        let wire = wire(&mut request, PAYLOAD_MAX_BYTES);
        let top = host.open(&request.into_parts().0)?;
        tokio::spawn(async move {
            if let Some(wire) = wire.await {
                tokio::spawn(run(Session::on_wire(wire, &open_packet(&sid, &[], pace), top), pace));
            }
        });
        return Ok(switching_protocols(accept_key, None));
    }
    let top = host.open(&parts)?;
    let open = open_packet(&sid, &["websocket"], pace);
    let (listed, mailbox) = host.sessions().list(&sid);
    tokio::spawn(run(Session::polling(Polling::new(mailbox), top, listed), pace));
    Ok(text(open.into()))
}

/// Offers a session a WebSocket. A session that does not want it drops it, which closes it.
async fn upgrade(parts: Parts, mailbox: mpsc::Sender<Asked>) -> Result<Response, Refused> {
    let mut request = Request::from_parts(parts, Body::empty());
    let accept_key = websocket_key(&request).map_err(|_| Refused::Request)?;
    let wire = wire(&mut request, PAYLOAD_MAX_BYTES);
    let (arrived, coming) = oneshot::channel();
    // Before the answer, so that it comes before whatever the client asks behind it. A session that is over closes the
    // WebSocket by not taking it.
    let _ = mailbox.send(Asked::Upgrade(coming)).await;
    tokio::spawn(async move {
        if let Some(wire) = wire.await {
            let _ = arrived.send(Box::new(wire));
        }
    });
    Ok(switching_protocols(accept_key, None))
}

/// A parameter of the query as it stands; none of ours has to be escaped.
pub fn query<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    let pairs = parts.uri.query()?.split('&');
    pairs.filter_map(|pair| pair.split_once('=')).find_map(|(key, value)| (key == name).then_some(value))
}

fn text(payload: Bytes) -> Response {
    let mut response = Response::new(Body::from(payload));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=UTF-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn preflight() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    let allowed = HeaderValue::from_static("authorization, content-type");
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    response
}
