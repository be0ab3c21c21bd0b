//! What a person was told, and reactions to what people wrote.

use super::fields;
use super::input::{Route, Search};
use super::problem::Problem;
use super::refusals::{MembersOnly, SignedInOnly};
use crate::app::Shared;
use crate::auth::Identity;
use crate::services;
use axum::Json;
use axum::extract::State;
use kith_protocol::rest::ErrorBody;
use kith_protocol::social_rest::{NotificationBody, Notifications, Reactions};
use kith_protocol::{MessageId, NotificationId, PostId};
use kith_store::{NOTIFICATIONS_LISTED_MAX, ReactionTarget};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_notifications))
        .routes(routes!(read_notification))
        .routes(routes!(post_reactions))
        .routes(routes!(message_reactions))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Since {
    /// The `seq` of the newest notification seen; 0 for none.
    #[param(value_type = Option<u64>, default = 0)]
    since: Option<String>,
}

/// List my notifications
#[utoipa::path(get, path = "/api/v1/notifications", tag = "people", security(("bearer" = [])), params(Since),
    responses(
        (status = 200, description = "Those after `since`, newest first; at most 100.", body = Notifications),
        (status = 400, description = "`BAD_MESSAGE`: `since` is no number.", body = ErrorBody),
        SignedInOnly,
    ))]
async fn list_notifications(
    State(app): State<Shared>,
    caller: Identity,
    Search(Since { since }): Search<Since>,
) -> Result<Json<Notifications>, Problem> {
    let since = since.filter(|text| !text.is_empty()).map_or(Ok(0), |text| fields::place("since", &text))?;
    let mut page = app.store.notifications(caller.user_id, since).await?;
    let more = page.notifications.len() > NOTIFICATIONS_LISTED_MAX as usize;
    page.notifications.truncate(NOTIFICATIONS_LISTED_MAX as usize);
    Ok(Json(Notifications { notifications: page.notifications, more, seq: page.seq }))
}

/// Mark a notification as read
///
/// Twice is the same as once. All of the caller's devices are told.
#[utoipa::path(post, path = "/api/v1/notifications/{id}/read", tag = "people", security(("bearer" = [])),
    params(("id" = NotificationId, Path, description = "The notification.")),
    responses(
        (status = 200, description = "It is read.", body = NotificationBody),
        (status = 400, description = "`BAD_MESSAGE`: something in the address is wrong.", body = ErrorBody),
        (status = 404, description = "`NOT_FOUND`: the caller has no such notification.", body = ErrorBody),
        SignedInOnly,
    ))]
async fn read_notification(
    State(app): State<Shared>,
    caller: Identity,
    Route(id): Route<NotificationId>,
) -> Result<Json<NotificationBody>, Problem> {
    let notification = services::notifications::mark(&app, caller.user_id, id, false).await?;
    Ok(Json(NotificationBody { notification }))
}

/// List the reactions to a post
#[utoipa::path(get, path = "/api/v1/posts/{id}/reactions", tag = "posts", security(("bearer" = [])),
    params(("id" = PostId, Path, description = "The post.")),
    responses((status = 200, description = "Oldest first; at most 500.", body = Reactions), MembersOnly))]
async fn post_reactions(
    State(app): State<Shared>,
    caller: Identity,
    Route(post): Route<PostId>,
) -> Result<Json<Reactions>, Problem> {
    let reactions = app.store.reactions(ReactionTarget::Post(post), caller.user_id).await?;
    Ok(Json(Reactions { reactions }))
}

/// List the reactions to a message of a forum
#[utoipa::path(get, path = "/api/v1/messages/{id}/reactions", tag = "forums", security(("bearer" = [])),
    params(("id" = MessageId, Path, description = "The message.")),
    responses((status = 200, description = "Oldest first; at most 500.", body = Reactions), MembersOnly))]
async fn message_reactions(
    State(app): State<Shared>,
    caller: Identity,
    Route(message): Route<MessageId>,
) -> Result<Json<Reactions>, Problem> {
    let reactions = app.store.reactions(ReactionTarget::Message(message), caller.user_id).await?;
    Ok(Json(Reactions { reactions }))
}
