//! What a person is told in their inbox. The same thing about the same is told once while it is unread.

use crate::error::{Result, StoreError};
use crate::feed::give_room_seq_back;
use crate::goals::optional_date;
use crate::inbox::{self, take_seq};
use crate::writer::Conn;
use crate::{Store, rows};
use kith_protocol::social::{Notification, NotificationKind, NotificationParams};
use kith_protocol::{ErrorCode, HabitGoalId, NotificationId, PactId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;

/// How many notifications are listed at once.
pub const NOTIFICATIONS_LISTED_MAX: u32 = 100;

/// Something to be told.
pub(crate) struct NewNotification {
    pub id: NotificationId,
    pub to: UserId,
    pub kind: NotificationKind,
    /// Who did it, with their name.
    pub from: (UserId, String),
    /// The post or message that it is about; empty where there is none.
    pub about: String,
    pub epoch: String,
    pub now: Timestamp,
}

/// The newest notifications of an inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationPage {
    /// Newest first.
    pub notifications: Vec<Notification>,
    /// The number of the inbox's newest item.
    pub seq: u64,
    /// How many are unread of all there are.
    pub unread: u64,
}

/// Which notifications are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct NotificationPlace {
    /// Those after this number.
    pub since: u64,
    /// Those that are older than this one.
    pub before: Option<NotificationId>,
}

/// What became of marking many as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkedRead {
    /// The newest of them as they stand now, newest first; at most [`NOTIFICATIONS_LISTED_MAX`].
    pub told: Vec<Notification>,
    /// How many were unread.
    pub marked: u64,
    /// How many are unread still.
    pub unread: u64,
}

impl Store {
    /// The notifications of a person at a place, newest first: at most `limit`, and one more than
    /// [`NOTIFICATIONS_LISTED_MAX`], which tells that there are more. SPEC.md NT7.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] if `before` is no notification of the caller.
    pub async fn notifications(
        &self,
        user: UserId,
        place: NotificationPlace,
        limit: u32,
    ) -> Result<NotificationPage> {
        self.read("notifications", move |conn| Box::pin(page(conn, user, place, limit))).await
    }

    /// Marks all notifications of the caller as read, or `up_to` and all that are older, by one statement. SPEC.md NT8.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] if `up_to` is no notification of the caller.
    pub async fn mark_notifications_read(
        &self,
        user: UserId,
        up_to: Option<NotificationId>,
        now: Timestamp,
    ) -> Result<MarkedRead> {
        self.write("mark_notifications_read", move |conn| Box::pin(mark_all(conn, user, up_to, now))).await
    }

    /// Marks a notification of the caller's own as read or unread, and gives it as it stands. SPEC.md NT2.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] if the caller has no such notification.
    pub async fn mark_notification(
        &self,
        user: UserId,
        id: NotificationId,
        is_unread: bool,
        now: Timestamp,
    ) -> Result<Notification> {
        self.write("mark_notification", move |conn| Box::pin(mark(conn, user, id, is_unread, now))).await
    }
}

macro_rules! select_notifications {
    ($rest:literal) => {
        concat!(
            "SELECT n.id, n.user_id, n.seq, n.kind, n.from_id, n.about, n.is_unread, n.created_at, n.updated_at, \
             n.pact_id, n.goal_id, n.streak_days, n.day, n.message, u.user_name, g.name AS habit_name \
             FROM notifications n JOIN users u ON u.id = n.from_id LEFT JOIN habit_goals g ON g.id = n.goal_id \
             WHERE n.user_id = $1 AND ",
            $rest
        )
    };
}

/// Puts a notification into an inbox, in the transaction of its cause; nothing where the same waits unread already.
pub(crate) async fn notify(conn: &mut Conn, new: NewNotification) -> Result<Option<Notification>> {
    const INSERT: &str = "INSERT INTO notifications \
         (id, user_id, seq, kind, from_id, about, is_unread, created_at, updated_at) \
         SELECT $1, $2, CAST($3 AS BIGINT), $4, $5, $6, 1, CAST($7 AS BIGINT), CAST($7 AS BIGINT) \
         WHERE NOT EXISTS (SELECT 1 FROM notifications n WHERE n.user_id = $2 AND n.kind = $4 AND n.from_id = $5 \
         AND n.about = $6 AND n.is_unread = 1)";
    // The inbox's row is held from here on: nobody else puts the same into it meanwhile.
    let seq = take_seq(conn, new.to, &new.epoch).await?;
    let inserted = sqlx::query(INSERT)
        .bind(new.id.to_string())
        .bind(new.to.to_string())
        .bind(rows::bigint(seq))
        .bind(name_of(new.kind))
        .bind(new.from.0.to_string())
        .bind(&new.about)
        .bind(new.now.0)
        .execute(&mut *conn)
        .await?;
    if inserted.rows_affected() == 0 {
        give_room_seq_back(conn, &inbox::room_of(new.to)).await?;
        return Ok(None);
    }
    let (user_id, user_name) = new.from;
    Ok(Some(Notification {
        id: new.id,
        seq,
        user_id: new.to,
        notification_type: new.kind,
        message_locale_key: new.kind.locale_key().to_owned(),
        message_params: NotificationParams::of(user_id, user_name),
        association_id: Some(new.about).filter(|about| !about.is_empty()),
        is_unread: true,
        created_at: new.now,
        updated_at: new.now,
        user_connection: None,
    }))
}

async fn page(
    conn: &mut Conn,
    user: UserId,
    place: NotificationPlace,
    limit: u32,
) -> Result<NotificationPage> {
    const SELECT: &str = select_notifications!("n.seq > $2 AND n.seq < $3 ORDER BY n.seq DESC LIMIT $4");
    let before = match place.before {
        Some(id) => rows::bigint(seq_of(conn, user, id).await?),
        None => i64::MAX,
    };
    let (_, seq) = inbox::standing(conn, user).await?;
    let query = sqlx::query(SELECT)
        .bind(user.to_string())
        .bind(rows::bigint(place.since))
        .bind(before)
        .bind(i64::from(limit.min(NOTIFICATIONS_LISTED_MAX + 1)));
    let rows = query.fetch_all(&mut *conn).await?;
    let notifications = rows.iter().map(read_notification).collect::<Result<Vec<_>>>()?;
    // The inbox may have grown between the two statements.
    let seq = notifications.first().map_or(seq, |newest| newest.seq.max(seq));
    Ok(NotificationPage { notifications, seq, unread: count_unread(conn, user).await? })
}

async fn count_unread(conn: &mut Conn, user: UserId) -> Result<u64> {
    const SELECT: &str = "SELECT COUNT(*) AS unread FROM notifications WHERE user_id = $1 AND is_unread = 1";
    Ok(rows::whole(&sqlx::query(SELECT).bind(user.to_string()).fetch_one(conn).await?, "unread")?)
}

/// The number of a notification of one's own.
async fn seq_of(conn: &mut Conn, user: UserId, id: NotificationId) -> Result<u64> {
    const SELECT: &str = "SELECT seq FROM notifications WHERE id = $2 AND user_id = $1";
    let query = sqlx::query(SELECT).bind(user.to_string()).bind(id.to_string());
    let row = query.fetch_optional(conn).await?.ok_or_else(no_such_notification)?;
    Ok(rows::whole(&row, "seq")?)
}

fn no_such_notification() -> StoreError {
    StoreError::refused(ErrorCode::NotFound, "You have no such notification. Fetch the list again.")
}

async fn mark_all(
    conn: &mut Conn,
    user: UserId,
    up_to: Option<NotificationId>,
    now: Timestamp,
) -> Result<MarkedRead> {
    const SELECT: &str =
        select_notifications!("n.is_unread = 1 AND n.seq <= $2 ORDER BY n.seq DESC LIMIT $3");
    const UPDATE: &str = "UPDATE notifications SET is_unread = 0, updated_at = $3 \
         WHERE user_id = $1 AND is_unread = 1 AND seq <= $2";
    // A bound in either case: what comes in between is not marked untold.
    let bound = match up_to {
        Some(id) => seq_of(conn, user, id).await?,
        None => inbox::standing(conn, user).await?.1,
    };
    let select = sqlx::query(SELECT).bind(user.to_string()).bind(rows::bigint(bound));
    let rows = select.bind(i64::from(NOTIFICATIONS_LISTED_MAX)).fetch_all(&mut *conn).await?;
    let update = sqlx::query(UPDATE).bind(user.to_string()).bind(rows::bigint(bound)).bind(now.0);
    let marked = update.execute(&mut *conn).await?.rows_affected();
    let told = rows.iter().map(|row| {
        let unread = read_notification(row)?;
        Ok(Notification { is_unread: false, updated_at: now, ..unread })
    });
    let told = told.collect::<Result<Vec<_>>>()?;
    Ok(MarkedRead { told, marked, unread: count_unread(conn, user).await? })
}

async fn mark(
    conn: &mut Conn,
    user: UserId,
    id: NotificationId,
    is_unread: bool,
    now: Timestamp,
) -> Result<Notification> {
    const UPDATE: &str = "UPDATE notifications SET is_unread = $3, updated_at = $4 \
         WHERE id = $2 AND user_id = $1 AND is_unread <> $3";
    const SELECT: &str = select_notifications!("n.id = $2");
    sqlx::query(UPDATE)
        .bind(user.to_string())
        .bind(id.to_string())
        .bind(i64::from(is_unread))
        .bind(now.0)
        .execute(&mut *conn)
        .await?;
    let row = sqlx::query(SELECT).bind(user.to_string()).bind(id.to_string()).fetch_optional(conn).await?;
    read_notification(&row.ok_or_else(no_such_notification)?)
}

pub(crate) async fn notifications_after(
    conn: &mut Conn,
    user: UserId,
    since: u64,
    seq: u64,
) -> Result<Vec<AnyRow>> {
    const SELECT: &str = select_notifications!("n.seq > $2 AND n.seq <= $3");
    let query = sqlx::query(SELECT).bind(user.to_string()).bind(rows::bigint(since)).bind(rows::bigint(seq));
    Ok(query.fetch_all(conn).await?)
}

pub(crate) fn read_notification(row: &AnyRow) -> Result<Notification> {
    let kind = kind_of(&rows::text(row, "kind")?)?;
    Ok(Notification {
        id: NotificationId(rows::id(row, "id")?),
        seq: rows::whole(row, "seq")?,
        user_id: UserId(rows::id(row, "user_id")?),
        notification_type: kind,
        message_locale_key: kind.locale_key().to_owned(),
        message_params: params(row, kind)?,
        association_id: Some(rows::text(row, "about")?).filter(|about| !about.is_empty()),
        is_unread: rows::whole(row, "is_unread")? == 1,
        created_at: rows::moment(row, "created_at")?,
        updated_at: rows::moment(row, "updated_at")?,
        user_connection: None,
    })
}

fn params(row: &AnyRow, kind: NotificationKind) -> Result<NotificationParams> {
    let days: Option<i64> = row.try_get("streak_days")?;
    let achievement = (kind == NotificationKind::AchievementUnlocked).then(|| rows::text(row, "about"));
    Ok(NotificationParams {
        user_id: UserId(rows::id(row, "from_id")?),
        user_name: rows::text(row, "user_name")?,
        pact_id: rows::optional_id(row, "pact_id")?.map(PactId),
        habit_goal_id: rows::optional_id(row, "goal_id")?.map(HabitGoalId),
        habit_name: rows::optional_text(row, "habit_name")?,
        streak_days: days.and_then(|days| u32::try_from(days).ok()),
        day: optional_date(row, "day")?.map(|day| day.to_string()),
        message: rows::optional_text(row, "message")?,
        achievement: achievement.transpose()?,
    })
}

/// What a kind is called in the database.
pub(crate) fn name_of(kind: NotificationKind) -> String {
    kind.as_str().to_ascii_lowercase()
}

pub(crate) fn kind_of(name: &str) -> sqlx::Result<NotificationKind> {
    let found = NotificationKind::ALL.iter().find(|kind| kind.as_str().eq_ignore_ascii_case(name));
    found.copied().ok_or_else(|| rows::unreadable("kind", format!("no notification is called {name:?}")))
}
