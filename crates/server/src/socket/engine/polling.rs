//! The transport of long-polling: requests arrive, one of them hangs until there is something to answer. An upgrade
//! to a WebSocket begins here.

use crate::socket::wire::Wire;
use bytes::Bytes;
use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// How long an upgrade may take from its WebSocket's opening.
pub const UPGRADE_MAX: Duration = Duration::from_secs(10);

/// A request for a session.
pub enum Asked {
    /// A poll; answered with a payload.
    Get(oneshot::Sender<Bytes>),
    /// A payload from the client; answered with whether it could be read.
    Post(Bytes, oneshot::Sender<bool>),
    /// A WebSocket that the session may go on over comes as soon as its request is answered.
    Upgrade(oneshot::Receiver<Box<Wire>>),
}

/// What a turn of long-polling brings.
pub enum Happened {
    /// A request.
    Asked(Asked),
    /// The client gave a poll up.
    Aborted,
    /// Something can be read from the WebSocket of the upgrade.
    Probe,
    /// Nothing after all.
    Nothing,
}

/// A session's requests.
pub struct Polling {
    mailbox: mpsc::Receiver<Asked>,
    /// Came and was not looked at yet.
    asked: Option<Asked>,
    aborted: bool,
    /// The poll that waits for something to be said.
    pub hanging: Option<oneshot::Sender<Bytes>>,
    /// Packets of the session itself that wait for a poll.
    pub packets: VecDeque<String>,
    /// The upgrade under way.
    pub probe: Option<Probe>,
}

/// A WebSocket that the session may go on over.
pub struct Probe {
    coming: oneshot::Receiver<Box<Wire>>,
    pub wire: Option<Box<Wire>>,
    /// Whether it was tried: then nothing more is said by polling.
    pub tried: bool,
    pub until: Instant,
    /// The poll that waits was asked behind the WebSocket.
    pub is_poll_later: bool,
    readable: bool,
}

impl Probe {
    pub fn new(coming: oneshot::Receiver<Box<Wire>>) -> Self {
        let until = Instant::now() + UPGRADE_MAX;
        Self { coming, wire: None, tried: false, until, is_poll_later: false, readable: false }
    }

    /// Ready when there is something to read, or nothing will come.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.wire.is_none() {
            match Pin::new(&mut self.coming).poll(cx) {
                Poll::Ready(wire) => self.wire = wire.ok(),
                Poll::Pending => return Poll::Pending,
            }
        }
        self.wire.as_ref().map_or(Poll::Ready(()), |wire| wire.poll_readable(cx).map(drop))
    }
}

impl Polling {
    pub const fn new(mailbox: mpsc::Receiver<Asked>) -> Self {
        let packets = VecDeque::new();
        Self { mailbox, asked: None, aborted: false, hanging: None, packets, probe: None }
    }

    /// Ready when something has happened; a payload counts only while it is wanted.
    pub fn poll(&mut self, wants_payload: bool, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(hanging) = &mut self.hanging
            && hanging.poll_closed(cx).is_ready()
        {
            self.aborted = true;
        }
        if self.asked.is_none()
            && let Poll::Ready(Some(asked)) = self.mailbox.poll_recv(cx)
        {
            self.asked = Some(asked);
        }
        if let Some(probe) = &mut self.probe
            && probe.poll(cx).is_ready()
        {
            probe.readable = true;
        }
        let probe = self.probe.as_ref().is_some_and(|probe| probe.readable);
        let asked =
            self.asked.as_ref().is_some_and(|asked| wants_payload || !matches!(asked, Asked::Post(..)));
        if self.aborted || asked || probe { Poll::Ready(()) } else { Poll::Pending }
    }

    /// What has happened; a payload only while it is wanted.
    pub fn happened(&mut self, wants_payload: bool) -> Happened {
        if self.aborted {
            return Happened::Aborted;
        }
        if let Some(asked) = self.asked.take_if(|asked| wants_payload || !matches!(asked, Asked::Post(..))) {
            return Happened::Asked(asked);
        }
        if self.probe.as_mut().is_some_and(|probe| std::mem::take(&mut probe.readable)) {
            return Happened::Probe;
        }
        Happened::Nothing
    }

    /// Answers the poll that waits, if one does.
    pub fn answer(&mut self, payload: impl Into<Bytes>) {
        if let Some(hanging) = self.hanging.take() {
            // Whoever asked may be gone; then the session ends, and its client resumes.
            let _ = hanging.send(payload.into());
        }
    }

    /// Waits for the next poll and gives it the last payload.
    pub async fn answer_last(&mut self, payload: Bytes, until: Instant) {
        self.await_poll(until).await;
        self.answer(payload);
    }

    /// Waits for the next poll, where none hangs.
    pub async fn await_poll(&mut self, until: Instant) {
        while self.hanging.is_none() {
            match tokio::time::timeout_at(until, self.mailbox.recv()).await {
                Ok(Some(Asked::Get(poll))) => self.hanging = Some(poll),
                // What the client still says does not matter any more.
                Ok(Some(Asked::Post(..) | Asked::Upgrade(_))) => {}
                Ok(None) | Err(_) => return,
            }
        }
    }
}
