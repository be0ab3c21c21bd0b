//! The doors for live connections: upgrade, connection loop, dialects, dispatch. They know the hub and the services,
//! never SQL, and never another door.

mod action;
mod conformance;
mod connection;
mod dispatch;
mod engine;
mod farewell;
mod origin;
mod pacts;
mod people;
mod plain;
mod socket_io;
mod upgrade;
mod wire;

pub use action::ActionHost;
pub use conformance::router as conformance;
pub use engine::answer as engine_io;
pub use origin::Origins;
pub use upgrade::upgrade;
