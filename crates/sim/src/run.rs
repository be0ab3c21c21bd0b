//! Runs a seed to its end, and runs it again in words if it failed.

use crate::oracle::verdict::{Broken, Checked};
use crate::plant::Plant;
use crate::tally::Tally;
use crate::world::World;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many steps a world goes before it comes to rest, if nothing else is said.
pub const STEPS: u64 = 1_500;

/// What the simulator itself promises.
const AGAIN: &str = "a seed does the same again";

/// What became of a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Of everything that happened.
    pub hash: u64,
    /// What happened, counted.
    pub tally: Tally,
}

/// A seed that broke a promise.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Which.
    pub seed: u64,
    /// At which step.
    pub step: u64,
    /// Virtual time since the world began, in milliseconds.
    pub after_ms: i64,
    /// What the world is like.
    pub world: String,
    /// The promise.
    pub broken: Broken,
    /// The last events, in words.
    pub last: Vec<String>,
}

/// Runs one seed.
///
/// # Errors
/// The promise that broke, with the last events.
pub fn run(seed: u64, steps: u64, plant: Option<Plant>) -> Result<Finished, Box<Failure>> {
    let mut world = World::new(seed, plant, false);
    match lives(&mut world, steps) {
        Ok(()) => Ok(Finished { hash: world.trace.hash(), tally: world.tally }),
        Err(broken) => {
            let differs = |_| {
                let seen = format!("it failed with {broken:?}, and did not again");
                let broken = Broken { rule: AGAIN, seen };
                Box::new(Failure {
                    seed,
                    step: 0,
                    after_ms: 0,
                    world: String::new(),
                    broken,
                    last: Vec::new(),
                })
            };
            Err(run_in_words(seed, steps, plant).map_or_else(|failure| failure, differs))
        }
    }
}

/// Runs one seed twice and compares.
///
/// # Errors
/// The promise that broke, or that the two runs differ.
pub fn run_twice(seed: u64, steps: u64) -> Result<Finished, Box<Failure>> {
    let (first, second) = (run(seed, steps, None)?, run(seed, steps, None)?);
    if first == second {
        return Ok(first);
    }
    let broken = Broken { rule: AGAIN, seen: format!("{:x} and then {:x}", first.hash, second.hash) };
    let (step, after_ms) = (second.tally.steps, second.tally.simulated_ms);
    Err(Box::new(Failure { seed, step, after_ms, world: String::new(), broken, last: Vec::new() }))
}

/// Runs one seed and keeps its last events in words, which takes longer.
///
/// # Errors
/// The promise that broke.
pub fn run_in_words(
    seed: u64,
    steps: u64,
    plant: Option<Plant>,
) -> Result<(Finished, Vec<String>), Box<Failure>> {
    let mut world = World::new(seed, plant, true);
    let outcome = lives(&mut world, steps);
    let finished = Finished { hash: world.trace.hash(), tally: world.tally };
    let (swarm, step) = (format!("{:?}", world.swarm), world.step);
    let last = world.trace.last();
    match outcome {
        Ok(()) => Ok((finished, last)),
        Err(broken) => {
            let after_ms = finished.tally.simulated_ms;
            Err(Box::new(Failure { seed, step, after_ms, world: swarm, broken, last }))
        }
    }
}

fn lives(world: &mut World, steps: u64) -> Checked {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        for _ in 0..steps {
            world.go_on()?;
        }
        world.comes_to_rest()
    }));
    outcome.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(Broken { rule: "nothing panics", seen: words.unwrap_or("a panic").to_owned() })
    })
}
