//! Invites: the only way into a team for those who did not make it. Codes are made by the caller.

use crate::error::{Result, StoreError};
use crate::text::storable;
use crate::writer::Conn;
use crate::{Store, access, alarms, rows, teams};
use kith_protocol::rest::Team;
use kith_protocol::{ErrorCode, Role, TeamId, Timestamp, UserId};

/// How long an expired invite is remembered, so that who comes late learns that it expired.
const REMEMBERED_MS: i64 = 30 * 24 * 60 * 60 * 1_000;
/// What the alarm that ends that is called, before the invite's code.
pub(crate) const FORGET_ALARM: &str = "forget-invite:";

/// An invite to be made.
#[derive(Clone, Debug)]
pub struct NewInvite {
    /// Into which team.
    pub team: TeamId,
    /// Who asks for it.
    pub by: UserId,
    /// Random text, hard to guess.
    pub code: String,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// The time of the call.
    pub now: Timestamp,
}

/// What an invite tells somebody who has not signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitePreview {
    /// The team it leads into.
    pub team_name: String,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// How an invite was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The team, which the caller is now in.
    pub team: Team,
    /// Whether the caller was not in it before.
    pub joined: bool,
}

impl Store {
    /// Makes an invite, good for many people until it expires. SPEC.md TM2.
    ///
    /// # Errors
    /// `NOT_FOUND`, `NOT_A_MEMBER`; [`ErrorCode::Forbidden`] unless the caller is the coach; [`ErrorCode::Conflict`]
    /// if the code is taken.
    pub async fn create_invite(&self, new: NewInvite) -> Result<()> {
        storable([&*new.code])?;
        self.write("create_invite", move |conn| Box::pin(create_invite(conn, new))).await
    }

    /// What an invite leads to; `None` if there is none with this code or it has expired by `now`.
    ///
    /// # Errors
    /// [`ErrorCode::BadMessage`] if the code holds a NUL character.
    pub async fn invite(&self, code: &str, now: Timestamp) -> Result<Option<InvitePreview>> {
        storable([code])?;
        let code = code.to_owned();
        self.read("invite", move |conn| Box::pin(invite(conn, code, now))).await
    }

    /// Joins the team of an invite. Twice is the same as once, and who is a member already stays what they are, even
    /// after the invite has expired. SPEC.md TM3, TM4.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] if there is no such code, [`ErrorCode::Conflict`] for a newcomer after it expired.
    pub async fn accept_invite(&self, code: &str, user: UserId, now: Timestamp) -> Result<Accepted> {
        storable([code])?;
        let code = code.to_owned();
        self.write("accept_invite", move |conn| Box::pin(accept_invite(conn, code, user, now))).await
    }
}

async fn create_invite(conn: &mut Conn, new: NewInvite) -> Result<()> {
    const INSERT: &str = "INSERT INTO invites (code, team_id, created_by, expires_at, created_at) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (code) DO NOTHING";
    access::to_team(conn, new.team, new.by).await?.coach("invite people")?;
    let inserted = sqlx::query(INSERT)
        .bind(new.code.clone())
        .bind(new.team.to_string())
        .bind(new.by.to_string())
        .bind(new.expires_at.0)
        .bind(new.now.0)
        .execute(&mut *conn)
        .await?;
    if inserted.rows_affected() == 0 {
        return Err(StoreError::refused(
            ErrorCode::Conflict,
            "This invite code is taken. Ask for another one.",
        ));
    }
    let forget_at = new.expires_at.plus_ms(REMEMBERED_MS);
    alarms::set(conn, new.team.0, format!("{FORGET_ALARM}{}", new.code), forget_at).await
}

/// Forgets an invite; who is in the team stays in it.
pub(crate) async fn forget(conn: &mut Conn, code: &str) -> Result<()> {
    sqlx::query("DELETE FROM invites WHERE code = $1").bind(code.to_owned()).execute(conn).await?;
    Ok(())
}

async fn invite(conn: &mut Conn, code: String, now: Timestamp) -> Result<Option<InvitePreview>> {
    const SELECT: &str = "SELECT t.name, i.expires_at FROM invites i JOIN teams t ON t.id = i.team_id \
         WHERE i.code = $1 AND i.expires_at > $2";
    let row = sqlx::query(SELECT).bind(code).bind(now.0).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(InvitePreview {
        team_name: rows::text(&row, "name")?,
        expires_at: rows::moment(&row, "expires_at")?,
    }))
}

async fn accept_invite(conn: &mut Conn, code: String, user: UserId, now: Timestamp) -> Result<Accepted> {
    const SELECT: &str = "SELECT i.team_id, i.expires_at, m.role FROM invites i \
         LEFT JOIN members m ON m.team_id = i.team_id AND m.user_id = $2 WHERE i.code = $1";
    let row = sqlx::query(SELECT).bind(code).bind(user.to_string()).fetch_optional(&mut *conn).await?;
    let Some(row) = row else {
        let sentence = "There is no such invite. Check the link, or ask for a new one.";
        return Err(StoreError::refused(ErrorCode::NotFound, sentence));
    };
    let team = TeamId(rows::id(&row, "team_id")?);
    let newcomer = rows::role(&row, "role")?.is_none();
    if newcomer && rows::moment(&row, "expires_at")? <= now {
        let sentence = "This invite has expired. Ask the coach for a new one.";
        return Err(StoreError::refused(ErrorCode::Conflict, sentence));
    }
    let joined = newcomer && teams::join(conn, team, user, Role::Member, now).await?;
    Ok(Accepted { team: teams::team(conn, team, user).await?, joined })
}
