//! What one person says to another: stored in both inboxes, told to every device of both, unread where nobody hears.

use super::words;
use crate::app::Shared;
use crate::random;
use kith_protocol::{MessageId, NotificationId, Refusal, ServerMessage, UserId};
use kith_store::{Created, NewDirectMessage, SaidDirectly};

/// Says something to one person. SPEC.md DM1, DM2.
///
/// # Errors
/// `BAD_MESSAGE`, `TOO_FAST`, and those of [`kith_store::Store::say_directly`].
pub async fn say(
    app: &Shared,
    from: UserId,
    to: UserId,
    text: &str,
    client_id: Option<String>,
) -> Result<Created<SaidDirectly>, Refusal> {
    let now = app.clock.now();
    let (text, client_id) = (words::message(text)?, words::client_id(client_id)?);
    app.paces.talking.step(from, now)?;
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let _turns = here.hub.inboxes().turns(&[from, to]).await;
            // Not presence, which lasts some seconds longer: whether there is somebody to tell.
            let is_here = !here.hub.connections().of(to).is_empty();
            let new = NewDirectMessage {
                id: MessageId(random::id()),
                from,
                to,
                text,
                client_id,
                unheard: (!is_here).then(|| NotificationId(random::id())),
                epoch: random::epoch(),
                now,
            };
            let said = here.store.say_directly(new).await?;
            if said.fresh {
                tell(&here, from, to, &said.value);
            }
            Ok(said)
        })
        .await
}

fn tell(app: &Shared, from: UserId, to: UserId, said: &SaidDirectly) {
    let connections = app.hub.connections();
    let message = said.to_sender.clone();
    connections.tell_user(from, &ServerMessage::SendDirectMessage { context_user_id: to, message });
    let message = said.to_receiver.clone();
    connections.tell_user(to, &ServerMessage::SendDirectMessage { context_user_id: from, message });
    if let Some(notification) = said.notification.clone() {
        connections.tell_user(to, &ServerMessage::NotificationCreated(notification));
    }
}
