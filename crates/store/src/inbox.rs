//! A person's inbox: direct messages and notifications under numbers of its own. How a number is taken, and what
//! somebody who comes back is told. It knows nothing of who is present.

use crate::direct::{direct_after, read_direct};
use crate::error::Result;
use crate::feed::{REPLAY_MAX, REPLAY_MAX_BYTES};
use crate::notifications::{notifications_after, read_notification};
use crate::writer::Conn;
use crate::{Store, rows};
use kith_protocol::UserId;
use kith_protocol::social::{DirectMessage, Notification};

/// One thing in an inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InboxItem {
    /// Somebody said something, or the person themselves did.
    Direct(DirectMessage),
    /// The person was told something.
    Notification(Notification),
}

/// Where an inbox stands, and what was missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxEntry {
    /// Names its numbering; empty while nothing ever came.
    pub epoch: String,
    /// The number of its newest item; 0 when it is empty.
    pub seq: u64,
    /// The items after `since`, up to `seq`, in order; none without `since`. `None` when it cannot be told: more than
    /// [`REPLAY_MAX`] were missed, or `since` is beyond `seq`.
    pub missed: Option<Vec<InboxItem>>,
}

impl Store {
    /// Where a person's inbox stands, for one of their devices that comes back. SPEC.md NT3.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn inbox(&self, user: UserId, since: Option<u64>) -> Result<InboxEntry> {
        self.read("inbox", move |conn| Box::pin(entry(conn, user, since))).await
    }
}

pub(crate) fn room_of(user: UserId) -> String {
    format!("inbox:{user}")
}

/// Takes the next number of an inbox, which begins with its first item; `epoch` names its numbering then. The row is
/// held until the commit. Of two inboxes the one with the lower id is taken first.
pub(crate) async fn take_seq(conn: &mut Conn, user: UserId, epoch: &str) -> Result<u64> {
    const TAKE: &str = "INSERT INTO rooms (id, epoch, next_seq) VALUES ($1, $2, 2) \
         ON CONFLICT (id) DO UPDATE SET next_seq = rooms.next_seq + 1 RETURNING next_seq - 1 AS seq";
    let row = sqlx::query(TAKE).bind(room_of(user)).bind(epoch).fetch_one(conn).await?;
    Ok(rows::whole(&row, "seq")?)
}

/// The number of the newest item, and the name of the numbering.
pub(crate) async fn standing(conn: &mut Conn, user: UserId) -> Result<(String, u64)> {
    const SELECT: &str = "SELECT epoch, next_seq FROM rooms WHERE id = $1";
    let row = sqlx::query(SELECT).bind(room_of(user)).fetch_optional(conn).await?;
    Ok(match row {
        Some(row) => (rows::text(&row, "epoch")?, rows::whole(&row, "next_seq")?.saturating_sub(1)),
        None => (String::new(), 0),
    })
}

async fn entry(conn: &mut Conn, user: UserId, since: Option<u64>) -> Result<InboxEntry> {
    let (epoch, seq) = standing(conn, user).await?;
    let since = since.unwrap_or(seq);
    let missed = match seq.checked_sub(since) {
        Some(count) if count <= u64::from(REPLAY_MAX) => {
            Some(items(conn, user, since, seq).await?).filter(|items| bytes_of(items) <= REPLAY_MAX_BYTES)
        }
        Some(_) | None => None,
    };
    Ok(InboxEntry { epoch, seq, missed })
}

fn bytes_of(items: &[InboxItem]) -> usize {
    let words = |item: &InboxItem| match item {
        InboxItem::Direct(message) => message.text.len(),
        InboxItem::Notification(told) => told.message_params.message.as_ref().map_or(0, String::len),
    };
    items.iter().map(words).sum()
}

async fn items(conn: &mut Conn, user: UserId, since: u64, seq: u64) -> Result<Vec<InboxItem>> {
    if since == seq {
        return Ok(Vec::new());
    }
    let mut items = Vec::new();
    for row in direct_after(conn, user, since, seq).await? {
        let message = read_direct(&row, user)?;
        items.push((message.seq, InboxItem::Direct(message)));
    }
    for row in notifications_after(conn, user, since, seq).await? {
        let notification = read_notification(&row)?;
        items.push((notification.seq, InboxItem::Notification(notification)));
    }
    items.sort_by_key(|(seq, _)| *seq);
    Ok(items.into_iter().map(|(_, item)| item).collect())
}
