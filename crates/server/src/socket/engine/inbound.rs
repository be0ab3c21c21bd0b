//! What a client says to its session, taken out of the payload or the frame that it came in.

use kith_protocol::engine_io::Packet;
use tokio::sync::oneshot;

/// A packet of a client.
pub enum Inbound {
    Alive,
    Text(String),
    Bytes(Vec<u8>),
    /// The end, and the payload that is to be answered only then.
    Close(Option<oneshot::Sender<bool>>),
    /// One that no client sends.
    Wrong,
}

impl Inbound {
    pub fn of(packet: Packet<'_>) -> Self {
        match packet {
            Packet::Message(text) => Self::Text(text.to_owned()),
            Packet::Binary(bytes) => Self::Bytes(bytes.into_owned()),
            Packet::Pong(_) => Self::Alive,
            Packet::Close => Self::Close(None),
            // Heartbeats are the server's to begin; an upgrade is said on the new transport.
            Packet::Ping(_) | Packet::Open(_) | Packet::Upgrade | Packet::Noop => Self::Wrong,
        }
    }
}
