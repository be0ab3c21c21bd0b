//! The descriptions that the server gives of itself: OpenAPI here, AsyncAPI next door. Both are made from the types
//! that do the work, so that neither can say something else.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Kith",
        description = "The real-time home of people who keep each other going: accounts, teams, posts, likes, \
            shared counters, forums, direct messages and connections over REST. Live connections are described in `/api/asyncapi.json`.\n\n\
            Times are RFC 3339 in UTC with milliseconds, ids are UUIDs. Every refusal has the same body: a `code` for \
            programs, a `message` for people, and whether the same request may succeed later (`temporary`).",
        license(name = "MIT", identifier = "MIT"),
    ),
    tags(
        (name = "accounts", description = "Register, sign in and out."),
        (name = "teams", description = "Teams, their members, and who is here."),
        (name = "invites", description = "The way into a team."),
        (name = "posts", description = "A team's feed, its pins, and likes."),
        (name = "pacts", description = "Habits that people keep together, check-ins and streaks."),
        (name = "forums", description = "Groups that talk together. Every team has one of its members."),
        (name = "people", description = "Connections, direct messages, notifications."),
        (name = "counters", description = "What a team adds up together, and shared wins."),
        (name = "operation", description = "For those who run the server."),
    ),
    components(schemas(kith_protocol::rest::ErrorBody)),
)]
struct Base;

/// What the OpenAPI description says apart from the routes.
pub fn base() -> OpenApi {
    let mut base = Base::openapi();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("The `idToken` of register, login or refresh."))
        .build();
    base.components
        .get_or_insert_default()
        .security_schemes
        .insert("bearer".to_owned(), SecurityScheme::Http(bearer).into());
    base
}

/// A description as an answer.
pub fn answer(description: Bytes) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    (headers, description).into_response()
}
