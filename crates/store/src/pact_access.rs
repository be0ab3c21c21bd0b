//! Who may do what with a pact: asked first, inside the transaction of every call about one. It changes nothing; the
//! table is the domain's.

use crate::error::{Result, StoreError};
use crate::goals::{optional_date, read_frequency, word};
use crate::history::Place;
use crate::rows;
use crate::writer::Conn;
use kith_domain::Day;
use kith_domain::pact::{Act, Denial, Standing, Verdict, may};
use kith_domain::streak::Frequency;
use kith_protocol::pacts::{MemberStatus, PactRole, PactStatus};
use kith_protocol::{ErrorCode, HabitGoalId, PactId, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;

/// A person's place in a pact, and how the pact stands.
pub(crate) struct Seat {
    pub pact: PactId,
    pub user: UserId,
    pub user_name: String,
    pub place: Place,
    pub standing: Standing,
    pub status: PactStatus,
    pub creator: UserId,
    pub goal: HabitGoalId,
    pub habit_name: String,
    pub frequency: Frequency,
    pub duration_days: u16,
    pub start_day: Option<Day>,
}

impl Seat {
    /// Refuses what the table does not allow.
    pub(crate) fn may(&self, act: Act) -> Result<Verdict> {
        may(act, self.standing, self.status).map_err(denied)
    }
}

/// The columns that [`read_standing`] reads, of `pact_members m` and `pacts p`. It is Kith's own entry that says by whose
/// leaving a pact ended.
macro_rules! standing_columns {
    () => {
        "m.role AS role, m.status AS member_status, CAST(CASE WHEN m.status = 'left' AND EXISTS \
         (SELECT 1 FROM pact_activities e WHERE e.pact_id = p.id AND e.user_id = m.user_id \
          AND e.kind = 'pact_abandoned') THEN 1 ELSE 0 END AS BIGINT) AS ended_it"
    };
}

pub(crate) use standing_columns;

const SELECT: &str = concat!(
    "SELECT p.status, p.creator_id, p.goal_id, p.duration_days, p.start_day, g.name, g.frequency_type, \
     g.frequency_count, g.target_days, u.user_name, u.timezone, u.day_starts_at, ",
    standing_columns!(),
    " FROM pacts p JOIN habit_goals g ON g.id = p.goal_id JOIN users u ON u.id = $2 \
     LEFT JOIN pact_members m ON m.pact_id = p.id AND m.user_id = u.id WHERE p.id = $1"
);

/// A person's place in a pact. Refuses a pact that does not exist.
pub(crate) async fn seat(conn: &mut Conn, pact: PactId, user: UserId) -> Result<Seat> {
    let row = sqlx::query(SELECT).bind(pact.to_string()).bind(user.to_string()).fetch_optional(conn).await?;
    let row = row.ok_or_else(no_such_pact)?;
    Ok(Seat {
        pact,
        user,
        user_name: rows::text(&row, "user_name")?,
        place: Place::read(&row)?,
        standing: read_standing(&row)?,
        status: word(&row, "status", PactStatus::read)?,
        creator: UserId(rows::id(&row, "creator_id")?),
        goal: HabitGoalId(rows::id(&row, "goal_id")?),
        habit_name: rows::text(&row, "name")?,
        frequency: read_frequency(&row)?,
        duration_days: u16::try_from(rows::whole(&row, "duration_days")?).unwrap_or(u16::MAX),
        start_day: optional_date(&row, "start_day")?,
    })
}

/// What somebody is, from the columns of [`standing_columns`]: no role is no place.
pub(crate) fn read_standing(row: &AnyRow) -> sqlx::Result<Standing> {
    if row.try_get::<Option<&str>, _>("role")?.is_none() {
        return Ok(Standing::Outsider);
    }
    let (role, status) =
        (word(row, "role", PactRole::read)?, word(row, "member_status", MemberStatus::read)?);
    Ok(Standing::of(role, status, rows::whole(row, "ended_it")? == 1))
}

/// A denial as a refusal.
pub(crate) fn denied(denial: Denial) -> StoreError {
    let (code, sentence) = match denial {
        Denial::NotAMember => {
            (ErrorCode::NotAMember, "You are not in this pact. Ask who made it for an invitation.")
        }
        Denial::NotTheirs => (ErrorCode::Forbidden, "Only who made this pact can do that. Ask them."),
        Denial::NotStarted => {
            (ErrorCode::Conflict, "This pact has not started for you. Accept it first, or wait.")
        }
        Denial::Over => (ErrorCode::Conflict, "This pact is over. Renew it, or make a new one."),
        Denial::StillOn => (ErrorCode::Conflict, "This pact is not over. Renew it when it is."),
        Denial::OwnPact => (ErrorCode::Conflict, "You made this pact. Somebody else has to accept it."),
        Denial::AnsweredAlready => {
            (ErrorCode::Conflict, "You have declined or left this pact. Ask to be invited again.")
        }
        Denial::IsInIt => (ErrorCode::Conflict, "You are in this pact already. Abandon it to leave it."),
        Denial::IsNotInIt => (ErrorCode::Conflict, "You have not accepted this pact. Decline it instead."),
    };
    StoreError::refused(code, sentence)
}

pub(crate) fn no_such_pact() -> StoreError {
    StoreError::refused(ErrorCode::NotFound, "There is no such pact. Check the link you followed.")
}
