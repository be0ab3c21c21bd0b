//! A message as bytes on the wire: encoded and framed once for each dialect that has a listener, then shared by
//! everybody who is to hear it.

use bytes::Bytes;
use kith_domain::RoomId;
use kith_protocol::{Delivery, Place, ServerMessage, Ticker, action, plain};
use std::sync::{Arc, OnceLock};
use tungstenite::protocol::frame::FrameHeader;
use tungstenite::protocol::frame::coding::{Data, OpCode};

/// The envelope that a connection speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// One JSON object a text frame, at `/ws`.
    #[default]
    Plain,
    /// The event `action` of Socket.IO.
    Action,
}

/// Something numbered that a client hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feed {
    /// A room's.
    Room(RoomId),
    /// The client's own inbox: not every number of it is told, for what is told again keeps its number.
    Inbox,
}

/// A message ready to be written, with how it is to be queued. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Frame(Arc<Told>);

#[derive(Debug)]
struct Told {
    message: ServerMessage,
    /// Where it comes from.
    feed: Option<Feed>,
    plain: OnceLock<Bytes>,
    action: OnceLock<ActionFrames>,
}

/// A message in the dialect of Socket.IO.
#[derive(Debug)]
pub struct ActionFrames {
    /// The event, if it is one.
    pub event: Option<Framed>,
    /// The acknowledgement, if it is one.
    pub ack: Option<Framed>,
}

/// A whole WebSocket text frame.
#[derive(Clone, Debug)]
pub struct Framed {
    whole: Bytes,
    head_bytes: usize,
}

impl Frame {
    /// A message that no room says.
    #[must_use]
    pub fn new(message: ServerMessage) -> Self {
        Self(Arc::new(Told { message, feed: None, plain: OnceLock::new(), action: OnceLock::new() }))
    }

    /// A message of a room.
    #[must_use]
    pub fn of(room: RoomId, message: ServerMessage) -> Self {
        Self(Arc::new(Told {
            message,
            feed: Some(Feed::Room(room)),
            plain: OnceLock::new(),
            action: OnceLock::new(),
        }))
    }

    /// A message to one person, from their inbox if it has a number.
    #[must_use]
    pub fn to_person(message: ServerMessage) -> Self {
        let feed = Some(Feed::Inbox);
        Self(Arc::new(Told { message, feed, plain: OnceLock::new(), action: OnceLock::new() }))
    }

    /// How a slow reader's outbox treats it.
    #[must_use]
    pub fn delivery(&self) -> Delivery {
        self.0.message.delivery()
    }

    /// The feed that it has a place in, and that place.
    #[must_use]
    pub fn place(&self) -> Option<(Feed, Place)> {
        let place = self.0.message.place();
        self.0.feed.filter(|_| place != Place::Beside).map(|feed| (feed, place))
    }

    /// The latest shared win that it tells besides.
    #[must_use]
    pub fn ticker(&self) -> Option<&Ticker> {
        let ServerMessage::JoinedTeam { ticker, .. } = &self.0.message else { return None };
        ticker.as_ref()
    }

    /// A whole WebSocket text frame in the plain dialect.
    #[must_use]
    pub fn plain(&self) -> &Bytes {
        self.0.plain.get_or_init(|| {
            websocket_frame(OpCode::Data(Data::Text), plain::encode(&self.0.message).as_bytes())
        })
    }

    /// What it is in the dialect of Socket.IO.
    #[must_use]
    pub fn action(&self) -> &ActionFrames {
        self.0.action.get_or_init(|| {
            let action::Encoded { event, ack } = action::encode(&self.0.message);
            ActionFrames {
                event: event.map(|event| Framed::new(&event_text(&event))),
                ack: ack.map(|(number, argument)| Framed::new(&format!("43{number}[{argument}]"))),
            }
        })
    }

    /// How many bytes it is to whoever speaks this dialect.
    #[must_use]
    pub fn len(&self, dialect: Dialect) -> usize {
        match dialect {
            Dialect::Plain => self.plain().len(),
            Dialect::Action => {
                let ActionFrames { event, ack } = self.action();
                event.iter().chain(ack).map(|framed| framed.whole.len()).sum()
            }
        }
    }
}

/// The event of an action as Engine.IO and Socket.IO carry it.
#[must_use]
pub fn event_text(action: &str) -> String {
    format!("42[\"{}\",{action}]", action::EVENT)
}

impl Framed {
    /// Frames a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let whole = websocket_frame(OpCode::Data(Data::Text), text.as_bytes());
        Self { head_bytes: whole.len() - text.len(), whole }
    }

    /// The frame.
    #[must_use]
    pub const fn whole(&self) -> &Bytes {
        &self.whole
    }

    /// The text in it, shared.
    #[must_use]
    pub fn text(&self) -> Bytes {
        self.whole.slice(self.head_bytes..)
    }
}

/// A whole unmasked WebSocket frame, as a server sends it.
#[must_use]
pub fn websocket_frame(opcode: OpCode, payload: &[u8]) -> Bytes {
    let mut buffer = Vec::with_capacity(10 + payload.len());
    frame_head(opcode, payload.len(), &mut buffer);
    buffer.extend_from_slice(payload);
    buffer.into()
}

/// The head of an unmasked WebSocket frame whose payload has `len` bytes.
pub fn frame_head(opcode: OpCode, len: usize, buffer: &mut Vec<u8>) {
    let header = FrameHeader { is_final: true, opcode, ..FrameHeader::default() };
    // Writing to memory cannot fail.
    if let Err(error) = header.format(len as u64, buffer) {
        unreachable!("{error}");
    }
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
        let frame = Frame::new(ServerMessage::ack(Some(Reference::Number(7))));
        assert_eq!(&frame.plain()[..], b"\x81\x16{\"type\":\"ACK\",\"ref\":7}");
    }

    #[test]
    fn a_message_is_encoded_for_those_dialects_only_that_are_spoken() {
        let frame = Frame::new(ServerMessage::ack(Some(Reference::Number(7))));
        let text = br#"42["action",{"type":"SERVER:ACK","data":{"ref":7}}]"#;
        assert_eq!(frame.len(Dialect::Action), 2 + text.len());
        assert!(frame.0.plain.get().is_none());
        let event = frame.action().event.as_ref().unwrap();
        assert_eq!(&event.text()[..], text);
        assert_eq!(frame.clone().plain().as_ptr(), frame.plain().as_ptr(), "shared");
    }
}
