//! How a client of Socket.IO comes in: who it is, which rooms it belongs in, and whether what it missed can be told in
//! full. Membership is read again each time.

use super::count::{self, Claim, Count, epoch_key, room_key};
use crate::app::Shared;
use crate::frame::{Feed, Frame};
use crate::hub::{Held, Link, ROOMS_PER_CONNECTION_MAX, Seat, Start, Tracked};
use crate::random;
use crate::services::{forums, sessions};
use crate::socket::dispatch::read_entry;
use kith_domain::pact_words::told_bytes;
use kith_domain::{Entry, FeedEntry, FeedKind, RoomId, Session};
use kith_protocol::pacts::PactActivity;
use kith_protocol::{CloseCode, ErrorCode, Refusal, Role, ServerMessage, UserId};
use kith_store::{ForumEntry, InboxEntry, InboxItem, TeamEntry};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many bytes are told again at most; beyond, the client is told to fetch. Well below what an outbox holds.
const REPLAY_ALL_MAX_BYTES: usize = 160 * 1024;
/// How many bytes the newest entries of all pacts have at most that a client is told unasked; it can fetch the others.
const RECENT_ALL_MAX_BYTES: usize = 48 * 1024;
/// What an entry takes besides its words.
const ENTRY_BYTES: usize = 320;

/// What a client says of itself when it connects.
#[derive(Debug, Default, Deserialize)]
pub struct Credentials {
    token: Option<String>,
    pid: Option<String>,
    offset: Option<String>,
}

impl Credentials {
    /// Reads them; what is not as it should be says nothing.
    pub fn read(data: Option<&str>) -> Self {
        let fields: serde_json::Value =
            data.and_then(|data| serde_json::from_str(data).ok()).unwrap_or_default();
        let text = |name: &str| fields.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        Self { token: text("token"), pid: text("pid"), offset: text("offset") }
    }

    /// Takes the token of the handshake where there is no other.
    pub fn or_token(mut self, token: Option<&String>) -> Self {
        self.token = self.token.or_else(|| token.cloned());
        self
    }
}

/// How coming in went.
pub enum Arrival {
    /// It is somebody; its rooms are to be joined.
    Guest(Box<Guest>),
    /// It has no good token.
    Stranger(Seat),
    /// It cannot be let in now.
    TurnedAway(CloseCode),
}

/// Somebody who came in.
pub struct Guest {
    /// The connection.
    pub tracked: Tracked,
    /// The answer to CONNECT, as JSON.
    pub answer: String,
    /// What it was told so far.
    pub count: Count,
    /// Rooms that it is in without noticing: it was in them before.
    pub quiet: BTreeSet<RoomId>,
    /// Rooms to join.
    pub rooms: Vec<Opened>,
    /// Whether it was here before: what it knows of its friends is old.
    pub returns: bool,
}

/// A room that is held open for who is about to join it.
pub struct Opened {
    room: RoomId,
    session: Session,
    entry: Entry,
    /// Whether the client was in it before.
    known: bool,
    _held: Held,
}

/// Finds out who it is and what it is to be told.
pub async fn arrive(app: Shared, seat: Seat, credentials: Credentials) -> Arrival {
    let Some(token) = &credentials.token else { return Arrival::Stranger(seat) };
    let identity = match app.auth.authenticate(token).await {
        Ok(identity) => identity,
        Err(Refusal { code: ErrorCode::Unauthorized, .. }) => return Arrival::Stranger(seat),
        Err(refusal) => {
            tracing::warn!(%refusal, "a client cannot be let in");
            return Arrival::TurnedAway(CloseCode::ShuttingDown);
        }
    };
    // Nothing goes into the inbox between the reading of it and the first that is told live.
    let turns = app.hub.inboxes().turns(&[identity.user_id]).await;
    let tracked = seat.admit(identity.user_id, identity.token_key.clone(), identity.expires_at);
    // Whoever signs out or stops the server finds only connections that are counted already; now this one is.
    if app.auth.is_known_revoked(&identity.token_key) {
        return Arrival::TurnedAway(CloseCode::BadToken);
    }
    if app.is_draining() {
        return Arrival::TurnedAway(CloseCode::ShuttingDown);
    }
    let opened = open_rooms(&app, tracked, &credentials).await;
    drop(turns);
    match opened {
        Ok(guest) => Arrival::Guest(Box::new(guest)),
        Err(refusal) => {
            tracing::warn!(%refusal, "a client's rooms cannot be opened");
            Arrival::TurnedAway(CloseCode::ShuttingDown)
        }
    }
}

async fn open_rooms(app: &Shared, tracked: Tracked, credentials: &Credentials) -> Result<Guest, Refusal> {
    let link = &tracked.link;
    let before = returning(app, link, credentials);
    let claim = before.as_ref().map(|before| &before.claim);
    let mut rooms = Vec::new();
    let mut whole = true;
    let wanted = rooms_of(app, link.user_id, claim).await?;
    // Whom a limit keeps out of a room that they were in is told so.
    whole &= wanted.len() <= ROOMS_PER_CONNECTION_MAX;
    for room in wanted.into_iter().take(ROOMS_PER_CONNECTION_MAX) {
        // Before the reading: who is taken out from now on is found in the room.
        link.enter(room);
        match open_room(app, link, room, claim).await {
            Ok((opened, is_whole)) => {
                whole &= is_whole;
                rooms.push(opened);
            }
            // The membership ended at this moment.
            Err(Refusal { code: ErrorCode::NotAMember | ErrorCode::NotFound, .. }) => link.exit(room),
            Err(refusal) => return Err(refusal),
        }
    }
    let inbox = read_inbox(app, link.user_id, claim).await?;
    whole &= inbox.missed.is_some();
    // More than an outbox holds would only be thrown away, again and again.
    whole &= replay_bytes(&rooms, inbox.missed.as_deref().unwrap_or_default()) <= REPLAY_ALL_MAX_BYTES;
    let returns = before.is_some();
    let sid = match &before {
        Some(before) if whole => before.sid.clone(),
        Some(_) | None => random::name(),
    };
    let mut count = Count::of(&sid);
    if !whole {
        // All of what was missed or nothing: the client is told in every room to fetch the feed.
        for opened in rooms.iter_mut().filter(|opened| opened.known) {
            opened.entry.missed = None;
        }
    }
    shorten_recent(&mut rooms);
    rooms.iter().for_each(|opened| count.enter(&Start::before(opened.room, &opened.entry)));
    let missed = inbox.missed.filter(|_| whole).unwrap_or_default();
    let heard = missed.first().map_or(inbox.seq, |first| seq_of(first).saturating_sub(1));
    count.enter(&Start { feed: Feed::Inbox, epoch: inbox.epoch, seq: heard });
    for item in missed {
        link.outbox().push(Frame::to_person(told(item, link.user_id)));
    }
    let pid = match before {
        Some(before) if whole => before.pid,
        Some(_) | None => {
            let text = count.identity(&sid, link.user_id);
            format!("{text}:{}", app.auth.seal(&text))
        }
    };
    let quiet = rooms.iter().filter(|opened| whole && opened.known).map(|opened| opened.room).collect();
    let answer = serde_json::json!({ "sid": sid, "pid": pid }).to_string();
    Ok(Guest { answer, count, quiet, rooms, tracked, returns })
}

/// A session that goes on.
struct Before {
    sid: String,
    pid: String,
    claim: Claim,
}

/// The session that a client had before, if it proves one of the same person.
fn returning(app: &Shared, link: &Link, credentials: &Credentials) -> Option<Before> {
    let pid = credentials.pid.as_deref()?;
    let (text, seal) = count::unsealed(pid)?;
    if !app.auth.is_sealed(text, seal) {
        return None;
    }
    let identity = count::identity(text).filter(|identity| identity.user == link.user_id)?;
    let claim = count::heard(&identity, credentials.offset.as_deref());
    Some(Before { sid: identity.sid, pid: pid.to_owned(), claim })
}

/// The rooms that somebody is in without asking: those of their teams and running pacts, and the forums and other pacts
/// that they were in before.
async fn rooms_of(app: &Shared, user: UserId, claim: Option<&Claim>) -> Result<Vec<RoomId>, Refusal> {
    let mut rooms: Vec<_> =
        app.store.teams_of(user).await?.into_iter().map(|team| RoomId::Team(team.id)).collect();
    rooms.extend(app.store.running_pacts(user).await?.into_iter().map(RoomId::Pact));
    if let Some(claim) = claim.filter(|claim| !claim.is_empty()) {
        let forums = app.store.forum_ids_of(user).await?.into_iter().map(RoomId::Forum);
        let pacts = app.store.pact_rooms_of(user).await?.into_iter().map(RoomId::Pact);
        let was_in = |room: &RoomId| claim.contains_key(&room_key(Feed::Room(*room)));
        let others: Vec<_> =
            forums.chain(pacts).filter(was_in).filter(|room| !rooms.contains(room)).collect();
        rooms.extend(others);
    }
    Ok(rooms)
}

/// How much has to be told again, roughly and rather too much.
fn replay_bytes(rooms: &[Opened], inbox: &[InboxItem]) -> usize {
    let entry = |entry: &FeedEntry| match &entry.kind {
        FeedKind::Message(message) => ENTRY_BYTES + message.text.len(),
        FeedKind::Post { .. } | FeedKind::Pin { .. } => ENTRY_BYTES,
        FeedKind::Activity(activity) => told_bytes(activity),
    };
    let item = |item: &InboxItem| match item {
        InboxItem::Direct(message) => 2 * ENTRY_BYTES + message.text.len(),
        InboxItem::Notification(_) => 3 * ENTRY_BYTES,
    };
    let missed = rooms.iter().flat_map(|opened| opened.entry.missed.iter().flatten());
    missed.map(entry).sum::<usize>() + inbox.iter().map(item).sum::<usize>()
}

/// Leaves out the oldest of the newest entries of pacts, so that all together have room in an outbox. SPEC.md LP1.
fn shorten_recent(rooms: &mut [Opened]) {
    let mut views: Vec<_> = rooms.iter_mut().filter_map(|opened| opened.entry.pact.as_deref_mut()).collect();
    let share = RECENT_ALL_MAX_BYTES / views.len().max(1);
    for view in &mut views {
        let mut bytes = 0;
        let fits = |activity: &&PactActivity| {
            bytes += told_bytes(activity);
            bytes <= share
        };
        let kept = view.recent.iter().rev().take_while(fits).count();
        view.recent.drain(..view.recent.len() - kept);
    }
}

/// Opens a room for somebody, and says whether all that they missed there can be told.
async fn open_room(
    app: &Shared,
    link: &Arc<Link>,
    room: RoomId,
    claim: Option<&Claim>,
) -> Result<(Opened, bool), Refusal> {
    let point = claim.and_then(|claim| claim.get(&room_key(Feed::Room(room))));
    let since = point.map(|point| point.seq);
    let (mut entry, user_name, role, held) = match room {
        RoomId::Team(team) => {
            let (found, held) = read_entry(app, link, room, team, since).await?;
            let TeamEntry { user_name, role, epoch, seq, missed, ticker } = found;
            (Entry { title: String::new(), epoch, seq, missed, ticker, pact: None }, user_name, role, held)
        }
        RoomId::Forum(forum) => {
            let (found, held) = forums::read_entry(app, link, forum, since).await?;
            let ForumEntry { user_name, title, epoch, seq, missed } = found;
            (Entry { title, epoch, seq, missed, ticker: None, pact: None }, user_name, Role::Member, held)
        }
        RoomId::Pact(pact) => {
            let (session, entry, held) = app.hub.read_pact(link, pact, since).await?;
            (entry, session.user_name, session.role, held)
        }
    };
    let is_same_numbering = point.is_none_or(|point| point.epoch == epoch_key(&entry.epoch));
    entry.missed = entry.missed.filter(|_| is_same_numbering);
    let whole = entry.missed.is_some();
    let session = Session { id: link.session, user_id: link.user_id, user_name, role };
    Ok((Opened { room, session, entry, known: point.is_some(), _held: held }, whole))
}

/// What came into somebody's inbox since they were told of it; nothing where they do not say when that was.
async fn read_inbox(app: &Shared, user: UserId, claim: Option<&Claim>) -> Result<InboxEntry, Refusal> {
    let point = claim.and_then(|claim| claim.get(&room_key(Feed::Inbox)));
    let mut inbox = app.store.inbox(user, point.map(|point| point.seq)).await?;
    // An inbox has no name until the first thing comes into it; then it keeps the one that it gets.
    let is_same =
        point.is_none_or(|point| point.epoch == epoch_key(&inbox.epoch) || point.epoch == epoch_key(""));
    inbox.missed = inbox.missed.filter(|_| is_same);
    Ok(inbox)
}

const fn seq_of(item: &InboxItem) -> u64 {
    match item {
        InboxItem::Direct(message) => message.seq,
        InboxItem::Notification(notification) => notification.seq,
    }
}

fn told(item: InboxItem, user: UserId) -> ServerMessage {
    match item {
        InboxItem::Direct(message) => {
            let is_own = message.from_user_id == user;
            let context_user_id = if is_own { message.to_user_id } else { message.from_user_id };
            ServerMessage::SendDirectMessage { context_user_id, message }
        }
        InboxItem::Notification(notification) => ServerMessage::NotificationCreated(notification),
    }
}

/// Brings a guest into its rooms.
pub async fn join(app: Shared, link: Arc<Link>, rooms: Vec<Opened>, returns: bool) {
    for opened in rooms {
        let room = opened.room;
        app.hub.join(room, opened.session, opened.entry, None, link.clone()).await;
        if !link.is_in(room) {
            // Taken out meanwhile.
            app.hub.leave(room, link.session).await;
        }
    }
    // Shipping clients ask for nothing after a drop. Who comes and goes all the time is told another time.
    if returns && let Ok(friends) = sessions::load_friends(&app, link.user_id).await {
        link.tell(&friends);
    }
}
