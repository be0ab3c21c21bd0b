//! Rooms and rules, pure: input and time in, effects out. Nothing here fails, waits, logs, draws lots or reads a
//! clock; without `std` it cannot.
#![no_std]
#![warn(missing_docs)]

extern crate alloc;

pub mod achievements;
pub mod calendar;
pub mod cheers;
pub mod completion;
pub mod connections;
pub mod day;
pub mod fact;
pub mod feed;
pub mod forum;
pub mod like_counts;
pub mod likes;
pub mod limits;
pub mod notices;
pub mod outages;
pub mod pact;
pub mod pact_room;
pub mod pact_words;
pub mod presence;
pub mod room;
pub mod roster;
pub mod streak;
pub mod team;

pub use day::{Day, Weekday};
pub use fact::{Fact, FeedEntry, FeedKind, Message};
pub use likes::{LikeAnswer, LikeBatch, LikeEntry};
pub use room::{
    AnswerId, Audience, BatchId, Dormant, Effect, Entry, Input, Outcome, Room, RoomId, RoomSettings, Saying,
    Session, SessionId,
};
