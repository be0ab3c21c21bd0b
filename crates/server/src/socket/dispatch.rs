//! Sorts what a client says: enter, leave, say to the room, or have a service do it. Nothing is decided here and
//! nothing is dropped: every refusal is told.

use crate::app::Shared;
use crate::frame::Frame;
use crate::hub::{Held, Link};
use crate::services;
use crate::socket::{pacts, people};
use kith_domain::{Entry, RoomId, Saying, Session};
use kith_protocol::{
    ClientMessage, ErrorCode, Incoming, PostId, Reference, Refusal, ServerMessage, TeamId, rest::Liked,
};
use kith_store::TeamEntry;
use std::sync::Arc;

/// Has one message carried out and its answer queued.
pub async fn dispatch(app: Shared, link: Arc<Link>, incoming: Incoming) {
    let Incoming { message, reference } = incoming;
    link.attendance.heard(app.clock.now());
    let outcome = match message {
        ClientMessage::JoinTeam { team_id, since, epoch } => {
            enter(&app, &link, team_id, since, epoch, reference.clone()).await
        }
        ClientMessage::LeaveTeam { team_id } => leave(&app, &link, team_id, reference.clone()).await,
        ClientMessage::SendCheer { icon, team_id } => {
            say(&app, &link, team_id, Saying::Cheer(icon), reference.clone()).await
        }
        ClientMessage::PostLike { post_id } => like(&app, &link, post_id, true, reference.clone()).await,
        ClientMessage::PostUnlike { post_id } => like(&app, &link, post_id, false, reference.clone()).await,
        message @ (ClientMessage::Login
        | ClientMessage::Logout
        | ClientMessage::UpdateSession { .. }
        | ClientMessage::RequestRoomsList
        | ClientMessage::JoinRoom { .. }
        | ClientMessage::ExitRoom { .. }
        | ClientMessage::SendMessage { .. }
        | ClientMessage::SendDirectMessage { .. }
        | ClientMessage::UpdateNotification { .. }
        | ClientMessage::LoadActiveConnections
        | ClientMessage::CreateUserConnection { .. }
        | ClientMessage::UpdateUserConnection { .. }
        | ClientMessage::CreateOrUpdateReaction { .. }) => {
            people::carry_out(&app, &link, message, reference.clone()).await
        }
        message @ (ClientMessage::JoinPact { .. }
        | ClientMessage::LeavePact { .. }
        | ClientMessage::LogCheckin(_)
        | ClientMessage::SendCelebration { .. }
        | ClientMessage::SendEncouragement { .. }) => {
            pacts::carry_out(&app, &link, message, reference.clone()).await
        }
    };
    if let Err(refusal) = outcome {
        answer(&link, ServerMessage::refused(refusal, reference));
    }
}

async fn enter(
    app: &Shared,
    link: &Arc<Link>,
    team_id: TeamId,
    since: Option<u64>,
    epoch: Option<String>,
    reference: Option<Reference>,
) -> Result<(), Refusal> {
    let room = RoomId::Team(team_id);
    let (found, _held) = read_entry(app, link, room, team_id, since).await?;
    // Before the room hears of it: if the connection ends in between, it is taken out of a room it never reached.
    if !link.enter(room) {
        return Err(Refusal::new(
            ErrorCode::Conflict,
            "This connection is in too many rooms. Leave one first, or open another connection.",
        ));
    }
    let same_numbering = epoch.is_none_or(|epoch| epoch == found.epoch);
    let entry = Entry {
        title: String::new(),
        seq: found.seq,
        missed: found.missed.filter(|_| same_numbering),
        epoch: found.epoch,
        ticker: found.ticker,
        pact: None,
    };
    let session =
        Session { id: link.session, user_id: link.user_id, user_name: found.user_name, role: found.role };
    app.hub.join(room, session, entry, reference, link.clone()).await;
    Ok(())
}

/// Reads where the feed stands while the room is open: what is told between the reading and the coming in finds it,
/// and is told again. Only members have a room opened.
pub async fn read_entry(
    app: &Shared,
    link: &Link,
    room: RoomId,
    team_id: TeamId,
    since: Option<u64>,
) -> Result<(TeamEntry, Held), Refusal> {
    let read = || app.store.team_entry(team_id, link.user_id, since);
    if let Some(held) = app.hub.hold_if_open(room) {
        return Ok((read().await?, held));
    }
    read().await?;
    let held = app.hub.hold(room);
    Ok((read().await?, held))
}

async fn leave(
    app: &Shared,
    link: &Link,
    team_id: TeamId,
    reference: Option<Reference>,
) -> Result<(), Refusal> {
    let room = RoomId::Team(team_id);
    // A room that it is not in need not hear of it, least of all be woken by strangers.
    if link.is_in(room) {
        app.hub.leave(room, link.session).await;
        // Only now: if the connection ends in between, it is taken out of the room once more, not never.
        link.exit(room);
    }
    answer(link, ServerMessage::ack(reference));
    Ok(())
}

async fn say(
    app: &Shared,
    link: &Link,
    team_id: Option<TeamId>,
    saying: Saying,
    reference: Option<Reference>,
) -> Result<(), Refusal> {
    let room = team_id.map(RoomId::Team).or_else(|| link.last_team()).filter(|room| link.is_in(*room));
    if let Some(room) = room
        && app.hub.say(room, link.session, saying, reference).await
    {
        return Ok(());
    }
    Err(Refusal::new(
        ErrorCode::NotAMember,
        "This connection is not in that team's room. Join it first, with JOIN_TEAM.",
    ))
}

async fn like(
    app: &Shared,
    link: &Link,
    post_id: PostId,
    liked: bool,
    reference: Option<Reference>,
) -> Result<(), Refusal> {
    let Liked { post_id, like_count, liked_by_me } =
        services::likes::set(app, post_id, link.user_id, liked, |room| link.is_in(room)).await?;
    answer(
        link,
        ServerMessage::Ack {
            reference,
            post_id: Some(post_id),
            like_count: Some(like_count),
            liked_by_me: Some(liked_by_me),
            id: None,
            seq: None,
        },
    );
    Ok(())
}

fn answer(link: &Link, message: ServerMessage) {
    link.outbox().push(Frame::new(message));
}
