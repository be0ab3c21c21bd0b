//! What one person says to another. It stands in both inboxes; whether the two may talk is asked inside.

use crate::connections::standing_between;
use crate::error::{Result, StoreError};
use crate::forums::no_such_person;
use crate::inbox::take_seq;
use crate::notifications::{NewNotification, notify};
use crate::posts::{Created, PAGE_MAX};
use crate::text::storable;
use crate::writer::Conn;
use crate::{Store, feed, inbox, rows};
use kith_protocol::social::{DirectMessage, Notification, NotificationKind};
use kith_protocol::{ErrorCode, MessageId, NotificationId, Timestamp, UserId};
use sqlx::any::AnyRow;

/// Something to be said to one person.
#[derive(Clone, Debug)]
pub struct NewDirectMessage {
    /// Its id, never used before.
    pub id: MessageId,
    /// Who says it.
    pub from: UserId,
    /// To whom.
    pub to: UserId,
    /// What.
    pub text: String,
    /// The client's own id for it: the same again says nothing new.
    pub client_id: Option<String>,
    /// Nobody hears it now: it is unread, and a notification of this id says so unless one waits already.
    pub unheard: Option<NotificationId>,
    /// Names the numbering of an inbox that begins with it.
    pub epoch: String,
    /// The time of the call.
    pub now: Timestamp,
}

/// What was said, as each of the two is told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidDirectly {
    /// To who said it.
    pub to_sender: DirectMessage,
    /// To whom it was said.
    pub to_receiver: DirectMessage,
    /// What came into the receiver's inbox besides.
    pub notification: Option<Notification>,
}

impl Store {
    /// Says something to one person, under the next number of both inboxes. SPEC.md DM1, DM2, DM3.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] if there is no such person; [`ErrorCode::Forbidden`] unless the two are connected or share
    /// a team, and if one blocks the other; [`ErrorCode::BadMessage`] for oneself, or if a text holds a NUL character.
    pub async fn say_directly(&self, new: NewDirectMessage) -> Result<Created<SaidDirectly>> {
        storable([&*new.text, &*new.epoch].into_iter().chain(new.client_id.as_deref()))?;
        self.write("say_directly", move |conn| Box::pin(say(conn, new))).await
    }

    /// A page of what two people said to each other, newest first: at most `limit` (and [`PAGE_MAX`]) before the number
    /// `before` of the caller's inbox.
    ///
    /// # Errors
    /// Only [`StoreError::Unavailable`]; of somebody unknown there is nothing.
    pub async fn direct_messages(
        &self,
        user: UserId,
        other: UserId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<DirectMessage>> {
        self.read("direct_messages", move |conn| Box::pin(page(conn, user, other, before, limit))).await
    }
}

macro_rules! select_direct {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.from_id, d.to_id, d.from_seq, d.to_seq, d.body, d.is_unread, d.created_at, u.user_name \
             FROM direct_messages d JOIN users u ON u.id = d.from_id WHERE ",
            $rest
        )
    };
}

async fn say(conn: &mut Conn, new: NewDirectMessage) -> Result<Created<SaidDirectly>> {
    let from_name = check_may_write(conn, new.from, new.to).await?;
    let (from_seq, to_seq) = take_both(conn, &new).await?;
    if !insert(conn, &new, from_seq, to_seq).await? {
        for user in [new.from, new.to] {
            feed::give_room_seq_back(conn, &inbox::room_of(user)).await?;
        }
        return Ok(Created { value: first_of(conn, &new).await?, fresh: false });
    }
    let notification = match new.unheard {
        Some(id) => {
            let note = NewNotification {
                id,
                to: new.to,
                kind: NotificationKind::NewDmReceived,
                from: (new.from, from_name.clone()),
                about: String::new(),
                epoch: new.epoch.clone(),
                now: new.now,
            };
            notify(conn, note).await?
        }
        None => None,
    };
    let told = |seq, name: &str| DirectMessage {
        id: new.id,
        key: new.id,
        seq,
        from_user_id: new.from,
        from_user_name: name.to_owned(),
        from_user_img_src: String::new(),
        to_user_id: new.to,
        time: new.now.shown(),
        created_at: new.now,
        text: new.text.clone(),
        is_unread: new.unheard.is_some(),
    };
    let (to_sender, to_receiver) = (told(from_seq, "you"), told(to_seq, &from_name));
    Ok(Created { value: SaidDirectly { to_sender, to_receiver, notification }, fresh: true })
}

/// The sender's name, if the two may talk.
async fn check_may_write(conn: &mut Conn, from: UserId, to: UserId) -> Result<String> {
    const SELECT: &str = "SELECT s.user_name, (SELECT COUNT(*) FROM members a JOIN members b \
         ON b.team_id = a.team_id AND b.user_id = $2 WHERE a.user_id = $1) AS teams \
         FROM users s JOIN users r ON r.id = $2 WHERE s.id = $1";
    if from == to {
        return Err(StoreError::refused(ErrorCode::BadMessage, "Write to somebody else: this is you."));
    }
    let row =
        sqlx::query(SELECT).bind(from.to_string()).bind(to.to_string()).fetch_optional(&mut *conn).await?;
    let row = row.ok_or_else(no_such_person)?;
    let shares_a_team = rows::whole(&row, "teams")? > 0;
    if standing_between(conn, from, to).await?.may_write(shares_a_team) {
        return Ok(rows::text(&row, "user_name")?);
    }
    let sentence =
        "You can write to people of your teams and to those you are connected with. Ask to connect first.";
    Err(StoreError::refused(ErrorCode::Forbidden, sentence))
}

/// Both numbers, the lower id first: two who write to each other at once must not wait for each other.
async fn take_both(conn: &mut Conn, new: &NewDirectMessage) -> Result<(u64, u64)> {
    if new.from < new.to {
        let from_seq = take_seq(conn, new.from, &new.epoch).await?;
        return Ok((from_seq, take_seq(conn, new.to, &new.epoch).await?));
    }
    let to_seq = take_seq(conn, new.to, &new.epoch).await?;
    Ok((take_seq(conn, new.from, &new.epoch).await?, to_seq))
}

async fn insert(conn: &mut Conn, new: &NewDirectMessage, from_seq: u64, to_seq: u64) -> Result<bool> {
    const INSERT: &str = "INSERT INTO direct_messages \
         (id, from_id, to_id, from_seq, to_seq, body, client_id, is_unread, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (from_id, to_id, client_id) WHERE client_id IS NOT NULL DO NOTHING";
    let inserted = sqlx::query(INSERT)
        .bind(new.id.to_string())
        .bind(new.from.to_string())
        .bind(new.to.to_string())
        .bind(rows::bigint(from_seq))
        .bind(rows::bigint(to_seq))
        .bind(&new.text)
        .bind(&new.client_id)
        .bind(i64::from(new.unheard.is_some()))
        .bind(new.now.0)
        .execute(conn)
        .await?;
    Ok(inserted.rows_affected() == 1)
}

async fn first_of(conn: &mut Conn, again: &NewDirectMessage) -> Result<SaidDirectly> {
    const SELECT: &str = select_direct!("d.from_id = $1 AND d.to_id = $2 AND d.client_id = $3");
    let query = sqlx::query(SELECT).bind(again.from.to_string()).bind(again.to.to_string());
    let row = query.bind(&again.client_id).fetch_one(conn).await?;
    let (to_sender, to_receiver) = (read_direct(&row, again.from)?, read_direct(&row, again.to)?);
    Ok(SaidDirectly { to_sender, to_receiver, notification: None })
}

async fn page(
    conn: &mut Conn,
    user: UserId,
    other: UserId,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<DirectMessage>> {
    const MINE: &str = select_direct!(
        "d.from_id = $1 AND d.to_id = $2 AND d.from_seq < $3 ORDER BY d.from_seq DESC LIMIT $4"
    );
    const THEIRS: &str =
        select_direct!("d.to_id = $1 AND d.from_id = $2 AND d.to_seq < $3 ORDER BY d.to_seq DESC LIMIT $4");
    let limit = limit.min(PAGE_MAX);
    let mut messages = Vec::new();
    for select in [MINE, THEIRS] {
        let query = sqlx::query(select)
            .bind(user.to_string())
            .bind(other.to_string())
            .bind(before.map_or(i64::MAX, rows::bigint))
            .bind(i64::from(limit));
        for row in query.fetch_all(&mut *conn).await? {
            messages.push(read_direct(&row, user)?);
        }
    }
    messages.sort_by_key(|message| std::cmp::Reverse(message.seq));
    messages.truncate(limit as usize);
    Ok(messages)
}

pub(crate) async fn direct_after(conn: &mut Conn, user: UserId, since: u64, seq: u64) -> Result<Vec<AnyRow>> {
    const SELECT: &str = select_direct!(
        "(d.from_id = $1 AND d.from_seq > $2 AND d.from_seq <= $3) OR (d.to_id = $1 AND d.to_seq > $2 AND d.to_seq <= $3)"
    );
    let query = sqlx::query(SELECT).bind(user.to_string()).bind(rows::bigint(since)).bind(rows::bigint(seq));
    Ok(query.fetch_all(conn).await?)
}

/// A message as one of the two is told it.
pub(crate) fn read_direct(row: &AnyRow, viewer: UserId) -> Result<DirectMessage> {
    let from = UserId(rows::id(row, "from_id")?);
    let is_mine = from == viewer;
    let (id, created_at) = (MessageId(rows::id(row, "id")?), rows::moment(row, "created_at")?);
    Ok(DirectMessage {
        id,
        key: id,
        seq: rows::whole(row, if is_mine { "from_seq" } else { "to_seq" })?,
        from_user_id: from,
        from_user_name: if is_mine { "you".to_owned() } else { rows::text(row, "user_name")? },
        from_user_img_src: String::new(),
        to_user_id: UserId(rows::id(row, "to_id")?),
        time: created_at.shown(),
        created_at,
        text: rows::text(row, "body")?,
        is_unread: rows::whole(row, "is_unread")? == 1,
    })
}
