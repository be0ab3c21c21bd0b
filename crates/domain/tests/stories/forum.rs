//! Stories of a forum's room: who comes and goes, and what each hears of what is said.

use crate::people::user;
use kith_domain::fact::{Fact, FeedEntry, FeedKind, Message};
use kith_domain::forum::ANNOUNCED_MAX_PEOPLE;
use kith_domain::{
    Audience, Dormant, Effect, Entry, Input, Room, RoomId, RoomSettings, Saying, Session, SessionId, roster,
};
use kith_protocol::social::RoomMessage;
use kith_protocol::{ForumId, MessageId, Role, ServerMessage, Timestamp};
use std::collections::BTreeMap;

const SETTINGS: RoomSettings = RoomSettings { presence_beat_ms: 30_000, like_flush_ms: 60_000 };

/// A forum's room and the sessions in it, with what each has heard.
struct Forum {
    room: Room,
    now: Timestamp,
    sessions: BTreeMap<SessionId, Session>,
    heard: BTreeMap<SessionId, Vec<ServerMessage>>,
}

impl Forum {
    fn new() -> Self {
        let now = Timestamp(1_000_000);
        let (sessions, heard) = (BTreeMap::new(), BTreeMap::new());
        Self { room: Room::new(id(), SETTINGS, now), now, sessions, heard }
    }

    fn input(&mut self, input: Input) {
        let mut out = Vec::new();
        self.room.handle(self.now, input, &mut out);
        for effect in out {
            let Effect::Send { to, message } = effect else { panic!("a forum asks for {effect:?}") };
            let hears = |session: &Session| match to {
                Audience::One(one) => session.id == one,
                Audience::All => true,
                Audience::User(user) => session.user_id == user,
                Audience::Others(user) => session.user_id != user,
            };
            for session in self.sessions.values().filter(|session| hears(session)) {
                self.heard.entry(session.id).or_default().push(message.clone());
            }
        }
    }

    fn join(&mut self, number: u64, name: &str, seq: u64, missed: Vec<FeedEntry>) -> &mut Self {
        let id = SessionId(number);
        let session = Session { id, user_id: user(name), user_name: name.to_owned(), role: Role::Member };
        self.sessions.insert(id, session.clone());
        let (title, epoch) = ("Book club".to_owned(), "e".to_owned());
        let entry = Entry { title, epoch, seq, missed: Some(missed), ticker: None, pact: None };
        self.input(Input::Join { session, entry, reference: None });
        self
    }

    fn leave(&mut self, number: u64) -> &mut Self {
        self.sessions.remove(&SessionId(number));
        self.input(Input::Leave(SessionId(number)));
        self
    }

    fn exit(&mut self, number: u64) -> &mut Self {
        let session = SessionId(number);
        self.input(Input::Say { session, saying: Saying::Exit, reference: None });
        self.leave(number)
    }

    fn said(&mut self, entry: FeedEntry) -> &mut Self {
        self.input(Input::Fact(Fact::Fed(entry)));
        self
    }

    fn pass(&mut self, ms: i64) -> &mut Self {
        let until = self.now.plus_ms(ms);
        while let Some(due) = self.room.deadline().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.input(Input::Tick);
        }
        self.now = until;
        self
    }

    /// Everything that a session heard since it was asked last: the sender's name and the text.
    fn heard(&mut self, number: u64) -> Vec<(String, String)> {
        let heard = self.heard.remove(&SessionId(number)).unwrap_or_default();
        heard.iter().map(line).map(|line| (line.from_user_name.clone(), line.text.clone())).collect()
    }
}

fn line(message: &ServerMessage) -> &RoomMessage {
    match message {
        ServerMessage::JoinedRoom { message, .. }
        | ServerMessage::OtherJoinedRoom { message, .. }
        | ServerMessage::LeftRoom { message, .. }
        | ServerMessage::SendMessage { message, .. } => message,
        other => panic!("a forum says {other:?}"),
    }
}

fn id() -> RoomId {
    RoomId::Forum("0198c0de-0000-7000-8000-0000000000f0".parse::<ForumId>().unwrap())
}

fn entry(seq: u64, name: &str, text: &str) -> FeedEntry {
    let id: MessageId = format!("0198c0de-0000-7000-b000-{seq:012x}").parse().unwrap();
    let (author_name, text) = (name.to_owned(), text.to_owned());
    let message = Message { id, author_id: user(name), author_name, text, at: Timestamp(7) };
    FeedEntry { seq, kind: FeedKind::Message(message) }
}

fn pairs(lines: &[(&str, &str)]) -> Vec<(String, String)> {
    lines.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn fo1_a_member_who_joins_hears_what_they_missed_and_the_others_hear_of_them() {
    let mut forum = Forum::new();
    forum.join(1, "ann", 0, vec![]).heard(1);
    forum.join(2, "bea", 2, vec![entry(1, "ann", "one"), entry(2, "bea", "two")]);
    assert_eq!(forum.heard(1), pairs(&[("bea", "bea joined the room, Book club")]));
    let expected = [("you", "You joined the room, Book club"), ("ann", "one"), ("you", "two")];
    assert_eq!(forum.heard(2), pairs(&expected));
}

#[test]
fn fo3_everybody_hears_messages_in_their_order_and_the_senders_devices_hear_you() {
    let mut forum = Forum::new();
    forum.join(1, "ann", 0, vec![]).join(2, "ann", 0, vec![]).join(3, "bea", 0, vec![]);
    for session in 1..=3 {
        forum.heard(session);
    }
    forum.said(entry(2, "bea", "two")).said(entry(1, "ann", "one"));
    for (session, expected) in [
        (1, [("you", "one"), ("bea", "two")]),
        (2, [("you", "one"), ("bea", "two")]),
        (3, [("ann", "one"), ("you", "two")]),
    ] {
        assert_eq!(forum.heard(session), pairs(&expected), "session {session}");
    }
}

#[test]
fn fo6_coming_and_going_is_told_by_person_and_a_reload_is_neither() {
    let mut forum = Forum::new();
    forum.join(1, "ann", 0, vec![]).join(2, "bea", 0, vec![]).join(3, "bea", 0, vec![]);
    assert_eq!(forum.heard(1).len(), 2, "joined, and one other");
    forum.leave(2).leave(3).join(4, "bea", 0, vec![]).pass(roster::LEAVE_GRACE_MS * 2);
    assert_eq!(forum.heard(1), pairs(&[]));
    forum.leave(4).pass(roster::LEAVE_GRACE_MS - 1);
    assert_eq!(forum.heard(1), pairs(&[]), "not before the grace is over");
    forum.pass(1);
    assert_eq!(forum.heard(1), pairs(&[("bea", "bea left the room")]));
}

#[test]
fn fo6_who_leaves_by_their_own_word_is_gone_at_once() {
    let mut forum = Forum::new();
    forum.join(1, "ann", 0, vec![]).join(2, "bea", 0, vec![]).join(3, "bea", 0, vec![]);
    forum.heard(1);
    forum.heard(2);
    forum.exit(2);
    assert_eq!(forum.heard(2), pairs(&[("you", "You left the room")]));
    assert_eq!(forum.heard(1), pairs(&[]), "another device is still here");
    forum.exit(3);
    assert_eq!(forum.heard(1), pairs(&[("bea", "bea left the room")]));
    assert_eq!(forum.room.presence().count, 1);
}

#[test]
fn fo6_a_thousand_who_enter_make_no_million_announcements() {
    let mut forum = Forum::new();
    for number in 1..=1_000 {
        forum.join(number, &format!("member {number}"), 0, vec![]);
    }
    assert_eq!(
        forum.heard(1).len(),
        ANNOUNCED_MAX_PEOPLE,
        "itself, and those until the room was full of people"
    );
    assert_eq!(forum.heard(1_000).len(), 1);
}

#[test]
fn sl2_a_forum_that_slept_goes_on_where_it_was() {
    let mut forum = Forum::new();
    forum.join(1, "ann", 0, vec![]).join(2, "bea", 0, vec![]);
    forum.said(entry(1, "ann", "one")).pass(20_000);
    let dormant: Dormant = forum.room.dormant(forum.now).unwrap();
    assert_eq!(dormant.feed_told, Some(1));
    let sessions: Vec<_> = forum.sessions.values().cloned().collect();
    forum.room = Room::wake(id(), SETTINGS, dormant, &sessions, forum.now);
    forum.heard(2);
    forum.said(entry(1, "ann", "one")).said(entry(2, "ann", "two")).exit(1);
    assert_eq!(forum.heard(2), pairs(&[("ann", "two"), ("ann", "ann left the room")]));
    forum.leave(2);
    assert_eq!(forum.room.dormant(forum.now), None, "somebody is in their grace");
}
