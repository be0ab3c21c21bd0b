//! What more than one door does: each function commits through the store, then tells the room.

pub mod checkins;
pub mod connections;
pub mod direct;
pub mod forums;
pub mod likes;
pub mod notifications;
pub mod paces;
pub mod pacts;
pub mod proofs;
pub mod reactions;
pub mod sessions;
pub mod words;
