//! Invites: a coach makes a code, others join with it.

use super::input::{Client, Route};
use super::problem::Problem;
use super::refusals::{CoachesOnly, Open, Paced, SignedInOnly};
use crate::app::Shared;
use crate::auth::Identity;
use crate::auth::sign_in_limit::network;
use crate::pace::Pace;
use crate::services;
use argon2::password_hash::try_generate_salt;
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use kith_domain::limits::Limit;
use kith_protocol::pacts::PactBody;
use kith_protocol::rest::{ErrorBody, Invite, TeamBody};
use kith_protocol::{ErrorCode, Refusal, TeamId, Timestamp, UserId};
use kith_store::StoreError;
use serde::Serialize;
use std::net::IpAddr;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How long an invite is good: 14 days.
const LIFETIME_MS: i64 = 14 * 24 * 60 * 60 * 1_000;

/// How fast one person may make or try codes, and one network try wrong ones without signing in: 60 at once, then
/// one a second.
const INVITING: Limit = Limit { burst: 60, refill_ms: 1_000 };

/// What codes are made of: nothing that is mistaken for another when it is read aloud or written down.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const CODE_CHARS: usize = 8;

/// Where an invite leads, for somebody who has not signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InvitePreview {
    /// The team's name.
    team_name: String,
    /// Until when the invite is good.
    expires_at: Timestamp,
}

/// What an invite led into.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum Joined {
    Team(TeamBody),
    Pact(PactBody),
}

/// The same of a pact's code.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PactPreview {
    /// The habit it is about.
    habit_name: String,
    /// Who made it.
    creator_name: String,
    /// Until when the code is good.
    expires_at: Timestamp,
}

/// Where a code leads.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum Preview {
    Team(InvitePreview),
    Pact(PactPreview),
}

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(create_invite))
        .routes(routes!(preview_invite))
        .routes(routes!(accept_invite))
        .layer(Extension(Pace::<UserId>::new(INVITING)))
        .layer(Extension(Pace::<IpAddr>::new(INVITING)))
}

/// Invite people to a team
///
/// The code is good for many people, for 14 days.
#[utoipa::path(post, path = "/api/v1/teams/{id}/invites", tag = "invites", security(("bearer" = [])),
    params(("id" = TeamId, Path, description = "The team.")),
    responses((status = 201, description = "The invite.", body = Invite), CoachesOnly, Paced))]
async fn create_invite(
    State(app): State<Shared>,
    caller: Identity,
    Extension(pace): Extension<Pace>,
    Route(team): Route<TeamId>,
) -> Result<(StatusCode, Json<Invite>), Problem> {
    let now = app.clock.now();
    pace.step(caller.user_id, now)?;
    let code = fresh_code()?;
    let expires_at = now.plus_ms(LIFETIME_MS);
    let new = kith_store::NewInvite { team, by: caller.user_id, code: code.clone(), expires_at, now };
    app.store.create_invite(new).await?;
    app.hub.notice_alarm();
    let code = shown(&code);
    let url = format!("{}/join/{code}", app.public_url);
    Ok((StatusCode::CREATED, Json(Invite { code, url, expires_at })))
}

/// See where an invite leads
#[utoipa::path(get, path = "/api/v1/invites/{code}", tag = "invites",
    params(("code" = String, Path, description = "The code, with or without its dash, in any case.")),
    responses(
        (status = 200, description = "Where it leads: a team or a pact.", body = Preview),
        (status = 404, description = "`NOT_FOUND`: there is no such invite, or it has expired.", body = ErrorBody),
        Open, Paced,
    ))]
async fn preview_invite(
    State(app): State<Shared>,
    Client(client): Client,
    Extension(pace): Extension<Pace<IpAddr>>,
    Route(code): Route<String>,
) -> Result<Json<Preview>, Problem> {
    let (network, now) = (network(client), app.clock.now());
    // Only wrong codes count: whoever follows a link is never slowed, whoever guesses is.
    pace.step(network, now)?;
    let code = canonical(&code)?;
    let preview = match app.store.invite(&code, now).await? {
        Some(invite) => {
            Preview::Team(InvitePreview { team_name: invite.team_name, expires_at: invite.expires_at })
        }
        None => {
            let invite = app.store.pact_invite(&code, now).await?.ok_or_else(unknown)?;
            let kith_store::PactPreview { habit_name, creator_name, expires_at } = invite;
            Preview::Pact(PactPreview { habit_name, creator_name, expires_at })
        }
    };
    pace.give_back(&network);
    Ok(Json(preview))
}

/// Accept an invite
///
/// Twice is the same as once.
#[utoipa::path(post, path = "/api/v1/invites/{code}/accept", tag = "invites", security(("bearer" = [])),
    params(("code" = String, Path, description = "The code, with or without its dash, in any case.")),
    responses(
        (status = 200, description = "The team or pact, which the caller is now in.", body = Joined),
        (status = 404, description = "`NOT_FOUND`: there is no such invite.", body = ErrorBody),
        (status = 409, description = "`CONFLICT`: the invite has expired, or the pact is full, over or one's own.", body = ErrorBody),
        SignedInOnly, Paced,
    ))]
async fn accept_invite(
    State(app): State<Shared>,
    caller: Identity,
    Extension(pace): Extension<Pace>,
    Route(code): Route<String>,
) -> Result<Json<Joined>, Problem> {
    let now = app.clock.now();
    pace.step(caller.user_id, now)?;
    let code = canonical(&code)?;
    match app.store.accept_invite(&code, caller.user_id, now).await {
        Ok(accepted) => Ok(Json(Joined::Team(TeamBody { team: accepted.team }))),
        Err(StoreError::Refused(refusal)) if refusal.code == ErrorCode::NotFound => {
            let pact = services::pacts::accept_by_code(&app, code, caller.user_id).await?;
            Ok(Json(Joined::Pact(PactBody { pact })))
        }
        Err(error) => Err(error.into()),
    }
}

/// A code that nobody can guess.
pub fn fresh_code() -> Result<String, Problem> {
    let fair = ALPHABET.len() * (256 / ALPHABET.len());
    let mut code = String::with_capacity(CODE_CHARS);
    while code.len() < CODE_CHARS {
        let random = try_generate_salt().map_err(|error| {
            tracing::error!(%error, "the machine has no randomness");
            Refusal::new(ErrorCode::Unavailable, "No invite can be made right now. Try again in a moment.")
        })?;
        // The last few byte values would make some letters likelier than others.
        let letters = random.into_iter().map(usize::from).filter(|byte| *byte < fair);
        let missing = CODE_CHARS - code.len();
        code.extend(letters.take(missing).map(|byte| char::from(ALPHABET[byte % ALPHABET.len()])));
    }
    Ok(code)
}

/// A code as people read it.
pub fn shown(code: &str) -> String {
    let (first, second) = code.split_at(CODE_CHARS / 2);
    format!("{first}-{second}")
}

/// A code as it is stored, from however somebody typed it.
fn canonical(typed: &str) -> Result<String, Problem> {
    let code: String =
        typed.chars().filter(|c| *c != '-' && !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    if code.len() == CODE_CHARS && code.bytes().all(|byte| ALPHABET.contains(&byte)) {
        return Ok(code);
    }
    Err(unknown())
}

fn unknown() -> Problem {
    Problem::not_found(
        "There is no such invite, or it has expired. Check the code, or ask your coach for a new one.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_however_they_are_typed() {
        for typed in ["ABCD-2345", "abcd-2345", "abcd2345", " ab cd 23 45 ", "a-b-c-d-2-3-4-5"] {
            assert_eq!(canonical(typed).unwrap(), "ABCD2345", "{typed}");
        }
        for typed in ["", "ABCD-234", "ABCD-23456", "ABCD-234O", "ABCD-2340", "ABCD-234é", "ABCD-234\0"] {
            assert_eq!(canonical(typed).unwrap_err().0.code, ErrorCode::NotFound, "{typed}");
        }
    }

    #[test]
    fn every_code_can_be_read_back_and_no_two_are_alike() {
        let codes: std::collections::BTreeSet<_> = (0..1_000).map(|_| fresh_code().unwrap()).collect();
        assert_eq!(codes.len(), 1_000);
        for code in &codes {
            assert_eq!(canonical(&shown(code)).unwrap(), *code);
            assert_eq!(shown(code).len(), 9);
        }
        let letters: std::collections::BTreeSet<_> = codes.iter().flat_map(|code| code.bytes()).collect();
        assert_eq!(letters.len(), ALPHABET.len());
    }
}
