//! Watching over runs: each person and habit with a run that lives has an alarm, which looks in the evening and at the
//! start of the next day whether to say something, and rings again while the run lives. Its row is also the turn of who
//! logs: a look never sees half of a check-in. What is said is decided by the domain.

use crate::alarms::Alarm;
use crate::deeds::unlock;
use crate::error::Result;
use crate::goals::{no_such_goal, read_frequency};
use crate::happened::Happened;
use crate::history::{History, Place, history};
use crate::owed::{Owed, owe};
use crate::pact_feed::Happening;
use crate::pact_telling::{Kept, tell_running};
use crate::rows;
use crate::writer::Conn;
use kith_domain::Day;
use kith_domain::achievements::WINDOW_DAYS;
use kith_domain::outages::Outage;
use kith_domain::streak::{Frequency, Now, Streak, broke, is_worth_a_reminder};
use kith_protocol::pacts::ActivityType;
use kith_protocol::social::NotificationKind;
use kith_protocol::{HabitGoalId, Timestamp, UserId};
use sqlx::Row;
use std::sync::Arc;

/// What the alarm of a run is called, before the habit's id. Its owner is the person.
pub(crate) const RUN_ALARM: &str = "run:";

/// Takes the turn of a person at a habit until the commit, in the alarm of their run. Where there is none it is made and
/// due at once, to find out for itself when to ring; `true` says so. Refuses a habit that is not there.
pub(crate) async fn take_turn(
    conn: &mut Conn,
    user: UserId,
    goal: HabitGoalId,
    now: Timestamp,
) -> Result<bool> {
    const HOLD: &str = "INSERT INTO alarms (room_id, name, due, attempt, looked_at) \
         SELECT $1, $2, CAST($4 AS BIGINT), 0, CAST($4 AS BIGINT) FROM habit_goals g WHERE g.id = $3 \
         ON CONFLICT (room_id, name) DO UPDATE SET attempt = alarms.attempt RETURNING due";
    let hold = sqlx::query(HOLD).bind(user.to_string()).bind(format!("{RUN_ALARM}{goal}"));
    let held = hold.bind(goal.to_string()).bind(now.0).fetch_optional(conn).await?;
    Ok(rows::moment(&held.ok_or_else(no_such_goal)?, "due")? <= now)
}

/// The alarms of a person's runs ring at once: where they are, or as they count their days,
/// it is another time now. SPEC.md AL6.
pub(crate) async fn look_at_once(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<()> {
    const UPDATE: &str =
        "UPDATE alarms SET due = $2 WHERE room_id = $1 AND looked_at IS NOT NULL AND due > $2";
    sqlx::query(UPDATE).bind(user.to_string()).bind(now.0).execute(conn).await?;
    Ok(())
}

/// A person at a habit, at the moment of a look.
struct Watched {
    user: UserId,
    user_name: String,
    place: Place,
    goal: HabitGoalId,
    habit_name: String,
    frequency: Frequency,
    /// In how many running pacts on the habit they are.
    running: u64,
    /// Whether it is their own and was not put away.
    is_own: bool,
}

impl Watched {
    /// Whether they can go on with it.
    const fn is_kept(&self) -> bool {
        self.is_own || self.running > 0
    }
}

/// An alarm of a run rings; it was deleted in this transaction. SPEC.md SK19, SK20, AL5.
pub(crate) async fn look(
    conn: &mut Conn,
    alarm: &Alarm,
    goal: &str,
    outages: Arc<[Outage]>,
) -> Result<Happened> {
    let Some(watched) = watched(conn, UserId(alarm.of), goal).await?.filter(Watched::is_kept) else {
        return Ok(Happened::default());
    };
    let mut history = history(conn, watched.user, watched.goal, outages).await?;
    let now = history.now(&watched.place, alarm.rung_at)?;
    let streak = history.streak(watched.frequency, now);
    let looked_at = alarm.looked_at.unwrap_or(alarm.due);
    let mut happened = Happened::default();
    if let Some((length, day)) = broken_since(&mut history, &watched, looked_at, &streak)? {
        happened = tell_broken(conn, &watched, length, day, alarm.rung_at).await?;
    }
    if history.now(&watched.place, looked_at)?.day < now.day && had_a_perfect_week(&history, now.day) {
        let earned = unlock(conn, watched.user, Some(now.day.plus(-1)), now.at).await?;
        happened.owed.extend(earned.first().map(|_| watched.user));
    }
    if streak.current == 0 {
        return Ok(happened);
    }
    let (evening, end) = bounds(&history, now)?;
    let is_evening = looked_at < evening && evening <= now.at;
    if is_evening && is_worth_a_reminder(watched.frequency, &streak) {
        remind(conn, &watched, &streak, now).await?;
        happened.owed.push(watched.user);
    }
    rearm(conn, alarm, if now.at < evening { evening } else { end }).await?;
    Ok(happened)
}

/// Whether the dates before this one were all completed, as many as make a perfect week. Which habits had one is known when
/// the date is over; who logs the last of them need not wait for the looking.
fn had_a_perfect_week(history: &History, day: Day) -> bool {
    let completed = history.completed();
    (1..=WINDOW_DAYS as i32).all(|back| completed.contains(&day.plus(-back)))
}

/// When the evening of today begins, and when today ends.
fn bounds(history: &History, now: Now) -> Result<(Timestamp, Timestamp)> {
    let place = history.zones.place(now.zone);
    let place = place.ok_or_else(|| rows::unreadable("timezone", "a tag of these zones is known to them"))?;
    Ok((place.zone.evening_of(now.day), place.end_of(now.day)))
}

async fn watched(conn: &mut Conn, user: UserId, goal: &str) -> Result<Option<Watched>> {
    const SELECT: &str = "SELECT u.user_name, u.timezone, u.day_starts_at, g.id, g.name, g.owner_id, g.archived_at, \
         g.frequency_type, g.frequency_count, g.target_days, (SELECT COUNT(*) FROM pact_members m \
         JOIN pacts p ON p.id = m.pact_id WHERE m.user_id = $1 AND m.status = 'active' AND p.goal_id = g.id \
         AND p.status = 'active') AS running FROM users u JOIN habit_goals g ON g.id = $2 WHERE u.id = $1";
    let select = sqlx::query(SELECT).bind(user.to_string()).bind(goal.to_owned());
    let Some(row) = select.fetch_optional(conn).await? else { return Ok(None) };
    let running = rows::whole(&row, "running")?;
    let is_own =
        rows::id(&row, "owner_id")? == user.0 && row.try_get::<Option<i64>, _>("archived_at")?.is_none();
    Ok(Some(Watched {
        user,
        user_name: rows::text(&row, "user_name")?,
        place: Place::read(&row)?,
        goal: HabitGoalId(rows::id(&row, "id")?),
        habit_name: rows::text(&row, "name")?,
        frequency: read_frequency(&row)?,
        running,
        is_own,
    }))
}

/// How long a run was that lived at the last look, here or where it was last kept, and does not now; and the date that it
/// needed. Whoever moves must not lose by that what is to be said.
fn broken_since(
    history: &mut History,
    watched: &Watched,
    looked_at: Timestamp,
    after: &Streak,
) -> Result<Option<(u32, Day)>> {
    let last = history.logged.iter().max_by_key(|logged| logged.check_in.at);
    let there = last.and_then(|logged| history.zones.place(logged.check_in.zone));
    let there = there.map_or_else(|| watched.place.clone(), Place::of);
    for place in [&watched.place, &there] {
        let then = history.now(place, looked_at)?;
        let before = history.streak(watched.frequency, then);
        if let Some(length) = broke(&before, after) {
            let day = before.holds_through.unwrap_or(after.day.plus(-1));
            return Ok(Some((length, day)));
        }
    }
    Ok(None)
}

/// Says that a run came to rest: in the feed of every running pact, or to the person alone.
async fn tell_broken(
    conn: &mut Conn,
    watched: &Watched,
    length: u32,
    day: Day,
    now: Timestamp,
) -> Result<Happened> {
    let happening = Happening {
        kind: ActivityType::StreakBroken,
        user: watched.user,
        user_name: watched.user_name.clone(),
        goal: watched.goal,
        habit_name: watched.habit_name.clone(),
        checkin: None,
        day: Some(day),
        target: None,
        message: None,
        streak_days: Some(length),
    };
    let kept = Kept { user: watched.user, goal: watched.goal, running: watched.running };
    let told = tell_running(conn, kept, &[happening], now).await?;
    // With the last of their pacts, a habit that is not their own may have been taken from them just now.
    if told.activities.is_empty() && (!told.some_ended || watched.is_own) {
        owe(conn, about(watched, NotificationKind::StreakBroken, length, day, now)).await?;
        return Ok(Happened { owed: vec![watched.user], ..Happened::default() });
    }
    Ok(told.activities.into())
}

async fn remind(conn: &mut Conn, watched: &Watched, streak: &Streak, now: Now) -> Result<()> {
    let owed = about(watched, NotificationKind::StreakAtRisk, streak.current, now.day, now.at);
    owe(conn, owed).await
}

fn about(watched: &Watched, kind: NotificationKind, length: u32, day: Day, at: Timestamp) -> Owed {
    Owed {
        to: watched.user,
        kind,
        about: watched.goal.to_string(),
        from: watched.user,
        pact: None,
        goal: Some(watched.goal),
        streak_days: Some(length),
        day: Some(day),
        at,
    }
}

/// The alarm rings again at `due`, and then knows when it looked last.
async fn rearm(conn: &mut Conn, alarm: &Alarm, due: Timestamp) -> Result<()> {
    const INSERT: &str =
        "INSERT INTO alarms (room_id, name, due, attempt, looked_at) VALUES ($1, $2, $3, 0, $4)";
    let insert = sqlx::query(INSERT).bind(alarm.of.to_string()).bind(&alarm.name);
    insert.bind(due.0).bind(alarm.rung_at.0).execute(conn).await?;
    Ok(())
}
