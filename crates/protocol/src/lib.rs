//! The vocabulary that Kith's server and clients share: ids, messages, REST bodies, error and close codes, and
//! the envelope of each dialect. It knows no clock, no I/O and no rule; TypeScript is generated from it
//! (`cargo xtask codegen`), and both languages read the files of `golden/`.
#![warn(missing_docs)]

pub mod action;
pub mod client;
pub mod engine_io;
pub mod error;
pub mod ids;
pub mod place;
pub mod plain;
pub mod rest;
pub mod server;
pub mod socket_io;
pub mod time;

pub use client::{CheerIcon, ClientMessage, Incoming, Reference};
pub use error::{CloseCode, ErrorCode, Refusal};
pub use ids::{PostId, TeamId, UserId};
pub use place::Place;
pub use server::{Delivery, Person, Presence, Role, ServerMessage, StateKey, Ticker};
pub use time::Timestamp;
