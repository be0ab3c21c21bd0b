//! What waits to be written to one connection, bounded by bytes. Its delivery class decides what a slow reader
//! loses: weather first, old state always, the feed never; who is too slow for the feed is closed and resumes.

use crate::frame::{Dialect, Feed, Frame};
use futures_util::task::AtomicWaker;
use kith_domain::{Entry, RoomId};
use kith_protocol::{CloseCode, Delivery, StateKey};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

/// How many bytes may wait for one connection; beyond, it is closed with 4002 (SPEC.md DL2).
pub const OUTBOX_MAX_BYTES: usize = 256 * 1024;
/// How many of them may be ephemeral; beyond, the oldest ephemeral message is dropped (SPEC.md DL1).
pub const EPHEMERAL_MAX_BYTES: usize = 32 * 1024;

/// The queue of one connection. Filled by rooms, emptied by the connection's loop.
#[derive(Debug, Default)]
pub struct Outbox {
    dialect: Dialect,
    queue: Mutex<Queue>,
    /// Something came that the loop has not been told of.
    filled: AtomicBool,
    /// Wakes the loop.
    loop_waker: AtomicWaker,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    /// The latest value of each state; few, so a list.
    states: Vec<(StateKey, Frame)>,
    bytes: usize,
    ephemeral_bytes: usize,
    close: Option<CloseCode>,
}

#[derive(Debug)]
struct Waiting {
    item: Item,
    bytes: usize,
    ephemeral: bool,
}

/// One thing in an outbox, in its place among the others.
#[derive(Debug)]
pub enum Item {
    /// A message to write.
    Frame(Frame),
    /// What follows of this room's feed goes on after a number. Only for who keeps count (see [`Outbox::keeps_count`]).
    Enter(Box<Start>),
    /// Nothing of this room follows.
    Exit(RoomId),
}

/// Where a connection's hearing of a room's feed begins.
#[derive(Clone, Debug)]
pub struct Start {
    /// Which.
    pub feed: Feed,
    /// Names the numbering of the feed.
    pub epoch: String,
    /// The last number that the client knows of.
    pub seq: u64,
}

/// What came out of an outbox.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// Whether there was something to write.
    pub any: bool,
    /// The connection is to be closed with this after what was taken.
    pub close: Option<CloseCode>,
}

impl Start {
    /// Where the hearing of a room begins for who comes in: what they missed follows, then what is told from now on.
    #[must_use]
    pub fn before(room: RoomId, entry: &Entry) -> Self {
        let missed = entry.missed.as_ref().map_or(0, Vec::len) as u64;
        Self { feed: Feed::Room(room), epoch: entry.epoch.clone(), seq: entry.seq.saturating_sub(missed) }
    }
}

impl Outbox {
    /// An empty outbox of a connection that speaks this dialect.
    #[must_use]
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, ..Self::default() }
    }

    /// Whether its reader keeps count of what its client was told of every feed.
    #[must_use]
    pub fn keeps_count(&self) -> bool {
        self.dialect == Dialect::Action
    }

    /// Says where the hearing of a room begins; only for who keeps count.
    pub fn enter(&self, start: Start) {
        self.push_mark(Item::Enter(Box::new(start)));
    }

    /// Says that the hearing of a room has ended; only for who keeps count.
    pub fn exit(&self, room: RoomId) {
        self.push_mark(Item::Exit(room));
    }

    fn push_mark(&self, item: Item) {
        let mut queue = self.queue.lock();
        if self.keeps_count() && queue.close.is_none() {
            // Each belongs to a command of the client, of which one at a time is carried out.
            queue.waiting.push_back(Waiting { item, bytes: 0, ephemeral: false });
            drop(queue);
            self.wake();
        }
    }

    /// Queues a frame by its delivery class. After [`Outbox::close`] nothing is queued any more.
    pub fn push(&self, frame: Frame) {
        let bytes = frame.len(self.dialect);
        let mut queue = self.queue.lock();
        if queue.close.is_some() {
            return;
        }
        let was_empty = queue.is_empty();
        queue.push(frame, bytes, self.dialect);
        if queue.bytes > OUTBOX_MAX_BYTES {
            queue.close_with(CloseCode::Slow);
            metrics::counter!("kith_slow_readers_closed_total").increment(1);
        }
        let wake = was_empty || queue.close.is_some();
        drop(queue);
        if wake {
            self.wake();
        }
    }

    /// Asks for the connection to be closed. The first reason stays. What a slow reader did not read is dropped;
    /// in every other case it is written before.
    pub fn close(&self, code: CloseCode) {
        let mut queue = self.queue.lock();
        if queue.close.is_none() {
            queue.close = Some(code);
        }
        drop(queue);
        self.wake();
    }

    /// Hands everything that waits to `write`: the queue in order, then the latest states.
    pub fn take(&self, mut write: impl FnMut(Item)) -> Ready {
        let mut queue = self.queue.lock();
        let any = !queue.is_empty();
        // Taken whole, so that an idle connection keeps no buffer.
        let (waiting, states) = (std::mem::take(&mut queue.waiting), std::mem::take(&mut queue.states));
        (queue.bytes, queue.ephemeral_bytes) = (0, 0);
        let close = queue.close;
        drop(queue);
        waiting.into_iter().for_each(|waiting| write(waiting.item));
        states.into_iter().for_each(|(_, frame)| write(Item::Frame(frame)));
        Ready { any, close }
    }

    /// Whether the connection is to be closed, and why.
    #[must_use]
    pub fn closing(&self) -> Option<CloseCode> {
        self.queue.lock().close
    }

    /// Ready when something was queued, or closing was asked for, since it last was. For one task at a time.
    pub fn poll_filled(&self, cx: &mut Context<'_>) -> Poll<()> {
        // Registered first, so that nothing slips in between.
        self.loop_waker.register(cx.waker());
        if self.filled.swap(false, Ordering::AcqRel) { Poll::Ready(()) } else { Poll::Pending }
    }

    fn wake(&self) {
        self.filled.store(true, Ordering::Release);
        self.loop_waker.wake();
    }
}

impl Queue {
    fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.states.is_empty()
    }

    fn push(&mut self, frame: Frame, bytes: usize, dialect: Dialect) {
        self.bytes += bytes;
        match frame.delivery() {
            Delivery::State(key) => self.set_state(key, frame, dialect),
            Delivery::Ephemeral => {
                self.ephemeral_bytes += bytes;
                self.waiting.push_back(Waiting { item: Item::Frame(frame), bytes, ephemeral: true });
                self.shed_ephemeral();
            }
            Delivery::Feed | Delivery::Reply => {
                self.waiting.push_back(Waiting { item: Item::Frame(frame), bytes, ephemeral: false });
            }
        }
    }

    fn set_state(&mut self, key: StateKey, frame: Frame, dialect: Dialect) {
        match self.states.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => {
                self.bytes -= old.len(dialect);
                *old = frame;
            }
            None => self.states.push((key, frame)),
        }
    }

    fn shed_ephemeral(&mut self) {
        while self.ephemeral_bytes > EPHEMERAL_MAX_BYTES {
            let Some(oldest) = self.waiting.iter().position(|waiting| waiting.ephemeral) else { return };
            if let Some(shed) = self.waiting.remove(oldest) {
                self.bytes -= shed.bytes;
                self.ephemeral_bytes -= shed.bytes;
                metrics::counter!("kith_ephemeral_shed_total").increment(1);
            }
        }
    }

    fn close_with(&mut self, code: CloseCode) {
        *self = Self { close: Some(code), ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_protocol::{CheerIcon, PostId, ServerMessage, TeamId, UserId};

    const ID: &str = "0198c0de-0000-7000-8000-000000000001";

    fn team() -> TeamId {
        ID.parse().unwrap()
    }

    fn cheer(name_len: usize) -> Frame {
        Frame::new(ServerMessage::LiveCheer {
            team_id: team(),
            user_id: UserId(team().0),
            user_name: "x".repeat(name_len),
            icon: CheerIcon::Heart,
            others: 0,
        })
    }

    fn pin(len: usize) -> Frame {
        Frame::new(ServerMessage::LiveNotification {
            title: String::new(),
            body: "x".repeat(len),
            link: String::new(),
            team_id: team(),
            post_id: PostId(team().0),
            seq: 1,
        })
    }

    fn presence(count: u32) -> Frame {
        let (active_coaches, here) = (vec![], vec![]);
        Frame::new(ServerMessage::PresenceUpdate { team_id: team(), count, active_coaches, here })
    }

    fn ack() -> Frame {
        Frame::new(ServerMessage::ack(None))
    }

    fn taken(outbox: &Outbox) -> (Vec<Frame>, Option<CloseCode>) {
        let mut frames = Vec::new();
        let ready = outbox.take(|item| match item {
            Item::Frame(frame) => frames.push(frame),
            Item::Enter(_) | Item::Exit(_) => unreachable!("nobody keeps count"),
        });
        assert_eq!(ready.any, !frames.is_empty());
        (frames, ready.close)
    }

    fn bytes(frames: &[Frame]) -> usize {
        frames.iter().map(|frame| frame.plain().len()).sum()
    }

    #[test]
    fn dl1_a_slow_reader_loses_the_oldest_cheers_first() {
        let outbox = Outbox::default();
        outbox.push(ack());
        for len in 1_000..1_040 {
            outbox.push(cheer(len));
        }
        let (frames, close) = taken(&outbox);
        assert_eq!(frames[0].plain(), ack().plain(), "the reply stays");
        assert_eq!(frames.last().unwrap().plain(), cheer(1_039).plain(), "the newest cheer stays");
        assert!(bytes(&frames[1..]) <= EPHEMERAL_MAX_BYTES);
        assert_eq!(close, None);
    }

    #[test]
    fn dl2_a_reader_too_slow_for_the_feed_is_closed_and_keeps_nothing() {
        for dialect in [Dialect::Plain, Dialect::Action] {
            let outbox = Outbox::new(dialect);
            for _ in 0..=OUTBOX_MAX_BYTES / 1_024 {
                outbox.push(pin(1_024));
            }
            let (frames, close) = taken(&outbox);
            assert_eq!((frames.len(), close), (0, Some(CloseCode::Slow)));
            outbox.push(pin(1));
            assert_eq!(taken(&outbox).0.len(), 0, "nothing is queued after the end");
        }
    }

    #[test]
    fn dl3_only_the_latest_state_of_a_key_waits() {
        let outbox = Outbox::default();
        for count in 1..=100_000 {
            outbox.push(presence(count));
        }
        outbox.push(Frame::new(ServerMessage::LikeUpdate { post_id: PostId(team().0), like_count: 3 }));
        let (frames, close) = taken(&outbox);
        assert_eq!((frames.len(), close), (2, None));
        assert_eq!(frames[0].plain(), presence(100_000).plain());
    }

    #[test]
    fn what_waits_is_written_before_a_calm_close() {
        let outbox = Outbox::default();
        outbox.push(ack());
        outbox.close(CloseCode::ShuttingDown);
        outbox.close(CloseCode::Slow);
        let (frames, close) = taken(&outbox);
        assert_eq!((frames.len(), close), (1, Some(CloseCode::ShuttingDown)), "the first reason stays");
    }
}
