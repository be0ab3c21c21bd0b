//! A forum's room: who is in it, what is said, who comes and goes. It knows nothing of sockets or SQL, and whether
//! somebody may be here was decided before it hears of them.

use crate::fact::{Fact, FeedEntry, FeedKind, Message};
use crate::feed::{CatchUp, FeedOrder};
use crate::room::{Audience, Dormant, Effect, Entry, Input, Saying, Session, SessionId};
use crate::roster::{Entered, Roster};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use kith_protocol::social::RoomMessage;
use kith_protocol::{ErrorCode, ForumId, Presence, Reference, Refusal, ServerMessage, Timestamp, UserId};

/// In a room with more people than this nobody is told who comes and goes: a thousand who enter together would
/// make a million announcements (SPEC.md FO6).
pub const ANNOUNCED_MAX_PEOPLE: usize = 50;

/// A forum's live room.
#[derive(Debug)]
pub struct Forum {
    id: ForumId,
    roster: Roster,
    feed: FeedOrder,
}

impl Forum {
    /// See [`crate::Room::wake`].
    #[must_use]
    pub fn wake(id: ForumId, dormant: Dormant, sessions: &[Session]) -> Self {
        let mut roster = Roster::default();
        for session in sessions {
            roster.enter(session);
        }
        Self { id, roster, feed: FeedOrder::after(dormant.feed_told) }
    }

    /// See [`crate::Room::dormant`].
    #[must_use]
    pub fn dormant(&self, now: Timestamp) -> Option<Dormant> {
        if self.roster.is_leaving() {
            return None;
        }
        Some(Dormant { feed_told: self.feed.settled(now)?, ..Dormant::default() })
    }

    /// See [`crate::Room::handle`].
    pub fn handle(&mut self, now: Timestamp, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Join { session, entry, reference } => self.join(now, &session, entry, reference, out),
            Input::Leave(session) => self.roster.leave(session, now),
            Input::Say { session, saying: Saying::Exit, reference } => {
                self.exit(now, session, reference, out)
            }
            Input::Say { session, saying: Saying::Cheer(_), reference } => {
                let refusal =
                    Refusal::new(ErrorCode::Forbidden, "Cheers are for a team's room, not for a forum.");
                let message = ServerMessage::refused(refusal, reference);
                out.push(Effect::Send { to: Audience::One(session), message });
            }
            Input::Fact(Fact::Fed(entry)) => {
                let mut tell = Vec::new();
                self.feed.arrived(entry, now, &mut tell);
                self.tell_feed(tell, out);
            }
            Input::Fact(Fact::Renamed { user_id, user_name }) => {
                self.roster.rename(user_id, &user_name);
            }
            // Likes, pins and goals are a team's.
            Input::Fact(Fact::GoalReached(_) | Fact::Unpinned(_))
            | Input::Like { .. }
            | Input::Likers { .. }
            | Input::Journalled(..)
            | Input::Flushed(..)
            | Input::Hurry
            | Input::Tick => {}
        }
        self.tell_what_is_due(now, out);
    }

    /// See [`crate::Room::deadline`].
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        [self.roster.next_expiry(), self.feed.due()].into_iter().flatten().min()
    }

    /// See [`crate::Room::presence`].
    #[must_use]
    pub fn presence(&self) -> Presence {
        self.roster.presence()
    }

    fn join(
        &mut self,
        now: Timestamp,
        session: &Session,
        entry: Entry,
        reference: Option<Reference>,
        out: &mut Vec<Effect>,
    ) {
        let to = Audience::One(session.id);
        let entered = self.roster.enter(session);
        let (catch_up, behind) = match self.feed.joined(entry.seq, now) {
            CatchUp::Entries(entries) => (entries, false),
            CatchUp::Resync => (Vec::new(), true),
        };
        let missed = entry.missed.filter(|_| !behind);
        let line = |name: &str, text| announcement(session.id, session.user_id, name, text, now);
        let message = ServerMessage::JoinedRoom {
            reference,
            room_id: self.id,
            message: line("you", format!("You joined the room, {}", entry.title)),
            user_name: session.user_name.clone(),
            epoch: entry.epoch,
            seq: entry.seq,
            resync: missed.is_none(),
        };
        out.push(Effect::Send { to, message });
        for entry in missed.into_iter().flatten().chain(catch_up) {
            if let Some((author, message)) = spoken(entry) {
                let told = self.said(&message, author == session.user_id);
                out.push(Effect::Send { to, message: told });
            }
        }
        if entered == Entered::Person && self.is_announced() {
            let text = format!("{} joined the room, {}", session.user_name, entry.title);
            let message =
                ServerMessage::OtherJoinedRoom { room_id: self.id, message: line(&session.user_name, text) };
            out.push(Effect::Send { to: Audience::Others(session.user_id), message });
        }
    }

    /// Leaving by one's own word: no grace.
    fn exit(
        &mut self,
        now: Timestamp,
        session: SessionId,
        reference: Option<Reference>,
        out: &mut Vec<Effect>,
    ) {
        let to = Audience::One(session);
        if let Some((user_id, name)) = self.roster.person(session) {
            let name = name.to_string();
            let was_announced = self.is_announced();
            let room_id = self.id;
            let left = announcement(session, user_id, "you", "You left the room".to_string(), now);
            out.push(Effect::Send { to, message: ServerMessage::LeftRoom { room_id, message: left } });
            if self.roster.exit(session) && was_announced {
                let text = format!("{name} left the room");
                let left = announcement(session, user_id, &name, text, now);
                let message = ServerMessage::LeftRoom { room_id, message: left };
                out.push(Effect::Send { to: Audience::Others(user_id), message });
            }
        }
        if reference.is_some() {
            out.push(Effect::Send { to, message: ServerMessage::ack(reference) });
        }
    }

    fn tell_what_is_due(&mut self, now: Timestamp, out: &mut Vec<Effect>) {
        let is_announced = self.is_announced();
        let mut gone = Vec::new();
        self.roster.expire_with_names(now, |user_id, name, _| gone.push((user_id, name)));
        for (user_id, name) in gone.into_iter().filter(|_| is_announced) {
            let text = format!("{name} left the room");
            let message = announcement(SessionId(0), user_id, &name, text, now);
            let message = ServerMessage::LeftRoom { room_id: self.id, message };
            out.push(Effect::Send { to: Audience::Others(user_id), message });
        }
        let mut tell = Vec::new();
        self.feed.give_up_waiting(now, &mut tell);
        self.tell_feed(tell, out);
    }

    fn tell_feed(&self, entries: Vec<FeedEntry>, out: &mut Vec<Effect>) {
        for (author, message) in entries.into_iter().filter_map(spoken) {
            out.push(Effect::Send { to: Audience::User(author), message: self.said(&message, true) });
            out.push(Effect::Send { to: Audience::Others(author), message: self.said(&message, false) });
        }
    }

    fn said(&self, (seq, message): &(u64, Message), is_mine: bool) -> ServerMessage {
        ServerMessage::SendMessage { room_id: self.id, message: message.told(*seq, is_mine) }
    }

    fn is_announced(&self) -> bool {
        self.roster.count() <= ANNOUNCED_MAX_PEOPLE
    }
}

/// What was said, by whom. Posts and pins are a team's, activities a pact's; no forum's feed has one.
fn spoken(entry: FeedEntry) -> Option<(UserId, (u64, Message))> {
    match entry.kind {
        FeedKind::Message(message) => Some((message.author_id, (entry.seq, message))),
        FeedKind::Post { .. } | FeedKind::Pin { .. } | FeedKind::Activity(_) => None,
    }
}

fn announcement(session: SessionId, from: UserId, name: &str, text: String, now: Timestamp) -> RoomMessage {
    let id = format!("{from}.{}.{}", session.0, now.0);
    RoomMessage {
        key: id.clone(),
        id,
        seq: None,
        from_user_id: from,
        from_user_name: name.to_string(),
        from_user_img_src: String::new(),
        time: now.shown(),
        created_at: now,
        text,
        is_announcement: true,
    }
}
