//! Between rows and protocol values: ids are text, times and whole numbers are BIGINT. It knows no statement.

use kith_protocol::social::ConnectedUser;
use kith_protocol::{Role, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;
use uuid::Uuid;

/// An id column.
pub(crate) fn id(row: &AnyRow, column: &str) -> sqlx::Result<Uuid> {
    let text: &str = row.try_get(column)?;
    Uuid::parse_str(text).map_err(|error| unreadable(column, error))
}

/// An id column that may be NULL.
pub(crate) fn optional_id(row: &AnyRow, column: &str) -> sqlx::Result<Option<Uuid>> {
    row.try_get::<Option<&str>, _>(column)?.map(|_| id(row, column)).transpose()
}

/// A text column.
pub(crate) fn text(row: &AnyRow, column: &str) -> sqlx::Result<String> {
    row.try_get(column)
}

/// A text column that may be NULL.
pub(crate) fn optional_text(row: &AnyRow, column: &str) -> sqlx::Result<Option<String>> {
    row.try_get(column)
}

/// Somebody, from the columns `id`, `user_name`, `first_name` and `last_name`.
pub(crate) fn read_person(row: &AnyRow) -> sqlx::Result<ConnectedUser> {
    Ok(ConnectedUser {
        id: UserId(id(row, "id")?),
        user_name: text(row, "user_name")?,
        first_name: optional_text(row, "first_name")?,
        last_name: optional_text(row, "last_name")?,
    })
}

/// A column of a count or a number that is never negative.
pub(crate) fn whole(row: &AnyRow, column: &str) -> sqlx::Result<u64> {
    let number: i64 = row.try_get(column)?;
    u64::try_from(number).map_err(|error| unreadable(column, error))
}

/// A column of milliseconds.
pub(crate) fn moment(row: &AnyRow, column: &str) -> sqlx::Result<Timestamp> {
    row.try_get(column).map(Timestamp)
}

/// A role column that may be NULL: the person is not in the team.
pub(crate) fn role(row: &AnyRow, column: &str) -> sqlx::Result<Option<Role>> {
    match row.try_get::<Option<&str>, _>(column)? {
        None => Ok(None),
        Some(COACH) => Ok(Some(Role::Coach)),
        Some(MEMBER) => Ok(Some(Role::Member)),
        Some(other) => Err(unreadable(column, format!("no role is called {other:?}"))),
    }
}

/// A number of ours as BIGINT holds it; what is too large stops at the largest.
pub(crate) fn bigint(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// [`Role::Coach`] as it is stored.
pub(crate) const COACH: &str = "coach";
/// [`Role::Member`] as it is stored.
pub(crate) const MEMBER: &str = "member";

pub(crate) fn unreadable(
    column: &str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: source.into() }
}
