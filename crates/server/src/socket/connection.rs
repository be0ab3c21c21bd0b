//! One connection's loop: reads one message at a time and has it carried out, writes what its outbox holds, pings,
//! and ends in good order. All waiting of a connection happens here.

use super::dispatch::dispatch;
use super::wire::{Heard, Wire};
use crate::app::Shared;
use crate::frame::{Frame, websocket_frame};
use crate::hub::{Link, Tracked};
use bytes::Bytes;
use futures_util::FutureExt as _;
use kith_protocol::{CloseCode, ErrorCode, Refusal, ServerMessage, plain};
use std::future::poll_fn;
use std::io;
use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::coop::consume_budget;
use tokio::time::{Instant, Sleep, sleep_until, timeout_at};
use tungstenite::Message;
use tungstenite::protocol::frame::coding::{Control, OpCode};

/// How long a connection that is being closed may take to read the last word.
const LAST_WORD_MAX: Duration = Duration::from_secs(30);
/// How long the client may take to hang up after the last word.
const HANG_UP_MAX: Duration = Duration::from_secs(2);

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Runs a connection until it ends, then takes it out of its rooms.
///
/// Not an `async fn`: that would keep room for its arguments beside what was made of them, as long as it lives.
pub fn run(app: Shared, tracked: Tracked, wire: Wire) -> impl Future<Output = ()> + Send {
    let mut connection = Connection::new(app, tracked.link.clone(), wire);
    async move {
        // A bug costs this connection; its person must not stay behind as a ghost.
        let end = AssertUnwindSafe(connection.serve()).catch_unwind().await;
        // Boxed, so that a connection at rest does not carry the room that its end will need.
        Box::pin(connection.finish(end)).await;
        drop(tracked);
    }
}

struct Connection {
    app: Shared,
    link: Arc<Link>,
    wire: Wire,
    /// The message being carried out; nothing more is read until it is done.
    work: Option<Work>,
    pulse: Pulse,
}

/// What is left to say to a client.
enum LastWord {
    /// A close frame of ours.
    Close { code: u16, reason: &'static str, hearing: Hearing },
    /// The client closed; tungstenite's answer is on its way.
    Answered,
}

/// Whether what the client still says can be told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hearing {
    Fine,
    Lost,
}

impl LastWord {
    const fn close(code: CloseCode) -> Self {
        Self::Close { code: code as u16, reason: code.reason(), hearing: Hearing::Fine }
    }
}

impl Connection {
    fn new(app: Shared, link: Arc<Link>, wire: Wire) -> Self {
        let interval = Duration::from_millis(app.config.ping_interval_ms);
        let pong_max = Duration::from_millis(app.config.ping_timeout_ms);
        let life_ms = u64::try_from(link.expires_at().ms_since(app.clock.wall())).unwrap_or(0);
        let pulse = Pulse::new(interval, pong_max, Duration::from_millis(life_ms));
        Self { app, link, wire, work: None, pulse }
    }

    async fn serve(&mut self) -> io::Result<LastWord> {
        let timer = sleep_until(self.pulse.next());
        tokio::pin!(timer);
        loop {
            // A client that always has more to say waits its turn like everybody.
            consume_budget().await;
            if let ControlFlow::Break(code) = self.write()? {
                return Ok(LastWord::close(code));
            }
            let writing = !self.wire.is_flushed();
            // Polled, not awaited: the futures of tokio would take 300 bytes of every connection.
            tokio::select! {
                readable = poll_fn(|cx| self.wire.poll_readable(cx)), if self.work.is_none() => {
                    readable?;
                    if let ControlFlow::Break(last_word) = self.read(timer.as_mut())? {
                        return Ok(last_word);
                    }
                }
                writable = poll_fn(|cx| self.wire.stream().poll_write_ready(cx)), if writing => writable?,
                () = poll_fn(|cx| self.link.outbox().poll_filled(cx)) => {}
                () = done(&mut self.work) => self.work = None,
                () = timer.as_mut() => {
                    if let ControlFlow::Break(last_word) = self.beat(timer.as_mut())? {
                        return Ok(last_word);
                    }
                }
            }
        }
    }

    /// Writes what waits. Breaks when the connection is to be closed and what comes before is on its way.
    fn write(&mut self) -> io::Result<ControlFlow<CloseCode>> {
        self.wire.try_flush()?;
        if self.wire.is_flushed() {
            let ready = self.link.outbox().take(self.wire.sending());
            if ready.any {
                self.wire.try_flush()?;
            }
            return Ok(ready.close.map_or(ControlFlow::Continue(()), ControlFlow::Break));
        }
        Ok(self.link.outbox().closing().map_or(ControlFlow::Continue(()), ControlFlow::Break))
    }

    fn read(&mut self, timer: Pin<&mut Sleep>) -> io::Result<ControlFlow<LastWord>> {
        let heard = self.wire.try_read()?;
        if !matches!(heard, Heard::Nothing) && self.pulse.heard() {
            timer.reset(self.pulse.next());
        }
        match heard {
            Heard::Message(Message::Text(text)) => self.hear(&text),
            Heard::Message(Message::Binary(_)) => self.refuse(
                ErrorCode::BadMessage,
                "Binary frames are not understood here. Send JSON as a text frame.".to_owned(),
            ),
            Heard::Message(Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_))
            | Heard::Nothing => {}
            Heard::End => return Ok(ControlFlow::Break(LastWord::Answered)),
            Heard::TooLarge => {
                let limit = plain::FRAME_MAX_BYTES;
                self.refuse(ErrorCode::TooLarge, format!("A message may have at most {limit} bytes."));
                let (code, reason) = (CloseCode::TooBig as u16, CloseCode::TooBig.reason());
                return Ok(ControlFlow::Break(LastWord::Close { code, reason, hearing: Hearing::Lost }));
            }
            Heard::Broken(code) => {
                let reason = CloseCode::Protocol.reason();
                return Ok(ControlFlow::Break(LastWord::Close { code, reason, hearing: Hearing::Lost }));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn hear(&mut self, text: &str) {
        metrics::counter!("kith_messages_received_total").increment(1);
        match plain::decode(text) {
            // Boxed, so that a connection at rest does not carry the room that its work would need.
            Ok(incoming) => {
                self.work = Some(Box::pin(dispatch(self.app.clone(), self.link.clone(), incoming)));
            }
            Err(plain::Undecodable { refusal, reference }) => {
                self.link.outbox().push(Frame::new(&ServerMessage::refused(refusal, reference)));
            }
        }
    }

    fn refuse(&self, code: ErrorCode, message: String) {
        let refusal = Refusal::new(code, message);
        self.link.outbox().push(Frame::new(&ServerMessage::refused(refusal, None)));
    }

    fn beat(&mut self, mut timer: Pin<&mut Sleep>) -> io::Result<ControlFlow<LastWord>> {
        // A newer token may have prolonged it meanwhile.
        let life_ms = self.link.expires_at().ms_since(self.app.clock.wall()).try_into().unwrap_or(0);
        self.pulse.expires = Instant::now() + Duration::from_millis(life_ms);
        match self.pulse.beat(Instant::now()) {
            Beat::Rest => {}
            Beat::Ping => {
                let ping = websocket_frame(OpCode::Control(Control::Ping), b"");
                self.wire.sending().push_back(ping);
                self.wire.try_flush()?;
            }
            Beat::Dead => return Err(io::ErrorKind::TimedOut.into()),
            Beat::Expired => {
                return Ok(ControlFlow::Break(LastWord::close(CloseCode::BadToken)));
            }
        }
        timer.as_mut().reset(self.pulse.next());
        Ok(ControlFlow::Continue(()))
    }

    async fn finish(&mut self, end: std::thread::Result<io::Result<LastWord>>) {
        // Out of the rooms first: a slow farewell must not keep a ghost present.
        for room in self.link.rooms() {
            self.app.hub.leave(room, self.link.session).await;
        }
        match end {
            Ok(Ok(last_word)) => self.part(last_word).await,
            Err(_) => tracing::error!(user = %self.link.user_id, "a connection fell to a bug"),
            Ok(Err(error)) => tracing::debug!(user = %self.link.user_id, %error, "a connection broke"),
        }
    }

    /// Says the last word and waits a while for the client to hear it and hang up: closing on words that were not
    /// read would throw our last one away too.
    async fn part(&mut self, last_word: LastWord) {
        self.work = None;
        let hearing = match last_word {
            LastWord::Answered => None,
            LastWord::Close { code, reason, hearing } => {
                if code == CloseCode::Slow as u16 {
                    self.wire.drop_unsent();
                }
                self.link.outbox().take(self.wire.sending());
                self.wire.sending().push_back(close_frame(code, reason));
                Some(hearing)
            }
        };
        // Nothing more is queued for it, whatever its rooms still say.
        self.link.outbox().close(CloseCode::Protocol);
        let flushed = timeout_at(Instant::now() + LAST_WORD_MAX, self.flush_last(hearing)).await;
        if let (Ok(Ok(())), Some(hearing)) = (flushed, hearing) {
            // How it hangs up does not matter any more.
            let _ = timeout_at(Instant::now() + HANG_UP_MAX, self.hang_up(hearing)).await;
        }
    }

    async fn flush_last(&mut self, hearing: Option<Hearing>) -> io::Result<()> {
        loop {
            consume_budget().await;
            self.wire.try_flush()?;
            if self.wire.is_flushed() {
                return Ok(());
            }
            tokio::select! {
                writable = self.wire.stream().writable() => writable?,
                readable = poll_fn(|cx| self.wire.poll_readable(cx)), if hearing.is_some() => {
                    readable?;
                    // What it says does not matter any more; that it is gone does.
                    self.still_there(hearing.unwrap_or(Hearing::Lost))?;
                }
            }
        }
    }

    async fn hang_up(&mut self, hearing: Hearing) -> io::Result<()> {
        while self.still_there(hearing)? {
            consume_budget().await;
            poll_fn(|cx| self.wire.poll_readable(cx)).await?;
        }
        Ok(())
    }

    /// Reads one thing that the client still says and ignores it. `false`: it has hung up.
    fn still_there(&mut self, hearing: Hearing) -> io::Result<bool> {
        if hearing == Hearing::Lost {
            return self.wire.try_discard();
        }
        Ok(match self.wire.try_read()? {
            Heard::Message(Message::Close(_)) | Heard::End | Heard::TooLarge | Heard::Broken(_) => false,
            Heard::Message(_) | Heard::Nothing => true,
        })
    }
}

fn close_frame(code: u16, reason: &str) -> Bytes {
    let mut payload = code.to_be_bytes().to_vec();
    payload.extend_from_slice(reason.as_bytes());
    websocket_frame(OpCode::Control(Control::Close), &payload)
}

async fn done(work: &mut Option<Work>) {
    match work {
        Some(work) => work.await,
        None => std::future::pending().await,
    }
}

/// When to ping, when to give up on a client, and when its token ends.
struct Pulse {
    interval: Duration,
    pong_max: Duration,
    expires: Instant,
    pinged: Instant,
    waiting: bool,
}

enum Beat {
    Rest,
    Ping,
    Dead,
    Expired,
}

impl Pulse {
    fn new(interval: Duration, pong_max: Duration, life: Duration) -> Self {
        let now = Instant::now();
        Self { interval, pong_max, expires: now + life, pinged: now, waiting: false }
    }

    fn next(&self) -> Instant {
        let wait = if self.waiting { self.pong_max } else { self.interval };
        (self.pinged + wait).min(self.expires)
    }

    /// Something came from the client. Whether that changes when to beat next.
    const fn heard(&mut self) -> bool {
        std::mem::replace(&mut self.waiting, false)
    }

    fn beat(&mut self, now: Instant) -> Beat {
        if now >= self.expires {
            return Beat::Expired;
        }
        if now < self.next() {
            return Beat::Rest;
        }
        if self.waiting {
            return Beat::Dead;
        }
        self.pinged = now;
        self.waiting = true;
        Beat::Ping
    }
}
