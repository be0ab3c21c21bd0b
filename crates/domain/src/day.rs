//! Days as numbers. A day is what a calendar calls a date; where on Earth it begins and ends is not known here
//! (`calendar` knows).

use core::fmt;

/// A date: the number of days since 1970-01-01. Prints as `2026-05-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The date that is so many days later, or earlier if negative; stops at the ends of `i32`.
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// How many days this date is after `earlier`; negative if it is before.
    #[must_use]
    pub const fn days_since(self, earlier: Self) -> i64 {
        self.0 as i64 - earlier.0 as i64
    }

    /// The day of the week.
    #[must_use]
    pub const fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        Weekday::ALL[(self.0 as i64 + 3).rem_euclid(7) as usize]
    }

    /// The Monday of its week (the day itself on a Monday).
    #[must_use]
    pub const fn monday(self) -> Self {
        self.plus(-(self.weekday() as i32))
    }

    /// Reads `2026-05-01`; `None` for anything else, also for a date that no calendar has.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = text.len() == 10 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
        let date: jiff::civil::Date = text.parse().ok().filter(|_| is_plain)?;
        let midnight = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
        i32::try_from(midnight.as_second().div_euclid(SECONDS)).ok().map(Self)
    }
}

const SECONDS: i64 = 86_400;

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_second(i64::from(self.0) * SECONDS) {
            Ok(midnight) => write!(f, "{}", jiff::tz::Offset::UTC.to_datetime(midnight).date()),
            Err(_) => write!(f, "day {}", self.0),
        }
    }
}

/// A day of the week, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "their names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];
}
