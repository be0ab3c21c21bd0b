//! Counters: what a team adds up together, and the totals worth telling everybody.

use super::fields;
use super::input::{Route, Sent};
use super::problem::Problem;
use super::refusals::{CoachesOnly, MembersOnly, Paced, SignedInOnly, WithBody};
use crate::app::{App, Shared};
use crate::auth::Identity;
use crate::pace::Pace;
use axum::extract::State;
use axum::{Extension, Json};
use kith_domain::fact::Fact;
use kith_domain::limits::Limit;
use kith_protocol::rest::{CounterDelta, CounterTotal, Counters, ErrorBody, Thresholds};
use kith_protocol::{TeamId, Ticker, UserId};
use kith_store::{CounterAdd, CounterOutcome};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How often one person may set thresholds: 30 times at once, then once a minute. Those that are passed already are told
/// to every team.
const GOALS: Limit = Limit { burst: 30, refill_ms: 60_000 };

/// The latest shared win.
#[derive(Serialize, ToSchema)]
struct LatestTicker {
    /// The win; `null` before the first one.
    ticker: Option<Ticker>,
}

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_counters))
        .routes(routes!(add_to_counter))
        .routes(routes!(set_thresholds))
        .routes(routes!(ticker))
        .layer(Extension(Pace::<UserId>::new(GOALS)))
}

/// List a team's counters
#[utoipa::path(get, path = "/api/v1/teams/{id}/counters", tag = "counters", security(("bearer" = [])),
    params(("id" = TeamId, Path, description = "The team.")),
    responses((status = 200, description = "The counters, by name.", body = Counters), MembersOnly))]
async fn list_counters(
    State(app): State<Shared>,
    caller: Identity,
    Route(team): Route<TeamId>,
) -> Result<Json<Counters>, Problem> {
    Ok(Json(Counters { counters: app.store.counters(team, caller.user_id).await? }))
}

/// Add to a counter
///
/// The first addition makes it. Send a `clientId` of your own to be able to send again after a lost answer: the same
/// one adds nothing. A threshold that is reached is told to every team, once, for ever.
#[utoipa::path(post, path = "/api/v1/teams/{id}/counters/{name}", tag = "counters", security(("bearer" = [])),
    params(
        ("id" = TeamId, Path, description = "The team."),
        ("name" = String, Path, description = "The counter: 1 to 40 of a-z, 0-9, - and _.", example = "steps"),
    ),
    request_body = CounterDelta,
    responses(
        (status = 200, description = "The new total.", body = CounterTotal),
        (status = 409, description = "`CONFLICT`: the total would be too large to count.", body = ErrorBody),
        MembersOnly, WithBody,
    ))]
async fn add_to_counter(
    State(app): State<Shared>,
    caller: Identity,
    Route((team, name)): Route<(TeamId, String)>,
    Sent(addition): Sent<CounterDelta>,
) -> Result<Json<CounterTotal>, Problem> {
    let add = CounterAdd {
        team,
        name: fields::counter_name(name)?,
        user: caller.user_id,
        delta: fields::delta(addition.delta)?,
        client_id: fields::client_id(addition.client_id)?,
        now: app.clock.now(),
    };
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let outcome = here.store.add_to_counter(add).await?;
            Ok(told(&here, outcome).await)
        })
        .await
}

/// Set a counter's thresholds
///
/// Replaces those that are not reached yet. One that the total has passed already is told now, unless it was told
/// before.
#[utoipa::path(put, path = "/api/v1/teams/{id}/counters/{name}/thresholds", tag = "counters",
    security(("bearer" = [])),
    params(
        ("id" = TeamId, Path, description = "The team."),
        ("name" = String, Path, description = "The counter: 1 to 40 of a-z, 0-9, - and _.", example = "steps"),
    ),
    request_body = Thresholds,
    responses((status = 200, description = "The total.", body = CounterTotal), CoachesOnly, WithBody, Paced))]
async fn set_thresholds(
    State(app): State<Shared>,
    caller: Identity,
    Extension(pace): Extension<Pace>,
    Route((team, name)): Route<(TeamId, String)>,
    Sent(sent): Sent<Thresholds>,
) -> Result<Json<CounterTotal>, Problem> {
    let name = fields::counter_name(name)?;
    let thresholds = fields::thresholds(sent.thresholds)?;
    let unit = fields::unit(&sent.unit)?;
    pace.step(caller.user_id, app.clock.now())?;
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let now = here.clock.now();
            let outcome =
                here.store.set_thresholds(team, &name, caller.user_id, thresholds, unit, now).await?;
            Ok(told(&here, outcome).await)
        })
        .await
}

/// The latest shared win
///
/// Of all teams; for clients that poll.
#[utoipa::path(get, path = "/api/v1/ticker", tag = "counters", security(("bearer" = [])), responses(
    (status = 200, description = "The latest win, or null before the first one.", body = LatestTicker),
    SignedInOnly,
))]
async fn ticker(State(app): State<Shared>, _caller: Identity) -> Result<Json<LatestTicker>, Problem> {
    Ok(Json(LatestTicker { ticker: app.store.latest_ticker().await? }))
}

async fn told(app: &App, outcome: CounterOutcome) -> Json<CounterTotal> {
    for ticker in outcome.reached {
        app.hub.tell_everywhere(Fact::GoalReached(ticker)).await;
    }
    Json(CounterTotal { total: outcome.total })
}
