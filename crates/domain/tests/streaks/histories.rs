//! Random histories: people who log, forget, travel, fill in late and say things twice, near every trap of a calendar.

use crate::dice::Dice;
use kith_domain::calendar::{DayStart, Zones};
use kith_domain::streak::{
    CheckIn, DaySet, Excused, Freezes, Frequency, Now, Settings, Status, Streak, Verdict, ZoneTag, credited,
    streak,
};
use kith_domain::{Day, Weekday};
use kith_protocol::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

pub const HOUR_MS: i64 = 3_600_000;

/// A zone, and a day shortly before its clocks or its calendar do something.
const PLACES: [(&str, &str); 16] = [
    ("America/New_York", "2026-02-25"),
    ("America/New_York", "2026-10-22"),
    ("Europe/London", "2028-02-20"),
    ("Europe/London", "2026-12-20"),
    ("Pacific/Apia", "2011-12-18"),
    ("Pacific/Kiritimati", "1994-12-18"),
    ("Pacific/Kwajalein", "1993-08-08"),
    ("Asia/Tokyo", "2026-06-01"),
    ("Asia/Kathmandu", "2026-06-01"),
    ("Asia/Beirut", "2026-03-16"),
    ("America/St_Johns", "2010-10-28"),
    ("Atlantic/Azores", "2026-10-14"),
    ("Australia/Lord_Howe", "2026-03-25"),
    ("Africa/Casablanca", "2026-02-10"),
    ("Pacific/Auckland", "2026-09-15"),
    ("America/Los_Angeles", "2011-12-18"),
];
const STEPS_HOURS: [i64; 14] = [0, 1, 4, 8, 13, 20, 23, 24, 24, 25, 26, 30, 48, 75];

/// The zones of all places and what they lack: looking up a zone reads its whole history, and once is enough.
struct Known {
    zones: Zones,
    tags: BTreeMap<&'static str, ZoneTag>,
    absent: BTreeSet<(Day, ZoneTag)>,
}

impl Known {
    fn read() -> Self {
        let mut zones = Zones::default();
        let tags = PLACES.iter().map(|(name, _)| (*name, zones.tag(name, DayStart::KITH).unwrap())).collect();
        let absent = zones.absent_days(Day::parse("1990-01-01").unwrap(), Day::parse("2030-12-31").unwrap());
        Self { zones, tags, absent }
    }

    fn tag(&self, name: &str) -> ZoneTag {
        self.tags[name]
    }
}

thread_local! {
    static KNOWN: Known = Known::read();
}

/// Something said, as it arrives.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub at: Timestamp,
    pub zone: &'static str,
    pub status: Status,
    pub for_date: Option<Day>,
}

/// All that a reading depends on.
#[derive(Clone, Debug)]
pub struct History {
    pub settings: Settings,
    pub start_hour: u8,
    pub backfill_days: u16,
    pub outages: BTreeSet<Day>,
    pub said: Vec<Said>,
    pub now: Timestamp,
    pub now_zone: &'static str,
}

/// A history in the words of the rules.
pub struct Told {
    pub check_ins: Vec<CheckIn>,
    pub excused: Excused,
    pub now: Now,
}

impl History {
    pub fn random(dice: &mut Dice, travels: bool) -> Self {
        let (home, first_day) = dice.pick(&PLACES);
        let start_hour = dice.pick(&[0, 0, 4, 4, 4, 2, 12, 23]);
        let first_day = Day::parse(first_day).unwrap();
        let mut history = Self {
            settings: settings(dice),
            start_hour,
            backfill_days: dice.pick(&[0, 1, 1, 1, 2, 9]),
            outages: BTreeSet::new(),
            said: Vec::new(),
            now: Timestamp(i64::from(first_day.0) * 24 * HOUR_MS + dice.below(24 * 60) as i64 * 60_000),
            now_zone: home,
        };
        let steady = dice.chance(50);
        for _ in 0..dice.below(45) {
            history.step(dice, travels, steady);
        }
        if dice.chance(30) {
            let days = (0..1 + dice.below(4)).map(|_| first_day.plus(dice.below(40) as i32));
            history.outages = days.collect();
        }
        history.now =
            history.now.plus_ms(dice.pick(&[-60, -1, 0, 1, 5, 11, 20, 23, 30, 50, 80, 200]) * HOUR_MS);
        if travels && dice.chance(30) {
            history.now_zone = dice.pick(&PLACES).0;
        }
        history
    }

    fn step(&mut self, dice: &mut Dice, travels: bool, steady: bool) {
        let hours = if steady { 24 } else { dice.pick(&STEPS_HOURS) };
        self.now = self.now.plus_ms(hours * HOUR_MS + dice.pick(&[0, 0, 1, 59_999, 60_000, 1_800_000]));
        if travels && dice.chance(20) {
            self.now_zone = dice.pick(&PLACES).0;
        }
        let status = dice.pick(&[
            Status::Completed,
            Status::Completed,
            Status::Completed,
            Status::Completed,
            Status::Completed,
            Status::Partial,
            Status::Skipped,
        ]);
        let own = self.day_of(self.now, self.now_zone);
        let for_date = dice.chance(15).then(|| own.plus(dice.pick(&[-3, -2, -1, -1, -1, 0, 1])));
        self.said.push(Said { at: self.now, zone: self.now_zone, status, for_date });
    }

    pub fn start(&self) -> DayStart {
        DayStart::new(self.start_hour).unwrap()
    }

    pub fn day_of(&self, at: Timestamp, zone: &str) -> Day {
        KNOWN.with(|known| known.zones.place(known.tag(zone)).unwrap().zone.day_of(at, self.start()))
    }

    pub fn told(&self) -> Told {
        let tag = |zone: &str| KNOWN.with(|known| known.tag(zone));
        let mut check_ins = Vec::new();
        for said in &self.said {
            let own = self.day_of(said.at, said.zone);
            if let Some((day, days_late)) = credited(own, None, said.for_date, self.backfill_days) {
                check_ins.push(CheckIn {
                    at: said.at,
                    day,
                    days_late,
                    zone: tag(said.zone),
                    status: said.status,
                });
            }
        }
        let absent = KNOWN.with(|known| known.absent.clone());
        let excused = Excused { absent, outages: self.outages.clone() };
        let now = Now { at: self.now, day: self.day_of(self.now, self.now_zone), zone: tag(self.now_zone) };
        Told { check_ins, excused, now }
    }

    pub fn read(&self) -> Streak {
        let told = self.told();
        streak(&self.settings, &told.check_ins, &told.excused, told.now)
    }

    pub fn read_at(&self, now: Timestamp, zone: &'static str) -> Streak {
        Self { now, now_zone: zone, ..self.clone() }.read()
    }
}

fn settings(dice: &mut Dice) -> Settings {
    let some_days: Vec<Weekday> = Weekday::ALL.into_iter().filter(|_| dice.chance(50)).collect();
    let frequency = match dice.below(8) {
        0..=2 => Frequency::DAILY,
        3 => Frequency::WEEKDAYS,
        4 => DaySet::of(&some_days).map_or(Frequency::DAILY, Frequency::Days),
        5 => Frequency::PerWeek(7),
        _ => Frequency::PerWeek(1 + dice.below(7) as u8),
    };
    let freezes = match dice.below(6) {
        0 | 1 => Freezes::Earned,
        2 => Freezes::PerRun(0),
        other => Freezes::PerRun(other as u16 - 2),
    };
    let mut verdict = || dice.pick(&[Verdict::Keeps, Verdict::Misses]);
    Settings { frequency, freezes, partial: verdict(), skipped: verdict() }
}
