//! One room's task: waits for an input or the room's deadline, lets the room handle it, and carries out the effects
//! in order. The only caller of [`Room::handle`].

use super::likes::{Landings, flush};
use super::rooms::Asleep;
use super::{Hub, Link, Start};
use crate::frame::Frame;
use kith_domain::{
    AnswerId, Audience, Effect, Entry, Fact, Input, LikeAnswer, LikeEntry, Room, RoomId, Session, SessionId,
};
use kith_journal::Position;
use kith_protocol::{CloseCode, PostId, Presence, Reference, Timestamp, UserId};
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How many commands are taken at once, so that their likes share a write of the journal.
const TAKE_MAX: usize = 256;
/// How often a room that heard nothing but owes something looks whether it may sleep.
const SLEEP_RETRY_MS: i64 = 500;

/// What a room's task can be asked.
pub enum Command {
    /// Bring a session in, with the link that hears for it.
    Join { session: Session, entry: Entry, reference: Option<Reference>, link: Arc<Link> },
    /// A member says whether they like a post.
    Like { post: PostId, user: UserId, liked: bool, answer: oneshot::Sender<LikeAnswer> },
    /// Hand this to the room.
    Input(Input),
    /// Say who is here.
    Presence(oneshot::Sender<Presence>),
    /// Say how posts stand for a person.
    Standings { posts: Vec<PostId>, user: UserId, answer: oneshot::Sender<Vec<(PostId, u64, bool)>> },
}

/// A command on its way. Boxed, because a mailbox keeps places for 32 of what it carries, also when it is empty.
pub type Letter = Box<Command>;

/// Somebody in the room, with what hears for them.
pub struct Listener {
    /// Who, as the store knows them.
    pub session: Session,
    /// Where their messages go.
    pub link: Arc<Link>,
}

/// A room with its mailbox and its listeners.
pub struct Driver {
    id: RoomId,
    room: Room,
    commands: mpsc::Receiver<Letter>,
    listeners: BTreeMap<SessionId, Listener>,
    hub: Hub,
    sleep_at: Timestamp,
    answers: HashMap<AnswerId, oneshot::Sender<LikeAnswer>>,
    next_answer: u64,
    to_journal: Vec<LikeEntry>,
    landings: Arc<Landings>,
    /// Up to where this room's likes are in the journal.
    journalled: Option<Position>,
    /// Told to the hub, for its drain.
    owed: Arc<AtomicUsize>,
}

enum Next {
    Letter(Letter),
    Landed,
    Tick,
}

impl Driver {
    /// A room with those who are in it already.
    pub fn new(
        id: RoomId,
        room: Room,
        commands: mpsc::Receiver<Letter>,
        listeners: Vec<Listener>,
        owed: Arc<AtomicUsize>,
        hub: Hub,
    ) -> Self {
        let now = hub.shared.clock.now();
        Self {
            id,
            room,
            commands,
            listeners: listeners.into_iter().map(|listener| (listener.session.id, listener)).collect(),
            hub,
            // Woken by its beat alone, it may sleep again at once.
            sleep_at: now,
            answers: HashMap::new(),
            next_answer: 0,
            to_journal: Vec::new(),
            landings: Arc::default(),
            journalled: None,
            owed,
        }
    }

    /// Runs until the room sleeps.
    pub async fn run(mut self) {
        while let Some(next) = self.next().await {
            let healthy = self.take(next);
            if !healthy {
                self.start_anew().await;
            }
            self.owed.store(self.room.owed_likes() + self.to_journal.len(), Ordering::Release);
            if self.falls_asleep() {
                return;
            }
        }
    }

    async fn next(&mut self) -> Option<Next> {
        let now = self.hub.shared.clock.now();
        let due = self.room.deadline().map_or(self.sleep_at, |deadline| deadline.min(self.sleep_at));
        let wait = Duration::from_millis(due.ms_since(now).try_into().unwrap_or(0));
        tokio::select! {
            letter = self.commands.recv() => letter.map(Next::Letter),
            () = self.landings.landed() => Some(Next::Landed),
            () = tokio::time::sleep(wait) => Some(Next::Tick),
        }
    }

    /// `false`: the room panicked and cannot be trusted any more.
    fn take(&mut self, next: Next) -> bool {
        let healthy = match next {
            Next::Letter(letter) => self.take_letters(letter),
            Next::Landed => self.land(),
            Next::Tick => self.handle(Input::Tick),
        };
        self.journal();
        healthy
    }

    fn take_letters(&mut self, first: Letter) -> bool {
        let now = self.hub.shared.clock.now();
        self.sleep_at = now.plus_ms(self.hub.shared.settings.room_idle_ms);
        let mut next = Some(first);
        let mut taken = 0;
        while let Some(letter) = next {
            if !self.take_command(*letter) {
                return false;
            }
            taken += 1;
            next = if taken < TAKE_MAX { self.commands.try_recv().ok() } else { None };
        }
        true
    }

    fn take_command(&mut self, command: Command) -> bool {
        match command {
            Command::Join { session, entry, reference, link } => {
                link.starts(|| Start::before(self.id, &entry));
                let listener = Listener { session: session.clone(), link };
                self.listeners.insert(session.id, listener);
                self.handle(Input::Join { session, entry, reference })
            }
            Command::Like { post, user, liked, answer } => {
                let id = AnswerId(self.next_answer);
                self.next_answer += 1;
                self.answers.insert(id, answer);
                self.handle(Input::Like { post, user, liked, answer: id })
            }
            Command::Input(Input::Leave(session)) => {
                self.listeners.remove(&session);
                self.handle(Input::Leave(session))
            }
            Command::Input(Input::Fact(Fact::Renamed { user_id, user_name })) => {
                // Who is seated again after a sleep is seated by this name.
                let theirs =
                    self.listeners.values_mut().filter(|listener| listener.session.user_id == user_id);
                theirs.for_each(|listener| listener.session.user_name.clone_from(&user_name));
                self.handle(Input::Fact(Fact::Renamed { user_id, user_name }))
            }
            Command::Input(input) => self.handle(input),
            // Whoever asked may be gone.
            Command::Presence(answer) => {
                let _ = answer.send(self.room.presence());
                true
            }
            Command::Standings { posts, user, answer } => {
                let standing =
                    |post| self.room.standing(post, user).map(|(count, liked)| (post, count, liked));
                let _ = answer.send(posts.into_iter().filter_map(standing).collect());
                true
            }
        }
    }

    fn land(&mut self) -> bool {
        for landing in self.landings.take() {
            if let Some(position) = landing.position {
                self.journalled = Some(position);
            }
            if !self.handle(Input::Journalled(landing.count, landing.outcome)) {
                return false;
            }
        }
        true
    }

    fn handle(&mut self, input: Input) -> bool {
        let now = self.hub.shared.clock.now();
        let mut effects = Vec::new();
        let room = &mut self.room;
        // A bug costs this room, never the process: the room is thrown away, so that nobody sees it half changed.
        if catch_unwind(AssertUnwindSafe(|| room.handle(now, input, &mut effects))).is_err() {
            return false;
        }
        for effect in effects {
            match effect {
                Effect::Send { to, message } => self.send(to, &Frame::of(self.id, message)),
                Effect::Answer { to, answer } => {
                    if let Some(waiting) = self.answers.remove(&to) {
                        // Whoever waited may be gone; the like stays.
                        let _ = waiting.send(answer);
                    }
                }
                Effect::Journal(entry) => self.to_journal.push(entry),
                Effect::Flush(batch) => {
                    let upto = self.journalled.filter(|_| batch.is_all);
                    flush(&self.hub, self.id, batch, upto);
                }
            }
        }
        true
    }

    fn send(&self, to: Audience, frame: &Frame) {
        match to {
            Audience::One(session) => {
                if let Some(listener) = self.listeners.get(&session) {
                    listener.link.outbox().push(frame.clone());
                }
            }
            Audience::All => self.send_where(frame, |_| true),
            Audience::User(user) => self.send_where(frame, |listener| listener == user),
            Audience::Others(user) => self.send_where(frame, |listener| listener != user),
        }
    }

    fn send_where(&self, frame: &Frame, hears: impl Fn(UserId) -> bool) {
        for listener in self.listeners.values().filter(|listener| hears(listener.session.user_id)) {
            listener.link.outbox().push(frame.clone());
        }
    }

    fn journal(&mut self) {
        if !self.to_journal.is_empty() {
            let entries = std::mem::take(&mut self.to_journal);
            self.landings.send_off(&self.hub.shared.journal, self.id, entries);
        }
    }

    /// Whether it sleeps from now on: it heard nothing for long enough and owes nothing.
    fn falls_asleep(&mut self) -> bool {
        let now = self.hub.shared.clock.now();
        if now < self.sleep_at {
            return false;
        }
        self.sleep_at = now.plus_ms(SLEEP_RETRY_MS);
        let Some(dormant) = self.room.dormant(now).filter(|_| self.landings.is_empty()) else { return false };
        let wake_at = self.room.deadline();
        let listeners = std::mem::take(&mut self.listeners).into_values().collect();
        let asleep = Box::new(Asleep { dormant, listeners, wake_at });
        match self.hub.retire(self.id, &self.commands, asleep) {
            Ok(()) => true,
            Err(awake) => {
                let seated = awake.listeners.into_iter().map(|listener| (listener.session.id, listener));
                self.listeners = seated.collect();
                false
            }
        }
    }

    /// The room fell to a bug: its sessions come back, and it begins anew from the store and the journal.
    async fn start_anew(&mut self) {
        tracing::error!(room = %self.id, "a room fell to a bug; its sessions reconnect and it starts anew");
        metrics::counter!("kith_room_panics_total").increment(1);
        for listener in std::mem::take(&mut self.listeners).into_values() {
            listener.link.outbox().close(CloseCode::Resync);
        }
        self.answers.clear();
        self.to_journal.clear();
        // What still lands is the fallen room's; the next one must not take it for its own.
        self.landings = Arc::default();
        self.hub.bring_home(self.id).await;
        let (settings, now) = (self.hub.shared.settings.room, self.hub.shared.clock.now());
        self.room = Room::new(self.id, settings, now);
    }
}
