//! Requests that Engine.IO refuses, in the words of its protocol.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No transport, or one that is not spoken here.
    Transport,
    /// No such session, or no longer.
    Session,
    /// A session begins with GET.
    Method,
    /// Anything else that is wrong with it.
    Request,
    /// This page may not open a connection here.
    Origin,
    /// Engine.IO 4 is spoken here.
    Version,
    /// More than [`super::PAYLOAD_MAX_BYTES`].
    TooLarge,
    /// No room for another session, or the server is stopping.
    Full,
}

impl Refused {
    const fn answer(self) -> (StatusCode, &'static str) {
        match self {
            Self::Transport => (StatusCode::BAD_REQUEST, r#"{"code":0,"message":"Transport unknown"}"#),
            Self::Session => (StatusCode::BAD_REQUEST, r#"{"code":1,"message":"Session ID unknown"}"#),
            Self::Method => (StatusCode::BAD_REQUEST, r#"{"code":2,"message":"Bad handshake method"}"#),
            Self::Request => (StatusCode::BAD_REQUEST, r#"{"code":3,"message":"Bad request"}"#),
            Self::Origin => (StatusCode::FORBIDDEN, r#"{"code":4,"message":"Forbidden"}"#),
            Self::Version => {
                (StatusCode::BAD_REQUEST, r#"{"code":5,"message":"Unsupported protocol version"}"#)
            }
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, r#"{"code":3,"message":"Bad request"}"#),
            Self::Full => {
                (StatusCode::SERVICE_UNAVAILABLE, r#"{"code":3,"message":"Come back in a moment"}"#)
            }
        }
    }

    /// The answer to the request.
    pub fn response(self) -> Response {
        let (status, body) = self.answer();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self == Self::Full {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}
