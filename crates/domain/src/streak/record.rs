//! What is known of each date: the best that was said of it, and when and where that was said.

use super::{CheckIn, Status, ZoneTag};
use crate::day::Day;
use alloc::collections::{BTreeMap, BTreeSet};
use kith_protocol::Timestamp;

const DAY_MS: i64 = 86_400_000;

/// From when to when check-ins were made, and in which zones.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub first: Timestamp,
    pub last: Timestamp,
    pub zones: BTreeSet<ZoneTag>,
}

impl Span {
    pub fn moment(at: Timestamp, zone: ZoneTag) -> Self {
        Self { first: at, last: at, zones: BTreeSet::from([zone]) }
    }

    pub fn widen(&mut self, other: &Self) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.zones.extend(&other.zones);
    }
}

/// What counts of one date.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub status: Status,
    pub span: Span,
}

/// All dates of which something was said by now. Of a date only the check-ins with its best status count; which of
/// them came first, and how often, leaves no trace.
pub(super) fn by_day(check_ins: &[CheckIn], now: Timestamp) -> BTreeMap<Day, Record> {
    let mut records: BTreeMap<Day, Record> = BTreeMap::new();
    for check_in in check_ins.iter().filter(|check_in| check_in.at <= now) {
        // What was filled in later stands where it would have stood: else a traveller's hours would be counted short.
        let at = check_in.at.plus_ms(-i64::from(check_in.days_late) * DAY_MS);
        let said = Record { status: check_in.status, span: Span::moment(at, check_in.zone) };
        let Some(known) = records.get_mut(&check_in.day) else {
            records.insert(check_in.day, said);
            continue;
        };
        match said.status.cmp(&known.status) {
            core::cmp::Ordering::Less => {}
            core::cmp::Ordering::Equal => known.span.widen(&said.span),
            core::cmp::Ordering::Greater => *known = said,
        }
    }
    records
}
