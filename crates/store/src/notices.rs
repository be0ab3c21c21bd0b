//! Notices: what happened in pacts, and what is owed to one person, goes into inboxes in transactions of its own, after
//! the one that caused it. Each is told once, also where servers end in between. It knows nothing of who is present.

use crate::connections::standing_between;
use crate::error::Result;
use crate::feed::give_room_seq_back;
use crate::inbox::{self, take_seq};
use crate::notifications::name_of;
use crate::pact_feed::{read_activity, select_activities};
use crate::pacts::members;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_domain::Day;
use kith_domain::connections::Standing;
use kith_domain::notices::{Notice, notices};
use kith_protocol::pacts::{ActivityType, PactActivity};
use kith_protocol::social::{Notification, NotificationKind, NotificationParams};
use kith_protocol::{HabitGoalId, NotificationId, PactId, Timestamp, UserId};
use uuid::Builder;

/// How many entries of a pact's feed become notices in one transaction.
const ENTRIES_AT_ONCE: i64 = 50;
/// How many pacts, or people, that are behind are named at once.
pub const BEHIND_MAX: u32 = 500;

/// What came into inboxes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noticed {
    /// For each person in the order of their inbox.
    pub notifications: Vec<Notification>,
    /// Whether there is more to be done for the same pact or person.
    pub more: bool,
}

impl Store {
    /// Everybody who has a place in a pact: whose inboxes its notices may go to.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn pact_people(&self, pact: PactId) -> Result<Vec<UserId>> {
        const SELECT: &str = "SELECT user_id FROM pact_members WHERE pact_id = $1 ORDER BY user_id";
        self.read("pact_people", move |conn| {
            Box::pin(async move {
                let found = sqlx::query(SELECT).bind(pact.to_string()).fetch_all(conn).await?;
                Ok(found
                    .iter()
                    .map(|row| rows::id(row, "user_id").map(UserId))
                    .collect::<sqlx::Result<_>>()?)
            })
        })
        .await
    }

    /// Tells the members of a pact what its feed has that they were not told, in their inboxes. `held` are those whose
    /// turn the caller has; `None` if it is somebody else's news too, and nothing was done. `epoch` names the numbering
    /// of inboxes that begin. SPEC.md NT4, NT5.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`]; then nobody was told, and it is still to be done.
    pub async fn notice_pact(
        &self,
        pact: PactId,
        held: Vec<UserId>,
        epoch: String,
    ) -> Result<Option<Noticed>> {
        self.write("notice_pact", move |conn| Box::pin(notice_pact(conn, pact, held, epoch))).await
    }

    /// The pacts whose members are behind, after this one in the order of ids; at most [`BEHIND_MAX`].
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn pacts_behind(&self, after: Option<PactId>) -> Result<Vec<PactId>> {
        const SELECT: &str = "SELECT p.id FROM pacts p JOIN rooms r ON r.id = p.id \
             WHERE r.next_seq - 1 > p.notified_seq AND p.id > $1 ORDER BY p.id LIMIT $2";
        let after = after.map(|pact| pact.to_string()).unwrap_or_default();
        self.read("pacts_behind", move |conn| {
            Box::pin(async move {
                let found =
                    sqlx::query(SELECT).bind(after).bind(i64::from(BEHIND_MAX)).fetch_all(conn).await?;
                Ok(found.iter().map(|row| rows::id(row, "id").map(PactId)).collect::<sqlx::Result<_>>()?)
            })
        })
        .await
    }
}

async fn notice_pact(
    conn: &mut Conn,
    pact: PactId,
    held: Vec<UserId>,
    epoch: String,
) -> Result<Option<Noticed>> {
    const HOLD: &str = "UPDATE pacts SET notified_seq = notified_seq WHERE id = $1 RETURNING notified_seq";
    const AFTER: &str = select_activities!("a.seq > $2 ORDER BY a.seq LIMIT $3");
    const MOVE: &str = "UPDATE pacts SET notified_seq = $2 WHERE id = $1";
    let Some(row) = sqlx::query(HOLD).bind(pact.to_string()).fetch_optional(&mut *conn).await? else {
        return Ok(Some(Noticed::default()));
    };
    let after =
        sqlx::query(AFTER).bind(pact.to_string()).bind(rows::bigint(rows::whole(&row, "notified_seq")?));
    let found = after.bind(ENTRIES_AT_ONCE).fetch_all(&mut *conn).await?;
    let entries = found.iter().map(read_activity).collect::<sqlx::Result<Vec<_>>>()?;
    let Some(last) = entries.last() else { return Ok(Some(Noticed::default())) };
    let members = members(conn, pact).await?;
    let mut due = notices(&entries, &members);
    if due.iter().any(|notice| !held.contains(&notice.to)) {
        return Ok(None);
    }
    // Several inboxes are taken in one order, whoever takes them.
    due.sort_by_key(|notice| notice.to);
    let mut notifications = Vec::new();
    for notice in due {
        if is_unwanted(conn, &notice).await? {
            continue;
        }
        notifications.extend(put(conn, of_activity(&notice), &epoch).await?);
    }
    sqlx::query(MOVE).bind(pact.to_string()).bind(rows::bigint(last.seq)).execute(conn).await?;
    Ok(Some(Noticed { notifications, more: found.len() as i64 >= ENTRIES_AT_ONCE }))
}

/// What one person says to another does not come to who wants to hear nothing of them. SPEC.md UC2.
async fn is_unwanted(conn: &mut Conn, notice: &Notice<'_>) -> Result<bool> {
    let is_letter =
        matches!(notice.kind, NotificationKind::PartnerCelebrated | NotificationKind::PartnerEncouraged);
    Ok(is_letter
        && matches!(standing_between(conn, notice.to, notice.activity.user_id).await?, Standing::Blocked(_)))
}

/// A notice that is told exactly once.
pub(crate) struct NewNotice {
    pub to: UserId,
    pub kind: NotificationKind,
    pub from: (UserId, String),
    /// The thing that it is about.
    pub about: String,
    /// Tells it from all others of its kind to the same person at the same moment, or on the same date.
    pub key: String,
    pub pact: Option<PactId>,
    pub goal: Option<(HabitGoalId, String)>,
    pub streak_days: Option<u32>,
    pub day: Option<Day>,
    pub message: Option<String>,
    pub at: Timestamp,
}

fn of_activity(notice: &Notice<'_>) -> NewNotice {
    let PactActivity { id, pact_id, kind, user_id, ref data, created_at, .. } = *notice.activity;
    let about = match (data.checkin_id, kind == ActivityType::StreakBroken) {
        (Some(checkin), _) => checkin.to_string(),
        (None, true) => data.habit_goal_id.to_string(),
        (None, false) => pact_id.to_string(),
    };
    let day = data.day.as_deref().and_then(Day::parse);
    let goal = data.habit_goal_id;
    // What happens on a date is the same in every pact on the habit, and is told once; so is a date that is taken back and
    // logged again, as another check-in.
    let key = if notice.kind == NotificationKind::PartnerCheckedIn {
        format!("{user_id} {goal}")
    } else if notice.kind == NotificationKind::StreakMilestone {
        format!("{user_id} {goal} {:?}", data.streak_days)
    } else if day.is_some() {
        format!("{} {user_id} {about}", kind.as_str())
    } else {
        id.to_string()
    };
    NewNotice {
        to: notice.to,
        kind: notice.kind,
        from: (user_id, data.user_name.clone()),
        about,
        key,
        pact: Some(pact_id),
        goal: Some((data.habit_goal_id, data.habit_name.clone())),
        streak_days: data.streak_days,
        day,
        message: data.message.clone(),
        at: created_at,
    }
}

/// Puts a notice into an inbox. One that was put before is told no second time; it leads to what it is about now.
pub(crate) async fn put(conn: &mut Conn, new: NewNotice, epoch: &str) -> Result<Option<Notification>> {
    const INSERT: &str = "INSERT INTO notifications (id, user_id, seq, kind, from_id, about, is_unread, created_at, \
         updated_at, pact_id, goal_id, streak_days, day, message) \
         VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO NOTHING";
    const LEAD: &str = "UPDATE notifications SET about = $2 WHERE id = $1 AND about <> $2";
    let (id, seq) = (notice_id(&new), take_seq(conn, new.to, epoch).await?);
    let inserted = sqlx::query(INSERT)
        .bind(id.to_string())
        .bind(new.to.to_string())
        .bind(rows::bigint(seq))
        .bind(name_of(new.kind))
        .bind(new.from.0.to_string())
        .bind(&new.about)
        .bind(new.at.0)
        .bind(new.pact.map(|pact| pact.to_string()))
        .bind(new.goal.as_ref().map(|(goal, _)| goal.to_string()))
        .bind(new.streak_days.map(i64::from))
        .bind(new.day.map(|day| i64::from(day.0)))
        .bind(&new.message)
        .execute(&mut *conn)
        .await?;
    if inserted.rows_affected() == 0 {
        give_room_seq_back(conn, &inbox::room_of(new.to)).await?;
        sqlx::query(LEAD).bind(id.to_string()).bind(&new.about).execute(conn).await?;
        return Ok(None);
    }
    Ok(Some(told(new, id, seq)))
}

/// A notice as it is told.
fn told(new: NewNotice, id: NotificationId, seq: u64) -> Notification {
    let achievement = (new.kind == NotificationKind::AchievementUnlocked).then(|| new.about.clone());
    let (habit_goal_id, habit_name) = new.goal.unzip();
    Notification {
        id,
        seq,
        user_id: new.to,
        notification_type: new.kind,
        message_locale_key: new.kind.locale_key().to_owned(),
        message_params: NotificationParams {
            pact_id: new.pact,
            habit_goal_id,
            habit_name,
            streak_days: new.streak_days,
            day: new.day.map(|day| day.to_string()),
            message: new.message,
            achievement,
            ..NotificationParams::of(new.from.0, new.from.1)
        },
        association_id: Some(new.about).filter(|about| !about.is_empty()),
        is_unread: true,
        created_at: new.at,
        updated_at: new.at,
        user_connection: None,
    }
}

/// A UUIDv7 that the same notice always has, and no other: what it is stands where others draw lots.
fn notice_id(new: &NewNotice) -> NotificationId {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0100_0000_0000_0000_0000_013b;
    const DAY_MS: i64 = 86_400_000;
    let what = format!("{} {} {}", new.to, new.kind.as_str(), new.key);
    // FNV-1a.
    let hash = what.bytes().fold(OFFSET, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
    let mut unique = [0; 10];
    unique.copy_from_slice(&hash.to_be_bytes()[6..]);
    let at_ms = new.day.map_or(new.at.0, |day| i64::from(day.0) * DAY_MS);
    NotificationId(
        Builder::from_unix_timestamp_millis(u64::try_from(at_ms).unwrap_or(0), &unique).into_uuid(),
    )
}
