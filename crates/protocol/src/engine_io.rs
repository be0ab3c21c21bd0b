//! Engine.IO 4 as bytes: its packets, and payloads of several of them as long-polling carries them. It knows no
//! session and no transport beyond their encoding.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::borrow::Cow;

/// What stands between two packets of a payload.
pub const SEPARATOR: char = '\u{1e}';
/// How many packets one payload may carry.
pub const PAYLOAD_MAX_PACKETS: usize = 4_096;

/// One packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packet<'a> {
    /// The server's first: where the session stands, as JSON.
    Open(&'a str),
    /// The end of the session.
    Close,
    /// A heartbeat, or the probe of an upgrade.
    Ping(&'a str),
    /// The answer to it, with the same text.
    Pong(&'a str),
    /// Text for what stands above.
    Message(&'a str),
    /// Bytes for what stands above.
    Binary(Cow<'a, [u8]>),
    /// The client goes on over the new transport.
    Upgrade,
    /// Nothing, to end a poll.
    Noop,
}

/// What is no packet. The connection is of no use any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a packet")
    }
}

impl std::error::Error for Malformed {}

impl<'a> Packet<'a> {
    /// Reads one packet of a text frame, or of a payload (where `b` begins bytes in base64).
    ///
    /// # Errors
    /// An unknown type, base64 that is none, or text behind a packet that has none.
    pub fn decode(text: &'a str) -> Result<Self, Malformed> {
        let kind = *text.as_bytes().first().ok_or(Malformed)?;
        if !kind.is_ascii() {
            return Err(Malformed);
        }
        let rest = &text[1..];
        let bare = |packet| if rest.is_empty() { Ok(packet) } else { Err(Malformed) };
        match kind {
            b'0' => Ok(Self::Open(rest)),
            b'1' => bare(Self::Close),
            b'2' => Ok(Self::Ping(rest)),
            b'3' => Ok(Self::Pong(rest)),
            b'4' => Ok(Self::Message(rest)),
            b'5' => bare(Self::Upgrade),
            b'6' => bare(Self::Noop),
            b'b' => STANDARD.decode(rest).map(|bytes| Self::Binary(bytes.into())).map_err(|_| Malformed),
            _ => Err(Malformed),
        }
    }

    /// Writes one packet as text; bytes in base64.
    pub fn encode(&self, into: &mut String) {
        let (kind, rest) = match self {
            Self::Open(rest) => ('0', *rest),
            Self::Close => ('1', ""),
            Self::Ping(rest) => ('2', *rest),
            Self::Pong(rest) => ('3', *rest),
            Self::Message(rest) => ('4', *rest),
            Self::Upgrade => ('5', ""),
            Self::Noop => ('6', ""),
            Self::Binary(bytes) => {
                into.push('b');
                STANDARD.encode_string(bytes, into);
                return;
            }
        };
        into.push(kind);
        into.push_str(rest);
    }
}

/// Reads a payload: one packet or more.
///
/// # Errors
/// If any of them is no packet, or there are more than [`PAYLOAD_MAX_PACKETS`].
pub fn decode_payload(body: &str) -> Result<Vec<Packet<'_>>, Malformed> {
    let mut packets = Vec::new();
    for text in body.split(SEPARATOR) {
        if packets.len() == PAYLOAD_MAX_PACKETS {
            return Err(Malformed);
        }
        packets.push(Packet::decode(text)?);
    }
    Ok(packets)
}

/// Writes packets as a payload. No text of theirs may hold the [`SEPARATOR`]; JSON never does, for it escapes it.
#[must_use]
pub fn encode_payload(packets: &[Packet<'_>]) -> String {
    let mut payload = String::new();
    for (nth, packet) in packets.iter().enumerate() {
        if nth > 0 {
            payload.push(SEPARATOR);
        }
        packet.encode(&mut payload);
    }
    payload
}
