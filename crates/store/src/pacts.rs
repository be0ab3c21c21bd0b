//! Pacts: made, listed and told. What changes them afterwards is in `pact_steps`.

use crate::error::{Result, StoreError};
use crate::forums::make_room;
use crate::goals::{no_such_goal, optional_date, word};
use crate::owed::owe;
use crate::pact_access::{denied, read_standing, seat, standing_columns};
use crate::pact_invites::{check_may_ask, check_strangers, invitation};
use crate::people::hold_person;
use crate::text::storable;
use crate::writer::Conn;
use crate::{PAGE_MAX, Store, alarms, rows};
use kith_domain::pact::{Act, MEMBERS_MAX, last_day, may};
use kith_protocol::pacts::{MemberStatus, Pact, PactMember, PactRole, PactStatus};
use kith_protocol::{ErrorCode, ForumId, HabitGoalId, PactId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;

/// How many pacts a person makes at most that are not over.
pub const PACTS_RUNNING_MAX: u32 = 50;
/// What the alarm is called that ends the time in which a pact can be accepted.
pub(crate) const INVITES_ALARM: &str = "pact-invites";

/// A pact to be made.
#[derive(Clone, Debug)]
pub struct NewPact {
    /// Its id, never used before.
    pub id: PactId,
    /// Who makes it.
    pub creator: UserId,
    /// The habit, one of theirs.
    pub goal: HabitGoalId,
    /// For how many dates; one of [`kith_domain::pact::DURATIONS_DAYS`].
    pub duration_days: u16,
    /// Who is asked.
    pub partners: Vec<UserId>,
    /// What kind it is.
    pub pact_type: String,
    /// What who fails owes the others.
    pub consequence: Option<String>,
    /// How it can be accepted.
    pub way_in: WayIn,
}

/// How a new pact can be accepted, and how its feed begins.
#[derive(Clone, Debug)]
pub struct WayIn {
    /// Random text, hard to guess.
    pub code: String,
    /// Random text that names the numbering of the feed.
    pub epoch: String,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
    /// The time of the call.
    pub now: Timestamp,
}

impl Store {
    /// Makes a pact with its creator in it and its partners asked. SPEC.md PA2.
    ///
    /// # Errors
    /// `NOT_FOUND` if the goal is not the creator's or a partner has no account; [`ErrorCode::Conflict`] if the goal was
    /// put away, the code is taken, or beyond [`PACTS_RUNNING_MAX`] or [`crate::STRANGERS_ASKED_MAX`];
    /// [`ErrorCode::Forbidden`] for somebody who does not want to hear of the creator; [`ErrorCode::BadMessage`] for a pact with oneself,
    /// with more than [`MEMBERS_MAX`], or if a text holds a NUL character.
    pub async fn create_pact(&self, new: NewPact) -> Result<Pact> {
        let texts = [&new.pact_type, &new.way_in.code, &new.way_in.epoch].into_iter().chain(&new.consequence);
        storable(texts.map(String::as_str))?;
        self.write("create_pact", move |conn| Box::pin(create_pact(conn, new))).await
    }

    /// The pacts of a person, newest first: those they are in or asked into, and those they saw end. At most `limit`
    /// (and [`PAGE_MAX`]) older than `before`.
    ///
    /// # Errors
    /// Only [`StoreError::Unavailable`].
    pub async fn pacts_of(&self, user: UserId, before: Option<PactId>, limit: u32) -> Result<Vec<Pact>> {
        self.read("pacts_of", move |conn| Box::pin(pacts_of(conn, user, before, limit))).await
    }

    /// A pact as told to somebody who may read it.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such pact, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn pact(&self, pact: PactId, user: UserId) -> Result<Pact> {
        self.read("pact", move |conn| {
            Box::pin(async move {
                seat(conn, pact, user).await?.may(Act::Read)?;
                told(conn, pact).await
            })
        })
        .await
    }
}

async fn create_pact(conn: &mut Conn, mut new: NewPact) -> Result<Pact> {
    const GOAL: &str = "SELECT archived_at FROM habit_goals WHERE id = $1 AND owner_id = $2";
    hold_person(conn, new.creator).await?;
    let goal = sqlx::query(GOAL).bind(new.goal.to_string()).bind(new.creator.to_string());
    let goal = goal.fetch_optional(&mut *conn).await?.ok_or_else(no_such_goal)?;
    if goal.try_get::<Option<i64>, _>("archived_at")?.is_some() {
        let sentence = "This habit was put away. Make a new one for a new pact.";
        return Err(StoreError::refused(ErrorCode::Conflict, sentence));
    }
    new.partners.sort_unstable();
    new.partners.dedup();
    if new.partners.contains(&new.creator) {
        let sentence = "A pact is kept with others. Leave yourself out of \"partnerUserIds\".";
        return Err(StoreError::refused(ErrorCode::BadMessage, sentence));
    }
    if new.partners.len() >= MEMBERS_MAX {
        let sentence = format!("A pact is for at most {} others. Ask fewer.", MEMBERS_MAX - 1);
        return Err(StoreError::refused(ErrorCode::BadMessage, sentence));
    }
    for partner in &new.partners {
        check_may_ask(conn, new.creator, *partner).await?;
    }
    make(conn, &new, None).await?;
    told(conn, new.id).await
}

/// Writes a pact that was checked, with its members, its code and its alarm.
pub(crate) async fn make(conn: &mut Conn, new: &NewPact, renews: Option<PactId>) -> Result<()> {
    const RUNNING: &str =
        "SELECT COUNT(*) AS running FROM pacts WHERE creator_id = $1 AND status IN ('pending', 'active')";
    const ROOM: &str = "INSERT INTO rooms (id, epoch, next_seq) VALUES ($1, $2, 1)";
    const INSERT: &str = "INSERT INTO pacts (id, goal_id, creator_id, status, pact_type, duration_days, consequence, \
         renews, created_at) VALUES ($1, $2, $3, 'pending', $4, $5, $6, $7, $8)";
    let now = new.way_in.now;
    let running = sqlx::query(RUNNING).bind(new.creator.to_string()).fetch_one(&mut *conn).await?;
    if rows::whole(&running, "running")? >= u64::from(PACTS_RUNNING_MAX) {
        let sentence =
            format!("A person has at most {PACTS_RUNNING_MAX} pacts of their own at once. End one first.");
        return Err(StoreError::refused(ErrorCode::Conflict, sentence));
    }
    sqlx::query(ROOM).bind(new.id.to_string()).bind(&new.way_in.epoch).execute(&mut *conn).await?;
    make_room(conn, ForumId(new.id.0), &new.way_in.epoch).await?;
    sqlx::query(INSERT)
        .bind(new.id.to_string())
        .bind(new.goal.to_string())
        .bind(new.creator.to_string())
        .bind(&new.pact_type)
        .bind(i64::from(new.duration_days))
        .bind(&new.consequence)
        .bind(renews.map(|pact| pact.to_string()))
        .bind(now.0)
        .execute(&mut *conn)
        .await?;
    seat_person(conn, new.id, new.creator, (PactRole::Creator, MemberStatus::Active), now).await?;
    for partner in &new.partners {
        seat_person(conn, new.id, *partner, (PactRole::Partner, MemberStatus::Pending), now).await?;
        owe(conn, invitation(*partner, new.creator, new.id, new.goal, now)).await?;
    }
    check_strangers(conn, new.creator, now).await?;
    open_way_in(conn, new.id, new.creator, &new.way_in).await?;
    alarms::set(conn, new.id.0, INVITES_ALARM.to_owned(), new.way_in.expires_at).await
}

/// Writes a code down.
pub(crate) async fn open_way_in(conn: &mut Conn, pact: PactId, by: UserId, way_in: &WayIn) -> Result<()> {
    const INSERT: &str = "INSERT INTO pact_invites (code, pact_id, created_by, expires_at, created_at) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (code) DO NOTHING";
    let inserted = sqlx::query(INSERT)
        .bind(way_in.code.clone())
        .bind(pact.to_string())
        .bind(by.to_string())
        .bind(way_in.expires_at.0)
        .bind(way_in.now.0)
        .execute(conn)
        .await?;
    if inserted.rows_affected() == 0 {
        let sentence = "This invite code is taken. Ask for another one.";
        return Err(StoreError::refused(ErrorCode::Conflict, sentence));
    }
    Ok(())
}

/// Gives somebody a place in a pact, in the order of their coming. Refuses who has no account.
pub(crate) async fn seat_person(
    conn: &mut Conn,
    pact: PactId,
    user: UserId,
    (role, status): (PactRole, MemberStatus),
    now: Timestamp,
) -> Result<()> {
    const INSERT: &str = "INSERT INTO pact_members (pact_id, user_id, role, status, seated_at) \
         SELECT $1, u.id, $3, $4, $5 FROM users u WHERE u.id = $2";
    let insert = sqlx::query(INSERT).bind(pact.to_string()).bind(user.to_string());
    let inserted = insert.bind(role.as_str()).bind(status.as_str()).bind(now.0).execute(conn).await?;
    if inserted.rows_affected() == 0 {
        let sentence = "One of the partners has no account here. Check \"partnerUserIds\".";
        return Err(StoreError::refused(ErrorCode::NotFound, sentence));
    }
    Ok(())
}

macro_rules! select_pacts {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.goal_id, p.creator_id, p.status, p.pact_type, p.duration_days, p.consequence, \
             p.start_day, p.ends_at, p.renews, p.created_at, g.name FROM pacts p \
             JOIN habit_goals g ON g.id = p.goal_id ",
            $rest
        )
    };
}

/// A pact with its members, whoever asks.
pub(crate) async fn told(conn: &mut Conn, pact: PactId) -> Result<Pact> {
    const SELECT: &str = select_pacts!("WHERE p.id = $1");
    let row = sqlx::query(SELECT).bind(pact.to_string()).fetch_one(&mut *conn).await?;
    let mut pact = read_pact(&row)?;
    pact.members = members(conn, pact.id).await?;
    Ok(pact)
}

/// The members of a pact, who made it first.
pub(crate) async fn members(conn: &mut Conn, pact: PactId) -> Result<Vec<PactMember>> {
    const SELECT: &str = "SELECT m.user_id, u.user_name, m.role, m.status AS member_status FROM pact_members m \
         JOIN users u ON u.id = m.user_id WHERE m.pact_id = $1 ORDER BY m.role, m.seated_at, m.user_id";
    let rows = sqlx::query(SELECT).bind(pact.to_string()).fetch_all(conn).await?;
    let read = |row: &AnyRow| -> sqlx::Result<PactMember> {
        Ok(PactMember {
            user_id: UserId(rows::id(row, "user_id")?),
            user_name: rows::text(row, "user_name")?,
            role: word(row, "role", PactRole::read)?,
            status: word(row, "member_status", MemberStatus::read)?,
        })
    };
    Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
}

async fn pacts_of(conn: &mut Conn, user: UserId, before: Option<PactId>, limit: u32) -> Result<Vec<Pact>> {
    const SELECT: &str = concat!(
        "SELECT s.* FROM (SELECT m.pact_id, p.status, ",
        standing_columns!(),
        " FROM pact_members m JOIN pacts p ON p.id = m.pact_id WHERE m.user_id = $1 AND m.pact_id < $2 \
         AND (m.status IN ('pending', 'active', 'done') OR (m.status = 'left' AND p.status = 'abandoned'))) s \
         WHERE s.member_status <> 'left' OR s.ended_it = 1 ORDER BY s.pact_id DESC LIMIT $3"
    );
    let before = before.map_or_else(|| "g".to_owned(), |before| before.to_string());
    let query = sqlx::query(SELECT).bind(user.to_string()).bind(before).bind(i64::from(limit.min(PAGE_MAX)));
    let mut pacts = Vec::new();
    for row in query.fetch_all(&mut *conn).await? {
        let status = word(&row, "status", PactStatus::read)?;
        may(Act::Read, read_standing(&row)?, status).map_err(denied)?;
        pacts.push(told(conn, PactId(rows::id(&row, "pact_id")?)).await?);
    }
    Ok(pacts)
}

fn read_pact(row: &AnyRow) -> sqlx::Result<Pact> {
    let duration_days = u16::try_from(rows::whole(row, "duration_days")?).unwrap_or(u16::MAX);
    let start_day = optional_date(row, "start_day")?;
    let renews = rows::optional_id(row, "renews")?;
    Ok(Pact {
        id: PactId(rows::id(row, "id")?),
        habit_goal_id: HabitGoalId(rows::id(row, "goal_id")?),
        habit_name: rows::text(row, "name")?,
        status: word(row, "status", PactStatus::read)?,
        pact_type: rows::text(row, "pact_type")?,
        duration_days,
        consequence: row.try_get("consequence")?,
        creator_user_id: UserId(rows::id(row, "creator_id")?),
        start_date: start_day.map(|day| day.to_string()),
        end_date: start_day.map(|day| last_day(day, duration_days).to_string()),
        ends_at: row.try_get::<Option<i64>, _>("ends_at")?.map(Timestamp),
        renews: renews.map(PactId),
        members: Vec::new(),
        created_at: rows::moment(row, "created_at")?,
    })
}
