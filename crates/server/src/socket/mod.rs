//! The door for live connections: upgrade, connection loop, dispatch. It knows the hub and the services, never SQL,
//! and never another door.

mod connection;
mod dispatch;
mod origin;
mod people;
mod upgrade;
mod wire;

pub use origin::Origins;
pub use upgrade::upgrade;
