//! Rooms and rules, pure: input and time in, effects out. Nothing here fails, waits, logs, draws lots or reads a
//! clock; without `std` it cannot.
#![no_std]
#![warn(missing_docs)]

extern crate alloc;

pub mod fact;
