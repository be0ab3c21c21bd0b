//! The ways into a pact after it was made: people asked by name, and codes.

use crate::error::{Result, StoreError};
use crate::feed::hold;
use crate::forums::check_invited;
use crate::pact_access::seat;
use crate::pacts::{WayIn, open_way_in, seat_person, told};
use crate::text::storable;
use crate::writer::Conn;
use crate::{Store, alarms, pacts, rows};
use kith_domain::pact::{Act, MEMBERS_MAX};
use kith_protocol::pacts::{MemberStatus, Pact, PactRole};
use kith_protocol::{ErrorCode, PactId, TeamId, Timestamp, UserId};

/// What a pact's code tells somebody who has not signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PactPreview {
    /// The habit it is about.
    pub habit_name: String,
    /// Who made it.
    pub creator_name: String,
    /// Until when the code is good.
    pub expires_at: Timestamp,
}

impl Store {
    /// Asks people into a pact, also such as have declined or left, and opens a new code; the time for all answers
    /// begins anew. SPEC.md PA10.
    ///
    /// # Errors
    /// `NOT_FOUND`, also for somebody without an account; [`ErrorCode::Forbidden`] if one of them and the caller block each
    /// other; what the table of SPEC.md PA1 says; [`ErrorCode::Conflict`] if
    /// the code is taken, or beyond [`MEMBERS_MAX`]; [`ErrorCode::BadMessage`] for a NUL character.
    pub async fn invite_to_pact(
        &self,
        pact: PactId,
        by: UserId,
        people: Vec<UserId>,
        way_in: WayIn,
    ) -> Result<Pact> {
        storable([&*way_in.code])?;
        self.write("invite_to_pact", move |conn| Box::pin(invite(conn, pact, by, people, way_in))).await
    }

    /// What a pact's code leads to; `None` if there is none with this code or it has expired by `now`.
    ///
    /// # Errors
    /// [`ErrorCode::BadMessage`] if the code holds a NUL character.
    pub async fn pact_invite(&self, code: &str, now: Timestamp) -> Result<Option<PactPreview>> {
        storable([code])?;
        let code = code.to_owned();
        self.read("pact_invite", move |conn| Box::pin(preview(conn, code, now))).await
    }
}

async fn invite(
    conn: &mut Conn,
    pact: PactId,
    by: UserId,
    people: Vec<UserId>,
    way_in: WayIn,
) -> Result<Pact> {
    const ASK_AGAIN: &str = "UPDATE pact_members SET status = 'pending', since_day = NULL \
         WHERE pact_id = $1 AND user_id = $2 AND status IN ('declined', 'expired', 'left')";
    const KNOWN: &str = "SELECT 1 FROM pact_members WHERE pact_id = $1 AND user_id = $2";
    hold(conn, TeamId(pact.0)).await?;
    seat(conn, pact, by).await?.may(Act::Invite)?;
    for person in people {
        check_invited(conn, by, person).await?;
        let known = sqlx::query(KNOWN).bind(pact.to_string()).bind(person.to_string());
        if known.fetch_optional(&mut *conn).await?.is_none() {
            let asked = (PactRole::Partner, MemberStatus::Pending);
            seat_person(conn, pact, person, asked, way_in.now).await?;
        } else {
            let again = sqlx::query(ASK_AGAIN).bind(pact.to_string()).bind(person.to_string());
            again.execute(&mut *conn).await?;
        }
    }
    if seated(conn, pact).await? > MEMBERS_MAX as u64 {
        return Err(full());
    }
    open_way_in(conn, pact, by, &way_in).await?;
    alarms::set(conn, TeamId(pact.0), pacts::INVITES_ALARM.to_owned(), way_in.expires_at).await?;
    told(conn, pact).await
}

/// How many are in a pact or asked into it.
pub(crate) async fn seated(conn: &mut Conn, pact: PactId) -> Result<u64> {
    const COUNT: &str =
        "SELECT COUNT(*) AS seated FROM pact_members WHERE pact_id = $1 AND status IN ('pending', 'active')";
    let row = sqlx::query(COUNT).bind(pact.to_string()).fetch_one(conn).await?;
    Ok(rows::whole(&row, "seated")?)
}

pub(crate) fn full() -> StoreError {
    let sentence =
        format!("A pact is for at most {MEMBERS_MAX} people, and this one is full. Make another one.");
    StoreError::refused(ErrorCode::Conflict, sentence)
}

async fn preview(conn: &mut Conn, code: String, now: Timestamp) -> Result<Option<PactPreview>> {
    const SELECT: &str = "SELECT g.name, u.user_name, i.expires_at FROM pact_invites i \
         JOIN pacts p ON p.id = i.pact_id JOIN habit_goals g ON g.id = p.goal_id JOIN users u ON u.id = p.creator_id \
         WHERE i.code = $1 AND i.expires_at > $2";
    let row = sqlx::query(SELECT).bind(code).bind(now.0).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(PactPreview {
        habit_name: rows::text(&row, "name")?,
        creator_name: rows::text(&row, "user_name")?,
        expires_at: rows::moment(&row, "expires_at")?,
    }))
}
