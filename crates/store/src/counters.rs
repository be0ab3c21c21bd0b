//! Counters of a team and their thresholds. How a threshold is announced is `tickers`' business.

use crate::error::{Result, StoreError};
use crate::text::storable;
use crate::tickers::announce;
use crate::writer::Conn;
use crate::{Store, access, rows};
use kith_protocol::rest::Counter;
use kith_protocol::{ErrorCode, TeamId, Ticker, Timestamp, UserId};
use sqlx::Row;

/// How many counters a team has at most. On PostgreSQL calls at the same moment may pass it by their number.
pub const COUNTERS_MAX: u32 = 50;
/// How many thresholds a counter has at most.
pub const THRESHOLDS_MAX: usize = 50;

/// Something to be added to a counter, which is made if it is not there.
#[derive(Clone, Debug)]
pub struct CounterAdd {
    /// Whose counter.
    pub team: TeamId,
    /// Its name.
    pub name: String,
    /// Who adds.
    pub user: UserId,
    /// How much.
    pub delta: u64,
    /// The client's own id for it: the same from the same person again adds nothing.
    pub client_id: Option<String>,
    /// The time of the call.
    pub now: Timestamp,
}

/// How a counter stands, and what is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CounterOutcome {
    /// The sum so far.
    pub total: u64,
    /// The thresholds that this call has reached, lowest first; stored already.
    pub reached: Vec<Ticker>,
}

impl Store {
    /// Adds to a counter and announces the thresholds it passes. SPEC.md CT1, CT2.
    ///
    /// # Errors
    /// `NOT_FOUND`, `NOT_A_MEMBER`; [`ErrorCode::Conflict`] if the sum would pass 2^63 - 1 or the team has
    /// [`COUNTERS_MAX`] counters; [`ErrorCode::BadMessage`] if a text holds a NUL character.
    pub async fn add_to_counter(&self, add: CounterAdd) -> Result<CounterOutcome> {
        storable([&*add.name].into_iter().chain(add.client_id.as_deref()))?;
        self.write("add_to_counter", move |conn| Box::pin(add_to_counter(conn, add))).await
    }

    /// Says which sums of a counter are worth announcing, in place of those said before. One that is passed already
    /// is announced now, unless it ever was. SPEC.md CT1.
    ///
    /// # Errors
    /// `NOT_FOUND`, `NOT_A_MEMBER`; [`ErrorCode::Forbidden`] unless the caller is the coach;
    /// [`ErrorCode::BadMessage`] for more than [`THRESHOLDS_MAX`], for 0, for more than 2^63 - 1, or if a text holds a
    /// NUL character; [`ErrorCode::Conflict`] if the team has [`COUNTERS_MAX`] counters.
    pub async fn set_thresholds(
        &self,
        team: TeamId,
        name: &str,
        user: UserId,
        thresholds: Vec<u64>,
        unit: String,
        now: Timestamp,
    ) -> Result<CounterOutcome> {
        storable([name, &*unit])?;
        let thresholds = plausible(thresholds)?;
        let counter = Named { team, name: name.to_owned() };
        self.write("set_thresholds", move |conn| {
            Box::pin(set_thresholds(conn, counter, user, thresholds, unit, now))
        })
        .await
    }

    /// The counters of a team, by name.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such team, `NOT_A_MEMBER` if the caller is not in it.
    pub async fn counters(&self, team: TeamId, user: UserId) -> Result<Vec<Counter>> {
        self.read("counters", move |conn| Box::pin(counters(conn, team, user))).await
    }
}

/// A counter.
pub(crate) struct Named {
    pub team: TeamId,
    pub name: String,
}

fn plausible(mut thresholds: Vec<u64>) -> Result<Vec<i64>> {
    let refused = |sentence: String| Err(StoreError::refused(ErrorCode::BadMessage, sentence));
    thresholds.sort_unstable();
    thresholds.dedup();
    if thresholds.len() > THRESHOLDS_MAX {
        return refused(format!("A counter has at most {THRESHOLDS_MAX} thresholds. Leave some out."));
    }
    let thresholds = thresholds.into_iter().map(|threshold| i64::try_from(threshold).unwrap_or(0));
    let thresholds: Vec<i64> = thresholds.collect();
    if thresholds.contains(&0) {
        return refused(format!("A threshold is between 1 and {}. Choose another one.", i64::MAX));
    }
    Ok(thresholds)
}

async fn add_to_counter(conn: &mut Conn, add: CounterAdd) -> Result<CounterOutcome> {
    // Additions first, the counter second, tickers last: calls at once wait for each other in one order.
    const REMEMBER: &str = "INSERT INTO counter_additions (team_id, name, user_id, client_id, added_at) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (team_id, name, user_id, client_id) DO NOTHING";
    const ADD: &str = "INSERT INTO counters (team_id, name, total, unit) VALUES ($1, $2, $3, $2) \
         ON CONFLICT (team_id, name) DO UPDATE SET total = counters.total + excluded.total \
         WHERE counters.total <= $4 - excluded.total RETURNING total";
    let access = access::to_team(conn, add.team, add.user).await?;
    let counter = Named { team: add.team, name: add.name };
    if let Some(client_id) = add.client_id {
        let remembered = sqlx::query(REMEMBER)
            .bind(counter.team.to_string())
            .bind(&counter.name)
            .bind(add.user.to_string())
            .bind(client_id)
            .bind(add.now.0)
            .execute(&mut *conn)
            .await?;
        if remembered.rows_affected() == 0 {
            return Ok(CounterOutcome { total: total(conn, &counter).await?, reached: Vec::new() });
        }
    }
    let query = sqlx::query(ADD)
        .bind(counter.team.to_string())
        .bind(&counter.name)
        .bind(i64::try_from(add.delta).map_err(|_| too_much())?)
        .bind(i64::MAX);
    let row = query.fetch_all(&mut *conn).await?.pop().ok_or_else(too_much)?;
    let total = rows::whole(&row, "total")?;
    if total == add.delta {
        refuse_one_too_many(conn, counter.team).await?;
    }
    let reached = announce(conn, &counter, &access.team_name, total, add.now).await?;
    Ok(CounterOutcome { total, reached })
}

async fn set_thresholds(
    conn: &mut Conn,
    counter: Named,
    user: UserId,
    thresholds: Vec<i64>,
    unit: String,
    now: Timestamp,
) -> Result<CounterOutcome> {
    const MAKE: &str = "INSERT INTO counters (team_id, name, total, unit) VALUES ($1, $2, 0, $3) \
         ON CONFLICT (team_id, name) DO UPDATE SET unit = excluded.unit RETURNING total";
    const FORGET: &str = "DELETE FROM thresholds WHERE team_id = $1 AND name = $2";
    const INSERT: &str = "INSERT INTO thresholds (team_id, name, threshold) VALUES ($1, $2, $3)";
    let access = access::to_team(conn, counter.team, user).await?.coach("set thresholds")?;
    let team = counter.team.to_string();
    let query = sqlx::query(MAKE).bind(&team).bind(&counter.name).bind(unit);
    let row = query.fetch_all(&mut *conn).await?.pop().ok_or(sqlx::Error::RowNotFound)?;
    let total = rows::whole(&row, "total")?;
    refuse_one_too_many(conn, counter.team).await?;
    sqlx::query(FORGET).bind(&team).bind(&counter.name).execute(&mut *conn).await?;
    for threshold in thresholds {
        sqlx::query(INSERT).bind(&team).bind(&counter.name).bind(threshold).execute(&mut *conn).await?;
    }
    let reached = announce(conn, &counter, &access.team_name, total, now).await?;
    Ok(CounterOutcome { total, reached })
}

/// Asked after a counter may have been made, which a refusal unmakes.
async fn refuse_one_too_many(conn: &mut Conn, team: TeamId) -> Result<()> {
    const COUNT: &str = "SELECT COUNT(*) AS counters FROM counters WHERE team_id = $1";
    let row = sqlx::query(COUNT).bind(team.to_string()).fetch_one(conn).await?;
    if rows::whole(&row, "counters")? > u64::from(COUNTERS_MAX) {
        let sentence = format!("A team has at most {COUNTERS_MAX} counters. Use one of those you have.");
        return Err(StoreError::refused(ErrorCode::Conflict, sentence));
    }
    Ok(())
}

async fn total(conn: &mut Conn, counter: &Named) -> Result<u64> {
    const SELECT: &str = "SELECT total FROM counters WHERE team_id = $1 AND name = $2";
    let query = sqlx::query(SELECT).bind(counter.team.to_string()).bind(&counter.name);
    Ok(rows::whole(&query.fetch_one(conn).await?, "total")?)
}

fn too_much() -> StoreError {
    StoreError::refused(ErrorCode::Conflict, "This counter cannot grow that far. Start another one.")
}

async fn counters(conn: &mut Conn, team: TeamId, user: UserId) -> Result<Vec<Counter>> {
    const SELECT: &str = "SELECT c.name, c.total, c.unit, (SELECT MIN(t.threshold) FROM thresholds t \
         WHERE t.team_id = c.team_id AND t.name = c.name AND t.threshold > c.total) AS next_threshold \
         FROM counters c WHERE c.team_id = $1";
    access::to_team(conn, team, user).await?;
    let mut counters = Vec::new();
    for row in sqlx::query(SELECT).bind(team.to_string()).fetch_all(conn).await? {
        let next: Option<i64> = row.try_get("next_threshold")?;
        counters.push(Counter {
            name: rows::text(&row, "name")?,
            total: rows::whole(&row, "total")?,
            unit: rows::text(&row, "unit")?,
            next_threshold: next.and_then(|next| u64::try_from(next).ok()),
        });
    }
    // Sorted here, not by the database: the backends disagree about the order of text.
    counters.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(counters)
}
