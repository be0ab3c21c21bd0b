//! A room with people in it, for stories: named sessions, a clock that is told to go on, and everything they heard.

use kith_domain::fact::{Fact, FeedEntry, FeedKind};
use kith_domain::{
    AnswerId, Audience, Effect, Entry, Input, LikeBatch, Outcome, Room, RoomId, RoomSettings, Saying,
    Session, SessionId,
};
use kith_protocol::{
    CheerIcon, PostId, Presence, Reference, Role, ServerMessage, TeamId, Ticker, Timestamp, UserId, plain,
};
use std::collections::{BTreeMap, BTreeSet};

pub const SETTINGS: RoomSettings = RoomSettings { presence_beat_ms: 30_000, like_flush_ms: 60_000 };

/// A team's room and those who were ever in it.
pub struct Team {
    pub room: Room,
    /// Where the store's feed stands for who joins next.
    pub seq: u64,
    /// What the store replays to who joins next.
    pub missed: Option<Vec<FeedEntry>>,
    /// The latest shared win, as the store tells it to who joins next.
    pub ticker: Option<Ticker>,
    now: Timestamp,
    names: BTreeMap<String, SessionId>,
    present: BTreeSet<SessionId>,
    seated: BTreeMap<SessionId, Session>,
    coaches: BTreeSet<String>,
    heard: BTreeMap<SessionId, Vec<ServerMessage>>,
    /// What the room asked of its host besides sending, in order, until it is taken.
    pub asked: Vec<Effect>,
    /// The greatest stamp that the store has.
    pub stored_stamp: u64,
}

impl Team {
    pub fn new() -> Self {
        let now = Timestamp(1_000_000);
        let settings = SETTINGS;
        Self {
            room: Room::new(RoomId::Team(team_id()), settings, now),
            seq: 0,
            missed: Some(vec![]),
            ticker: None,
            now,
            names: BTreeMap::new(),
            present: BTreeSet::new(),
            seated: BTreeMap::new(),
            coaches: BTreeSet::new(),
            heard: BTreeMap::new(),
            asked: Vec::new(),
            stored_stamp: 0,
        }
    }

    pub fn coach(&mut self, name: &str) -> &mut Self {
        self.coaches.insert(name.to_owned());
        self
    }

    pub fn join(&mut self, name: &str, session: &str) -> &mut Self {
        let role = if self.coaches.contains(name) { Role::Coach } else { Role::Member };
        let id = self.session(session);
        self.present.insert(id);
        let session = Session { id, user_id: user(name), user_name: name.to_owned(), role };
        self.seated.insert(id, session.clone());
        let entry = Entry {
            title: "Early Birds".to_owned(),
            epoch: "e1".to_owned(),
            seq: self.seq,
            missed: self.missed.clone(),
            ticker: self.ticker.clone(),
            pact: None,
        };
        self.input(Input::Join { session, entry, reference: None })
    }

    pub fn leave(&mut self, session: &str) -> &mut Self {
        let id = self.session(session);
        self.present.remove(&id);
        self.input(Input::Leave(id))
    }

    pub fn cheer(&mut self, session: &str, icon: CheerIcon) -> &mut Self {
        let session = self.session(session);
        self.input(Input::Say { session, saying: Saying::Cheer(icon), reference: None })
    }

    pub fn cheer_with_ref(&mut self, session: &str, icon: CheerIcon, mark: &str) -> &mut Self {
        let session = self.session(session);
        let reference = Some(Reference::Text(mark.to_owned()));
        self.input(Input::Say { session, saying: Saying::Cheer(icon), reference })
    }

    pub fn fact(&mut self, fact: Fact) -> &mut Self {
        self.input(Input::Fact(fact))
    }

    pub fn fed(&mut self, seq: u64) -> &mut Self {
        let kind = FeedKind::Post { post_id: post(seq), author_id: user("ann") };
        self.fact(Fact::Fed(FeedEntry { seq, kind }))
    }

    /// Lets time pass, with a tick at each deadline of the room, as the hub does.
    pub fn pass(&mut self, ms: i64) -> &mut Self {
        let until = self.now.plus_ms(ms);
        while let Some(due) = self.room.deadline().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            let before = self.room.deadline();
            self.input(Input::Tick);
            assert_ne!(self.room.deadline(), before, "a tick at its deadline settles what was due");
        }
        self.now = until;
        self
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Somebody says whether they like a post; what the room asks for stands in `asked`.
    pub fn like(&mut self, name: &str, number: u64, liked: bool) -> &mut Self {
        let answer = AnswerId(number);
        self.input(Input::Like { post: post(number), user: user(name), liked, answer })
    }

    /// The store says who likes a post.
    pub fn likers(&mut self, number: u64, names: &[&str]) -> &mut Self {
        let likers = names.iter().map(|name| user(name)).collect();
        self.input(Input::Likers { post: post(number), likers, stamp: self.stored_stamp, read_at: self.now })
    }

    /// The journal has the oldest `count` likes.
    pub fn journalled(&mut self, count: usize) -> &mut Self {
        self.input(Input::Journalled(count, Outcome::Done))
    }

    /// What the room asked for since the last call.
    pub fn asked(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.asked)
    }

    /// The batches among what the room asked for since the last call.
    pub fn batches(&mut self) -> Vec<LikeBatch> {
        let asked = self.asked().into_iter();
        asked
            .filter_map(|effect| if let Effect::Flush(batch) = effect { Some(batch) } else { None })
            .collect()
    }

    /// Drops the room from memory and wakes it with those who are in it. Panics if it owes something.
    pub fn sleep_and_wake(&mut self) -> &mut Self {
        let dormant = self.room.dormant(self.now).expect("the room owes nothing");
        let sessions: Vec<_> =
            self.seated.iter().filter(|(id, _)| self.present.contains(id)).map(|(_, s)| s.clone()).collect();
        self.room = Room::wake(RoomId::Team(team_id()), SETTINGS, dormant, &sessions, self.now);
        self
    }

    /// Forgets what was heard so far.
    pub fn forget(&mut self) -> &mut Self {
        self.heard.clear();
        self
    }

    pub fn presence(&self) -> Presence {
        self.room.presence()
    }

    pub fn all(&self, session: &str) -> Vec<ServerMessage> {
        self.names.get(session).and_then(|id| self.heard.get(id)).cloned().unwrap_or_default()
    }

    pub fn heard(&self, session: &str, kind: &str) -> usize {
        self.all(session).iter().filter(|message| is(message, kind)).count()
    }

    pub fn last(&self, session: &str, kind: &str) -> ServerMessage {
        let all = self.all(session);
        let last = all.iter().rev().find(|message| is(message, kind));
        last.unwrap_or_else(|| panic!("{session} heard no {kind} in {all:?}")).clone()
    }

    pub fn count_told_to(&self, session: &str) -> u32 {
        match self.last(session, "PRESENCE_UPDATE") {
            ServerMessage::PresenceUpdate { count, .. } => count,
            other => panic!("{other:?}"),
        }
    }

    pub fn seqs(&self, session: &str) -> Vec<u64> {
        let seq = |message: &ServerMessage| match message {
            ServerMessage::NewPost { seq, .. } | ServerMessage::LiveNotification { seq, .. } => Some(*seq),
            _ => None,
        };
        self.all(session).iter().filter_map(seq).collect()
    }

    fn session(&mut self, name: &str) -> SessionId {
        let next = SessionId(self.names.len() as u64 + 1);
        *self.names.entry(name.to_owned()).or_insert(next)
    }

    pub fn input(&mut self, input: Input) -> &mut Self {
        let mut effects = Vec::new();
        self.room.handle(self.now, input, &mut effects);
        for effect in effects {
            let (to, message) = match effect {
                Effect::Send { to, message } => (to, message),
                asked => {
                    self.asked.push(asked);
                    continue;
                }
            };
            let hearers: Vec<_> = match to {
                Audience::One(session) => vec![session],
                Audience::All => self.present.iter().copied().collect(),
                Audience::User(_) | Audience::Others(_) => panic!("a team's room speaks to all or to one"),
            };
            for session in hearers {
                self.heard.entry(session).or_default().push(message.clone());
            }
        }
        self
    }
}

pub fn team_id() -> TeamId {
    "0198c0de-0000-7000-8000-00000000000a".parse().unwrap()
}

/// The same name is the same person.
pub fn user(name: &str) -> UserId {
    let number = name.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    format!("0198c0de-0000-7000-8000-{:012x}", number & 0xffff_ffff_ffff).parse().unwrap()
}

pub fn post(number: u64) -> PostId {
    format!("0198c0de-0000-7000-9000-{number:012x}").parse().unwrap()
}

pub fn reference(message: &ServerMessage) -> Option<&str> {
    match message {
        ServerMessage::Ack { reference: Some(Reference::Text(mark)), .. }
        | ServerMessage::Error { reference: Some(Reference::Text(mark)), .. } => Some(mark),
        _ => None,
    }
}

fn is(message: &ServerMessage, kind: &str) -> bool {
    plain::encode(message).starts_with(&format!("{{\"type\":\"{kind}\""))
}
