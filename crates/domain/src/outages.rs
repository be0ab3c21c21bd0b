//! Which dates Kith was down for somebody: so much of the date, where they are, that it is not theirs to make good.

use crate::calendar::{DayStart, Place, Zone, Zones};
use crate::day::Day;
use alloc::collections::BTreeSet;
use kith_protocol::Timestamp;

const HOUR_MS: i64 = 3_600_000;
/// Whoever is away for shorter was only started anew: no outage.
pub const OUTAGE_MIN_MS: i64 = 5 * 60_000;
/// So much of a date makes it one on which Kith was down.
pub const DOWN_OF_DATE_MS: i64 = 4 * HOUR_MS;
/// So much of what is left of it in the evening does too.
pub const DOWN_OF_EVENING_MS: i64 = HOUR_MS;
/// When evenings begin, by the clock on the wall.
pub const EVENING: DayStart = DayStart::EVENING;

/// A time in which Kith was away for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// Since when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
}

impl Outage {
    /// The outage between two signs of life, if it was one.
    #[must_use]
    pub const fn between(from: Timestamp, to: Timestamp) -> Option<Self> {
        if to.ms_since(from) >= OUTAGE_MIN_MS { Some(Self { from, to }) } else { None }
    }

    /// How much of it was in a stretch of time, in milliseconds.
    fn within(&self, from: Timestamp, to: Timestamp) -> i64 {
        self.to.min(to).ms_since(self.from.max(from)).max(0)
    }
}

impl Zone {
    /// When the evening of a date begins, by the wall clock of this zone.
    #[must_use]
    pub fn evening_of(&self, day: Day) -> Timestamp {
        self.end_of(day.plus(-1), EVENING)
    }
}

impl Place {
    /// The dates from `first` to `last` on which Kith was down for somebody here. SPEC.md SK21.
    #[must_use]
    pub fn outage_days(&self, outages: &[Outage], first: Day, last: Day) -> BTreeSet<Day> {
        let mut touched = BTreeSet::new();
        for outage in outages {
            let mut day = self.day_of(outage.from).max(first);
            let end = self.day_of(outage.to).min(last);
            while day <= end {
                touched.insert(day);
                day = day.plus(1);
            }
        }
        touched.retain(|day| self.zone.has(*day) && self.was_down(outages, *day));
        touched
    }

    fn was_down(&self, outages: &[Outage], day: Day) -> bool {
        let end = self.end_of(day);
        let away_since = |from: Timestamp| outages.iter().map(|outage| outage.within(from, end)).sum::<i64>();
        away_since(self.end_of(day.plus(-1))) >= DOWN_OF_DATE_MS
            || away_since(self.zone.evening_of(day)) >= DOWN_OF_EVENING_MS
    }
}

impl Zones {
    /// The dates from `first` to `last` on which Kith was down in one of these places: who moves loses none of them.
    #[must_use]
    pub fn outage_days(&self, outages: &[Outage], first: Day, last: Day) -> BTreeSet<Day> {
        self.all().iter().flat_map(|place| place.outage_days(outages, first, last)).collect()
    }
}
