//! Connections between people, as rows. What may become of one is decided by `kith_domain::connections`, asked while
//! the row is held.

use crate::error::{Result, StoreError};
use crate::forums::no_such_person;
use crate::notifications::{NewNotification, notify};
use crate::rows::read_person;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_domain::connections::{Blocked, Denial, Side, Standing, Wish};
use kith_protocol::social::{ConnectedUser, Notification, NotificationKind, UserConnection};
use kith_protocol::{ErrorCode, NotificationId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

/// How many connections [`Store::connections_of`] names at most.
pub const CONNECTIONS_LISTED_MAX: u32 = 1_000;

/// What one person wants of another.
#[derive(Clone, Debug)]
pub struct ConnectionStep {
    /// Who.
    pub user: UserId,
    /// Of whom.
    pub other: UserId,
    /// What.
    pub wish: Wish,
    /// The id of the notification for the other, if there is to be one.
    pub notification_id: NotificationId,
    /// Names the numbering of an inbox that begins with it.
    pub epoch: String,
    /// The time of the call.
    pub now: Timestamp,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionOutcome {
    /// How it stood before, as the caller sees it.
    pub before: Standing,
    /// How it stands now, as the caller sees it.
    pub after: Standing,
    /// The connection as the caller is told it.
    pub to_caller: UserConnection,
    /// The connection as the other is told it.
    pub to_other: UserConnection,
    /// What came into the other's inbox.
    pub notification: Option<Notification>,
}

impl Store {
    /// Asks, accepts, denies or blocks. SPEC.md UC1.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] if there is no such person or nothing was asked; [`ErrorCode::Forbidden`] if the other
    /// decides; [`ErrorCode::Conflict`] if a block has to be lifted first; [`ErrorCode::BadMessage`] for oneself.
    pub async fn step_connection(&self, step: ConnectionStep) -> Result<ConnectionOutcome> {
        self.write("step_connection", move |conn| Box::pin(take_step(conn, step))).await
    }

    /// The connections of a person, last changed first; at most [`CONNECTIONS_LISTED_MAX`].
    ///
    /// # Errors
    /// Only [`StoreError::Unavailable`].
    pub async fn connections_of(&self, user: UserId) -> Result<Vec<UserConnection>> {
        self.read("connections_of", move |conn| Box::pin(list(conn, user))).await
    }
}

/// How it stands between two people, as the first sees it.
pub(crate) async fn standing_between(conn: &mut Conn, user: UserId, other: UserId) -> Result<Standing> {
    const SELECT: &str =
        "SELECT status, low_said, high_said FROM user_connections WHERE low_id = $1 AND high_id = $2";
    let (low, high) = (user.min(other), user.max(other));
    let row = sqlx::query(SELECT).bind(low.to_string()).bind(high.to_string()).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(Standing::Strangers) };
    let seen_by_low = read_standing(&row)?;
    Ok(if user == low { seen_by_low } else { seen_by_low.seen_by_other() })
}

async fn take_step(conn: &mut Conn, step: ConnectionStep) -> Result<ConnectionOutcome> {
    let (user, other) = (step.user, step.other);
    if user == other {
        return Err(StoreError::refused(ErrorCode::BadMessage, "Choose somebody else: this is you."));
    }
    let people = both(conn, user, other).await?;
    let (before, row) = hold(conn, (user, other), user, step.now).await?;
    let after = before.after(step.wish).map_err(denied)?;
    let stored = write_down(conn, user, after, &row, step.now).await?;
    let kind = match (before, after) {
        _ if before == after => None,
        (_, Standing::Pending(Side::Mine)) => Some(NotificationKind::ConnectionRequestReceived),
        (Standing::Pending(Side::Theirs), Standing::Complete) => {
            Some(NotificationKind::ConnectionRequestAccepted)
        }
        _ => None,
    };
    let told = |standing: Standing| stored.told(standing, &people);
    let (to_caller, to_other) = (told(after)?, told(after.seen_by_other())?);
    let mut notification = None;
    if let Some(kind) = kind {
        let name = people.get(&user).map(|person| person.user_name.clone()).unwrap_or_default();
        let new = NewNotification {
            id: step.notification_id,
            to: other,
            kind,
            from: (user, name),
            about: String::new(),
            epoch: step.epoch,
            now: step.now,
        };
        notification = notify(conn, new).await?;
        if let Some(notification) = &mut notification {
            notification.user_connection = Some(to_other.clone());
        }
    }
    Ok(ConnectionOutcome { before, after, to_caller, to_other, notification })
}

/// Connects two who keep a pact together from now on; nothing where one said no, or they are connected. Who made the
/// pact asked. SPEC.md PA11.
pub(crate) async fn connect(
    conn: &mut Conn,
    user: UserId,
    creator: UserId,
    now: Timestamp,
) -> Result<Option<ConnectionOutcome>> {
    let standing = standing_between(conn, user, creator).await?;
    if standing.after_a_pact() == standing {
        return Ok(None);
    }
    let people = both(conn, user, creator).await?;
    let (before, row) = hold(conn, (user, creator), creator, now).await?;
    let after = before.after_a_pact();
    let stored = write_down(conn, user, after, &row, now).await?;
    let (to_caller, to_other) = (stored.told(after, &people)?, stored.told(after.seen_by_other(), &people)?);
    Ok(Some(ConnectionOutcome { before, after, to_caller, to_other, notification: None }))
}

type People = BTreeMap<UserId, ConnectedUser>;

async fn both(conn: &mut Conn, user: UserId, other: UserId) -> Result<People> {
    const SELECT: &str = "SELECT id, user_name, first_name, last_name FROM users WHERE id IN ($1, $2)";
    let rows = sqlx::query(SELECT).bind(user.to_string()).bind(other.to_string()).fetch_all(conn).await?;
    let mut people = People::new();
    for row in &rows {
        let person = read_person(row)?;
        people.insert(person.id, person);
    }
    if people.len() < 2 {
        return Err(no_such_person());
    }
    Ok(people)
}

/// A connection as it is stored.
struct Stored {
    requested_by: UserId,
    was_complete: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
    pair: (UserId, UserId),
}

/// Holds the row of two people until the commit, making it if need be.
async fn hold(
    conn: &mut Conn,
    (user, other): (UserId, UserId),
    asked_by: UserId,
    now: Timestamp,
) -> Result<(Standing, Stored)> {
    const HOLD: &str = "INSERT INTO user_connections \
         (low_id, high_id, status, low_said, high_said, requested_by, was_complete, created_at, updated_at) \
         VALUES ($1, $2, 'none', 0, 0, $3, 0, $4, $4) \
         ON CONFLICT (low_id, high_id) DO UPDATE SET updated_at = user_connections.updated_at \
         RETURNING low_id, high_id, status, low_said, high_said, requested_by, was_complete, created_at, updated_at";
    let (low, high) = (user.min(other), user.max(other));
    let row = sqlx::query(HOLD)
        .bind(low.to_string())
        .bind(high.to_string())
        .bind(asked_by.to_string())
        .bind(now.0)
        .fetch_one(conn)
        .await?;
    let seen_by_low = read_standing(&row)?;
    let before = if user == low { seen_by_low } else { seen_by_low.seen_by_other() };
    Ok((before, read_stored(&row)?))
}

async fn write_down(
    conn: &mut Conn,
    user: UserId,
    after: Standing,
    before: &Stored,
    now: Timestamp,
) -> Result<Stored> {
    const UPDATE: &str = "UPDATE user_connections SET status = $3, low_said = $4, high_said = $5, \
         requested_by = $6, was_complete = $7, updated_at = $8 WHERE low_id = $1 AND high_id = $2";
    let (low, high) = before.pair;
    let seen_by_low = if user == low { after } else { after.seen_by_other() };
    let (status, low_said, high_said) = written(seen_by_low);
    let requested_by = if after == Standing::Pending(Side::Mine) { user } else { before.requested_by };
    let was_complete = before.was_complete || after == Standing::Complete;
    sqlx::query(UPDATE)
        .bind(low.to_string())
        .bind(high.to_string())
        .bind(status)
        .bind(i64::from(low_said))
        .bind(i64::from(high_said))
        .bind(requested_by.to_string())
        .bind(i64::from(was_complete))
        .bind(now.0)
        .execute(conn)
        .await?;
    Ok(Stored { requested_by, was_complete, updated_at: now, ..*before })
}

impl Stored {
    fn told(&self, standing: Standing, people: &People) -> Result<UserConnection> {
        let (low, high) = self.pair;
        let accepting_user_id = if self.requested_by == low { high } else { low };
        let status = standing.told().ok_or_else(|| rows::unreadable("status", "nobody asked"))?;
        Ok(UserConnection {
            requesting_user_id: self.requested_by,
            accepting_user_id,
            request_status: status,
            is_connection_broken: self.was_complete && standing != Standing::Complete,
            users: [self.requested_by, accepting_user_id]
                .iter()
                .filter_map(|id| people.get(id).cloned())
                .collect(),
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

async fn list(conn: &mut Conn, user: UserId) -> Result<Vec<UserConnection>> {
    const SELECT: &str = "SELECT c.*, u.id, u.user_name, u.first_name, u.last_name FROM (\
         SELECT * FROM user_connections WHERE low_id = $1 AND status <> 'none' \
         UNION ALL SELECT * FROM user_connections WHERE high_id = $1 AND status <> 'none') c \
         JOIN users u ON u.id = CASE WHEN c.low_id = $1 THEN c.high_id ELSE c.low_id END \
         ORDER BY c.updated_at DESC, u.id LIMIT $2";
    const ME: &str = "SELECT id, user_name, first_name, last_name FROM users WHERE id = $1";
    let query = sqlx::query(SELECT).bind(user.to_string()).bind(i64::from(CONNECTIONS_LISTED_MAX));
    let found = query.fetch_all(&mut *conn).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let me = read_person(&sqlx::query(ME).bind(user.to_string()).fetch_one(conn).await?)?;
    let mut connections = Vec::new();
    for row in &found {
        let (stored, seen_by_low) = (read_stored(row)?, read_standing(row)?);
        let standing = if stored.pair.0 == user { seen_by_low } else { seen_by_low.seen_by_other() };
        let other = read_person(row)?;
        let people = People::from([(me.id, me.clone()), (other.id, other)]);
        connections.push(stored.told(standing, &people)?);
    }
    Ok(connections)
}

/// A standing as the one with the lower id sees it: its name, and what each has said.
const fn written(seen_by_low: Standing) -> (&'static str, bool, bool) {
    match seen_by_low {
        Standing::Strangers => ("none", false, false),
        Standing::Pending(Side::Mine) => ("pending", true, false),
        Standing::Pending(Side::Theirs) => ("pending", false, true),
        Standing::Complete => ("complete", true, true),
        Standing::Denied(Side::Mine) => ("denied", true, false),
        Standing::Denied(Side::Theirs) => ("denied", false, true),
        Standing::Blocked(Blocked::ByMe) => ("blocked", true, false),
        Standing::Blocked(Blocked::ByThem) => ("blocked", false, true),
        Standing::Blocked(Blocked::ByBoth) => ("blocked", true, true),
    }
}

fn read_standing(row: &AnyRow) -> Result<Standing> {
    let said = (rows::whole(row, "low_said")? == 1, rows::whole(row, "high_said")? == 1);
    let side = if said.0 { Side::Mine } else { Side::Theirs };
    Ok(match (row.try_get("status")?, said) {
        ("none", _) => Standing::Strangers,
        ("pending", _) => Standing::Pending(side),
        ("complete", _) => Standing::Complete,
        ("denied", _) => Standing::Denied(side),
        ("blocked", (true, true)) => Standing::Blocked(Blocked::ByBoth),
        ("blocked", (true, false)) => Standing::Blocked(Blocked::ByMe),
        ("blocked", (false, _)) => Standing::Blocked(Blocked::ByThem),
        (other, _) => {
            return Err(rows::unreadable("status", format!("no standing is called {other:?}")).into());
        }
    })
}

fn read_stored(row: &AnyRow) -> sqlx::Result<Stored> {
    Ok(Stored {
        requested_by: UserId(rows::id(row, "requested_by")?),
        was_complete: rows::whole(row, "was_complete")? == 1,
        created_at: rows::moment(row, "created_at")?,
        updated_at: rows::moment(row, "updated_at")?,
        pair: (UserId(rows::id(row, "low_id")?), UserId(rows::id(row, "high_id")?)),
    })
}

pub(crate) fn denied(denial: Denial) -> StoreError {
    let (code, sentence) = match denial {
        Denial::NothingAsked => {
            (ErrorCode::NotFound, "This person has not asked to connect. Ask them first.")
        }
        Denial::TheirsToAccept => {
            (ErrorCode::Forbidden, "You have asked; now it is theirs to accept. Wait for them.")
        }
        Denial::TheySaidNo => {
            (ErrorCode::Forbidden, "This person does not want to connect. They can ask you instead.")
        }
        Denial::LiftFirst => {
            (ErrorCode::Conflict, "You block this person. Lift that first, by denying the connection.")
        }
    };
    StoreError::refused(code, sentence)
}
