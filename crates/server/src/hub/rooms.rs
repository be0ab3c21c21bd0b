//! Which rooms are awake, which sleep, and how one becomes the other. Every way into a room, by socket, by REST or
//! by the time of its next beat, goes through the same wake.

use super::Hub;
use super::driver::{Command, Driver, Letter, Listener};
use kith_domain::{Dormant, Room, RoomId};
use kith_protocol::Timestamp;
use parking_lot::Mutex;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;
use tokio::sync::{Notify, mpsc};

/// How many inputs may wait for a room; beyond, whoever speaks to it waits.
const MAILBOX_MAX: usize = 4_096;
/// How long the waker waits while nothing is due.
const WAKER_REST: Duration = Duration::from_secs(3_600);

/// The rooms of this node that somebody is in or that owe something.
#[derive(Default)]
pub struct Rooms {
    slots: Mutex<Slots>,
    /// An earlier wake-up was set.
    earlier: Notify,
}

#[derive(Default)]
struct Slots {
    by_id: HashMap<RoomId, Slot>,
    /// When sleeping rooms are to be woken.
    wake_ups: BTreeSet<(Timestamp, RoomId)>,
}

enum Slot {
    Awake(Awake),
    Asleep(Box<Asleep>),
}

#[derive(Clone)]
struct Awake {
    mailbox: mpsc::Sender<Letter>,
    owed: std::sync::Arc<std::sync::atomic::AtomicUsize>,
}

/// A room without its state: its sockets stay, each with what is needed to seat it again.
pub struct Asleep {
    /// What cannot be rebuilt from the listeners.
    pub dormant: Dormant,
    /// Those who are in it.
    pub listeners: Vec<Listener>,
    /// When it wants to be woken, whoever comes.
    pub wake_at: Option<Timestamp>,
}

impl Rooms {
    /// Every room that is open, asleep or awake.
    pub fn all(&self) -> Vec<RoomId> {
        self.slots.lock().by_id.keys().copied().collect()
    }

    /// The rooms whose likes are not all in the store.
    pub fn owing(&self) -> Vec<RoomId> {
        let slots = self.slots.lock();
        let owes = |slot: &Slot| match slot {
            Slot::Awake(awake) => awake.owed.load(std::sync::atomic::Ordering::Acquire) > 0,
            Slot::Asleep(_) => false,
        };
        slots.by_id.iter().filter(|(_, slot)| owes(slot)).map(|(id, _)| *id).collect()
    }
}

impl Hub {
    /// Hands a command to a room, opening or waking it if need be.
    pub(super) async fn send(&self, room: RoomId, command: Command) {
        let mailbox = self.wake(room);
        // The room's task ends only after nobody can speak to it any more; see `retire`.
        if mailbox.send(Box::new(command)).await.is_err() {
            tracing::error!(%room, "a room's task ended while it was spoken to");
        }
    }

    /// Hands a command to a room, unless nobody is in it. Whether it was handed over.
    pub(super) async fn send_if_anybody(&self, room: RoomId, command: Command) -> bool {
        match self.wake_if_open(room) {
            Some(mailbox) => mailbox.send(Box::new(command)).await.is_ok(),
            None => false,
        }
    }

    /// The mailbox of a room that somebody is in or that owes something, awake from now on.
    pub(super) fn wake_if_open(&self, room: RoomId) -> Option<mpsc::Sender<Letter>> {
        let open = self.shared.rooms.slots.lock().by_id.contains_key(&room);
        // If it closes between the two lines, an empty one is opened, and closes again.
        open.then(|| self.wake(room))
    }

    /// Hands a command to a room that is awake. Whether it was handed over.
    pub(super) async fn send_if_awake(&self, room: RoomId, command: Command) -> bool {
        let mailbox = match self.shared.rooms.slots.lock().by_id.get(&room) {
            Some(Slot::Awake(awake)) => awake.mailbox.clone(),
            Some(Slot::Asleep(_)) | None => return false,
        };
        mailbox.send(Box::new(command)).await.is_ok()
    }

    /// The mailbox of a room, awake from now on.
    pub(super) fn wake(&self, id: RoomId) -> mpsc::Sender<Letter> {
        let mut slots = self.shared.rooms.slots.lock();
        let (asleep, figure) = match slots.by_id.remove(&id) {
            Some(Slot::Awake(awake)) => {
                let mailbox = awake.mailbox.clone();
                slots.by_id.insert(id, Slot::Awake(awake));
                return mailbox;
            }
            Some(Slot::Asleep(asleep)) => (*asleep, "kith_room_wakes_total"),
            None => {
                let nobody = Asleep { dormant: Dormant::default(), listeners: Vec::new(), wake_at: None };
                (nobody, "kith_room_opens_total")
            }
        };
        if let Some(wake_at) = asleep.wake_at {
            slots.wake_ups.remove(&(wake_at, id));
        }
        let sessions: Vec<_> = asleep.listeners.iter().map(|listener| listener.session.clone()).collect();
        let (settings, now) = (self.shared.settings.room, self.shared.clock.now());
        let room = Room::wake(id, settings, asleep.dormant, &sessions, now);
        let (mailbox, commands) = mpsc::channel(MAILBOX_MAX);
        let owed = std::sync::Arc::default();
        let awake = Awake { mailbox: mailbox.clone(), owed: std::sync::Arc::clone(&owed) };
        let driver = Driver::new(id, room, commands, asleep.listeners, owed, self.clone());
        slots.by_id.insert(id, Slot::Awake(awake));
        drop(slots);
        metrics::gauge!("kith_rooms_awake").increment(1);
        metrics::counter!(figure).increment(1);
        tokio::spawn(driver.run());
        mailbox
    }

    /// Takes a room out of memory, unless somebody is about to speak to it: every sender clones the mailbox under
    /// this lock, so a count of one and an empty queue mean that nobody is. Gives the state back if it may not sleep.
    pub(super) fn retire(
        &self,
        id: RoomId,
        commands: &mpsc::Receiver<Letter>,
        asleep: Box<Asleep>,
    ) -> Result<(), Box<Asleep>> {
        let mut slots = self.shared.rooms.slots.lock();
        let quiet = match slots.by_id.get(&id) {
            Some(Slot::Awake(awake)) => awake.mailbox.strong_count() == 1 && commands.is_empty(),
            Some(Slot::Asleep(_)) | None => false,
        };
        if !quiet {
            return Err(asleep);
        }
        if asleep.listeners.is_empty() {
            slots.by_id.remove(&id);
        } else {
            if let Some(wake_at) = asleep.wake_at {
                slots.wake_ups.insert((wake_at, id));
                if slots.wake_ups.first() == Some(&(wake_at, id)) {
                    self.shared.rooms.earlier.notify_one();
                }
            }
            slots.by_id.insert(id, Slot::Asleep(asleep));
        }
        drop(slots);
        metrics::gauge!("kith_rooms_awake").decrement(1);
        Ok(())
    }

    /// Wakes sleeping rooms when their time has come. Runs as long as the process.
    pub(super) async fn wake_sleepers(self) {
        loop {
            let now = self.shared.clock.now();
            let due: Vec<_> = {
                let slots = self.shared.rooms.slots.lock();
                slots.wake_ups.iter().take_while(|(due, _)| *due <= now).map(|(_, room)| *room).collect()
            };
            for room in due {
                self.wake(room);
            }
            let next = self.shared.rooms.slots.lock().wake_ups.first().map(|(due, _)| *due);
            let rest = next.map_or(WAKER_REST, |due| {
                Duration::from_millis(due.ms_since(self.shared.clock.now()).try_into().unwrap_or(0))
            });
            // A time-out is the usual end: the next room is due.
            let _ = tokio::time::timeout(rest, self.shared.rooms.earlier.notified()).await;
        }
    }
}
