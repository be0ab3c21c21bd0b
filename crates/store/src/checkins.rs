//! Check-ins: what a person says of the dates of a habit. One date has one row; the streak is counted anew from the rows in
//! the transaction that changes them, and every running pact on the habit hears of it there.
// Size: one transaction, read from its top to its end.

use crate::deeds::{unlock, unlocked_at};
use crate::error::{Result, StoreError};
use crate::goals::{no_such_goal, optional_date, read_frequency, word};
use crate::happened::Happened;
use crate::history::{History, Logged, Place, logged_in_one, said, told_checkin, told_streak};
use crate::pact_access::{denied, no_such_pact, read_standing, standing_columns};
use crate::pact_feed::Happening;
use crate::pact_telling::{About, Kept, tell_running, tell_told};
use crate::proofs::proofs_of;
use crate::runs::take_turn;
use crate::text::storable;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_domain::Day;
use kith_domain::outages::Outage;
use kith_domain::pact::{Act, may};
use kith_domain::streak::{CheckIn, Frequency, Now, Streak, credited, newly_reached};
use kith_protocol::pacts::{ActivityType, CheckinLogged, CheckinStatus, PactActivity, PactStatus};
use kith_protocol::{CheckinId, ErrorCode, HabitGoalId, PactId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::sync::Arc;

/// How many dates back can be filled in (SPEC.md SK4).
const BACKFILL_DAYS: u16 = 1;

/// A check-in to be logged.
#[derive(Clone, Debug)]
pub struct NewCheckin {
    /// Its id, never used before; not taken if the date has one already.
    pub id: CheckinId,
    /// Whose.
    pub user: UserId,
    /// The habit.
    pub goal: HabitGoalId,
    /// A pact on it that the person must be in.
    pub pact: Option<PactId>,
    /// What is said of the date.
    pub status: CheckinStatus,
    /// The date; today where the person is without it.
    pub day: Option<Day>,
    /// A word about it.
    pub notes: Option<String>,
    /// The client's own id for it: the same from the same person again changes nothing.
    pub client_id: Option<String>,
    /// The time of the call.
    pub now: Timestamp,
}

/// What became of a check-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckinOutcome {
    /// What the person is told.
    pub logged: CheckinLogged,
    /// Whether the date had none before.
    pub fresh: bool,
    /// How many dates, or weeks, the run counted before.
    pub streak_before: u32,
    /// Whether the run is now larger than any was before.
    pub is_new_record: bool,
    /// Whether it was logged before, under its `clientId`, and nothing happened now.
    pub is_repeated: bool,
    /// What is to be told.
    pub happened: Happened,
}

impl Store {
    /// Logs a check-in; the same date again changes what is said of it. At most six statements, one more where the date
    /// had been logged before, those of a new note, and those of a milestone where one is reached. SPEC.md CK1 to CK6, CK11.
    ///
    /// # Errors
    /// `NOT_FOUND` for a goal or pact that is not there; `NOT_A_MEMBER` if neither the habit is the caller's nor a pact
    /// on it; [`ErrorCode::Conflict`] if the pact is not running, the habit was put away, or what the `clientId` stands for
    /// was taken back; [`ErrorCode::BadMessage`] for
    /// a date that is not taken, another pact's habit, or a NUL character.
    pub async fn log_checkin(&self, new: NewCheckin) -> Result<CheckinOutcome> {
        storable([&new.notes, &new.client_id].into_iter().flatten().map(String::as_str))?;
        let outages = self.outages.all();
        self.write("log_checkin", move |conn| Box::pin(log(conn, new, outages))).await
    }

    /// Takes back what was said of a date, and its pictures, in the turn of who logs. The pacts' feeds keep what was told,
    /// and a milestone stays announced; running pacts that were told of it are told of this too. SPEC.md CK5, CK10, PF5.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such check-in of the caller's.
    pub async fn delete_checkin(&self, checkin: CheckinId, user: UserId, now: Timestamp) -> Result<Happened> {
        self.write("delete_checkin", move |conn| Box::pin(take_back(conn, checkin, user, now))).await
    }
}

async fn take_back(conn: &mut Conn, checkin: CheckinId, user: UserId, now: Timestamp) -> Result<Happened> {
    const GOAL: &str = "SELECT goal_id FROM habit_checkins WHERE id = $1 AND user_id = $2";
    const DELETE: &str = "DELETE FROM habit_checkins WHERE id = $1";
    let goal = sqlx::query(GOAL).bind(checkin.to_string()).bind(user.to_string());
    let row = goal.fetch_optional(&mut *conn).await?.ok_or_else(no_such_checkin)?;
    take_turn(conn, user, HabitGoalId(rows::id(&row, "goal_id")?), now).await?;
    if sqlx::query(DELETE).bind(checkin.to_string()).execute(&mut *conn).await?.rows_affected() == 0 {
        return Err(no_such_checkin());
    }
    let about = About { kind: ActivityType::CheckinUndone, checkin, user, message: None };
    Ok(tell_told(conn, &about, now).await?.into())
}

/// The note of a check-in that stands as it stood, if it has words that it had not before. SPEC.md CK11.
async fn new_note(conn: &mut Conn, new: &NewCheckin, checkin: CheckinId) -> Result<Option<About>> {
    let Some(note) = new.notes.as_ref().filter(|note| !note.is_empty()) else { return Ok(None) };
    if note_of(conn, checkin).await?.as_ref() == Some(note) {
        return Ok(None);
    }
    Ok(Some(About { kind: ActivityType::NoteChanged, checkin, user: new.user, message: Some(note.clone()) }))
}

async fn note_of(conn: &mut Conn, checkin: CheckinId) -> Result<Option<String>> {
    const NOTES: &str = "SELECT notes FROM habit_checkins WHERE id = $1";
    Ok(sqlx::query(NOTES).bind(checkin.to_string()).fetch_one(conn).await?.try_get("notes")?)
}

pub(crate) fn no_such_checkin() -> StoreError {
    StoreError::refused(ErrorCode::NotFound, "There is no such check-in. It may have been taken back.")
}

fn taken_back() -> StoreError {
    let sentence =
        "This was logged with this \"clientId\", and taken back since. To log it anew, make a new one.";
    StoreError::refused(ErrorCode::Conflict, sentence)
}

/// Who logs, of which habit, and what they logged so far.
struct Context {
    user_name: String,
    habit_name: String,
    frequency: Frequency,
    place: Place,
    /// The latest date that had begun for them where they were before, if they moved.
    reached: Option<Day>,
    history: History,
    /// In how many running pacts on the habit the person is.
    running: u64,
    /// Why the person may not log it, if so; asked after it is known whether they did long ago.
    standing: Result<()>,
}

async fn log(conn: &mut Conn, new: NewCheckin, outages: Arc<[Outage]>) -> Result<CheckinOutcome> {
    let alarm_set = take_turn(conn, new.user, new.goal, new.now).await?;
    let mut context = context(conn, &new, outages).await?;
    let now = context.history.now(&context.place, new.now)?;
    let now = context.history.after_all(now);
    let taken = credited(now.day, context.reached, new.day, BACKFILL_DAYS);
    if let Some(client_id) = &new.client_id
        && let Some(day) = remembered(conn, &new, client_id, taken.map(|(day, _)| day)).await?
    {
        return said_before(conn, &new, day, now, context).await;
    }
    context.standing.clone()?;
    let (day, days_late) = taken.ok_or_else(|| not_taken(now.day, new.day))?;
    let before = context.history.streak(context.frequency, now);
    let found = context.history.on(day).cloned();
    let changes = found.as_ref().is_none_or(|found| found.check_in.status != said(new.status));
    let mut check_in = CheckIn { at: new.now, day, days_late, zone: now.zone, status: said(new.status) };
    if let Some(found) = found.as_ref().filter(|_| !changes) {
        check_in = found.check_in;
    }
    let logged =
        Logged { id: found.as_ref().map_or(new.id, |found| found.id), check_in, notes: new.notes.clone() };
    let noted = match changes {
        true => None,
        false => new_note(conn, &new, logged.id).await?,
    };
    write(conn, &new, &logged, &context).await?;
    context.history.say(logged.clone());
    let after = context.history.streak(context.frequency, now);
    let milestone = announce(conn, &new, &before, &after).await?;
    let mut activities = Vec::new();
    if changes {
        activities = tell_pacts(conn, &new, &logged, (after.current, milestone), &context).await?;
    }
    if let Some(about) = noted {
        activities = tell_told(conn, &about, new.now).await?;
    }
    let achievements_unlocked = match milestone {
        Some(_) => unlock(conn, new.user, Some(now.day), new.now).await?,
        None => Vec::new(),
    };
    let owed = if achievements_unlocked.is_empty() { Vec::new() } else { vec![new.user] };
    let proofs = match found {
        Some(_) => proofs_of(conn, logged.id).await?,
        None => Vec::new(),
    };
    let logged = CheckinLogged {
        checkin: told_checkin(&logged, new.user, new.goal, proofs),
        streak: told_streak(&after),
        milestone,
        achievements_unlocked,
    };
    Ok(CheckinOutcome {
        logged,
        fresh: found.is_none(),
        streak_before: before.current,
        is_new_record: after.current > before.longest,
        is_repeated: false,
        happened: Happened { activities, owed, alarm_set },
    })
}

/// One statement and one row: the habit, the person, their standing, and every date they logged.
async fn context(conn: &mut Conn, new: &NewCheckin, outages: Arc<[Outage]>) -> Result<Context> {
    const SELECT: &str = concat!(
        "SELECT u.user_name, u.timezone, u.day_starts_at, u.reached_day, g.name, g.owner_id, g.archived_at, \
         g.frequency_type, g.frequency_count, g.target_days, p.id AS pact_id, p.goal_id AS pact_goal_id, p.status, ",
        standing_columns!(),
        ", (SELECT COUNT(*) FROM pact_members n JOIN pacts q ON q.id = n.pact_id WHERE n.user_id = $1 \
          AND n.status = 'active' AND q.goal_id = g.id AND q.status = 'active') AS running, l.logged \
         FROM users u JOIN habit_goals g ON g.id = $2 LEFT JOIN pacts p ON p.id = $3 \
         LEFT JOIN pact_members m ON m.pact_id = p.id AND m.user_id = u.id CROSS JOIN (SELECT ",
        logged_in_one!(),
        " FROM habit_checkins c WHERE c.user_id = $1 AND c.goal_id = $2) l WHERE u.id = $1"
    );
    let select = sqlx::query(SELECT).bind(new.user.to_string()).bind(new.goal.to_string());
    let row = select.bind(new.pact.map(|pact| pact.to_string())).fetch_optional(conn).await?;
    let row = row.ok_or_else(no_such_goal)?;
    Ok(Context {
        user_name: rows::text(&row, "user_name")?,
        habit_name: rows::text(&row, "name")?,
        frequency: read_frequency(&row)?,
        place: Place::read(&row)?,
        reached: optional_date(&row, "reached_day")?,
        history: History::read(&row, outages)?,
        running: rows::whole(&row, "running")?,
        standing: check_standing(&row, new),
    })
}

/// A habit is logged by its owner and by who is in a running pact on it.
fn check_standing(row: &AnyRow, new: &NewCheckin) -> Result<()> {
    if new.pact.is_some() {
        if row.try_get::<Option<&str>, _>("pact_id")?.is_none() {
            return Err(no_such_pact());
        }
        let status = word(row, "status", PactStatus::read)?;
        may(Act::CheckIn, read_standing(row)?, status).map_err(denied)?;
        if rows::id(row, "pact_goal_id")? != new.goal.0 {
            let sentence = "This pact is about another habit. Send the pact's own \"habitGoalId\".";
            return Err(StoreError::refused(ErrorCode::BadMessage, sentence));
        }
        return Ok(());
    }
    if rows::whole(row, "running")? > 0 {
        return Ok(());
    }
    if rows::id(row, "owner_id")? != new.user.0 {
        let sentence = "This habit is not yours, and you are in no running pact on it.";
        return Err(StoreError::refused(ErrorCode::NotAMember, sentence));
    }
    if row.try_get::<Option<i64>, _>("archived_at")?.is_some() {
        let sentence = "This habit was put away. Make a new one to go on.";
        return Err(StoreError::refused(ErrorCode::Conflict, sentence));
    }
    Ok(())
}

fn not_taken(today: Day, asked: Option<Day>) -> StoreError {
    let sentence = match credited(today, None, asked, BACKFILL_DAYS) {
        None => "Only today and the day before can be logged.",
        Some(_) => "That day was over already when you changed your time zone or the start of your day.",
    };
    StoreError::refused(ErrorCode::BadMessage, sentence)
}

/// Remembers a request for ever, if its date is taken; the date it was for if it was carried out before.
async fn remembered(
    conn: &mut Conn,
    new: &NewCheckin,
    client_id: &str,
    day: Option<Day>,
) -> Result<Option<Day>> {
    const INSERT: &str = "INSERT INTO checkin_commands (user_id, client_id, goal_id, day) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (user_id, client_id) DO NOTHING";
    const SELECT: &str = "SELECT goal_id, day FROM checkin_commands WHERE user_id = $1 AND client_id = $2";
    let user = new.user.to_string();
    if let Some(day) = day {
        let insert = sqlx::query(INSERT).bind(&user).bind(client_id.to_owned()).bind(new.goal.to_string());
        if insert.bind(i64::from(day.0)).execute(&mut *conn).await?.rows_affected() == 1 {
            return Ok(None);
        }
    }
    let row = sqlx::query(SELECT).bind(&user).bind(client_id.to_owned()).fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    if rows::id(&row, "goal_id")? != new.goal.0 {
        let sentence = "This \"clientId\" was used for another habit. Make a new one for each request.";
        return Err(StoreError::refused(ErrorCode::Conflict, sentence));
    }
    Ok(Some(crate::goals::date(&row, "day")?))
}

/// A request that was carried out: its check-in as it stands now with what it did then, and nothing happens.
async fn said_before(
    conn: &mut Conn,
    new: &NewCheckin,
    day: Day,
    now: Now,
    mut context: Context,
) -> Result<CheckinOutcome> {
    const MILESTONE: &str = "SELECT MAX(milestone) AS milestone FROM streak_announcements \
         WHERE user_id = $1 AND goal_id = $2 AND announced_at = $3";
    let streak = context.history.streak(context.frequency, now);
    let mut logged = context.history.take_back(day).ok_or_else(taken_back)?;
    logged.notes = note_of(conn, logged.id).await?;
    let before = context.history.streak(context.frequency, now);
    let at = logged.check_in.at;
    let reached = sqlx::query(MILESTONE).bind(new.user.to_string()).bind(new.goal.to_string()).bind(at.0);
    let milestone: Option<i64> = reached.fetch_one(&mut *conn).await?.try_get("milestone")?;
    let achievements_unlocked = match milestone {
        Some(_) => unlocked_at(conn, new.user, at).await?,
        None => Vec::new(),
    };
    let logged = CheckinLogged {
        checkin: told_checkin(&logged, new.user, new.goal, proofs_of(conn, logged.id).await?),
        streak: told_streak(&streak),
        milestone: milestone.and_then(|milestone| u32::try_from(milestone).ok()),
        achievements_unlocked,
    };
    Ok(CheckinOutcome {
        logged,
        fresh: false,
        streak_before: before.current,
        is_new_record: streak.current > before.longest,
        is_repeated: true,
        happened: Happened::default(),
    })
}

async fn write(conn: &mut Conn, new: &NewCheckin, logged: &Logged, context: &Context) -> Result<()> {
    const UPSERT: &str = "INSERT INTO habit_checkins \
         (id, user_id, goal_id, day, days_late, zone, day_starts_at, status, notes, logged_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (user_id, goal_id, day) DO UPDATE SET \
         days_late = excluded.days_late, zone = excluded.zone, day_starts_at = excluded.day_starts_at, \
         status = excluded.status, notes = excluded.notes, logged_at = excluded.logged_at";
    let place = context.history.zones.place(logged.check_in.zone);
    let place = place.map_or_else(|| context.place.clone(), Place::of);
    sqlx::query(UPSERT)
        .bind(logged.id.to_string())
        .bind(new.user.to_string())
        .bind(new.goal.to_string())
        .bind(i64::from(logged.check_in.day.0))
        .bind(i64::from(logged.check_in.days_late))
        .bind(place.timezone)
        .bind(i64::from(place.start.hour()))
        .bind(new.status.as_str())
        .bind(&logged.notes)
        .bind(logged.check_in.at.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Announces the milestones that were reached now and never before in this run; the highest of them. SPEC.md SK17.
async fn announce(conn: &mut Conn, new: &NewCheckin, before: &Streak, after: &Streak) -> Result<Option<u32>> {
    const INSERT: &str = "INSERT INTO streak_announcements (user_id, goal_id, first_day, milestone, announced_at) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id, goal_id, first_day, milestone) DO NOTHING";
    let Some(run) = after.run else { return Ok(None) };
    let mut highest = None;
    for milestone in newly_reached(before, after) {
        let insert = sqlx::query(INSERT).bind(new.user.to_string()).bind(new.goal.to_string());
        let insert = insert.bind(i64::from(run.first.0)).bind(i64::from(*milestone)).bind(new.now.0);
        if insert.execute(&mut *conn).await?.rows_affected() == 1 {
            highest = highest.max(Some(*milestone));
        }
    }
    Ok(highest)
}

/// Tells every running pact on the habit that the person is in: what was logged, and the milestone after it. Refuses if
/// the pact ended that let them log it, while they waited for its room.
async fn tell_pacts(
    conn: &mut Conn,
    new: &NewCheckin,
    logged: &Logged,
    (length, milestone): (u32, Option<u32>),
    known: &Context,
) -> Result<Vec<PactActivity>> {
    let happening = Happening {
        kind: match new.status {
            CheckinStatus::Completed => ActivityType::CheckinCompleted,
            CheckinStatus::Partial => ActivityType::CheckinPartial,
            CheckinStatus::Skipped => ActivityType::CheckinSkipped,
        },
        user: new.user,
        user_name: known.user_name.clone(),
        goal: new.goal,
        habit_name: known.habit_name.clone(),
        checkin: Some(logged.id),
        day: Some(logged.check_in.day),
        target: None,
        message: logged.notes.clone(),
        streak_days: Some(length).filter(|length| *length > 0),
    };
    let reached = milestone.map(|_| {
        let kind = ActivityType::StreakMilestone;
        Happening { kind, message: None, streak_days: milestone, ..happening.clone() }
    });
    let entries: Vec<_> = std::iter::once(happening).chain(reached).collect();
    let kept = Kept { user: new.user, goal: new.goal, running: known.running };
    let told = tell_running(conn, kept, &entries, new.now).await?;
    if told.some_ended {
        context(conn, new, Arc::default()).await?.standing?;
    }
    Ok(told.activities)
}
