//! A message as bytes on the wire: encoded and framed once, then shared by everybody who is to hear it.

use bytes::Bytes;
use kith_protocol::{Delivery, ServerMessage, plain};
use tungstenite::protocol::frame::FrameHeader;
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
        let bytes = websocket_frame(OpCode::Data(Data::Text), plain::encode(message).as_bytes());
        Self { bytes, delivery: message.delivery() }
    }
}

/// A whole unmasked WebSocket frame, as a server sends it.
#[must_use]
pub fn websocket_frame(opcode: OpCode, payload: &[u8]) -> Bytes {
    let header = FrameHeader { is_final: true, opcode, ..FrameHeader::default() };
    let mut buffer = Vec::with_capacity(header.len(payload.len() as u64) + payload.len());
    // Writing to memory cannot fail.
    if let Err(error) = header.format(payload.len() as u64, &mut buffer) {
        unreachable!("{error}");
    }
    buffer.extend_from_slice(payload);
    buffer.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_protocol::Reference;
    use tungstenite::protocol::frame::coding::Control;

    #[test]
    fn every_kind_of_frame_of_every_length_is_framed_as_rfc_6455_says() {
        assert_eq!(&websocket_frame(OpCode::Control(Control::Ping), b"")[..], [0x89, 0]);
        assert_eq!(
            &websocket_frame(OpCode::Control(Control::Close), b"\x0f\xa1hi")[..],
            b"\x88\x04\x0f\xa1hi"
        );
        for (len, head) in [
            (125, &[0x81, 125][..]),
            (126, &[0x81, 126, 0, 126]),
            (65_536, &[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let frame = websocket_frame(OpCode::Data(Data::Text), &vec![b'x'; len]);
            assert_eq!((&frame[..head.len()], frame.len()), (head, head.len() + len));
        }
        let frame = Frame::new(&ServerMessage::ack(Some(Reference::Number(7))));
        assert_eq!(&frame.bytes[..], b"\x81\x16{\"type\":\"ACK\",\"ref\":7}");
    }
}
