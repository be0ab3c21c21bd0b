//! A room's numbered feed: how a number is taken, how an entry is written, and what somebody who comes in is told.
//! It knows nothing of who is present.

use crate::error::{Result, no_such_team, not_a_member};
use crate::tickers::read_ticker;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_domain::fact::{FeedEntry, FeedKind};
use kith_protocol::{PostId, Role, TeamId, Ticker, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;

/// How many missed entries are told again; who missed more fetches the feed.
pub const REPLAY_MAX: u32 = 200;
/// How many bytes of words are told again; who missed more fetches them. A connection's outbox holds twice as many.
pub const REPLAY_MAX_BYTES: usize = 96 * 1024;

/// What somebody who enters a team's room is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamEntry {
    /// Their name.
    pub user_name: String,
    /// What they are in the team.
    pub role: Role,
    /// Names the numbering of the feed.
    pub epoch: String,
    /// The number of the feed's newest entry; 0 when it is empty.
    pub seq: u64,
    /// The entries after `since`, up to `seq`, in order; none without `since`. `None` when it cannot be told: more
    /// than [`REPLAY_MAX`] were missed, or `since` is beyond `seq`.
    pub missed: Option<Vec<FeedEntry>>,
    /// The latest shared win of any team.
    pub ticker: Option<Ticker>,
}

impl Store {
    /// Where a team's room stands, for a member who enters it. SPEC.md RC1, RC2.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such team, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn team_entry(&self, team: TeamId, user: UserId, since: Option<u64>) -> Result<TeamEntry> {
        self.read("team_entry", move |conn| Box::pin(team_entry(conn, team, user, since))).await
    }
}

/// Takes the next number of a room's feed. The room's row is held until the commit: numbers appear in order, and what
/// the same transaction reads afterwards is how the room stands.
pub(crate) async fn take_seq(conn: &mut Conn, team: TeamId) -> Result<u64> {
    take_room_seq(conn, &team.to_string()).await?.ok_or_else(no_such_team)
}

/// Gives the number just taken back, in the same transaction: it turned out that nothing is new.
pub(crate) async fn give_seq_back(conn: &mut Conn, team: TeamId) -> Result<()> {
    give_room_seq_back(conn, &team.to_string()).await
}

/// Holds the room's row as [`take_seq`] does, and takes no number.
pub(crate) async fn hold(conn: &mut Conn, team: TeamId) -> Result<()> {
    hold_room(conn, &team.to_string()).await
}

/// The same for a room by its name, such as a forum's; `None` if there is no such room.
pub(crate) async fn take_room_seq(conn: &mut Conn, room: &str) -> Result<Option<u64>> {
    const TAKE: &str = "UPDATE rooms SET next_seq = next_seq + 1 WHERE id = $1 RETURNING next_seq - 1 AS seq";
    let row = sqlx::query(TAKE).bind(room).fetch_optional(conn).await?;
    Ok(row.map(|row| rows::whole(&row, "seq")).transpose()?)
}

/// The same for a room by its name.
pub(crate) async fn give_room_seq_back(conn: &mut Conn, room: &str) -> Result<()> {
    const GIVE_BACK: &str = "UPDATE rooms SET next_seq = next_seq - 1 WHERE id = $1";
    sqlx::query(GIVE_BACK).bind(room).execute(conn).await?;
    Ok(())
}

/// The same for a room by its name.
pub(crate) async fn hold_room(conn: &mut Conn, room: &str) -> Result<()> {
    const HOLD: &str = "UPDATE rooms SET next_seq = next_seq WHERE id = $1";
    sqlx::query(HOLD).bind(room).execute(conn).await?;
    Ok(())
}

/// What an entry is, as it is stored.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Post,
    Pin,
}

/// Adds an entry to a room's feed, under a number that was taken in this transaction.
pub(crate) async fn add_entry(
    conn: &mut Conn,
    (team, seq): (TeamId, u64),
    kind: Kind,
    (post, user): (PostId, UserId),
    now: Timestamp,
) -> Result<()> {
    const INSERT: &str = "INSERT INTO activities (room_id, seq, kind, post_id, user_id, happened_at) \
         VALUES ($1, $2, $3, $4, $5, $6)";
    let kind = match kind {
        Kind::Post => POST,
        Kind::Pin => PIN,
    };
    sqlx::query(INSERT)
        .bind(team.to_string())
        .bind(rows::bigint(seq))
        .bind(kind)
        .bind(post.to_string())
        .bind(user.to_string())
        .bind(now.0)
        .execute(conn)
        .await?;
    Ok(())
}

const POST: &str = "post";
const PIN: &str = "pin";

/// Two statements and yet one moment: entries up to the `seq` of the first never change and have no hole.
async fn team_entry(conn: &mut Conn, team: TeamId, user: UserId, since: Option<u64>) -> Result<TeamEntry> {
    const SELECT: &str = "SELECT m.role, u.user_name, r.epoch, r.next_seq - 1 AS seq, k.title, k.body, k.reached_at \
         FROM teams t JOIN rooms r ON r.id = t.id \
         LEFT JOIN members m ON m.team_id = t.id AND m.user_id = $2 \
         LEFT JOIN users u ON u.id = m.user_id \
         LEFT JOIN (SELECT title, body, reached_at FROM tickers ORDER BY reached_at DESC, threshold DESC LIMIT 1) k \
         ON 1 = 1 WHERE t.id = $1";
    let row =
        sqlx::query(SELECT).bind(team.to_string()).bind(user.to_string()).fetch_optional(&mut *conn).await?;
    let row = row.ok_or_else(no_such_team)?;
    let role = rows::role(&row, "role")?.ok_or_else(not_a_member)?;
    let seq = rows::whole(&row, "seq")?;
    let ticker = match row.try_get::<Option<i64>, _>("reached_at")? {
        Some(_) => Some(read_ticker(&row)?),
        None => None,
    };
    Ok(TeamEntry {
        user_name: rows::text(&row, "user_name")?,
        role,
        epoch: rows::text(&row, "epoch")?,
        seq,
        missed: missed(conn, team, since.unwrap_or(seq), seq).await?,
        ticker,
    })
}

async fn missed(conn: &mut Conn, team: TeamId, since: u64, seq: u64) -> Result<Option<Vec<FeedEntry>>> {
    const SELECT: &str = "SELECT a.seq, a.kind, a.post_id, a.user_id, u.user_name FROM activities a \
         JOIN users u ON u.id = a.user_id WHERE a.room_id = $1 AND a.seq > $2 AND a.seq <= $3 ORDER BY a.seq";
    let Some(count) = seq.checked_sub(since).filter(|count| *count <= u64::from(REPLAY_MAX)) else {
        return Ok(None);
    };
    if count == 0 {
        return Ok(Some(Vec::new()));
    }
    let query = sqlx::query(SELECT).bind(team.to_string()).bind(rows::bigint(since)).bind(rows::bigint(seq));
    let entries: Vec<_> = query.fetch_all(conn).await?.iter().map(read_entry).collect::<sqlx::Result<_>>()?;
    Ok(Some(entries))
}

fn read_entry(row: &AnyRow) -> sqlx::Result<FeedEntry> {
    let post_id = PostId(rows::id(row, "post_id")?);
    let kind = match row.try_get("kind")? {
        POST => FeedKind::Post { post_id, author_id: UserId(rows::id(row, "user_id")?) },
        PIN => FeedKind::Pin { post_id, coach_name: rows::text(row, "user_name")? },
        other => return Err(rows::unreadable("kind", format!("no entry is called {other:?}"))),
    };
    Ok(FeedEntry { seq: rows::whole(row, "seq")?, kind })
}
