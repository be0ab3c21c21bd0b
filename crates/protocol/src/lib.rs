//! The vocabulary that Kith's server and clients share: ids, messages, REST bodies, error and close codes, and
//! the envelope of each dialect. It knows no clock, no I/O and no rule; TypeScript is generated from it
//! (`cargo xtask codegen`), and both languages read the files of `golden/`.
#![warn(missing_docs)]

pub mod action;
pub mod asks;
pub mod client;
pub mod delivery;
pub mod engine_io;
pub mod error;
pub mod ids;
pub mod notification;
pub mod pact_activity;
pub mod pact_messages;
pub mod pact_rest;
pub mod pacts;
pub mod place;
pub mod plain;
pub mod rest;
pub mod server;
pub mod social;
pub mod social_rest;
pub mod socket_io;
pub mod time;

pub use client::{CheerIcon, ClientMessage, Incoming, Reference};
pub use delivery::{Delivery, StateKey};
pub use error::{CloseCode, ErrorCode, Refusal};
pub use ids::{
    ActivityId, CheckinId, ForumId, HabitGoalId, MessageId, NotificationId, PactId, PostId, ProofId, TeamId,
    UserId,
};
pub use place::Place;
pub use server::{Person, Presence, Role, ServerMessage, Ticker};
pub use time::Timestamp;
