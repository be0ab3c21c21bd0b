//! What holds of any history.

use crate::dice::Dice;
use crate::histories::{HOUR_MS, History};
use crate::reference::{self, Reading};
use kith_domain::Day;
use kith_domain::calendar::Zone;
use kith_domain::streak::{Frequency, RunDays, Status, newly_reached, streak};
use kith_protocol::Timestamp;

const HISTORIES: u64 = 10_000;

fn histories(travels: bool, count: u64) -> impl Iterator<Item = (u64, Dice, History)> {
    (0..count).map(move |seed| {
        let mut dice = Dice::new(seed * 2 + u64::from(travels));
        let history = History::random(&mut dice, travels);
        (seed, dice, history)
    })
}

fn reading(history: &History) -> Reading {
    let read = history.read();
    Reading { current: read.current, longest: read.longest, freezes_left: read.freezes_left }
}

// SK1 SK2 SK3 SK4 SK5 SK6 SK7 SK8 SK9 SK10 SK11 SK12 SK13 SK14 SK15 SK16
#[test]
fn sk10_ten_thousand_histories_read_as_the_slow_telling_of_the_rules_does() {
    let (mut long, mut living) = (0, 0);
    for (seed, _, history) in histories(false, HISTORIES / 2).chain(histories(true, HISTORIES / 2)) {
        let expected = reference::read(&history);
        assert_eq!(reading(&history), expected, "seed {seed}\n{history:#?}");
        long += u32::from(expected.longest >= 7);
        living += u32::from(expected.current >= 2);
    }
    assert!(long > 500 && living > 1_000, "these histories try too little: {long} long, {living} living");
}

// SK5
#[test]
fn sk5_order_repetition_and_undoing_leave_no_trace() {
    for (seed, mut dice, history) in histories(true, HISTORIES) {
        let read = history.read();
        let mut other = history.clone();
        dice.shuffle(&mut other.said);
        assert_eq!(other.read(), read, "shuffled, seed {seed}");
        for _ in 0..dice.below(5).min(history.said.len()) {
            let again = other.said[dice.below(other.said.len())].clone();
            other.said.push(again);
        }
        dice.shuffle(&mut other.said);
        assert_eq!(other.read(), read, "repeated, seed {seed}");
        if !history.said.is_empty() {
            let mut undone = history.clone();
            let gone = undone.said.remove(dice.below(history.said.len()));
            undone.said.push(gone);
            assert_eq!(undone.read(), read, "undone and done again, seed {seed}");
        }
    }
}

// SK3
#[test]
fn sk10_current_is_never_more_than_the_longest_and_a_run_is_where_it_lives() {
    for (seed, _, history) in histories(true, 3_000) {
        let read = history.read();
        assert!(read.current <= read.longest, "seed {seed}");
        assert!(read.current == 0 || read.run.is_some_and(|run| run.length == read.current), "seed {seed}");
        assert!(read.current > 0 || read.holds_through.is_none(), "seed {seed}");
        if let Some(RunDays { first, last, length }) = read.run {
            assert!(first <= last && last <= read.day && (1..=read.longest).contains(&length), "seed {seed}");
            assert!(read.holds_through.is_none_or(|day| day >= read.day), "seed {seed}");
        }
    }
}

/// Moments at which a history of one place is read after its end.
fn later(history: &History) -> impl Iterator<Item = Timestamp> {
    let end = history.said.last().map_or(history.now, |said| said.at.max(history.now));
    (0..8 * 16).map(move |step| end.plus_ms(step * 3 * HOUR_MS))
}

#[test]
fn sk10_without_news_a_streak_falls_only_when_a_date_that_was_asked_for_ends() {
    let mut falls = 0;
    for (seed, _, history) in histories(false, 250) {
        let mut before = history.read_at(later(&history).next().unwrap(), history.now_zone);
        let promised = before;
        for now in later(&history) {
            let read = history.read_at(now, history.now_zone);
            assert_eq!(read.longest, promised.longest, "seed {seed}");
            if let Some(holds) = promised.holds_through {
                let expected = if read.day <= holds { promised.current } else { 0 };
                assert_eq!(read.current, expected, "seed {seed} at {now}: said to hold through {holds}");
            }
            if read.current < before.current {
                falls += 1;
                assert_eq!((read.current, read.day), (0, before.day.plus(1).max(read.day)), "seed {seed}");
                assert!(before.is_at_risk(), "seed {seed} at {now}");
                if let Frequency::Days(days) = history.settings.frequency {
                    assert!(days.has(before.day), "seed {seed}: {} was not asked for", before.day);
                }
            }
            before = read;
        }
        assert_eq!(before.holds_through.is_none(), before.current == 0, "seed {seed}");
    }
    assert!(falls > 100, "{falls}");
}

#[test]
fn sk18_moving_creates_no_date_and_ends_a_run_only_with_whole_days_of_real_time() {
    let places = ["Pacific/Kiritimati", "Pacific/Apia", "America/Los_Angeles", "Asia/Tokyo", "Europe/London"];
    let (mut kept, mut ended) = (0, 0);
    for (seed, _, history) in histories(true, HISTORIES) {
        let Some(last) = history.said.iter().rev().find(|said| said.at <= history.now) else { continue };
        let at_home = history.read_at(history.now, last.zone);
        for place in places {
            let moved = history.read_at(history.now, place);
            assert_eq!(moved.longest, at_home.longest, "seed {seed}: {place}");
            if at_home.current == 0 || moved.current == at_home.current {
                kept += 1;
                continue;
            }
            assert_eq!(moved.current, 0, "seed {seed}: {place}");
            ended += 1;
            if matches!(history.settings.frequency, Frequency::Days(_)) {
                let told = history.told();
                let last_day = at_home.run.unwrap().last;
                let of_day = told.check_ins.iter().filter(|c| c.day == last_day && c.at <= history.now);
                // What was said of the date besides the best of it does not count (SK5).
                let best = of_day.clone().map(|c| c.status).max();
                let last_at = of_day
                    .filter(|c| Some(c.status) == best)
                    .map(|c| c.at.0 - i64::from(c.days_late) * 24 * HOUR_MS)
                    .max()
                    .unwrap();
                let days = (history.now.0 - last_at) / (23 * HOUR_MS);
                assert!(days > i64::from(at_home.freezes_left), "seed {seed}: {place} after {days} days");
            }
        }
    }
    assert!(kept > 3_000 && ended > 20, "{kept} kept, {ended} ended");
}

#[test]
fn sk2_what_was_logged_keeps_its_date_wherever_it_is_read() {
    for (seed, _, history) in histories(true, 500) {
        let days = |zone| {
            let told = History { now_zone: zone, ..history.clone() }.told();
            told.check_ins.iter().map(|check_in| check_in.day).collect::<Vec<Day>>()
        };
        assert_eq!(days("Pacific/Kiritimati"), days("America/Los_Angeles"), "seed {seed}");
    }
}

#[test]
fn sk17_each_milestone_is_announced_once_a_run_as_it_is_lived() {
    let mut announced_in_all = 0;
    for (seed, _, mut history) in histories(true, 1_000) {
        history.backfill_days = history.backfill_days.min(1);
        let mut announced: Vec<(RunDays, u32)> = Vec::new();
        for said in std::mem::take(&mut history.said) {
            (history.now, history.now_zone) = (said.at, said.zone);
            let before = history.read();
            history.said.push(said);
            let after = history.read();
            for milestone in newly_reached(&before, &after) {
                assert!(*milestone <= after.current, "seed {seed}");
                let run = after.run.unwrap();
                if !announced.iter().any(|(known, m)| (known.first, m) == (run.first, milestone)) {
                    announced.push((run, *milestone));
                }
            }
            for milestone in after.milestones() {
                let run = after.run.unwrap();
                let shares_a_date = |known: &RunDays| known.first <= run.last && run.first <= known.last;
                let times =
                    announced.iter().filter(|(known, m)| shares_a_date(known) && m == milestone).count();
                assert_eq!(times, 1, "seed {seed}: {milestone} of {run:?}, announced {announced:?}");
            }
        }
        announced_in_all += announced.len();
    }
    assert!(announced_in_all > 400, "{announced_in_all}");
}

#[test]
fn sk10_the_longest_never_falls_as_it_is_lived() {
    for (seed, _, mut history) in histories(false, 1_500) {
        history.backfill_days = history.backfill_days.min(1);
        let mut longest = 0;
        for said in std::mem::take(&mut history.said) {
            history.now = said.at;
            history.said.push(said);
            let read = history.read();
            assert!(read.longest >= longest, "seed {seed}: {longest} became {}", read.longest);
            longest = read.longest;
        }
    }
}

#[test]
fn sk5_a_repeated_reading_of_far_numbers_ends() {
    let (_, _, history) = histories(false, 1).next().unwrap();
    let mut told = history.told();
    for (day, at) in [(i32::MIN, i64::MIN), (i32::MAX, i64::MAX), (0, 0)] {
        let mut check_in = kith_domain::streak::CheckIn {
            at: Timestamp(at),
            day: Day(day),
            days_late: u16::MAX,
            zone: told.now.zone,
            status: Status::Completed,
        };
        told.check_ins.push(check_in);
        check_in.zone = kith_domain::streak::ZoneTag(9);
        told.check_ins.push(check_in);
        told.now.at = Timestamp(at);
        told.now.day = Day(day);
        for frequency in [Frequency::DAILY, Frequency::WEEKDAYS, Frequency::PerWeek(200)] {
            let settings = kith_domain::streak::Settings { frequency, ..history.settings };
            let read = streak(&settings, &told.check_ins, &told.excused, told.now);
            assert!(read.current <= read.longest);
        }
    }
    let zone = Zone::named("Pacific/Apia").unwrap();
    for at in [i64::MIN, i64::MAX] {
        let day = zone.day_of(Timestamp(at), history.start());
        assert!(zone.end_of(day, history.start()).0 != 0 && zone.has(day));
    }
}
