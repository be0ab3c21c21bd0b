//! Achievements: what somebody has earned, as a pure function of what they did. Nothing is counted up, so nothing can lag
//! or be earned twice; who announces keeps each name once for each person (SPEC.md AH1).

use crate::day::Day;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use kith_protocol::HabitGoalId;

/// How much of a pact has to be completed for it to count as kept, in percent.
pub const KEPT_PERCENT: u8 = 80;
/// How long a window of a perfect week is, in dates.
pub const WINDOW_DAYS: u32 = 7;
/// The milestone from which beating an old run counts.
const PHOENIX_MIN: u32 = 7;
/// The milestone at which a run counts as begun again.
const COMEBACK_MIN: u32 = 3;

/// A milestone that a run of somebody reached: what is announced once for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// With which habit.
    pub goal: HabitGoalId,
    /// The run's first date, which names it.
    pub first_day: Day,
    /// Which milestone.
    pub milestone: u32,
}

/// What somebody did so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deeds {
    /// Every milestone of every run, in any order.
    pub reached: Vec<Reached>,
    /// With how many habits they completed every one of the last [`WINDOW_DAYS`] dates.
    pub perfect_habits: u32,
    /// How many pacts they made or accepted that started.
    pub pacts_started: u32,
    /// How many pacts they completed with [`KEPT_PERCENT`] or more.
    pub pacts_kept: u32,
}

/// A ladder: steps by the same count, lowest first.
struct Ladder {
    name: &'static str,
    steps: &'static [u32],
    count: fn(&Deeds) -> u32,
}

const LADDERS: &[Ladder] = &[
    Ladder { name: "habit_builder", steps: &crate::streak::MILESTONES, count: longest },
    Ladder { name: "consistency", steps: &[2, 3, 5], count: |deeds| deeds.perfect_habits },
    Ladder { name: "accountability_started", steps: &[1, 5, 25], count: |deeds| deeds.pacts_started },
    Ladder { name: "accountability_kept", steps: &[1, 5, 25], count: |deeds| deeds.pacts_kept },
    Ladder { name: "resilience_comeback", steps: &[1, 5], count: comebacks },
    Ladder { name: "resilience_phoenix", steps: &[1, 5], count: phoenixes },
];

/// Every name that can be earned, such as `habit_builder_7`.
#[must_use]
pub fn all() -> Vec<String> {
    named(|_| u32::MAX)
}

/// The names of what these deeds have earned. More deeds never earn less.
#[must_use]
pub fn earned(deeds: &Deeds) -> Vec<String> {
    named(|ladder| (ladder.count)(deeds))
}

fn named(count: impl Fn(&Ladder) -> u32) -> Vec<String> {
    let climbed = LADDERS.iter().flat_map(|ladder| {
        let count = count(ladder);
        ladder.steps.iter().filter(move |step| **step <= count).map(|step| format!("{}_{step}", ladder.name))
    });
    climbed.collect()
}

fn longest(deeds: &Deeds) -> u32 {
    deeds.reached.iter().map(|reached| reached.milestone).max().unwrap_or(0)
}

/// How often a habit was taken up again after a run of it had ended.
fn comebacks(deeds: &Deeds) -> u32 {
    let begun = runs(deeds).into_values().map(|runs| {
        let begun = runs.into_iter().filter(|(_, best)| *best >= COMEBACK_MIN).count();
        begun.saturating_sub(1) as u32
    });
    begun.sum()
}

/// How often a run passed the best one before it, where that was a week or more.
fn phoenixes(deeds: &Deeds) -> u32 {
    let mut count = 0;
    for runs in runs(deeds).into_values() {
        let mut best_before = 0;
        for best in runs.into_values() {
            count += u32::from(best_before >= PHOENIX_MIN && best > best_before);
            best_before = best_before.max(best);
        }
    }
    count
}

/// The highest milestone of each run, by habit, in the order of the runs.
fn runs(deeds: &Deeds) -> BTreeMap<HabitGoalId, BTreeMap<Day, u32>> {
    let mut runs: BTreeMap<_, BTreeMap<_, u32>> = BTreeMap::new();
    for reached in &deeds.reached {
        let best = runs.entry(reached.goal).or_default().entry(reached.first_day).or_default();
        *best = reached.milestone.max(*best);
    }
    runs
}
