//! What waits to be written to one connection, bounded by bytes. Its delivery class decides what a slow reader
//! loses: weather first, old state always, the feed never; who is too slow for the feed is closed and resumes.

use crate::frame::Frame;
use bytes::Bytes;
use futures_util::task::AtomicWaker;
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
    queue: Mutex<Queue>,
    /// Something came that the loop has not been told of.
    filled: AtomicBool,
    /// Wakes the loop.
    loop_waker: AtomicWaker,
}

#[derive(Debug, Default)]
struct Queue {
    frames: VecDeque<Waiting>,
    /// The latest value of each state; few, so a list.
    states: Vec<(StateKey, Bytes)>,
    bytes: usize,
    ephemeral_bytes: usize,
    close: Option<CloseCode>,
}

#[derive(Debug)]
struct Waiting {
    bytes: Bytes,
    ephemeral: bool,
}

/// What came out of an outbox.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// Whether there was something to write.
    pub any: bool,
    /// The connection is to be closed with this after what was taken.
    pub close: Option<CloseCode>,
}

impl Outbox {
    /// Queues a frame by its delivery class. After [`Outbox::close`] nothing is queued any more.
    pub fn push(&self, frame: Frame) {
        let mut queue = self.queue.lock();
        if queue.close.is_some() {
            return;
        }
        let was_empty = queue.is_empty();
        queue.push(frame);
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

    /// Moves everything that waits into `into`: the queue in order, then the latest states.
    pub fn take(&self, into: &mut VecDeque<Bytes>) -> Ready {
        let mut queue = self.queue.lock();
        let any = !queue.is_empty();
        // Taken whole, so that an idle connection keeps no buffer.
        let (frames, states) = (std::mem::take(&mut queue.frames), std::mem::take(&mut queue.states));
        (queue.bytes, queue.ephemeral_bytes) = (0, 0);
        let close = queue.close;
        drop(queue);
        into.extend(frames.into_iter().map(|waiting| waiting.bytes));
        into.extend(states.into_iter().map(|(_, bytes)| bytes));
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
        self.frames.is_empty() && self.states.is_empty()
    }

    fn push(&mut self, frame: Frame) {
        let Frame { bytes, delivery } = frame;
        match delivery {
            Delivery::State(key) => self.set_state(key, bytes),
            Delivery::Ephemeral => {
                self.bytes += bytes.len();
                self.ephemeral_bytes += bytes.len();
                self.frames.push_back(Waiting { bytes, ephemeral: true });
                self.shed_ephemeral();
            }
            Delivery::Feed | Delivery::Reply => {
                self.bytes += bytes.len();
                self.frames.push_back(Waiting { bytes, ephemeral: false });
            }
        }
    }

    fn set_state(&mut self, key: StateKey, bytes: Bytes) {
        self.bytes += bytes.len();
        match self.states.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => {
                self.bytes -= old.len();
                *old = bytes;
            }
            None => self.states.push((key, bytes)),
        }
    }

    fn shed_ephemeral(&mut self) {
        while self.ephemeral_bytes > EPHEMERAL_MAX_BYTES {
            let Some(oldest) = self.frames.iter().position(|waiting| waiting.ephemeral) else { return };
            if let Some(shed) = self.frames.remove(oldest) {
                self.bytes -= shed.bytes.len();
                self.ephemeral_bytes -= shed.bytes.len();
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
    use kith_protocol::TeamId;

    fn frame(len: usize, delivery: Delivery) -> Frame {
        Frame { bytes: Bytes::from(vec![b'x'; len]), delivery }
    }

    fn taken(outbox: &Outbox) -> (Vec<usize>, Option<CloseCode>) {
        let mut into = VecDeque::new();
        let ready = outbox.take(&mut into);
        (into.iter().map(Bytes::len).collect(), ready.close)
    }

    #[test]
    fn dl1_a_slow_reader_loses_the_oldest_cheers_first() {
        let outbox = Outbox::default();
        outbox.push(frame(10, Delivery::Reply));
        for len in 1_000..1_040 {
            outbox.push(frame(len, Delivery::Ephemeral));
        }
        let (lens, close) = taken(&outbox);
        assert_eq!(lens[0], 10, "the reply stays");
        assert_eq!(*lens.last().unwrap(), 1_039, "the newest cheer stays");
        assert!(lens.iter().skip(1).sum::<usize>() <= EPHEMERAL_MAX_BYTES);
        assert_eq!(close, None);
    }

    #[test]
    fn dl2_a_reader_too_slow_for_the_feed_is_closed_and_keeps_nothing() {
        let outbox = Outbox::default();
        for _ in 0..=OUTBOX_MAX_BYTES / 1_024 {
            outbox.push(frame(1_024, Delivery::Feed));
        }
        assert_eq!(taken(&outbox), (vec![], Some(CloseCode::Slow)));
        outbox.push(frame(1, Delivery::Feed));
        assert_eq!(taken(&outbox), (vec![], Some(CloseCode::Slow)), "nothing is queued after the end");
    }

    #[test]
    fn dl3_only_the_latest_state_of_a_key_waits() {
        let outbox = Outbox::default();
        let team: TeamId = "0198c0de-0000-7000-8000-000000000001".parse().unwrap();
        for len in 1..=100_000 {
            outbox.push(frame(1 + len % 7, Delivery::State(StateKey::Presence(team))));
        }
        outbox.push(frame(3, Delivery::State(StateKey::Ticker)));
        assert_eq!(taken(&outbox), (vec![1 + 100_000 % 7, 3], None));
    }

    #[test]
    fn what_waits_is_written_before_a_calm_close() {
        let outbox = Outbox::default();
        outbox.push(frame(5, Delivery::Reply));
        outbox.close(CloseCode::ShuttingDown);
        outbox.close(CloseCode::Slow);
        assert_eq!(taken(&outbox), (vec![5], Some(CloseCode::ShuttingDown)), "the first reason stays");
    }
}
