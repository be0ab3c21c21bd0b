//! The caller of a request, from its bearer token.

use super::problem::Problem;
use crate::app::Shared;
use crate::auth::Identity;
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use kith_protocol::{ErrorCode, Refusal};

impl FromRequestParts<Shared> for Identity {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let token = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim());
        let Some(token) = token else {
            let message = "Sign in first, and send the token as \"Authorization: Bearer …\".";
            return Err(Refusal::new(ErrorCode::Unauthorized, message).into());
        };
        Ok(app.auth.authenticate(token).await?)
    }
}
