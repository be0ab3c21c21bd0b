//! The streak rules told a second time, slowly and day by day, from what was said and with the calendar of `jiff` itself.
//! It shares nothing with the real ones but their settings, so that both being wrong in the same way is unlikely.

use crate::histories::{HOUR_MS, History, Said};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use kith_domain::Day;
use kith_domain::streak::{Freezes, Frequency, Status, Verdict};
use kith_protocol::Timestamp;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

/// What is read.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    pub current: u32,
    pub longest: u32,
    pub freezes_left: u16,
}

/// A check-in with its date.
#[derive(Clone, Debug)]
struct Event {
    date: Date,
    at_ms: i64,
    zone: &'static str,
    status: Status,
}

/// A finished week that did not reach what it was asked for.
#[derive(Clone, Debug)]
struct ShortWeek {
    dates: Vec<Date>,
    done: Vec<Date>,
    zones: BTreeSet<&'static str>,
}

/// A run as a list of what belongs to it.
#[derive(Clone, Debug, Default)]
struct Run {
    events: Vec<Event>,
    counted: u32,
    left: u16,
    missed: Vec<Date>,
    short_weeks: Vec<ShortWeek>,
    last: Vec<Event>,
}

impl Run {
    fn length(&self) -> u32 {
        let zones: BTreeSet<&str> = self.events.iter().map(|event| event.zone).collect();
        if zones.len() < 2 {
            return self.counted;
        }
        let first = self.events.iter().map(|event| event.at_ms).min().unwrap();
        let last = self.events.iter().map(|event| event.at_ms).max().unwrap();
        self.counted.min(((last - first) / (23 * HOUR_MS)) as u32 + 2)
    }

    fn add(&mut self, events: &[Event], counts: bool, freezes: Freezes) {
        let before = self.length();
        self.events.extend_from_slice(events);
        self.last = events.to_vec();
        self.missed.clear();
        self.short_weeks.clear();
        self.counted += u32::from(counts);
        if self.counted == 1 && counts && before == 0 {
            self.left = match freezes {
                Freezes::PerRun(budget) => budget,
                Freezes::Earned => 1,
            };
        }
        for milestone in [7, 14, 30, 60, 90, 180, 365] {
            if freezes == Freezes::Earned && before < milestone && milestone <= self.length() {
                self.left = if self.left == 3 { 3 } else { self.left + 1 };
            }
        }
    }
}

/// Reads a history.
pub fn read(history: &History) -> Reading {
    let events = events(history);
    let here = date_of(history.now, history.now_zone, history.start_hour);
    let today = events.iter().map(|event| event.date).max().map_or(here, |last| last.max(here));
    let first = events.iter().map(|event| event.date).min().unwrap_or(today);
    let walk = Walk { history, events: &events, today, run: None, longest: 0 };
    walk.go(first)
}

struct Walk<'a> {
    history: &'a History,
    events: &'a [Event],
    today: Date,
    run: Option<Run>,
    longest: u32,
}

impl Walk<'_> {
    fn go(mut self, first: Date) -> Reading {
        let mut date = Day::parse(&first.to_string()).unwrap().monday().to_string().parse::<Date>().unwrap();
        while date <= self.today {
            match self.history.settings.frequency {
                Frequency::Days(_) => self.live(date),
                Frequency::PerWeek(count) => self.live_in_week(date, u64::from(count)),
            }
            self.longest = self.longest.max(self.run.as_ref().map_or(0, Run::length));
            date = date.tomorrow().unwrap();
        }
        let now = Event {
            date: self.today,
            at_ms: self.history.now.0,
            zone: self.history.now_zone,
            status: Status::Skipped,
        };
        let start = match self.history.settings.freezes {
            Freezes::PerRun(budget) => budget,
            Freezes::Earned => 1,
        };
        let living = self.run.as_ref().and_then(|run| {
            let spent = self.price(run, &[now]);
            (spent <= u64::from(run.left)).then(|| (run.length(), run.left - spent as u16))
        });
        let (current, freezes_left) = living.unwrap_or((0, start));
        Reading { current, longest: self.longest, freezes_left }
    }

    /// The best that was said of a date.
    fn best(&self, date: Date) -> Vec<Event> {
        let of_date: Vec<&Event> = self.events.iter().filter(|event| event.date == date).collect();
        let best = of_date.iter().map(|event| event.status).max();
        of_date.into_iter().filter(|event| Some(event.status) == best).cloned().collect()
    }

    /// What the missed dates of a run cost, if the next thing that happens is this.
    fn price(&self, run: &Run, next: &[Event]) -> u64 {
        let zones: BTreeSet<&'static str> = run.last.iter().chain(next).map(|event| event.zone).collect();
        if let Frequency::PerWeek(count) = self.history.settings.frequency {
            return run.short_weeks.iter().map(|week| self.short(week, &zones, u64::from(count))).sum();
        }
        let missed =
            run.missed.iter().filter(|date| zones.iter().all(|zone| exists(**date, zone))).count() as u64;
        if zones.len() < 2 {
            return missed;
        }
        let from = run.last.iter().map(|event| event.at_ms).max().unwrap();
        let to = next.iter().map(|event| event.at_ms).min().unwrap();
        missed.min(((to - from).max(0) / (23 * HOUR_MS)) as u64)
    }

    fn live(&mut self, date: Date) {
        let Frequency::Days(days) = self.history.settings.frequency else { return };
        let number = Day::parse(&date.to_string()).unwrap();
        let best = self.best(date);
        let settings = self.history.settings;
        let keeps = match best.first().map(|event| event.status) {
            None => false,
            Some(Status::Completed) => true,
            Some(Status::Partial) => settings.partial == Verdict::Keeps,
            Some(Status::Skipped) => settings.skipped == Verdict::Keeps,
        };
        if !days.has(number) {
            return;
        }
        if !keeps || best.iter().any(|event| !exists(date, event.zone)) {
            if let Some(run) = &mut self.run
                && date < self.today
                && !self.history.outages.contains(&number)
            {
                run.missed.push(date);
            }
            return;
        }
        self.keep(&best, best[0].status == Status::Completed);
    }

    fn keep(&mut self, events: &[Event], counts: bool) {
        let freezes = self.history.settings.freezes;
        if let Some(mut run) = self.run.take() {
            let price = self.price(&run, events);
            if price <= u64::from(run.left) {
                run.left -= price as u16;
                run.add(events, counts, freezes);
                self.run = Some(run);
            }
        }
        if self.run.is_none() && counts {
            let mut run = Run::default();
            run.add(events, true, freezes);
            self.run = Some(run);
        }
    }

    /// A week is judged on its Sunday, or today.
    fn live_in_week(&mut self, date: Date, target: u64) {
        if date.weekday() != Weekday::Sunday && date != self.today {
            return;
        }
        let back = i64::from(date.weekday().to_monday_zero_offset());
        let monday = date.checked_sub(jiff::Span::new().days(back)).unwrap();
        let week: Vec<Date> =
            (0..7).map(|ahead| monday.checked_add(jiff::Span::new().days(ahead)).unwrap()).collect();
        let is_done = |date: &Date| self.best(*date).first().is_some_and(|e| e.status == Status::Completed);
        let done: Vec<Date> = week.iter().copied().filter(is_done).collect();
        let events: Vec<Event> = done.iter().flat_map(|date| self.best(*date)).collect();
        let zones: BTreeSet<&'static str> = events.iter().map(|event| event.zone).collect();
        let finished = ShortWeek { dates: week.clone(), done, zones: zones.clone() };
        let (possible, _) = self.open(&finished, &zones);
        let count = finished.done.len() as u64;
        if count > 0 && count >= target.min(count + possible) {
            self.keep(&events, true);
        } else if let Some(run) = &mut self.run
            && week[6] < self.today
        {
            run.short_weeks.push(finished);
        }
    }

    /// What a week is short of, for who was in these zones around it.
    fn short(&self, week: &ShortWeek, around: &BTreeSet<&'static str>, target: u64) -> u64 {
        let (possible, down) = self.open(week, &(around | &week.zones));
        let done = week.done.len() as u64;
        target.min(done + possible).saturating_sub(done + down)
    }

    /// On how many dates of a week more could have been done, and on how many Kith was down.
    fn open(&self, week: &ShortWeek, zones: &BTreeSet<&'static str>) -> (u64, u64) {
        let exists = |date: &Date| zones.iter().all(|zone| exists(*date, zone));
        let open: Vec<Date> =
            week.dates.iter().copied().filter(|date| !week.done.contains(date) && exists(date)).collect();
        let is_down = |date: &Date| self.history.outages.contains(&Day::parse(&date.to_string()).unwrap());
        let down = open.iter().filter(|date| is_down(date)).count();
        ((open.len() - down) as u64, down as u64)
    }
}

fn events(history: &History) -> Vec<Event> {
    history.said.iter().filter_map(|said| event(history, said)).collect()
}

fn event(history: &History, said: &Said) -> Option<Event> {
    let own = date_of(said.at, said.zone, history.start_hour);
    let date = said.for_date.map_or(own, |day| day.to_string().parse().unwrap());
    let late = date.until(own).unwrap().get_days();
    let is_accepted = said.at <= history.now && (0..=i32::from(history.backfill_days)).contains(&late);
    let at_ms = said.at.0 - i64::from(late) * 24 * HOUR_MS;
    is_accepted.then_some(Event { date, at_ms, zone: said.zone, status: said.status })
}

pub fn date_of(at: Timestamp, zone: &str, start_hour: u8) -> Date {
    let wall = jiff::Timestamp::from_millisecond(at.0).unwrap().to_zoned(time_zone(zone));
    let mut date = wall.date();
    if wall.hour() < start_hour as i8 {
        date = date.yesterday().unwrap();
        while !exists(date, zone) {
            date = date.yesterday().unwrap();
        }
    }
    date
}

fn exists(date: Date, zone: &str) -> bool {
    let noon = date.at(12, 0, 0, 0).to_zoned(time_zone(zone)).unwrap();
    noon.date() == date
}

thread_local! {
    static KNOWN: RefCell<HashMap<String, TimeZone>> = RefCell::default();
}

/// Looking up a zone reads its whole history: each once is enough.
fn time_zone(name: &str) -> TimeZone {
    KNOWN.with_borrow_mut(|known| {
        known.entry(name.to_owned()).or_insert_with(|| TimeZone::get(name).unwrap()).clone()
    })
}
