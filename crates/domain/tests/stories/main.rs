//! Stories of rooms: people by name, what they do, what everybody hears. No clock, no socket, no store.
#![expect(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "tests")]

mod forum;
mod like_limits;
mod likes;
mod pact;
mod people;
mod room;
