//! The refusals of each kind of call, for the OpenAPI description. It answers nothing itself.

use kith_protocol::rest::ErrorBody;
use std::collections::BTreeMap;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr};
use utoipa::{IntoResponses, ToSchema};

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident { $($status:literal $text:literal)* })*) => {$(
        $(#[$doc])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                [$(($status, $text)),*].into_iter().map(described).collect()
            }
        }
    )*};
}

refusals! {
    /// Calls that need no sign-in.
    Open {
        503 "`UNAVAILABLE`: the database cannot be reached, or the server is stopping. Try again."
    }
    /// Calls of somebody who is signed in.
    SignedInOnly {
        401 "`UNAUTHORIZED`: no token, or one that is wrong, expired or revoked. Sign in again."
        503 "`UNAVAILABLE`: the database cannot be reached, or the server is stopping. Try again."
    }
    /// Calls about one team or post, for the team's members.
    MembersOnly {
        400 "`BAD_MESSAGE`: something in the address, the query or the body is wrong; the message says what."
        401 "`UNAUTHORIZED`: no token, or one that is wrong, expired or revoked. Sign in again."
        403 "`NOT_A_MEMBER`: the caller is not in the team."
        404 "`NOT_FOUND`: there is no such thing."
        503 "`UNAVAILABLE`: the database cannot be reached, or the server is stopping. Try again."
    }
    /// Calls about one team or post, for the team's coaches.
    CoachesOnly {
        400 "`BAD_MESSAGE`: something in the address, the query or the body is wrong; the message says what."
        401 "`UNAUTHORIZED`: no token, or one that is wrong, expired or revoked. Sign in again."
        403 "`NOT_A_MEMBER` or `FORBIDDEN`: the caller is not in the team, or not its coach."
        404 "`NOT_FOUND`: there is no such thing."
        503 "`UNAVAILABLE`: the database cannot be reached, or the server is stopping. Try again."
    }
    /// Calls about one pact or check-in, for the pact's members.
    PactMembersOnly {
        400 "`BAD_MESSAGE`: something in the address, the query or the body is wrong; the message says what."
        401 "`UNAUTHORIZED`: no token, or one that is wrong, expired or revoked. Sign in again."
        403 "`NOT_A_MEMBER`: the caller is not in the pact. `FORBIDDEN`: they are, and yet may not do this."
        404 "`NOT_FOUND`: there is no such thing."
        503 "`UNAVAILABLE`: the database cannot be reached, or the server is stopping. Try again."
    }
    /// Calls about one forum or message, for the forum's members.
    ForumMembersOnly {
        400 "`BAD_MESSAGE`: something in the address, the query or the body is wrong; the message says what."
        401 "`UNAUTHORIZED`: no token, or one that is wrong, expired or revoked. Sign in again."
        403 "`NOT_A_MEMBER`: the caller is not in the forum. `FORBIDDEN`: they are, and yet may not do this."
        404 "`NOT_FOUND`: there is no such thing."
        503 "`UNAVAILABLE`: the database cannot be reached, or the server is stopping. Try again."
    }
    /// Calls about another person.
    PeopleOnly {
        400 "`BAD_MESSAGE`: something in the address, the query or the body is wrong; the message says what."
        401 "`UNAUTHORIZED`: no token, or one that is wrong, expired or revoked. Sign in again."
        403 "`FORBIDDEN`: the other one has to want it, or one blocks the other."
        404 "`NOT_FOUND`: there is no such person, or they asked for nothing."
        503 "`UNAVAILABLE`: the database cannot be reached, or the server is stopping. Try again."
    }
    /// Calls with a body.
    WithBody {
        400 "`BAD_MESSAGE`: something in the address, the query or the body is wrong; the message says what."
        408 "`BAD_MESSAGE`: the body did not arrive within 10 seconds."
        413 "`TOO_LARGE`: the body has more than 65,536 bytes."
    }
    /// Calls that guess passwords or addresses.
    Guarded {
        429 "`TOO_FAST`: too many wrong tries; successes do not count. Wait as long as `Retry-After` says."
    }
    /// Calls that one person may make only so often.
    Paced {
        429 "`TOO_FAST`: more often than one person needs. Wait as long as `Retry-After` says."
    }
}

fn described((status, text): (u16, &'static str)) -> (String, RefOr<Response>) {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name(ErrorBody::name()))).build();
    let response = ResponseBuilder::new().description(text).content("application/json", body);
    let response = match status {
        401 => response.header(
            "WWW-Authenticate",
            HeaderBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String))).build(),
        ),
        429 => response.header(
            "Retry-After",
            HeaderBuilder::new()
                .schema(Some(ObjectBuilder::new().schema_type(Type::Integer)))
                .description(Some("Seconds to wait."))
                .build(),
        ),
        _ => response,
    };
    (status.to_string(), response.build().into())
}
