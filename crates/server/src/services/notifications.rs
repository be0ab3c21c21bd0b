//! Notifications of a person: marking them is told to all their devices.

use crate::app::Shared;
use kith_protocol::social::Notification;
use kith_protocol::social_rest::NotificationsRead;
use kith_protocol::{NotificationId, Refusal, ServerMessage, UserId};

/// Marks a notification of one's own, and tells all devices. SPEC.md NT2.
///
/// # Errors
/// `NOT_FOUND`, `TOO_FAST`.
pub async fn mark(
    app: &Shared,
    user: UserId,
    id: NotificationId,
    is_unread: bool,
) -> Result<Notification, Refusal> {
    app.paces.marking.step(user, app.clock.now())?;
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let _turns = here.hub.inboxes().turns(&[user]).await;
            let marked = here.store.mark_notification(user, id, is_unread, here.clock.now()).await?;
            here.hub.connections().tell_user(user, &ServerMessage::NotificationUpdated(marked.clone()));
            Ok(marked)
        })
        .await
}

/// Marks all notifications of a person as read, or one and all older ones, and tells all devices of the newest of them.
/// SPEC.md NT8.
///
/// # Errors
/// `NOT_FOUND`, `TOO_FAST`.
pub async fn mark_all(
    app: &Shared,
    user: UserId,
    up_to: Option<NotificationId>,
) -> Result<NotificationsRead, Refusal> {
    app.paces.marking.step(user, app.clock.now())?;
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let _turns = here.hub.inboxes().turns(&[user]).await;
            let read = here.store.mark_notifications_read(user, up_to, here.clock.now()).await?;
            for told in read.told {
                here.hub.connections().tell_user(user, &ServerMessage::NotificationUpdated(told));
            }
            Ok(NotificationsRead { marked: read.marked, unread: read.unread })
        })
        .await
}
