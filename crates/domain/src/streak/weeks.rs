//! Habits that are asked for so many times a week. The streak counts weeks.

use super::record::{Record, Span};
use super::run::{Run, Runs};
use super::{Excused, Now, Settings, Status, Streak, Today, ZoneTag};
use crate::day::Day;
use alloc::collections::{BTreeMap, BTreeSet};

const DAYS: i32 = 7;

/// The streak of a habit that is asked for on so many dates of each week.
pub(super) fn read(
    settings: &Settings,
    count: u8,
    records: &BTreeMap<Day, Record>,
    excused: &Excused,
    now: Now,
) -> Streak {
    let weeks = Weeks { target: u64::from(count.clamp(1, 7)), done: done(records), records, excused };
    let mut runs = Runs::default();
    for (monday, week) in &weeks.done {
        if weeks.is_reached(*monday) {
            runs.meet(*monday, &week.span, true, settings.freezes, |run| {
                weeks.short_between(run.last, *monday, &(&run.last_span.zones | &week.span.zones))
            });
        }
    }
    let here = BTreeSet::from([now.zone]);
    let this_week = now.day.monday();
    let last = runs.last;
    let living = last.as_ref().and_then(|run| {
        let zones = &run.last_span.zones | &here;
        let left = run.left_after(weeks.short_between(run.last, this_week, &zones))?;
        Some((run, left))
    });
    let done_today = records.get(&now.day).is_some_and(|record| record.status == Status::Completed);
    Streak {
        current: living.as_ref().map_or(0, |(run, _)| run.length()),
        longest: runs.longest,
        freezes_left: living.as_ref().map_or(settings.freezes.at_start(), |(_, left)| *left),
        run: last.as_ref().map(Run::in_short),
        day: now.day,
        today: if done_today || weeks.is_reached(this_week) {
            Today::Done
        } else if excused.covers(now.day, &here) {
            Today::Free
        } else {
            Today::Open
        },
        holds_through: living.map(|(run, left)| weeks.end_of(run, left, this_week)),
    }
}

/// What was completed in one week.
struct Week {
    dates: u64,
    span: Span,
}

/// The weeks, by their Mondays, with something completed.
fn done(records: &BTreeMap<Day, Record>) -> BTreeMap<Day, Week> {
    let mut weeks: BTreeMap<Day, Week> = BTreeMap::new();
    for (day, record) in records.iter().filter(|(_, record)| record.status == Status::Completed) {
        let week = weeks.entry(day.monday()).or_insert_with(|| Week { dates: 0, span: record.span.clone() });
        week.dates += 1;
        week.span.widen(&record.span);
    }
    weeks
}

struct Weeks<'a> {
    target: u64,
    done: BTreeMap<Day, Week>,
    records: &'a BTreeMap<Day, Record>,
    excused: &'a Excused,
}

impl Weeks<'_> {
    fn is_reached(&self, monday: Day) -> bool {
        self.done.get(&monday).is_some_and(|week| {
            let open = self.open_dates(monday, &week.span.zones);
            week.dates >= self.target.min(week.dates + open.possible)
        })
    }

    /// How many dates a week is short of what it asks for, after what is excused in it.
    fn short(&self, monday: Day, around: &BTreeSet<ZoneTag>) -> u64 {
        let week = self.done.get(&monday);
        let zones = week.map_or_else(|| around.clone(), |week| around | &week.span.zones);
        let dates = week.map_or(0, |week| week.dates);
        let open = self.open_dates(monday, &zones);
        self.target.min(dates + open.possible).saturating_sub(dates + open.outages)
    }

    /// The sum of what the weeks between two are short of.
    fn short_between(&self, from: Day, to: Day, zones: &BTreeSet<ZoneTag>) -> u64 {
        let next = from.plus(DAYS);
        if next >= to {
            return 0;
        }
        let done = self.done.range(next..to).map(|(monday, _)| *monday);
        let outages = self.excused.outages.range(next..to).map(|day| day.monday());
        let absent = self.excused.absent.range((next, ZoneTag(0))..(to, ZoneTag(0)));
        let special: BTreeSet<Day> = done.chain(outages).chain(absent.map(|(day, _)| day.monday())).collect();
        let plain = (to.days_since(next).unsigned_abs() / 7).saturating_sub(special.len() as u64);
        special.iter().map(|monday| self.short(*monday, zones)).sum::<u64>() + plain * self.target
    }

    /// The dates of a week on which nothing was completed.
    fn open_dates(&self, monday: Day, zones: &BTreeSet<ZoneTag>) -> OpenDates {
        let mut open = OpenDates { possible: 0, outages: 0 };
        for day in (0..DAYS).map(|ahead| monday.plus(ahead)) {
            let is_done = self.records.get(&day).is_some_and(|record| record.status == Status::Completed);
            if is_done || self.excused.is_absent(day, zones) {
                continue;
            }
            let is_outage = self.excused.outages.contains(&day);
            open.outages += u64::from(is_outage);
            open.possible += u64::from(!is_outage);
        }
        open
    }

    /// The Sunday with which the run ends if nothing more is completed.
    fn end_of(&self, run: &Run, left: u16, this_week: Day) -> Day {
        let (mut monday, mut short) = (this_week.max(run.last.plus(DAYS)), 0);
        loop {
            short += self.short(monday, &run.last_span.zones);
            if short > u64::from(left) {
                return monday.plus(DAYS - 1);
            }
            monday = monday.plus(DAYS);
        }
    }
}

struct OpenDates {
    /// Could have been used.
    possible: u64,
    /// Kith was down.
    outages: u64,
}
