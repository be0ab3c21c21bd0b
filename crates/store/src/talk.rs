//! What is said in forums: numbered, once, by members alone.

use crate::error::Result;
use crate::feed::{REPLAY_MAX, REPLAY_MAX_BYTES, give_room_seq_back, take_room_seq};
use crate::forums::{access, no_such_forum, room_of};
use crate::posts::{Created, PAGE_MAX};
use crate::text::storable;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_domain::{FeedEntry, FeedKind, Message};
use kith_protocol::{ForumId, MessageId, Timestamp, UserId};
use sqlx::any::AnyRow;

/// Something to be said in a forum.
#[derive(Clone, Debug)]
pub struct NewForumMessage {
    /// Its id, never used before.
    pub id: MessageId,
    /// Where.
    pub forum: ForumId,
    /// By whom.
    pub author: UserId,
    /// What.
    pub text: String,
    /// The client's own id for it: the same again says nothing new.
    pub client_id: Option<String>,
    /// The time of the call.
    pub now: Timestamp,
}

/// A message with its place in its forum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Its place.
    pub seq: u64,
    /// The message.
    pub message: Message,
}

/// What somebody who enters a forum is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForumEntry {
    /// Their name.
    pub user_name: String,
    /// The forum's name.
    pub title: String,
    /// Names the numbering of its messages.
    pub epoch: String,
    /// The number of the newest message; 0 when there is none.
    pub seq: u64,
    /// The messages after `since`, up to `seq`, in order; none without `since`. `None` when it cannot be told: more
    /// than [`REPLAY_MAX`] were missed, or `since` is beyond `seq`.
    pub missed: Option<Vec<FeedEntry>>,
}

impl Store {
    /// Where a forum stands, for a member who enters it. SPEC.md FO1.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such forum, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn forum_entry(&self, forum: ForumId, user: UserId, since: Option<u64>) -> Result<ForumEntry> {
        self.read("forum_entry", move |conn| Box::pin(forum_entry(conn, forum, user, since))).await
    }

    /// Says something in a forum under its next number. SPEC.md FO2, FO3.
    ///
    /// # Errors
    /// `NOT_FOUND`, `NOT_A_MEMBER`; `BAD_MESSAGE` if a text holds a NUL character.
    pub async fn say_in_forum(&self, new: NewForumMessage) -> Result<Created<Spoken>> {
        storable([&*new.text].into_iter().chain(new.client_id.as_deref()))?;
        self.write("say_in_forum", move |conn| Box::pin(say(conn, new))).await
    }

    /// A page of a forum's messages, newest first: at most `limit` (and [`PAGE_MAX`]) older than `before`.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such forum, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn forum_messages(
        &self,
        forum: ForumId,
        user: UserId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Spoken>> {
        self.read("forum_messages", move |conn| Box::pin(page(conn, forum, user, before, limit))).await
    }
}

macro_rules! select_messages {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.seq, p.author_id, u.user_name, p.body, p.created_at FROM forum_messages p \
             JOIN users u ON u.id = p.author_id WHERE p.forum_id = $1 AND ",
            $rest
        )
    };
}

/// Two statements and yet one moment: messages up to the `seq` of the first never change and have no hole.
async fn forum_entry(
    conn: &mut Conn,
    forum: ForumId,
    user: UserId,
    since: Option<u64>,
) -> Result<ForumEntry> {
    let found = access(conn, forum, user).await?;
    let missed = missed(conn, forum, since.unwrap_or(found.seq), found.seq).await?;
    Ok(ForumEntry {
        user_name: found.user_name,
        title: found.name,
        epoch: found.epoch,
        seq: found.seq,
        missed,
    })
}

async fn missed(conn: &mut Conn, forum: ForumId, since: u64, seq: u64) -> Result<Option<Vec<FeedEntry>>> {
    const SELECT: &str = select_messages!("p.seq > $2 AND p.seq <= $3 ORDER BY p.seq");
    let Some(count) = seq.checked_sub(since).filter(|count| *count <= u64::from(REPLAY_MAX)) else {
        return Ok(None);
    };
    if count == 0 {
        return Ok(Some(Vec::new()));
    }
    let query = sqlx::query(SELECT).bind(forum.to_string()).bind(rows::bigint(since)).bind(rows::bigint(seq));
    let (mut entries, mut bytes) = (Vec::new(), 0);
    for row in query.fetch_all(conn).await? {
        let Spoken { seq, message } = read_message(&row)?;
        bytes += message.text.len();
        entries.push(FeedEntry { seq, kind: FeedKind::Message(message) });
    }
    Ok(Some(entries).filter(|_| bytes <= REPLAY_MAX_BYTES))
}

async fn say(conn: &mut Conn, new: NewForumMessage) -> Result<Created<Spoken>> {
    const INSERT: &str = "INSERT INTO forum_messages (id, forum_id, seq, author_id, body, client_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (forum_id, author_id, client_id) WHERE client_id IS NOT NULL DO NOTHING";
    const FIRST: &str = select_messages!("p.author_id = $2 AND p.client_id = $3");
    let room = room_of(new.forum);
    let seq = take_room_seq(conn, &room).await?;
    // Asked while the room's row is held: who was taken out before this number says nothing under it.
    let found = access(conn, new.forum, new.author).await?;
    let seq = seq.ok_or_else(no_such_forum)?;
    let inserted = sqlx::query(INSERT)
        .bind(new.id.to_string())
        .bind(new.forum.to_string())
        .bind(rows::bigint(seq))
        .bind(new.author.to_string())
        .bind(&new.text)
        .bind(&new.client_id)
        .bind(new.now.0)
        .execute(&mut *conn)
        .await?;
    if inserted.rows_affected() == 0 {
        give_room_seq_back(conn, &room).await?;
        let query = sqlx::query(FIRST).bind(new.forum.to_string()).bind(new.author.to_string());
        let first = query.bind(&new.client_id).fetch_one(conn).await?;
        return Ok(Created { value: read_message(&first)?, fresh: false });
    }
    let message = Message {
        id: new.id,
        author_id: new.author,
        author_name: found.user_name,
        text: new.text,
        at: new.now,
    };
    Ok(Created { value: Spoken { seq, message }, fresh: true })
}

async fn page(
    conn: &mut Conn,
    forum: ForumId,
    user: UserId,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<Spoken>> {
    const SELECT: &str = select_messages!("p.seq < $2 ORDER BY p.seq DESC LIMIT $3");
    access(conn, forum, user).await?;
    let query = sqlx::query(SELECT)
        .bind(forum.to_string())
        .bind(before.map_or(i64::MAX, rows::bigint))
        .bind(i64::from(limit.min(PAGE_MAX)));
    query.fetch_all(conn).await?.iter().map(read_message).collect()
}

fn read_message(row: &AnyRow) -> Result<Spoken> {
    let message = Message {
        id: MessageId(rows::id(row, "id")?),
        author_id: UserId(rows::id(row, "author_id")?),
        author_name: rows::text(row, "user_name")?,
        text: rows::text(row, "body")?,
        at: rows::moment(row, "created_at")?,
    };
    Ok(Spoken { seq: rows::whole(row, "seq")?, message })
}
