//! The ways into a pact after it was made: people asked by name, and codes.

use crate::connections::{denied, standing_between};
use crate::error::{Result, StoreError};
use crate::feed::hold;
use crate::owed::{Owed, owe};
use crate::pact_access::seat;
use crate::pacts::{WayIn, open_way_in, seat_person, told};
use crate::people::hold_person;
use crate::text::storable;
use crate::writer::Conn;
use crate::{Store, alarms, pacts, rows};
use kith_domain::pact::{Act, MEMBERS_MAX, PLACES_MAX};
use kith_protocol::pacts::{MemberStatus, Pact, PactRole};
use kith_protocol::social::NotificationKind;
use kith_protocol::{ErrorCode, HabitGoalId, PactId, TeamId, Timestamp, UserId};

/// How many people one may have asked into pacts and not been answered by who are not connected with them.
pub const STRANGERS_ASKED_MAX: u32 = 30;
/// How long somebody counts as asked whose pact ended before they answered.
const ASKED_REMEMBERED_MS: i64 = 14 * 86_400_000;

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
    /// `NOT_FOUND`, also for somebody without an account; what the table of SPEC.md PA1 says; [`ErrorCode::Conflict`] if
    /// the code is taken, or beyond [`MEMBERS_MAX`], [`PLACES_MAX`] or [`STRANGERS_ASKED_MAX`]; [`ErrorCode::Forbidden`] for somebody
    /// who does not want to hear of who asks; [`ErrorCode::BadMessage`] for a NUL character.
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
    const ASK_AGAIN: &str = "UPDATE pact_members SET status = 'pending', since_day = NULL, completed = NULL, \
         due = NULL, seated_at = $3 WHERE pact_id = $1 AND user_id = $2 AND status IN ('declined', 'expired', 'left')";
    const KNOWN: &str = "SELECT 1 FROM pact_members WHERE pact_id = $1 AND user_id = $2";
    hold_person(conn, by).await?;
    // Before the room, as an alarm that rings takes them.
    alarms::set(conn, pact.0, pacts::INVITES_ALARM.to_owned(), way_in.expires_at).await?;
    hold(conn, TeamId(pact.0)).await?;
    let seat = seat(conn, pact, by).await?;
    seat.may(Act::Invite)?;
    for person in people {
        check_may_ask(conn, by, person).await?;
        let known = sqlx::query(KNOWN).bind(pact.to_string()).bind(person.to_string());
        let is_asked = if known.fetch_optional(&mut *conn).await?.is_none() {
            let asked = (PactRole::Partner, MemberStatus::Pending);
            seat_person(conn, pact, person, asked, way_in.now).await?;
            true
        } else {
            let again = sqlx::query(ASK_AGAIN).bind(pact.to_string()).bind(person.to_string());
            again.bind(way_in.now.0).execute(&mut *conn).await?.rows_affected() == 1
        };
        if is_asked {
            owe(conn, invitation(person, by, pact, seat.goal, way_in.now)).await?;
        }
    }
    check_strangers(conn, by, way_in.now).await?;
    check_places(conn, pact).await?;
    open_way_in(conn, pact, by, &way_in).await?;
    told(conn, pact).await
}

/// That somebody is asked into a pact, for them.
pub(crate) fn invitation(to: UserId, from: UserId, pact: PactId, goal: HabitGoalId, at: Timestamp) -> Owed {
    Owed {
        to,
        kind: NotificationKind::PactInvitationReceived,
        about: pact.to_string(),
        from,
        pact: Some(pact),
        goal: Some(goal),
        streak_days: None,
        day: None,
        at,
    }
}

/// Refuses to ask who said no to who asks, or is blocked by them. SPEC.md PA11.
pub(crate) async fn check_may_ask(conn: &mut Conn, by: UserId, person: UserId) -> Result<()> {
    standing_between(conn, by, person).await?.may_ask_into_a_pact().map_err(denied)
}

/// Refuses when too many were asked and have not answered who are not connected with who asks them, whatever became of
/// the pacts. SPEC.md PA12.
pub(crate) async fn check_strangers(conn: &mut Conn, by: UserId, now: Timestamp) -> Result<()> {
    const COUNT: &str = "SELECT COUNT(*) AS strangers FROM pacts p JOIN pact_members m ON m.pact_id = p.id \
         WHERE p.creator_id = $1 AND (m.status = 'pending' OR (m.status = 'expired' AND m.seated_at > $2)) AND NOT EXISTS \
         (SELECT 1 FROM user_connections c WHERE c.status = 'complete' AND ((c.low_id = $1 AND c.high_id = m.user_id) \
          OR (c.low_id = m.user_id AND c.high_id = $1)))";
    let since = now.plus_ms(-ASKED_REMEMBERED_MS);
    let row = sqlx::query(COUNT).bind(by.to_string()).bind(since.0).fetch_one(conn).await?;
    if rows::whole(&row, "strangers")? <= u64::from(STRANGERS_ASKED_MAX) {
        return Ok(());
    }
    let sentence = format!(
        "You have asked {STRANGERS_ASKED_MAX} people whom you are not connected with. Wait for some of them to answer, or for two weeks."
    );
    Err(StoreError::refused(ErrorCode::Conflict, sentence))
}

/// Refuses when more are in a pact or asked into it than may be, or more have a place in it than are remembered.
pub(crate) async fn check_places(conn: &mut Conn, pact: PactId) -> Result<()> {
    const COUNT: &str = "SELECT COUNT(*) AS places, \
         COUNT(CASE WHEN status IN ('pending', 'active') THEN 1 END) AS seated FROM pact_members WHERE pact_id = $1";
    let row = sqlx::query(COUNT).bind(pact.to_string()).fetch_one(conn).await?;
    let refused = |sentence| Err(StoreError::refused(ErrorCode::Conflict, sentence));
    if rows::whole(&row, "seated")? > MEMBERS_MAX as u64 {
        return refused(format!(
            "A pact is for at most {MEMBERS_MAX} people, and this one is full. Make another one."
        ));
    }
    if rows::whole(&row, "places")? > PLACES_MAX as u64 {
        return refused(format!(
            "{PLACES_MAX} people were asked into this pact or came into it, and no pact takes more. Make another one."
        ));
    }
    Ok(())
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
