//! What was completed of what a pact asked for.

use kith_domain::Day;
use kith_domain::Weekday;
use kith_domain::completion::{Completion, completion, completion_so_far};
use kith_domain::streak::{DaySet, Frequency};
use std::collections::BTreeSet;

/// A Monday.
fn monday() -> Day {
    Day::parse("2026-11-23").unwrap()
}

fn dates(ahead: &[i32]) -> BTreeSet<Day> {
    ahead.iter().map(|ahead| monday().plus(*ahead)).collect()
}

fn counted(frequency: Frequency, days: i32, done: &[i32]) -> (u32, u32, u8) {
    let found = completion(frequency, monday(), monday().plus(days - 1), &dates(done));
    (found.completed, found.due, found.percent())
}

#[test]
fn pa8_every_date_that_is_asked_for_counts_once() {
    let monday_and_sunday = Frequency::Days(DaySet::of(&[Weekday::Monday, Weekday::Sunday]).unwrap());
    assert_eq!(counted(Frequency::DAILY, 7, &[]), (0, 7, 0));
    assert_eq!(counted(Frequency::DAILY, 7, &[0, 1, 2, 3, 4, 5, 6]), (7, 7, 100));
    assert_eq!(counted(Frequency::DAILY, 30, &[0, 29, 30, -1]), (2, 30, 6), "what is outside does not count");
    assert_eq!(
        counted(Frequency::WEEKDAYS, 14, &[0, 5, 6, 7]),
        (2, 10, 20),
        "nor do dates that are not asked for"
    );
    assert_eq!(counted(monday_and_sunday, 8, &[0, 6, 7]), (3, 3, 100));
}

#[test]
fn pa8_of_so_many_a_week_no_week_makes_up_for_another() {
    let thrice = Frequency::PerWeek(3);
    assert_eq!(counted(thrice, 14, &[0, 1, 2, 3, 4]), (3, 6, 50));
    assert_eq!(
        counted(thrice, 9, &[0, 1, 2, 7, 8]),
        (5, 5, 100),
        "a short week asks for no more than it has"
    );
    assert_eq!(counted(Frequency::PerWeek(0), 7, &[3]), (1, 1, 100));
    let from_sunday = completion(thrice, monday().plus(-1), monday().plus(6), &dates(&[-1, 0, 1]));
    assert_eq!(from_sunday, Completion { completed: 3, due: 4 });
}

#[test]
fn pa8_today_counts_once_it_is_done() {
    let so_far = |today: i32, done: &[i32]| {
        let found = completion_so_far(
            Frequency::DAILY,
            monday(),
            monday().plus(6),
            monday().plus(today),
            &dates(done),
        );
        (found.completed, found.due)
    };
    assert_eq!(so_far(0, &[]), (0, 0));
    assert_eq!(so_far(0, &[0]), (1, 1));
    assert_eq!(so_far(3, &[0, 1]), (2, 3));
    assert_eq!(so_far(9, &[0, 1, 9]), (2, 7), "nothing after the last date counts");
    assert_eq!(so_far(-2, &[]), (0, 0));
    assert_eq!(Completion::default().percent(), 0);
}
