//! What a request brings: its body, the parts of its address, its client. What cannot be read is refused in the one
//! way there is.

use super::problem::Problem;
use crate::app::Shared;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, MatchedPath, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::BytesMut;
use futures_util::StreamExt as _;
use kith_protocol::{ErrorCode, Refusal};
use parking_lot::Mutex;
use serde::de::DeserializeOwned;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// The largest request body that is read, in bytes (SPEC.md LM1).
pub const BODY_MAX_BYTES: usize = 64 * 1024;

/// How much of a larger body is thrown away before the refusal is sent: many clients read no answer while they
/// still send.
const DISCARDED_MAX_BYTES: usize = 4 * 1024 * 1024;

/// The same where bodies may be large.
const LENT_DISCARDED_MAX_BYTES: usize = 12 * 1024 * 1024;

/// How long a whole body may take to arrive.
const BODY_TIME_MAX: Duration = Duration::from_secs(10);

/// A body that its handler reads once it knows that it wants it: the route is one of [`LENT`].
#[derive(Clone)]
pub struct Unread(Arc<Mutex<Option<Body>>>);

/// The routes whose handlers read the body themselves, because it may be large.
const LENT: [(Method, &str); 1] = [(Method::POST, super::proofs::ADDRESS)];

/// A JSON body.
pub struct Sent<T>(pub T);

/// A JSON body that may as well be missing.
pub struct MaybeSent<T>(pub T);

/// The variable parts of the path.
pub struct Route<T>(pub T);

/// The query behind the `?`.
pub struct Search<T>(pub T);

/// Where the connection comes from. No header counts: anybody can write one.
pub struct Client(pub IpAddr);

impl<T: DeserializeOwned + Default> FromRequest<Shared> for MaybeSent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Problem> {
        let body = body_of(request, app).await?;
        // Some clients write `null` where they have nothing to send.
        if matches!(body.trim_ascii(), b"" | b"null") {
            return Ok(Self(T::default()));
        }
        read_object(&body).map(Self)
    }
}

impl<T: DeserializeOwned> FromRequest<Shared> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Problem> {
        read_object(&body_of(request, app).await?).map(Self)
    }
}

async fn body_of(request: Request, app: &Shared) -> Result<Bytes, Problem> {
    let body = Bytes::from_request(request, app).await;
    body.map_err(|_| Problem::bad_message("The request's body could not be read. Send it again."))
}

// The content type is not looked at: nothing here is decided by cookies, and JSON it must be anyway.
fn read_object<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // Without this, a list of the values in the right order would be as good as an object.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(Problem::bad_message("Send a JSON object as the request's body."));
    }
    serde_json::from_slice(body).map_err(|error| {
        Problem::bad_message(format!("The request's body is not the JSON that belongs here: {error}."))
    })
}

impl<T: DeserializeOwned + Send> FromRequestParts<Shared> for Route<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        Path::from_request_parts(parts, app).await.map(|Path(value)| Self(value)).map_err(|rejection| {
            Problem::bad_message(format!("This address cannot be read: {}.", rejection.body_text()))
        })
    }
}

impl<T: DeserializeOwned> FromRequestParts<Shared> for Search<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        Query::from_request_parts(parts, app).await.map(|Query(value)| Self(value)).map_err(|rejection| {
            Problem::bad_message(format!("This query cannot be read: {}.", rejection.body_text()))
        })
    }
}

impl FromRequestParts<Shared> for Client {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |ConnectInfo(peer)| peer.ip())))
    }
}

impl FromRequestParts<Shared> for Unread {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        // Without the layer below there is none: a body that is empty.
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self(Arc::default())))
    }
}

impl Unread {
    /// Reads the whole body, as long as it has no more bytes, comes within the time, and never slower than the floor.
    ///
    /// # Errors
    /// What is to be answered.
    pub async fn read(
        &self,
        headers: &HeaderMap,
        max_bytes: usize,
        within: Duration,
        floor: Floor,
    ) -> Result<Bytes, Response> {
        let body = self.0.lock().take().unwrap_or_default();
        let limits = Limits { max_bytes, discarded_max_bytes: LENT_DISCARDED_MAX_BYTES, floor: Some(floor) };
        in_time(within, read(headers, body, limits)).await
    }
}

/// Reads a request's whole body before its handler sees it, within [`BODY_MAX_BYTES`] and [`BODY_TIME_MAX`], so that
/// no handler waits for a slow sender.
pub async fn read_body(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    if LENT.iter().any(|(method, lent)| method == request.method() && path == Some(lent)) {
        return lend_body(request, next).await;
    }
    let (parts, body) = request.into_parts();
    let limits = Limits { max_bytes: BODY_MAX_BYTES, discarded_max_bytes: DISCARDED_MAX_BYTES, floor: None };
    match in_time(BODY_TIME_MAX, read(&parts.headers, body, limits)).await {
        Ok(body) => next.run(Request::from_parts(parts, Body::from(body))).await,
        Err(response) => hang_up_after(response),
    }
}

/// Leaves the body to the handler. What it did not want is thrown away before its refusal goes out.
async fn lend_body(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let unread = Unread(Arc::new(Mutex::new(Some(body))));
    parts.extensions.insert(unread.clone());
    let headers = parts.headers.clone();
    let response = next.run(Request::from_parts(parts, Body::empty())).await;
    if response.status().is_success() {
        return response;
    }
    let limits = Limits { max_bytes: 0, discarded_max_bytes: LENT_DISCARDED_MAX_BYTES, floor: None };
    let left = unread.0.lock().take();
    if let Some(body) = left {
        // However it ends: the refusal goes out.
        let _ = in_time(BODY_TIME_MAX, read(&headers, body, limits)).await;
    }
    hang_up_after(response)
}

/// How slowly a body may come: in each of these times at least so many bytes, or its end.
#[derive(Clone, Copy, Debug)]
pub struct Floor {
    /// How many bytes.
    pub bytes: usize,
    /// How long one time is.
    pub each: Duration,
}

/// How much of a body is kept, how much is read at all, and how slowly it may come.
#[derive(Clone, Copy)]
struct Limits {
    max_bytes: usize,
    discarded_max_bytes: usize,
    floor: Option<Floor>,
}

async fn in_time(
    within: Duration,
    reading: impl Future<Output = Result<Bytes, Response>>,
) -> Result<Bytes, Response> {
    match tokio::time::timeout(within, reading).await {
        Ok(read) => read,
        Err(_) => {
            let wait_s = within.as_secs();
            Err(too_slow(format!("The request's body did not arrive within {wait_s} seconds.")))
        }
    }
}

async fn read(headers: &HeaderMap, body: Body, limits: Limits) -> Result<Bytes, Response> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let announced: usize = announced.unwrap_or(0);
    if announced > limits.discarded_max_bytes {
        return Err(too_large(limits.max_bytes).into_response());
    }
    let mut chunks = body.into_data_stream();
    let mut whole = BytesMut::with_capacity(announced.min(limits.max_bytes));
    let mut length_bytes = 0;
    let mut pace = FloorWatch::over(limits.floor);
    while let Some(chunk) = pace.next(&mut chunks, length_bytes).await? {
        length_bytes += chunk.len();
        if length_bytes > limits.discarded_max_bytes {
            break;
        }
        if length_bytes <= limits.max_bytes {
            whole.extend_from_slice(&chunk);
        }
    }
    if length_bytes > limits.max_bytes {
        return Err(too_large(limits.max_bytes).into_response());
    }
    Ok(whole.freeze())
}

/// Sees to it that a body comes fast enough.
struct FloorWatch {
    beat: Option<(Floor, Interval)>,
    came_before: usize,
}

impl FloorWatch {
    fn over(floor: Option<Floor>) -> Self {
        let beat = floor.map(|floor| {
            let mut beat = interval(floor.each);
            // The first beat of an interval is at once, and those that were missed are not made up for.
            beat.reset();
            beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
            (floor, beat)
        });
        Self { beat, came_before: 0 }
    }

    /// The next chunk of a body of which so many bytes have come.
    async fn next(&mut self, chunks: &mut BodyDataStream, came: usize) -> Result<Option<Bytes>, Response> {
        let broken_off =
            |_| Problem::bad_message("The request's body broke off. Send it again.").into_response();
        loop {
            let Some((floor, beat)) = &mut self.beat else {
                return chunks.next().await.transpose().map_err(broken_off);
            };
            tokio::select! {
                biased;
                chunk = chunks.next() => return chunk.transpose().map_err(broken_off),
                _ = beat.tick() => {
                    if came - self.came_before < floor.bytes {
                        let sentence = "The request's body comes too slowly. Send it again where the connection is better.";
                        return Err(too_slow(sentence.to_owned()));
                    }
                    self.came_before = came;
                }
            }
        }
    }
}

fn too_slow(sentence: String) -> Response {
    Problem::bad_message(sentence).with_status(StatusCode::REQUEST_TIMEOUT)
}

fn too_large(max_bytes: usize) -> Problem {
    let message = format!("This request's body may have at most {max_bytes} bytes. Send less at once.");
    Problem(Refusal::new(ErrorCode::TooLarge, message))
}

/// What is left of the body cannot be told from a next request.
fn hang_up_after(mut response: Response) -> Response {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use tower::ServiceExt as _;

    async fn send(body: Body) -> Response {
        let length = |body: Bytes| async move { body.len().to_string() };
        let router = Router::new().route("/", post(length)).layer(from_fn(read_body));
        router.oneshot(Request::post("/").body(body).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn lm1_a_body_has_at_most_64_kib() {
        for (length_bytes, status) in
            [(0, 200), (BODY_MAX_BYTES, 200), (BODY_MAX_BYTES + 1, 413), (DISCARDED_MAX_BYTES + 1, 413)]
        {
            let at_once = send(Body::from(vec![b'x'; length_bytes])).await;
            assert_eq!(at_once.status(), status, "{length_bytes}");
            let chunks = vec![b'x'; length_bytes].chunks(1_000).map(<[u8]>::to_vec).collect::<Vec<_>>();
            let chunks = chunks.into_iter().map(Ok::<_, std::io::Error>);
            let in_chunks = send(Body::from_stream(futures_util::stream::iter(chunks))).await;
            assert_eq!(in_chunks.status(), status, "{length_bytes} in chunks");
            assert_eq!(in_chunks.headers().contains_key(header::CONNECTION), status == 413);
        }
    }

    async fn reads(chunks: impl futures_util::Stream<Item = &'static [u8]> + Send + 'static) -> StatusCode {
        let floor = Floor { bytes: 64, each: Duration::from_millis(20) };
        let body = Body::from_stream(chunks.map(Ok::<_, std::io::Error>));
        let unread = Unread(Arc::new(Mutex::new(Some(body))));
        let read = unread.read(&HeaderMap::new(), BODY_MAX_BYTES, Duration::from_secs(600), floor).await;
        read.map_or_else(|refused| refused.status(), |_| StatusCode::OK)
    }

    #[tokio::test]
    async fn pf7_a_body_that_hardly_comes_is_given_up_and_a_short_one_is_not() {
        let stalled = futures_util::stream::iter([&[b'x'; 1_000][..]]).chain(futures_util::stream::pending());
        assert_eq!(reads(stalled).await, StatusCode::REQUEST_TIMEOUT);
        let drips = futures_util::stream::unfold((), async |()| {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Some((&b"x"[..], ()))
        });
        assert_eq!(reads(Box::pin(drips)).await, StatusCode::REQUEST_TIMEOUT);
        assert_eq!(reads(futures_util::stream::iter([&b"x"[..]])).await, StatusCode::OK);
    }

    #[tokio::test]
    async fn er1_a_body_that_breaks_off_is_refused() {
        let broken = [Ok(vec![b'{']), Err(std::io::Error::other("gone"))];
        let response = send(Body::from_stream(futures_util::stream::iter(broken))).await;
        assert_eq!(response.status(), 400);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    }
}
