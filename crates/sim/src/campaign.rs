//! Many seeds, one after the other or on several threads; some of them twice. It prints nothing.

use crate::run::{Failure, STEPS, run, run_twice};
use crate::tally::Tally;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// One seed of so many is run twice.
pub const TWICE_EACH: u64 = 64;
/// After so many failures no further seed is begun.
pub const FAILURES_MAX: usize = 20;

/// What became of many seeds.
#[derive(Debug, Default)]
pub struct Report {
    /// Seeds that were run.
    pub seeds: u64,
    /// Seeds that were run twice.
    pub twice: u64,
    /// Of the seeds that kept every promise.
    pub tally: Tally,
    /// By seed.
    pub failures: BTreeMap<u64, Failure>,
}

/// Runs these seeds on so many threads. `tells` is called after each seed, on any of them.
pub fn run_all(seeds: Range<u64>, threads: usize, tells: impl Fn(&Report) + Sync) -> Report {
    let next = AtomicU64::new(seeds.start);
    let report = Mutex::new(Report::default());
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return;
            }
            let is_twice = seed.is_multiple_of(TWICE_EACH);
            let outcome = if is_twice { run_twice(seed, STEPS) } else { run(seed, STEPS, None) };
            let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
            report.seeds += 1;
            report.twice += u64::from(is_twice);
            match outcome {
                Ok(finished) => report.tally = report.tally.and(finished.tally),
                Err(failure) => drop(report.failures.insert(seed, *failure)),
            }
            tells(&report);
            if report.failures.len() >= FAILURES_MAX {
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    report.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_change_nothing() {
        let one = run_all(0..12, 1, |_| {});
        let three = run_all(0..12, 3, |_| {});
        assert_eq!((one.seeds, one.twice, one.failures.len()), (12, 1, 0), "{:?}", one.failures);
        assert_eq!(one.tally, three.tally);
    }
}
