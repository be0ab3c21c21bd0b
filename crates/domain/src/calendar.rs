//! From moments to days: which date a moment belongs to in a time zone, and when that date is over. It has the rules of
//! all zones within it (`jiff` with its bundled database) and knows no clock and no file.

use crate::day::Day;
use crate::streak::ZoneTag;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use kith_protocol::Timestamp;

/// Seconds of a day without a change of the clocks.
const DAY_SECONDS: i64 = 86_400;
/// Further than this no clock on Earth is, or ever was, from UTC.
const WIDEST_OFFSET_SECONDS: i64 = 26 * 3600;
/// `Etc/Unknown` is in the database so that programs can write that they do not know.
const UNKNOWN: &str = "Etc/Unknown";

/// The hour of the wall clock at which a day begins: what is done before it belongs to the date before (SPEC.md SK1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayStart(u8);

impl Default for DayStart {
    fn default() -> Self {
        Self::KITH
    }
}

impl DayStart {
    /// Days begin at midnight.
    pub const MIDNIGHT: Self = Self(0);
    /// Days begin at 04:00 for who has not said otherwise: who is up late is still in yesterday.
    pub const KITH: Self = Self(4);
    /// Nobody's days begin later than at noon (SPEC.md SK22).
    pub const LATEST: Self = Self(12);

    /// The evening begins at 20:00: what is counted from then on counts evenings.
    pub const EVENING: Self = Self(20);

    /// Days begin at this hour, 0 to 23.
    #[must_use]
    pub const fn new(hour: u8) -> Option<Self> {
        if hour < 24 { Some(Self(hour)) } else { None }
    }

    /// The hour that a person says: 0, which is midnight, to 12, which is noon (SPEC.md SK22).
    #[must_use]
    pub const fn chosen(hour: u8) -> Option<Self> {
        if hour <= Self::LATEST.0 { Some(Self(hour)) } else { None }
    }

    /// The hour of the wall clock, 0 to 23.
    #[must_use]
    pub const fn hour(self) -> u8 {
        self.0
    }

    const fn seconds(self) -> i64 {
        self.0 as i64 * 3600
    }
}

/// A name that the database of time zones does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownZone(pub String);

impl core::fmt::Display for UnknownZone {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "There is no time zone `{}`. Write its IANA name, like Europe/Lisbon.", self.0)
    }
}

impl core::error::Error for UnknownZone {}

/// A time zone. Cheap to clone, dear to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of an IANA name, in upper or lower case.
    ///
    /// # Errors
    /// The database does not have the name.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        let found = TimeZoneDatabase::bundled().get(name).ok().map(Self);
        found.filter(|zone| zone.name() != UNKNOWN).ok_or_else(|| UnknownZone(name.into()))
    }

    /// The zone's name in its usual spelling.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or(UNKNOWN)
    }

    /// The date that a moment belongs to, by the wall clock of this zone (SPEC.md SK1).
    #[must_use]
    pub fn day_of(&self, at: Timestamp, start: DayStart) -> Day {
        let wall = at.0.div_euclid(1000) + self.offset(at.0.div_euclid(1000));
        let date = day_from(wall.div_euclid(DAY_SECONDS));
        if wall.rem_euclid(DAY_SECONDS) >= start.seconds() {
            return date;
        }
        self.nearest(date, -1)
    }

    /// The moment at which a date is over for good: no later moment belongs to it or to one before it.
    /// It is not a number of hours after the date's start: clocks change, and a whole date can be left out.
    #[must_use]
    pub fn end_of(&self, day: Day, start: DayStart) -> Timestamp {
        let next = i64::from(self.nearest(day, 1).0) * DAY_SECONDS + start.seconds();
        let pieces = self.pieces(next - WIDEST_OFFSET_SECONDS, next + WIDEST_OFFSET_SECONDS);
        let ends = pieces.iter().filter_map(|piece| {
            let end = piece.to.min(next - piece.offset);
            (end > piece.from).then_some(end)
        });
        Timestamp(ends.max().unwrap_or(next).saturating_mul(1000))
    }

    /// The moment at which the date of `at` is over and the next one has begun.
    #[must_use]
    pub fn next_day_start(&self, at: Timestamp, start: DayStart) -> Timestamp {
        self.end_of(self.day_of(at, start), start)
    }

    /// Whether the calendar of this zone has the date: Samoa's has no 2011-12-30 (SPEC.md SK8).
    #[must_use]
    pub fn has(&self, day: Day) -> bool {
        let midnight = i64::from(day.0) * DAY_SECONDS;
        let noon = midnight + DAY_SECONDS / 2;
        let pieces = self.pieces(noon - 2 * WIDEST_OFFSET_SECONDS, noon + 2 * WIDEST_OFFSET_SECONDS);
        pieces.iter().any(|piece| {
            let (from, to) = (midnight - piece.offset, midnight + DAY_SECONDS - piece.offset);
            from.max(piece.from) < to.min(piece.to)
        })
    }

    /// The dates from `first` to `last`, both included, that this zone's calendar does not have.
    #[must_use]
    pub fn absent_days(&self, first: Day, last: Day) -> Vec<Day> {
        let from = i64::from(first.0) * DAY_SECONDS - WIDEST_OFFSET_SECONDS;
        let to = (i64::from(last.0) + 1) * DAY_SECONDS + WIDEST_OFFSET_SECONDS;
        let pieces = self.pieces(from, to);
        let mut absent = Vec::new();
        for (before, after) in pieces.iter().zip(pieces.iter().skip(1)) {
            let wall_before = (before.to + before.offset).div_euclid(DAY_SECONDS);
            let wall_after = (after.from + after.offset).div_euclid(DAY_SECONDS);
            let jumped = (wall_before..wall_after).map(day_from);
            absent.extend(jumped.filter(|day| (first..=last).contains(day) && !self.has(*day)));
        }
        absent
    }

    /// The next date in a direction that this zone's calendar has.
    fn nearest(&self, from: Day, step: i32) -> Day {
        let next = from.plus(step);
        if self.has(next) { next } else { next.plus(step) }
    }

    /// Seconds that the wall clock is ahead of UTC.
    fn offset(&self, second: i64) -> i64 {
        i64::from(self.0.to_offset(moment(second)).seconds())
    }

    /// The stretches of unchanged clocks between two moments.
    fn pieces(&self, from: i64, to: i64) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut start = from;
        for change in self.0.following(moment(from)) {
            let at = change.timestamp().as_second();
            if at >= to {
                break;
            }
            pieces.push(Piece { from: start, to: at, offset: self.offset(start) });
            start = at;
        }
        pieces.push(Piece { from: start, to, offset: self.offset(start) });
        pieces
    }
}

/// A stretch of time with one offset, in seconds of UTC; `to` is no part of it.
struct Piece {
    from: i64,
    to: i64,
    offset: i64,
}

fn moment(second: i64) -> jiff::Timestamp {
    let end = if second < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    jiff::Timestamp::from_second(second).unwrap_or(end)
}

fn day_from(days: i64) -> Day {
    Day(days.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
}

/// What makes somebody's dates: a zone, and the hour at which their days begin there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The zone.
    pub zone: Zone,
    /// The hour.
    pub start: DayStart,
}

impl Place {
    /// The date that a moment belongs to.
    #[must_use]
    pub fn day_of(&self, at: Timestamp) -> Day {
        self.zone.day_of(at, self.start)
    }

    /// The moment at which a date is over.
    #[must_use]
    pub fn end_of(&self, day: Day) -> Timestamp {
        self.zone.end_of(day, self.start)
    }
}

/// The places of one person: each gets a small tag, and no zone is looked up twice. To begin days at another hour is to
/// be in another place (SPEC.md SK22).
#[derive(Clone, Debug, Default)]
pub struct Zones {
    known: Vec<Place>,
}

impl Zones {
    /// The tag of a zone in which days begin at this hour.
    ///
    /// # Errors
    /// The database does not have the name.
    pub fn tag(&mut self, name: &str, start: DayStart) -> Result<ZoneTag, UnknownZone> {
        let is_named = |place: &&Place| place.zone.name().eq_ignore_ascii_case(name);
        let known = self.known.iter().position(|place| place.start == start && is_named(&place));
        let index = match known {
            Some(index) => index,
            None => {
                let zone = self.known.iter().find(is_named).map(|place| Ok(place.zone.clone()));
                self.known.push(Place { zone: zone.unwrap_or_else(|| Zone::named(name))?, start });
                self.known.len() - 1
            }
        };
        // The database has some six hundred names, and a day two dozen hours.
        Ok(ZoneTag(index as u16))
    }

    /// The place of a tag that came from here.
    #[must_use]
    pub fn place(&self, tag: ZoneTag) -> Option<&Place> {
        self.known.get(usize::from(tag.0))
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Place] {
        &self.known
    }

    /// The dates from `first` to `last` that some of these places do not have, each with its place.
    #[must_use]
    pub fn absent_days(&self, first: Day, last: Day) -> BTreeSet<(Day, ZoneTag)> {
        let zones = self.known.iter().enumerate();
        zones
            .flat_map(|(index, place)| {
                place.zone.absent_days(first, last).into_iter().map(move |day| (day, ZoneTag(index as u16)))
            })
            .collect()
    }
}
