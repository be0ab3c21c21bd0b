//! How much of what a pact asked for somebody completed: a pure function of dates. Freezes and grace do not count here;
//! this is what two people compare.

use crate::day::Day;
use crate::streak::Frequency;
use alloc::collections::BTreeSet;

/// So many dates completed of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// How many of those that were asked for were completed; never more than `due`.
    pub completed: u32,
    /// How many dates were asked for.
    pub due: u32,
}

impl Completion {
    /// Whole percent, rounded down; 0 where nothing was asked for.
    #[must_use]
    pub const fn percent(self) -> u8 {
        if self.due == 0 {
            return 0;
        }
        // At most 100, for `completed` is at most `due`.
        (self.completed as u64 * 100 / self.due as u64) as u8
    }
}

/// What somebody completed from one date to another, both included. SPEC.md PA8.
#[must_use]
pub fn completion(frequency: Frequency, from: Day, through: Day, completed: &BTreeSet<Day>) -> Completion {
    let mut sum = Completion::default();
    if from > through {
        return sum;
    }
    match frequency {
        Frequency::Days(days) => {
            let asked = dates(from, through).filter(|day| days.has(*day));
            for day in asked {
                sum.due += 1;
                sum.completed += u32::from(completed.contains(&day));
            }
        }
        Frequency::PerWeek(count) => {
            let mut monday = from.monday();
            while monday <= through {
                let (first, last) = (monday.max(from), monday.plus(6).min(through));
                let due = u32::from(count.clamp(1, 7)).min(dates(first, last).count() as u32);
                sum.due += due;
                sum.completed += due.min(completed.range(first..=last).count() as u32);
                monday = monday.plus(7);
            }
        }
    }
    sum
}

/// What somebody completed so far: today counts once it is done (SPEC.md SK7).
#[must_use]
pub fn completion_so_far(
    frequency: Frequency,
    from: Day,
    last: Day,
    today: Day,
    completed: &BTreeSet<Day>,
) -> Completion {
    let through = if completed.contains(&today) { today } else { today.plus(-1) };
    completion(frequency, from, through.min(last), completed)
}

fn dates(from: Day, through: Day) -> impl Iterator<Item = Day> {
    (0..=through.days_since(from)).map(move |ahead| from.plus(ahead as i32))
}
