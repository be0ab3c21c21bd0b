//! Who is here, for clients that poll.

use super::input::Route;
use super::problem::Problem;
use super::refusals::MembersOnly;
use crate::app::Shared;
use crate::auth::Identity;
use axum::Json;
use axum::extract::State;
use kith_protocol::{Presence, TeamId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(presence))
}

/// Who is in the team's room now
///
/// Counts people with a live connection, not tabs. Polling does not count as being here.
#[utoipa::path(get, path = "/api/v1/teams/{id}/presence", tag = "teams", security(("bearer" = [])),
    params(("id" = TeamId, Path, description = "The team.")),
    responses((status = 200, description = "Who is here.", body = Presence), MembersOnly))]
async fn presence(
    State(app): State<Shared>,
    caller: Identity,
    Route(team): Route<TeamId>,
) -> Result<Json<Presence>, Problem> {
    app.store.team(team, caller.user_id).await?;
    Ok(Json(app.hub.presence(team).await))
}
