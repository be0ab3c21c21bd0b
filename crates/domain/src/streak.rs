//! Streaks: how long a person has kept at a habit, as a pure function of what was logged, what was asked for and now.
//! Nothing is counted up or down: each reading counts anew, so order, repetition and undoing cannot bend it. It knows
//! dates and moments, and of time zones (with the hour at which days begin) only whether two of them are the same.
//!
//! | rule of `SPEC.md` | where |
//! |---|---|
//! | SK1, SK2, SK4, SK18, SK22 which date a check-in is for | `calendar`, before anything comes here; [`credited`] |
//! | SK3 nothing from the future, SK5 one status a date | `record` |
//! | SK6 which dates are asked for | `frequency`; [`Settings`] |
//! | SK7 today is open, SK10 what is read, SK15 which day is today | [`streak`], `dates`, `weeks` |
//! | SK8, SK16 dates that do not exist, or on which Kith was down | `excused` |
//! | SK9 freezes, SK14 not faster than the clock, SK17 milestones | `run`, `milestones` |
//! | SK11, SK12 so many a week | `weeks` |
//! | SK13 what a journey cannot miss | `dates` |
//! | SK19, SK20 what is said without being asked | `watch` |

mod dates;
mod excused;
mod frequency;
mod milestones;
mod record;
mod run;
mod watch;
mod weeks;

pub use excused::Excused;
pub use frequency::{DaySet, Frequency};
pub use milestones::{FIRST_WITH_FREEZE, MILESTONES, newly_reached};
pub use run::{EARNED_AT_START, EARNED_MAX};
pub use watch::{broke, is_worth_a_reminder};

use crate::day::Day;
use kith_protocol::Timestamp;

/// A time zone and the hour at which days begin there, of which only matters whether they are the same as another.
/// `calendar::Zones` gives them out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ZoneTag(pub u16);

/// What a person says of a date. Later ones are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Left out on purpose.
    Skipped,
    /// Some of it.
    Partial,
    /// Done.
    Completed,
}

/// Something that was logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckIn {
    /// When it was logged.
    pub at: Timestamp,
    /// The date that it is for, decided when it was logged and never again.
    pub day: Day,
    /// So many dates after `day` it was logged; 0 unless it was filled in later.
    pub days_late: u16,
    /// Where it was logged.
    pub zone: ZoneTag,
    /// What was said.
    pub status: Status,
}

/// Whether a date that was not completed holds the run together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It adds nothing and breaks nothing.
    Keeps,
    /// It is missed.
    Misses,
}

/// How missed dates can be bridged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freezes {
    /// So many for each run, and no more.
    PerRun(u16),
    /// Kith's own: one at the start of a run, one more at each milestone from 7 on, never more than 3 in hand.
    Earned,
}

/// What a habit asks for and forgives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which dates are asked for.
    pub frequency: Frequency,
    /// How missed ones can be bridged.
    pub freezes: Freezes,
    /// What `Partial` does on a date that is asked for.
    pub partial: Verdict,
    /// What `Skipped` does on a date that is asked for.
    pub skipped: Verdict,
}

impl Settings {
    /// Kith's own: freezes are earned, some of it keeps the run, leaving out misses.
    #[must_use]
    pub const fn kith(frequency: Frequency) -> Self {
        Self { frequency, freezes: Freezes::Earned, partial: Verdict::Keeps, skipped: Verdict::Misses }
    }

    const fn keeps(&self, status: Status) -> bool {
        match status {
            Status::Completed => true,
            Status::Partial => matches!(self.partial, Verdict::Keeps),
            Status::Skipped => matches!(self.skipped, Verdict::Keeps),
        }
    }
}

/// The moment of reading, where the person is then, and which date it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The moment; what was logged later does not count.
    pub at: Timestamp,
    /// The date that the moment belongs to.
    pub day: Day,
    /// The zone in which it does.
    pub zone: ZoneTag,
}

/// What today still asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Today {
    /// Nothing: it is not asked for.
    Free,
    /// It is asked for, not over, and nothing was said that keeps the run.
    Open,
    /// What was asked for is done, or said to be partly done where that is enough.
    Done,
}

/// A run in short. Its first date names it (SPEC.md SK17).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunDays {
    /// Its first completed date; of weeks, the Monday of the first.
    pub first: Day,
    /// Its last date that was kept; of weeks, the Monday of the last.
    pub last: Day,
    /// How many dates, or weeks, it counts.
    pub length: u32,
}

/// A streak as it reads now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streak {
    /// Dates of the run that lives, or weeks where so many a week are asked for; 0 when none lives.
    pub current: u32,
    /// The same of the largest run there ever was, this one included.
    pub longest: u32,
    /// What is left to bridge missed dates with, after those that already were.
    pub freezes_left: u16,
    /// The last run; it is over where `current` is 0.
    pub run: Option<RunDays>,
    /// Which date is today, counting a check-in from a place where it is later already.
    pub day: Day,
    /// What today asks for.
    pub today: Today,
    /// Unless something is logged or the zone changes, `current` stays until the end of this date; after it, it is 0
    /// (after a journey perhaps some hours later). `None` when there is nothing to lose, and when the hours of a
    /// journey alone decide (SPEC.md SK13): then read again each hour.
    pub holds_through: Option<Day>,
}

impl Streak {
    /// Whether the run ends with today unless something is done.
    #[must_use]
    pub fn is_at_risk(&self) -> bool {
        self.holds_through == Some(self.day)
    }

    /// The milestones that the run that lives has reached.
    #[must_use]
    pub fn milestones(&self) -> &'static [u32] {
        milestones::up_to(self.current)
    }
}

/// The date a check-in is for: its own, or an earlier one that may still be filled in (SPEC.md SK4).
/// `reached` is the latest date that had begun for the person where they were before, if they moved: what was too long
/// ago then still is (SPEC.md SK23). `None` if the date is to come, or too long ago.
#[must_use]
pub fn credited(
    own: Day,
    reached: Option<Day>,
    asked: Option<Day>,
    backfill_days: u16,
) -> Option<(Day, u16)> {
    let asked = asked.unwrap_or(own);
    let late = u16::try_from(own.days_since(asked)).ok()?;
    let latest = reached.map_or(own, |reached| reached.max(own));
    (latest.days_since(asked) <= i64::from(backfill_days)).then_some((asked, late))
}

/// The streak at a moment. The order of the check-ins does not matter, nor how often each of them comes.
#[must_use]
pub fn streak(settings: &Settings, check_ins: &[CheckIn], excused: &Excused, now: Now) -> Streak {
    let records = record::by_day(check_ins, now.at);
    let last_day = records.last_key_value().map(|(day, _)| *day);
    let now = Now { day: last_day.map_or(now.day, |last| last.max(now.day)), ..now };
    match settings.frequency {
        Frequency::Days(days) => dates::read(settings, days, &records, excused, now),
        Frequency::PerWeek(count) => weeks::read(settings, count, &records, excused, now),
    }
}
