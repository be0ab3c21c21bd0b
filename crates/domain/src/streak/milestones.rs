//! Milestones of a run.

use super::{RunDays, Streak};

/// The lengths that are celebrated, in dates, or in weeks where so many a week are asked for.
pub const MILESTONES: [u32; 8] = [3, 7, 14, 30, 60, 90, 180, 365];
/// The first of them that earns a freeze.
pub const FIRST_WITH_FREEZE: u32 = 7;

/// The milestones that a run of this length has reached.
pub(super) fn up_to(length: u32) -> &'static [u32] {
    let reached = MILESTONES.partition_point(|milestone| *milestone <= length);
    MILESTONES.get(..reached).unwrap_or_default()
}

/// The milestones that the run that lives reached between two readings. A run stays itself while the two share a date,
/// so what moves its start (a date undone, a gap filled) announces nothing a second time. What ended or was undone and
/// then comes back is reached again: who announces keeps (first date of the run, milestone) as a key, and each is
/// announced once (SPEC.md SK17).
#[must_use]
pub fn newly_reached(before: &Streak, after: &Streak) -> &'static [u32] {
    let reached = up_to(after.current);
    let same = before.run.zip(after.run).filter(|(before, after)| overlap(*before, *after));
    let known = same.map_or(0, |(before, _)| up_to(before.length).len());
    reached.get(known..).unwrap_or_default()
}

/// Whether two runs share a date: then they are one.
pub(super) fn overlap(one: RunDays, other: RunDays) -> bool {
    one.first <= other.last && other.first <= one.last
}
