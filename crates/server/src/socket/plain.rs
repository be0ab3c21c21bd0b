//! The plain dialect on a WebSocket, as `/ws` speaks it. It knows what a frame means, and leaves all waiting to the
//! connection's loop.

use super::connection::{Speech, Step, Turn};
use super::dispatch::dispatch;
use super::farewell::{self, Hearing, close_frame};
use super::wire::{Heard, Wire};
use crate::app::Shared;
use crate::frame::{Frame, websocket_frame};
use crate::hub::{Item, Tracked};
use kith_protocol::{CloseCode, ErrorCode, Refusal, ServerMessage, plain};
use std::io;
use std::ops::ControlFlow;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Instant;
use tungstenite::Message;
use tungstenite::protocol::frame::coding::{Control, OpCode};

/// A client at `/ws`.
pub struct Plain {
    app: Shared,
    tracked: Tracked,
    wire: Wire,
    /// When its token ends.
    expires: Instant,
}

/// What is left to say to a client.
pub enum LastWord {
    /// A close frame of ours.
    Close { code: u16, reason: &'static str, hearing: Hearing },
    /// The client closed; tungstenite's answer is on its way.
    Answered,
}

impl LastWord {
    const fn close(code: CloseCode) -> Self {
        Self::Close { code: code as u16, reason: code.reason(), hearing: Hearing::Fine }
    }
}

type Heeded = Step<(), LastWord>;

impl Plain {
    /// A client whose token was verified.
    pub fn new(app: Shared, tracked: Tracked, wire: Wire) -> Self {
        let mut plain = Self { app, tracked, wire, expires: Instant::now() };
        plain.look_at_token();
        plain
    }

    /// When the token ends: a newer one may have prolonged the connection meanwhile.
    fn look_at_token(&mut self) {
        let life_ms = self.tracked.link.expires_at().ms_since(self.app.clock.wall());
        self.expires = Instant::now() + Duration::from_millis(life_ms.try_into().unwrap_or(0));
    }

    fn hear(&self, text: &str) -> Heeded {
        metrics::counter!("kith_messages_received_total").increment(1);
        match plain::decode(text) {
            // Boxed, so that a connection at rest does not carry the room that its work would need.
            Ok(incoming) => {
                Step::Work(Box::pin(dispatch(self.app.clone(), self.tracked.link.clone(), incoming)))
            }
            Err(plain::Undecodable { refusal, reference }) => {
                let refused = ServerMessage::refused(refusal, reference);
                self.tracked.link.outbox().push(Frame::new(refused));
                Step::Next
            }
        }
    }

    fn refuse(&self, code: ErrorCode, message: String) {
        let refused = ServerMessage::refused(Refusal::new(code, message), None);
        self.tracked.link.outbox().push(Frame::new(refused));
    }

    fn heed(&self, heard: &Heard) -> Heeded {
        match heard {
            Heard::Message(Message::Text(text)) => self.hear(text),
            Heard::Message(Message::Binary(_)) => {
                let message = "Binary frames are not understood here. Send JSON as a text frame.";
                self.refuse(ErrorCode::BadMessage, message.to_owned());
                Step::Next
            }
            Heard::Message(Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_))
            | Heard::Nothing => Step::Next,
            Heard::End => Step::End(LastWord::Answered),
            Heard::TooLarge => {
                let limit = plain::FRAME_MAX_BYTES;
                self.refuse(ErrorCode::TooLarge, format!("A message may have at most {limit} bytes."));
                let (code, reason) = (CloseCode::TooBig as u16, CloseCode::TooBig.reason());
                Step::End(LastWord::Close { code, reason, hearing: Hearing::Lost })
            }
            Heard::Broken(code) => {
                let reason = CloseCode::Protocol.reason();
                Step::End(LastWord::Close { code: *code, reason, hearing: Hearing::Lost })
            }
        }
    }

    /// Moves what waits to the wire.
    fn take(&mut self) -> crate::hub::Ready {
        let Self { tracked, wire, .. } = self;
        let sending = wire.sending();
        tracked.link.outbox().take(|item| match item {
            Item::Frame(frame) => sending.push_back(frame.plain().clone()),
            // Clients of this dialect keep count themselves.
            Item::Enter(_) | Item::Exit(_) => {}
        })
    }

    /// Says the last word.
    async fn part(&mut self, last_word: LastWord) {
        let hearing = match last_word {
            LastWord::Answered => None,
            LastWord::Close { code, reason, hearing } => {
                if code == CloseCode::Slow as u16 {
                    self.wire.drop_unsent();
                }
                self.take();
                self.wire.sending().push_back(close_frame(code, reason));
                Some(hearing)
            }
        };
        // Nothing more is queued for it, whatever its rooms still say.
        self.tracked.link.outbox().close(CloseCode::Protocol);
        farewell::part(&mut self.wire, hearing).await;
    }
}

impl Speech for Plain {
    type Done = ();
    type End = LastWord;

    fn poll_readable(&mut self, working: bool, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if working { Poll::Pending } else { self.wire.poll_readable(cx) }
    }

    fn poll_writable(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.wire.stream().poll_write_ready(cx)
    }

    fn poll_filled(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.tracked.link.outbox().poll_filled(cx)
    }

    fn is_flushed(&self) -> bool {
        self.wire.is_flushed()
    }

    fn read(&mut self) -> io::Result<Turn<(), LastWord>> {
        let heard = self.wire.try_read()?;
        let alive = !matches!(heard, Heard::Nothing);
        Ok(Turn { alive, step: self.heed(&heard) })
    }

    fn write(&mut self) -> io::Result<ControlFlow<LastWord>> {
        self.wire.try_flush()?;
        let close = if self.wire.is_flushed() {
            let ready = self.take();
            if ready.any {
                self.wire.try_flush()?;
            }
            ready.close
        } else {
            self.tracked.link.outbox().closing()
        };
        Ok(close.map_or(ControlFlow::Continue(()), |code| ControlFlow::Break(LastWord::close(code))))
    }

    fn done(&mut self, (): ()) -> Heeded {
        Step::Next
    }

    fn ping(&mut self) -> io::Result<()> {
        self.wire.sending().push_back(websocket_frame(OpCode::Control(Control::Ping), b""));
        self.wire.try_flush()
    }

    fn deadline(&self) -> Option<Instant> {
        Some(self.expires)
    }

    fn due(&mut self) -> ControlFlow<LastWord> {
        self.look_at_token();
        if self.expires > Instant::now() {
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(LastWord::close(CloseCode::BadToken))
    }

    async fn finish(&mut self, end: Option<LastWord>) {
        // Out of the rooms first: a slow farewell must not keep a ghost present.
        for room in self.tracked.link.depart() {
            self.app.hub.leave(room, self.tracked.link.session).await;
        }
        if let Some(last_word) = end {
            self.part(last_word).await;
        }
    }
}
