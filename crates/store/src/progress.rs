//! How people keep their habits: members of a pact with streaks and rates, one's own streaks, one's own check-ins.

use crate::deeds::names;
use crate::error::Result;
use crate::goals::{date, optional_date, read_frequency};
use crate::history::{History, Place, history, logged_columns, told_checkin, told_streak};
use crate::pact_access::seat;
use crate::pacts::told;
use crate::proofs::proofs_between;
use crate::writer::Conn;
use crate::{PAGE_MAX, Store, rows};
use kith_domain::Day;
use kith_domain::completion::{Completion, completion_so_far};
use kith_domain::outages::Outage;
use kith_domain::pact::{Act, last_day};
use kith_protocol::pacts::{
    Checkin, HabitStreak, MemberStatus, PactDetail, PactMember, PactMemberProgress, PactStatus, Streaks,
};
use kith_protocol::{HabitGoalId, PactId, Timestamp, UserId};
use sqlx::Row;
use std::sync::Arc;

impl Store {
    /// A pact with how everybody keeps it. SPEC.md PA8.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such pact, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn pact_detail(&self, pact: PactId, user: UserId, now: Timestamp) -> Result<PactDetail> {
        let outages = self.outages.all();
        self.read("pact_detail", move |conn| Box::pin(detail(conn, pact, user, now, outages))).await
    }

    /// A person's streaks: of their own habits that are not put away, and of those they keep in running pacts.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn streaks(&self, user: UserId, now: Timestamp) -> Result<Streaks> {
        let outages = self.outages.all();
        self.read("streaks", move |conn| Box::pin(streaks(conn, user, now, outages))).await
    }

    /// A person's check-ins from one date to another, both included, newest date first: at most `limit` (and
    /// [`PAGE_MAX`]) dates' worth, a date never in part.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn checkins(&self, user: UserId, from: Day, to: Day, limit: u32) -> Result<Vec<Checkin>> {
        self.read("checkins", move |conn| Box::pin(checkins(conn, user, from, to, limit))).await
    }
}

/// A pact with how everybody keeps it.
pub(crate) async fn detail(
    conn: &mut Conn,
    pact: PactId,
    user: UserId,
    now: Timestamp,
    outages: Arc<[Outage]>,
) -> Result<PactDetail> {
    const MEMBERS: &str = "SELECT m.user_id, u.timezone, u.day_starts_at, m.since_day, m.completed, m.due \
         FROM pact_members m JOIN users u ON u.id = m.user_id WHERE m.pact_id = $1";
    let seat = seat(conn, pact, user).await?;
    seat.may(Act::Read)?;
    let pact = told(conn, pact).await?;
    let last = seat.start_day.map(|first| last_day(first, seat.duration_days));
    let mut members = Vec::new();
    for row in sqlx::query(MEMBERS).bind(pact.id.to_string()).fetch_all(&mut *conn).await? {
        let user = UserId(rows::id(&row, "user_id")?);
        let Some(member) = pact.members.iter().find(|member| member.user_id == user) else { continue };
        let since = optional_date(&row, "since_day")?;
        // Who is asked has not agreed to be looked at.
        let mut history = match since {
            Some(_) => history(conn, user, seat.goal, outages.clone()).await?,
            None => History::default(),
        };
        let now = history.now(&Place::read(&row)?, now)?;
        let stored = (row.try_get::<Option<i64>, _>("completed")?, row.try_get::<Option<i64>, _>("due")?);
        let kept = match (stored, since, last) {
            ((Some(completed), Some(due)), ..) => Completion { completed: small(completed), due: small(due) },
            (_, Some(since), Some(last)) => {
                completion_so_far(seat.frequency, since, last, now.day, &history.completed())
            }
            _ => Completion::default(),
        };
        let streak = history.streak(seat.frequency, now);
        members.push((member, progress(member, kept, &streak)));
    }
    let place = |member: &PactMember| pact.members.iter().position(|other| other == member);
    members.sort_by_key(|(member, _)| place(member));
    let members = members.into_iter().map(|(_, progress)| progress).collect();
    Ok(PactDetail { pact, members })
}

fn progress(
    member: &PactMember,
    kept: Completion,
    streak: &kith_domain::streak::Streak,
) -> PactMemberProgress {
    PactMemberProgress {
        user_id: member.user_id,
        user_name: member.user_name.clone(),
        role: member.role,
        status: member.status,
        completed: kept.completed,
        due: kept.due,
        completion_rate: kept.percent(),
        streak: told_streak(streak),
    }
}

async fn streaks(conn: &mut Conn, user: UserId, now: Timestamp, outages: Arc<[Outage]>) -> Result<Streaks> {
    const GOALS: &str = "SELECT g.id, g.name, g.frequency_type, g.frequency_count, g.target_days, u.timezone, \
         u.day_starts_at \
         FROM habit_goals g JOIN users u ON u.id = $1 WHERE (g.owner_id = $1 AND g.archived_at IS NULL) OR EXISTS \
         (SELECT 1 FROM pact_members m JOIN pacts p ON p.id = m.pact_id WHERE m.user_id = $1 AND m.status = $2 \
          AND p.goal_id = g.id AND p.status = $3) ORDER BY g.id";
    let goals = sqlx::query(GOALS).bind(user.to_string());
    let goals = goals.bind(MemberStatus::Active.as_str()).bind(PactStatus::Active.as_str());
    let mut streaks = Vec::new();
    for row in goals.fetch_all(&mut *conn).await? {
        let goal = HabitGoalId(rows::id(&row, "id")?);
        let mut history = history(conn, user, goal, outages.clone()).await?;
        let now = history.now(&Place::read(&row)?, now)?;
        let streak = told_streak(&history.streak(read_frequency(&row)?, now));
        streaks.push(HabitStreak { habit_goal_id: goal, habit_name: rows::text(&row, "name")?, streak });
    }
    Ok(Streaks { streaks, achievements: names(conn, user).await? })
}

async fn checkins(conn: &mut Conn, user: UserId, from: Day, to: Day, limit: u32) -> Result<Vec<Checkin>> {
    const SELECT: &str = concat!(
        "SELECT c.goal_id, ",
        logged_columns!(),
        " FROM habit_checkins c WHERE c.user_id = $1 AND c.day >= $2 AND c.day <= $3 AND c.day IN \
         (SELECT d.day FROM habit_checkins d WHERE d.user_id = $1 AND d.day >= $2 AND d.day <= $3 \
          GROUP BY d.day ORDER BY d.day DESC LIMIT $4) ORDER BY c.day DESC, c.id"
    );
    let select = sqlx::query(SELECT).bind(user.to_string()).bind(i64::from(from.0)).bind(i64::from(to.0));
    let found = select.bind(i64::from(limit.min(PAGE_MAX))).fetch_all(&mut *conn).await?;
    let (Some(newest), Some(oldest)) = (found.first(), found.last()) else { return Ok(Vec::new()) };
    let mut proofs = proofs_between(conn, user, date(oldest, "day")?, date(newest, "day")?).await?;
    let mut checkins = Vec::new();
    for row in &found {
        let mut history = History::default();
        history.take(row)?;
        let goal = HabitGoalId(rows::id(row, "goal_id")?);
        for logged in &history.logged {
            let proofs = proofs.remove(&logged.id).unwrap_or_default();
            checkins.push(told_checkin(logged, user, goal, proofs));
        }
    }
    Ok(checkins)
}

fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}
