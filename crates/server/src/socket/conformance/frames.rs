//! Says back every WebSocket message, on the same upgrade and the same wire as every other door.

use crate::frame::websocket_frame;
use crate::http::Problem;
use crate::socket::connection::{Pace, Speech, Step, Turn, run};
use crate::socket::farewell::{self, Hearing, close_frame};
use crate::socket::upgrade::{switching_protocols, websocket_key, wire};
use crate::socket::wire::{Heard, Wire};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use kith_protocol::CloseCode;
use std::io;
use std::ops::ControlFlow;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Instant;
use tungstenite::Message;
use tungstenite::protocol::frame::coding::{Control, Data, OpCode};

/// The largest message, in bytes: the suite sends some of 16 MiB.
const MESSAGE_MAX_BYTES: usize = 64 * 1024 * 1024;
/// Slow enough not to be in the way.
const PACE: Pace = Pace { interval: Duration::from_secs(60), timeout: Duration::from_secs(60) };

/// Answers `GET /echo`.
pub async fn upgrade(mut request: Request) -> Response {
    match websocket_key(&request) {
        Ok(accept_key) => {
            let wire = wire(&mut request, MESSAGE_MAX_BYTES);
            tokio::spawn(async move {
                if let Some(wire) = wire.await {
                    tokio::spawn(run(FrameEcho { wire }, PACE));
                }
            });
            switching_protocols(accept_key, None)
        }
        Err(refusal) => Problem(refusal).into_response(),
    }
}

struct FrameEcho {
    wire: Wire,
}

/// The code of a close frame of ours; none where the client closed first.
type End = Option<u16>;

impl Speech for FrameEcho {
    type Done = ();
    type End = End;

    fn poll_readable(&mut self, _working: bool, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A client that does not read is not listened to.
        if self.wire.is_flushed() { self.wire.poll_readable(cx) } else { Poll::Pending }
    }

    fn poll_writable(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.wire.stream().poll_write_ready(cx)
    }

    fn poll_filled(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }

    fn is_flushed(&self) -> bool {
        self.wire.is_flushed()
    }

    fn read(&mut self) -> io::Result<Turn<(), End>> {
        let step = match self.wire.try_read()? {
            Heard::Message(Message::Text(text)) => {
                let frame = websocket_frame(OpCode::Data(Data::Text), text.as_bytes());
                self.wire.sending().push_back(frame);
                Step::Next
            }
            Heard::Message(Message::Binary(bytes)) => {
                let frame = websocket_frame(OpCode::Data(Data::Binary), &bytes);
                self.wire.sending().push_back(frame);
                Step::Next
            }
            Heard::Message(_) | Heard::Nothing => Step::Next,
            Heard::End => Step::End(None),
            Heard::TooLarge => Step::End(Some(CloseCode::TooBig as u16)),
            Heard::Broken(code) => Step::End(Some(code)),
        };
        Ok(Turn { alive: true, step })
    }

    fn write(&mut self) -> io::Result<ControlFlow<End>> {
        self.wire.try_flush()?;
        Ok(ControlFlow::Continue(()))
    }

    fn done(&mut self, (): ()) -> Step<(), End> {
        Step::Next
    }

    fn ping(&mut self) -> io::Result<()> {
        self.wire.sending().push_back(websocket_frame(OpCode::Control(Control::Ping), b""));
        self.wire.try_flush()
    }

    fn deadline(&self) -> Option<Instant> {
        None
    }

    fn due(&mut self) -> ControlFlow<End> {
        ControlFlow::Continue(())
    }

    async fn finish(&mut self, end: Option<End>) {
        let Some(end) = end else { return };
        if let Some(code) = end {
            self.wire.sending().push_back(close_frame(code, ""));
        }
        farewell::part(&mut self.wire, end.map(|_| Hearing::Lost)).await;
    }
}
