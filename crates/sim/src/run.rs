//! Runs a seed to its end, and runs it again in words if it failed.

use crate::oracle::verdict::{Broken, Checked};
use crate::plant::Plant;
use crate::tally::Tally;
use crate::world::World;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many steps a world goes before it comes to rest, if nothing else is said.
pub const STEPS: u64 = 1_500;

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
        Err(_) => Err(Box::new(run_in_words(seed, steps, plant))),
    }
}

/// The same seed does the same again.
fn run_in_words(seed: u64, steps: u64, plant: Option<Plant>) -> Failure {
    let mut world = World::new(seed, plant, true);
    let again = lives(&mut world, steps);
    let differs = || Broken { rule: "a seed does the same again", seen: "it did not fail again".to_owned() };
    let broken = again.err().unwrap_or_else(differs);
    let like = format!("{:?}", world.swarm);
    Failure {
        seed,
        world: like,
        step: world.step,
        after_ms: world.tally.simulated_ms,
        broken,
        last: world.trace.last(),
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
        Err(Broken { rule: "ER5: nothing panics", seen: words.unwrap_or("a panic").to_owned() })
    })
}
