//! One of two twins: a room with a host of its own that carries out what the room asks for. It does not know the other.

use crate::names::team;
use crate::oracle::verdict::{Checked, ensure};
use crate::store::Store;
use kith_domain::{
    AnswerId, Audience, Dormant, Effect, Input, LikeAnswer, LikeBatch, LikeEntry, Outcome, Room, RoomId,
    RoomSettings, Session, SessionId,
};
use kith_protocol::{PostId, ServerMessage, Timestamp, UserId, plain};
use std::collections::{BTreeMap, VecDeque};

/// How often a room is told who likes a post before that is given up.
const TELL_MAX: u32 = 5;
/// More ticks than this at one moment never end.
const TICKS_MAX: u32 = 100_000;

/// Whom a frame is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// Everybody in the room.
    All,
    /// One session.
    One(SessionId),
    /// Every session of a person.
    User(UserId),
    /// Every session but a person's.
    Others(UserId),
    /// Who said a like.
    Asker(u64),
}

/// What a client is told.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub to: To,
    /// As it goes over the wire.
    pub text: String,
}

/// Somebody says whether they like a post.
#[derive(Clone, Copy, Debug)]
pub struct Like {
    /// The number of the question.
    pub asker: u64,
    /// The post.
    pub post: PostId,
    /// Who.
    pub user: UserId,
    /// What they say.
    pub liked: bool,
    /// How often the room was told who likes the post.
    pub tries: u32,
}

/// How a twin sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sleep {
    /// It does not.
    Never,
    /// After every input after which it may.
    Well,
    /// The same, and what is left of it is lost: a bug, to show that it would be seen.
    #[cfg(test)]
    Forgetfully,
}

/// A room and its host.
pub struct Twin {
    settings: RoomSettings,
    sleep: Sleep,
    life: Life,
    sessions: BTreeMap<SessionId, Session>,
    store: Store,
    asks: BTreeMap<AnswerId, Like>,
    answers: u64,
    /// What the journal was asked to keep and did not answer.
    pub unjournalled: VecDeque<LikeEntry>,
    batch: Option<LikeBatch>,
    /// What was told since somebody looked.
    pub said: Vec<Frame>,
    /// How often it slept.
    pub naps: u64,
}

enum Life {
    Awake(Box<Room>),
    Asleep { dormant: Dormant, wake_at: Option<Timestamp> },
}

impl Twin {
    /// Nobody is in it.
    pub fn new(settings: RoomSettings, sleep: Sleep, now: Timestamp) -> Self {
        Self {
            settings,
            sleep,
            life: Life::Awake(Box::new(Room::new(RoomId::Team(team(0)), settings, now))),
            sessions: BTreeMap::new(),
            store: Store::default(),
            asks: BTreeMap::new(),
            answers: 0,
            unjournalled: VecDeque::new(),
            batch: None,
            said: Vec::new(),
            naps: 0,
        }
    }

    /// Time passes; the room is told when its time has come. `is_held`: it stays in memory.
    pub fn waits(&mut self, from: Timestamp, until: Timestamp, is_held: bool) -> Checked {
        for _ in 0..TICKS_MAX {
            let due = match &self.life {
                Life::Awake(room) => room.deadline(),
                Life::Asleep { wake_at, .. } => *wake_at,
            };
            let Some(due) = due.filter(|due| *due <= until) else { return Ok(()) };
            self.hears(due.max(from), Input::Tick, is_held)?;
        }
        ensure(false, "a tick at its deadline settles what was due", || {
            "it is due again and again".to_owned()
        })
    }

    /// The room is told something, and sleeps after it if it may.
    pub fn hears(&mut self, now: Timestamp, input: Input, is_held: bool) -> Checked {
        self.wakes(now);
        match &input {
            Input::Join { session, .. } => drop(self.sessions.insert(session.id, session.clone())),
            Input::Leave(session) => drop(self.sessions.remove(session)),
            Input::Say { .. }
            | Input::Fact(_)
            | Input::Like { .. }
            | Input::Likers { .. }
            | Input::Journalled(..)
            | Input::Flushed(..)
            | Input::Hurry
            | Input::Tick => {}
        }
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in self.handle(now, input) {
                self.carry_out(now, effect, &mut inputs)?;
            }
        }
        self.naps(now, is_held);
        Ok(())
    }

    /// Somebody says whether they like a post.
    pub fn likes(&mut self, now: Timestamp, like: Like, is_held: bool) -> Checked {
        let input = self.ask(like);
        self.hears(now, input, is_held)
    }

    /// The room's batch comes back from the store, if one is under way.
    pub fn batch_lands(
        &mut self,
        now: Timestamp,
        (outcome, is_applied, jitter): (Outcome, bool, u64),
        is_held: bool,
    ) -> Checked {
        let Some(batch) = self.batch.take() else { return Ok(()) };
        if is_applied {
            self.store.flush(&batch.entries);
        }
        self.hears(now, Input::Flushed(batch.id, outcome, jitter), is_held)
    }

    /// What a reader is told of a post.
    pub fn standing(&self, post: PostId, user: UserId) -> (u64, bool) {
        let known = match &self.life {
            Life::Awake(room) => room.standing(post, user),
            Life::Asleep { .. } => None,
        };
        let stored =
            || (self.store.count(post), self.store.word((post, user)).is_some_and(|(liked, _)| liked));
        known.unwrap_or_else(stored)
    }

    fn wakes(&mut self, now: Timestamp) {
        let Life::Asleep { dormant, .. } = &mut self.life else { return };
        let (dormant, sessions) =
            (std::mem::take(dormant), self.sessions.values().cloned().collect::<Vec<_>>());
        let room = Room::wake(RoomId::Team(team(0)), self.settings, dormant, &sessions, now);
        self.life = Life::Awake(Box::new(room));
    }

    fn handle(&mut self, now: Timestamp, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Life::Awake(room) = &mut self.life {
            room.handle(now, input, &mut effects);
        }
        effects
    }

    fn ask(&mut self, like: Like) -> Input {
        let answer = AnswerId(self.answers);
        self.answers += 1;
        self.asks.insert(answer, like);
        Input::Like { post: like.post, user: like.user, liked: like.liked, answer }
    }

    fn carry_out(&mut self, now: Timestamp, effect: Effect, next: &mut VecDeque<Input>) -> Checked {
        match effect {
            Effect::Send { to: Audience::All, message } => self.say(now, To::All, &message),
            Effect::Send { to: Audience::One(session), message } => self.say(now, To::One(session), &message),
            Effect::Send { to: Audience::User(user), message } => self.say(now, To::User(user), &message),
            Effect::Send { to: Audience::Others(user), message } => self.say(now, To::Others(user), &message),
            Effect::Journal(entry) => self.unjournalled.push_back(entry),
            Effect::Flush(batch) => {
                let under_way = self.batch.replace(batch);
                ensure(under_way.is_none(), "a room has one batch under way", || format!("{under_way:?}"))?;
            }
            Effect::Answer { to, answer } => {
                let Some(like) = self.asks.remove(&to) else { return Ok(()) };
                self.answer(now, like, answer, next);
            }
        }
        Ok(())
    }

    fn answer(&mut self, now: Timestamp, like: Like, answer: LikeAnswer, next: &mut VecDeque<Input>) {
        let message = match answer {
            LikeAnswer::Counted { like_count, liked } => ServerMessage::Ack {
                reference: None,
                post_id: Some(like.post),
                like_count: Some(like_count),
                liked_by_me: Some(liked),
                id: None,
                seq: None,
            },
            LikeAnswer::Refused(refusal) => ServerMessage::refused(refusal, None),
            LikeAnswer::UnknownPost if like.tries < TELL_MAX => {
                let (likers, stamp) = (self.store.likers(like.post), self.store.latest_stamp(like.post));
                next.push_back(Input::Likers { post: like.post, likers, stamp, read_at: now });
                let again = self.ask(Like { tries: like.tries + 1, ..like });
                next.push_back(again);
                return;
            }
            LikeAnswer::UnknownPost => crate::store_work::unavailable(),
        };
        self.say(now, To::Asker(like.asker), &message);
    }

    fn say(&mut self, at: Timestamp, to: To, message: &ServerMessage) {
        self.said.push(Frame { at, to, text: plain::encode(message) });
    }

    fn naps(&mut self, now: Timestamp, is_held: bool) {
        let Life::Awake(room) = &self.life else { return };
        if self.sleep == Sleep::Never || is_held {
            return;
        }
        if let Some(dormant) = room.dormant(now) {
            self.naps += 1;
            #[cfg(test)]
            let dormant = if self.sleep == Sleep::Forgetfully { Dormant::default() } else { dormant };
            self.life = Life::Asleep { dormant, wake_at: room.deadline() };
        }
    }
}
