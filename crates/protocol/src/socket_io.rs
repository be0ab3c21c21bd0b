//! Socket.IO 5 as text: its packets, and events whose binary parts come behind them. It knows no session and no
//! meaning of an event.

use serde_json::value::RawValue;
use std::fmt::Write as _;

/// How many binary parts one packet may have.
pub const ATTACHMENTS_MAX: usize = 64;
/// The namespace that is there without being named.
pub const MAIN_NAMESPACE: &str = "/";

/// Names that no event may have: the libraries use them for themselves.
const RESERVED: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// What a packet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Enter a namespace; with an object of credentials from the client, of the session from the server.
    Connect,
    /// Leave a namespace.
    Disconnect,
    /// An event with arguments.
    Event,
    /// The answer to an event that asked for one.
    Ack,
    /// The namespace was refused.
    ConnectError,
    /// An event whose arguments have binary parts.
    BinaryEvent,
    /// An answer whose arguments have binary parts.
    BinaryAck,
}

/// One packet without its binary parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// What it is.
    pub kind: Kind,
    /// Where.
    pub namespace: &'a str,
    /// The number under which an answer is asked for, or given.
    pub ack: Option<u64>,
    /// How many binary parts follow.
    pub attachments: usize,
    /// JSON; of events and answers an array.
    pub data: Option<&'a str>,
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

impl Kind {
    const fn digit(self) -> char {
        match self {
            Self::Connect => '0',
            Self::Disconnect => '1',
            Self::Event => '2',
            Self::Ack => '3',
            Self::ConnectError => '4',
            Self::BinaryEvent => '5',
            Self::BinaryAck => '6',
        }
    }

    const fn of(digit: u8) -> Option<Self> {
        Some(match digit {
            b'0' => Self::Connect,
            b'1' => Self::Disconnect,
            b'2' => Self::Event,
            b'3' => Self::Ack,
            b'4' => Self::ConnectError,
            b'5' => Self::BinaryEvent,
            b'6' => Self::BinaryAck,
            _ => return None,
        })
    }

    const fn is_binary(self) -> bool {
        matches!(self, Self::BinaryEvent | Self::BinaryAck)
    }
}

impl<'a> Packet<'a> {
    /// A packet of the main namespace with nothing in it.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self { kind, namespace: MAIN_NAMESPACE, ack: None, attachments: 0, data: None }
    }

    /// Reads a packet and checks that its data are what its kind asks for.
    ///
    /// # Errors
    /// An unknown kind, data that are no JSON or of the wrong shape, an event with a reserved name, or more than
    /// [`ATTACHMENTS_MAX`] binary parts.
    pub fn decode(text: &'a str) -> Result<Self, Malformed> {
        let kind = text.bytes().next().and_then(Kind::of).ok_or(Malformed)?;
        let mut rest = &text[1..];
        let mut attachments = 0;
        if kind.is_binary() {
            let (count, behind) = rest.split_once('-').ok_or(Malformed)?;
            attachments = digits(count).filter(|count| *count <= ATTACHMENTS_MAX as u64).ok_or(Malformed)?;
            rest = behind;
        }
        let mut namespace = MAIN_NAMESPACE;
        if rest.starts_with('/') {
            // Where nothing follows, the comma may be missing.
            (namespace, rest) = rest.split_once(',').unwrap_or((rest, ""));
            namespace = namespace.split_once('?').map_or(namespace, |(name, _)| name);
        }
        let end = rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        let ack = match &rest[..end] {
            "" => None,
            number => Some(digits(number).ok_or(Malformed)?),
        };
        let data = Some(&rest[end..]).filter(|data| !data.is_empty());
        #[expect(clippy::cast_possible_truncation, reason = "at most ATTACHMENTS_MAX")]
        let packet = Self { kind, namespace, ack, attachments: attachments as usize, data };
        if packet.has_data_of_its_kind() { Ok(packet) } else { Err(Malformed) }
    }

    /// Writes a packet.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut text = String::from(self.kind.digit());
        // Writing to text cannot fail.
        if self.kind.is_binary() {
            let _ = write!(text, "{}-", self.attachments);
        }
        if self.namespace != MAIN_NAMESPACE {
            let _ = write!(text, "{},", self.namespace);
        }
        if let Some(ack) = self.ack {
            let _ = write!(text, "{ack}");
        }
        text.push_str(self.data.unwrap_or_default());
        text
    }

    /// The arguments of an event or an answer as they stand; of an event the first is its name.
    ///
    /// # Errors
    /// If the data are no array.
    pub fn arguments(&self) -> Result<Vec<&'a RawValue>, Malformed> {
        serde_json::from_str(self.data.unwrap_or_default()).map_err(|_| Malformed)
    }

    fn has_data_of_its_kind(&self) -> bool {
        let begins = |with: &[char]| self.data.is_some_and(|data| data.starts_with(with) && is_json(data));
        match self.kind {
            Kind::Connect => self.data.is_none() || begins(&['{']),
            Kind::Disconnect => self.data.is_none(),
            Kind::ConnectError => begins(&['{', '"']),
            Kind::Ack | Kind::BinaryAck => self.arguments().is_ok(),
            Kind::Event | Kind::BinaryEvent => {
                self.arguments().is_ok_and(|arguments| arguments.first().is_some_and(|name| is_name(name)))
            }
        }
    }
}

/// The text of an event's name; `None` where it is a number.
#[must_use]
pub fn event_name(name: &RawValue) -> Option<String> {
    serde_json::from_str(name.get()).ok()
}

/// A packet on its way: its binary parts come behind it, in order.
#[derive(Debug)]
pub struct Partial {
    text: String,
    wanted: usize,
    parts: Vec<Vec<u8>>,
}

/// A packet with all of its binary parts.
#[derive(Debug, PartialEq, Eq)]
pub struct Whole {
    /// The packet, its parts as placeholders.
    pub text: String,
    /// The binary parts, in the order of their placeholders' numbers.
    pub parts: Vec<Vec<u8>>,
}

impl Partial {
    /// A packet whose parts are to follow; `None` if it has none.
    ///
    /// # Errors
    /// If it names a part that is not announced.
    pub fn begin(packet: &Packet<'_>) -> Result<Option<Self>, Malformed> {
        if packet.attachments == 0 {
            return Ok(None);
        }
        let data: serde_json::Value =
            serde_json::from_str(packet.data.unwrap_or_default()).map_err(|_| Malformed)?;
        if !names_only(&data, packet.attachments) {
            return Err(Malformed);
        }
        Ok(Some(Self { text: packet.encode(), wanted: packet.attachments, parts: Vec::new() }))
    }

    /// How many bytes came so far.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len() + self.parts.iter().map(Vec::len).sum::<usize>()
    }

    /// Adds the next part; gives the packet when it was the last.
    ///
    /// # Errors
    /// The packet itself, as long as parts are missing.
    pub fn receive(mut self, part: Vec<u8>) -> Result<Whole, Self> {
        self.parts.push(part);
        if self.parts.len() < self.wanted {
            return Err(self);
        }
        Ok(Whole { text: self.text, parts: self.parts })
    }
}

/// Whether every placeholder of a part has a number below `count`.
fn names_only(data: &serde_json::Value, count: usize) -> bool {
    use serde_json::Value;
    match data {
        Value::Object(fields) if fields.get("_placeholder") == Some(&Value::Bool(true)) => {
            fields.get("num").and_then(Value::as_u64).is_some_and(|number| number < count as u64)
        }
        Value::Object(fields) => fields.values().all(|value| names_only(value, count)),
        Value::Array(values) => values.iter().all(|value| names_only(value, count)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

fn digits(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<&RawValue>(text).is_ok()
}

fn is_name(name: &RawValue) -> bool {
    match name.get().bytes().next() {
        Some(b'"') => event_name(name).is_some_and(|name| !RESERVED.contains(&name.as_str())),
        Some(first) => first == b'-' || first.is_ascii_digit(),
        None => false,
    }
}
