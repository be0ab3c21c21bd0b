//! Forums and who is in them. A team's own forum has no row: its name and its members are the team's.

use crate::error::{Result, StoreError};
use crate::rows::read_person;
use crate::text::storable;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_protocol::social_rest::{Forum, ForumSummary};
use kith_protocol::{ErrorCode, ForumId, Timestamp, UserId};

/// How many members a forum of its own has at most.
pub const FORUM_MEMBERS_MAX: u32 = 500;
/// How many forums [`Store::forums_of`] names at most.
pub const FORUMS_LISTED_MAX: u32 = 200;

/// A forum to be made.
#[derive(Clone, Debug)]
pub struct NewForum {
    /// Its id, never used before.
    pub id: ForumId,
    /// Who makes it, and is in it.
    pub by: UserId,
    /// Its name.
    pub name: String,
    /// Who else is in it.
    pub members: Vec<UserId>,
    /// Random text that names the numbering of its messages.
    pub epoch: String,
    /// The time of the call.
    pub now: Timestamp,
}

/// A member's standing in a forum, and where its messages stand.
pub(crate) struct ForumAccess {
    pub name: String,
    pub user_name: String,
    pub epoch: String,
    pub seq: u64,
    /// The team's own forum.
    pub is_teams: bool,
}

impl Store {
    /// Makes a forum with its members. SPEC.md FO5.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] if a member has no account; [`ErrorCode::Forbidden`] if one of them and the caller block
    /// each other; [`ErrorCode::BadMessage`] if a text holds a NUL character.
    pub async fn create_forum(&self, new: NewForum) -> Result<Forum> {
        storable([&*new.name, &*new.epoch])?;
        self.write("create_forum", move |conn| Box::pin(create(conn, new))).await
    }

    /// Brings somebody into a forum; twice is the same as once.
    ///
    /// # Errors
    /// `NOT_FOUND`, `NOT_A_MEMBER`; [`ErrorCode::Forbidden`] if the two block each other; [`ErrorCode::Conflict`] for a
    /// team's own forum, and beyond [`FORUM_MEMBERS_MAX`].
    pub async fn add_forum_member(
        &self,
        forum: ForumId,
        by: UserId,
        user: UserId,
        now: Timestamp,
    ) -> Result<Forum> {
        self.write("add_forum_member", move |conn| Box::pin(add_member(conn, forum, by, user, now))).await
    }

    /// Takes somebody out of a forum: oneself, or anybody by who made it. Whether they were in it.
    ///
    /// # Errors
    /// `NOT_FOUND`, `NOT_A_MEMBER`; [`ErrorCode::Forbidden`] for others; [`ErrorCode::Conflict`] for a team's own forum.
    pub async fn remove_forum_member(&self, forum: ForumId, by: UserId, user: UserId) -> Result<bool> {
        self.write("remove_forum_member", move |conn| Box::pin(remove_member(conn, forum, by, user))).await
    }

    /// The forums of a person, those of their teams among them, by name; at most [`FORUMS_LISTED_MAX`].
    ///
    /// # Errors
    /// Only [`StoreError::Unavailable`].
    pub async fn forums_of(&self, user: UserId) -> Result<Vec<ForumSummary>> {
        self.read("forums_of", move |conn| Box::pin(forums_of(conn, user))).await
    }

    /// Every forum that a person is a member of, those of their teams among them.
    ///
    /// # Errors
    /// Only [`StoreError::Unavailable`].
    pub async fn forum_ids_of(&self, user: UserId) -> Result<Vec<ForumId>> {
        const SELECT: &str = "SELECT forum_id AS id FROM forum_members WHERE user_id = $1 \
             UNION ALL SELECT team_id AS id FROM members WHERE user_id = $1";
        let rows = self.read("forum_ids_of", |conn| {
            Box::pin(async move { Ok(sqlx::query(SELECT).bind(user.to_string()).fetch_all(conn).await?) })
        });
        rows.await?.iter().map(|row| Ok(ForumId(rows::id(row, "id")?))).collect()
    }

    /// A forum as told to a member.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such forum, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn forum(&self, forum: ForumId, user: UserId) -> Result<Forum> {
        self.read("forum", move |conn| {
            Box::pin(async move {
                let name = access(conn, forum, user).await?.name;
                told(conn, forum, name).await
            })
        })
        .await
    }
}

/// Two places to look in one statement: a forum of its own, or a team's.
const ACCESS: &str = "SELECT f.name, m.user_id, u.user_name, r.epoch, r.next_seq, 'own' AS kind FROM forums f \
     JOIN rooms r ON r.id = 'forum:' || f.id \
     LEFT JOIN forum_members m ON m.forum_id = f.id AND m.user_id = $2 \
     LEFT JOIN users u ON u.id = m.user_id WHERE f.id = $1 \
     UNION ALL SELECT t.name, m.user_id, u.user_name, r.epoch, r.next_seq, 'team' AS kind FROM teams t \
     JOIN rooms r ON r.id = 'forum:' || t.id \
     LEFT JOIN members m ON m.team_id = t.id AND m.user_id = $2 \
     LEFT JOIN users u ON u.id = m.user_id WHERE t.id = $1";

/// The caller's standing in a forum. Refuses one that does not exist and one that the caller is not in.
pub(crate) async fn access(conn: &mut Conn, forum: ForumId, user: UserId) -> Result<ForumAccess> {
    let row = sqlx::query(ACCESS).bind(forum.to_string()).bind(user.to_string()).fetch_optional(conn).await?;
    let row = row.ok_or_else(no_such_forum)?;
    let Some(user_name) = rows::optional_text(&row, "user_name")? else {
        let sentence = "You are not in this forum. Ask one of its members to bring you in.";
        return Err(StoreError::refused(ErrorCode::NotAMember, sentence));
    };
    Ok(ForumAccess {
        name: rows::text(&row, "name")?,
        user_name,
        epoch: rows::text(&row, "epoch")?,
        seq: rows::whole(&row, "next_seq")?.saturating_sub(1),
        is_teams: rows::text(&row, "kind")? == "team",
    })
}

/// What the numbering of a forum's messages is called among the rooms.
pub(crate) fn room_of(forum: ForumId) -> String {
    format!("forum:{forum}")
}

/// Begins the numbering of a forum's messages.
pub(crate) async fn make_room(conn: &mut Conn, forum: ForumId, epoch: &str) -> sqlx::Result<()> {
    const INSERT: &str = "INSERT INTO rooms (id, epoch, next_seq) VALUES ($1, $2, 1)";
    sqlx::query(INSERT).bind(room_of(forum)).bind(epoch).execute(conn).await?;
    Ok(())
}

pub(crate) fn no_such_forum() -> StoreError {
    StoreError::refused(ErrorCode::NotFound, "There is no such forum. Check the link you followed.")
}

async fn create(conn: &mut Conn, new: NewForum) -> Result<Forum> {
    const INSERT: &str = "INSERT INTO forums (id, name, created_by, created_at) VALUES ($1, $2, $3, $4)";
    sqlx::query(INSERT)
        .bind(new.id.to_string())
        .bind(&new.name)
        .bind(new.by.to_string())
        .bind(new.now.0)
        .execute(&mut *conn)
        .await?;
    make_room(conn, new.id, &new.epoch).await?;
    seat(conn, new.id, new.by, new.now).await?;
    for member in new.members.into_iter().filter(|member| *member != new.by) {
        check_invited(conn, new.by, member).await?;
        seat(conn, new.id, member, new.now).await?;
    }
    told(conn, new.id, new.name).await
}

async fn add_member(
    conn: &mut Conn,
    forum: ForumId,
    by: UserId,
    user: UserId,
    now: Timestamp,
) -> Result<Forum> {
    const COUNT: &str = "SELECT COUNT(*) AS members FROM forum_members WHERE forum_id = $1";
    let found = own(conn, forum, by).await?;
    check_invited(conn, by, user).await?;
    // The room's row is held: on PostgreSQL two calls at once cannot pass the limit together.
    crate::feed::hold_room(conn, &room_of(forum)).await?;
    let count = sqlx::query(COUNT).bind(forum.to_string()).fetch_one(&mut *conn).await?;
    seat(conn, forum, user, now).await?;
    if rows::whole(&count, "members")? >= u64::from(FORUM_MEMBERS_MAX) {
        let sentence = format!("A forum has at most {FORUM_MEMBERS_MAX} members. Make another one.");
        return Err(StoreError::refused(ErrorCode::Conflict, sentence));
    }
    told(conn, forum, found.name).await
}

async fn remove_member(conn: &mut Conn, forum: ForumId, by: UserId, user: UserId) -> Result<bool> {
    const MADE_BY: &str = "SELECT created_by FROM forums WHERE id = $1";
    const DELETE: &str = "DELETE FROM forum_members WHERE forum_id = $1 AND user_id = $2";
    own(conn, forum, by).await?;
    if user != by {
        let row = sqlx::query(MADE_BY).bind(forum.to_string()).fetch_one(&mut *conn).await?;
        if rows::id(&row, "created_by")? != by.0 {
            let sentence = "Only who made the forum can take others out of it. Ask them to do it.";
            return Err(StoreError::refused(ErrorCode::Forbidden, sentence));
        }
    }
    let deleted = sqlx::query(DELETE).bind(forum.to_string()).bind(user.to_string()).execute(conn).await?;
    Ok(deleted.rows_affected() == 1)
}

/// The caller's standing in a forum of its own, whose members can be changed here.
async fn own(conn: &mut Conn, forum: ForumId, user: UserId) -> Result<ForumAccess> {
    let found = access(conn, forum, user).await?;
    if found.is_teams {
        let sentence =
            "This is a team's own forum: whoever is in the team is in it. Invite them to the team.";
        return Err(StoreError::refused(ErrorCode::Conflict, sentence));
    }
    Ok(found)
}

async fn seat(conn: &mut Conn, forum: ForumId, user: UserId, now: Timestamp) -> sqlx::Result<()> {
    const INSERT: &str = "INSERT INTO forum_members (forum_id, user_id, joined_at) VALUES ($1, $2, $3) \
         ON CONFLICT (forum_id, user_id) DO NOTHING";
    sqlx::query(INSERT)
        .bind(forum.to_string())
        .bind(user.to_string())
        .bind(now.0)
        .execute(conn)
        .await
        .map(drop)
}

/// Somebody may be brought in who has an account and neither blocks nor is blocked by the caller.
pub(crate) async fn check_invited(conn: &mut Conn, by: UserId, user: UserId) -> Result<()> {
    const SELECT: &str = "SELECT (SELECT COUNT(*) FROM user_connections c WHERE c.status = 'blocked' AND \
         ((c.low_id = $1 AND c.high_id = $2) OR (c.low_id = $2 AND c.high_id = $1))) AS blocks \
         FROM users WHERE id = $2";
    let row = sqlx::query(SELECT).bind(by.to_string()).bind(user.to_string()).fetch_optional(conn).await?;
    match row {
        None => Err(no_such_person()),
        Some(row) if rows::whole(&row, "blocks")? == 0 => Ok(()),
        Some(_) => {
            let sentence = "You cannot bring this person in. They can come by somebody else's word.";
            Err(StoreError::refused(ErrorCode::Forbidden, sentence))
        }
    }
}

pub(crate) fn no_such_person() -> StoreError {
    StoreError::refused(ErrorCode::NotFound, "There is no such person. They may have left Kith.")
}

async fn forums_of(conn: &mut Conn, user: UserId) -> Result<Vec<ForumSummary>> {
    const SELECT: &str = "SELECT f.id, f.name FROM forum_members m JOIN forums f ON f.id = m.forum_id \
         WHERE m.user_id = $1 \
         UNION ALL SELECT t.id, t.name FROM members m JOIN teams t ON t.id = m.team_id WHERE m.user_id = $1 \
         LIMIT $2";
    let query = sqlx::query(SELECT).bind(user.to_string()).bind(i64::from(FORUMS_LISTED_MAX));
    let mut forums = Vec::new();
    for row in query.fetch_all(conn).await? {
        forums.push(ForumSummary { id: ForumId(rows::id(&row, "id")?), name: rows::text(&row, "name")? });
    }
    // Sorted here, not by the database: the backends disagree about the order of text.
    forums.sort_by_cached_key(|forum| (forum.name.to_lowercase(), forum.id));
    Ok(forums)
}

async fn told(conn: &mut Conn, forum: ForumId, name: String) -> Result<Forum> {
    const SELECT: &str = "SELECT u.id, u.user_name, u.first_name, u.last_name FROM users u \
         WHERE u.id IN (SELECT user_id FROM forum_members WHERE forum_id = $1 \
         UNION SELECT user_id FROM members WHERE team_id = $1) LIMIT $2";
    let query = sqlx::query(SELECT).bind(forum.to_string()).bind(i64::from(FORUM_MEMBERS_MAX));
    let rows = query.fetch_all(conn).await?;
    let mut members = rows.iter().map(read_person).collect::<sqlx::Result<Vec<_>>>()?;
    members.sort_by_cached_key(|member| (member.user_name.to_lowercase(), member.id));
    Ok(Forum { id: forum, name, members })
}
