//! What somebody who comes into a pact's room is told, and which rooms a person comes into by connecting.

use crate::error::Result;
use crate::feed::REPLAY_MAX;
use crate::pact_access::{Seat, denied, seat};
use crate::pact_feed::{read_activity, select_activities};
use crate::pacts::PACTS_RUNNING_MAX;
use crate::progress::detail;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_domain::FeedEntry;
use kith_domain::outages::Outage;
use kith_domain::pact::{Act, Denial, Standing};
use kith_domain::pact_words::told_bytes;
use kith_protocol::pacts::{PactActivity, PactDetail};
use kith_protocol::{PactId, Timestamp, UserId};
use std::sync::Arc;

/// How many entries of a pact's feed come with it.
const RECENT_MAX: i64 = 20;
/// How many bytes the messages have at most that are told again. Well below what an outbox holds.
const RETOLD_MAX_BYTES: usize = 160 * 1024;
/// How many pacts [`Store::pact_rooms_of`] names at most.
const ROOMS_NAMED_MAX: u32 = 200;

/// What somebody who enters a pact's room is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PactEntry {
    /// Their name.
    pub user_name: String,
    /// The pact with how everybody keeps it.
    pub detail: PactDetail,
    /// Names the numbering of the feed.
    pub epoch: String,
    /// The number of the feed's newest entry; 0 when it is empty.
    pub seq: u64,
    /// The newest entries up to `seq`, oldest first.
    pub recent: Vec<PactActivity>,
    /// The entries after `since`, up to `seq`, in order; none without `since`. `None` when it cannot be told: more
    /// than [`REPLAY_MAX`] or 160 KiB were missed, or `since` is beyond `seq`.
    pub missed: Option<Vec<FeedEntry>>,
    /// When its people were last connected, of those of whom it is known.
    pub seen: Vec<(UserId, Timestamp)>,
}

impl Store {
    /// Where a pact's room stands, for somebody in the pact who enters it. SPEC.md LP1.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such pact, `NOT_A_MEMBER` if the caller is not in it: who is only asked is not.
    pub async fn pact_entry(
        &self,
        pact: PactId,
        user: UserId,
        since: Option<u64>,
        now: Timestamp,
    ) -> Result<PactEntry> {
        let outages = self.outages.all();
        self.read("pact_entry", move |conn| Box::pin(pact_entry(conn, pact, user, since, now, outages))).await
    }

    /// Refuses whoever may not be in a pact's room, as [`Store::pact_entry`] does.
    ///
    /// # Errors
    /// `NOT_FOUND`, `NOT_A_MEMBER`.
    pub async fn check_in_pact(&self, pact: PactId, user: UserId) -> Result<()> {
        self.read("check_in_pact", move |conn| {
            Box::pin(async move { entrant(conn, pact, user).await.map(drop) })
        })
        .await
    }

    /// The pacts whose rooms a person may be in, also such as have not begun or are over; newest first, at most 200.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn pact_rooms_of(&self, user: UserId) -> Result<Vec<PactId>> {
        const SELECT: &str = "SELECT pact_id FROM pact_members WHERE user_id = $1 AND status IN ('active', 'done') \
             ORDER BY pact_id DESC LIMIT $2";
        self.read("pact_rooms_of", move |conn| Box::pin(pacts_by(conn, SELECT, user, ROOMS_NAMED_MAX))).await
    }

    /// The running pacts of a person, newest first: whose rooms they come into by connecting. SPEC.md LP1.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn running_pacts(&self, user: UserId) -> Result<Vec<PactId>> {
        const SELECT: &str = "SELECT m.pact_id FROM pact_members m JOIN pacts p ON p.id = m.pact_id \
             WHERE m.user_id = $1 AND m.status = 'active' AND p.status = 'active' ORDER BY m.pact_id DESC LIMIT $2";
        self.read("running_pacts", move |conn| Box::pin(pacts_by(conn, SELECT, user, PACTS_RUNNING_MAX)))
            .await
    }
}

async fn pacts_by(conn: &mut Conn, select: &'static str, user: UserId, limit: u32) -> Result<Vec<PactId>> {
    let found = sqlx::query(select).bind(user.to_string()).bind(i64::from(limit)).fetch_all(conn).await?;
    Ok(found.iter().map(|row| rows::id(row, "pact_id").map(PactId)).collect::<sqlx::Result<_>>()?)
}

/// The place of somebody who may be in a pact's room.
async fn entrant(conn: &mut Conn, pact: PactId, user: UserId) -> Result<Seat> {
    let seat = seat(conn, pact, user).await?;
    seat.may(Act::Read)?;
    if !matches!(seat.standing, Standing::Creator | Standing::Partner) {
        return Err(denied(Denial::NotAMember));
    }
    Ok(seat)
}

/// Several statements, and the feed as of one moment: entries up to the `seq` of the first never change and have no hole.
async fn pact_entry(
    conn: &mut Conn,
    pact: PactId,
    user: UserId,
    since: Option<u64>,
    now: Timestamp,
    outages: Arc<[Outage]>,
) -> Result<PactEntry> {
    const ROOM: &str = "SELECT epoch, next_seq - 1 AS seq FROM rooms WHERE id = $1";
    const RECENT: &str = select_activities!("a.seq <= $2 ORDER BY a.seq DESC LIMIT $3");
    const MISSED: &str = select_activities!("a.seq > $2 AND a.seq <= $3 ORDER BY a.seq");
    const SEEN: &str = "SELECT s.user_id, s.seen_at FROM pact_members m JOIN last_seen s ON s.user_id = m.user_id \
         WHERE m.pact_id = $1 AND m.status IN ('active', 'done')";
    let seat = entrant(conn, pact, user).await?;
    let id = pact.to_string();
    let row = sqlx::query(ROOM).bind(&id).fetch_one(&mut *conn).await?;
    let seq = rows::whole(&row, "seq")?;
    let read =
        |rows: Vec<sqlx::any::AnyRow>| rows.iter().map(read_activity).collect::<sqlx::Result<Vec<_>>>();
    let recent = sqlx::query(RECENT).bind(&id).bind(rows::bigint(seq)).bind(RECENT_MAX);
    let mut recent = read(recent.fetch_all(&mut *conn).await?)?;
    recent.reverse();
    let since = since.unwrap_or(seq);
    let missed = match seq.checked_sub(since) {
        Some(count) if count <= u64::from(REPLAY_MAX) => {
            let missed = sqlx::query(MISSED).bind(&id).bind(rows::bigint(since)).bind(rows::bigint(seq));
            let missed = read(missed.fetch_all(&mut *conn).await?)?;
            let bytes: usize = missed.iter().map(told_bytes).sum();
            Some(missed.into_iter().map(FeedEntry::from).collect()).filter(|_| bytes <= RETOLD_MAX_BYTES)
        }
        Some(_) | None => None,
    };
    let seen = sqlx::query(SEEN).bind(&id).fetch_all(&mut *conn).await?;
    let seen = seen.iter().map(|row| Ok((UserId(rows::id(row, "user_id")?), rows::moment(row, "seen_at")?)));
    let seen = seen.collect::<sqlx::Result<_>>()?;
    Ok(PactEntry {
        user_name: seat.user_name,
        detail: detail(conn, pact, user, now, outages).await?,
        epoch: rows::text(&row, "epoch")?,
        seq,
        recent,
        missed,
        seen,
    })
}
