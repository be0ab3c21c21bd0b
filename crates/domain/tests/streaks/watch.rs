//! What is said of runs: that one came to rest, and that an evening is open.

use crate::histories::HOUR_MS;
use kith_domain::Day;
use kith_domain::streak::{
    CheckIn, Excused, Frequency, Now, Settings, Status, Streak, ZoneTag, broke, is_worth_a_reminder, streak,
};
use kith_protocol::Timestamp;

/// A Monday.
const MONDAY: i32 = 20_780;

fn noon(day: i32) -> Timestamp {
    Timestamp(i64::from(MONDAY + day) * 24 * HOUR_MS + 12 * HOUR_MS)
}

fn read(frequency: Frequency, done: &[i32], day: i32) -> Streak {
    let check_in = |day: &i32| CheckIn {
        at: noon(*day),
        day: Day(MONDAY + day),
        days_late: 0,
        zone: ZoneTag(0),
        status: Status::Completed,
    };
    let done: Vec<_> = done.iter().map(check_in).collect();
    let now = Now { at: noon(day), day: Day(MONDAY + day), zone: ZoneTag(0) };
    streak(&Settings::kith(frequency), &done, &Excused::default(), now)
}

/// What broke between two days of a daily habit.
fn broken(done: &[i32], from: i32, to: i32) -> Option<u32> {
    broke(&read(Frequency::DAILY, done, from), &read(Frequency::DAILY, done, to))
}

#[test]
fn sk19_a_run_that_lived_and_does_not_came_to_rest() {
    assert_eq!(broken(&[0, 1], 1, 2), None, "today is open");
    assert_eq!(broken(&[0, 1], 1, 3), None, "a freeze bridges one date");
    assert_eq!(broken(&[0, 1], 3, 4), Some(2));
    assert_eq!(broken(&[0, 1], 4, 5), None, "it was at rest before");
    assert_eq!(broken(&[0, 1, 9], 1, 9), Some(2), "another one has begun since");
    assert_eq!(broken(&[0, 1, 3], 1, 3), None, "it goes on");
    assert_eq!(broken(&[], 0, 9), None);
}

#[test]
fn sk20_an_evening_is_worth_a_word_while_a_run_lives_and_today_is_open() {
    let daily = |done: &[i32], day| is_worth_a_reminder(Frequency::DAILY, &read(Frequency::DAILY, done, day));
    assert!(daily(&[0], 1));
    assert!(daily(&[0], 2), "it hangs by a freeze");
    assert!(!daily(&[0], 3), "there is nothing to lose");
    assert!(!daily(&[0, 1], 1), "today is done");
    let weekdays =
        |done: &[i32], day| is_worth_a_reminder(Frequency::WEEKDAYS, &read(Frequency::WEEKDAYS, done, day));
    assert!(weekdays(&[3], 4));
    assert!(!weekdays(&[4], 5), "Saturdays are not asked for");
    let twice = Frequency::PerWeek(2);
    let weekly = |done: &[i32], day| is_worth_a_reminder(twice, &read(twice, done, day));
    assert!(!weekly(&[0, 1], 9), "the week has dates left");
    assert!(weekly(&[0, 1], 13), "with this Sunday it ends, for a freeze covers one date and two are short");
    assert!(!weekly(&[0, 1, 8], 13), "a freeze covers it");
}
