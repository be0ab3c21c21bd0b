//! Posts of a team's feed. Likes and pins are given elsewhere; here they are only read.

use crate::error::{Result, no_such_post, no_such_team, not_a_member};
use crate::feed::{Kind, add_entry, give_seq_back, take_seq};
use crate::text::storable;
use crate::writer::Conn;
use crate::{Store, access, rows};
use kith_protocol::rest::{NewPosts, Post};
use kith_protocol::{PostId, Role, TeamId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;

/// How many posts a page has at most.
pub const PAGE_MAX: u32 = 100;

/// A post to be written.
#[derive(Clone, Debug)]
pub struct NewPost {
    /// Its id, never used before.
    pub id: PostId,
    /// Whose feed.
    pub team: TeamId,
    /// Who writes it.
    pub author: UserId,
    /// The text.
    pub body: String,
    /// The client's own id for it: the same again writes nothing and answers with the first post.
    pub client_id: Option<String>,
    /// The time of the call.
    pub now: Timestamp,
}

/// Something that is there now, and whether this call made it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created<T> {
    /// The thing.
    pub value: T,
    /// Whether this call made the difference.
    pub fresh: bool,
}

impl Store {
    /// Writes a post under the next number of the team's feed. SPEC.md PO1, PO2.
    ///
    /// # Errors
    /// `NOT_FOUND`, `NOT_A_MEMBER`; `BAD_MESSAGE` if a text holds a NUL character.
    pub async fn create_post(&self, new: NewPost) -> Result<Created<Post>> {
        storable([&*new.body].into_iter().chain(new.client_id.as_deref()))?;
        self.write("create_post", move |conn| Box::pin(create_post(conn, new))).await
    }

    /// A page of a team's feed, newest first: at most `limit` posts (and [`PAGE_MAX`]) older than `before`.
    /// SPEC.md PO3.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such team, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn posts(
        &self,
        team: TeamId,
        user: UserId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Post>> {
        self.read("posts", move |conn| Box::pin(page(conn, team, user, before, limit))).await
    }

    /// How many posts came after number `since`, and the number of the newest.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such team, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn posts_since(&self, team: TeamId, user: UserId, since: u64) -> Result<NewPosts> {
        self.read("posts_since", move |conn| Box::pin(posts_since(conn, team, user, since))).await
    }

    /// A post as told to a member of its team.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such post, `NOT_A_MEMBER` if the caller is not in its team.
    pub async fn post(&self, post: PostId, user: UserId) -> Result<Post> {
        self.read("post", move |conn| Box::pin(self::post(conn, post, user))).await
    }
}

async fn create_post(conn: &mut Conn, new: NewPost) -> Result<Created<Post>> {
    const INSERT: &str = "INSERT INTO posts (id, team_id, seq, author_id, body, client_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (team_id, author_id, client_id) WHERE client_id IS NOT NULL DO NOTHING";
    let access = access::to_team(conn, new.team, new.author).await?;
    let seq = take_seq(conn, new.team).await?;
    let inserted = sqlx::query(INSERT)
        .bind(new.id.to_string())
        .bind(new.team.to_string())
        .bind(rows::bigint(seq))
        .bind(new.author.to_string())
        .bind(&new.body)
        .bind(&new.client_id)
        .bind(new.now.0)
        .execute(&mut *conn)
        .await?;
    if inserted.rows_affected() == 0 {
        give_seq_back(conn, new.team).await?;
        return Ok(Created { value: first_of(conn, &new).await?, fresh: false });
    }
    add_entry(conn, (new.team, seq), Kind::Post, (new.id, new.author), new.now).await?;
    let post = Post {
        id: new.id,
        seq,
        team_id: new.team,
        author_id: new.author,
        author_name: access.user_name,
        author_role: access.role,
        body: new.body,
        like_count: 0,
        liked_by_me: false,
        pinned: false,
        pinned_at: None,
        pinned_by: None,
        created_at: new.now,
    };
    Ok(Created { value: post, fresh: true })
}

/// Every statement that reads posts: `$1` is the reader, `caller` their standing in the post's team.
macro_rules! select_posts {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.seq, p.team_id, p.author_id, u.user_name AS author_name, a.role AS author_role, \
             p.body, p.like_count, l.liked, p.pinned_at, pu.user_name AS pinned_by, p.created_at, \
             c.role AS caller_role FROM posts p \
             JOIN users u ON u.id = p.author_id \
             LEFT JOIN members a ON a.team_id = p.team_id AND a.user_id = p.author_id \
             LEFT JOIN members c ON c.team_id = p.team_id AND c.user_id = $1 \
             LEFT JOIN likes l ON l.post_id = p.id AND l.user_id = $1 \
             LEFT JOIN users pu ON pu.id = p.pinned_by WHERE ",
            $rest
        )
    };
}

pub(crate) use select_posts;

/// The post that an author has written under this client id before.
async fn first_of(conn: &mut Conn, again: &NewPost) -> Result<Post> {
    const SELECT: &str = select_posts!("p.team_id = $2 AND p.author_id = $1 AND p.client_id = $3");
    let query = sqlx::query(SELECT)
        .bind(again.author.to_string())
        .bind(again.team.to_string())
        .bind(&again.client_id);
    read_post(&query.fetch_one(conn).await?)
}

/// A post as told to a member of its team.
pub(crate) async fn post(conn: &mut Conn, post: PostId, user: UserId) -> Result<Post> {
    const SELECT: &str = select_posts!("p.id = $2");
    let row = sqlx::query(SELECT).bind(user.to_string()).bind(post.to_string()).fetch_optional(conn).await?;
    read_post(&row.ok_or_else(no_such_post)?)
}

async fn page(
    conn: &mut Conn,
    team: TeamId,
    user: UserId,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<Post>> {
    const SELECT: &str = select_posts!("p.team_id = $2 AND p.seq < $3 ORDER BY p.seq DESC LIMIT $4");
    let query = sqlx::query(SELECT)
        .bind(user.to_string())
        .bind(team.to_string())
        .bind(before.map_or(i64::MAX, rows::bigint))
        .bind(i64::from(limit.min(PAGE_MAX)));
    let rows = query.fetch_all(&mut *conn).await?;
    read_posts(conn, team, user, &rows).await
}

/// Each row tells the caller's standing in the team; only without rows is it asked for.
pub(crate) async fn read_posts(
    conn: &mut Conn,
    team: TeamId,
    user: UserId,
    rows: &[AnyRow],
) -> Result<Vec<Post>> {
    if rows.is_empty() {
        access::to_team(conn, team, user).await?;
    }
    rows.iter().map(read_post).collect()
}

fn read_post(row: &AnyRow) -> Result<Post> {
    rows::role(row, "caller_role")?.ok_or_else(not_a_member)?;
    let pinned_at = row.try_get::<Option<i64>, _>("pinned_at")?.map(Timestamp);
    Ok(Post {
        id: PostId(rows::id(row, "id")?),
        seq: rows::whole(row, "seq")?,
        team_id: TeamId(rows::id(row, "team_id")?),
        author_id: UserId(rows::id(row, "author_id")?),
        author_name: rows::text(row, "author_name")?,
        author_role: rows::role(row, "author_role")?.unwrap_or(Role::Member),
        body: rows::text(row, "body")?,
        like_count: rows::whole(row, "like_count")?,
        liked_by_me: row.try_get::<Option<i64>, _>("liked")? == Some(1),
        pinned: pinned_at.is_some(),
        pinned_at,
        pinned_by: row.try_get("pinned_by")?,
        created_at: rows::moment(row, "created_at")?,
    })
}

async fn posts_since(conn: &mut Conn, team: TeamId, user: UserId, since: u64) -> Result<NewPosts> {
    const SELECT: &str = "SELECT m.role, (SELECT COUNT(*) FROM posts WHERE team_id = $1 AND seq > $3) AS newer, \
         (SELECT COALESCE(MAX(seq), 0) FROM posts WHERE team_id = $1) AS latest \
         FROM teams t LEFT JOIN members m ON m.team_id = t.id AND m.user_id = $2 WHERE t.id = $1";
    let query = sqlx::query(SELECT).bind(team.to_string()).bind(user.to_string()).bind(rows::bigint(since));
    let row = query.fetch_optional(conn).await?.ok_or_else(no_such_team)?;
    rows::role(&row, "role")?.ok_or_else(not_a_member)?;
    Ok(NewPosts { count: rows::whole(&row, "newer")?, latest_seq: rows::whole(&row, "latest")? })
}
