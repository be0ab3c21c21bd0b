//! How far a person has read a conversation. A mark is one row and only goes forward; it knows no device.

use crate::error::Result;
use crate::forums::access;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_protocol::{ForumId, UserId};

impl Store {
    /// Marks a forum as read up to `seq`, or to its newest message if that is older, and gives the mark as it stands;
    /// it never goes back. SPEC.md CL3.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such forum, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn read_forum(&self, forum: ForumId, user: UserId, seq: u64) -> Result<u64> {
        self.write("read_forum", move |conn| Box::pin(read_forum(conn, forum, user, seq))).await
    }

    /// Marks what somebody said to the caller as read: all of it, or up to the number `up_to` of the caller's inbox. How
    /// many were told to nobody when they were said and are read now. SPEC.md CL3.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`]; of somebody unknown there is nothing to read.
    pub async fn read_direct_messages(&self, user: UserId, other: UserId, up_to: Option<u64>) -> Result<u64> {
        self.write("read_direct_messages", move |conn| Box::pin(read_direct(conn, user, other, up_to))).await
    }
}

/// Also for who comes in: what was said before is not news to them.
pub(crate) async fn read_forum(conn: &mut Conn, forum: ForumId, user: UserId, seq: u64) -> Result<u64> {
    const MARK: &str = "INSERT INTO forum_reads (user_id, forum_id, seq) VALUES ($1, $2, $3) \
         ON CONFLICT (user_id, forum_id) DO UPDATE SET seq = \
         CASE WHEN excluded.seq > forum_reads.seq THEN excluded.seq ELSE forum_reads.seq END RETURNING seq";
    let newest = access(conn, forum, user).await?.seq;
    let mark = sqlx::query(MARK).bind(user.to_string()).bind(forum.to_string());
    let row = mark.bind(rows::bigint(seq.min(newest))).fetch_one(conn).await?;
    Ok(rows::whole(&row, "seq")?)
}

async fn read_direct(conn: &mut Conn, user: UserId, other: UserId, up_to: Option<u64>) -> Result<u64> {
    // Both look only at what came after the mark, and do nothing where nothing did: there may be no such person.
    const UPDATE: &str = "UPDATE direct_messages SET is_unread = 0 \
         WHERE to_id = $1 AND from_id = $2 AND to_seq <= $3 AND is_unread = 1 AND to_seq > \
         COALESCE((SELECT m.seq FROM direct_reads m WHERE m.user_id = $1 AND m.other_id = $2), 0)";
    const MARK: &str = "INSERT INTO direct_reads (user_id, other_id, seq) \
         SELECT d.to_id, d.from_id, MAX(d.to_seq) FROM direct_messages d \
         WHERE d.to_id = $1 AND d.from_id = $2 AND d.to_seq <= $3 AND d.to_seq > \
         COALESCE((SELECT m.seq FROM direct_reads m WHERE m.user_id = $1 AND m.other_id = $2), 0) \
         GROUP BY d.to_id, d.from_id \
         ON CONFLICT (user_id, other_id) DO UPDATE SET seq = excluded.seq \
         WHERE excluded.seq > direct_reads.seq";
    let up_to = up_to.map_or(i64::MAX, rows::bigint);
    let query = |statement| -> sqlx::query::Query<'static, sqlx::Any, _> {
        let query: sqlx::query::Query<'static, sqlx::Any, _> = sqlx::query(statement);
        query.bind(user.to_string()).bind(other.to_string()).bind(up_to)
    };
    let changed = query(UPDATE).execute(&mut *conn).await?.rows_affected();
    query(MARK).execute(conn).await?;
    Ok(changed)
}
