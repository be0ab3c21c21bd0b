//! Tells the running pacts of a person what they did, in the transaction of its cause: every one on the habit, or those that
//! were told of a check-in before. Nobody else adds to several feeds at once.

use crate::error::Result;
use crate::feed::hold;
use crate::goals::optional_date;
use crate::pact_access::seat;
use crate::pact_feed::{Happening, add, add_as, add_while_running};
use crate::rows;
use crate::writer::Conn;
use kith_domain::pact::Act;
use kith_protocol::pacts::{ActivityType, PactActivity};
use kith_protocol::{CheckinId, HabitGoalId, PactId, TeamId, Timestamp, UserId};
use sqlx::any::AnyRow;

/// A person and a habit that they keep, also in pacts.
#[derive(Clone, Copy)]
pub(crate) struct Kept {
    pub user: UserId,
    pub goal: HabitGoalId,
    /// In how many running pacts on it they were when it was last looked at.
    pub running: u64,
}

/// What the pacts were told.
pub(crate) struct Told {
    pub activities: Vec<PactActivity>,
    /// Whether a pact that was running had ended, or the person had left it, when its room was held.
    pub some_ended: bool,
}

/// Adds the same entries to the feed of each of somebody's running pacts on a habit. Their rooms are held until the commit.
pub(crate) async fn tell_running(
    conn: &mut Conn,
    kept: Kept,
    entries: &[Happening],
    now: Timestamp,
) -> Result<Told> {
    let Some((first, others)) = entries.split_first() else {
        return Ok(Told { activities: Vec::new(), some_ended: false });
    };
    let count = entries.len() as i64;
    let numbers = take_numbers(conn, kept, count).await?;
    let mut told = Told { activities: Vec::new(), some_ended: (numbers.len() as u64) < kept.running };
    for (pact, seq) in numbers {
        let Some(added) = add_while_running(conn, pact, seq, first.clone(), now).await? else {
            give_numbers_back(conn, pact, count).await?;
            told.some_ended = true;
            continue;
        };
        told.activities.push(added);
        for (seq, other) in (seq + 1..).zip(others) {
            told.activities.push(add_as(conn, pact, seq, other.clone(), now).await?);
        }
    }
    Ok(told)
}

/// Takes so many numbers in the feed of each of a person's `running` pacts on a habit, and gives the first of each.
async fn take_numbers(conn: &mut Conn, kept: Kept, count: i64) -> Result<Vec<(PactId, u64)>> {
    const ONE: &str = "UPDATE rooms SET next_seq = next_seq + $3 WHERE id IN (SELECT m.pact_id FROM pact_members m \
         JOIN pacts p ON p.id = m.pact_id WHERE m.user_id = $1 AND m.status = 'active' AND p.goal_id = $2 \
         AND p.status = 'active') RETURNING id, next_seq - $3 AS seq";
    // Several rooms are held in the order of their ids, so that two people who share them wait for each other only once.
    const PACTS: &str = "SELECT m.pact_id FROM pact_members m JOIN pacts p ON p.id = m.pact_id WHERE m.user_id = $1 \
         AND m.status = 'active' AND p.goal_id = $2 AND p.status = 'active' ORDER BY m.pact_id";
    const EACH: &str =
        "UPDATE rooms SET next_seq = next_seq + $2 WHERE id = $1 RETURNING id, next_seq - $2 AS seq";
    let (user, goal) = (kept.user.to_string(), kept.goal.to_string());
    let mut rows = Vec::new();
    match kept.running {
        0 => {}
        1 => rows = sqlx::query(ONE).bind(user).bind(goal).bind(count).fetch_all(&mut *conn).await?,
        _ => {
            for pact in sqlx::query(PACTS).bind(user).bind(goal).fetch_all(&mut *conn).await? {
                let room = rows::text(&pact, "pact_id")?;
                rows.push(sqlx::query(EACH).bind(room).bind(count).fetch_one(&mut *conn).await?);
            }
        }
    }
    let read = |row: &AnyRow| Ok((PactId(rows::id(row, "id")?), rows::whole(row, "seq")?));
    rows.iter().map(read).collect()
}

async fn give_numbers_back(conn: &mut Conn, pact: PactId, count: i64) -> Result<()> {
    const GIVE_BACK: &str = "UPDATE rooms SET next_seq = next_seq - $2 WHERE id = $1";
    sqlx::query(GIVE_BACK).bind(pact.to_string()).bind(count).execute(conn).await?;
    Ok(())
}

/// Something that its person did with a check-in that was told before.
pub(crate) struct About {
    pub kind: ActivityType,
    pub checkin: CheckinId,
    pub user: UserId,
    pub message: Option<String>,
}

/// Tells the pacts that were told of a check-in, as far as its person could still check in there. The check-in itself may be
/// gone. Whoever comes here holds the check-in's row, so that the rooms are taken after it.
pub(crate) async fn tell_told(conn: &mut Conn, about: &About, now: Timestamp) -> Result<Vec<PactActivity>> {
    // In the order of their ids, as everybody holds several rooms.
    const TOLD: &str = "SELECT DISTINCT a.pact_id, a.day FROM pact_activities a \
         JOIN pact_members m ON m.pact_id = a.pact_id AND m.user_id = a.user_id \
         WHERE a.checkin_id = $1 AND a.user_id = $2 AND a.day IS NOT NULL ORDER BY a.pact_id";
    let told = sqlx::query(TOLD).bind(about.checkin.to_string()).bind(about.user.to_string());
    let mut activities = Vec::new();
    for row in told.fetch_all(&mut *conn).await? {
        let pact = PactId(rows::id(&row, "pact_id")?);
        hold(conn, TeamId(pact.0)).await?;
        let seat = seat(conn, pact, about.user).await?;
        if seat.may(Act::CheckIn).is_ok() {
            let happening = Happening {
                checkin: Some(about.checkin),
                day: optional_date(&row, "day")?,
                message: about.message.clone(),
                ..Happening::of(about.kind, &seat)
            };
            activities.push(add(conn, pact, happening, now).await?);
        }
    }
    Ok(activities)
}
