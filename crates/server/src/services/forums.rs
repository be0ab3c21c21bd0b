//! Talk in forums: stored first, told to the room after, to its members alone.

use super::words;
use crate::app::Shared;
use crate::hub::{Held, Link};
use crate::random;
use kith_domain::{Entry, Fact, FeedEntry, FeedKind, RoomId, Saying, Session};
use kith_protocol::social::ListedRoom;
use kith_protocol::social_rest::Forum;
use kith_protocol::{ErrorCode, ForumId, MessageId, Reference, Refusal, Role, UserId};
use kith_store::{Created, ForumEntry, NewForum, NewForumMessage, Spoken};
use std::sync::Arc;

/// Where somebody says where they stopped hearing.
pub struct Cursor {
    /// The last number heard.
    pub since: Option<u64>,
    /// The numbering that it belongs to.
    pub epoch: Option<String>,
}

/// Brings a connection into a forum's room. SPEC.md FO1.
///
/// # Errors
/// [`ErrorCode::NotFound`], [`ErrorCode::NotAMember`]; [`ErrorCode::Conflict`] when the connection is in too many rooms.
pub async fn enter(
    app: &Shared,
    link: &Arc<Link>,
    forum: ForumId,
    cursor: Cursor,
    reference: Option<Reference>,
) -> Result<(), Refusal> {
    let room = RoomId::Forum(forum);
    // Before the reading: who is taken out of the forum from now on is found in the room.
    let was_in = link.is_in(room);
    if !link.enter(room) {
        return Err(Refusal::new(
            ErrorCode::Conflict,
            "This connection is in too many rooms. Leave one first, or open another connection.",
        ));
    }
    let (found, held) = match read_entry(app, link, forum, cursor.since).await {
        Ok(found) => found,
        Err(refusal) => {
            if !was_in {
                link.exit(room);
            }
            return Err(refusal);
        }
    };
    let same_numbering = cursor.epoch.is_none_or(|epoch| epoch == found.epoch);
    let entry = Entry {
        title: found.title,
        seq: found.seq,
        missed: found.missed.filter(|_| same_numbering),
        epoch: found.epoch,
        ticker: None,
        pact: None,
    };
    let (id, user_id, user_name) = (link.session, link.user_id, found.user_name);
    let session = Session { id, user_id, user_name, role: Role::Member };
    app.hub.join(room, session, entry, reference, link.clone()).await;
    if !link.is_in(room) {
        // Taken out meanwhile, or the connection ended.
        app.hub.leave(room, link.session).await;
    }
    drop(held);
    Ok(())
}

/// Reads where a forum stands while its room is open: what is told between the reading and the coming in finds it, and
/// is told again. Only members have a room opened.
///
/// # Errors
/// [`ErrorCode::NotFound`], [`ErrorCode::NotAMember`].
pub async fn read_entry(
    app: &Shared,
    link: &Link,
    forum: ForumId,
    since: Option<u64>,
) -> Result<(ForumEntry, Held), Refusal> {
    let read = || app.store.forum_entry(forum, link.user_id, since);
    if let Some(held) = app.hub.hold_if_open(RoomId::Forum(forum)) {
        return Ok((read().await?, held));
    }
    read().await?;
    let held = app.hub.hold(RoomId::Forum(forum));
    Ok((read().await?, held))
}

/// Takes a connection out of a forum's room by its own word. Whether it was in it; then the room answers.
pub async fn exit(app: &Shared, link: &Link, forum: ForumId, reference: Option<Reference>) -> bool {
    let room = RoomId::Forum(forum);
    let is_in = link.is_in(room);
    if is_in {
        app.hub.say(room, link.session, Saying::Exit, reference).await;
        app.hub.leave(room, link.session).await;
        link.exit(room);
    }
    is_in
}

/// Says something in a forum, and tells its room. SPEC.md FO2, FO3.
///
/// # Errors
/// [`ErrorCode::BadMessage`], [`ErrorCode::TooFast`], [`ErrorCode::NotFound`], [`ErrorCode::NotAMember`].
pub async fn say(
    app: &Shared,
    author: UserId,
    forum: ForumId,
    text: &str,
    client_id: Option<String>,
) -> Result<Created<Spoken>, Refusal> {
    let now = app.clock.now();
    let new = NewForumMessage {
        id: MessageId(random::id()),
        forum,
        author,
        text: words::message(text)?,
        client_id: words::client_id(client_id)?,
        now,
    };
    app.paces.talking.step(author, now)?;
    let here = app.clone();
    app.hub
        .carry_through(async move {
            let said = here.store.say_in_forum(new).await?;
            if said.fresh {
                let Spoken { seq, message } = said.value.clone();
                here.hub.tell(forum, Fact::Fed(FeedEntry { seq, kind: FeedKind::Message(message) })).await;
            }
            Ok(said)
        })
        .await
}

/// Makes a forum.
///
/// # Errors
/// [`ErrorCode::TooFast`], and those of [`kith_store::Store::create_forum`].
pub async fn create(app: &Shared, by: UserId, name: String, members: Vec<UserId>) -> Result<Forum, Refusal> {
    let now = app.clock.now();
    app.paces.gathering.step(by, now)?;
    let new = NewForum { id: ForumId(random::id()), by, name, members, epoch: random::epoch(), now };
    Ok(app.store.create_forum(new).await?)
}

/// Takes somebody out of a forum; they hear nothing of it from now on. SPEC.md FO7.
///
/// # Errors
/// Those of [`kith_store::Store::remove_forum_member`].
pub async fn remove(app: &Shared, forum: ForumId, by: UserId, user: UserId) -> Result<(), Refusal> {
    let here = app.clone();
    app.hub
        .carry_through(async move {
            here.store.remove_forum_member(forum, by, user).await?;
            here.hub.evict(RoomId::Forum(forum), user).await;
            Ok(())
        })
        .await
}

/// The forums of a person with how many are in each now: nobody else's, and no connection by its name.
///
/// # Errors
/// Only [`ErrorCode::Unavailable`].
pub async fn list(app: &Shared, user: UserId) -> Result<Vec<ListedRoom>, Refusal> {
    let mut rooms = Vec::new();
    for forum in app.store.forums_of(user).await? {
        let length = app.hub.presence(forum.id).await.count;
        rooms.push(ListedRoom {
            room_id: forum.id,
            room_key: forum.id,
            name: forum.name,
            length,
            sockets: Vec::new(),
        });
    }
    Ok(rooms)
}
