//! What must hold after every step, judged from outside: from what rooms are told and say, what the disk and the store
//! hold, and what people were answered. It keeps its own books and never looks into a room.

pub mod cheers;
pub mod feed;
pub mod likes;
pub mod presence;
pub mod verdict;
pub mod words;

use crate::names::{Place, number};
use crate::store::Store;
use cheers::CheerWatch;
use feed::{FeedWatch, feed_news, is_committed};
use kith_domain::{Audience, Effect, Fact, Input, Room, RoomSettings, SessionId};
use kith_protocol::{Person, PostId, Presence, ServerMessage, Timestamp};
use likes::{Likers, LikesWatch};
use presence::PresenceWatch;
use std::collections::{BTreeMap, BTreeSet};
use verdict::{Checked, ensure};
use words::Words;

/// The books of a world.
#[derive(Debug)]
pub struct Oracle {
    /// What people said about posts.
    pub words: Words,
    /// Who likes what, by what is durable and was counted; only where each post is liked through one node.
    pub truth: Likers,
    /// Which hints a room heard, or nobody because it was not open.
    pub delivered: BTreeMap<Place, BTreeSet<u64>>,
    rooms: BTreeMap<Place, RoomWatch>,
    settings: RoomSettings,
    late_ms: i64,
    is_exact: bool,
}

#[derive(Debug, Default)]
struct RoomWatch {
    presence: PresenceWatch,
    feed: FeedWatch,
    likes: LikesWatch,
    cheers: CheerWatch,
}

/// What a room was told, and what it asked for.
pub struct Turn<'a> {
    /// The node's time.
    pub now: Timestamp,
    /// What it was told.
    pub input: &'a Input,
    /// It is meant for an earlier life of the room, and must change nothing.
    pub is_stale: bool,
    /// What it asked for.
    pub effects: &'a [Effect],
    /// The room after it.
    pub room: &'a Room,
}

impl Oracle {
    /// Empty books. `late_ms`: how late timers may be. `is_exact`: counts can be known.
    #[must_use]
    pub fn new(settings: RoomSettings, late_ms: i64, is_exact: bool) -> Self {
        Self {
            words: Words::default(),
            truth: Likers::new(),
            delivered: BTreeMap::new(),
            rooms: BTreeMap::new(),
            settings,
            late_ms,
            is_exact,
        }
    }

    /// Judges one turn of a room.
    ///
    /// # Errors
    /// What was broken.
    pub fn judge(&mut self, place: Place, turn: &Turn<'_>, store: &Store) -> Checked {
        let Turn { now, input, effects, room, .. } = *turn;
        let watch = self.rooms.entry(place).or_default();
        watch.presence.hears(now, input);
        match input {
            Input::Join { session, entry, .. } => {
                let to_them = |effect: &&Effect| sent_to(effect, session.id);
                let told: Vec<_> = effects.iter().filter(to_them).filter_map(message_of).collect();
                watch.feed.joined(session.id, entry, &told, store.feed(place.team).len() as u64)?;
                for here in told.into_iter().filter_map(here_of) {
                    watch.presence.told_one(session.id, here)?;
                }
            }
            Input::Leave(session) => watch.feed.left(*session),
            Input::Fact(Fact::Fed(entry)) => {
                self.delivered.entry(place).or_default().insert(entry.seq);
                watch.feed.arrives(entry.seq, now);
            }
            Input::Fact(Fact::GoalReached(_) | Fact::Unpinned(_) | Fact::Renamed { .. })
            | Input::Say { .. }
            | Input::Like { .. }
            | Input::Likers { .. }
            | Input::Journalled(..)
            | Input::Flushed(..)
            | Input::Hurry
            | Input::Tick => {}
        }
        watch.presence.expire(now);
        let none = BTreeSet::new();
        let delivered = self.delivered.get(&place).unwrap_or(&none);
        for effect in effects {
            if let Effect::Send { to, message } = effect {
                watch.hears(now, (*to, message), (self.settings, self.late_ms), delivered, input)?;
                if let Some(news) = feed_news(message) {
                    is_committed(news, store.feed(place.team))?;
                }
            }
        }
        watch.cheers.judge(now, input, effects, |session| watch.presence.has(session))?;
        if !turn.is_stale {
            let truth = self.is_exact.then_some(&mut self.truth);
            watch.likes.judge((now, self.settings.like_flush_ms), input, effects, room, truth)?;
        }
        watch.agrees(now, room, self.settings, self.late_ms)
    }

    /// The host speaks to these sessions when the room speaks to all.
    ///
    /// # Errors
    /// They are not those who came in and did not leave.
    pub fn speaks_to(&self, place: Place, listeners: impl Iterator<Item = SessionId>) -> Checked {
        let here: Vec<_> =
            self.rooms.get(&place).into_iter().flat_map(|watch| watch.presence.sessions()).collect();
        let listeners: Vec<_> = listeners.collect();
        ensure(listeners == here, "JN2: everybody in the room hears it, and nobody who left", || {
            format!("{listeners:?} hear it; in the room are {here:?}")
        })
    }

    /// The host tells an entry of the feed to everybody itself, past the room.
    ///
    /// # Errors
    /// What is wrong with that.
    pub fn told_by_the_host(&mut self, place: Place, now: Timestamp, seq: u64) -> Checked {
        let (delivered, late_ms) = (self.delivered.get(&place).cloned().unwrap_or_default(), self.late_ms);
        self.rooms.get_mut(&place).map_or(Ok(()), |watch| watch.feed.told_all(now, seq, late_ms, &delivered))
    }

    /// Nothing is owed by a room that is put to sleep.
    ///
    /// # Errors
    /// What it owes.
    pub fn may_sleep(&self, place: Place) -> Checked {
        let Some(watch) = self.rooms.get(&place) else { return Ok(()) };
        const RULE: &str = "SL1: a room that owes something does not sleep";
        ensure(watch.likes.is_settled(), RULE, || format!("{:?}", watch.likes))?;
        ensure(watch.cheers.is_settled(), RULE, || format!("{:?}", watch.cheers))?;
        ensure(!watch.presence.is_leaving(), RULE, || "somebody counts for their grace".to_owned())?;
        watch.presence.is_known()?;
        watch.feed.is_told()
    }

    /// A room sleeps. `is_dropped`: nobody was in it, and nothing of it is kept.
    pub fn slept(&mut self, place: Place, is_dropped: bool) {
        if is_dropped {
            self.rooms.remove(&place);
        } else if let Some(watch) = self.rooms.get_mut(&place) {
            watch.likes.slept();
        }
    }

    /// A room fell to a bug: everything it knew is gone.
    pub fn fell(&mut self, place: Place) {
        self.rooms.remove(&place);
        self.delivered.remove(&place);
    }

    /// A process is gone with all its rooms.
    pub fn died(&mut self, process: crate::names::Process) {
        self.rooms.retain(|place, _| place.process != process);
        self.delivered.retain(|place, _| place.process != process);
    }

    /// Posts are counted from the store again.
    pub fn counts_again(&mut self, store: &Store, posts: impl Iterator<Item = PostId>) {
        for post in posts {
            self.truth.insert(post, store.likers(post).into_iter().collect());
        }
    }

    /// Whoever reads a post is told the truth: from the room if it knows, else from the store.
    ///
    /// # Errors
    /// What is told instead.
    pub fn readers_agree(&self, post: PostId, room: Option<&Room>, store: &Store, people: usize) -> Checked {
        let none = BTreeSet::new();
        let truth = self.truth.get(&post).unwrap_or(&none);
        let told = |person| {
            let user = crate::names::user(person);
            let from_store = || (store.count(post), store.word((post, user)).is_some_and(|(liked, _)| liked));
            room.and_then(|room| room.standing(post, user)).unwrap_or_else(from_store)
        };
        for person in 0..people {
            let right = (truth.len() as u64, truth.contains(&crate::names::user(person)));
            ensure(told(person) == right, "LK7: readers are told the truth meanwhile", || {
                format!(
                    "{:?} of post {} to person {person}, where {right:?} is right",
                    told(person),
                    number(post.0)
                )
            })?;
        }
        Ok(())
    }
}

impl RoomWatch {
    fn hears(
        &mut self,
        now: Timestamp,
        (to, message): (Audience, &ServerMessage),
        (settings, late_ms): (RoomSettings, i64),
        delivered: &BTreeSet<u64>,
        input: &Input,
    ) -> Checked {
        let Audience::One(session) = to else {
            if let ServerMessage::PresenceUpdate { here, .. } = message {
                self.presence.told_all(now, here, settings.presence_beat_ms + late_ms)?;
            }
            return match feed_news(message) {
                Some(news) => self.feed.told_all(now, news.seq, late_ms, delivered),
                None => Ok(()),
            };
        };
        let asked = matches!(input, Input::Say { session: sayer, .. } if *sayer == session);
        ensure(asked || self.presence.has(session), "JN2: who left hears nothing any more", || {
            format!("{message:?} to session {}", session.0)
        })
    }

    fn agrees(&self, now: Timestamp, room: &Room, settings: RoomSettings, late_ms: i64) -> Checked {
        self.presence.agrees(now, &room.presence(), settings.presence_beat_ms, late_ms)?;
        self.likes.agrees(now, room, late_ms)?;
        self.cheers.agrees(now, late_ms)
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "two kinds name who is here, whatever else is said")]
fn here_of(message: &ServerMessage) -> Option<&[Person]> {
    match message {
        ServerMessage::JoinedTeam { presence: Presence { here, .. }, .. }
        | ServerMessage::PresenceUpdate { here, .. } => Some(here),
        _ => None,
    }
}

fn sent_to(effect: &Effect, session: SessionId) -> bool {
    matches!(effect, Effect::Send { to: Audience::One(one), .. } if *one == session)
}

fn message_of(effect: &Effect) -> Option<&ServerMessage> {
    match effect {
        Effect::Send { message, .. } => Some(message),
        Effect::Answer { .. } | Effect::Journal(_) | Effect::Flush(_) => None,
    }
}
