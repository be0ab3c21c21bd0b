//! What is said of a run without being asked: that it came to rest, and that today is still open.

use super::milestones::overlap;
use super::{Frequency, Streak, Today};

/// How long the run was that lived at an earlier reading and does not at a later one; `None` if it lives, or if what it
/// was made of was undone. SPEC.md SK19.
#[must_use]
pub fn broke(before: &Streak, after: &Streak) -> Option<u32> {
    let lived = before.run.filter(|_| before.current > 0)?;
    let goes_on = after.current > 0 && after.run.is_some_and(|run| overlap(lived, run));
    (!goes_on).then_some(before.current)
}

/// Whether an evening is worth a word: a run lives, and today is asked for and open. Of so many dates a week, when the
/// run ends with today. SPEC.md SK20.
#[must_use]
pub fn is_worth_a_reminder(frequency: Frequency, streak: &Streak) -> bool {
    let is_open = streak.current > 0 && streak.today == Today::Open;
    match frequency {
        Frequency::Days(_) => is_open,
        Frequency::PerWeek(_) => is_open && streak.is_at_risk(),
    }
}
