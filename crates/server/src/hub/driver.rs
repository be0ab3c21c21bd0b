//! One room's task: waits for an input or the room's deadline, lets the room handle it, and carries out the effects
//! in order. The only caller of [`Room::handle`].

use super::{Hub, Link};
use crate::clock::Clock;
use crate::frame::Frame;
use kith_domain::{Audience, Effect, Entry, Input, Room, RoomId, Session, SessionId};
use kith_protocol::{CloseCode, Presence, Reference};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How often an empty room looks whether it can be dropped.
const RETIRE_RETRY_MS: i64 = 1_000;

/// What a room's task can be asked.
pub enum Command {
    /// Bring a session in, with the link that hears for it.
    Join { session: Session, entry: Entry, reference: Option<Reference>, link: Arc<Link> },
    /// Hand this to the room.
    Input(Input),
    /// Say who is here.
    Presence(oneshot::Sender<Presence>),
}

/// A command on its way. Boxed, because a mailbox keeps places for 32 of what it carries, also when it is empty.
pub type Letter = Box<Command>;

/// A room with its mailbox and its listeners.
pub struct Driver {
    id: RoomId,
    room: Room,
    commands: mpsc::Receiver<Letter>,
    listeners: BTreeMap<SessionId, Arc<Link>>,
    clock: Clock,
    effects: Vec<Effect>,
}

impl Driver {
    /// A room that nobody is in yet.
    pub fn new(id: RoomId, room: Room, commands: mpsc::Receiver<Letter>, clock: Clock) -> Self {
        Self { id, room, commands, listeners: BTreeMap::new(), clock, effects: Vec::new() }
    }

    /// Runs until the room is empty or fell to a bug.
    pub async fn run(mut self, hub: &Hub) {
        while let Some(command) = self.next().await {
            let healthy = match command {
                Next::Letter(letter) => self.take(*letter),
                Next::Tick => self.handle(Input::Tick),
            };
            if !healthy {
                self.fall(hub).await;
                return;
            }
            if self.room.is_idle() && hub.retire(self.id, &self.commands) {
                return;
            }
        }
    }

    async fn next(&mut self) -> Option<Next> {
        let now = self.clock.now();
        let retire_at = self.room.is_idle().then(|| now.plus_ms(RETIRE_RETRY_MS));
        let Some(due) = self.room.deadline().into_iter().chain(retire_at).min() else {
            return self.commands.recv().await.map(Next::Letter);
        };
        let wait = Duration::from_millis(due.ms_since(now).try_into().unwrap_or(0));
        match tokio::time::timeout(wait, self.commands.recv()).await {
            Ok(letter) => letter.map(Next::Letter),
            Err(_) => Some(Next::Tick),
        }
    }

    fn take(&mut self, command: Command) -> bool {
        match command {
            Command::Join { session, entry, reference, link } => {
                self.listeners.insert(session.id, link);
                self.handle(Input::Join { session, entry, reference })
            }
            Command::Input(Input::Leave(session)) => {
                self.listeners.remove(&session);
                self.handle(Input::Leave(session))
            }
            Command::Input(input) => self.handle(input),
            Command::Presence(answer) => {
                // Whoever asked may be gone.
                let _ = answer.send(self.room.presence());
                true
            }
        }
    }

    /// `false`: the room panicked and cannot be trusted any more.
    fn handle(&mut self, input: Input) -> bool {
        let now = self.clock.now();
        let Self { room, effects, .. } = self;
        // A bug costs this room, never the process: the room is thrown away, so that nobody sees it half changed.
        if catch_unwind(AssertUnwindSafe(|| room.handle(now, input, effects))).is_err() {
            return false;
        }
        for effect in std::mem::take(&mut self.effects) {
            match effect {
                Effect::Send { to, message } => self.send(to, &Frame::new(&message)),
            }
        }
        true
    }

    fn send(&self, to: Audience, frame: &Frame) {
        match to {
            Audience::One(session) => {
                if let Some(link) = self.listeners.get(&session) {
                    link.outbox().push(frame.clone());
                }
            }
            Audience::All => {
                for link in self.listeners.values() {
                    link.outbox().push(frame.clone());
                }
            }
        }
    }

    async fn fall(mut self, hub: &Hub) {
        tracing::error!(room = %self.id, "a room fell to a bug; its sessions reconnect and it starts anew");
        metrics::counter!("kith_room_panics_total").increment(1);
        self.commands.close();
        hub.forget_closed(self.id);
        // Who was about to come in is sent back too: here nobody answers them any more.
        while let Some(letter) = self.commands.recv().await {
            if let Command::Join { session, link, .. } = *letter {
                self.listeners.insert(session.id, link);
            }
        }
        for link in self.listeners.values() {
            link.outbox().close(CloseCode::Resync);
        }
    }
}

enum Next {
    Letter(Letter),
    Tick,
}
