//! Habits that are asked for on certain days of the week.

use super::record::{Record, Span};
use super::run::{Run, Runs, SHORTEST_DAY_MS};
use super::{DaySet, Excused, Now, Settings, Status, Streak, Today, ZoneTag};
use crate::day::Day;
use alloc::collections::{BTreeMap, BTreeSet};

/// The streak of a habit that is asked for on these days.
pub(super) fn read(
    settings: &Settings,
    days: DaySet,
    records: &BTreeMap<Day, Record>,
    excused: &Excused,
    now: Now,
) -> Streak {
    let asked = Asked { days, excused };
    let mut runs = Runs::default();
    for (day, record) in records {
        let is_asked = days.has(*day) && !excused.is_absent(*day, &record.span.zones);
        if is_asked && settings.keeps(record.status) {
            let counts = record.status == Status::Completed;
            runs.meet(*day, &record.span, counts, settings.freezes, |run| {
                asked.missed(run, *day, &record.span)
            });
        }
    }
    let here = Span::moment(now.at, now.zone);
    let last = runs.last;
    let living = last.as_ref().and_then(|run| {
        let left = run.left_after(asked.missed(run, now.day, &here))?;
        Some((run, left))
    });
    let kept_today = records.get(&now.day).is_some_and(|record| settings.keeps(record.status));
    Streak {
        current: living.as_ref().map_or(0, |(run, _)| run.length()),
        longest: runs.longest,
        freezes_left: living.as_ref().map_or(settings.freezes.at_start(), |(_, left)| *left),
        run: last.as_ref().map(Run::in_short),
        day: now.day,
        today: match asked.on(now.day, &here.zones) {
            false => Today::Free,
            true if kept_today => Today::Done,
            true => Today::Open,
        },
        holds_through: living.and_then(|(run, _)| asked.end_of(run, now, &here.zones)),
    }
}

/// Which dates are asked for.
struct Asked<'a> {
    days: DaySet,
    excused: &'a Excused,
}

impl Asked<'_> {
    /// Whether a date is asked for from somebody in these zones.
    fn on(&self, day: Day, zones: &BTreeSet<ZoneTag>) -> bool {
        self.days.has(day) && !self.excused.covers(day, zones)
    }

    /// The dates missed since the last kept one of a run and before `day`. Between two zones a calendar can lose dates
    /// that nobody lived; there only whole days of real time can be missed.
    fn missed(&self, run: &Run, day: Day, then: &Span) -> u64 {
        let zones = &run.last_span.zones | &then.zones;
        let missed = self.missed_by_calendar(run.last, day, &zones);
        if zones.len() < 2 {
            return missed;
        }
        let lived = then.first.ms_since(run.last_span.last).div_euclid(SHORTEST_DAY_MS);
        missed.min(lived.max(0).unsigned_abs())
    }

    fn missed_by_calendar(&self, from: Day, to: Day, zones: &BTreeSet<ZoneTag>) -> u64 {
        let asked = self.days.count_between(from, to);
        asked.saturating_sub(self.excused.count_between(self.days, from, to, zones))
    }

    /// The date with whose end the run ends if nothing more is said.
    fn end_of(&self, run: &Run, now: Now, here: &BTreeSet<ZoneTag>) -> Option<Day> {
        let zones = &run.last_span.zones | here;
        let mut missed = self.missed_by_calendar(run.last, now.day, &zones);
        run.left_after(missed)?;
        let mut day = now.day.max(run.last.plus(1));
        while day < Day(i32::MAX) {
            missed += u64::from(self.on(day, &zones));
            if run.left_after(missed).is_none() {
                return Some(day);
            }
            day = day.plus(1);
        }
        None
    }
}
