//! Connections between people: the store decides by the rule, both are told, and friends begin or cease to see each
//! other.

use crate::app::Shared;
use crate::random;
use kith_domain::connections::{Standing, Wish};
use kith_protocol::social::{PersonStatus, RequestStatus};
use kith_protocol::{NotificationId, Refusal, ServerMessage, UserId};
use kith_store::{ConnectionOutcome, ConnectionStep};

/// What a status that somebody sets is a wish for.
#[must_use]
pub const fn wish_of(status: RequestStatus) -> Wish {
    match status {
        RequestStatus::Pending => Wish::Ask,
        RequestStatus::Complete => Wish::Accept,
        RequestStatus::Denied => Wish::Deny,
        RequestStatus::Blocked => Wish::Block,
    }
}

/// Asks, accepts, denies or blocks, and tells both. SPEC.md UC1, UC3.
///
/// # Errors
/// `TOO_FAST`, and those of [`kith_store::Store::step_connection`].
pub async fn step(
    app: &Shared,
    user: UserId,
    other: UserId,
    wish: Wish,
) -> Result<ConnectionOutcome, Refusal> {
    let now = app.clock.now();
    app.paces.connecting.step(user, now)?;
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let _turns = here.hub.inboxes().turns(&[user, other]).await;
            let (notification_id, epoch) = (NotificationId(random::id()), random::epoch());
            let step = ConnectionStep { user, other, wish, notification_id, epoch, now };
            let outcome = here.store.step_connection(step).await?;
            if outcome.before != outcome.after {
                tell(&here, user, other, &outcome);
            }
            Ok(outcome)
        })
        .await
}

/// Tells two people what became of their connection, and shows new friends to each other. SPEC.md UC3.
pub fn tell(app: &Shared, user: UserId, other: UserId, outcome: &ConnectionOutcome) {
    let connections = app.hub.connections();
    let is_new = matches!(outcome.after, Standing::Pending(_));
    for (person, connection) in [(user, outcome.to_caller.clone()), (other, outcome.to_other.clone())] {
        // Blocking somebody who was no friend is nobody else's business.
        let hears =
            person == user || outcome.before.seen_by_other().told() != outcome.after.seen_by_other().told();
        if hears {
            let message = if is_new {
                ServerMessage::UserConnectionCreated(connection)
            } else {
                ServerMessage::UserConnectionUpdated(connection)
            };
            connections.tell_user(person, &message);
        }
    }
    if let Some(notification) = outcome.notification.clone() {
        connections.tell_user(other, &ServerMessage::NotificationCreated(notification));
    }
    let (were, are) = (outcome.before == Standing::Complete, outcome.after == Standing::Complete);
    if were != are {
        show(app, user, other, outcome, are);
        show(app, other, user, outcome, are);
    }
}

/// Shows one of two to the other, or takes them out of sight.
fn show(app: &Shared, shown: UserId, viewer: UserId, outcome: &ConnectionOutcome, are_friends: bool) {
    let connections = app.hub.connections();
    let Some(person) = outcome.to_caller.users.iter().find(|user| user.id == shown) else { return };
    let mut told = connections.here(shown, app.clock.now()).told(person, None);
    let message = match (are_friends, told.status) {
        (true, PersonStatus::Offline) => return,
        (true, PersonStatus::Active | PersonStatus::Away) => ServerMessage::ActiveConnectionsAdded(told),
        (false, _) => {
            (told.status, told.socket_id) = (PersonStatus::Offline, None);
            ServerMessage::ActiveConnectionLoggedOut(told)
        }
    };
    connections.tell_user(viewer, &message);
}
