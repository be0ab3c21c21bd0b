//! The vocabulary that Kith's server and clients share: ids, messages, REST bodies, error and close codes, and
//! the envelope of each dialect. It knows no clock, no I/O and no rule; TypeScript is generated from it
//! (`cargo xtask codegen`), and both languages read the files of `golden/`.
#![warn(missing_docs)]

pub mod client;
pub mod error;
pub mod ids;
pub mod pact_activity;
pub mod pact_messages;
pub mod pact_rest;
pub mod pacts;
pub mod plain;
pub mod rest;
pub mod server;
pub mod time;

pub use client::{CheerIcon, ClientMessage, Incoming, Reference};
pub use error::{CloseCode, ErrorCode, Refusal};
pub use ids::{ActivityId, CheckinId, HabitGoalId, PactId};
pub use ids::{PostId, TeamId, UserId};
pub use server::{Delivery, Person, Presence, Role, ServerMessage, StateKey, Ticker};
pub use time::Timestamp;
