//! What the members of a pact kept of it, written down when it is over for them. It ends nothing.

use crate::error::Result;
use crate::goals::date;
use crate::history::{Place, completed_days, today_of};
use crate::pact_access::Seat;
use crate::rows;
use crate::writer::Conn;
use kith_domain::completion::{completion, completion_so_far};
use kith_domain::pact::last_day;
use kith_protocol::{Timestamp, UserId};

/// Until when a pact is counted.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    /// Its last date is over.
    Over,
    /// It ends for them at this moment, before its last date.
    Cut(Timestamp),
}

/// Writes down what those who are in a running pact kept of it, or one of them alone, and names them in the order of their
/// ids. Nothing in a pact that has not begun. SPEC.md PA8.
pub(crate) async fn keep(
    conn: &mut Conn,
    seat: &Seat,
    only: Option<UserId>,
    until: Until,
) -> Result<Vec<UserId>> {
    const IN_IT: &str = "SELECT m.user_id, m.since_day, u.timezone, u.day_starts_at FROM pact_members m JOIN users u ON u.id = m.user_id \
         WHERE m.pact_id = $1 AND m.status = 'active' AND m.since_day IS NOT NULL ORDER BY m.user_id";
    const RATE: &str = "UPDATE pact_members SET completed = $3, due = $4 WHERE pact_id = $1 AND user_id = $2";
    let Some(first) = seat.start_day else { return Ok(Vec::new()) };
    let last = last_day(first, seat.duration_days);
    let mut keepers = Vec::new();
    for row in sqlx::query(IN_IT).bind(seat.pact.to_string()).fetch_all(&mut *conn).await? {
        let user = UserId(rows::id(&row, "user_id")?);
        if only.is_some_and(|only| only != user) {
            continue;
        }
        let since = date(&row, "since_day")?.max(first);
        let done = completed_days(conn, user, seat.goal).await?;
        let kept = match until {
            Until::Over => completion(seat.frequency, since, last, &done),
            Until::Cut(now) => {
                let today = today_of(&Place::read(&row)?, now)?;
                completion_so_far(seat.frequency, since, last, today, &done)
            }
        };
        let update = sqlx::query(RATE).bind(seat.pact.to_string()).bind(user.to_string());
        update.bind(i64::from(kept.completed)).bind(i64::from(kept.due)).execute(&mut *conn).await?;
        keepers.push(user);
    }
    Ok(keepers)
}
