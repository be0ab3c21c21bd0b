//! What a person was told, and reactions to what people wrote.

use super::fields;
use super::input::{MaybeSent, Route, Search};
use super::page::{given, read_limit};
use super::problem::Problem;
use super::refusals::{MembersOnly, SignedInOnly};
use crate::app::Shared;
use crate::auth::Identity;
use crate::services;
use axum::Json;
use axum::extract::State;
use kith_protocol::rest::ErrorBody;
use kith_protocol::social_rest::{
    NotificationBody, Notifications, NotificationsRead, Reactions, ReadNotifications,
};
use kith_protocol::{MessageId, NotificationId, PostId};
use kith_store::{NOTIFICATIONS_LISTED_MAX, NotificationPlace, ReactionTarget};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_notifications))
        .routes(routes!(read_notifications))
        .routes(routes!(read_notification))
        .routes(routes!(post_reactions))
        .routes(routes!(message_reactions))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Part {
    /// The `seq` of the newest notification seen; 0 for none.
    #[param(value_type = Option<u64>, default = 0)]
    since: Option<String>,
    /// The `id` of the oldest notification seen: those before it are listed.
    #[param(value_type = Option<NotificationId>)]
    before: Option<String>,
    /// How many, 1 to 100.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 100)]
    limit: Option<String>,
}

/// List my notifications
#[utoipa::path(get, path = "/api/v1/notifications", tag = "people", security(("bearer" = [])), params(Part),
    responses(
        (status = 200, description = "Those after `since` and before `before`, newest first; at most 100.",
            body = Notifications),
        (status = 400, description = "`BAD_MESSAGE`: something in the query is wrong.", body = ErrorBody),
        (status = 404, description = "`NOT_FOUND`: `before` is no notification of the caller.", body = ErrorBody),
        SignedInOnly,
    ))]
async fn list_notifications(
    State(app): State<Shared>,
    caller: Identity,
    Search(part): Search<Part>,
) -> Result<Json<Notifications>, Problem> {
    let since = given(part.since).map_or(Ok(0), |text| fields::place("since", &text))?;
    let before = given(part.before).map(|text| text.parse()).transpose();
    let before = before.map_err(|_| Problem::bad_message("\"before\" is the id of a notification."))?;
    let limit = read_limit(part.limit, NOTIFICATIONS_LISTED_MAX, NOTIFICATIONS_LISTED_MAX)?;
    let place = NotificationPlace { since, before };
    let mut page = app.store.notifications(caller.user_id, place, limit + 1).await?;
    let more = page.notifications.len() > limit as usize;
    page.notifications.truncate(limit as usize);
    Ok(Json(Notifications { notifications: page.notifications, more, unread: page.unread, seq: page.seq }))
}

/// Mark my notifications as read
///
/// All of them, or one and all older ones. All of the caller's devices are told of the newest 100.
#[utoipa::path(post, path = "/api/v1/notifications/read", tag = "people", security(("bearer" = [])),
    request_body = Option<ReadNotifications>,
    responses(
        (status = 200, description = "They are read.", body = NotificationsRead),
        (status = 400, description = "`BAD_MESSAGE`: something in the body is wrong.", body = ErrorBody),
        (status = 404, description = "`NOT_FOUND`: `upTo` is no notification of the caller.", body = ErrorBody),
        SignedInOnly,
    ))]
async fn read_notifications(
    State(app): State<Shared>,
    caller: Identity,
    MaybeSent(new): MaybeSent<ReadNotifications>,
) -> Result<Json<NotificationsRead>, Problem> {
    Ok(Json(services::notifications::mark_all(&app, caller.user_id, new.up_to).await?))
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
