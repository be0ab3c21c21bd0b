//! Which dates Kith was down for somebody, by the clock where they are.

use kith_domain::Day;
use kith_domain::calendar::{DayStart, Place, Zone, Zones};
use kith_domain::outages::{OUTAGE_MIN_MS, Outage};
use kith_protocol::Timestamp;

const HOUR_MS: i64 = 3_600_000;

fn utc(text: &str) -> Timestamp {
    Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The dates of 2026 on which Kith was down in a zone, if it was away at these times.
fn down(zone: &str, outages: &[(&str, &str)]) -> Vec<String> {
    down_from(zone, DayStart::KITH, outages)
}

/// The same for somebody whose days begin at another hour.
fn down_from(zone: &str, start: DayStart, outages: &[(&str, &str)]) -> Vec<String> {
    let outages: Vec<_> = outages.iter().map(|(from, to)| Outage { from: utc(from), to: utc(to) }).collect();
    let place = Place { zone: Zone::named(zone).unwrap(), start };
    let days = place.outage_days(&outages, day("2026-01-01"), day("2026-12-31"));
    days.into_iter().map(|day| day.to_string()).collect()
}

#[test]
fn sk21_a_short_absence_is_a_new_start() {
    let then = Timestamp(0);
    assert_eq!(Outage::between(then, then.plus_ms(OUTAGE_MIN_MS - 1)), None);
    let outage = Outage { from: then, to: then.plus_ms(OUTAGE_MIN_MS) };
    assert_eq!(Outage::between(then, outage.to), Some(outage));
    assert_eq!(Outage::between(outage.to, then), None, "a clock that was set back");
}

#[test]
fn sk21_four_hours_of_a_date_or_one_of_its_evening_are_enough() {
    let none: [&str; 0] = [];
    assert_eq!(down("UTC", &[("2026-05-01T08:00:00Z", "2026-05-01T11:59:59Z")]), none);
    assert_eq!(down("UTC", &[("2026-05-01T08:00:00Z", "2026-05-01T12:00:00Z")]), ["2026-05-01"]);
    let halves =
        [("2026-05-01T08:00:00Z", "2026-05-01T10:00:00Z"), ("2026-05-01T12:00:00Z", "2026-05-01T14:00:00Z")];
    assert_eq!(down("UTC", &halves), ["2026-05-01"]);
    assert_eq!(down("UTC", &[("2026-05-01T19:00:00Z", "2026-05-01T20:59:59Z")]), none);
    assert_eq!(down("UTC", &[("2026-05-01T20:00:00Z", "2026-05-01T21:00:00Z")]), ["2026-05-01"]);
    assert_eq!(
        down("UTC", &[("2026-05-02T02:00:00Z", "2026-05-02T03:00:00Z")]),
        ["2026-05-01"],
        "still that date"
    );
    assert_eq!(down("UTC", &[("2026-05-02T02:30:00Z", "2026-05-02T06:00:00Z")]), ["2026-05-01"]);
    let days = ["2026-05-01", "2026-05-02", "2026-05-03"];
    assert_eq!(down("UTC", &[("2026-05-01T12:00:00Z", "2026-05-03T09:00:00Z")]), days);
}

#[test]
fn sk21_the_clock_is_that_of_the_person() {
    let evening = [("2026-05-01T18:00:00Z", "2026-05-01T19:30:00Z")];
    assert_eq!(down("Europe/Paris", &evening), ["2026-05-01"]);
    assert_eq!(down("America/New_York", &evening), Vec::<String>::new());
    assert_eq!(down("Asia/Tokyo", &evening), ["2026-05-01"], "it is the last hour of their night");
    // The night in which the clocks go forward ends an hour earlier.
    assert_eq!(down("Europe/Paris", &[("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")]), ["2026-03-28"]);
    let mut zones = Zones::default();
    for zone in ["Europe/Paris", "America/New_York"] {
        zones.tag(zone, DayStart::KITH).unwrap();
    }
    let outages = evening.map(|(from, to)| Outage { from: utc(from), to: utc(to) });
    assert_eq!(
        zones.outage_days(&outages, day("2026-01-01"), day("2026-12-31")).len(),
        1,
        "who moves loses nothing"
    );
}

#[test]
fn sk21_sk22_a_date_begins_and_ends_at_the_hour_of_the_person() {
    let night = [("2026-05-02T02:00:00Z", "2026-05-02T06:00:00Z")];
    assert_eq!(down_from("UTC", DayStart::MIDNIGHT, &night), ["2026-05-02"]);
    assert_eq!(down_from("UTC", DayStart::LATEST, &night), ["2026-05-01"]);
    assert_eq!(down("UTC", &night), ["2026-05-01"], "two hours of its evening, two of the next morning");
}

#[test]
fn sk20_evenings_begin_at_eight_by_the_clock_on_the_wall() {
    let evening = |zone: &str, date: &str| Zone::named(zone).unwrap().evening_of(day(date));
    assert_eq!(evening("UTC", "2026-05-01"), utc("2026-05-01T20:00:00Z"));
    assert_eq!(evening("Europe/Paris", "2026-03-28"), utc("2026-03-28T19:00:00Z"));
    assert_eq!(evening("Europe/Paris", "2026-03-29"), utc("2026-03-29T18:00:00Z"));
    assert_eq!(
        evening("Pacific/Apia", "2011-12-31").0 - evening("Pacific/Apia", "2011-12-29").0,
        24 * HOUR_MS
    );
}
