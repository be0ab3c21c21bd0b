//! Socket.IO 5 on a session of Engine.IO: namespaces, events, acknowledgements, binary parts. It does not know what an
//! event means: that is the application's.

use super::connection::Step;
use super::engine::{Outgoing, Top, TopStep};
use kith_protocol::CloseCode;
use kith_protocol::socket_io::{Kind, MAIN_NAMESPACE, Packet, Partial, Whole, event_name};
use serde_json::value::RawValue;
use std::collections::{BTreeSet, VecDeque};
use std::ops::ControlFlow;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Instant;

/// How many bytes of answers may wait for a client that does not read; beyond, it is closed with 4002.
const SAYING_MAX_BYTES: usize = 4_000_000;

/// What is done with the events of a connection.
pub trait Application: Send + 'static {
    /// What a piece of work brings back.
    type Done: Send;

    /// Whether there is such a namespace.
    fn has(&self, namespace: &str) -> bool;
    /// The client wants to enter a namespace, with these credentials (a JSON object).
    fn connect(&mut self, namespace: &str, data: Option<&str>, say: &mut Saying) -> TopStep<Self::Done>;
    /// The client left a namespace.
    fn left(&mut self, namespace: &str) -> TopStep<Self::Done>;
    /// An event in a namespace that the client is in.
    fn event(&mut self, event: Event<'_>, say: &mut Saying) -> TopStep<Self::Done>;
    /// A piece of work is done.
    fn done(&mut self, done: Self::Done, say: &mut Saying) -> TopStep<Self::Done>;
    /// As [`Top::poll_filled`].
    fn poll_filled(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    /// As [`Top::take`].
    fn take(&mut self, out: &mut Outgoing<'_>) -> ControlFlow<CloseCode>;
    /// As [`Top::closing`].
    fn closing(&self) -> Option<CloseCode>;
    /// As [`Top::deadline`].
    fn deadline(&self) -> Option<Instant>;
    /// As [`Top::due`].
    fn due(&mut self) -> ControlFlow<CloseCode>;
    /// As [`Top::last_words`].
    fn last_words(&mut self, code: CloseCode, out: &mut Outgoing<'_>);
    /// As [`Top::leave`].
    fn leave(&mut self) -> impl Future<Output = ()> + Send;
}

/// What a client emits.
pub struct Event<'a> {
    /// Where.
    pub namespace: &'a str,
    /// Its name; `None` where that is a number.
    pub name: Option<String>,
    /// What comes behind the name, binary parts as placeholders.
    pub arguments: Vec<&'a RawValue>,
    /// The number under which it asks for an answer.
    pub ack: Option<u64>,
    /// The binary parts.
    pub parts: Vec<Vec<u8>>,
}

/// What is said besides what the application hands over: answers, in the order of what they answer.
#[derive(Default)]
pub struct Saying {
    packets: VecDeque<(String, Vec<Vec<u8>>)>,
    bytes: usize,
    /// The namespaces that the client is in.
    inside: BTreeSet<String>,
}

impl Saying {
    /// The client is in a namespace from now on; `data` is a JSON object.
    pub fn connected(&mut self, namespace: &str, data: &str) {
        self.inside.insert(namespace.to_owned());
        self.say(Packet { namespace, data: Some(data), ..Packet::new(Kind::Connect) }, Vec::new());
    }

    /// Says an event or an answer, with its arguments as a JSON array.
    pub fn say(&mut self, packet: Packet<'_>, parts: Vec<Vec<u8>>) {
        let text = format!("4{}", packet.encode());
        self.bytes += PACKET_BYTES + text.len() + parts.iter().map(Vec::len).sum::<usize>();
        self.packets.push_back((text, parts));
    }

    /// Answers an event of the main namespace with one argument.
    pub fn acknowledge(&mut self, ack: u64, argument: &str) {
        let data = format!("[{argument}]");
        self.say(Packet { ack: Some(ack), data: Some(&data), ..Packet::new(Kind::Ack) }, Vec::new());
    }
}

/// What a packet takes besides its text.
const PACKET_BYTES: usize = 128;

/// A connection of Socket.IO.
pub struct SocketIo<A: Application> {
    application: A,
    saying: Saying,
    /// A packet whose binary parts are on their way.
    partial: Option<Partial>,
    /// How long the client may be in no namespace.
    connect_max: Duration,
    outside_since: Instant,
}

impl<A: Application> SocketIo<A> {
    /// A connection that is in no namespace yet.
    pub fn new(application: A, connect_max: Duration) -> Self {
        let (saying, outside_since) = (Saying::default(), Instant::now());
        Self { application, saying, partial: None, connect_max, outside_since }
    }

    fn take_packet(&mut self, packet: &Packet<'_>, parts: Vec<Vec<u8>>) -> TopStep<A::Done> {
        let namespace = packet.namespace;
        let is_inside = self.saying.inside.contains(namespace);
        match packet.kind {
            Kind::Connect if !self.application.has(namespace) => {
                let data = Some(r#"{"message":"Invalid namespace"}"#);
                self.saying.say(Packet { namespace, data, ..Packet::new(Kind::ConnectError) }, parts);
                Step::Next
            }
            Kind::Connect if is_inside => Step::End(CloseCode::Protocol),
            Kind::Connect => self.application.connect(namespace, packet.data, &mut self.saying),
            Kind::Disconnect => {
                if !self.saying.inside.remove(namespace) {
                    return Step::Next;
                }
                self.outside_since = Instant::now();
                self.application.left(namespace)
            }
            Kind::Event | Kind::BinaryEvent if is_inside => self.take_event(packet, parts),
            // Nothing that is said here asks for an answer.
            Kind::Ack | Kind::BinaryAck if is_inside => Step::Next,
            Kind::Event | Kind::BinaryEvent | Kind::Ack | Kind::BinaryAck | Kind::ConnectError => {
                Step::End(CloseCode::Protocol)
            }
        }
    }

    fn take_event(&mut self, packet: &Packet<'_>, parts: Vec<Vec<u8>>) -> TopStep<A::Done> {
        let Ok(mut arguments) = packet.arguments() else { return Step::End(CloseCode::Protocol) };
        let name = event_name(arguments.remove(0));
        let Packet { namespace, ack, .. } = *packet;
        self.application.event(Event { namespace, name, arguments, ack, parts }, &mut self.saying)
    }

    fn take_whole(&mut self, whole: Whole) -> TopStep<A::Done> {
        let Whole { text, parts } = whole;
        match Packet::decode(&text) {
            Ok(packet) => self.take_packet(&packet, parts),
            Err(_) => Step::End(CloseCode::Protocol),
        }
    }
}

impl<A: Application> Top for SocketIo<A> {
    type Done = A::Done;

    fn hear(&mut self, text: &str) -> TopStep<A::Done> {
        // The parts of a packet come right behind it.
        let packet = Packet::decode(text).ok().filter(|_| self.partial.is_none());
        let Some(packet) = packet else { return Step::End(CloseCode::Protocol) };
        match Partial::begin(&packet) {
            Ok(None) => self.take_packet(&packet, Vec::new()),
            Ok(partial) => {
                self.partial = partial;
                Step::Next
            }
            Err(_) => Step::End(CloseCode::Protocol),
        }
    }

    fn hear_binary(&mut self, bytes: Vec<u8>) -> TopStep<A::Done> {
        match self.partial.take().map(|partial| partial.receive(bytes)) {
            Some(Ok(whole)) => self.take_whole(whole),
            Some(Err(partial)) if partial.bytes() <= super::engine::PAYLOAD_MAX_BYTES => {
                self.partial = Some(partial);
                Step::Next
            }
            Some(Err(_)) | None => Step::End(CloseCode::Protocol),
        }
    }

    fn done(&mut self, done: A::Done) -> TopStep<A::Done> {
        self.application.done(done, &mut self.saying)
    }

    fn poll_filled(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.application.poll_filled(cx)
    }

    fn take(&mut self, out: &mut Outgoing<'_>) -> ControlFlow<CloseCode> {
        self.saying.bytes = 0;
        for (packet, parts) in std::mem::take(&mut self.saying.packets) {
            out.text(&packet);
            parts.iter().for_each(|part| out.binary(part));
        }
        self.application.take(out)
    }

    fn closing(&self) -> Option<CloseCode> {
        if self.saying.bytes > SAYING_MAX_BYTES {
            return Some(CloseCode::Slow);
        }
        self.application.closing()
    }

    fn deadline(&self) -> Option<Instant> {
        let outside = self.saying.inside.is_empty().then(|| self.outside_since + self.connect_max);
        self.application.deadline().into_iter().chain(outside).min()
    }

    fn due(&mut self) -> ControlFlow<CloseCode> {
        let now = Instant::now();
        if self.saying.inside.is_empty() && self.outside_since + self.connect_max <= now {
            return ControlFlow::Break(CloseCode::Protocol);
        }
        match self.application.deadline() {
            Some(deadline) if deadline <= now => self.application.due(),
            Some(_) | None => ControlFlow::Continue(()),
        }
    }

    fn last_words(&mut self, code: CloseCode, out: &mut Outgoing<'_>) {
        if self.saying.inside.contains(MAIN_NAMESPACE) {
            self.application.last_words(code, out);
        }
    }

    async fn leave(&mut self) {
        self.application.leave().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::socket::conformance::events::EventEcho;

    #[tokio::test]
    async fn so2_who_is_in_no_namespace_for_too_long_is_hung_up_on() {
        let mut client = SocketIo::new(EventEcho, Duration::ZERO);
        assert!(client.deadline().unwrap() <= Instant::now());
        assert_eq!(client.due(), ControlFlow::Break(CloseCode::Protocol));
        assert!(matches!(client.hear("0"), Step::Work(_)));
        assert_eq!((client.deadline(), client.due()), (None, ControlFlow::Continue(())));
        assert!(matches!(client.hear("1"), Step::Next));
        assert_eq!(client.due(), ControlFlow::Break(CloseCode::Protocol));
    }

    #[tokio::test]
    async fn who_does_not_read_its_answers_is_closed() {
        let mut client = SocketIo::new(EventEcho, Duration::ZERO);
        assert!(matches!(client.hear("0"), Step::Work(_)));
        let message = format!(r#"2["message","{}"]"#, "x".repeat(900_000));
        for _ in 0..5 {
            assert_eq!(client.closing(), None);
            assert!(matches!(client.hear(&message), Step::Next));
        }
        assert_eq!(client.closing(), Some(CloseCode::Slow));
    }
}
