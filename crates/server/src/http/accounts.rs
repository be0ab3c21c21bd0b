//! Accounts: register, sign in, sign out, who am I.

use super::fields;
use super::input::{Client, Sent};
use super::problem::Problem;
use super::refusals::{Guarded, Open, Paced, SignedInOnly, WithBody};
use crate::app::Shared;
use crate::auth::{Identity, Registration};
use crate::pace::Pace;
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use kith_domain::limits::Limit;
use kith_protocol::UserId;
use kith_protocol::rest::{ChangeMe, Login, Me, Register, SignedIn};
use kith_store::UserChange;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How often one person may change what they say of themselves: 30 times at once, then once in 10 s.
const CHANGING: Limit = Limit { burst: 30, refill_ms: 10_000 };

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(me, change_me))
        .layer(Extension(Pace::<UserId>::new(CHANGING)))
}

/// Make an account
///
/// Signs in with it at once. An address has one account, however it is spelled in upper and lower case.
#[utoipa::path(post, path = "/api/v1/auth/register", tag = "accounts", request_body = Register, responses(
    (status = 201, description = "The account and a token.", body = SignedIn),
    (status = 409, description = "`CONFLICT`: the address has an account already. Sign in instead.",
        body = kith_protocol::rest::ErrorBody),
    Open, WithBody, Guarded,
))]
async fn register(
    State(app): State<Shared>,
    Client(client): Client,
    Sent(new): Sent<Register>,
) -> Result<(StatusCode, Json<SignedIn>), Problem> {
    let registration = Registration {
        email: fields::email(&new.email)?,
        password: fields::password(new.password)?,
        user_name: fields::user_name(&new.user_name)?,
        first_name: fields::real_name(new.first_name.as_deref())?,
        last_name: fields::real_name(new.last_name.as_deref())?,
        timezone: fields::timezone(new.timezone.as_deref())?,
        day_start: new.day_starts_at.map(fields::day_start).transpose()?.unwrap_or_default(),
    };
    let signed_in = app.auth.register(registration, client).await?;
    Ok((StatusCode::CREATED, Json(signed_in)))
}

/// Sign in
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "accounts", request_body = Login, responses(
    (status = 200, description = "The account and a new token, good for 7 days.", body = SignedIn),
    (status = 401, description = "`UNAUTHORIZED`: the address or the password is wrong; it is not told which.",
        body = kith_protocol::rest::ErrorBody),
    Open, WithBody, Guarded,
))]
async fn login(
    State(app): State<Shared>,
    Client(client): Client,
    Sent(login): Sent<Login>,
) -> Result<Json<SignedIn>, Problem> {
    // What cannot be an address has no account; the answer is the same as for one that has none.
    let email = fields::email(&login.email).unwrap_or_default();
    Ok(Json(app.auth.sign_in(&email, login.password, client).await?))
}

/// Get a new token for a good one
///
/// The old token stays good until it ends, so that other windows are not signed out.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "accounts", security(("bearer" = [])), responses(
    (status = 200, description = "The account and a new token, good for 7 days.", body = SignedIn),
    SignedInOnly,
))]
async fn refresh(State(app): State<Shared>, caller: Identity) -> Result<Json<SignedIn>, Problem> {
    Ok(Json(app.auth.refresh(&caller).await?))
}

/// Sign out
///
/// Revokes the token for ever and closes the live connections that it opened.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "accounts", security(("bearer" = [])), responses(
    (status = 204, description = "The token is revoked."),
    SignedInOnly,
))]
async fn logout(State(app): State<Shared>, caller: Identity) -> Result<StatusCode, Problem> {
    let here = app.clone();
    app.hub
        .carry_through(async move {
            here.auth.revoke(&caller).await?;
            here.hub.connections().close_token(caller.user_id, &caller.token_key);
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}

/// Who am I, and which teams am I in
#[utoipa::path(get, path = "/api/v1/me", tag = "accounts", security(("bearer" = [])), responses(
    (status = 200, description = "The caller's account and teams.", body = Me),
    SignedInOnly,
))]
async fn me(State(app): State<Shared>, caller: Identity) -> Result<Json<Me>, Problem> {
    let user = app.auth.account(&caller).await?;
    let teams = app.store.teams_of(caller.user_id).await?;
    Ok(Json(Me { user, teams }))
}

/// Change my names, my time zone, or the hour at which my days begin
///
/// What is not sent stays. Another time zone, or another hour, moves no check-in and ends no streak by itself; from now
/// on days begin and end where the caller is, and at that hour. Rooms that the caller is in show a new name at once.
#[utoipa::path(patch, path = "/api/v1/me", tag = "accounts", security(("bearer" = [])), request_body = ChangeMe,
    responses(
        (status = 200, description = "The caller's account and teams.", body = Me),
        SignedInOnly, WithBody, Paced,
    ))]
async fn change_me(
    State(app): State<Shared>,
    caller: Identity,
    Extension(pace): Extension<Pace>,
    Sent(change): Sent<ChangeMe>,
) -> Result<Json<Me>, Problem> {
    let optional = |name: Option<String>| name.map(|name| fields::real_name(Some(&name))).transpose();
    let change = UserChange {
        user_name: change.user_name.map(|name| fields::user_name(&name)).transpose()?,
        first_name: optional(change.first_name)?,
        last_name: optional(change.last_name)?,
        timezone: change.timezone.map(|name| fields::timezone(Some(&name))).transpose()?,
        day_start: change.day_starts_at.map(fields::day_start).transpose()?,
    };
    pace.step(caller.user_id, app.clock.now())?;
    let is_renamed = change.user_name.is_some();
    let (here, user) = (app.clone(), caller.user_id);
    app.hub
        .carry_through(async move {
            let changed = here.store.change_user(user, change, here.clock.now()).await?;
            if let Some(changed) = changed.filter(|_| is_renamed) {
                here.hub.renamed(user, &changed.user_name).await;
            }
            Ok::<_, Problem>(())
        })
        .await?;
    // Where the person is, it may be evening now, or the date a new one.
    app.hub.notice_alarm();
    me(State(app), caller).await
}
