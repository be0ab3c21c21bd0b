//! Celebrations and encouragements: words from one person in a pact to another, each once. They are entries of the pact's
//! feed.

use crate::checkins::no_such_checkin;
use crate::connections::{denied as unwanted, standing_between};
use crate::error::{Result, StoreError};
use crate::feed::hold;
use crate::goals::date;
use crate::history::today_of;
use crate::pact_access::{denied, seat};
use crate::pact_feed::{Happening, add, entry};
use crate::posts::Created;
use crate::text::storable;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_domain::Day;
use kith_domain::connections;
use kith_domain::pact::{Act, Denial};
use kith_protocol::pacts::{ActivityType, PactActivity};
use kith_protocol::{CheckinId, ErrorCode, PactId, TeamId, Timestamp, UserId};

/// A celebration to be sent.
#[derive(Clone, Debug)]
pub struct NewCelebration {
    /// Who sends it.
    pub from: UserId,
    /// Which check-in; without it the newest of the target in the pact, both of which must be given then.
    pub checkin: Option<CheckinId>,
    /// In which pact; without it the newest on the check-in's habit that both are in.
    pub pact: Option<PactId>,
    /// Whose check-in it is, to be sure.
    pub target: Option<UserId>,
    /// A word with it.
    pub message: Option<String>,
    /// The time of the call.
    pub now: Timestamp,
}

impl Store {
    /// Celebrates another one's check-in. Twice is the same as once. SPEC.md CE1.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such check-in or pact; `NOT_A_MEMBER` if the two share no pact on it;
    /// [`ErrorCode::Forbidden`] for one's own; [`ErrorCode::Conflict`] by the table of SPEC.md PA1;
    /// [`ErrorCode::BadMessage`] for a check-in of another pact or person, for too little to find it by, or a NUL
    /// character.
    pub async fn celebrate(&self, new: NewCelebration) -> Result<Created<PactActivity>> {
        storable(new.message.as_deref())?;
        self.write("celebrate", move |conn| Box::pin(celebrate(conn, new))).await
    }

    /// Encourages another one in a pact. The same words to the same person on the same date are one. SPEC.md CE2.
    ///
    /// # Errors
    /// `NOT_FOUND`, `NOT_A_MEMBER`, also if the other one is not in the pact; [`ErrorCode::Forbidden`] for oneself;
    /// [`ErrorCode::Conflict`] by the table of SPEC.md PA1; [`ErrorCode::BadMessage`] for a NUL character.
    pub async fn encourage(
        &self,
        pact: PactId,
        from: UserId,
        to: UserId,
        message: String,
        now: Timestamp,
    ) -> Result<Created<PactActivity>> {
        storable([&*message])?;
        self.write("encourage", move |conn| Box::pin(encourage(conn, pact, from, to, message, now))).await
    }
}

async fn celebrate(conn: &mut Conn, new: NewCelebration) -> Result<Created<PactActivity>> {
    const KNOWN: &str = "SELECT pact_id, seq FROM celebrations WHERE from_id = $1 AND checkin_id = $2";
    const INSERT: &str =
        "INSERT INTO celebrations (from_id, checkin_id, pact_id, seq) VALUES ($1, $2, $3, $4)";
    if let Some(pact) = new.pact {
        seat(conn, pact, new.from).await?.may(Act::Celebrate)?;
    }
    let checkin = match new.checkin {
        Some(checkin) => checkin,
        None => newest_checkin(conn, &new).await?,
    };
    let (to, day, pact) = celebrated(conn, checkin, &new).await?;
    hold_checkin(conn, checkin).await?;
    hold(conn, TeamId(pact.0)).await?;
    let seat = seat(conn, pact, new.from).await?;
    seat.may(Act::Celebrate)?;
    let known = sqlx::query(KNOWN).bind(new.from.to_string()).bind(checkin.to_string());
    if let Some(row) = known.fetch_optional(&mut *conn).await? {
        let known_pact = PactId(rows::id(&row, "pact_id")?);
        let value = entry(conn, known_pact, rows::whole(&row, "seq")?).await?;
        return Ok(Created { value, fresh: false });
    }
    check_heard(conn, new.from, to).await?;
    let happening = Happening {
        checkin: Some(checkin),
        day: Some(day),
        target: Some(to),
        message: new.message,
        ..Happening::of(ActivityType::CelebrationSent, &seat)
    };
    let activity = add(conn, pact, happening, new.now).await?;
    let insert =
        sqlx::query(INSERT).bind(new.from.to_string()).bind(checkin.to_string()).bind(pact.to_string());
    insert.bind(rows::bigint(activity.seq)).execute(conn).await?;
    Ok(Created { value: activity, fresh: true })
}

/// Holds a check-in until the commit, before any room, as who adds a picture does: it may be celebrated in several pacts at
/// once.
async fn hold_checkin(conn: &mut Conn, checkin: CheckinId) -> Result<()> {
    const HOLD: &str = "UPDATE habit_checkins SET status = status WHERE id = $1";
    match sqlx::query(HOLD).bind(checkin.to_string()).execute(conn).await?.rows_affected() {
        0 => Err(no_such_checkin()),
        _ => Ok(()),
    }
}

/// Who blocks somebody hears no words of theirs, also where both are in a pact. SPEC.md UC2.
async fn check_heard(conn: &mut Conn, from: UserId, to: UserId) -> Result<()> {
    let standing = standing_between(conn, from, to).await?;
    if matches!(standing, connections::Standing::Blocked(_)) {
        return standing.may_ask_into_a_pact().map_err(unwanted);
    }
    Ok(())
}

/// The newest check-in of the target that the pact was told of, whose member asks.
async fn newest_checkin(conn: &mut Conn, new: &NewCelebration) -> Result<CheckinId> {
    const SELECT: &str = "SELECT c.id FROM habit_checkins c JOIN pacts p ON p.goal_id = c.goal_id \
         WHERE p.id = $1 AND c.user_id = $2 AND EXISTS (SELECT 1 FROM pact_activities a \
             WHERE a.checkin_id = c.id AND a.pact_id = p.id AND a.user_id = c.user_id) \
         ORDER BY c.day DESC LIMIT 1";
    let (Some(pact), Some(target)) = (new.pact, new.target) else {
        let sentence = "Say which check-in is celebrated: \"checkinId\", or \"pactId\" and \"targetUserId\".";
        return Err(StoreError::refused(ErrorCode::BadMessage, sentence));
    };
    check_target(conn, pact, target).await?;
    let select = sqlx::query(SELECT).bind(pact.to_string()).bind(target.to_string());
    let row = select.fetch_optional(conn).await?.ok_or_else(no_such_checkin)?;
    Ok(CheckinId(rows::id(&row, "id")?))
}

/// Whose check-in it is, of which date, and the pact: the one that is named, or one that runs before one that is over,
/// the newest first.
async fn celebrated(
    conn: &mut Conn,
    checkin: CheckinId,
    new: &NewCelebration,
) -> Result<(UserId, Day, PactId)> {
    const SELECT: &str = "SELECT c.user_id, c.day, m.pact_id FROM habit_checkins c \
         LEFT JOIN pacts p ON p.goal_id = c.goal_id AND ($3 = '' OR p.id = $3) AND EXISTS \
             (SELECT 1 FROM pact_members t WHERE t.pact_id = p.id AND t.user_id = c.user_id \
              AND t.status IN ('active', 'done')) AND EXISTS (SELECT 1 FROM pact_activities a \
              WHERE a.checkin_id = c.id AND a.pact_id = p.id AND a.user_id = c.user_id) \
         LEFT JOIN pact_members m ON m.pact_id = p.id AND m.user_id = $2 AND m.status IN ('active', 'done') \
         WHERE c.id = $1 ORDER BY CASE WHEN m.pact_id IS NULL THEN 2 WHEN p.status = 'active' THEN 0 ELSE 1 END, \
         m.pact_id DESC LIMIT 1";
    let select = sqlx::query(SELECT).bind(checkin.to_string()).bind(new.from.to_string());
    let select = select.bind(new.pact.map(|pact| pact.to_string()).unwrap_or_default());
    let row = select.fetch_optional(conn).await?.ok_or_else(no_such_checkin)?;
    let to = UserId(rows::id(&row, "user_id")?);
    if to == new.from {
        return Err(own("Celebrations are for others' check-ins."));
    }
    let is_shared = sqlx::Row::try_get::<Option<&str>, _>(&row, "pact_id")?.is_some();
    if !is_shared && new.pact.is_none() {
        return Err(denied(Denial::NotAMember));
    }
    if !is_shared || new.target.is_some_and(|target| target != to) {
        let sentence = "This check-in is not of that pact or not of that person. Check the ids.";
        return Err(StoreError::refused(ErrorCode::BadMessage, sentence));
    }
    Ok((to, date(&row, "day")?, PactId(rows::id(&row, "pact_id")?)))
}

async fn encourage(
    conn: &mut Conn,
    pact: PactId,
    from: UserId,
    to: UserId,
    message: String,
    now: Timestamp,
) -> Result<Created<PactActivity>> {
    const KNOWN: &str = "SELECT seq FROM encouragements \
         WHERE pact_id = $1 AND from_id = $2 AND to_id = $3 AND day = $4 AND message = $5";
    const INSERT: &str = "INSERT INTO encouragements (pact_id, from_id, to_id, day, message, seq) \
         VALUES ($1, $2, $3, $4, $5, $6)";
    hold(conn, TeamId(pact.0)).await?;
    let seat = seat(conn, pact, from).await?;
    seat.may(Act::Encourage)?;
    if to == from {
        return Err(own("Encouragements are for others."));
    }
    check_target(conn, pact, to).await?;
    let day = i64::from(today_of(&seat.place, now)?.0);
    let key = |query| -> sqlx::query::Query<'static, sqlx::Any, _> {
        let query: sqlx::query::Query<'static, sqlx::Any, _> = sqlx::query(query);
        query
            .bind(pact.to_string())
            .bind(from.to_string())
            .bind(to.to_string())
            .bind(day)
            .bind(message.clone())
    };
    if let Some(row) = key(KNOWN).fetch_optional(&mut *conn).await? {
        let value = entry(conn, pact, rows::whole(&row, "seq")?).await?;
        return Ok(Created { value, fresh: false });
    }
    check_heard(conn, from, to).await?;
    let happening = Happening {
        target: Some(to),
        message: Some(message.clone()),
        ..Happening::of(ActivityType::EncouragementSent, &seat)
    };
    let activity = add(conn, pact, happening, now).await?;
    key(INSERT).bind(rows::bigint(activity.seq)).execute(conn).await?;
    Ok(Created { value: activity, fresh: true })
}

async fn check_target(conn: &mut Conn, pact: PactId, to: UserId) -> Result<()> {
    const SELECT: &str =
        "SELECT 1 FROM pact_members WHERE pact_id = $1 AND user_id = $2 AND status IN ('active', 'done')";
    let found = sqlx::query(SELECT).bind(pact.to_string()).bind(to.to_string()).fetch_optional(conn).await?;
    if found.is_none() {
        let sentence = "They are not in this pact. Choose somebody who is.";
        return Err(StoreError::refused(ErrorCode::NotAMember, sentence));
    }
    Ok(())
}

fn own(sentence: &str) -> StoreError {
    StoreError::refused(ErrorCode::Forbidden, format!("{sentence} Your partners will see to yours."))
}
