//! Habits that people keep two by two, each in a running pact, written straight into the database before the server
//! starts. It knows no scenario.

use crate::Attempt;
use crate::report::{note, now, number};
use kith_domain::Day;
use kith_domain::calendar::{DayStart, Zone};
use kith_protocol::pacts::{CheckinStatus, FrequencyType, HabitGoal};
use kith_protocol::{CheckinId, HabitGoalId, PactId, Timestamp, UserId};
use kith_store::{NewCheckin, NewGoal, NewPact, Store, WayIn};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// The longest that a pact is for and that everybody's past fits in.
pub const PACT_DAYS: u16 = 30;
/// How often it is said how far it is.
const PROGRESS_EACH: Duration = Duration::from_secs(5);

/// A habit in a running pact.
#[derive(Clone, Copy, Debug)]
pub struct Habit {
    /// The habit.
    pub goal: HabitGoalId,
    /// The pact on it.
    pub pact: PactId,
}

/// Gives every two people `each` habits, half of them of the one and half of the other, in a running pact each, all
/// completed by both on the `past` dates before yesterday. One list for each two.
///
/// # Errors
/// The database refuses.
pub async fn settle(store: &Store, people: &[UserId], each: usize, past: u16) -> Attempt<Vec<Vec<Habit>>> {
    let began = now();
    let done = Arc::new(AtomicUsize::new(0));
    let mut pairs = JoinSet::new();
    for (place, pair) in people.chunks_exact(2).enumerate() {
        let (store, pair, done) = (store.clone(), [pair[0], pair[1]], Arc::clone(&done));
        pairs.spawn(async move {
            let mut habits = Vec::with_capacity(each);
            for number in 0..each {
                habits.push(begin(&store, pair, place * each + number, number % 2, past, began).await?);
                done.fetch_add(1, Ordering::Relaxed);
            }
            Attempt::Ok((place, habits))
        });
    }
    let all = people.len() / 2 * each;
    let mut said = Instant::now();
    let mut settled = Vec::new();
    while settled.len() < people.len() / 2 {
        tokio::select! {
            Some(pair) = pairs.join_next() => settled.push(pair??),
            () = tokio::time::sleep(PROGRESS_EACH.saturating_sub(said.elapsed())) => {
                said = Instant::now();
                let percent = 100.0 * number(done.load(Ordering::Relaxed) as u64) / number(all.max(1) as u64);
                note(&format!("writing habits, pacts and their past: {percent:.0} % of {all}"));
            }
        }
    }
    settled.sort_by_key(|(place, _)| *place);
    Ok(settled.into_iter().map(|(_, habits)| habits).collect())
}

async fn begin(
    store: &Store,
    pair: [UserId; 2],
    place: usize,
    owner: usize,
    past: u16,
    now: Timestamp,
) -> Attempt<Habit> {
    let (owner, partner) = (pair[owner], pair[1 - owner]);
    let first = now.plus_ms(-DAY_MS * (i64::from(past) + 1));
    let habit = Habit {
        goal: format!("0198c0e0-0000-7000-8000-{place:012x}").parse()?,
        pact: format!("0198c0e1-0000-7000-8000-{place:012x}").parse()?,
    };
    store.create_goal(NewGoal { owner, goal: daily(habit.goal, first) }).await?;
    let code = format!("habit-{place}");
    let new = NewPact {
        id: habit.pact,
        creator: owner,
        goal: habit.goal,
        duration_days: PACT_DAYS,
        partners: vec![partner],
        pact_type: "accountability".to_owned(),
        consequence: None,
        way_in: WayIn { code: code.clone(), epoch: code, expires_at: now.plus_ms(14 * DAY_MS), now: first },
    };
    store.create_pact(new).await?;
    store.accept_pact(habit.pact, partner, first).await?;
    for day in 0..past {
        for (side, user) in pair.into_iter().enumerate() {
            let id = format!("0198c0e2-{day:04x}-7000-8{side:03x}-{place:012x}").parse()?;
            let now = first.plus_ms(DAY_MS * i64::from(day));
            store.log_checkin(completed(id, user, habit.goal, now)).await?;
        }
    }
    Ok(habit)
}

/// A habit that is asked for every day.
pub fn daily(id: HabitGoalId, created_at: Timestamp) -> HabitGoal {
    HabitGoal {
        id,
        name: "A walk".to_owned(),
        category: None,
        emoji: None,
        frequency_type: FrequencyType::Daily,
        frequency_count: None,
        target_days_of_week: None,
        goal_type: "build_good".to_owned(),
        archived: false,
        created_at,
    }
}

fn completed(id: CheckinId, user: UserId, goal: HabitGoalId, now: Timestamp) -> NewCheckin {
    let status = CheckinStatus::Completed;
    NewCheckin { id, user, goal, pact: None, status, day: None, notes: None, client_id: None, now }
}

/// Zones with clocks that change and clocks that do not, by what most of their wall clocks are ahead of UTC in hours.
const ZONES: [(&str, i64); 9] = [
    ("Pacific/Auckland", 12),
    ("Australia/Sydney", 10),
    ("Asia/Tokyo", 9),
    ("Asia/Dhaka", 6),
    ("Europe/Moscow", 3),
    ("Europe/Berlin", 1),
    ("America/Sao_Paulo", -3),
    ("America/New_York", -5),
    ("America/Los_Angeles", -8),
];
/// The hour that it is about where everybody lives: no run lives to see the next date.
const HOUR: i64 = 14;

/// A zone in which it is early afternoon.
pub fn afternoon(now: Timestamp) -> &'static str {
    let utc = now.0.div_euclid(60 * 60 * 1_000).rem_euclid(24);
    let off = |ahead: &i64| (utc + ahead - HOUR).rem_euclid(24).min((HOUR - utc - ahead).rem_euclid(24));
    ZONES.iter().min_by_key(|(_, ahead)| off(ahead)).map_or("UTC", |(name, _)| name)
}

/// The date in a zone.
///
/// # Errors
/// The zone is not known.
pub fn today(zone: &str, now: Timestamp) -> Attempt<Day> {
    let zone = Zone::named(zone).map_err(|error| error.0)?;
    Ok(zone.day_of(now, DayStart::KITH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_afternoon_somewhere_at_every_hour() {
        for hour in 0..48 {
            let now = Timestamp(1_795_219_200_000).plus_ms(hour * 60 * 60 * 1_000);
            let zone = Zone::named(afternoon(now)).unwrap();
            let hours = |ahead: i64| now.plus_ms(ahead * 60 * 60 * 1_000);
            let day = |at| zone.day_of(at, DayStart::KITH);
            assert_eq!(day(hours(-5)), day(now), "{hour}");
            assert_eq!(day(hours(8)), day(now), "{hour}");
        }
    }
}
