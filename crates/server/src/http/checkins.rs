//! Check-ins: what people say of the dates of their habits, the streaks that follow, and celebrations.

use super::input::{MaybeSent, Route, Search, Sent};
use super::pact_fields;
use super::pacts::{given, page_size};
use super::problem::Problem;
use super::refusals::{Paced, PactMembersOnly, SignedInOnly, WithBody};
use crate::app::Shared;
use crate::auth::Identity;
use crate::services;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kith_domain::Day;
use kith_protocol::CheckinId;
use kith_protocol::pacts::{
    ActivityBody, Checkin, CheckinBody, CheckinLogged, Checkins, NewCelebration, NewCheckin, Streaks,
};
use kith_protocol::rest::ErrorBody;
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_checkins, log_checkin))
        .routes(routes!(read_checkin, delete_checkin))
        .routes(routes!(celebrate))
        .routes(routes!(streaks))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Dates {
    /// The first date, `YYYY-MM-DD`; without it, the very first.
    from: Option<String>,
    /// The last date, `YYYY-MM-DD`; without it, the very last.
    to: Option<String>,
    /// Of how many dates, 1 to 99.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 99, default = 20)]
    limit: Option<String>,
}

/// Log a check-in
///
/// Of today or yesterday where the caller is. The same date again changes what is said of it; if only the note is new, pacts
/// hear of that as `note_changed`. Send a `clientId` of your
/// own to be able to send again after a lost answer: the same one changes nothing.
#[utoipa::path(post, path = "/api/v1/checkins", tag = "pacts", security(("bearer" = [])), request_body = NewCheckin,
    responses(
        (status = 201, description = "The date had none before.", body = CheckinLogged),
        (status = 200, description = "The date had one before, or this `clientId` did it before.", body = CheckinLogged),
        (status = 409, description = "`CONFLICT`: the pact is not running, or the habit was put away.", body = ErrorBody),
        PactMembersOnly, WithBody, Paced,
    ))]
async fn log_checkin(
    State(app): State<Shared>,
    caller: Identity,
    Sent(new): Sent<NewCheckin>,
) -> Result<(StatusCode, Json<CheckinLogged>), Problem> {
    let new = services::checkins::checked(new, caller.user_id, app.clock.now())?;
    let outcome = services::checkins::log(&app, new, None).await?;
    let status = if outcome.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(outcome.logged)))
}

/// List my check-ins
///
/// Newest date first, in pages of whole dates.
#[utoipa::path(get, path = "/api/v1/checkins", tag = "pacts", security(("bearer" = [])), params(Dates),
    responses(
        (status = 200, description = "A page of check-ins.", body = Checkins),
        (status = 400, description = "`BAD_MESSAGE`: something in the query is wrong.", body = ErrorBody),
        SignedInOnly,
    ))]
async fn list_checkins(
    State(app): State<Shared>,
    caller: Identity,
    Search(dates): Search<Dates>,
) -> Result<Json<Checkins>, Problem> {
    let limit = page_size(given(dates.limit.as_deref()))?;
    let day = |name, text: Option<String>| {
        given(text.as_deref()).map(|text| pact_fields::day(name, text)).transpose()
    };
    let from = day("from", dates.from)?.unwrap_or(Day(i32::MIN));
    let to = day("to", dates.to)?.unwrap_or(Day(i32::MAX));
    let mut checkins = app.store.checkins(caller.user_id, from, to, limit + 1).await?;
    let next = cut_at_date(&mut checkins, limit as usize);
    Ok(Json(Checkins { checkins, next }))
}

/// Keeps so many dates, and gives the one after them.
fn cut_at_date(checkins: &mut Vec<Checkin>, dates: usize) -> Option<String> {
    let days: BTreeSet<_> = checkins.iter().map(|checkin| checkin.day.clone()).collect();
    let next = days.into_iter().rev().nth(dates)?;
    checkins.retain(|checkin| checkin.day > next);
    Some(next)
}

/// Read a check-in
///
/// With its pictures. For who logged it, and for who may read a pact that was told of it.
#[utoipa::path(get, path = "/api/v1/checkins/{id}", tag = "pacts", security(("bearer" = [])),
    params(("id" = CheckinId, Path, description = "The check-in.")),
    responses((status = 200, description = "As it stands now.", body = CheckinBody), PactMembersOnly))]
async fn read_checkin(
    State(app): State<Shared>,
    caller: Identity,
    Route(checkin): Route<CheckinId>,
) -> Result<Json<CheckinBody>, Problem> {
    Ok(Json(CheckinBody { checkin: app.store.checkin(checkin, caller.user_id).await? }))
}

/// Take a check-in back
///
/// The streak is counted without it, and its pictures are gone. What pacts were told stays told; running ones that were
/// told of it hear that it was taken back, as `checkin_undone`.
#[utoipa::path(delete, path = "/api/v1/checkins/{id}", tag = "pacts", security(("bearer" = [])),
    params(("id" = CheckinId, Path, description = "The check-in.")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 400, description = "`BAD_MESSAGE`: this is no id.", body = ErrorBody),
        (status = 404, description = "`NOT_FOUND`: there is no such check-in of the caller's.", body = ErrorBody),
        SignedInOnly,
    ))]
async fn delete_checkin(
    State(app): State<Shared>,
    caller: Identity,
    Route(checkin): Route<CheckinId>,
) -> Result<StatusCode, Problem> {
    services::checkins::take_back(&app, checkin, caller.user_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Celebrate somebody's check-in
///
/// Each once; twice is the same as once.
#[utoipa::path(post, path = "/api/v1/checkins/{id}/celebrate", tag = "pacts", security(("bearer" = [])),
    params(("id" = CheckinId, Path, description = "The check-in.")), request_body = NewCelebration,
    responses(
        (status = 201, description = "It is celebrated.", body = ActivityBody),
        (status = 200, description = "The caller had celebrated it.", body = ActivityBody),
        (status = 409, description = "`CONFLICT`: the pact is neither running nor completed.", body = ErrorBody),
        PactMembersOnly, WithBody, Paced,
    ))]
async fn celebrate(
    State(app): State<Shared>,
    caller: Identity,
    Route(checkin): Route<CheckinId>,
    MaybeSent(new): MaybeSent<NewCelebration>,
) -> Result<(StatusCode, Json<ActivityBody>), Problem> {
    let message = pact_fields::optional_words("\"message\"", new.message)?;
    let now = app.clock.now();
    let (from, checkin) = (caller.user_id, Some(checkin));
    let new = kith_store::NewCelebration { from, checkin, pact: None, target: None, message, now };
    let said = services::checkins::celebrate(&app, new).await?;
    let status = if said.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(ActivityBody { activity: said.value })))
}

/// List my streaks
///
/// Of the caller's habits and of those they keep in running pacts, with what they have achieved.
#[utoipa::path(get, path = "/api/v1/streaks", tag = "pacts", security(("bearer" = [])), responses(
    (status = 200, description = "Oldest habit first.", body = Streaks),
    SignedInOnly,
))]
async fn streaks(State(app): State<Shared>, caller: Identity) -> Result<Json<Streaks>, Problem> {
    Ok(Json(app.store.streaks(caller.user_id, app.clock.now()).await?))
}
