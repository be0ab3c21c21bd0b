//! Engine.IO 4: sessions over long-polling and WebSocket, the upgrade between them, and heartbeats. It does not know
//! what its messages mean: that is whoever stands on top of it.

mod door;
mod ending;
mod inbound;
mod polling;
mod refusal;
mod session;
mod sessions;
mod top;

pub use door::{Host, answer};
pub use refusal::Refused;
pub use sessions::Sessions;
pub use top::{Outgoing, Top, TopStep};

use super::connection::Pace;

/// The largest message, and the largest payload of a poll, in bytes.
pub const PAYLOAD_MAX_BYTES: usize = 1_000_000;

/// What a session is told when it begins.
fn open_packet(sid: &str, upgrades: &[&str], pace: Pace) -> String {
    let (interval, timeout) = (pace.interval.as_millis(), pace.timeout.as_millis());
    format!(
        "0{{\"sid\":\"{sid}\",\"upgrades\":{upgrades:?},\"pingInterval\":{interval},\"pingTimeout\":{timeout},\
         \"maxPayload\":{PAYLOAD_MAX_BYTES}}}"
    )
}
