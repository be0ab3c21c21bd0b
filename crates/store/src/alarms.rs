//! Alarms: what is to happen later, as rows. An alarm is set in the transaction of its cause and deleted in the
//! transaction of its effect, so it fires at least once, its effect happens once, and it is never given up.

use crate::error::Result;
use crate::happened::Happened;
use crate::people::hold_person;
use crate::writer::Conn;
use crate::{Store, invites, pact_steps, pacts, rows, runs};
use kith_domain::outages::Outage;
use kith_protocol::{PactId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::sync::Arc;
use uuid::Uuid;

/// An alarm that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// Whose it is: a team's, a pact's, a person's.
    pub of: Uuid,
    /// Which of theirs, with what it is about.
    pub name: String,
    /// When it was to fire.
    pub due: Timestamp,
    /// How often it failed.
    pub attempt: u32,
    /// When it looked last, where it watches over something.
    pub looked_at: Option<Timestamp>,
    /// The moment for which it was found to be due.
    pub rung_at: Timestamp,
}

impl Store {
    /// The alarms that are due at `now`, longest due first, at most `limit`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn due_alarms(&self, now: Timestamp, limit: u32) -> Result<Vec<Alarm>> {
        const SELECT: &str = "SELECT room_id, name, due, attempt, looked_at FROM alarms WHERE due <= $1 ORDER BY due, room_id, name LIMIT $2";
        let rows = self.read("due_alarms", move |conn| {
            Box::pin(async move {
                Ok(sqlx::query(SELECT).bind(now.0).bind(i64::from(limit)).fetch_all(conn).await?)
            })
        });
        let read = |row: &AnyRow| {
            Ok(Alarm {
                of: rows::id(row, "room_id")?,
                name: rows::text(row, "name")?,
                due: rows::moment(row, "due")?,
                attempt: u32::try_from(rows::whole(row, "attempt")?).unwrap_or(u32::MAX),
                looked_at: row.try_get::<Option<i64>, _>("looked_at")?.map(Timestamp),
                rung_at: now,
            })
        };
        rows.await?.iter().map(read).collect()
    }

    /// When the next alarm is due, if there is one.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn next_alarm(&self) -> Result<Option<Timestamp>> {
        const SELECT: &str = "SELECT MIN(due) AS due FROM alarms";
        let row = self.read("next_alarm", |conn| {
            Box::pin(async move { Ok(sqlx::query(SELECT).fetch_one(conn).await?) })
        });
        Ok(row.await?.try_get::<Option<i64>, _>("due")?.map(Timestamp))
    }

    /// How many alarms failed at least so often.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn failing_alarms(&self, attempts: u32) -> Result<u64> {
        const SELECT: &str = "SELECT COUNT(*) AS failing FROM alarms WHERE attempt >= $1";
        let row = self.read("failing_alarms", move |conn| {
            Box::pin(async move { Ok(sqlx::query(SELECT).bind(i64::from(attempts)).fetch_one(conn).await?) })
        });
        Ok(rows::whole(&row.await?, "failing")?)
    }

    /// Does what an alarm is for, and deletes it, in one transaction. `None`: it was moved or fired meanwhile,
    /// and nothing was done.
    ///
    /// # Errors
    /// `Unavailable`; then nothing was done and the alarm stands.
    pub async fn fire_alarm(&self, alarm: Alarm) -> Result<Option<Happened>> {
        let outages = self.outages.all();
        self.write("fire_alarm", move |conn| Box::pin(fire(conn, alarm, outages))).await
    }

    /// Moves an alarm that failed, unless it was moved or fired meanwhile.
    ///
    /// # Errors
    /// `Unavailable`; then it is due as before.
    pub async fn postpone_alarm(&self, alarm: Alarm, due: Timestamp) -> Result<()> {
        const UPDATE: &str = "UPDATE alarms SET due = $4, attempt = attempt + 1 \
             WHERE room_id = $1 AND name = $2 AND due = $3";
        self.write("postpone_alarm", move |conn| {
            Box::pin(async move {
                let update = sqlx::query(UPDATE).bind(alarm.of.to_string()).bind(alarm.name);
                update.bind(alarm.due.0).bind(due.0).execute(conn).await?;
                Ok(())
            })
        })
        .await
    }
}

/// Sets an alarm, in the transaction of its cause. The same name again moves it.
pub(crate) async fn set(conn: &mut Conn, of: Uuid, name: String, due: Timestamp) -> Result<()> {
    const UPSERT: &str = "INSERT INTO alarms (room_id, name, due, attempt) VALUES ($1, $2, $3, 0) \
         ON CONFLICT (room_id, name) DO UPDATE SET due = excluded.due, attempt = 0";
    sqlx::query(UPSERT).bind(of.to_string()).bind(name).bind(due.0).execute(conn).await?;
    Ok(())
}

async fn fire(conn: &mut Conn, alarm: Alarm, outages: Arc<[Outage]>) -> Result<Option<Happened>> {
    const DELETE: &str = "DELETE FROM alarms WHERE room_id = $1 AND name = $2 AND due = $3";
    if alarm.name.starts_with(runs::RUN_ALARM) {
        // Before the alarm, as who changes their time zone takes the two: no look sets by a clock that is being left.
        hold_person(conn, UserId(alarm.of)).await?;
    }
    let delete = sqlx::query(DELETE).bind(alarm.of.to_string()).bind(&alarm.name).bind(alarm.due.0);
    if delete.execute(&mut *conn).await?.rows_affected() == 0 {
        return Ok(None);
    }
    if let Some(code) = alarm.name.strip_prefix(invites::FORGET_ALARM) {
        invites::forget(conn, code).await?;
        return Ok(Some(Happened::default()));
    }
    if let Some(goal) = alarm.name.strip_prefix(runs::RUN_ALARM) {
        return runs::look(conn, &alarm, goal, outages).await.map(Some);
    }
    let pact = PactId(alarm.of);
    if alarm.name == pact_steps::END_ALARM {
        return pact_steps::complete(conn, pact, alarm.due).await.map(Some);
    }
    if alarm.name == pacts::INVITES_ALARM {
        return pact_steps::expire(conn, pact, alarm.due).await.map(Some);
    }
    // A later release's alarm in an earlier one: it stays until somebody knows what it is for.
    Err(sqlx::Error::Protocol(format!("no alarm is called {:?}", alarm.name)).into())
}
