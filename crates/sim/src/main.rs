//! Runs simulated worlds and says what became of them: `cargo xtask sim`. The worlds are in the library; here is only
//! what a person at a terminal asks and reads.
#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

use clap::Parser;
use kith_sim::campaign::{Report, run_all};
use kith_sim::plant::Plant;
use kith_sim::run::{Failure, STEPS, run, run_twice};
use kith_sim::twin;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often a long run says how far it is.
const NEWS: Duration = Duration::from_secs(10);
/// How many pairs of twins are run with any number of seeds.
const TWINS: u64 = 8;
/// In how many seeds a planted bug is looked for.
const PLANT_SEEDS: u64 = 1_000;

/// Rooms in simulated worlds: every seed is a world with its own faults, and does the same each time.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask sim")]
struct Options {
    /// How many seeds
    #[arg(long, default_value_t = 1_000)]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 0, value_name = "SEED")]
    from: u64,
    /// Only this one; in the end its last events in words, whether it failed or not
    #[arg(long, conflicts_with_all = ["seeds", "from", "plants"])]
    seed: Option<u64>,
    /// How many events are printed of a seed
    #[arg(long, default_value_t = 60)]
    events: usize,
    /// On how many threads [default: one for each core]
    #[arg(long)]
    threads: Option<usize>,
    /// Plant each known bug, and say which seed finds it and by which invariant
    #[arg(long)]
    plants: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let is_well = match options.seed {
        Some(seed) => replay(seed, options.events),
        None if options.plants => find_plants(),
        None => {
            let twins = run_twins(options.from);
            run_seeds(&options) && twins
        }
    };
    if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn replay(seed: u64, events: usize) -> bool {
    match kith_sim::run::run_in_words(seed, STEPS, None) {
        Ok((finished, last)) => {
            print_events(&last, events);
            println!("seed {seed} keeps every promise; trace {:016x}; {:#?}", finished.hash, finished.tally);
            match run_twice(seed, STEPS) {
                Ok(again) if again == finished => true,
                Ok(_) => {
                    println!("seed {seed} does not do the same again");
                    false
                }
                Err(failure) => {
                    print_failure(&failure, events);
                    false
                }
            }
        }
        Err(failure) => {
            print_failure(&failure, events);
            false
        }
    }
}

fn run_seeds(options: &Options) -> bool {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let started = Instant::now();
    let said = Mutex::new(started);
    let end = options.from.saturating_add(options.seeds);
    let report = run_all(options.from..end, options.threads.unwrap_or(cores).max(1), |report| {
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.elapsed() >= NEWS {
            *said = Instant::now();
            println!("{} of {} seeds, {} failed …", report.seeds, options.seeds, report.failures.len());
        }
    });
    let first = report.failures.values().next();
    if let Some(failure) = first {
        print_failure(failure, options.events);
    }
    for failure in report.failures.values().skip(1) {
        print_verdict(failure);
    }
    print_summary(&report, started.elapsed());
    report.failures.is_empty()
}

fn run_twins(from: u64) -> bool {
    let mut total = twin::Twins::default();
    let mut is_well = true;
    for seed in from..from.saturating_add(TWINS) {
        match twin::live(seed, twin::STEPS) {
            Ok(twins) => {
                total.steps += twins.steps;
                total.naps += twins.naps;
                total.frames += twins.frames;
                total.bytes += twins.bytes;
            }
            Err(broken) => {
                is_well = false;
                println!("twins of seed {seed}: {}: {}", broken.rule, broken.seen);
                println!("again with: cargo xtask sim --from {seed} --seeds 1");
            }
        }
    }
    println!(
        "twins: {TWINS} pairs, {} steps, {} naps of the sleepy ones, {} frames of {} bytes, {}",
        total.steps,
        total.naps,
        total.frames,
        total.bytes,
        if is_well { "all the same" } else { "NOT the same" }
    );
    is_well
}

fn find_plants() -> bool {
    let mut is_well = true;
    for plant in Plant::ALL {
        let found = (0..PLANT_SEEDS).find_map(|seed| run(seed, STEPS, Some(plant)).err());
        is_well &= found.is_some();
        match found {
            Some(failure) => println!(
                "{plant:?}: seed {} after {} steps: {}",
                failure.seed, failure.step, failure.broken.rule
            ),
            None => println!("{plant:?}: NOT found by {PLANT_SEEDS} seeds"),
        }
    }
    is_well
}

fn print_failure(failure: &Failure, events: usize) {
    print_events(&failure.last, events);
    println!("{}", failure.world);
    print_verdict(failure);
}

fn print_verdict(failure: &Failure) {
    let Failure { seed, step, after_ms, broken, .. } = failure;
    println!("SEED {seed} FAILED at step {step}, after {after_ms} ms: {}: {}", broken.rule, broken.seen);
    println!("again with: cargo xtask sim --seed {seed}");
}

fn print_events(last: &[String], events: usize) {
    for line in &last[last.len().saturating_sub(events)..] {
        println!("{line}");
    }
}

fn print_summary(report: &Report, took: Duration) {
    let Report { seeds, twice, tally, failures } = report;
    let (hours, seconds) = (tally.simulated_ms / 3_600_000, took.as_secs_f64());
    let rate = *seeds as f64 / seconds.max(0.001);
    println!("{seeds} seeds in {seconds:.1} s, {rate:.0} a second; {} failed", failures.len());
    println!("  {twice} of them were run twice, to see that they do the same");
    println!("  {} steps, {hours} simulated hours", tally.steps);
    println!(
        "  likes: {} said, {} acknowledged, {} refused, the others never answered",
        tally.said, tally.acks, tally.refused
    );
    println!("  {} brought into the store from a journal after a start or a fall", tally.replayed);
    println!("  batches: {} written, {} failed or in doubt", tally.flushes, tally.failed_flushes);
    println!(
        "  {} crashes, {} stops, {} rooms that fell, {} sleeps",
        tally.crashes, tally.stops, tally.falls, tally.sleeps
    );
    println!("  {} writes refused by a journal", tally.refused_writes);
    println!(
        "  feed: {} entries, {} hints lost, {} joins answered in full, {} with `resync`, {} holes filled by fetching",
        tally.entries, tally.lost_hints, tally.resumes, tally.resyncs, tally.holes
    );
    println!("  {} times presence and {} cheers told", tally.presence_told, tally.cheers);
}
