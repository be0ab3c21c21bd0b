//! Accounts and revoked tokens. It never sees a password, only its hash, and never a token, only its `jti`.

use crate::error::{Result, StoreError};
use crate::history::{Place, day_start, today_of};
use crate::runs::look_at_once;
use crate::text::storable;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_domain::calendar::DayStart;
use kith_protocol::rest::User;
use kith_protocol::{ErrorCode, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Its id, never used before.
    pub id: UserId,
    /// The address to sign in with; stored trimmed and in lower case.
    pub email: String,
    /// The name to show.
    pub user_name: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// IANA name of the time zone.
    pub timezone: String,
    /// The hour at which their days begin; one that [`DayStart::chosen`] gave.
    pub day_start: DayStart,
    /// The hash of the password, in a form that says how it was made.
    pub password_hash: String,
    /// The time of the call.
    pub now: Timestamp,
}

/// What a person says anew of themselves; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    /// The name to show.
    pub user_name: Option<String>,
    /// Given name; `Some(None)` takes it away.
    pub first_name: Option<Option<String>>,
    /// Family name; `Some(None)` takes it away.
    pub last_name: Option<Option<String>>,
    /// IANA name of the time zone.
    pub timezone: Option<String>,
    /// The hour at which their days begin; one that [`DayStart::chosen`] gave.
    pub day_start: Option<DayStart>,
}

/// What signing in is checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Whose.
    pub user: User,
    /// The hash of the password, as it was given.
    pub password_hash: String,
}

impl Store {
    /// Whether anybody has an account.
    ///
    /// # Errors
    /// Only [`StoreError::Unavailable`].
    pub async fn has_users(&self) -> Result<bool> {
        self.read("has_users", |conn| Box::pin(has_users(conn))).await
    }

    /// Makes an account. SPEC.md AC1.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] if the address has an account already, whatever its case.
    pub async fn create_user(&self, mut new: NewUser) -> Result<User> {
        new.email = comparable(&new.email);
        let optional = [&new.first_name, &new.last_name].into_iter().flatten().map(String::as_str);
        storable(
            [&*new.email, &*new.user_name, &*new.timezone, &*new.password_hash].into_iter().chain(optional),
        )?;
        self.write("create_user", move |conn| Box::pin(create_user(conn, new))).await
    }

    /// The person with this id, if there is one.
    ///
    /// # Errors
    /// Only [`StoreError::Unavailable`].
    pub async fn user(&self, id: UserId) -> Result<Option<User>> {
        self.read("user", move |conn| Box::pin(user(conn, id))).await
    }

    /// Changes what a person said of themselves, and gives it as it stands. Another time zone, or another start of
    /// the day, moves what is to be said to them and opens no date again; `None` if there is no such person.
    /// SPEC.md AC6, AL6, SK23.
    ///
    /// # Errors
    /// [`ErrorCode::BadMessage`] if a text holds a NUL character.
    pub async fn change_user(&self, id: UserId, change: UserChange, now: Timestamp) -> Result<Option<User>> {
        let names = [&change.first_name, &change.last_name].into_iter().flatten().flatten();
        let texts = names.chain(&change.user_name).chain(&change.timezone);
        storable(texts.map(String::as_str))?;
        self.write("change_user", move |conn| Box::pin(change_user(conn, id, change, now))).await
    }

    /// What a sign-in with this address, whatever its case, is checked against.
    ///
    /// # Errors
    /// [`ErrorCode::BadMessage`] if the address holds a NUL character.
    pub async fn credentials(&self, email: &str) -> Result<Option<Credentials>> {
        storable([email])?;
        let email = comparable(email);
        self.read("credentials", move |conn| Box::pin(credentials(conn, email))).await
    }

    /// Remembers until `expires_at` that a token is void, and forgets those that have expired by `now`. Twice is the
    /// same as once. SPEC.md AC3.
    ///
    /// # Errors
    /// [`ErrorCode::BadMessage`] if `jti` holds a NUL character.
    pub async fn revoke_token(&self, jti: &str, expires_at: Timestamp, now: Timestamp) -> Result<()> {
        storable([jti])?;
        let jti = jti.to_owned();
        self.write("revoke_token", move |conn| Box::pin(revoke_token(conn, jti, expires_at, now))).await
    }

    /// Whether a token was revoked.
    ///
    /// # Errors
    /// [`ErrorCode::BadMessage`] if `jti` holds a NUL character.
    pub async fn token_revoked(&self, jti: &str) -> Result<bool> {
        storable([jti])?;
        let jti = jti.to_owned();
        self.read("token_revoked", move |conn| Box::pin(token_revoked(conn, jti))).await
    }
}

/// Holds a person's row until the commit: of what has a limit for each person, one thing is made after the other.
pub(crate) async fn hold_person(conn: &mut Conn, user: UserId) -> Result<()> {
    const HOLD: &str = "UPDATE users SET timezone = timezone WHERE id = $1";
    sqlx::query(HOLD).bind(user.to_string()).execute(conn).await?;
    Ok(())
}

async fn has_users(conn: &mut Conn) -> Result<bool> {
    let row = sqlx::query("SELECT id FROM users LIMIT 1").fetch_optional(conn).await?;
    Ok(row.is_some())
}

/// One address is one account, however it is typed.
fn comparable(email: &str) -> String {
    email.trim().to_lowercase()
}

const INSERT_USER: &str = "INSERT INTO users \
     (id, email, user_name, first_name, last_name, timezone, day_starts_at, password_hash, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (email) DO NOTHING";

async fn create_user(conn: &mut Conn, new: NewUser) -> Result<User> {
    let inserted = sqlx::query(INSERT_USER)
        .bind(new.id.to_string())
        .bind(&new.email)
        .bind(&new.user_name)
        .bind(&new.first_name)
        .bind(&new.last_name)
        .bind(&new.timezone)
        .bind(i64::from(new.day_start.hour()))
        .bind(new.password_hash)
        .bind(new.now.0)
        .execute(conn)
        .await?;
    if inserted.rows_affected() == 0 {
        let sentence = "There is already an account with this address. Sign in instead.";
        return Err(StoreError::refused(ErrorCode::Conflict, sentence));
    }
    Ok(User {
        id: new.id,
        user_name: new.user_name,
        email: new.email,
        first_name: new.first_name,
        last_name: new.last_name,
        timezone: new.timezone,
        day_starts_at: new.day_start.hour(),
        created_at: new.now,
    })
}

macro_rules! select_user {
    ($condition:literal) => {
        concat!(
            "SELECT id, email, user_name, first_name, last_name, timezone, day_starts_at, password_hash, created_at \
             FROM users WHERE ",
            $condition
        )
    };
}

async fn user(conn: &mut Conn, id: UserId) -> Result<Option<User>> {
    let row = sqlx::query(select_user!("id = $1")).bind(id.to_string()).fetch_optional(conn).await?;
    Ok(row.as_ref().map(read_user).transpose()?)
}

async fn change_user(
    conn: &mut Conn,
    id: UserId,
    change: UserChange,
    now: Timestamp,
) -> Result<Option<User>> {
    const UPDATE: &str = "UPDATE users SET user_name = $2, first_name = $3, last_name = $4, timezone = $5, \
         day_starts_at = $6 WHERE id = $1";
    hold_person(conn, id).await?;
    let Some(before) = user(conn, id).await? else { return Ok(None) };
    let day_starts_at = change.day_start.map_or(before.day_starts_at, DayStart::hour);
    let moves = day_starts_at != before.day_starts_at
        || change.timezone.as_ref().is_some_and(|timezone| *timezone != before.timezone);
    let after = User {
        user_name: change.user_name.unwrap_or(before.user_name),
        first_name: change.first_name.unwrap_or(before.first_name),
        last_name: change.last_name.unwrap_or(before.last_name),
        timezone: change.timezone.unwrap_or(before.timezone),
        day_starts_at,
        ..before
    };
    if moves {
        keep_reached(conn, id, now).await?;
    }
    sqlx::query(UPDATE)
        .bind(id.to_string())
        .bind(&after.user_name)
        .bind(&after.first_name)
        .bind(&after.last_name)
        .bind(&after.timezone)
        .bind(i64::from(after.day_starts_at))
        .execute(&mut *conn)
        .await?;
    if moves {
        look_at_once(conn, id, now).await?;
    }
    Ok(Some(after))
}

/// Keeps which date has begun for a person who is about to move, unless a later one had before.
async fn keep_reached(conn: &mut Conn, id: UserId, now: Timestamp) -> Result<()> {
    const PLACE: &str = "SELECT timezone, day_starts_at FROM users WHERE id = $1";
    const UPDATE: &str =
        "UPDATE users SET reached_day = $2 WHERE id = $1 AND (reached_day IS NULL OR reached_day < $2)";
    let row = sqlx::query(PLACE).bind(id.to_string()).fetch_one(&mut *conn).await?;
    let today = today_of(&Place::read(&row)?, now)?;
    sqlx::query(UPDATE).bind(id.to_string()).bind(i64::from(today.0)).execute(conn).await?;
    Ok(())
}

async fn credentials(conn: &mut Conn, email: String) -> Result<Option<Credentials>> {
    let row = sqlx::query(select_user!("email = $1")).bind(email).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Credentials { user: read_user(&row)?, password_hash: rows::text(&row, "password_hash")? }))
}

fn read_user(row: &AnyRow) -> sqlx::Result<User> {
    Ok(User {
        id: UserId(rows::id(row, "id")?),
        user_name: rows::text(row, "user_name")?,
        email: rows::text(row, "email")?,
        first_name: row.try_get("first_name")?,
        last_name: row.try_get("last_name")?,
        timezone: rows::text(row, "timezone")?,
        day_starts_at: day_start(row)?.hour(),
        created_at: rows::moment(row, "created_at")?,
    })
}

const INSERT_REVOKED: &str =
    "INSERT INTO revoked_tokens (jti, expires_at) VALUES ($1, $2) ON CONFLICT (jti) DO NOTHING";
const DELETE_EXPIRED: &str = "DELETE FROM revoked_tokens WHERE expires_at <= $1";

async fn revoke_token(conn: &mut Conn, jti: String, expires_at: Timestamp, now: Timestamp) -> Result<()> {
    sqlx::query(DELETE_EXPIRED).bind(now.0).execute(&mut *conn).await?;
    sqlx::query(INSERT_REVOKED).bind(jti).bind(expires_at.0).execute(conn).await?;
    Ok(())
}

async fn token_revoked(conn: &mut Conn, jti: String) -> Result<bool> {
    let row =
        sqlx::query("SELECT 1 FROM revoked_tokens WHERE jti = $1").bind(jti).fetch_optional(conn).await?;
    Ok(row.is_some())
}
