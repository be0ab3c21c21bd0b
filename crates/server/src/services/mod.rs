//! What more than one door does: each function commits through the store, then tells the room.

pub mod checkins;
pub mod likes;
pub mod pacts;
