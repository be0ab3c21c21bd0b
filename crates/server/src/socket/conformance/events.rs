//! Says back the events that the suite of Socket.IO emits.

use crate::socket::connection::Step;
use crate::socket::engine::{Outgoing, TopStep};
use crate::socket::socket_io::{Application, Event, Saying};
use kith_protocol::CloseCode;
use kith_protocol::socket_io::{Kind, Packet};
use std::ops::ControlFlow;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// An application with two namespaces and nothing behind them.
pub struct EventEcho;

/// How long the greeting waits behind the answer to CONNECT: the suite listens for one packet after the other, and what
/// comes in one breath with the one before it is not heard.
const BREATH: Duration = Duration::from_millis(40);

/// The greeting of a namespace.
pub struct Greeting {
    namespace: String,
    data: String,
}

impl Application for EventEcho {
    type Done = Greeting;

    fn has(&self, namespace: &str) -> bool {
        matches!(namespace, "/" | "/custom")
    }

    fn connect(&mut self, namespace: &str, data: Option<&str>, say: &mut Saying) -> TopStep<Greeting> {
        let sid = crate::random::name();
        say.connected(namespace, &format!(r#"{{"sid":"{sid}"}}"#));
        let data = format!(r#"["auth",{}]"#, data.unwrap_or("{}"));
        let greeting = Greeting { namespace: namespace.to_owned(), data };
        Step::Work(Box::pin(async {
            sleep(BREATH).await;
            greeting
        }))
    }

    fn left(&mut self, _namespace: &str) -> TopStep<Greeting> {
        Step::Next
    }

    fn event(&mut self, event: Event<'_>, say: &mut Saying) -> TopStep<Greeting> {
        let Event { namespace, name, arguments, ack, parts } = event;
        let mut said: Vec<&str> = arguments.iter().map(|argument| argument.get()).collect();
        let kinds = match (name.as_deref(), ack) {
            (Some("message"), _) => {
                said.insert(0, "\"message-back\"");
                (Kind::Event, Kind::BinaryEvent, None)
            }
            (Some("message-with-ack"), Some(ack)) => (Kind::Ack, Kind::BinaryAck, Some(ack)),
            _ => return Step::Next,
        };
        let (plain, binary, ack) = kinds;
        let kind = if parts.is_empty() { plain } else { binary };
        let data = format!("[{}]", said.join(","));
        say.say(Packet { kind, namespace, ack, attachments: parts.len(), data: Some(&data) }, parts);
        Step::Next
    }

    fn done(&mut self, greeting: Greeting, say: &mut Saying) -> TopStep<Greeting> {
        let Greeting { namespace, data } = &greeting;
        say.say(Packet { namespace, data: Some(data), ..Packet::new(Kind::Event) }, Vec::new());
        Step::Next
    }

    fn poll_filled(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }

    fn take(&mut self, _out: &mut Outgoing<'_>) -> ControlFlow<CloseCode> {
        ControlFlow::Continue(())
    }

    fn closing(&self) -> Option<CloseCode> {
        None
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
