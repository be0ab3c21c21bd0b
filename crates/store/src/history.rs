//! What a person logged of a habit, as the rules of streaks read it. It decides nothing.

use crate::error::Result;
use crate::goals::{date, word};
use crate::rows;
use crate::writer::Conn;
use kith_domain::Day;
use kith_domain::calendar::{self, DayStart, Zones};
use kith_domain::outages::Outage;
use kith_domain::streak::{CheckIn, Excused, Frequency, Now, Settings, Status, Streak, streak};
use kith_protocol::pacts::{Checkin, CheckinStatus, Proof, StreakNow};
use kith_protocol::{CheckinId, HabitGoalId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The zone of who has one that is not known any more.
const FALLBACK_ZONE: &str = "UTC";

/// How long a request may be on its way from its clock to its turn. What is later than that is not counted.
const OVERTAKEN_MAX_MS: i64 = 60_000;

/// What makes a person's dates.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// IANA name of their time zone.
    pub timezone: String,
    /// The hour at which their days begin.
    pub start: DayStart,
}

impl Place {
    /// Where a person is, from the columns `timezone` and `day_starts_at` of `users`.
    pub(crate) fn read(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self { timezone: rows::text(row, "timezone")?, start: day_start(row)? })
    }

    /// Where something was logged.
    pub(crate) fn of(place: &calendar::Place) -> Self {
        Self { timezone: place.zone.name().to_owned(), start: place.start }
    }
}

/// The column `day_starts_at`.
pub(crate) fn day_start(row: &AnyRow) -> sqlx::Result<DayStart> {
    start_at(rows::whole(row, "day_starts_at")?)
}

fn start_at(hour: u64) -> sqlx::Result<DayStart> {
    let start = u8::try_from(hour).ok().and_then(DayStart::chosen);
    start.ok_or_else(|| rows::unreadable("day_starts_at", format!("nobody's days begin at {hour}")))
}

/// Something that was logged, with what the rules do not ask about.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub id: CheckinId,
    pub check_in: CheckIn,
    pub notes: Option<String>,
}

/// All that a person logged of one habit.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    pub zones: Zones,
    pub logged: Vec<Logged>,
    /// When Kith was away.
    outages: Arc<[Outage]>,
}

impl History {
    /// Nothing was logged, and this is when Kith was away.
    pub(crate) fn with(outages: Arc<[Outage]>) -> Self {
        Self { outages, ..Self::default() }
    }

    /// Reads the column of [`logged_in_one`]: everything but the notes.
    pub(crate) fn read(row: &AnyRow, outages: Arc<[Outage]>) -> sqlx::Result<Self> {
        let mut history = Self::with(outages);
        let text: Option<&str> = row.try_get("logged")?;
        for entry in text.into_iter().flat_map(|text| text.split(',')) {
            let mut parts = entry.split(' ');
            let (id, day, days_late) = (part(&mut parts)?, Day(part(&mut parts)?), part(&mut parts)?);
            let status: String = part(&mut parts)?;
            let status = CheckinStatus::read(&status).ok_or_else(|| rows::unreadable("status", status))?;
            let at = Timestamp(part(&mut parts)?);
            let zone = parts.next().unwrap_or(FALLBACK_ZONE);
            let start = start_at(part(&mut parts)?)?;
            let zone = tag(&mut history.zones, zone, start)?;
            let check_in = CheckIn { at, day, days_late, zone, status: said(status) };
            history.logged.push(Logged { id: CheckinId(id), check_in, notes: None });
        }
        Ok(history)
    }

    /// Adds a row with the columns of [`logged_columns`].
    pub(crate) fn take(&mut self, row: &AnyRow) -> sqlx::Result<()> {
        let status = word(row, "checkin_status", CheckinStatus::read)?;
        let late: i64 = row.try_get("days_late")?;
        let check_in = CheckIn {
            at: rows::moment(row, "logged_at")?,
            day: date(row, "day")?,
            days_late: u16::try_from(late).map_err(|error| rows::unreadable("days_late", error))?,
            zone: tag(&mut self.zones, &rows::text(row, "zone")?, day_start(row)?)?,
            status: said(status),
        };
        let id = CheckinId(rows::id(row, "checkin_id")?);
        self.logged.push(Logged { id, check_in, notes: row.try_get("notes")? });
        Ok(())
    }

    /// What was said of a date.
    pub(crate) fn on(&self, day: Day) -> Option<&Logged> {
        self.logged.iter().find(|logged| logged.check_in.day == day)
    }

    /// Takes back what was said of a date.
    pub(crate) fn take_back(&mut self, day: Day) -> Option<Logged> {
        let place = self.logged.iter().position(|logged| logged.check_in.day == day)?;
        Some(self.logged.remove(place))
    }

    /// Says something of a date, in place of what was said before.
    pub(crate) fn say(&mut self, said: Logged) {
        self.logged.retain(|logged| logged.check_in.day != said.check_in.day);
        self.logged.push(said);
    }

    /// The moment of reading, where the person is.
    pub(crate) fn now(&mut self, place: &Place, at: Timestamp) -> sqlx::Result<Now> {
        let zone = tag(&mut self.zones, &place.timezone, place.start)?;
        let day = self.zones.place(zone).map(|place| place.day_of(at));
        let day = day.ok_or_else(|| rows::unreadable("timezone", "a tag of these zones is known to them"))?;
        Ok(Now { at, day, zone })
    }

    /// The same moment for a request that others overtook on its way here: they were logged before it, whatever their
    /// clock said, and count (SPEC.md SK3, CK6).
    pub(crate) fn after_all(&self, now: Now) -> Now {
        let overtook = self.logged.iter().map(|logged| logged.check_in.at);
        let at = overtook.filter(|at| at.0 - now.at.0 <= OVERTAKEN_MAX_MS).fold(now.at, Timestamp::max);
        Now { at, ..now }
    }

    /// The streak at a moment.
    pub(crate) fn streak(&self, frequency: Frequency, now: Now) -> Streak {
        let check_ins: Vec<_> = self.logged.iter().map(|logged| logged.check_in).collect();
        let first = check_ins.iter().map(|check_in| check_in.day).min().unwrap_or(now.day);
        let absent = self.zones.absent_days(first, now.day.plus(1));
        let excused = Excused { absent, outages: self.zones.outage_days(&self.outages, first, now.day) };
        streak(&Settings::kith(frequency), &check_ins, &excused, now)
    }

    /// The dates that were completed.
    pub(crate) fn completed(&self) -> BTreeSet<Day> {
        let completed = self.logged.iter().filter(|logged| logged.check_in.status == Status::Completed);
        completed.map(|logged| logged.check_in.day).collect()
    }
}

/// A word of the text that [`History::read`] reads.
fn part<'a, T: std::str::FromStr>(parts: &mut impl Iterator<Item = &'a str>) -> sqlx::Result<T> {
    let read = parts.next().and_then(|text| text.parse().ok());
    read.ok_or_else(|| rows::unreadable("logged", "it is not written as it should be"))
}

/// What [`History::read`] reads, of `habit_checkins c`, in one row: a row for each date would cost a handover from the
/// database's thread each, and a person logs for years.
macro_rules! logged_in_one {
    () => {
        "string_agg(c.id || ' ' || c.day || ' ' || c.days_late || ' ' || c.status || ' ' || c.logged_at || ' ' \
         || c.zone || ' ' || c.day_starts_at, ',') AS logged"
    };
}

pub(crate) use logged_in_one;

/// The columns that [`History::take`] reads, of `habit_checkins c`.
macro_rules! logged_columns {
    () => {
        "c.id AS checkin_id, c.day, c.days_late, c.zone, c.day_starts_at, c.status AS checkin_status, c.notes, c.logged_at"
    };
}

pub(crate) use logged_columns;

/// All that a person logged of a habit, without the notes.
pub(crate) async fn history(
    conn: &mut Conn,
    user: UserId,
    goal: HabitGoalId,
    outages: Arc<[Outage]>,
) -> Result<History> {
    const SELECT: &str = concat!(
        "SELECT ",
        logged_in_one!(),
        " FROM habit_checkins c WHERE c.user_id = $1 AND c.goal_id = $2"
    );
    let row = sqlx::query(SELECT).bind(user.to_string()).bind(goal.to_string()).fetch_one(conn).await?;
    Ok(History::read(&row, outages)?)
}

/// The dates of a habit that a person completed.
pub(crate) async fn completed_days(
    conn: &mut Conn,
    user: UserId,
    goal: HabitGoalId,
) -> Result<BTreeSet<Day>> {
    Ok(history(conn, user, goal, Arc::default()).await?.completed())
}

/// Which date it is for somebody.
pub(crate) fn today_of(place: &Place, now: Timestamp) -> sqlx::Result<Day> {
    Ok(History::default().now(place, now)?.day)
}

/// A streak as it is told.
pub(crate) fn told_streak(streak: &Streak) -> StreakNow {
    StreakNow {
        current: streak.current,
        longest: streak.longest,
        freezes_left: streak.freezes_left,
        at_risk: streak.is_at_risk(),
        milestones: streak.milestones().to_vec(),
    }
}

/// A check-in as it is told.
pub(crate) fn told_checkin(logged: &Logged, user: UserId, goal: HabitGoalId, proofs: Vec<Proof>) -> Checkin {
    Checkin {
        id: logged.id,
        user_id: user,
        habit_goal_id: goal,
        day: logged.check_in.day.to_string(),
        status: match logged.check_in.status {
            Status::Completed => CheckinStatus::Completed,
            Status::Partial => CheckinStatus::Partial,
            Status::Skipped => CheckinStatus::Skipped,
        },
        notes: logged.notes.clone(),
        at: logged.check_in.at,
        proofs,
    }
}

/// What is said of a date, as the rules call it.
pub(crate) const fn said(status: CheckinStatus) -> Status {
    match status {
        CheckinStatus::Completed => Status::Completed,
        CheckinStatus::Partial => Status::Partial,
        CheckinStatus::Skipped => Status::Skipped,
    }
}

fn tag(zones: &mut Zones, name: &str, start: DayStart) -> sqlx::Result<kith_domain::streak::ZoneTag> {
    let known = zones.tag(name, start).or_else(|_| zones.tag(FALLBACK_ZONE, start));
    known.map_err(|error| rows::unreadable("zone", error))
}
