//! How often a habit is asked for.

use crate::day::{Day, Weekday};

/// Some days of the week, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySet(u8);

impl DaySet {
    /// Every day.
    pub const DAILY: Self = Self(0b111_1111);
    /// Monday to Friday.
    pub const WEEKDAYS: Self = Self(0b001_1111);

    /// These days; `None` if there are none.
    #[must_use]
    pub fn of(days: &[Weekday]) -> Option<Self> {
        let bits = days.iter().fold(0, |bits, day| bits | 1 << (*day as u8));
        (bits != 0).then_some(Self(bits))
    }

    /// Whether the date is on one of these days.
    #[must_use]
    pub const fn has(self, day: Day) -> bool {
        self.0 & (1 << (day.weekday() as u8)) != 0
    }

    /// How many of the dates after `from` and before `to` are on these days.
    pub(super) fn count_between(self, from: Day, to: Day) -> u64 {
        let dates = (to.days_since(from) - 1).max(0);
        let rest = (1..=dates % 7).filter(|ahead| self.has(from.plus(*ahead as i32))).count();
        (dates / 7).unsigned_abs() * u64::from(self.0.count_ones()) + rest as u64
    }
}

/// How often a habit is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// On these days of each week.
    Days(DaySet),
    /// On so many dates of each week, 1 to 7, Monday first; whichever they are. Fewer than 1 is 1, more than 7 is 7.
    PerWeek(u8),
}

impl Frequency {
    /// Every day.
    pub const DAILY: Self = Self::Days(DaySet::DAILY);
    /// Monday to Friday.
    pub const WEEKDAYS: Self = Self::Days(DaySet::WEEKDAYS);
}
