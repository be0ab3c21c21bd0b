//! Tickers: the shared wins that every team is told of. Their rows keep a threshold from being announced twice, for ever.

use crate::counters::Named;
use crate::error::Result;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_protocol::{Ticker, Timestamp};
use sqlx::any::AnyRow;

impl Store {
    /// The latest shared win of any team.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`].
    pub async fn latest_ticker(&self) -> Result<Option<Ticker>> {
        self.read("latest_ticker", |conn| Box::pin(latest_ticker(conn))).await
    }
}

/// Stores a ticker for each threshold that is passed and was never announced. The caller holds the counter's row.
pub(crate) async fn announce(
    conn: &mut Conn,
    counter: &Named,
    team_name: &str,
    total: u64,
    now: Timestamp,
) -> Result<Vec<Ticker>> {
    const PASSED: &str = "SELECT t.threshold, c.unit FROM thresholds t \
         JOIN counters c ON c.team_id = t.team_id AND c.name = t.name \
         LEFT JOIN tickers k ON k.team_id = t.team_id AND k.name = t.name AND k.threshold = t.threshold \
         WHERE t.team_id = $1 AND t.name = $2 AND t.threshold <= $3 AND k.threshold IS NULL ORDER BY t.threshold";
    const INSERT: &str = "INSERT INTO tickers (team_id, name, threshold, title, body, reached_at) \
         VALUES ($1, $2, $3, $4, $5, $6)";
    let team = counter.team.to_string();
    let query = sqlx::query(PASSED).bind(&team).bind(&counter.name).bind(rows::bigint(total));
    let mut reached = Vec::new();
    for row in query.fetch_all(&mut *conn).await? {
        let threshold = rows::whole(&row, "threshold")?;
        let unit = rows::text(&row, "unit")?;
        let body = format!("{team_name} just reached {} {unit} together!", with_commas(threshold));
        sqlx::query(INSERT)
            .bind(&team)
            .bind(&counter.name)
            .bind(rows::bigint(threshold))
            .bind(team_name)
            .bind(&body)
            .bind(now.0)
            .execute(&mut *conn)
            .await?;
        reached.push(Ticker { title: team_name.to_owned(), body, at: now });
    }
    Ok(reached)
}

async fn latest_ticker(conn: &mut Conn) -> Result<Option<Ticker>> {
    const SELECT: &str =
        "SELECT title, body, reached_at FROM tickers ORDER BY reached_at DESC, threshold DESC LIMIT 1";
    let row = sqlx::query(SELECT).fetch_optional(conn).await?;
    Ok(row.as_ref().map(read_ticker).transpose()?)
}

/// Reads `title`, `body` and `reached_at`.
pub(crate) fn read_ticker(row: &AnyRow) -> sqlx::Result<Ticker> {
    Ok(Ticker {
        title: rows::text(row, "title")?,
        body: rows::text(row, "body")?,
        at: rows::moment(row, "reached_at")?,
    })
}

fn with_commas(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::with_commas;

    #[test]
    fn numbers_are_written_with_commas() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (100_000, "100,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(with_commas(number), text);
        }
    }
}
