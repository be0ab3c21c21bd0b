//! Refusals as HTTP answers. Every one has the same body, also those that no handler made: a body that cannot be
//! read, an address that leads nowhere, a panic.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use kith_protocol::rest::ErrorBody;
use kith_protocol::{ErrorCode, Refusal};
use kith_store::StoreError;
use std::any::Any;
use std::panic::AssertUnwindSafe;

/// A refusal on its way to an HTTP client.
#[derive(Debug)]
pub struct Problem(pub Refusal);

impl Problem {
    /// The client's request is wrong in a way that `message` explains.
    pub fn bad_message(message: impl Into<String>) -> Self {
        Self(Refusal::new(ErrorCode::BadMessage, message))
    }

    /// There is nothing at this address.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self(Refusal::new(ErrorCode::NotFound, message))
    }

    /// The answer with another status than the code's own.
    pub fn with_status(self, status: StatusCode) -> Response {
        let mut response = self.into_response();
        *response.status_mut() = status;
        response
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Refusal { code, message, retry_after_s } = self.0;
        let status = StatusCode::from_u16(code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response =
            (status, Json(ErrorBody { code, message, temporary: code.temporary() })).into_response();
        let headers = response.headers_mut();
        if code == ErrorCode::Unauthorized {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        let retry_after_s = retry_after_s.or((code == ErrorCode::TooFast).then_some(1));
        if let Some(retry_after_s) = retry_after_s {
            headers.insert(header::RETRY_AFTER, retry_after_s.into());
        }
        response
    }
}

/// Answers a request whose handler panicked; the process and everybody else's requests go on.
pub async fn catch_panic(request: Request, next: Next) -> Response {
    let place = format!("{} {}", request.method(), request.uri().path());
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            tracing::error!(place, reason = reason(panic.as_ref()), "a request handler panicked");
            let message = "Something went wrong inside Kith, and it was written down. Try again in a moment.";
            Problem(Refusal::new(ErrorCode::Unavailable, message))
                .with_status(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// Answers a request whose method its address does not know.
pub async fn wrong_method(request: Request) -> Response {
    Problem::bad_message(format!(
        "{} is not possible at this address. See /api/openapi.json for what is.",
        request.method()
    ))
    .with_status(StatusCode::METHOD_NOT_ALLOWED)
}

fn reason(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason was given")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use serde_json::{Value, json};
    use tower::ServiceExt as _;

    async fn body(response: Response) -> Value {
        serde_json::from_slice(&to_bytes(response.into_body(), 4_096).await.unwrap()).unwrap()
    }

    #[tokio::test]
    async fn er1_every_refusal_has_a_code_a_message_and_whether_it_is_temporary() {
        for (code, status, temporary) in [
            (ErrorCode::BadMessage, 400, false),
            (ErrorCode::Unauthorized, 401, false),
            (ErrorCode::NotAMember, 403, false),
            (ErrorCode::Forbidden, 403, false),
            (ErrorCode::NotFound, 404, false),
            (ErrorCode::Conflict, 409, false),
            (ErrorCode::TooLarge, 413, false),
            (ErrorCode::TooFast, 429, true),
            (ErrorCode::Unavailable, 503, true),
        ] {
            let response = Problem(Refusal::new(code, "Do this.")).into_response();
            assert_eq!(response.status(), status, "{code:?}");
            assert_eq!(
                response.headers().contains_key("retry-after"),
                code == ErrorCode::TooFast,
                "{code:?}"
            );
            assert_eq!(response.headers().contains_key("www-authenticate"), status == 401, "{code:?}");
            let expected = json!({"code": code, "message": "Do this.", "temporary": temporary});
            assert_eq!(body(response).await, expected, "{code:?}");
        }
    }

    #[tokio::test]
    async fn er1_a_panic_is_answered_like_any_other_refusal() {
        async fn broken() -> &'static str {
            panic!("an assertion of ours")
        }
        let router = Router::new().route("/", get(broken)).layer(axum::middleware::from_fn(catch_panic));
        let response = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(response.status(), 500);
        let body = body(response).await;
        assert_eq!((&body["code"], &body["temporary"]), (&json!("UNAVAILABLE"), &json!(true)));
        assert!(!body["message"].as_str().unwrap().contains("assertion"), "{body}");
    }
}
