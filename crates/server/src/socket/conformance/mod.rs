//! `kith conformance-server`: echoes on the same doors that Kith's people come in by, for the test suites of Engine.IO,
//! Socket.IO and WebSocket. It knows no rooms and no people.

mod engine;
pub mod events;
mod frames;

pub use super::connection::Pace;
use super::engine::{Host, Refused, Sessions, Top, answer};
use super::socket_io::SocketIo;
use crate::config::Conformance;
use axum::Router;
use axum::http::request::Parts;
use axum::routing::{any, get};
use engine::EngineEcho;
use events::EventEcho;
use std::time::Duration;

/// How long a client may be in no namespace.
const CONNECT_MAX: Duration = Duration::from_secs(45);

/// The doors.
pub fn router(options: &Conformance) -> Router {
    let pace = Pace {
        interval: Duration::from_millis(options.ping_interval_ms),
        timeout: Duration::from_millis(options.ping_timeout_ms),
    };
    let engine = Echoes::new(pace, EngineEcho::default);
    let events = Echoes::new(pace, || SocketIo::new(EventEcho, CONNECT_MAX));
    Router::new()
        .route("/engine.io/", any(answer::<Echoes<EngineEcho>>))
        .with_state(engine)
        .merge(
            Router::new().route("/socket.io/", any(answer::<Echoes<SocketIo<EventEcho>>>)).with_state(events),
        )
        .route("/echo", get(frames::upgrade))
}

/// Sessions that each have a fresh echo on them.
struct Echoes<T> {
    pace: Pace,
    sessions: Sessions,
    make: fn() -> T,
}

impl<T> Clone for Echoes<T> {
    fn clone(&self) -> Self {
        Self { pace: self.pace, sessions: self.sessions.clone(), make: self.make }
    }
}

impl<T> Echoes<T> {
    fn new(pace: Pace, make: fn() -> T) -> Self {
        Self { pace, sessions: Sessions::default(), make }
    }
}

impl<T: Top> Host for Echoes<T> {
    type Top = T;

    fn pace(&self) -> Pace {
        self.pace
    }

    fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    fn check(&self, _request: &Parts) -> Result<(), Refused> {
        Ok(())
    }

    fn open(&self, _request: &Parts) -> Result<T, Refused> {
        Ok((self.make)())
    }
}
