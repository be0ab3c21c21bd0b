//! Who may see a check-in and its pictures: its own person, and who may read a pact that was told of it. It changes
//! nothing; the table is the domain's.

use crate::checkins::no_such_checkin;
use crate::error::{Result, StoreError};
use crate::goals::word;
use crate::pact_access::{denied, read_standing, standing_columns};
use crate::rows;
use crate::writer::Conn;
use kith_domain::pact::{Act, Denial, may};
use kith_protocol::pacts::PactStatus;
use kith_protocol::{CheckinId, ErrorCode, ProofId, UserId};
use sqlx::any::AnyRow;

// The names are said, because SQLite gives columns of a join in brackets names of its own.
/// Reads the pacts of the person `$2` that were told of a check-in; one row of NULLs where there is none.
macro_rules! select_sight {
    ($which:literal) => {
        concat!(
            "SELECT c.user_id AS owner_id, p.status AS status, ",
            standing_columns!(),
            " FROM habit_checkins c LEFT JOIN (pact_members m JOIN pacts p ON p.id = m.pact_id) ON m.user_id = $2 AND p.goal_id = c.goal_id \
             AND EXISTS (SELECT 1 FROM pact_activities a WHERE a.pact_id = p.id AND a.checkin_id = c.id \
              AND a.user_id = c.user_id) WHERE c.id = ",
            $which
        )
    };
}

/// What somebody is to a check-in that they may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// It is theirs.
    Own,
    /// They are, or were, in a pact that was told of it.
    Partner,
}

/// Refuses who may not see a check-in. SPEC.md PF4.
pub(crate) async fn sight(conn: &mut Conn, checkin: CheckinId, user: UserId) -> Result<Sight> {
    const SELECT: &str = select_sight!("$1");
    let select = sqlx::query(SELECT).bind(checkin.to_string()).bind(user.to_string());
    judge(&select.fetch_all(conn).await?, user, no_such_checkin)
}

/// Refuses who may not see a picture.
pub(crate) async fn sight_of_proof(conn: &mut Conn, proof: ProofId, user: UserId) -> Result<Sight> {
    const SELECT: &str = select_sight!("(SELECT r.checkin_id FROM proofs r WHERE r.id = $1)");
    let select = sqlx::query(SELECT).bind(proof.to_string()).bind(user.to_string());
    judge(&select.fetch_all(conn).await?, user, no_such_proof)
}

fn judge(found: &[AnyRow], user: UserId, missing: fn() -> StoreError) -> Result<Sight> {
    let first = found.first().ok_or_else(missing)?;
    if rows::id(first, "owner_id")? == user.0 {
        return Ok(Sight::Own);
    }
    for row in found {
        if rows::optional_text(row, "role")?.is_some() {
            let status = word(row, "status", PactStatus::read)?;
            if may(Act::Read, read_standing(row)?, status).is_ok() {
                return Ok(Sight::Partner);
            }
        }
    }
    Err(denied(Denial::NotAMember))
}

/// Refuses who may see a check-in, and yet may not add to it.
pub(crate) fn owner_only(sight: Sight) -> Result<()> {
    match sight {
        Sight::Own => Ok(()),
        Sight::Partner => {
            let sentence = "Pictures are added by who checked in. Celebrate them instead.";
            Err(StoreError::refused(ErrorCode::Forbidden, sentence))
        }
    }
}

pub(crate) fn no_such_proof() -> StoreError {
    StoreError::refused(ErrorCode::NotFound, "There is no such picture. It may have been taken back.")
}
