//! The hour at which somebody's days begin: any from midnight to noon, and changed at any moment.

use crate::dice::Dice;
use crate::histories::HOUR_MS;
use kith_domain::Day;
use kith_domain::calendar::{DayStart, Place, Zone, Zones};
use kith_domain::streak::{
    CheckIn, Excused, Freezes, Frequency, Now, Settings, Status, Streak, Verdict, streak,
};
use kith_protocol::Timestamp;

const MINUTE_MS: i64 = 60_000;
/// 2026-01-01 at midnight, UTC.
const NEW_YEAR: Timestamp = Timestamp(1_767_225_600_000);
/// Zones whose clocks change in 2026, at midnight, at two, at three, by half an hour; and some whose do not.
const ZONES: [&str; 10] = [
    "America/New_York",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/London",
    "Pacific/Auckland",
    "Etc/GMT+12",
];

fn starts() -> impl Iterator<Item = DayStart> {
    (0..=12).map(|hour| DayStart::chosen(hour).unwrap())
}

#[test]
fn sk22_days_begin_between_midnight_and_noon() {
    assert_eq!(starts().map(DayStart::hour).collect::<Vec<_>>(), (0..=12).collect::<Vec<_>>());
    assert_eq!([13, 23, 24, 255].map(DayStart::chosen), [None; 4]);
    assert_eq!(DayStart::chosen(4), Some(DayStart::KITH));
}

// SK1
#[test]
fn sk1_sk22_whatever_the_hour_dates_follow_each_other_and_last_23_to_25_hours() {
    for zone in ZONES {
        let zone = Zone::named(zone).unwrap();
        for start in starts() {
            let mut day = zone.day_of(NEW_YEAR, start);
            let mut begins = zone.end_of(day.plus(-1), start);
            for _ in 0..365 {
                let ends = zone.end_of(day, start);
                let hours = ends.ms_since(begins);
                assert!(
                    (23 * HOUR_MS..=25 * HOUR_MS).contains(&hours),
                    "{zone:?} {start:?} {day}: {hours} ms"
                );
                assert_eq!(zone.day_of(ends.plus_ms(-1), start), day, "{zone:?} {start:?}");
                (day, begins) = (day.plus(1), ends);
                assert_eq!(zone.day_of(begins, start), day, "{zone:?} {start:?}");
            }
        }
    }
}

// SK1
#[test]
fn sk1_sk22_later_moments_belong_to_later_dates_and_a_later_hour_to_the_same_or_the_date_before() {
    let mut dice = Dice::new(22);
    for zone in ZONES {
        let zone = Zone::named(zone).unwrap();
        for _ in 0..40 {
            let from = NEW_YEAR.plus_ms(dice.below(365 * 24 * 60) as i64 * MINUTE_MS);
            for start in starts() {
                let mut before = zone.day_of(from, start);
                for quarters in 1..=4 * 50 {
                    let day = zone.day_of(from.plus_ms(quarters * 15 * MINUTE_MS), start);
                    assert!(
                        day == before || day == before.plus(1),
                        "{zone:?} {start:?}: {before} then {day}"
                    );
                    before = day;
                }
            }
            let days: Vec<Day> = starts().map(|start| zone.day_of(from, start)).collect();
            assert!(days.is_sorted_by(|earlier, later| later <= earlier), "{zone:?} {from}: {days:?}");
            assert!(days[12] >= days[0].plus(-1), "{zone:?} {from}: {days:?}");
        }
    }
}

/// Somebody who logs, and now and then has their days begin at another hour.
struct Person {
    zones: Zones,
    zone: &'static str,
    start: DayStart,
    settings: Settings,
    check_ins: Vec<CheckIn>,
}

impl Person {
    fn random(dice: &mut Dice) -> Self {
        let freezes = Freezes::PerRun(dice.below(3) as u16);
        let frequency = dice.pick(&[Frequency::DAILY, Frequency::DAILY, Frequency::WEEKDAYS]);
        let settings = Settings { frequency, freezes, partial: Verdict::Keeps, skipped: Verdict::Misses };
        let (zones, zone) = (Zones::default(), dice.pick(&ZONES));
        Self { zones, zone, start: chance_start(dice), settings, check_ins: Vec::new() }
    }

    fn now(&mut self, at: Timestamp) -> Now {
        let zone = self.zones.tag(self.zone, self.start).unwrap();
        Now { at, day: self.zones.place(zone).unwrap().day_of(at), zone }
    }

    /// Says that today is done; a date has one check-in, and the last stands.
    fn logs(&mut self, at: Timestamp) -> Day {
        let now = self.now(at);
        self.check_ins.retain(|known| known.day != now.day);
        let (day, zone) = (now.day, now.zone);
        self.check_ins.push(CheckIn { at, day, days_late: 0, zone, status: Status::Completed });
        day
    }

    fn read(&mut self, at: Timestamp) -> Streak {
        let now = self.now(at);
        streak(&self.settings, &self.check_ins, &Excused::default(), now)
    }

    fn last(&self) -> &CheckIn {
        self.check_ins.iter().max_by_key(|check_in| check_in.day).unwrap()
    }
}

fn chance_start(dice: &mut Dice) -> DayStart {
    DayStart::chosen(dice.below(13) as u8).unwrap()
}

// SK2 SK13 SK18
#[test]
fn sk18_sk22_another_hour_moves_no_date_and_ends_a_run_only_with_whole_days_of_real_time() {
    let (mut kept, mut ended) = (0, 0);
    for seed in 0..4_000 {
        let mut dice = Dice::new(seed);
        let mut person = Person::random(&mut dice);
        let mut at = NEW_YEAR.plus_ms(dice.below(300 * 24 * 60) as i64 * MINUTE_MS);
        for _ in 0..1 + dice.below(12) {
            at = at.plus_ms((18 + dice.below(12) as i64) * HOUR_MS);
            person.logs(at);
        }
        at = at.plus_ms(dice.below(72 * 60) as i64 * MINUTE_MS);
        let (before, logged) = (person.read(at), person.check_ins.clone());
        for start in starts() {
            person.start = start;
            let after = person.read(at);
            assert_eq!(person.check_ins, logged, "seed {seed}");
            assert_eq!(after.longest, before.longest, "seed {seed} {start:?}");
            assert!(after.current <= before.longest, "seed {seed} {start:?}");
            if before.current == 0 || after.current == before.current {
                kept += 1;
                continue;
            }
            ended += 1;
            assert_eq!(after.current, 0, "seed {seed} {start:?}");
            let days = at.ms_since(person.last().at) / (23 * HOUR_MS);
            assert!(days > i64::from(before.freezes_left), "seed {seed} {start:?} after {days} days");
        }
    }
    assert!(kept > 3_000 && ended > 20, "{kept} kept, {ended} ended");
}

// SK15
#[test]
fn sk15_sk22_who_has_done_today_loses_nothing_by_another_hour_and_logs_no_date_twice() {
    for seed in 0..3_000 {
        let mut dice = Dice::new(seed);
        let mut person = Person::random(&mut dice);
        person.settings.freezes = Freezes::PerRun(0);
        let mut at = NEW_YEAR.plus_ms(dice.below(300 * 24 * 60) as i64 * MINUTE_MS);
        for _ in 0..20 {
            let next = person.now(at).day;
            let today = person.logs(at);
            assert_eq!(today, next, "seed {seed}");
            let before = person.read(at);
            person.start = chance_start(&mut dice);
            let after = person.read(at);
            assert_eq!(
                (after.current, after.longest),
                (before.current, before.longest),
                "seed {seed} at {at}"
            );
            assert!(after.day >= today && after.day <= today.plus(1), "seed {seed} at {at}");
            let days: std::collections::BTreeSet<Day> =
                person.check_ins.iter().map(|said| said.day).collect();
            assert_eq!(days.len(), person.check_ins.len(), "seed {seed}");
            let here = person.now(at).zone;
            let ends = person.zones.place(here).unwrap().end_of(after.day);
            at = ends.plus_ms(dice.below(22 * 60) as i64 * MINUTE_MS);
        }
    }
}

// SK14
#[test]
fn sk14_sk22_no_play_with_the_hour_counts_faster_than_the_clock() {
    for seed in 0..2_000 {
        let mut dice = Dice::new(seed);
        let mut person = Person::random(&mut dice);
        let from = NEW_YEAR.plus_ms(dice.below(300 * 24 * 60) as i64 * MINUTE_MS);
        let mut at = from;
        for _ in 0..40 {
            person.logs(at);
            person.start = chance_start(&mut dice);
            at = at.plus_ms(dice.below(30 * 60) as i64 * MINUTE_MS);
            let most = at.ms_since(from) / (23 * HOUR_MS) + 2;
            let read = person.read(at);
            assert!(i64::from(read.longest) <= most, "seed {seed}: {} of {most}", read.longest);
        }
    }
}

#[test]
fn sk22_the_hour_makes_another_place_of_the_same_zone() {
    let mut zones = Zones::default();
    let four = zones.tag("Europe/Paris", DayStart::KITH).unwrap();
    let noon = zones.tag("europe/paris", DayStart::LATEST).unwrap();
    assert_ne!(four, noon);
    assert_eq!(zones.tag("Europe/Paris", DayStart::LATEST).unwrap(), noon);
    let place = Place { zone: Zone::named("Europe/Paris").unwrap(), start: DayStart::LATEST };
    assert_eq!(zones.place(noon), Some(&place));
}
