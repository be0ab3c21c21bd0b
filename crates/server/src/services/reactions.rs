//! Reactions to posts and messages: stored, and told to whoever wrote what they are about.

use crate::app::Shared;
use crate::random;
use kith_protocol::{CheerIcon, NotificationId, Refusal, ServerMessage, UserId};
use kith_store::{NewReaction, ReactionTarget};

/// Sets or takes back a reaction. SPEC.md RE1, RE2.
///
/// # Errors
/// `TOO_FAST`, `NOT_FOUND`, `NOT_A_MEMBER`.
pub async fn react(
    app: &Shared,
    user: UserId,
    target: ReactionTarget,
    reaction: Option<CheerIcon>,
) -> Result<(), Refusal> {
    let now = app.clock.now();
    app.paces.reacting.step(user, now)?;
    let new = NewReaction {
        target,
        user,
        reaction,
        notification_id: NotificationId(random::id()),
        epoch: random::epoch(),
        now,
    };
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let author = here.store.author_of(target, user).await?;
            // What goes into an inbox is told in the order of its numbers (NT3).
            let _turns = here.hub.inboxes().turns(&[author]).await;
            if let Some(notification) = here.store.react(new).await? {
                here.hub.connections().tell_user(author, &ServerMessage::NotificationCreated(notification));
            }
            Ok(())
        })
        .await
}
