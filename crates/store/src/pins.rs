//! Pins: a coach's choice of posts. Each pin is an entry of the team's feed; taking it away is not.

use crate::error::{Result, StoreError};
use crate::feed::{Kind, add_entry, give_seq_back, hold, take_seq};
use crate::posts::{self, Created, read_posts, select_posts};
use crate::writer::Conn;
use crate::{Store, access};
use kith_protocol::rest::Post;
use kith_protocol::{ErrorCode, PostId, TeamId, Timestamp, UserId};

/// How many posts of a team are pinned at most.
pub const PINNED_MAX: u32 = 20;

/// A post that is pinned now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pinned {
    /// The post.
    pub post: Post,
    /// What this call added to the feed; `None` when the post was pinned already.
    pub pinned: Option<PinActivity>,
}

/// The feed's entry about a pin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinActivity {
    /// Its place in the team's feed.
    pub seq: u64,
    /// Who pinned.
    pub coach_name: String,
}

impl Store {
    /// The pinned posts of a team, newest pin first, at most [`PINNED_MAX`].
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such team, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn pinned_posts(&self, team: TeamId, user: UserId) -> Result<Vec<Post>> {
        self.read("pinned_posts", move |conn| Box::pin(pinned_posts(conn, team, user))).await
    }

    /// Pins a post and says so in the feed. Twice is the same as once. SPEC.md PO4.
    ///
    /// # Errors
    /// `NOT_FOUND`, `NOT_A_MEMBER`; [`ErrorCode::Forbidden`] unless the caller is the coach; [`ErrorCode::Conflict`]
    /// if [`PINNED_MAX`] posts are pinned.
    pub async fn pin_post(&self, post: PostId, user: UserId, now: Timestamp) -> Result<Pinned> {
        self.write("pin_post", move |conn| Box::pin(pin_post(conn, post, user, now))).await
    }

    /// Takes a pin away; `fresh` tells whether there was one. The feed's entry about it stays.
    ///
    /// # Errors
    /// `NOT_FOUND`, `NOT_A_MEMBER`; [`ErrorCode::Forbidden`] unless the caller is the coach.
    pub async fn unpin_post(&self, post: PostId, user: UserId) -> Result<Created<Post>> {
        self.write("unpin_post", move |conn| Box::pin(unpin_post(conn, post, user))).await
    }
}

async fn pinned_posts(conn: &mut Conn, team: TeamId, user: UserId) -> Result<Vec<Post>> {
    const SELECT: &str = select_posts!(
        "p.team_id = $2 AND p.pinned_at IS NOT NULL ORDER BY p.pinned_at DESC, p.seq DESC LIMIT $3"
    );
    let query = sqlx::query(SELECT).bind(user.to_string()).bind(team.to_string()).bind(i64::from(PINNED_MAX));
    let rows = query.fetch_all(&mut *conn).await?;
    read_posts(conn, team, user, &rows).await
}

async fn pin_post(conn: &mut Conn, post: PostId, user: UserId, now: Timestamp) -> Result<Pinned> {
    // The room's row is held from `take_seq` on, here and in `unpin_post`: no pin of this team comes or goes meanwhile.
    const PIN: &str = "UPDATE posts SET pinned_at = $2, pinned_by = $3 WHERE id = $1 AND pinned_at IS NULL AND \
         (SELECT COUNT(*) FROM posts WHERE team_id = $4 AND pinned_at IS NOT NULL) < $5";
    let (team, access) = access::to_post(conn, post, user).await?;
    let access = access.coach("pin a post")?;
    let seq = take_seq(conn, team).await?;
    let updated = sqlx::query(PIN)
        .bind(post.to_string())
        .bind(now.0)
        .bind(user.to_string())
        .bind(team.to_string())
        .bind(i64::from(PINNED_MAX))
        .execute(&mut *conn)
        .await?;
    if updated.rows_affected() == 1 {
        add_entry(conn, (team, seq), Kind::Pin, (post, user), now).await?;
        let pinned = Some(PinActivity { seq, coach_name: access.user_name });
        return Ok(Pinned { post: posts::post(conn, post, user).await?, pinned });
    }
    give_seq_back(conn, team).await?;
    let post = posts::post(conn, post, user).await?;
    if !post.pinned {
        let sentence = format!("A team can pin {PINNED_MAX} posts. Unpin one first.");
        return Err(StoreError::refused(ErrorCode::Conflict, sentence));
    }
    Ok(Pinned { post, pinned: None })
}

async fn unpin_post(conn: &mut Conn, post: PostId, user: UserId) -> Result<Created<Post>> {
    const UNPIN: &str =
        "UPDATE posts SET pinned_at = NULL, pinned_by = NULL WHERE id = $1 AND pinned_at IS NOT NULL";
    let (team, access) = access::to_post(conn, post, user).await?;
    access.coach("unpin a post")?;
    hold(conn, team).await?;
    let updated = sqlx::query(UNPIN).bind(post.to_string()).execute(&mut *conn).await?;
    let value = posts::post(conn, post, user).await?;
    Ok(Created { value, fresh: updated.rows_affected() == 1 })
}
