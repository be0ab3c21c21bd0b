//! From moments to days, and where days end.

use crate::dice::Dice;
use crate::histories::{HOUR_MS, History};
use crate::reference;
use kith_domain::calendar::{DayStart, Zone, Zones};
use kith_domain::{Day, Weekday};
use kith_protocol::Timestamp;
use std::collections::BTreeSet;

fn at(text: &str) -> Timestamp {
    serde_json::from_value(serde_json::Value::from(text)).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

// SK1
#[test]
fn sk1_a_day_ends_at_a_moment_of_the_wall_clock_and_never_after_so_many_hours() {
    for (zone, start, of, ends) in [
        ("America/New_York", 0, "2026-03-08", "2026-03-09T04:00:00.000Z"),
        ("America/New_York", 4, "2026-03-07", "2026-03-08T08:00:00.000Z"),
        ("America/New_York", 2, "2026-03-07", "2026-03-08T07:00:00.000Z"),
        ("America/New_York", 4, "2026-10-31", "2026-11-01T09:00:00.000Z"),
        ("Asia/Beirut", 0, "2026-03-28", "2026-03-28T22:00:00.000Z"),
        ("Africa/Cairo", 0, "2026-04-23", "2026-04-23T22:00:00.000Z"),
        ("America/Santiago", 0, "2026-09-05", "2026-09-06T04:00:00.000Z"),
        ("Atlantic/Azores", 0, "2026-10-24", "2026-10-25T00:00:00.000Z"),
        // Its first minute came, and with the clocks it was the evening before for another hour.
        ("America/St_Johns", 0, "2010-11-06", "2010-11-07T03:30:00.000Z"),
        ("Pacific/Apia", 0, "2011-12-29", "2011-12-30T10:00:00.000Z"),
        ("Pacific/Apia", 4, "2011-12-29", "2011-12-30T14:00:00.000Z"),
        ("Asia/Kathmandu", 4, "2026-06-01", "2026-06-01T22:15:00.000Z"),
    ] {
        let (place, start) = (Zone::named(zone).unwrap(), DayStart::new(start).unwrap());
        let end = place.end_of(day(of), start);
        assert_eq!(end.to_string(), ends, "{zone} {of}");
        assert_eq!(place.day_of(end.plus_ms(-1), start), day(of), "{zone} {of}");
        assert!(place.day_of(end, start) > day(of), "{zone} {of}");
        assert_eq!(place.next_day_start(end.plus_ms(-1), start), end, "{zone} {of}");
    }
}

// SK1 SK7
#[test]
fn sk1_no_moment_after_its_end_belongs_to_a_day() {
    let mut dice = Dice::new(11);
    for _ in 0..1_500 {
        let history = History::random(&mut dice, true);
        let zone = Zone::named(history.now_zone).unwrap();
        let (now, start) = (history.now, history.start());
        let today = zone.day_of(now, start);
        assert_eq!(
            today.to_string(),
            reference::date_of(now, history.now_zone, history.start_hour).to_string()
        );
        let end = zone.next_day_start(now, start);
        assert!(end > now && zone.day_of(end.plus_ms(-1), start) <= today, "{history:?}");
        for minutes in (0..60 * 30).step_by(7) {
            assert!(zone.day_of(end.plus_ms(minutes * 60_000), start) > today, "{history:?}");
        }
        assert!(end.ms_since(now) <= 50 * HOUR_MS, "{history:?}");
    }
}

#[test]
fn sk8_dates_that_a_zone_does_not_have_are_known() {
    for (zone, absent) in [
        ("Pacific/Apia", "2011-12-30"),
        ("Pacific/Fakaofo", "2011-12-30"),
        ("Pacific/Kwajalein", "1993-08-21"),
        ("Pacific/Kiritimati", "1994-12-31"),
    ] {
        let (zone, absent) = (Zone::named(zone).unwrap(), day(absent));
        assert!(!zone.has(absent) && zone.has(absent.plus(1)) && zone.has(absent.plus(-1)), "{zone:?}");
        assert_eq!(zone.absent_days(absent.plus(-4000), absent.plus(4000)), [absent]);
        assert_eq!(zone.absent_days(absent, absent), [absent]);
        assert_eq!(zone.absent_days(absent.plus(1), absent.plus(300)), []);
    }
    let paris = Zone::named("Europe/Paris").unwrap();
    assert_eq!(paris.absent_days(day("1990-01-01"), day("2040-01-01")), []);
}

#[test]
fn sk1_zones_have_names_of_the_database_and_nothing_else_is_one() {
    let mut zones = Zones::default();
    let paris = zones.tag("europe/paris", DayStart::KITH).unwrap();
    assert_eq!(zones.tag("Europe/Paris", DayStart::KITH).unwrap(), paris);
    assert_eq!(zones.place(paris).unwrap().zone.name(), "Europe/Paris");
    assert_ne!(zones.tag("UTC", DayStart::KITH).unwrap(), paris);
    for name in
        ["", "Europe/Pariss", "Etc/Unknown", "+02:00", "EST5EDT4,M3.2.0,M11.1.0", "../etc/passwd", "a\0b"]
    {
        let error = zones.tag(name, DayStart::KITH).unwrap_err();
        assert!(error.to_string().contains("There is no time zone"), "{name}");
    }
    assert_eq!(DayStart::new(24), None);
}

// SK1
#[test]
fn sk1_days_are_written_and_read_as_dates() {
    for (text, number, weekday) in [
        ("1970-01-01", 0, Weekday::Thursday),
        ("1969-12-31", -1, Weekday::Wednesday),
        ("2028-02-29", 21_243, Weekday::Tuesday),
        ("2026-11-23", 20_780, Weekday::Monday),
    ] {
        assert_eq!((day(text), day(text).weekday()), (Day(number), weekday));
        assert_eq!(Day(number).to_string(), text);
    }
    assert_eq!(day("2026-11-29").monday(), day("2026-11-23"));
    for text in ["2026-02-29", "2026-2-9", "20260209", "2026-02-09T00:00", "+002026-02", "yesterday!", ""] {
        assert_eq!(Day::parse(text), None, "{text}");
    }
    let far: BTreeSet<String> = [i32::MIN, i32::MAX].map(|far| Day(far).to_string()).into();
    assert_eq!(far.len(), 2);
}

// SK1
#[test]
fn sk1_who_is_up_late_is_still_in_yesterday() {
    let new_york = Zone::named("America/New_York").unwrap();
    assert_eq!(new_york.day_of(at("2026-03-08T07:59:59.999Z"), DayStart::KITH), day("2026-03-07"));
    assert_eq!(new_york.day_of(at("2026-03-08T08:00:00Z"), DayStart::KITH), day("2026-03-08"));
    // Samoa went from the 29th to the 31st: two in the morning of the 31st is late on the 29th.
    let apia = Zone::named("Pacific/Apia").unwrap();
    assert_eq!(apia.day_of(at("2011-12-30T12:00:00Z"), DayStart::KITH), day("2011-12-29"));
    assert_eq!(apia.day_of(at("2011-12-30T12:00:00Z"), DayStart::MIDNIGHT), day("2011-12-31"));
}
