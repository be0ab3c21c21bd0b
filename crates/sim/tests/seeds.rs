//! The first worlds keep every promise, and do the same each time. `cargo xtask sim` runs as many more as there is time for.

use kith_sim::campaign::run_all;

const SEEDS: u64 = 200;

// JN1, JN2, PR1, PR2, PR3, CH1, CH4, PO1, RC1, RC2, ER2, ST2, ST3
// LK1, LK2, LK5, LK6, LK7, LK8, JO5, LM3, SL1
#[test]
fn two_hundred_worlds_keep_every_promise() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let report = run_all(0..SEEDS, threads, |_| {});
    let broken = report.failures.values().map(|failure| {
        let (seed, broken) = (failure.seed, &failure.broken);
        format!("seed {seed}: {}: {}; again with: cargo xtask sim --seed {seed}", broken.rule, broken.seen)
    });
    let broken: Vec<_> = broken.collect();
    assert!(broken.is_empty(), "{broken:#?}");
    assert_eq!(report.seeds, SEEDS);
    let tally = report.tally;
    let much = [tally.acks, tally.refused, tally.flushes, tally.failed_flushes, tally.replayed, tally.sleeps];
    assert!(much.iter().all(|count| *count > 100), "too little happens: {tally:#?}");
    let faults = [tally.crashes, tally.stops, tally.falls, tally.lost_hints, tally.refused_writes];
    assert!(faults.iter().all(|count| *count > 20), "too little goes wrong: {tally:#?}");
}
