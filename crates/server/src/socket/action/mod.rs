//! Kith over Socket.IO: one event, `action`, both ways. A client is in the rooms of its teams from the start; one
//! without a good token is let in and told so, as shipping clients expect. It knows no transport.

mod count;
mod enter;
mod telling;

use super::connection::{Pace, Step};
use super::dispatch::dispatch;
use super::engine::{Host, Outgoing, Refused, Sessions, TopStep};
use super::socket_io::{Application, Event, Saying, SocketIo};
use super::upgrade::token;
use crate::app::Shared;
use crate::frame::{Feed, Frame, Framed, event_text};
use crate::hub::{Item, Seat, Tracked};
use axum::http::request::Parts;
use count::Count;
use enter::{Arrival, Credentials, Guest, arrive, join};
use kith_domain::RoomId;
use kith_protocol::plain::Undecodable;
use kith_protocol::socket_io::{Kind, MAIN_NAMESPACE, Packet};
use kith_protocol::{CloseCode, ErrorCode, Refusal, ServerMessage, action};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::task::{Context, Poll};
use std::time::Duration;
use telling::tell;
use tokio::time::Instant;

/// How long a client may be in no namespace (SPEC.md SO2).
const CONNECT_MAX: Duration = Duration::from_secs(45);
/// How long a client without a good token stays after it was told.
const STRANGER_LINGER: Duration = Duration::from_secs(1);
/// How often a client that nobody counts looks whether the server is stopping.
const LOOK: Duration = Duration::from_secs(1);
/// Codes from here on mean: do not come back without a change.
const FINAL_CODES_FROM: u16 = 4_500;

/// The door at `/socketio`. Cheap to clone.
#[derive(Clone)]
pub struct ActionHost {
    app: Shared,
    sessions: Sessions,
}

impl ActionHost {
    /// The door of this server.
    #[must_use]
    pub fn new(app: Shared) -> Self {
        Self { app, sessions: Sessions::default() }
    }
}

impl Host for ActionHost {
    type Top = SocketIo<Member>;

    fn pace(&self) -> Pace {
        Pace::of(&self.app.config)
    }

    fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    fn check(&self, request: &Parts) -> Result<(), Refused> {
        self.app.origins.check(&request.headers).map_err(|_| Refused::Origin)
    }

    fn open(&self, request: &Parts) -> Result<Self::Top, Refused> {
        if self.app.is_draining() {
            return Err(Refused::Full);
        }
        let seat = self.app.hub.connections().reserve().ok_or(Refused::Full)?;
        let token = token(&request.headers, &[], request.uri.query());
        let (standing, look) = (Standing::Outside(Some(seat)), Instant::now() + LOOK);
        let member = Member { app: self.app.clone(), token, standing, look };
        Ok(SocketIo::new(member, CONNECT_MAX))
    }
}

/// A client of Socket.IO.
pub struct Member {
    app: Shared,
    /// From the handshake.
    token: Option<String>,
    standing: Standing,
    /// When to look whether the server is stopping, as long as nobody would tell.
    look: Instant,
}

enum Standing {
    /// It has not said who it is; without a place only while that is being found out.
    Outside(Option<Seat>),
    /// It has no good token.
    Stranger { _seat: Seat, until: Instant, told: bool },
    /// It is in.
    Inside(Box<Inside>),
}

struct Inside {
    tracked: Tracked,
    count: Count,
    quiet: BTreeSet<RoomId>,
    /// When its token ends.
    expires: Instant,
}

/// What a piece of work brings back.
pub enum Done {
    /// Something was carried out.
    Carried,
    /// It is known who came.
    Arrived(Arrival),
}

impl Member {
    fn arrived(&mut self, arrival: Arrival, say: &mut Saying) -> TopStep<Done> {
        match arrival {
            Arrival::Guest(guest) => {
                let Guest { tracked, answer, count, quiet, rooms, returns } = *guest;
                say.connected(MAIN_NAMESPACE, &answer);
                let life_ms = tracked.link.expires_at().ms_since(self.app.clock.wall());
                let life = Duration::from_millis(life_ms.try_into().unwrap_or(0));
                let joining = join(self.app.clone(), tracked.link.clone(), rooms, returns);
                let inside = Inside { tracked, count, quiet, expires: Instant::now() + life };
                self.standing = Standing::Inside(Box::new(inside));
                carried(joining)
            }
            Arrival::Stranger(seat) => {
                let sid = crate::random::name();
                say.connected(MAIN_NAMESPACE, &format!(r#"{{"sid":"{sid}"}}"#));
                let until = Instant::now() + CONNECT_MAX;
                self.standing = Standing::Stranger { _seat: seat, until, told: false };
                Step::Next
            }
            Arrival::TurnedAway(code) => Step::End(code),
        }
    }
}

impl Inside {
    /// Hands over what waits. Breaks when the client can be told exactly only if it comes back.
    fn take(&mut self, out: &mut Outgoing<'_>) -> ControlFlow<CloseCode> {
        let Self { tracked, count, quiet, .. } = self;
        let mut broken = false;
        let ready = tracked.link.outbox().take(|item| {
            if broken {
                return;
            }
            match item {
                Item::Enter(start) => count.enter(&start),
                Item::Exit(room) => count.exit(Feed::Room(room)),
                Item::Frame(frame) => broken = tell(&frame, count, quiet, out).is_break(),
            }
        });
        if broken {
            return ControlFlow::Break(CloseCode::Resync);
        }
        ready.close.map_or(ControlFlow::Continue(()), ControlFlow::Break)
    }
}

impl Application for Member {
    type Done = Done;

    fn has(&self, namespace: &str) -> bool {
        namespace == MAIN_NAMESPACE
    }

    fn connect(&mut self, _namespace: &str, data: Option<&str>, _say: &mut Saying) -> TopStep<Done> {
        let Standing::Outside(seat) = &mut self.standing else { return Step::End(CloseCode::Protocol) };
        let Some(seat) = seat.take().or_else(|| self.app.hub.connections().reserve()) else {
            return Step::End(CloseCode::ShuttingDown);
        };
        let credentials = Credentials::read(data).or_token(self.token.as_ref());
        let arriving = arrive(self.app.clone(), seat, credentials);
        Step::Work(Box::pin(async move { Done::Arrived(arriving.await) }))
    }

    fn left(&mut self, _namespace: &str) -> TopStep<Done> {
        match std::mem::replace(&mut self.standing, Standing::Outside(None)) {
            Standing::Inside(inside) => {
                let app = self.app.clone();
                // A task of its own: if the connection ends meanwhile, nobody else would take it out of its rooms.
                let leaving = tokio::spawn(async move { leave(&app, &inside.tracked).await });
                carried(async move {
                    if leaving.await.is_err() {
                        tracing::error!("leaving the rooms fell to a bug");
                    }
                })
            }
            // Its time does not begin anew.
            Standing::Stranger { .. } => Step::End(CloseCode::BadToken),
            Standing::Outside(_) => Step::Next,
        }
    }

    fn event(&mut self, event: Event<'_>, say: &mut Saying) -> TopStep<Done> {
        match &mut self.standing {
            Standing::Inside(inside) => act(&self.app, inside, &event, say),
            Standing::Stranger { told: true, .. } | Standing::Outside(_) => Step::Next,
            Standing::Stranger { told, until, .. } => {
                (*told, *until) = (true, Instant::now() + STRANGER_LINGER);
                let data = format!("[\"{}\",{}]", action::EVENT, action::unauthorized());
                say.say(Packet { data: Some(&data), ..Packet::new(Kind::Event) }, Vec::new());
                if let Some(ack) = event.ack {
                    let message = "Unable to authenticate websocket request";
                    say.acknowledge(ack, &action::refused(&Refusal::new(ErrorCode::Unauthorized, message)));
                }
                Step::Next
            }
        }
    }

    fn done(&mut self, done: Done, say: &mut Saying) -> TopStep<Done> {
        match done {
            Done::Carried => Step::Next,
            Done::Arrived(arrival) => self.arrived(arrival, say),
        }
    }

    fn poll_filled(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match &self.standing {
            Standing::Inside(inside) => inside.tracked.link.outbox().poll_filled(cx),
            Standing::Outside(_) | Standing::Stranger { .. } => Poll::Pending,
        }
    }

    fn take(&mut self, out: &mut Outgoing<'_>) -> ControlFlow<CloseCode> {
        match &mut self.standing {
            Standing::Inside(inside) => inside.take(out),
            Standing::Outside(_) | Standing::Stranger { .. } => ControlFlow::Continue(()),
        }
    }

    fn closing(&self) -> Option<CloseCode> {
        match &self.standing {
            Standing::Inside(inside) => inside.tracked.link.outbox().closing(),
            Standing::Outside(_) | Standing::Stranger { .. } => None,
        }
    }

    fn deadline(&self) -> Option<Instant> {
        match &self.standing {
            Standing::Inside(inside) => Some(inside.expires),
            Standing::Stranger { until, .. } => Some(self.look.min(*until)),
            Standing::Outside(_) => Some(self.look),
        }
    }

    fn due(&mut self) -> ControlFlow<CloseCode> {
        let now = Instant::now();
        let is_over = match &mut self.standing {
            Standing::Inside(inside) => {
                // A newer token may have prolonged it meanwhile.
                let life_ms = inside.tracked.link.expires_at().ms_since(self.app.clock.wall());
                inside.expires = now + Duration::from_millis(life_ms.try_into().unwrap_or(0));
                inside.expires <= now
            }
            Standing::Stranger { until, .. } => *until <= now,
            Standing::Outside(_) => false,
        };
        if is_over {
            return ControlFlow::Break(CloseCode::BadToken);
        }
        if self.app.is_draining() {
            return ControlFlow::Break(CloseCode::ShuttingDown);
        }
        self.look = now + LOOK;
        ControlFlow::Continue(())
    }

    fn last_words(&mut self, code: CloseCode, out: &mut Outgoing<'_>) {
        // Who may come back is not told at all: its library does so by itself, and only when nobody says goodbye.
        if (code as u16) < FINAL_CODES_FROM {
            return;
        }
        if let Standing::Inside(inside) = &mut self.standing {
            // What waits comes before; how it ends is settled.
            let _ = inside.take(out);
            inside.tracked.link.outbox().close(code);
            out.shared(&Framed::new(&event_text(&action::session_closed(code))));
        }
        out.text("41");
    }

    async fn leave(&mut self) {
        if let Standing::Inside(inside) = &self.standing {
            leave(&self.app, &inside.tracked).await;
        }
    }
}

/// Has a client's action carried out.
fn act(app: &Shared, inside: &Inside, event: &Event<'_>, say: &mut Saying) -> TopStep<Done> {
    metrics::counter!("kith_messages_received_total").increment(1);
    let link = &inside.tracked.link;
    let is_action = event.name.as_deref() == Some(action::EVENT);
    let decoded = match event.arguments.first() {
        Some(argument) if is_action => action::decode(argument.get(), event.ack),
        Some(_) | None => {
            let message = "Emit the event \"action\" with an object {type, data}.";
            action::decode_nothing(Refusal::new(ErrorCode::BadMessage, message), event.ack)
        }
    };
    match decoded {
        Ok(action::Decoded::Message(incoming)) => carried(dispatch(app.clone(), link.clone(), incoming)),
        Ok(action::Decoded::Ignored) => {
            if let Some(ack) = event.ack {
                say.acknowledge(ack, action::NOTHING_TO_DO);
            }
            Step::Next
        }
        Err(Undecodable { refusal, reference }) => {
            link.outbox().push(Frame::new(ServerMessage::refused(refusal, reference)));
            Step::Next
        }
    }
}

async fn leave(app: &Shared, tracked: &Tracked) {
    for room in tracked.link.depart() {
        app.hub.leave(room, tracked.link.session).await;
    }
}

fn carried(work: impl Future<Output = ()> + Send + 'static) -> TopStep<Done> {
    Step::Work(Box::pin(async move {
        work.await;
        Done::Carried
    }))
}
