//! What happened in a pact, as a numbered feed: how an entry is added, in the transaction of its cause, and how entries
//! are read.

use crate::error::Result;
use crate::feed::take_seq;
use crate::goals::{optional_date, word};
use crate::pact_access::{Seat, seat};
use crate::writer::Conn;
use crate::{PAGE_MAX, Store, rows};
use kith_domain::Day;
use kith_domain::pact::Act;
use kith_protocol::pacts::{ActivityData, ActivityType, PactActivity};
use kith_protocol::{ActivityId, CheckinId, HabitGoalId, PactId, TeamId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;
use uuid::Builder;

/// Which entries of a pact's feed are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedPage {
    /// The newest of those before this number, newest first; of all without it.
    Before(Option<u64>),
    /// The oldest of those after this number, oldest first.
    Since(u64),
}

/// Something to be told, beside in which pact and when.
#[derive(Clone, Debug)]
pub(crate) struct Happening {
    pub kind: ActivityType,
    pub user: UserId,
    pub user_name: String,
    pub goal: HabitGoalId,
    pub habit_name: String,
    pub checkin: Option<CheckinId>,
    pub day: Option<Day>,
    pub target: Option<UserId>,
    pub message: Option<String>,
    pub streak_days: Option<u32>,
}

impl Happening {
    /// Something that a person did in a pact.
    pub(crate) fn of(kind: ActivityType, seat: &Seat) -> Self {
        Self {
            kind,
            user: seat.user,
            user_name: seat.user_name.clone(),
            goal: seat.goal,
            habit_name: seat.habit_name.clone(),
            checkin: None,
            day: None,
            target: None,
            message: None,
            streak_days: None,
        }
    }
}

impl Store {
    /// Entries of a pact's feed, at most `limit` (and [`PAGE_MAX`]).
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such pact, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn pact_activities(
        &self,
        pact: PactId,
        user: UserId,
        page: FeedPage,
        limit: u32,
    ) -> Result<Vec<PactActivity>> {
        self.read("pact_activities", move |conn| Box::pin(activities(conn, pact, user, page, limit))).await
    }
}

/// Adds an entry under the next number. The pact's room is held until the commit.
pub(crate) async fn add(
    conn: &mut Conn,
    pact: PactId,
    what: Happening,
    now: Timestamp,
) -> Result<PactActivity> {
    let seq = take_seq(conn, TeamId(pact.0)).await?;
    add_as(conn, pact, seq, what, now).await
}

macro_rules! insert_activity {
    ($values:literal) => {
        concat!(
            "INSERT INTO pact_activities (pact_id, seq, id, kind, user_id, target_id, checkin_id, day, message, \
             streak_days, happened_at) ",
            $values
        )
    };
}

/// Adds an entry under a number that was taken in this transaction.
pub(crate) async fn add_as(
    conn: &mut Conn,
    pact: PactId,
    seq: u64,
    what: Happening,
    now: Timestamp,
) -> Result<PactActivity> {
    const INSERT: &str = insert_activity!("VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    let entry = entry_of(pact, seq, what, now);
    insert(conn, INSERT, &entry).await?;
    Ok(entry)
}

/// The same, if the person is in the pact and it runs: `None` if not. Who waited for the room learns here, with the
/// statement that they need anyway, what happened before their turn.
pub(crate) async fn add_while_running(
    conn: &mut Conn,
    pact: PactId,
    seq: u64,
    what: Happening,
    now: Timestamp,
) -> Result<Option<PactActivity>> {
    const INSERT: &str = insert_activity!(
        "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM pact_members m JOIN pacts p ON p.id = m.pact_id \
         WHERE m.pact_id = $1 AND m.user_id = $5 AND m.status = 'active' AND p.status = 'active'"
    );
    let entry = entry_of(pact, seq, what, now);
    let inserted = insert(conn, INSERT, &entry).await?;
    Ok(Some(entry).filter(|_| inserted == 1))
}

async fn insert(conn: &mut Conn, statement: &'static str, entry: &PactActivity) -> Result<u64> {
    let data = &entry.data;
    let inserted = sqlx::query(statement)
        .bind(entry.pact_id.to_string())
        .bind(rows::bigint(entry.seq))
        .bind(entry.id.to_string())
        .bind(entry.kind.as_str())
        .bind(entry.user_id.to_string())
        .bind(data.target_user_id.map(|target| target.to_string()))
        .bind(data.checkin_id.map(|checkin| checkin.to_string()))
        .bind(data.day.as_deref().and_then(Day::parse).map(|day| i64::from(day.0)))
        .bind(&data.message)
        .bind(data.streak_days.map(i64::from))
        .bind(entry.created_at.0)
        .execute(conn)
        .await?;
    Ok(inserted.rows_affected())
}

fn entry_of(pact: PactId, seq: u64, what: Happening, now: Timestamp) -> PactActivity {
    let data = ActivityData {
        user_name: what.user_name,
        habit_goal_id: what.goal,
        habit_name: what.habit_name,
        checkin_id: what.checkin,
        day: what.day.map(|day| day.to_string()),
        target_user_id: what.target,
        message: what.message,
        streak_days: what.streak_days,
    };
    let id = activity_id(pact, seq, now);
    PactActivity { id, seq, pact_id: pact, kind: what.kind, user_id: what.user, data, created_at: now }
}

/// A UUIDv7 that no other entry has: the pact and the number stand where others draw lots.
fn activity_id(pact: PactId, seq: u64, now: Timestamp) -> ActivityId {
    let (_, pact_low) = pact.0.as_u64_pair();
    let mut unique = [0; 10];
    unique[..2].copy_from_slice(&(seq as u16).to_be_bytes());
    unique[2..].copy_from_slice(&(pact_low ^ (seq >> 16)).to_be_bytes());
    let at_ms = u64::try_from(now.0).unwrap_or(0);
    ActivityId(Builder::from_unix_timestamp_millis(at_ms, &unique).into_uuid())
}

/// Reads entries of the pact `$1`.
macro_rules! select_activities {
    ($rest:literal) => {
        concat!(
            "SELECT a.pact_id, a.seq, a.id, a.kind, a.user_id, a.target_id, a.checkin_id, a.day, a.message, \
             a.streak_days, a.happened_at, u.user_name, p.goal_id, g.name AS habit_name FROM pact_activities a \
             JOIN users u ON u.id = a.user_id JOIN pacts p ON p.id = a.pact_id \
             JOIN habit_goals g ON g.id = p.goal_id WHERE a.pact_id = $1 AND ",
            $rest
        )
    };
}

pub(crate) use select_activities;

async fn activities(
    conn: &mut Conn,
    pact: PactId,
    user: UserId,
    page: FeedPage,
    limit: u32,
) -> Result<Vec<PactActivity>> {
    const BEFORE: &str = select_activities!("a.seq < $2 ORDER BY a.seq DESC LIMIT $3");
    const SINCE: &str = select_activities!("a.seq > $2 ORDER BY a.seq LIMIT $3");
    seat(conn, pact, user).await?.may(Act::Read)?;
    let (select, from) = match page {
        FeedPage::Before(before) => (BEFORE, before.map_or(i64::MAX, rows::bigint)),
        FeedPage::Since(since) => (SINCE, rows::bigint(since)),
    };
    let query = sqlx::query(select).bind(pact.to_string()).bind(from).bind(i64::from(limit.min(PAGE_MAX)));
    Ok(query.fetch_all(conn).await?.iter().map(read_activity).collect::<sqlx::Result<_>>()?)
}

/// One entry, by its number.
pub(crate) async fn entry(conn: &mut Conn, pact: PactId, seq: u64) -> Result<PactActivity> {
    const SELECT: &str = select_activities!("a.seq = $2");
    let query = sqlx::query(SELECT).bind(pact.to_string()).bind(rows::bigint(seq));
    Ok(read_activity(&query.fetch_one(conn).await?)?)
}

pub(crate) fn read_activity(row: &AnyRow) -> sqlx::Result<PactActivity> {
    let streak_days: Option<i64> = row.try_get("streak_days")?;
    Ok(PactActivity {
        id: ActivityId(rows::id(row, "id")?),
        seq: rows::whole(row, "seq")?,
        pact_id: PactId(rows::id(row, "pact_id")?),
        kind: word(row, "kind", ActivityType::read)?,
        user_id: UserId(rows::id(row, "user_id")?),
        data: ActivityData {
            user_name: rows::text(row, "user_name")?,
            habit_goal_id: HabitGoalId(rows::id(row, "goal_id")?),
            habit_name: rows::text(row, "habit_name")?,
            checkin_id: rows::optional_id(row, "checkin_id")?.map(CheckinId),
            day: optional_date(row, "day")?.map(|day| day.to_string()),
            target_user_id: rows::optional_id(row, "target_id")?.map(UserId),
            message: row.try_get("message")?,
            streak_days: streak_days.and_then(|days| u32::try_from(days).ok()),
        },
        created_at: rows::moment(row, "happened_at")?,
    })
}
