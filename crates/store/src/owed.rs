//! What is owed to one person and stands in no pact's feed: written in the transaction of its cause, told in one of its
//! own.

use crate::error::Result;
use crate::goals::optional_date;
use crate::notices::{BEHIND_MAX, NewNotice, Noticed, put};
use crate::notifications::{kind_of, name_of};
use crate::writer::Conn;
use crate::{Store, rows};
use kith_domain::Day;
use kith_protocol::social::NotificationKind;
use kith_protocol::{HabitGoalId, PactId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;

/// How much of what is owed to one person is told in one transaction.
const OWED_AT_ONCE: i64 = 50;

/// Something that somebody is to be told.
pub(crate) struct Owed {
    pub to: UserId,
    pub kind: NotificationKind,
    /// The thing that it is about; the same kind about the same is owed once.
    pub about: String,
    pub from: UserId,
    pub pact: Option<PactId>,
    pub goal: Option<HabitGoalId>,
    pub streak_days: Option<u32>,
    pub day: Option<Day>,
    pub at: Timestamp,
}

impl Store {
    /// Tells a person what they are owed, in their inbox. `epoch` names its numbering if it begins. SPEC.md NT5.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`]; then it is still owed.
    pub async fn notice_person(&self, user: UserId, epoch: String) -> Result<Noticed> {
        self.write("notice_person", move |conn| Box::pin(notice_person(conn, user, epoch))).await
    }

    /// The people who are owed something, after this one in the order of ids; at most [`BEHIND_MAX`].
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn people_owed(&self, after: Option<UserId>) -> Result<Vec<UserId>> {
        const SELECT: &str =
            "SELECT DISTINCT user_id FROM notices_owed WHERE user_id > $1 ORDER BY user_id LIMIT $2";
        let after = after.map(|user| user.to_string()).unwrap_or_default();
        self.read("people_owed", move |conn| {
            Box::pin(async move {
                let found =
                    sqlx::query(SELECT).bind(after).bind(i64::from(BEHIND_MAX)).fetch_all(conn).await?;
                Ok(found
                    .iter()
                    .map(|row| rows::id(row, "user_id").map(UserId))
                    .collect::<sqlx::Result<_>>()?)
            })
        })
        .await
    }
}

/// Writes down that somebody is to be told something, in the transaction of its cause.
pub(crate) async fn owe(conn: &mut Conn, owed: Owed) -> Result<()> {
    const UPSERT: &str = "INSERT INTO notices_owed \
         (user_id, kind, about, from_id, pact_id, goal_id, streak_days, day, owed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (user_id, kind, about) DO UPDATE SET \
         from_id = excluded.from_id, streak_days = excluded.streak_days, day = excluded.day, \
         owed_at = excluded.owed_at";
    sqlx::query(UPSERT)
        .bind(owed.to.to_string())
        .bind(name_of(owed.kind))
        .bind(owed.about)
        .bind(owed.from.to_string())
        .bind(owed.pact.map(|pact| pact.to_string()))
        .bind(owed.goal.map(|goal| goal.to_string()))
        .bind(owed.streak_days.map(i64::from))
        .bind(owed.day.map(|day| i64::from(day.0)))
        .bind(owed.at.0)
        .execute(conn)
        .await?;
    Ok(())
}

async fn notice_person(conn: &mut Conn, user: UserId, epoch: String) -> Result<Noticed> {
    // Another server that tells the same person waits for the commit, and finds nothing left.
    const HOLD: &str = "UPDATE notices_owed SET owed_at = owed_at WHERE user_id = $1";
    const SELECT: &str = "SELECT o.user_id, o.kind, o.about, o.from_id, o.pact_id, o.goal_id, o.streak_days, o.day, \
         o.owed_at, u.user_name, g.name AS habit_name FROM notices_owed o JOIN users u ON u.id = o.from_id \
         LEFT JOIN habit_goals g ON g.id = o.goal_id WHERE o.user_id = $1 ORDER BY o.owed_at, o.kind, o.about LIMIT $2";
    const DELETE: &str = "DELETE FROM notices_owed WHERE user_id = $1 AND kind = $2 AND about = $3";
    sqlx::query(HOLD).bind(user.to_string()).execute(&mut *conn).await?;
    let select = sqlx::query(SELECT).bind(user.to_string()).bind(OWED_AT_ONCE);
    let found = select.fetch_all(&mut *conn).await?;
    let mut notifications = Vec::new();
    for row in &found {
        let notice = read_owed(row)?;
        let delete = sqlx::query(DELETE).bind(user.to_string()).bind(name_of(notice.kind));
        delete.bind(notice.about.clone()).execute(&mut *conn).await?;
        notifications.extend(put(conn, notice, &epoch).await?);
    }
    Ok(Noticed { notifications, more: found.len() as i64 >= OWED_AT_ONCE })
}

fn read_owed(row: &AnyRow) -> sqlx::Result<NewNotice> {
    let about = rows::text(row, "about")?;
    let days: Option<i64> = row.try_get("streak_days")?;
    let goal = rows::optional_id(row, "goal_id")?.map(HabitGoalId);
    Ok(NewNotice {
        to: UserId(rows::id(row, "user_id")?),
        kind: kind_of(&rows::text(row, "kind")?)?,
        from: (UserId(rows::id(row, "from_id")?), rows::text(row, "user_name")?),
        key: about.clone(),
        about,
        pact: rows::optional_id(row, "pact_id")?.map(PactId),
        goal: goal.zip(rows::optional_text(row, "habit_name")?),
        streak_days: days.and_then(|days| u32::try_from(days).ok()),
        day: optional_date(row, "day")?,
        message: None,
        at: rows::moment(row, "owed_at")?,
    })
}
