//! Pacts: made, seen, accepted, declined, abandoned, renewed, and what happened in them.

use super::input::{MaybeSent, Route, Search, Sent};
use super::invites::{fresh_code, shown};
use super::problem::Problem;
use super::refusals::{Paced, PactMembersOnly, SignedInOnly, WithBody};
use super::{fields, pact_fields};
use crate::app::{App, Shared};
use crate::auth::Identity;
use crate::pace::Pace;
use crate::services;
use crate::services::pacts::{OPEN_MS, Step};
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use kith_domain::limits::Limit;
use kith_protocol::pacts::{
    ActivityBody, NewEncouragement, NewPact, NewPactInvite, PactActivities, PactBody, PactDetail, PactMade,
    Pacts,
};
use kith_protocol::rest::ErrorBody;
use kith_protocol::{PactId, UserId};
use kith_store::{FeedPage, WayIn};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// How fast one person may make pacts and ask people into them: 60 at once, then one a second.
const REACHING_OUT: Limit = Limit { burst: 60, refill_ms: 1_000 };

const PAGE_DEFAULT: u32 = 20;
/// One less than the store gives at once, so that one more can be asked for.
const PAGE_MAX: u32 = 99;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_pacts, create_pact))
        .routes(routes!(pact))
        .routes(routes!(invite_to_pact))
        .routes(routes!(accept_pact))
        .routes(routes!(decline_pact))
        .routes(routes!(abandon_pact))
        .routes(routes!(renew_pact))
        .routes(routes!(list_activities))
        .routes(routes!(encourage))
        .layer(Extension(Pace::<UserId>::new(REACHING_OUT)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PactsPage {
    /// The `next` of the page before; without it, the newest.
    before: Option<String>,
    /// How many, 1 to 99.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 99, default = 20)]
    limit: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ActivitiesPage {
    /// Those after this number, oldest first; 0 for the first ones.
    #[param(value_type = Option<u64>)]
    since: Option<String>,
    /// Those before this number, newest first. Without this and `since`, the newest.
    #[param(value_type = Option<u64>)]
    before: Option<String>,
    /// How many, 1 to 99.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 99, default = 20)]
    limit: Option<String>,
}

/// List my pacts
///
/// Those the caller is in or asked into, and those that ended while they were; newest first, in pages.
#[utoipa::path(get, path = "/api/v1/pacts", tag = "pacts", security(("bearer" = [])), params(PactsPage),
    responses(
        (status = 200, description = "A page of pacts.", body = Pacts),
        (status = 400, description = "`BAD_MESSAGE`: something in the query is wrong.", body = ErrorBody),
        SignedInOnly,
    ))]
async fn list_pacts(
    State(app): State<Shared>,
    caller: Identity,
    Search(page): Search<PactsPage>,
) -> Result<Json<Pacts>, Problem> {
    let limit = page_size(given(page.limit.as_deref()))?;
    let before = given(page.before.as_deref()).map(|text| {
        text.parse().map_err(|_| Problem::bad_message("\"before\" is the `next` of the page before."))
    });
    let mut pacts = app.store.pacts_of(caller.user_id, before.transpose()?, limit + 1).await?;
    let has_more = pacts.len() > limit as usize;
    pacts.truncate(limit as usize);
    let next = pacts.last().filter(|_| has_more).map(|pact| pact.id.to_string());
    Ok(Json(Pacts { pacts, next }))
}

/// Make a pact
///
/// On a habit of the caller's. It starts when the first one accepts, by name or with the code.
#[utoipa::path(post, path = "/api/v1/pacts", tag = "pacts", security(("bearer" = [])), request_body = NewPact,
    responses(
        (status = 201, description = "The new pact and its code.", body = PactMade),
        (status = 403, description = "`FORBIDDEN`: a partner and the caller block each other.", body = ErrorBody),
        (status = 404, description = "`NOT_FOUND`: it is no habit of the caller's, or a partner does not exist.", body = ErrorBody),
        (status = 409, description = "`CONFLICT`: the habit was put away, or the caller has 50 pacts.", body = ErrorBody),
        SignedInOnly, WithBody, Paced,
    ))]
async fn create_pact(
    State(app): State<Shared>,
    caller: Identity,
    Extension(pace): Extension<Pace>,
    Sent(new): Sent<NewPact>,
) -> Result<(StatusCode, Json<PactMade>), Problem> {
    let duration_days = pact_fields::duration(new.duration_days)?;
    let partners = pact_fields::partners(new.partner_user_ids)?;
    let pact_type = pact_fields::pact_type(new.pact_type)?;
    let consequence = pact_fields::optional_words("\"consequence\"", new.consequence)?;
    pace.step(caller.user_id, app.clock.now())?;
    let way_in = way_in(&app)?;
    let invite_code = shown(&way_in.code);
    let new = kith_store::NewPact {
        id: PactId(Uuid::now_v7()),
        creator: caller.user_id,
        goal: new.habit_goal_id,
        duration_days,
        partners,
        pact_type,
        consequence,
        way_in,
    };
    let pact = services::pacts::create(&app, new).await?;
    Ok((StatusCode::CREATED, Json(PactMade { pact, invite_code })))
}

/// Get a pact
///
/// With everybody's streak, and how much of what was asked they completed.
#[utoipa::path(get, path = "/api/v1/pacts/{id}", tag = "pacts", security(("bearer" = [])),
    params(("id" = PactId, Path, description = "The pact.")),
    responses((status = 200, description = "The pact.", body = PactDetail), PactMembersOnly))]
async fn pact(
    State(app): State<Shared>,
    caller: Identity,
    Route(pact): Route<PactId>,
) -> Result<Json<PactDetail>, Problem> {
    Ok(Json(app.store.pact_detail(pact, caller.user_id, app.clock.now()).await?))
}

/// Ask more people into a pact
///
/// By name or with the new code, also such as have declined or left; all have 14 days from now to answer.
#[utoipa::path(post, path = "/api/v1/pacts/{id}/invites", tag = "pacts", security(("bearer" = [])),
    params(("id" = PactId, Path, description = "The pact.")), request_body = NewPactInvite,
    responses(
        (status = 201, description = "The pact and its new code.", body = PactMade),
        (status = 409, description = "`CONFLICT`: it is over, or it would have more than 6 people.", body = ErrorBody),
        PactMembersOnly, WithBody, Paced,
    ))]
async fn invite_to_pact(
    State(app): State<Shared>,
    caller: Identity,
    Extension(pace): Extension<Pace>,
    Route(pact): Route<PactId>,
    MaybeSent(new): MaybeSent<NewPactInvite>,
) -> Result<(StatusCode, Json<PactMade>), Problem> {
    let people = pact_fields::partners(new.partner_user_ids)?;
    pace.step(caller.user_id, app.clock.now())?;
    let way_in = way_in(&app)?;
    let invite_code = shown(&way_in.code);
    let pact = services::pacts::invite(&app, pact, caller.user_id, people, way_in).await?;
    Ok((StatusCode::CREATED, Json(PactMade { pact, invite_code })))
}

/// Accept a pact
///
/// The first one who accepts starts it. Twice is the same as once.
#[utoipa::path(post, path = "/api/v1/pacts/{id}/accept", tag = "pacts", security(("bearer" = [])),
    params(("id" = PactId, Path, description = "The pact.")),
    responses(
        (status = 200, description = "The caller is in it.", body = PactBody),
        (status = 409, description = "`CONFLICT`: it is over, one's own, or was declined.", body = ErrorBody),
        PactMembersOnly,
    ))]
async fn accept_pact(
    State(app): State<Shared>,
    caller: Identity,
    Route(pact): Route<PactId>,
) -> Result<Json<PactBody>, Problem> {
    take(&app, pact, caller, Step::Accept).await
}

/// Decline a pact
///
/// The others go on. Twice is the same as once.
#[utoipa::path(post, path = "/api/v1/pacts/{id}/decline", tag = "pacts", security(("bearer" = [])),
    params(("id" = PactId, Path, description = "The pact.")),
    responses(
        (status = 200, description = "The caller is not in it.", body = PactBody),
        (status = 409, description = "`CONFLICT`: it is over, or the caller is in it.", body = ErrorBody),
        PactMembersOnly,
    ))]
async fn decline_pact(
    State(app): State<Shared>,
    caller: Identity,
    Route(pact): Route<PactId>,
) -> Result<Json<PactBody>, Problem> {
    take(&app, pact, caller, Step::Decline).await
}

/// Abandon a pact
///
/// It goes on while two are left. Twice is the same as once.
#[utoipa::path(post, path = "/api/v1/pacts/{id}/abandon", tag = "pacts", security(("bearer" = [])),
    params(("id" = PactId, Path, description = "The pact.")),
    responses(
        (status = 200, description = "The caller has left it.", body = PactBody),
        (status = 409, description = "`CONFLICT`: it is over, or the caller has not accepted it.", body = ErrorBody),
        PactMembersOnly,
    ))]
async fn abandon_pact(
    State(app): State<Shared>,
    caller: Identity,
    Route(pact): Route<PactId>,
) -> Result<Json<PactBody>, Problem> {
    take(&app, pact, caller, Step::Abandon).await
}

/// Renew a pact that is over
///
/// As a new one, into which the others are asked. Twice, by whomever, is the same as once.
#[utoipa::path(post, path = "/api/v1/pacts/{id}/renew", tag = "pacts", security(("bearer" = [])),
    params(("id" = PactId, Path, description = "The pact that is over.")),
    responses(
        (status = 200, description = "The new pact.", body = PactBody),
        (status = 409, description = "`CONFLICT`: it is not over.", body = ErrorBody),
        PactMembersOnly, Paced,
    ))]
async fn renew_pact(
    State(app): State<Shared>,
    caller: Identity,
    Extension(pace): Extension<Pace>,
    Route(pact): Route<PactId>,
) -> Result<Json<PactBody>, Problem> {
    pace.step(caller.user_id, app.clock.now())?;
    let way_in = way_in(&app)?;
    let pact = services::pacts::renew(&app, pact, caller.user_id, PactId(Uuid::now_v7()), way_in).await?;
    Ok(Json(PactBody { pact }))
}

/// List what happened in a pact
#[utoipa::path(get, path = "/api/v1/pacts/{id}/activities", tag = "pacts", security(("bearer" = [])),
    params(("id" = PactId, Path, description = "The pact."), ActivitiesPage),
    responses((status = 200, description = "A page of activities.", body = PactActivities), PactMembersOnly))]
async fn list_activities(
    State(app): State<Shared>,
    caller: Identity,
    Route(pact): Route<PactId>,
    Search(page): Search<ActivitiesPage>,
) -> Result<Json<PactActivities>, Problem> {
    let limit = page_size(given(page.limit.as_deref()))?;
    let place =
        |name, text: Option<String>| given(text.as_deref()).map(|text| fields::place(name, text)).transpose();
    let page = match (place("since", page.since)?, place("before", page.before)?) {
        (Some(_), Some(_)) => {
            return Err(Problem::bad_message("Send \"since\" or \"before\", not both."));
        }
        (Some(since), None) => FeedPage::Since(since),
        (None, before) => FeedPage::Before(before),
    };
    let mut activities = app.store.pact_activities(pact, caller.user_id, page, limit + 1).await?;
    let has_more = activities.len() > limit as usize;
    activities.truncate(limit as usize);
    let next = activities.last().filter(|_| has_more).map(|activity| activity.seq.to_string());
    Ok(Json(PactActivities { activities, next }))
}

/// Encourage somebody in a pact
///
/// The same words to the same person on the same date are one.
#[utoipa::path(post, path = "/api/v1/pacts/{id}/encourage", tag = "pacts", security(("bearer" = [])),
    params(("id" = PactId, Path, description = "The pact.")), request_body = NewEncouragement,
    responses(
        (status = 201, description = "It was said.", body = ActivityBody),
        (status = 200, description = "It had been said.", body = ActivityBody),
        (status = 409, description = "`CONFLICT`: the pact is not running.", body = ErrorBody),
        PactMembersOnly, WithBody, Paced,
    ))]
async fn encourage(
    State(app): State<Shared>,
    caller: Identity,
    Route(pact): Route<PactId>,
    Sent(new): Sent<NewEncouragement>,
) -> Result<(StatusCode, Json<ActivityBody>), Problem> {
    let message = pact_fields::words("\"message\"", &new.message)?;
    let said = services::pacts::encourage(&app, pact, caller.user_id, new.target_user_id, message).await?;
    let status = if said.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(ActivityBody { activity: said.value })))
}

async fn take(app: &Shared, pact: PactId, caller: Identity, step: Step) -> Result<Json<PactBody>, Problem> {
    let pact = services::pacts::step(app, pact, caller.user_id, step).await?;
    Ok(Json(PactBody { pact }))
}

fn way_in(app: &App) -> Result<WayIn, Problem> {
    let now = app.clock.now();
    let epoch = Uuid::new_v4().as_simple().to_string();
    Ok(WayIn { code: fresh_code()?, epoch, expires_at: now.plus_ms(OPEN_MS), now })
}

/// `?before=` without a value is the same as no `before`.
pub fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// How many things a page has.
///
/// # Errors
/// It is no number from 1 to [`PAGE_MAX`].
pub fn page_size(text: Option<&str>) -> Result<u32, Problem> {
    match text.map_or(Ok(PAGE_DEFAULT), str::parse) {
        Ok(limit) if (1..=PAGE_MAX).contains(&limit) => Ok(limit),
        _ => Err(Problem::bad_message(format!("\"limit\" is a whole number from 1 to {PAGE_MAX}."))),
    }
}
