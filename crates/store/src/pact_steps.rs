//! The steps of a pact: accepted, declined, abandoned, renewed, and ended by its alarms. Each holds the pact's room, asks
//! the domain's table, and writes its feed entry in the same transaction.

use crate::connections::{ConnectionOutcome, connect, standing_between};
use crate::deeds::unlock;
use crate::error::{Result, StoreError};
use crate::feed::hold;
use crate::happened::Happened;
use crate::history::today_of;
use crate::pact_access::{Seat, seat};
use crate::pact_feed::{Happening, add};
use crate::pact_invites::check_places;
use crate::pact_kept::{Until, keep};
use crate::pacts::{NewPact, WayIn, make, seat_person, told};
use crate::people::hold_person;
use crate::read_marks::read_forum;
use crate::text::storable;
use crate::writer::Conn;
use crate::{Store, alarms, rows};
use kith_domain::connections::Denial;
use kith_domain::pact::{Act, MEMBERS_MAX, MEMBERS_MIN, Standing, Verdict, last_day, may, over_everywhere};
use kith_protocol::pacts::{ActivityType, MemberStatus, Pact, PactActivity, PactRole, PactStatus};
use kith_protocol::{ErrorCode, ForumId, HabitGoalId, PactId, TeamId, Timestamp, UserId};

/// What the alarm is called that ends a pact.
pub(crate) const END_ALARM: &str = "pact-end";

/// A pact after a step, and what is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PactStep {
    /// The pact as it stands now.
    pub pact: Pact,
    /// What is to be told; nothing if the step had been taken before.
    pub happened: Happened,
    /// Who earned what by it.
    pub achievements: Vec<(UserId, String)>,
    /// What became of the connection between who accepted and who made the pact.
    pub connected: Option<ConnectionOutcome>,
}

impl Store {
    /// Accepts a pact that one was asked into. The first yes starts it. Twice is the same as once. SPEC.md PA3, PA4.
    ///
    /// # Errors
    /// `NOT_FOUND`, and what the table of SPEC.md PA1 says.
    pub async fn accept_pact(&self, pact: PactId, user: UserId, now: Timestamp) -> Result<PactStep> {
        self.write("accept_pact", move |conn| Box::pin(accept(conn, pact, user, false, now))).await
    }

    /// Accepts a pact by its code; who was not asked by name is in it then. Twice is the same as once.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such code or it has expired; [`ErrorCode::Conflict`] beyond [`MEMBERS_MAX`]; what the
    /// table of SPEC.md PA1 says.
    pub async fn accept_pact_by_code(&self, code: &str, user: UserId, now: Timestamp) -> Result<PactStep> {
        storable([code])?;
        let code = code.to_owned();
        self.write("accept_pact_by_code", move |conn| {
            Box::pin(async move {
                let pact = pact_of_code(conn, &code, now).await?;
                accept(conn, pact, user, true, now).await
            })
        })
        .await
    }

    /// Declines a pact that one was asked into. Twice is the same as once.
    ///
    /// # Errors
    /// `NOT_FOUND`, and what the table of SPEC.md PA1 says.
    pub async fn decline_pact(&self, pact: PactId, user: UserId, now: Timestamp) -> Result<PactStep> {
        self.write("decline_pact", move |conn| Box::pin(decline(conn, pact, user, now))).await
    }

    /// Leaves a pact. Where too few are left, it ends for all. Twice is the same as once. SPEC.md PA5.
    ///
    /// # Errors
    /// `NOT_FOUND`, and what the table of SPEC.md PA1 says.
    pub async fn abandon_pact(&self, pact: PactId, user: UserId, now: Timestamp) -> Result<PactStep> {
        self.write("abandon_pact", move |conn| Box::pin(abandon(conn, pact, user, now))).await
    }

    /// Begins an ended pact again: a new one with the same habit and the same people, who are asked. Twice, by whomever,
    /// is the same as once. SPEC.md PA9.
    ///
    /// # Errors
    /// `NOT_FOUND`, and what the table of SPEC.md PA1 says; [`ErrorCode::Conflict`] beyond [`crate::PACTS_RUNNING_MAX`].
    pub async fn renew_pact(&self, pact: PactId, user: UserId, fresh: PactId, way_in: WayIn) -> Result<Pact> {
        storable([&*way_in.code, &*way_in.epoch])?;
        self.write("renew_pact", move |conn| Box::pin(renew(conn, pact, user, fresh, way_in))).await
    }
}

/// Holds the pact until the commit, and gives the person's place in it.
async fn held_seat(conn: &mut Conn, pact: PactId, user: UserId) -> Result<Seat> {
    hold(conn, TeamId(pact.0)).await?;
    seat(conn, pact, user).await
}

async fn pact_of_code(conn: &mut Conn, code: &str, now: Timestamp) -> Result<PactId> {
    const SELECT: &str = "SELECT pact_id FROM pact_invites WHERE code = $1 AND expires_at > $2";
    let row = sqlx::query(SELECT).bind(code.to_owned()).bind(now.0).fetch_optional(conn).await?;
    let row = row.ok_or_else(no_such_code)?;
    Ok(PactId(rows::id(&row, "pact_id")?))
}

fn no_such_code() -> StoreError {
    let sentence = "There is no such invite, or it has expired. Check the code, or ask for a new one.";
    StoreError::refused(ErrorCode::NotFound, sentence)
}

/// A code lets in nobody whom who made the pact blocks; they learn nothing of it. SPEC.md PA11.
async fn check_may_come(conn: &mut Conn, seat: &Seat) -> Result<()> {
    match standing_between(conn, seat.creator, seat.user).await?.may_ask_into_a_pact() {
        Err(Denial::LiftFirst) => Err(no_such_code()),
        Ok(()) | Err(Denial::NothingAsked | Denial::TheirsToAccept | Denial::TheySaidNo) => Ok(()),
    }
}

async fn accept(
    conn: &mut Conn,
    pact: PactId,
    user: UserId,
    has_code: bool,
    now: Timestamp,
) -> Result<PactStep> {
    const ANSWER: &str =
        "UPDATE pact_members SET status = 'active', since_day = $3 WHERE pact_id = $1 AND user_id = $2";
    watch_run(conn, pact, user, now).await?;
    let mut seat = held_seat(conn, pact, user).await?;
    if has_code && seat.standing == Standing::Outsider {
        seat.standing = Standing::Bearer;
    }
    if seat.may(Act::Accept)? == Verdict::Already {
        return unchanged(conn, pact).await;
    }
    if seat.standing == Standing::Bearer {
        check_may_come(conn, &seat).await?;
        seat_person(conn, pact, user, (PactRole::Partner, MemberStatus::Pending), now).await?;
        check_places(conn, pact).await?;
    }
    let today = today_of(&seat.place, now)?;
    let answer = sqlx::query(ANSWER).bind(pact.to_string()).bind(user.to_string());
    answer.bind(i64::from(today.0)).execute(&mut *conn).await?;
    read_forum(conn, ForumId(pact.0), user, u64::MAX).await?;
    let mut activities = vec![add(conn, pact, Happening::of(ActivityType::PartnerJoined, &seat), now).await?];
    let mut earners = vec![user];
    if seat.status == PactStatus::Pending {
        activities.push(start(conn, &seat, today, now).await?);
        earners.push(seat.creator);
    }
    let connected = connect(conn, user, seat.creator, now).await?;
    let achievements = unlock_all(conn, earners, now).await?;
    let owed = achievements.iter().map(|(user, _)| *user).collect();
    let happened = Happened { activities, owed, alarm_set: true };
    Ok(PactStep { pact: told(conn, pact).await?, happened, achievements, connected })
}

/// A run that lives since an earlier pact on the habit is watched from now on; before the room, as who checks in takes
/// them.
async fn watch_run(conn: &mut Conn, pact: PactId, user: UserId, now: Timestamp) -> Result<()> {
    const GOAL: &str = "SELECT goal_id FROM pacts WHERE id = $1";
    if let Some(row) = sqlx::query(GOAL).bind(pact.to_string()).fetch_optional(&mut *conn).await? {
        crate::runs::take_turn(conn, user, HabitGoalId(rows::id(&row, "goal_id")?), now).await?;
    }
    Ok(())
}

/// The first yes: its date is the pact's first, for everybody.
async fn start(
    conn: &mut Conn,
    seat: &Seat,
    first: kith_domain::Day,
    now: Timestamp,
) -> Result<PactActivity> {
    const START: &str = "UPDATE pacts SET status = 'active', start_day = $2, ends_at = $3 \
         WHERE id = $1 AND status = 'pending'";
    const CREATOR: &str = "UPDATE pact_members SET since_day = $2 WHERE pact_id = $1 AND role = 'creator'";
    let ends_at = over_everywhere(last_day(first, seat.duration_days));
    let pact = seat.pact.to_string();
    sqlx::query(START).bind(&pact).bind(i64::from(first.0)).bind(ends_at.0).execute(&mut *conn).await?;
    sqlx::query(CREATOR).bind(&pact).bind(i64::from(first.0)).execute(&mut *conn).await?;
    alarms::set(conn, seat.pact.0, END_ALARM.to_owned(), ends_at).await?;
    add(conn, seat.pact, Happening::of(ActivityType::PactStarted, seat), now).await
}

async fn unchanged(conn: &mut Conn, pact: PactId) -> Result<PactStep> {
    Ok(PactStep {
        pact: told(conn, pact).await?,
        happened: Happened::default(),
        achievements: Vec::new(),
        connected: None,
    })
}

/// In one order, whoever calls: two pacts that start at once wait for each other's people in the same way.
async fn unlock_all(
    conn: &mut Conn,
    mut earners: Vec<UserId>,
    now: Timestamp,
) -> Result<Vec<(UserId, String)>> {
    earners.sort_unstable();
    let mut achievements = Vec::new();
    for user in earners {
        let names = unlock(conn, user, None, now).await?;
        achievements.extend(names.into_iter().map(|name| (user, name)));
    }
    Ok(achievements)
}

async fn decline(conn: &mut Conn, pact: PactId, user: UserId, now: Timestamp) -> Result<PactStep> {
    let seat = held_seat(conn, pact, user).await?;
    if seat.may(Act::Decline)? == Verdict::Already {
        return unchanged(conn, pact).await;
    }
    set_status(conn, pact, user, MemberStatus::Declined).await?;
    let activities = vec![add(conn, pact, Happening::of(ActivityType::PartnerDeclined, &seat), now).await?];
    Ok(PactStep {
        pact: told(conn, pact).await?,
        happened: activities.into(),
        achievements: Vec::new(),
        connected: None,
    })
}

async fn abandon(conn: &mut Conn, pact: PactId, user: UserId, now: Timestamp) -> Result<PactStep> {
    const LEFT: &str = "SELECT COUNT(*) AS active FROM pact_members WHERE pact_id = $1 AND status = 'active'";
    let seat = held_seat(conn, pact, user).await?;
    if seat.may(Act::Abandon)? == Verdict::Already {
        return unchanged(conn, pact).await;
    }
    keep(conn, &seat, Some(user), Until::Cut(now)).await?;
    set_status(conn, pact, user, MemberStatus::Left).await?;
    let mut activities = vec![add(conn, pact, Happening::of(ActivityType::PartnerLeft, &seat), now).await?];
    let row = sqlx::query(LEFT).bind(pact.to_string()).fetch_one(&mut *conn).await?;
    if rows::whole(&row, "active")? < MEMBERS_MIN {
        keep(conn, &seat, None, Until::Cut(now)).await?;
        end(conn, pact, PactStatus::Abandoned).await?;
        activities.push(add(conn, pact, Happening::of(ActivityType::PactAbandoned, &seat), now).await?);
    }
    Ok(PactStep {
        pact: told(conn, pact).await?,
        happened: activities.into(),
        achievements: Vec::new(),
        connected: None,
    })
}

async fn set_status(conn: &mut Conn, pact: PactId, user: UserId, status: MemberStatus) -> Result<()> {
    const UPDATE: &str = "UPDATE pact_members SET status = $3 WHERE pact_id = $1 AND user_id = $2";
    let update = sqlx::query(UPDATE).bind(pact.to_string()).bind(user.to_string()).bind(status.as_str());
    update.execute(conn).await?;
    Ok(())
}

/// Ends a pact for everybody: nobody stays in it or asked into it, and nobody can come. Its alarms find nothing to do when
/// they ring; to delete them here would be to wait for one that rings just now and waits for the pact.
async fn end(conn: &mut Conn, pact: PactId, status: PactStatus) -> Result<()> {
    const PACT: &str = "UPDATE pacts SET status = $2 WHERE id = $1";
    const MEMBERS: &str = "UPDATE pact_members SET status = CASE status WHEN 'active' THEN 'done' ELSE 'expired' END \
         WHERE pact_id = $1 AND status IN ('active', 'pending')";
    sqlx::query(PACT).bind(pact.to_string()).bind(status.as_str()).execute(&mut *conn).await?;
    sqlx::query(MEMBERS).bind(pact.to_string()).execute(&mut *conn).await?;
    close_way_in(conn, pact).await
}

async fn close_way_in(conn: &mut Conn, pact: PactId) -> Result<()> {
    sqlx::query("DELETE FROM pact_invites WHERE pact_id = $1").bind(pact.to_string()).execute(conn).await?;
    Ok(())
}

async fn renew(conn: &mut Conn, pact: PactId, user: UserId, fresh: PactId, way_in: WayIn) -> Result<Pact> {
    const RENEWED: &str = "SELECT id FROM pacts WHERE renews = $1";
    const PEOPLE: &str = "SELECT user_id FROM pact_members WHERE pact_id = $1 AND user_id <> $2 AND status IN ('done', 'left', 'expired')";
    hold_person(conn, user).await?;
    let seat = held_seat(conn, pact, user).await?;
    seat.may(Act::Renew)?;
    let found = sqlx::query(RENEWED).bind(pact.to_string()).fetch_optional(&mut *conn).await?;
    if let Some(row) = found {
        let renewed = PactId(rows::id(&row, "id")?);
        // Somebody may have been left out of it, or have said no.
        crate::pact_access::seat(conn, renewed, user).await?.may(Act::Read)?;
        return told(conn, renewed).await;
    }
    let old = told(conn, pact).await?;
    let mut partners = Vec::new();
    for row in sqlx::query(PEOPLE).bind(pact.to_string()).bind(user.to_string()).fetch_all(&mut *conn).await?
    {
        let person = UserId(rows::id(&row, "user_id")?);
        // Who wants to hear nothing of who renews is left alone.
        if standing_between(conn, user, person).await?.may_ask_into_a_pact().is_ok() {
            partners.push(person);
        }
    }
    partners.truncate(MEMBERS_MAX - 1);
    let new = NewPact {
        id: fresh,
        creator: user,
        goal: seat.goal,
        duration_days: old.duration_days,
        partners,
        pact_type: old.pact_type,
        consequence: old.consequence,
        way_in,
    };
    make(conn, &new, Some(pact)).await?;
    told(conn, fresh).await
}

/// The alarm at the end of a pact: it is completed, once, with what each kept of it. SPEC.md PA7, PA8.
pub(crate) async fn complete(conn: &mut Conn, pact: PactId, due: Timestamp) -> Result<Happened> {
    let seat = alarmed(conn, pact).await?;
    if may(Act::Complete, seat.standing, seat.status) != Ok(Verdict::Happens) {
        return Ok(Happened::default());
    }
    let keepers = keep(conn, &seat, None, Until::Over).await?;
    end(conn, pact, PactStatus::Completed).await?;
    let completed = add(conn, pact, Happening::of(ActivityType::PactCompleted, &seat), due).await?;
    let achievements = unlock_all(conn, keepers, due).await?;
    let owed = achievements.into_iter().map(|(user, _)| user).collect();
    Ok(Happened { activities: vec![completed], owed, ..Happened::default() })
}

/// The alarm at the end of the time for a yes: a pact that still waits is over, and who has not answered is out.
/// SPEC.md PA7.
pub(crate) async fn expire(conn: &mut Conn, pact: PactId, due: Timestamp) -> Result<Happened> {
    const UNANSWERED: &str =
        "UPDATE pact_members SET status = 'expired' WHERE pact_id = $1 AND status = 'pending'";
    let seat = alarmed(conn, pact).await?;
    if may(Act::Expire, seat.standing, seat.status) == Ok(Verdict::Happens) {
        end(conn, pact, PactStatus::Expired).await?;
        let expired = add(conn, pact, Happening::of(ActivityType::PactExpired, &seat), due).await?;
        return Ok(vec![expired].into());
    }
    sqlx::query(UNANSWERED).bind(pact.to_string()).execute(&mut *conn).await?;
    close_way_in(conn, pact).await?;
    Ok(Happened::default())
}

/// Kith's own place in a pact, which is held; its feed entries name the creator.
async fn alarmed(conn: &mut Conn, pact: PactId) -> Result<Seat> {
    const CREATOR: &str = "SELECT creator_id FROM pacts WHERE id = $1";
    let row = sqlx::query(CREATOR).bind(pact.to_string()).fetch_one(&mut *conn).await?;
    let creator = UserId(rows::id(&row, "creator_id")?);
    let seat = held_seat(conn, pact, creator).await?;
    Ok(Seat { standing: Standing::Kith, ..seat })
}
