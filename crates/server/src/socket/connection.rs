//! One connection's loop: reads one message at a time and has it carried out, writes what waits for the client, pings,
//! and ends in good order. All waiting of a connection happens here. It knows no dialect and no transport.

use crate::config::Config;
use futures_util::FutureExt as _;
use std::future::poll_fn;
use std::io;
use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::task::coop::consume_budget;
use tokio::time::{Instant, Sleep, sleep_until};

/// Something being carried out for a client; nothing more is heard from it until it is done.
pub type Work<D> = Pin<Box<dyn Future<Output = D> + Send>>;

/// What follows from something that came.
pub enum Step<D, E> {
    /// The next may be read.
    Next,
    /// This is to be carried out before.
    Work(Work<D>),
    /// The connection ends.
    End(E),
}

/// What reading brought.
pub struct Turn<D, E> {
    /// Whether the client showed that it is alive.
    pub alive: bool,
    /// What follows.
    pub step: Step<D, E>,
}

/// A way to speak on a connection: what carries its bytes, and what they mean.
pub trait Speech: Send {
    /// What a piece of work brings back.
    type Done: Send;
    /// Why the connection ends in good order.
    type End: Send;
    /// Whether a client that is late with its answer to a ping is gone also where it is noticed before the timer.
    const PUNCTUAL: bool = false;

    /// Ready when something may be read; while the connection is `working`, only what need not wait for it.
    fn poll_readable(&mut self, working: bool, cx: &mut Context<'_>) -> Poll<io::Result<()>>;
    /// Ready when more may be written. Asked only while [`Speech::is_flushed`] is false.
    fn poll_writable(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>>;
    /// Ready when something new waits to be written.
    fn poll_filled(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    /// Whether nothing is half written.
    fn is_flushed(&self) -> bool;
    /// Reads one thing without waiting.
    fn read(&mut self) -> io::Result<Turn<Self::Done, Self::End>>;
    /// Writes what waits, without waiting. Breaks when the connection is to be closed and what comes before is on
    /// its way.
    fn write(&mut self) -> io::Result<ControlFlow<Self::End>>;
    /// A piece of work is done.
    fn done(&mut self, done: Self::Done) -> Step<Self::Done, Self::End>;
    /// Asks the client for a sign of life.
    fn ping(&mut self) -> io::Result<()>;
    /// When [`Speech::due`] is to be asked.
    fn deadline(&self) -> Option<Instant>;
    /// The time of [`Speech::deadline`] has come.
    fn due(&mut self) -> ControlFlow<Self::End>;
    /// Leaves what the connection was in, then says the last word. Without an end the connection broke.
    fn finish(&mut self, end: Option<Self::End>) -> impl Future<Output = ()> + Send;
}

/// How often a client is pinged, and how long its answer may take.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Between two pings.
    pub interval: Duration,
    /// From a ping to its answer.
    pub timeout: Duration,
}

impl Pace {
    /// As the operator set it.
    #[must_use]
    pub const fn of(config: &Config) -> Self {
        Self {
            interval: Duration::from_millis(config.ping_interval_ms),
            timeout: Duration::from_millis(config.ping_timeout_ms),
        }
    }
}

/// Runs a connection until it ends.
///
/// Not an `async fn`: that would keep room for its arguments beside what was made of them, as long as it lives.
pub fn run<S: Speech>(speech: S, pace: Pace) -> impl Future<Output = ()> + Send {
    let mut connection = Connection { speech, work: None, pulse: Pulse::new(pace) };
    async move {
        // A bug costs this connection; its person must not stay behind as a ghost.
        let end = AssertUnwindSafe(connection.serve()).catch_unwind().await;
        let end = match end {
            Ok(Ok(end)) => Some(end),
            Ok(Err(error)) => {
                tracing::debug!(%error, "a connection broke");
                None
            }
            Err(_) => {
                tracing::error!("a connection fell to a bug");
                None
            }
        };
        connection.work = None;
        // Boxed, so that a connection at rest does not carry the room that its end will need.
        Box::pin(connection.speech.finish(end)).await;
    }
}

struct Connection<S: Speech> {
    speech: S,
    work: Option<Work<S::Done>>,
    pulse: Pulse,
}

/// What woke a connection; several things may have at once.
struct Woken<D> {
    readable: bool,
    done: Option<D>,
    due: bool,
}

impl<S: Speech> Connection<S> {
    async fn serve(&mut self) -> io::Result<S::End> {
        let timer = sleep_until(self.next());
        tokio::pin!(timer);
        loop {
            // A client that always has more to say waits its turn like everybody.
            consume_budget().await;
            if S::PUNCTUAL && self.pulse.is_overdue(Instant::now()) {
                return Err(io::ErrorKind::TimedOut.into());
            }
            if let ControlFlow::Break(end) = self.speech.write()? {
                return Ok(end);
            }
            // Polled, not awaited: the futures of tokio would take 300 bytes of every connection.
            let Woken { readable, done, due } = poll_fn(|cx| self.poll(timer.as_mut(), cx)).await?;
            if let Some(done) = done {
                let step = self.speech.done(done);
                if let Some(end) = self.take(step) {
                    return Ok(end);
                }
            } else if readable {
                let Turn { alive, step } = self.speech.read()?;
                if alive {
                    self.pulse.heard();
                }
                if let Some(end) = self.take(step) {
                    return Ok(end);
                }
            }
            if due && let ControlFlow::Break(end) = self.beat()? {
                return Ok(end);
            }
            if timer.deadline() != self.next() {
                timer.as_mut().reset(self.next());
            }
        }
    }

    fn poll(&mut self, timer: Pin<&mut Sleep>, cx: &mut Context<'_>) -> Poll<io::Result<Woken<S::Done>>> {
        let done = match self.work.as_mut().map(|work| work.as_mut().poll(cx)) {
            Some(Poll::Ready(done)) => {
                self.work = None;
                Some(done)
            }
            Some(Poll::Pending) | None => None,
        };
        let readable = match self.speech.poll_readable(self.work.is_some(), cx) {
            Poll::Ready(outcome) => {
                outcome?;
                true
            }
            Poll::Pending => false,
        };
        let writable = !self.speech.is_flushed() && self.speech.poll_writable(cx).is_ready();
        let filled = self.speech.poll_filled(cx).is_ready();
        let due = timer.poll(cx).is_ready();
        if readable || writable || filled || due || done.is_some() {
            return Poll::Ready(Ok(Woken { readable, done, due }));
        }
        Poll::Pending
    }

    /// The end, if that is what a step is.
    fn take(&mut self, step: Step<S::Done, S::End>) -> Option<S::End> {
        match step {
            Step::Next => None,
            Step::Work(work) => {
                self.work = Some(work);
                None
            }
            Step::End(end) => Some(end),
        }
    }

    fn next(&self) -> Instant {
        let beat = self.pulse.next();
        self.speech.deadline().map_or(beat, |deadline| deadline.min(beat))
    }

    fn beat(&mut self) -> io::Result<ControlFlow<S::End>> {
        let now = Instant::now();
        if self.speech.deadline().is_some_and(|deadline| deadline <= now)
            && let ControlFlow::Break(end) = self.speech.due()
        {
            return Ok(ControlFlow::Break(end));
        }
        match self.pulse.beat(now) {
            Beat::Rest => {}
            Beat::Ping => self.speech.ping()?,
            Beat::Dead => return Err(io::ErrorKind::TimedOut.into()),
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// When to ping, and when to give up on a client.
struct Pulse {
    pace: Pace,
    pinged: Instant,
    waiting: bool,
}

enum Beat {
    Rest,
    Ping,
    Dead,
}

impl Pulse {
    fn new(pace: Pace) -> Self {
        Self { pace, pinged: Instant::now(), waiting: false }
    }

    fn next(&self) -> Instant {
        self.pinged + if self.waiting { self.pace.timeout } else { self.pace.interval }
    }

    fn is_overdue(&self, now: Instant) -> bool {
        self.waiting && now >= self.next()
    }

    /// Something came from the client.
    const fn heard(&mut self) {
        self.waiting = false;
    }

    fn beat(&mut self, now: Instant) -> Beat {
        let due = self.next();
        if now < due {
            return Beat::Rest;
        }
        if self.waiting {
            return Beat::Dead;
        }
        // A little lateness of ours is not the client's; of much it would have no time left to answer.
        self.pinged = if now.duration_since(due) < self.pace.timeout / 2 { due } else { now };
        self.waiting = true;
        Beat::Ping
    }
}
