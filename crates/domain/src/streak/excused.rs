//! Dates that nobody can be blamed for.

use super::{DaySet, ZoneTag};
use crate::day::Day;
use alloc::collections::BTreeSet;
use core::ops::Bound;

/// Dates that break no streak.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excused {
    /// Dates that a zone's calendar does not have; those of the person's zones over the time of the history.
    pub absent: BTreeSet<(Day, ZoneTag)>,
    /// Dates on which Kith was down for the person.
    pub outages: BTreeSet<Day>,
}

impl Excused {
    /// How many of the dates after `from` and before `to` and on these days are excused for who was in these zones.
    pub(super) fn count_between(&self, days: DaySet, from: Day, to: Day, zones: &BTreeSet<ZoneTag>) -> u64 {
        if to.days_since(from) < 2 {
            return 0;
        }
        let inside = (Bound::Excluded(from), Bound::Excluded(to));
        let outages = self.outages.range(inside).filter(|day| days.has(**day)).count();
        let absent = self.absent_days(from.plus(1), to, zones);
        let absent = absent.filter(|day| days.has(*day) && !self.outages.contains(day)).count();
        (outages + absent) as u64
    }

    /// The dates from `from` and before `to` that these zones do not all have; each once.
    pub(super) fn absent_days<'a>(
        &'a self,
        from: Day,
        to: Day,
        zones: &'a BTreeSet<ZoneTag>,
    ) -> impl Iterator<Item = Day> + 'a {
        let mut last = None;
        let inside = self.absent.range((from, ZoneTag(0))..(to, ZoneTag(0)));
        inside.filter(|(_, zone)| zones.contains(zone)).map(|(day, _)| *day).filter(move |day| {
            let is_new = last != Some(*day);
            last = Some(*day);
            is_new
        })
    }

    /// Whether somebody in these zones could not have been asked for this date.
    pub(super) fn covers(&self, day: Day, zones: &BTreeSet<ZoneTag>) -> bool {
        self.outages.contains(&day) || self.is_absent(day, zones)
    }

    /// Whether not all of these zones have the date.
    pub(super) fn is_absent(&self, day: Day, zones: &BTreeSet<ZoneTag>) -> bool {
        self.absent_days(day, day.plus(1), zones).next().is_some()
    }
}
