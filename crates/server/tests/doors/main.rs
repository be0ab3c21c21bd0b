//! Door tests: the real binary, knocked at from outside over HTTP and WebSocket. One program, so that it is linked
//! once; tests share nothing, each opens a house of its own. Names begin with the rule of SPEC.md that they show.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod checkins_live;
#[cfg(test)]
mod conversations;
#[cfg(test)]
mod counters;
#[cfg(test)]
mod day_start;
#[cfg(test)]
mod delivery;
#[cfg(test)]
mod engine_io;
#[cfg(test)]
mod forums;
#[cfg(test)]
mod full_disk;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod house;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod likes;
#[cfg(test)]
mod membership;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod paces;
#[cfg(test)]
mod pacts;
#[cfg(test)]
mod pacts_live;
#[cfg(test)]
mod pacts_race;
#[cfg(test)]
mod people;
#[cfg(test)]
mod pitfalls;
#[cfg(test)]
mod posts;
#[cfg(test)]
mod power;
#[cfg(test)]
mod presence;
#[cfg(test)]
mod proofs;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod room;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod sleep;
#[cfg(test)]
mod socket_io;
#[cfg(test)]
mod socket_io_recovery;
#[cfg(test)]
mod strings;
#[cfg(test)]
mod teams;
#[cfg(test)]
mod write_behind;
