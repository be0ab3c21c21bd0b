//! A message as bytes on the wire: encoded and framed once, then shared by everybody who is to hear it.

use bytes::Bytes;
use kith_protocol::{Delivery, ServerMessage, plain};
use tungstenite::protocol::frame::coding::{Data, OpCode};

/// A message ready to be written, with how it is to be queued.
#[derive(Clone, Debug)]
pub struct Frame {
    /// A whole WebSocket text frame in the plain dialect.
    pub bytes: Bytes,
    /// How a slow reader's outbox treats it.
    pub delivery: Delivery,
}

impl Frame {
    /// Encodes a message.
    #[must_use]
    pub fn new(message: &ServerMessage) -> Self {
        let bytes = websocket_frame(OpCode::Data(Data::Text), plain::encode(message).into());
        Self { bytes, delivery: message.delivery() }
    }
}

/// A whole unmasked WebSocket frame, as a server sends it.
#[must_use]
pub fn websocket_frame(opcode: OpCode, payload: Bytes) -> Bytes {
    let frame = tungstenite::protocol::frame::Frame::message(payload, opcode, true);
    let mut buffer = Vec::with_capacity(frame.len());
    // Writing to memory cannot fail.
    if let Err(error) = frame.format(&mut buffer) {
        unreachable!("{error}");
    }
    buffer.into()
}
