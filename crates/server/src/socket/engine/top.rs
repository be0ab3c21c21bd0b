//! What stands on top of a session, and how it hands over what it has to say. Messages are given in pieces, so that
//! what many are told is shared and only what is somebody's own is written for them.

use crate::frame::{Framed, frame_head, websocket_frame};
use crate::socket::connection::Step;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use kith_protocol::{CloseCode, engine_io};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::task::{Context, Poll};
use tokio::time::Instant;
use tungstenite::protocol::frame::coding::{Data, OpCode};

/// What follows from a message: it may end the session, with the code that the client is told.
pub type TopStep<D> = Step<D, CloseCode>;

/// The user of a session.
pub trait Top: Send + 'static {
    /// What a piece of work brings back.
    type Done: Send;

    /// A text message came.
    fn hear(&mut self, text: &str) -> TopStep<Self::Done>;
    /// A binary message came.
    fn hear_binary(&mut self, bytes: Vec<u8>) -> TopStep<Self::Done>;
    /// A piece of work is done.
    fn done(&mut self, done: Self::Done) -> TopStep<Self::Done>;
    /// Ready when something new waits, other than after one of the calls above.
    fn poll_filled(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    /// Hands over everything that waits. Breaks when the session is to be closed after it.
    fn take(&mut self, out: &mut Outgoing<'_>) -> ControlFlow<CloseCode>;
    /// Whether the session is to be closed, also if nothing can be handed over now.
    fn closing(&self) -> Option<CloseCode>;
    /// When [`Top::due`] is to be asked.
    fn deadline(&self) -> Option<Instant>;
    /// The time of [`Top::deadline`] has come.
    fn due(&mut self) -> ControlFlow<CloseCode>;
    /// Hands over what is to be said at the end of the session.
    fn last_words(&mut self, code: CloseCode, out: &mut Outgoing<'_>);
    /// Leaves what it was in.
    fn leave(&mut self) -> impl Future<Output = ()> + Send;
}

/// Where messages go: onto a WebSocket, or into the payload of a poll.
pub enum Outgoing<'a> {
    /// Frames to be written.
    Wire(&'a mut VecDeque<Bytes>),
    /// The payload so far.
    Payload(&'a mut Vec<u8>),
}

impl Outgoing<'_> {
    /// A packet that is shared with others, as it stands.
    pub fn shared(&mut self, framed: &Framed) {
        match self {
            Self::Wire(sending) => sending.push_back(framed.whole().clone()),
            Self::Payload(payload) => append(payload, &[&framed.text()]),
        }
    }

    /// A packet whose beginning is shared with others.
    pub fn with_tail(&mut self, beginning: Bytes, tail: String) {
        match self {
            Self::Wire(sending) => {
                let mut head = Vec::with_capacity(10);
                frame_head(OpCode::Data(Data::Text), beginning.len() + tail.len(), &mut head);
                sending.extend([head.into(), beginning, tail.into()]);
            }
            Self::Payload(payload) => append(payload, &[&beginning, tail.as_bytes()]),
        }
    }

    /// A packet of text.
    pub fn text(&mut self, packet: &str) {
        match self {
            Self::Wire(sending) => {
                sending.push_back(websocket_frame(OpCode::Data(Data::Text), packet.as_bytes()));
            }
            Self::Payload(payload) => append(payload, &[packet.as_bytes()]),
        }
    }

    /// A binary message.
    pub fn binary(&mut self, bytes: &[u8]) {
        match self {
            Self::Wire(sending) => sending.push_back(websocket_frame(OpCode::Data(Data::Binary), bytes)),
            Self::Payload(payload) => append(payload, &[b"b", STANDARD.encode(bytes).as_bytes()]),
        }
    }
}

fn append(payload: &mut Vec<u8>, pieces: &[&[u8]]) {
    if !payload.is_empty() {
        let mut separator = [0; 4];
        payload.extend_from_slice(engine_io::SEPARATOR.encode_utf8(&mut separator).as_bytes());
    }
    pieces.iter().for_each(|piece| payload.extend_from_slice(piece));
}
