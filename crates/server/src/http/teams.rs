//! Teams and who belongs to them.

use super::fields;
use super::input::{Route, Sent};
use super::problem::Problem;
use super::refusals::{MembersOnly, SignedInOnly, WithBody};
use crate::app::Shared;
use crate::auth::Identity;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kith_protocol::rest::{NewTeam, TeamBody, TeamMembers, Teams};
use kith_protocol::{Role, TeamId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_teams, create_team))
        .routes(routes!(team))
        .routes(routes!(members))
}

/// List my teams
#[utoipa::path(get, path = "/api/v1/teams", tag = "teams", security(("bearer" = [])), responses(
    (status = 200, description = "The caller's teams, oldest membership first.", body = Teams),
    SignedInOnly,
))]
async fn list_teams(State(app): State<Shared>, caller: Identity) -> Result<Json<Teams>, Problem> {
    Ok(Json(Teams { teams: app.store.teams_of(caller.user_id).await? }))
}

/// Make a team
///
/// The caller becomes its coach. A coach's first team has the coach's user id as its id.
#[utoipa::path(post, path = "/api/v1/teams", tag = "teams", security(("bearer" = [])), request_body = NewTeam,
    responses((status = 201, description = "The new team.", body = TeamBody), SignedInOnly, WithBody))]
async fn create_team(
    State(app): State<Shared>,
    caller: Identity,
    Sent(new): Sent<NewTeam>,
) -> Result<(StatusCode, Json<TeamBody>), Problem> {
    let new = kith_store::NewTeam {
        fresh_id: TeamId(Uuid::now_v7()),
        coach: caller.user_id,
        name: fields::team_name(&new.name)?,
        epoch: Uuid::new_v4().as_simple().to_string(),
        now: app.clock.now(),
    };
    let team = app.store.create_team(new).await?;
    Ok((StatusCode::CREATED, Json(TeamBody { team })))
}

/// Get a team
#[utoipa::path(get, path = "/api/v1/teams/{id}", tag = "teams", security(("bearer" = [])),
    params(("id" = TeamId, Path, description = "The team.")),
    responses((status = 200, description = "The team.", body = TeamBody), MembersOnly))]
async fn team(
    State(app): State<Shared>,
    caller: Identity,
    Route(team): Route<TeamId>,
) -> Result<Json<TeamBody>, Problem> {
    Ok(Json(TeamBody { team: app.store.team(team, caller.user_id).await? }))
}

/// List a team's members
///
/// A coach is also told when each was last connected, and when they wrote their newest post.
#[utoipa::path(get, path = "/api/v1/teams/{id}/members", tag = "teams", security(("bearer" = [])),
    params(("id" = TeamId, Path, description = "The team.")),
    responses(
        (status = 200, description = "Coaches first, then by name; at most 500.", body = TeamMembers),
        MembersOnly,
    ))]
async fn members(
    State(app): State<Shared>,
    caller: Identity,
    Route(team): Route<TeamId>,
) -> Result<Json<TeamMembers>, Problem> {
    let mut members = app.store.members(team, caller.user_id).await?;
    let now = app.clock.now();
    let is_coach = members.iter().any(|one| one.user_id == caller.user_id && one.role == Role::Coach);
    for member in members.iter_mut().filter(|_| is_coach) {
        member.last_seen = app.hub.connections().last_seen(member.user_id, now).or(member.last_seen);
    }
    Ok(Json(TeamMembers { members }))
}
