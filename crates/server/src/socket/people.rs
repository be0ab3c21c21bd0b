//! Sorts what a client says about people and their talk: forums, direct messages, connections, sessions, reactions,
//! notifications. Nothing is decided here; every refusal is told by the caller.

use crate::app::Shared;
use crate::hub::Link;
use crate::services::{connections, direct, forums, notifications, reactions, sessions};
use kith_domain::connections::Wish;
use kith_protocol::asks::{ConnectionAnswer, RecordedReaction};
use kith_protocol::{
    CheerIcon, ClientMessage, ErrorCode, ForumId, MessageId, PostId, Reference, Refusal, ServerMessage,
    UserId,
};
use kith_store::ReactionTarget;
use std::sync::Arc;

/// Has one such message carried out and its answer queued.
#[expect(clippy::wildcard_enum_match_arm, reason = "the exhaustive match is the one of `dispatch`")]
pub async fn carry_out(
    app: &Shared,
    link: &Arc<Link>,
    message: ClientMessage,
    reference: Option<Reference>,
) -> Result<(), Refusal> {
    let user = link.user_id;
    keep_pace(app, user, &message)?;
    match message {
        ClientMessage::Login => sessions::log_in(app, link).await?,
        ClientMessage::Logout => sessions::log_out(app, link).await?,
        ClientMessage::UpdateSession { details, socket_details } => {
            sessions::update(app, link, details, socket_details).await?;
        }
        ClientMessage::RequestRoomsList => {
            let rooms = forums::list(app, user).await?;
            link.tell(&ServerMessage::SendRoomsList { rooms });
        }
        ClientMessage::JoinRoom { room_id, since, epoch } => {
            return forums::enter(app, link, room_id, forums::Cursor { since, epoch }, reference).await;
        }
        ClientMessage::ExitRoom { room_id } => {
            if forums::exit(app, link, room_id, reference.clone()).await {
                return Ok(());
            }
        }
        ClientMessage::SendMessage { room_id, message, client_id } => {
            return say(app, link, room_id, &message, client_id, reference).await;
        }
        ClientMessage::SendDirectMessage { to, message, client_id } => {
            let said = direct::say(app, user, to.id, &message, client_id).await?.value.to_sender;
            return made(link, reference, said.id.to_string(), Some(said.seq));
        }
        ClientMessage::UpdateNotification { notification } => {
            notifications::mark(app, user, notification.id, notification.is_unread.unwrap_or(false)).await?;
        }
        ClientMessage::LoadActiveConnections => link.tell(&sessions::load_friends(app, user).await?),
        ClientMessage::CreateUserConnection { connection } => {
            connections::step(app, user, connection.accepting_user_id, Wish::Ask).await?;
        }
        ClientMessage::UpdateUserConnection { connection } => {
            if let Some(wish) = wish_of(&connection) {
                connections::step(app, user, connection.other_user_id, wish).await?;
            }
        }
        ClientMessage::CreateOrUpdateReaction {
            post_id,
            message_id,
            reaction,
            taken_back,
            moment_reaction,
            space_reaction,
            thought_reaction,
        } => {
            let recorded = moment_reaction.or(space_reaction).or(thought_reaction);
            let is_back = taken_back
                .unwrap_or_else(|| recorded.as_ref().is_some_and(|it| it.user_has_liked == Some(false)));
            let reaction = if is_back { None } else { reaction.or(Some(CheerIcon::Heart)) };
            reactions::react(app, user, target(post_id, message_id, recorded)?, reaction).await?;
        }
        _ => unreachable!("a team's and a pact's messages are sorted before"),
    }
    if reference.is_some() {
        link.tell(&ServerMessage::ack(reference));
    }
    Ok(())
}

/// Coming into rooms, leaving them and asking for them has one pace; what else has one, has it in its service.
fn keep_pace(app: &Shared, user: UserId, message: &ClientMessage) -> Result<(), Refusal> {
    let is_entering = matches!(
        message,
        ClientMessage::RequestRoomsList | ClientMessage::JoinRoom { .. } | ClientMessage::ExitRoom { .. }
    );
    if is_entering { app.paces.entering.step(user, app.clock.now()) } else { Ok(()) }
}

async fn say(
    app: &Shared,
    link: &Link,
    room_id: ForumId,
    text: &str,
    client_id: Option<String>,
    reference: Option<Reference>,
) -> Result<(), Refusal> {
    let said = forums::say(app, link.user_id, room_id, text, client_id).await?;
    let (seq, message) = (said.value.seq, said.value.message);
    // In the room it hears it from the room, in order.
    if said.fresh && !link.is_in(room_id.into()) {
        link.tell(&ServerMessage::SendMessage { room_id, message: message.told(seq, true) });
    }
    made(link, reference, message.id.to_string(), Some(seq))
}

fn made(link: &Link, reference: Option<Reference>, id: String, seq: Option<u64>) -> Result<(), Refusal> {
    if reference.is_some() {
        link.tell(&ServerMessage::made(reference, id, seq));
    }
    Ok(())
}

/// Shipping clients send a connection also when only how often they met has changed: that is no wish.
fn wish_of(connection: &ConnectionAnswer) -> Option<Wish> {
    if connection.is_connection_broken == Some(true) {
        return Some(Wish::Deny);
    }
    connection.request_status.map(connections::wish_of)
}

fn target(
    post: Option<PostId>,
    message: Option<MessageId>,
    recorded: Option<RecordedReaction>,
) -> Result<ReactionTarget, Refusal> {
    if let Some(message) = message {
        return Ok(ReactionTarget::Message(message));
    }
    let recorded = || recorded?.about?.parse().ok();
    post.or_else(recorded).map(ReactionTarget::Post).ok_or_else(|| {
        Refusal::new(ErrorCode::BadMessage, "Say what you react to: a \"postId\" or a \"messageId\".")
    })
}
