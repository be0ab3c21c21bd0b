//! Says back every message of an Engine.IO session.

use crate::socket::connection::Step;
use crate::socket::engine::{Outgoing, Top, TopStep};
use kith_protocol::CloseCode;
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::task::{Context, Poll};
use tokio::time::Instant;

/// What waits to be said back.
#[derive(Default)]
pub struct EngineEcho {
    waiting: VecDeque<Message>,
    bytes: usize,
}

/// How many bytes may wait for a client that does not read.
const WAITING_MAX_BYTES: usize = 8_000_000;

enum Message {
    Text(String),
    Binary(Vec<u8>),
}

impl EngineEcho {
    fn echo(&mut self, message: Message, bytes: usize) -> TopStep<()> {
        self.bytes += bytes;
        self.waiting.push_back(message);
        Step::Next
    }
}

impl Top for EngineEcho {
    type Done = ();

    fn hear(&mut self, text: &str) -> TopStep<()> {
        self.echo(Message::Text(format!("4{text}")), text.len())
    }

    fn hear_binary(&mut self, bytes: Vec<u8>) -> TopStep<()> {
        let len = bytes.len();
        self.echo(Message::Binary(bytes), len)
    }

    fn done(&mut self, (): ()) -> TopStep<()> {
        Step::Next
    }

    fn poll_filled(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }

    fn take(&mut self, out: &mut Outgoing<'_>) -> ControlFlow<CloseCode> {
        self.bytes = 0;
        for message in self.waiting.drain(..) {
            match message {
                Message::Text(text) => out.text(&text),
                Message::Binary(bytes) => out.binary(&bytes),
            }
        }
        ControlFlow::Continue(())
    }

    fn closing(&self) -> Option<CloseCode> {
        (self.bytes > WAITING_MAX_BYTES).then_some(CloseCode::Slow)
    }

    fn deadline(&self) -> Option<Instant> {
        None
    }

    fn due(&mut self) -> ControlFlow<CloseCode> {
        ControlFlow::Continue(())
    }

    fn last_words(&mut self, _code: CloseCode, _out: &mut Outgoing<'_>) {}

    async fn leave(&mut self) {}
}
