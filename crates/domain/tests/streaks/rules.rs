//! Single rules, each in a few dates of one or two zones.

use crate::histories::HOUR_MS;
use kith_domain::streak::{
    CheckIn, DaySet, Excused, Freezes, Frequency, Now, RunDays, Settings, Status, Streak, Today, Verdict,
    ZoneTag, credited, newly_reached, streak,
};
use kith_domain::{Day, Weekday};
use kith_protocol::Timestamp;
use std::collections::BTreeSet;

const HOME: ZoneTag = ZoneTag(0);
const AWAY: ZoneTag = ZoneTag(1);
/// A Monday.
const MONDAY: i32 = 20_780;

/// Noon of a date at home, counted from a Monday.
fn noon(day: i32) -> Timestamp {
    Timestamp(i64::from(MONDAY + day) * 24 * HOUR_MS + 12 * HOUR_MS)
}

fn said(day: i32, status: Status) -> CheckIn {
    CheckIn { at: noon(day), day: Day(MONDAY + day), days_late: 0, zone: HOME, status }
}

fn done(days: impl IntoIterator<Item = i32>) -> Vec<CheckIn> {
    days.into_iter().map(|day| said(day, Status::Completed)).collect()
}

fn plain(frequency: Frequency, budget: u16) -> Settings {
    Settings {
        frequency,
        freezes: Freezes::PerRun(budget),
        partial: Verdict::Keeps,
        skipped: Verdict::Misses,
    }
}

fn on(day: i32) -> Now {
    Now { at: noon(day).plus_ms(HOUR_MS), day: Day(MONDAY + day), zone: HOME }
}

fn read(settings: Settings, check_ins: &[CheckIn], day: i32) -> Streak {
    streak(&settings, check_ins, &Excused::default(), on(day))
}

fn down(days: impl IntoIterator<Item = i32>) -> Excused {
    Excused { absent: BTreeSet::new(), outages: days.into_iter().map(|day| Day(MONDAY + day)).collect() }
}

/// `current` and `longest`.
fn both(streak: Streak) -> (u32, u32) {
    (streak.current, streak.longest)
}

#[test]
fn sk4_only_dates_that_are_not_long_ago_can_be_filled_in() {
    let own = Day(MONDAY);
    assert_eq!(credited(own, None, None, 0), Some((own, 0)));
    assert_eq!(credited(own, None, Some(own), 0), Some((own, 0)));
    assert_eq!(credited(own, None, Some(own.plus(-1)), 1), Some((own.plus(-1), 1)));
    assert_eq!(credited(own, None, Some(own.plus(-1)), 0), None);
    assert_eq!(credited(own, None, Some(own.plus(-2)), 1), None);
    assert_eq!(credited(own, None, Some(own.plus(1)), 9), None);
    assert_eq!(credited(own, None, Some(Day(i32::MIN)), u16::MAX), None);
}

#[test]
fn sk23_who_goes_back_can_log_what_was_open_and_no_more() {
    let (own, back) = (Day(MONDAY), |dates: i32| Some(Day(MONDAY - dates)));
    let one_ahead = Some(own.plus(1));
    assert_eq!(credited(own, one_ahead, None, 1), Some((own, 0)));
    assert_eq!(credited(own, one_ahead, back(1), 1), None);
    assert_eq!(credited(own, one_ahead, one_ahead, 1), None, "where they are, it is to come");
    assert_eq!(credited(own, Some(own.plus(2)), None, 1), None);
    for reached in [own, own.plus(-1), Day(i32::MIN)] {
        assert_eq!(credited(own, Some(reached), back(1), 1), Some((own.plus(-1), 1)), "{reached}");
        assert_eq!(credited(own, Some(reached), back(2), 1), None, "{reached}");
    }
    assert_eq!(credited(own, Some(Day(i32::MAX)), None, u16::MAX), None);
}

#[test]
fn sk6_dates_that_are_not_asked_for_add_nothing_and_repair_nothing() {
    let weekdays = plain(Frequency::WEEKDAYS, 0);
    assert_eq!(both(read(weekdays, &done([4, 5, 6, 7]), 7)), (2, 2));
    assert_eq!(both(read(weekdays, &done([5, 6]), 6)), (0, 0));
    assert_eq!(both(read(weekdays, &done([3, 5, 6]), 7)), (0, 1));
    let on_two = Frequency::Days(DaySet::of(&[Weekday::Tuesday, Weekday::Sunday]).unwrap());
    assert_eq!(both(read(plain(on_two, 0), &done([1, 6, 8, 13]), 14)), (4, 4));
    assert_eq!(DaySet::of(&[]), None);
}

#[test]
fn sk7_today_is_open_and_says_what_it_asks_for() {
    let daily = plain(Frequency::DAILY, 0);
    let open = read(daily, &done([0, 1]), 2);
    assert_eq!((open.current, open.today, open.is_at_risk()), (2, Today::Open, true));
    assert_eq!(open.holds_through, Some(Day(MONDAY + 2)));
    let mut check_ins = done([0, 1]);
    check_ins.push(said(2, Status::Skipped));
    let skipped = read(daily, &check_ins, 2);
    assert_eq!((skipped.current, skipped.today), (2, Today::Open));
    check_ins.push(said(2, Status::Partial));
    let partial = read(daily, &check_ins, 2);
    assert_eq!((partial.current, partial.today, partial.is_at_risk()), (2, Today::Done, false));
    let frozen = read(plain(Frequency::DAILY, 1), &done([0, 1]), 2);
    assert_eq!((frozen.today, frozen.is_at_risk()), (Today::Open, false));
    assert_eq!(frozen.holds_through, Some(Day(MONDAY + 3)));
    let weekend = read(plain(Frequency::WEEKDAYS, 0), &done([3, 4]), 5);
    assert_eq!((weekend.current, weekend.today, weekend.is_at_risk()), (2, Today::Free, false));
    assert_eq!(weekend.holds_through, Some(Day(MONDAY + 7)));
}

#[test]
fn sk9_a_gap_is_bridged_whole_or_not_at_all() {
    let two = plain(Frequency::DAILY, 2);
    assert_eq!(both(read(two, &done([0, 3, 4]), 4)), (3, 3));
    assert_eq!(read(two, &done([0, 3, 4]), 4).freezes_left, 0);
    assert_eq!(both(read(two, &done([0, 2, 5]), 5)), (1, 2));
    assert_eq!(read(two, &done([0, 2, 5]), 5).freezes_left, 2);
    // What is missed up to yesterday is taken at once, and comes back with what is filled in.
    assert_eq!(read(two, &done([0, 1]), 3).freezes_left, 1);
    assert_eq!(read(two, &done([0, 1, 2]), 3).freezes_left, 2);
    // What keeps a run begins none, and what is kept between two gaps parts them.
    let mut check_ins = done([0, 5]);
    check_ins.extend([said(-1, Status::Partial), said(2, Status::Partial)]);
    assert_eq!(both(read(two, &check_ins, 5)), (1, 1));
    check_ins.push(said(3, Status::Partial));
    assert_eq!(both(read(two, &check_ins, 5)), (2, 2));
}

#[test]
fn sk9_freezes_are_earned_at_milestones_and_three_are_the_most() {
    let kith = Settings::kith(Frequency::DAILY);
    let left = |days: &[i32]| read(kith, &done(days.iter().copied()), *days.last().unwrap()).freezes_left;
    assert_eq!(read(kith, &[], 0).freezes_left, 1);
    let through = |last: i32| (0..=last).collect::<Vec<i32>>();
    assert_eq!([5, 6, 13, 29, 364].map(|last| left(&through(last))), [1, 2, 3, 3, 3]);
    // Eight dates, a gap, one, a gap, one: ten. A third gap ends it.
    let gaps: Vec<i32> = (0..8).chain([9, 11]).collect();
    assert_eq!((both(read(kith, &done(gaps.clone()), 11)), left(&gaps)), ((10, 10), 0));
    let ended = read(kith, &done(gaps.iter().copied().chain([13])), 13);
    assert_eq!((both(ended), ended.freezes_left), ((1, 10), 1));
    // Those spent make room for new ones.
    let spent: Vec<i32> = (0..14).chain(16..32).collect();
    assert_eq!((both(read(kith, &done(spent.clone()), 31)), left(&spent)), ((30, 30), 2));
}

#[test]
fn sk10_a_run_is_over_from_the_moment_its_day_has_ended() {
    let daily = plain(Frequency::DAILY, 0);
    let over = read(daily, &done([0, 1]), 3);
    assert_eq!((both(over), over.holds_through), ((0, 2), None));
    assert_eq!(over.run, Some(RunDays { first: Day(MONDAY), last: Day(MONDAY + 1), length: 2 }));
    assert_eq!(both(read(daily, &[], 0)), (0, 0));
    assert_eq!(read(daily, &[], 0).run, None);
}

#[test]
fn sk11_weeks_count_when_they_are_reached_and_the_open_one_can_wait() {
    let thrice = plain(Frequency::PerWeek(3), 0);
    let two_weeks = [0, 2, 4, 9, 11, 13];
    assert_eq!(both(read(thrice, &done(two_weeks), 13)), (2, 2));
    assert_eq!(both(read(thrice, &done(two_weeks), 20)), (2, 2));
    assert_eq!(both(read(thrice, &done(two_weeks), 21)), (0, 2));
    assert_eq!(both(read(thrice, &done(two_weeks.into_iter().chain([14, 15, 16])), 16)), (3, 3));
    let waiting = read(thrice, &done(two_weeks.into_iter().chain([14])), 16);
    assert_eq!((waiting.today, waiting.holds_through), (Today::Open, Some(Day(MONDAY + 20))));
    assert_eq!(waiting.run, Some(RunDays { first: Day(MONDAY), last: Day(MONDAY + 7), length: 2 }));
    assert_eq!(read(thrice, &done(two_weeks.into_iter().chain([14, 16])), 16).today, Today::Done);
}

#[test]
fn sk12_a_finished_week_costs_what_it_is_short_of() {
    let first = [0, 2, 4];
    let third = [14, 15, 16];
    let with = |middle: &[i32], budget: u16, day: i32| {
        let days = first.into_iter().chain(middle.iter().copied()).chain(third);
        read(plain(Frequency::PerWeek(3), budget), &done(days.filter(|known| *known <= day)), day)
    };
    assert_eq!(both(with(&[7, 8], 1, 16)), (2, 2));
    assert_eq!(with(&[7, 8], 1, 16).freezes_left, 0);
    assert_eq!(both(with(&[7], 1, 16)), (1, 1));
    assert_eq!(both(with(&[], 3, 16)), (2, 2));
    assert_eq!(both(with(&[7], 1, 13)), (1, 1));
    assert_eq!(both(with(&[7], 1, 14)), (0, 1));
    assert_eq!(with(&[7, 8], 2, 14).holds_through, Some(Day(MONDAY + 20)));
}

/// Two dates at home at noon, then a reading so many hours and minutes later where it is two dates later.
fn landed(hours: i64, minutes: i64) -> Streak {
    let now = noon(1).plus_ms(hours * HOUR_MS + minutes * 60_000);
    let now = Now { at: now, day: Day(MONDAY + 3), zone: AWAY };
    streak(&plain(Frequency::DAILY, 0), &done([0, 1]), &Excused::default(), now)
}

#[test]
fn sk13_between_two_zones_only_whole_days_of_real_time_are_missed() {
    assert_eq!(both(landed(12, 30)), (2, 2));
    assert_eq!(both(landed(22, 59)), (2, 2));
    assert_eq!(landed(12, 30).holds_through, None);
    assert_eq!(both(landed(23, 0)), (0, 2));
    let mut check_ins = done([0, 1]);
    check_ins.push(CheckIn { at: noon(2).plus_ms(-9 * HOUR_MS), zone: AWAY, ..said(3, Status::Completed) });
    assert_eq!(both(read(plain(Frequency::DAILY, 0), &check_ins, 3)), (3, 3));
    check_ins[2].zone = HOME;
    assert_eq!(both(read(plain(Frequency::DAILY, 0), &check_ins, 3)), (1, 2));
}

#[test]
fn sk14_who_changes_zones_counts_no_faster_than_time_passes() {
    let hop = |day: i32, hour: i64, zone| CheckIn {
        at: noon(0).plus_ms(hour * HOUR_MS),
        zone,
        ..said(day, Status::Completed)
    };
    let hops = [hop(-1, 0, HOME), hop(0, 0, HOME), hop(1, 0, AWAY), hop(2, 22, AWAY)];
    let daily = plain(Frequency::DAILY, 0);
    assert_eq!(both(read(daily, &hops, 2)), (2, 2));
    assert_eq!(both(read(daily, &[hops[0], hops[1], hops[2], hop(2, 23, AWAY)], 2)), (3, 3));
    let at_home = hops.map(|hop| CheckIn { zone: HOME, ..hop });
    assert_eq!(both(read(daily, &at_home, 2)), (4, 4));
    // A date that a traveller filled in later is as old as it says.
    let late = CheckIn { at: noon(1), days_late: 1, ..said(0, Status::Completed) };
    let trip = [late, said(1, Status::Completed), hop(2, 25, AWAY)];
    assert_eq!(both(read(daily, &trip, 2)), (3, 3));
}

#[test]
fn sk15_where_it_is_later_already_today_is_the_date_of_the_last_check_in() {
    let mut check_ins = done([0, 1]);
    check_ins.push(CheckIn { at: noon(1).plus_ms(60_000), zone: AWAY, ..said(2, Status::Completed) });
    let ahead = read(plain(Frequency::DAILY, 0), &check_ins, 1);
    assert_eq!((both(ahead), ahead.day, ahead.today), ((3, 3), Day(MONDAY + 2), Today::Done));
    // Nothing that is missed before it is taken back by flying west.
    let gap = [said(0, Status::Completed), CheckIn { at: noon(0), zone: AWAY, ..said(3, Status::Skipped) }];
    assert_eq!(read(plain(Frequency::DAILY, 0), &gap, 0).day, Day(MONDAY + 3));
}

#[test]
fn sk16_dates_on_which_kith_was_down_break_nothing() {
    let daily = plain(Frequency::DAILY, 0);
    let read = |settings: Settings, days: &[i32], outages: &[i32], day: i32| {
        streak(&settings, &done(days.iter().copied()), &down(outages.iter().copied()), on(day))
    };
    assert_eq!(both(read(daily, &[0, 3], &[1, 2], 3)), (2, 2));
    assert_eq!(both(read(daily, &[0, 3], &[1], 3)), (1, 1));
    assert_eq!(both(read(daily, &[0], &[1, 2], 3)), (1, 1));
    assert_eq!(read(daily, &[0], &[1], 1).today, Today::Free);
    // What was completed in spite of it stays completed.
    assert_eq!(both(read(daily, &[0, 1, 2], &[1], 2)), (3, 3));
    let thrice = plain(Frequency::PerWeek(3), 0);
    let short = [0, 1, 2, 7, 8, 14, 15, 16];
    assert_eq!(both(read(thrice, &short, &[13], 16)), (2, 2));
    assert_eq!(both(read(thrice, &short, &[], 16)), (1, 1));
    let all_but_one: Vec<i32> = (0..14).filter(|day| *day != 9).collect();
    assert_eq!(both(read(plain(Frequency::PerWeek(7), 0), &all_but_one, &[9], 13)), (2, 2));
}

#[test]
fn sk8_a_date_that_does_not_exist_is_asked_for_from_nobody() {
    let absent = Excused { absent: BTreeSet::from([(Day(MONDAY + 4), HOME)]), outages: BTreeSet::new() };
    let read = |settings: Settings, days: &[i32], day: i32| {
        streak(&settings, &done(days.iter().copied()), &absent, on(day))
    };
    assert_eq!(both(read(plain(Frequency::DAILY, 0), &[2, 3, 5], 5)), (3, 3));
    assert_eq!(both(read(plain(Frequency::PerWeek(7), 0), &[0, 1, 2, 3, 5, 6], 7)), (1, 1));
    // Down on a date that there was not: that excuses one date, not two.
    let twice = Excused { outages: down([4]).outages, ..absent.clone() };
    let daily = plain(Frequency::DAILY, 0);
    assert_eq!(both(streak(&daily, &done([2, 3, 5]), &twice, on(5))), (3, 3));
    assert_eq!(both(streak(&daily, &done([2, 3, 6]), &twice, on(6))), (1, 2));
    let elsewhere = Excused { absent: BTreeSet::from([(Day(MONDAY + 4), AWAY)]), outages: BTreeSet::new() };
    assert_eq!(both(streak(&plain(Frequency::DAILY, 0), &done([2, 3, 5]), &elsewhere, on(5))), (1, 2));
}

#[test]
fn sk17_milestones_belong_to_a_run_and_its_first_date_names_it() {
    let kith = Settings::kith(Frequency::DAILY);
    let at = |days: std::ops::RangeInclusive<i32>, day: i32| read(kith, &done(days), day);
    let (two, three, seven) = (at(0..=1, 2), at(0..=2, 2), at(0..=6, 6));
    assert_eq!(newly_reached(&two, &three), [3]);
    assert_eq!(newly_reached(&three, &three), [0; 0]);
    assert_eq!(newly_reached(&two, &seven), [3, 7]);
    assert_eq!(newly_reached(&seven, &three), [0; 0]);
    assert_eq!(seven.milestones(), [3, 7]);
    // A run that lost its first date is still the same; one that began later is another.
    assert_eq!(newly_reached(&seven, &at(1..=6, 6)), [0; 0]);
    assert_eq!(newly_reached(&seven, &at(20..=22, 22)), [3]);
    assert_eq!(at(0..=400, 400).milestones(), [3, 7, 14, 30, 60, 90, 180, 365]);
}

#[test]
fn sk3_what_was_logged_after_the_moment_of_reading_does_not_count() {
    let mut check_ins = done([0, 1]);
    check_ins.push(CheckIn { at: on(1).at, ..said(2, Status::Completed) });
    assert_eq!(both(read(plain(Frequency::DAILY, 0), &check_ins, 1)), (3, 3));
    check_ins[2].at = on(1).at.plus_ms(1);
    assert_eq!(both(read(plain(Frequency::DAILY, 0), &check_ins, 1)), (2, 2));
}
