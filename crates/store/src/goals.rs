//! Habit goals: what people want to keep at. One that is put away stays for those who keep it in a pact.

use crate::error::{Result, StoreError};
use crate::people::hold_person;
use crate::text::storable;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_domain::Weekday;
use kith_domain::streak::{DaySet, Frequency};
use kith_protocol::pacts::{FrequencyType, HabitGoal};
use kith_protocol::{ErrorCode, HabitGoalId, Timestamp, UserId};
use sqlx::Row;
use sqlx::any::AnyRow;

/// How many habit goals a person has at most, those put away not counted.
pub const GOALS_MAX: u32 = 100;

/// A habit goal to be made.
#[derive(Clone, Debug)]
pub struct NewGoal {
    /// Whose.
    pub owner: UserId,
    /// What it is; as it will be told. Its frequency is a possible one.
    pub goal: HabitGoal,
}

impl Store {
    /// Makes a habit goal.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] beyond [`GOALS_MAX`]; [`ErrorCode::BadMessage`] if its frequency asks for nothing, or a
    /// text holds a NUL character.
    pub async fn create_goal(&self, new: NewGoal) -> Result<HabitGoal> {
        let goal = &new.goal;
        let texts = [Some(&goal.name), goal.category.as_ref(), goal.emoji.as_ref(), Some(&goal.goal_type)];
        storable(texts.into_iter().flatten().map(String::as_str))?;
        if frequency(goal.frequency_type, goal.frequency_count, mask(goal)).is_none() {
            let sentence =
                "Say on which days of the week, or on how many dates a week, the habit is asked for.";
            return Err(StoreError::refused(ErrorCode::BadMessage, sentence));
        }
        self.write("create_goal", move |conn| Box::pin(create_goal(conn, new))).await
    }

    /// The habit goals of a person, those put away among them, oldest first.
    ///
    /// # Errors
    /// Only [`StoreError::Unavailable`].
    pub async fn goals(&self, owner: UserId) -> Result<Vec<HabitGoal>> {
        self.read("goals", move |conn| Box::pin(goals(conn, owner))).await
    }

    /// Puts a habit goal away: nothing new begins with it, what runs goes on, and everything logged stays. Twice is the
    /// same as once. SPEC.md CK7.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such goal or it is somebody else's.
    pub async fn archive_goal(&self, goal: HabitGoalId, owner: UserId, now: Timestamp) -> Result<()> {
        const UPDATE: &str = "UPDATE habit_goals SET archived_at = COALESCE(archived_at, $3) \
             WHERE id = $1 AND owner_id = $2";
        self.write("archive_goal", move |conn| {
            Box::pin(async move {
                let update = sqlx::query(UPDATE).bind(goal.to_string()).bind(owner.to_string()).bind(now.0);
                match update.execute(conn).await?.rows_affected() {
                    0 => Err(no_such_goal()),
                    _ => Ok(()),
                }
            })
        })
        .await
    }
}

async fn create_goal(conn: &mut Conn, NewGoal { owner, goal }: NewGoal) -> Result<HabitGoal> {
    const COUNT: &str =
        "SELECT COUNT(*) AS goals FROM habit_goals WHERE owner_id = $1 AND archived_at IS NULL";
    const INSERT: &str = "INSERT INTO habit_goals (id, owner_id, name, category, emoji, frequency_type, \
         frequency_count, target_days, goal_type, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    hold_person(conn, owner).await?;
    let count = sqlx::query(COUNT).bind(owner.to_string()).fetch_one(&mut *conn).await?;
    if rows::whole(&count, "goals")? >= u64::from(GOALS_MAX) {
        let sentence = format!("A person has at most {GOALS_MAX} habits. Put one away first.");
        return Err(StoreError::refused(ErrorCode::Conflict, sentence));
    }
    sqlx::query(INSERT)
        .bind(goal.id.to_string())
        .bind(owner.to_string())
        .bind(&goal.name)
        .bind(&goal.category)
        .bind(&goal.emoji)
        .bind(goal.frequency_type.as_str())
        .bind(goal.frequency_count.map(i64::from))
        .bind(mask(&goal))
        .bind(&goal.goal_type)
        .bind(goal.created_at.0)
        .execute(conn)
        .await?;
    Ok(goal)
}

async fn goals(conn: &mut Conn, owner: UserId) -> Result<Vec<HabitGoal>> {
    const SELECT: &str = "SELECT id, name, category, emoji, frequency_type, frequency_count, target_days, goal_type, \
         archived_at, created_at FROM habit_goals WHERE owner_id = $1 ORDER BY id";
    let rows = sqlx::query(SELECT).bind(owner.to_string()).fetch_all(conn).await?;
    Ok(rows.iter().map(read_goal).collect::<sqlx::Result<_>>()?)
}

fn read_goal(row: &AnyRow) -> sqlx::Result<HabitGoal> {
    let days: Option<i64> = row.try_get("target_days")?;
    let count: Option<i64> = row.try_get("frequency_count")?;
    Ok(HabitGoal {
        id: HabitGoalId(rows::id(row, "id")?),
        name: rows::text(row, "name")?,
        category: row.try_get("category")?,
        emoji: row.try_get("emoji")?,
        frequency_type: word(row, "frequency_type", FrequencyType::read)?,
        frequency_count: count.and_then(|count| u8::try_from(count).ok()),
        target_days_of_week: days.map(|days| (0..7).filter(|day| days & (1 << day) != 0).collect()),
        goal_type: rows::text(row, "goal_type")?,
        archived: row.try_get::<Option<i64>, _>("archived_at")?.is_some(),
        created_at: rows::moment(row, "created_at")?,
    })
}

fn mask(goal: &HabitGoal) -> Option<i64> {
    let days = goal.target_days_of_week.as_ref().filter(|days| !days.is_empty())?;
    Some(days.iter().filter(|day| **day < 7).fold(0, |mask, day| mask | 1 << day))
}

/// What a goal asks for; `None` if that is nothing.
fn frequency(kind: FrequencyType, count: Option<u8>, mask: Option<i64>) -> Option<Frequency> {
    // Kith's weeks begin on Monday, those of the wire on Sunday.
    let days = |mask: i64| {
        let days = Weekday::ALL.into_iter().filter(|day| mask & (1 << ((*day as u8 + 1) % 7)) != 0);
        DaySet::of(&days.collect::<Vec<_>>()).map(Frequency::Days)
    };
    match (kind, mask, count) {
        (_, Some(mask), _) => days(mask),
        (FrequencyType::Daily, None, _) => Some(Frequency::DAILY),
        (FrequencyType::Weekly, None, count) => Some(Frequency::PerWeek(count.unwrap_or(1))),
        (FrequencyType::Custom, None, count) => count.map(Frequency::PerWeek),
    }
}

/// What a goal asks for, from its columns `frequency_type`, `frequency_count` and `target_days`.
pub(crate) fn read_frequency(row: &AnyRow) -> sqlx::Result<Frequency> {
    let kind = word(row, "frequency_type", FrequencyType::read)?;
    let count: Option<i64> = row.try_get("frequency_count")?;
    let count = count.and_then(|count| u8::try_from(count).ok());
    let nothing = || rows::unreadable("frequency_type", "the goal asks for nothing");
    frequency(kind, count, row.try_get("target_days")?).ok_or_else(nothing)
}

/// A column that holds one of a closed list of words.
pub(crate) fn word<T>(row: &AnyRow, column: &str, read: impl Fn(&str) -> Option<T>) -> sqlx::Result<T> {
    let text: &str = row.try_get(column)?;
    read(text).ok_or_else(|| rows::unreadable(column, format!("nothing is called {text:?}")))
}

/// A column that holds a date.
pub(crate) fn date(row: &AnyRow, column: &str) -> sqlx::Result<kith_domain::Day> {
    let days: i64 = row.try_get(column)?;
    i32::try_from(days).map(kith_domain::Day).map_err(|error| rows::unreadable(column, error))
}

/// A column that holds a date or nothing.
pub(crate) fn optional_date(row: &AnyRow, column: &str) -> sqlx::Result<Option<kith_domain::Day>> {
    row.try_get::<Option<i64>, _>(column)?.map(|_| date(row, column)).transpose()
}

pub(crate) fn no_such_goal() -> StoreError {
    StoreError::refused(
        ErrorCode::NotFound,
        "There is no such habit of yours. Refresh the list of your habits.",
    )
}
