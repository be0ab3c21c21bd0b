//! Deeds: what a person has done so far, and which achievements that earns for the first time. Which they are is the
//! domain's business.

use crate::error::Result;
use crate::goals::date;
use crate::owed::{Owed, owe};
use crate::rows;
use crate::writer::Conn;
use kith_domain::Day;
use kith_domain::achievements::{Deeds, KEPT_PERCENT, Reached, WINDOW_DAYS, earned};
use kith_protocol::social::NotificationKind;
use kith_protocol::{HabitGoalId, Timestamp, UserId};

/// Writes down what a person has earned and did not have, also as owed to them, and names it. Perfect weeks are looked at with a date.
pub(crate) async fn unlock(
    conn: &mut Conn,
    user: UserId,
    today: Option<Day>,
    now: Timestamp,
) -> Result<Vec<String>> {
    const INSERT: &str = "INSERT INTO achievements (user_id, name, earned_at) VALUES ($1, $2, $3) ON CONFLICT (user_id, name) DO NOTHING";
    let known = names(conn, user).await?;
    let mut unlocked = earned(&deeds(conn, user, today).await?);
    unlocked.retain(|name| !known.contains(name));
    let mut fresh = Vec::new();
    for name in unlocked {
        let insert = sqlx::query(INSERT).bind(user.to_string()).bind(name.clone()).bind(now.0);
        if insert.execute(&mut *conn).await?.rows_affected() == 1 {
            owe(conn, achievement(user, name.clone(), now)).await?;
            fresh.push(name);
        }
    }
    Ok(fresh)
}

fn achievement(user: UserId, name: String, at: Timestamp) -> Owed {
    Owed {
        to: user,
        kind: NotificationKind::AchievementUnlocked,
        about: name,
        from: user,
        pact: None,
        goal: None,
        streak_days: None,
        day: None,
        at,
    }
}

/// What a person has earned, in the order of earning.
pub(crate) async fn names(conn: &mut Conn, user: UserId) -> Result<Vec<String>> {
    const SELECT: &str = "SELECT name FROM achievements WHERE user_id = $1 ORDER BY earned_at, name";
    let rows = sqlx::query(SELECT).bind(user.to_string()).fetch_all(conn).await?;
    Ok(rows.iter().map(|row| rows::text(row, "name")).collect::<sqlx::Result<_>>()?)
}

/// What a person earned at a moment.
pub(crate) async fn unlocked_at(conn: &mut Conn, user: UserId, at: Timestamp) -> Result<Vec<String>> {
    const SELECT: &str = "SELECT name FROM achievements WHERE user_id = $1 AND earned_at = $2 ORDER BY name";
    let rows = sqlx::query(SELECT).bind(user.to_string()).bind(at.0).fetch_all(conn).await?;
    Ok(rows.iter().map(|row| rows::text(row, "name")).collect::<sqlx::Result<_>>()?)
}

async fn deeds(conn: &mut Conn, user: UserId, today: Option<Day>) -> Result<Deeds> {
    const REACHED: &str = "SELECT goal_id, first_day, milestone FROM streak_announcements WHERE user_id = $1";
    const COUNTS: &str = "SELECT \
         (SELECT COUNT(*) FROM pact_members m JOIN pacts p ON p.id = m.pact_id \
          WHERE m.user_id = $1 AND m.since_day IS NOT NULL AND p.start_day IS NOT NULL) AS started, \
         (SELECT COUNT(*) FROM pact_members m JOIN pacts p ON p.id = m.pact_id WHERE m.user_id = $1 \
          AND p.status = 'completed' AND m.status = 'done' AND m.due > 0 AND m.completed * 100 >= m.due * $2) AS kept, \
         (SELECT COUNT(*) FROM (SELECT c.goal_id FROM habit_checkins c WHERE c.user_id = $1 \
          AND c.status = 'completed' AND c.day > $3 AND c.day <= $4 GROUP BY c.goal_id \
          HAVING COUNT(*) >= $5) w) AS perfect";
    let mut reached = Vec::new();
    for row in sqlx::query(REACHED).bind(user.to_string()).fetch_all(&mut *conn).await? {
        reached.push(Reached {
            goal: HabitGoalId(rows::id(&row, "goal_id")?),
            first_day: date(&row, "first_day")?,
            milestone: small(rows::whole(&row, "milestone")?),
        });
    }
    // Without a date no window can be perfect.
    let (after, last) =
        today.map_or((0, 0), |today| (i64::from(today.0) - i64::from(WINDOW_DAYS), i64::from(today.0)));
    let counts =
        sqlx::query(COUNTS).bind(user.to_string()).bind(i64::from(KEPT_PERCENT)).bind(after).bind(last);
    let row = counts.bind(i64::from(WINDOW_DAYS)).fetch_one(conn).await?;
    Ok(Deeds {
        reached,
        perfect_habits: small(rows::whole(&row, "perfect")?),
        pacts_started: small(rows::whole(&row, "started")?),
        pacts_kept: small(rows::whole(&row, "kept")?),
    })
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
