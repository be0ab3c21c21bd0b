//! Likes: a set of (post, person), written in batches. Of what one person says about one post the latest stamp
//! counts, so a batch that comes twice, late or in another order changes nothing; the count is derived.

use crate::error::{Result, no_such_post};
use crate::writer::Conn;
use crate::{Store, rows};
use kith_domain::LikeEntry;
use kith_protocol::{PostId, TeamId, UserId};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use uuid::Uuid;

/// How many bound values one statement takes: SQLite's own limit. PostgreSQL's is twice as high.
const VALUES_MAX: usize = 32_766;
const VALUES_PER_LIKE: usize = 3;

/// What people say about a post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Likers {
    /// Those who like it.
    pub people: Vec<UserId>,
    /// The greatest stamp of anything said about it; 0 when nobody said anything.
    pub stamp: u64,
}

impl Store {
    /// Writes likes and the counts that follow from them, in one transaction of two statements. Written twice is
    /// the same as written once, and a person may be in the batch with several words about a post. SPEC.md LK6.
    ///
    /// A room has one batch under way at a time: on PostgreSQL the counts of two batches of one post at the same
    /// moment could each miss the other's rows until the next batch.
    ///
    /// Likes of a post or a person that is not there any more cannot be written and must not hold up the others:
    /// such a batch is written without them, in a transaction of its own. Gives how many they were.
    ///
    /// # Errors
    /// `Unavailable`; then none of them is written, or all are and only the answer got lost.
    ///
    /// # Panics
    /// With more than 10,922 likes at once.
    pub async fn flush_likes(&self, entries: Vec<LikeEntry>) -> Result<u64> {
        let entries: Arc<[LikeEntry]> = last_words(entries).into();
        assert!(entries.len() * VALUES_PER_LIKE <= VALUES_MAX, "{} likes in one batch", entries.len());
        let all = Arc::clone(&entries);
        let flushed = self.write("flush likes", move |conn| {
            Box::pin(async move {
                write(conn, &all).await?;
                Ok(0)
            })
        });
        match flushed.await {
            Err(error) if error.is_missing_reference() => {}
            outcome => return outcome,
        }
        self.write("flush likes that have a home", move |conn| {
            Box::pin(async move {
                let posts = those_there(conn, "posts", entries.iter().map(|entry| entry.post.0)).await?;
                let people = those_there(conn, "users", entries.iter().map(|entry| entry.user.0)).await?;
                let stands =
                    |entry: &&LikeEntry| posts.contains(&entry.post.0) && people.contains(&entry.user.0);
                let standing: Vec<_> = entries.iter().filter(stands).copied().collect();
                write(conn, &standing).await?;
                Ok((entries.len() - standing.len()) as u64)
            })
        })
        .await
    }

    /// Everybody who likes a post, and the greatest stamp of anything said about it.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn likers(&self, post: PostId) -> Result<Likers> {
        const SELECT: &str = "SELECT user_id, liked, stamp FROM likes WHERE post_id = $1";
        let rows = self.read("likers", |conn| {
            Box::pin(async move { Ok(sqlx::query(SELECT).bind(post.to_string()).fetch_all(conn).await?) })
        });
        let mut found = Likers::default();
        for row in rows.await? {
            found.stamp = found.stamp.max(rows::whole(&row, "stamp")?);
            if rows::whole(&row, "liked")? == 1 {
                found.people.push(UserId(rows::id(&row, "user_id")?));
            }
        }
        Ok(found)
    }

    /// Whose feed a post is in.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such post.
    pub async fn home_of(&self, post: PostId) -> Result<TeamId> {
        const SELECT: &str = "SELECT team_id FROM posts WHERE id = $1";
        let row = self.read("home of a post", |conn| {
            Box::pin(
                async move { Ok(sqlx::query(SELECT).bind(post.to_string()).fetch_optional(conn).await?) },
            )
        });
        Ok(TeamId(rows::id(&row.await?.ok_or_else(no_such_post)?, "team_id")?))
    }
}

/// What each person said last about each post: PostgreSQL refuses a statement that changes a row twice.
fn last_words(entries: Vec<LikeEntry>) -> Vec<LikeEntry> {
    let mut last = BTreeMap::new();
    for entry in entries {
        let known = last.entry((entry.post, entry.user)).or_insert(entry);
        if entry.stamp > known.stamp {
            *known = entry;
        }
    }
    last.into_values().collect()
}

async fn write(conn: &mut Conn, entries: &[LikeEntry]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    upsert(conn, entries).await?;
    count(conn, entries.iter().map(|entry| entry.post).collect()).await
}

/// Which of these ids are in a table of ours.
async fn those_there(
    conn: &mut Conn,
    table: &'static str,
    ids: impl Iterator<Item = Uuid>,
) -> Result<BTreeSet<Uuid>> {
    let ids: BTreeSet<_> = ids.collect();
    let mut sql = format!("SELECT id FROM {table} WHERE id IN ");
    list(&mut sql, ids.len(), [""]);
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    for id in ids {
        query = query.bind(id.to_string());
    }
    query.fetch_all(conn).await?.iter().map(|row| Ok(rows::id(row, "id")?)).collect()
}

async fn upsert(conn: &mut Conn, entries: &[LikeEntry]) -> Result<()> {
    let mut sql = String::from("INSERT INTO likes (post_id, user_id, stamp, liked) VALUES ");
    list(&mut sql, VALUES_PER_LIKE, entries.iter().map(|entry| if entry.liked { ", 1" } else { ", 0" }));
    sql.push_str(
        " ON CONFLICT (post_id, user_id) DO UPDATE SET liked = excluded.liked, stamp = excluded.stamp \
         WHERE excluded.stamp > likes.stamp",
    );
    // Only places for values and a digit of ours are put together here; every value from outside is bound.
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    for entry in entries {
        let stamp = i64::try_from(entry.stamp).unwrap_or(i64::MAX);
        query = query.bind(entry.post.to_string()).bind(entry.user.to_string()).bind(stamp);
    }
    query.execute(conn).await?;
    Ok(())
}

async fn count(conn: &mut Conn, posts: BTreeSet<PostId>) -> Result<()> {
    let mut sql = String::from(
        "UPDATE posts SET like_count = \
         (SELECT COUNT(*) FROM likes WHERE likes.post_id = posts.id AND likes.liked = 1) WHERE id IN ",
    );
    list(&mut sql, posts.len(), [""]);
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    for post in posts {
        query = query.bind(post.to_string());
    }
    query.execute(conn).await?;
    Ok(())
}

/// `($1, $2, 1), ($3, $4, 0)` for rows of two values that end with `, 1` and `, 0`.
fn list(sql: &mut String, values: usize, ends: impl IntoIterator<Item = &'static str>) {
    for (row, end) in ends.into_iter().enumerate() {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for value in 0..values {
            let comma = if value == 0 { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = write!(sql, "{comma}${}", row * values + value + 1);
        }
        sql.push_str(end);
        sql.push(')');
    }
}
