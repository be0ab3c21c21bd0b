//! Forums, who is in them, and what is said there.

use super::fields;
use super::input::{Route, Search, Sent};
use super::page::{Page, next_page};
use super::problem::Problem;
use super::refusals::{ForumMembersOnly, Paced, SignedInOnly, WithBody};
use crate::app::Shared;
use crate::auth::Identity;
use crate::services;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use kith_protocol::rest::ErrorBody;
use kith_protocol::social_rest::{
    ForumBody, ForumMessageBody, ForumMessages, Forums, NewForum, NewForumMember, NewMessage, NewReadMark,
    ReadMark,
};
use kith_protocol::{ForumId, UserId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How many a forum can be made with at once.
const FIRST_MEMBERS_MAX: usize = 100;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_forums, create_forum))
        .routes(routes!(forum))
        .routes(routes!(add_member))
        .routes(routes!(remove_member))
        .routes(routes!(list_messages, say))
        .routes(routes!(read))
}

/// List my forums
#[utoipa::path(get, path = "/api/v1/forums", tag = "forums", security(("bearer" = [])), responses(
    (status = 200, description = "By name, those of the caller's teams among them; at most 200.", body = Forums),
    SignedInOnly,
))]
async fn list_forums(State(app): State<Shared>, caller: Identity) -> Result<Json<Forums>, Problem> {
    Ok(Json(Forums { forums: app.store.forums_of(caller.user_id).await? }))
}

/// Make a forum
///
/// The caller is in it. Every team has a forum of its members already, whose id is the team's.
#[utoipa::path(post, path = "/api/v1/forums", tag = "forums", security(("bearer" = [])), request_body = NewForum,
    responses(
        (status = 201, description = "The new forum.", body = ForumBody),
        (status = 403, description = "`FORBIDDEN`: the caller and one of the members block each other.", body = ErrorBody),
        (status = 404, description = "`NOT_FOUND`: one of the members does not exist.", body = ErrorBody),
        SignedInOnly, WithBody, Paced,
    ))]
async fn create_forum(
    State(app): State<Shared>,
    caller: Identity,
    Sent(new): Sent<NewForum>,
) -> Result<(StatusCode, Json<ForumBody>), Problem> {
    let name = fields::forum_name(&new.name)?;
    let mut members = new.member_ids;
    members.sort_unstable();
    members.dedup();
    if members.len() > FIRST_MEMBERS_MAX {
        return Err(Problem::bad_message(format!(
            "A forum begins with at most {FIRST_MEMBERS_MAX} others. Bring the rest in afterwards."
        )));
    }
    let forum = services::forums::create(&app, caller.user_id, name, members).await?;
    Ok((StatusCode::CREATED, Json(ForumBody { forum })))
}

/// Get a forum
#[utoipa::path(get, path = "/api/v1/forums/{id}", tag = "forums", security(("bearer" = [])),
    params(("id" = ForumId, Path, description = "The forum.")),
    responses((status = 200, description = "The forum.", body = ForumBody), ForumMembersOnly))]
async fn forum(
    State(app): State<Shared>,
    caller: Identity,
    Route(forum): Route<ForumId>,
) -> Result<Json<ForumBody>, Problem> {
    Ok(Json(ForumBody { forum: app.store.forum(forum, caller.user_id).await? }))
}

/// Bring somebody into a forum
///
/// Any member may. Twice is the same as once.
#[utoipa::path(post, path = "/api/v1/forums/{id}/members", tag = "forums", security(("bearer" = [])),
    params(("id" = ForumId, Path, description = "The forum.")), request_body = NewForumMember,
    responses(
        (status = 201, description = "The forum with its members.", body = ForumBody),
        (status = 409, description = "`CONFLICT`: it is a team's own forum, or it has 500 members.", body = ErrorBody),
        ForumMembersOnly, WithBody, Paced,
    ))]
async fn add_member(
    State(app): State<Shared>,
    caller: Identity,
    Route(forum): Route<ForumId>,
    Sent(new): Sent<NewForumMember>,
) -> Result<(StatusCode, Json<ForumBody>), Problem> {
    let now = app.clock.now();
    app.paces.gathering.step(caller.user_id, now)?;
    let forum = app.store.add_forum_member(forum, caller.user_id, new.user_id, now).await?;
    Ok((StatusCode::CREATED, Json(ForumBody { forum })))
}

/// Leave a forum, or take somebody out of it
///
/// Who made the forum may take others out. They hear nothing of it from now on.
#[utoipa::path(delete, path = "/api/v1/forums/{id}/members/{userId}", tag = "forums", security(("bearer" = [])),
    params(("id" = ForumId, Path, description = "The forum."), ("userId" = UserId, Path, description = "Who.")),
    responses(
        (status = 204, description = "They are not in it."),
        (status = 409, description = "`CONFLICT`: it is a team's own forum.", body = ErrorBody),
        ForumMembersOnly,
    ))]
async fn remove_member(
    State(app): State<Shared>,
    caller: Identity,
    Route((forum, user)): Route<(ForumId, UserId)>,
) -> Result<StatusCode, Problem> {
    services::forums::remove(&app, forum, caller.user_id, user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List a forum's messages
///
/// Newest first, in pages.
#[utoipa::path(get, path = "/api/v1/forums/{id}/messages", tag = "forums", security(("bearer" = [])),
    params(("id" = ForumId, Path, description = "The forum."), Page),
    responses((status = 200, description = "A page of messages.", body = ForumMessages), ForumMembersOnly))]
async fn list_messages(
    State(app): State<Shared>,
    caller: Identity,
    Route(forum): Route<ForumId>,
    Search(page): Search<Page>,
) -> Result<Json<ForumMessages>, Problem> {
    let (before, limit) = page.read()?;
    // One more than is shown, to know whether there is a next page.
    let mut said = app.store.forum_messages(forum, caller.user_id, before, limit + 1).await?;
    let next = next_page(&mut said, limit, |said| said.seq);
    let told =
        said.into_iter().map(|said| said.message.told(said.seq, said.message.author_id == caller.user_id));
    Ok(Json(ForumMessages { messages: told.collect(), next }))
}

/// Say something in a forum
#[utoipa::path(post, path = "/api/v1/forums/{id}/messages", tag = "forums", security(("bearer" = [])),
    params(("id" = ForumId, Path, description = "The forum.")), request_body = NewMessage,
    responses(
        (status = 201, description = "The new message.", body = ForumMessageBody),
        (status = 200, description = "The message that this `clientId` made before.", body = ForumMessageBody),
        ForumMembersOnly, WithBody, Paced,
    ))]
async fn say(
    State(app): State<Shared>,
    caller: Identity,
    Route(forum): Route<ForumId>,
    Sent(new): Sent<NewMessage>,
) -> Result<(StatusCode, Json<ForumMessageBody>), Problem> {
    let said = services::forums::say(&app, caller.user_id, forum, &new.message, new.client_id).await?;
    let status = if said.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(ForumMessageBody { message: said.value.message.told(said.value.seq, true) })))
}

/// Mark a forum as read
///
/// Up to the line with this `seq`, or to the newest one if that is older. A mark never goes back, and stands on every
/// device.
#[utoipa::path(post, path = "/api/v1/forums/{id}/read", tag = "forums", security(("bearer" = [])),
    params(("id" = ForumId, Path, description = "The forum.")), request_body = NewReadMark,
    responses(
        (status = 200, description = "The mark as it stands now.", body = ReadMark),
        ForumMembersOnly, WithBody,
    ))]
async fn read(
    State(app): State<Shared>,
    caller: Identity,
    Route(forum): Route<ForumId>,
    Sent(new): Sent<NewReadMark>,
) -> Result<Json<ReadMark>, Problem> {
    app.paces.marking.step(caller.user_id, app.clock.now())?;
    Ok(Json(ReadMark { seq: app.store.read_forum(forum, caller.user_id, new.seq).await? }))
}
