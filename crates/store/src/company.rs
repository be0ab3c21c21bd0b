//! Who knows whom, and when somebody was last here: what presence among friends is made of. Who is here now it does
//! not know.

use crate::error::Result;
use crate::forums::no_such_person;
use crate::rows::read_person;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_protocol::social::ConnectedUser;
use kith_protocol::{Timestamp, UserId};
use sqlx::{AssertSqlSafe, Row};
use std::fmt::Write as _;

/// How many people one statement is asked about.
pub const COMPANY_BATCH_MAX: usize = 200;

/// A friend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Friend {
    /// Who.
    pub person: ConnectedUser,
    /// When they were last connected, if they ever were.
    pub last_seen: Option<Timestamp>,
}

/// A person and their friends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// Who.
    pub me: ConnectedUser,
    /// Everybody with a complete connection, by name.
    pub friends: Vec<Friend>,
}

/// Two who are friends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Friendship {
    /// One of those who were asked about.
    pub person: ConnectedUser,
    /// A friend of theirs.
    pub friend: UserId,
}

impl Store {
    /// A person and everybody they have a complete connection with.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such person.
    pub async fn company(&self, user: UserId) -> Result<Company> {
        self.read("company", move |conn| Box::pin(company(conn, user))).await
    }

    /// The friendships of these people, at most [`COMPANY_BATCH_MAX`] of them; one statement, however many they are.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn friendships(&self, people: Vec<UserId>) -> Result<Vec<Friendship>> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        self.read("friendships", move |conn| Box::pin(friendships(conn, people))).await
    }

    /// Those of these people, at most [`COMPANY_BATCH_MAX`], who are in a pact that is not over.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn with_pact(&self, people: Vec<UserId>) -> Result<Vec<UserId>> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        self.read("with_pact", move |conn| Box::pin(with_pact(conn, people))).await
    }

    /// Remembers when people were last connected; a later time wins.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn remember_seen(&self, seen: Vec<(UserId, Timestamp)>) -> Result<()> {
        const UPSERT: &str = "INSERT INTO last_seen (user_id, seen_at) SELECT id, CAST($2 AS BIGINT) FROM users \
             WHERE id = $1 \
             ON CONFLICT (user_id) DO UPDATE SET seen_at = excluded.seen_at \
             WHERE excluded.seen_at > last_seen.seen_at";
        self.write("remember_seen", move |conn| {
            Box::pin(async move {
                for (user, at) in seen {
                    sqlx::query(UPSERT).bind(user.to_string()).bind(at.0).execute(&mut *conn).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

async fn company(conn: &mut Conn, user: UserId) -> Result<Company> {
    const SELECT: &str = "SELECT u.id, u.user_name, u.first_name, u.last_name, s.seen_at FROM (\
         SELECT $1 AS id UNION ALL SELECT high_id FROM user_connections WHERE low_id = $1 AND status = 'complete' \
         UNION ALL SELECT low_id FROM user_connections WHERE high_id = $1 AND status = 'complete') c \
         JOIN users u ON u.id = c.id LEFT JOIN last_seen s ON s.user_id = u.id";
    let (mut me, mut friends) = (None, Vec::new());
    for row in sqlx::query(SELECT).bind(user.to_string()).fetch_all(conn).await? {
        let person = read_person(&row)?;
        let last_seen = row.try_get::<Option<i64>, _>("seen_at")?.map(Timestamp);
        if person.id == user {
            me = Some(person);
        } else {
            friends.push(Friend { person, last_seen });
        }
    }
    friends.sort_by_cached_key(|friend| (friend.person.user_name.to_lowercase(), friend.person.id));
    Ok(Company { me: me.ok_or_else(no_such_person)?, friends })
}

/// Places for so many values.
fn places(count: usize) -> String {
    let mut places = String::new();
    for number in 1..=count {
        // Writing to a string cannot fail.
        let _ = write!(places, "{}${number}", if number == 1 { "" } else { ", " });
    }
    places
}

async fn with_pact(conn: &mut Conn, people: Vec<UserId>) -> Result<Vec<UserId>> {
    let places = places(people.len());
    let sql = format!(
        "SELECT DISTINCT user_id FROM pact_members WHERE status = 'active' AND user_id IN ({places})"
    );
    // Only places for values are put together here; every value is bound.
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    for person in people {
        query = query.bind(person.to_string());
    }
    let found = query.fetch_all(conn).await?;
    Ok(found.iter().map(|row| rows::id(row, "user_id").map(UserId)).collect::<sqlx::Result<_>>()?)
}

async fn friendships(conn: &mut Conn, people: Vec<UserId>) -> Result<Vec<Friendship>> {
    let places = places(people.len());
    let sql = format!(
        "SELECT u.id, u.user_name, u.first_name, u.last_name, c.high_id AS friend FROM users u \
         JOIN user_connections c ON c.low_id = u.id AND c.status = 'complete' WHERE u.id IN ({places}) \
         UNION ALL SELECT u.id, u.user_name, u.first_name, u.last_name, c.low_id AS friend FROM users u \
         JOIN user_connections c ON c.high_id = u.id AND c.status = 'complete' WHERE u.id IN ({places})"
    );
    // Only places for values are put together here; every value is bound.
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    for person in people {
        query = query.bind(person.to_string());
    }
    let mut found = Vec::new();
    for row in query.fetch_all(conn).await? {
        found.push(Friendship { person: read_person(&row)?, friend: UserId(rows::id(&row, "friend")?) });
    }
    Ok(found)
}
