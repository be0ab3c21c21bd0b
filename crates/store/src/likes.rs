//! Likes: a set of (post, person). The count on the post is derived from it and changes only in the transaction that
//! really added or removed a row.

use crate::error::{Result, no_such_post, not_a_member};
use crate::writer::Conn;
use crate::{Store, rows};
use kith_protocol::{PostId, TeamId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;

/// How a post stands after a like was given or taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LikeOutcome {
    /// The post.
    pub post: PostId,
    /// Its team.
    pub team: TeamId,
    /// How many people like it.
    pub like_count: u64,
    /// Whether the caller does.
    pub liked_by_me: bool,
    /// Grows by one with each change of this post's likes.
    pub version: u64,
    /// Whether this call changed anything.
    pub changed: bool,
}

impl Store {
    /// Likes a post. Twice is the same as once. SPEC.md LK1, LK2.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such post, `NOT_A_MEMBER` if the caller is not in its team.
    pub async fn like(&self, post: PostId, user: UserId, now: Timestamp) -> Result<LikeOutcome> {
        self.write("like", move |conn| Box::pin(like(conn, post, user, now))).await
    }

    /// Takes a like back. Twice is the same as once. SPEC.md LK3.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such post, `NOT_A_MEMBER` if the caller is not in its team.
    pub async fn unlike(&self, post: PostId, user: UserId) -> Result<LikeOutcome> {
        self.write("unlike", move |conn| Box::pin(unlike(conn, post, user))).await
    }
}

// The like's row first, the post's row second, in both directions: two people never wait for each other in a circle.

async fn like(conn: &mut Conn, post: PostId, user: UserId, now: Timestamp) -> Result<LikeOutcome> {
    const INSERT: &str = "INSERT INTO likes (post_id, user_id, liked_at) \
         SELECT p.id, m.user_id, $3 FROM posts p JOIN members m ON m.team_id = p.team_id AND m.user_id = $2 \
         WHERE p.id = $1 ON CONFLICT (post_id, user_id) DO NOTHING";
    const COUNT: &str = "UPDATE posts SET like_count = like_count + 1, like_version = like_version + 1 \
         WHERE id = $1 RETURNING team_id, like_count, like_version";
    let inserted = sqlx::query(INSERT)
        .bind(post.to_string())
        .bind(user.to_string())
        .bind(now.0)
        .execute(&mut *conn)
        .await?;
    if inserted.rows_affected() == 0 {
        return as_it_stands(conn, post, user).await;
    }
    let row = sqlx::query(COUNT).bind(post.to_string()).fetch_one(conn).await?;
    read_outcome(&row, post, true, true)
}

async fn unlike(conn: &mut Conn, post: PostId, user: UserId) -> Result<LikeOutcome> {
    const DELETE: &str = "DELETE FROM likes WHERE post_id = $1 AND user_id = $2 AND EXISTS \
         (SELECT 1 FROM posts p JOIN members m ON m.team_id = p.team_id AND m.user_id = $2 WHERE p.id = $1)";
    const COUNT: &str = "UPDATE posts SET like_count = like_count - 1, like_version = like_version + 1 \
         WHERE id = $1 RETURNING team_id, like_count, like_version";
    let deleted =
        sqlx::query(DELETE).bind(post.to_string()).bind(user.to_string()).execute(&mut *conn).await?;
    if deleted.rows_affected() == 0 {
        return as_it_stands(conn, post, user).await;
    }
    let row = sqlx::query(COUNT).bind(post.to_string()).fetch_one(conn).await?;
    read_outcome(&row, post, false, true)
}

/// Nothing changed: because it was so already, or because the caller may not.
async fn as_it_stands(conn: &mut Conn, post: PostId, user: UserId) -> Result<LikeOutcome> {
    const SELECT: &str = "SELECT p.team_id, p.like_count, p.like_version, m.role, l.liked_at FROM posts p \
         LEFT JOIN members m ON m.team_id = p.team_id AND m.user_id = $2 \
         LEFT JOIN likes l ON l.post_id = p.id AND l.user_id = $2 WHERE p.id = $1";
    let row = sqlx::query(SELECT).bind(post.to_string()).bind(user.to_string()).fetch_optional(conn).await?;
    let row = row.ok_or_else(no_such_post)?;
    rows::role(&row, "role")?.ok_or_else(not_a_member)?;
    let liked_at: Option<i64> = row.try_get("liked_at")?;
    read_outcome(&row, post, liked_at.is_some(), false)
}

fn read_outcome(row: &AnyRow, post: PostId, liked_by_me: bool, changed: bool) -> Result<LikeOutcome> {
    Ok(LikeOutcome {
        post,
        team: TeamId(rows::id(row, "team_id")?),
        like_count: rows::whole(row, "like_count")?,
        liked_by_me,
        version: rows::whole(row, "like_version")?,
        changed,
    })
}
