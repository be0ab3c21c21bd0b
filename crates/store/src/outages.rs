//! When Kith itself was away: each server gives a sign of life now and then, and what lies between two that are far apart
//! is an outage. Whose dates that concerns is the domain's business.

use crate::error::Result;
use crate::writer::Conn;
use crate::{Store, rows};
use kith_domain::outages::Outage;
use kith_protocol::Timestamp;
use std::sync::{Arc, PoisonError, RwLock};

/// How many outages are counted with, the latest ones; those before are forgiven no more.
pub const OUTAGES_MAX: u32 = 500;

/// The outages so far, in memory: each streak that is read asks for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownOutages(Arc<RwLock<Arc<[Outage]>>>);

impl KnownOutages {
    pub(crate) fn all(&self) -> Arc<[Outage]> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn learn(&self, outages: Vec<Outage>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = outages.into();
    }
}

impl Store {
    /// Gives a sign of life: nobody was away until now who gave one shortly before. What was an outage instead is
    /// remembered, and given. To be done before alarms ring, and each minute. SPEC.md SK21.
    ///
    /// # Errors
    /// Only [`crate::StoreError::Unavailable`]; the time until the next one that succeeds counts as away.
    pub async fn give_sign_of_life(&self, now: Timestamp) -> Result<Option<Outage>> {
        let known = self.outages.clone();
        let (outage, outages) =
            self.write("give_sign_of_life", move |conn| Box::pin(give_sign(conn, now))).await?;
        known.learn(outages);
        Ok(outage)
    }

    /// Learns the outages that are written down.
    pub(crate) async fn learn_outages(&self) -> Result<()> {
        let outages = self.read("learn_outages", |conn| Box::pin(outages(conn))).await?;
        self.outages.learn(outages);
        Ok(())
    }
}

async fn give_sign(conn: &mut Conn, now: Timestamp) -> Result<(Option<Outage>, Vec<Outage>)> {
    const HOLD: &str = "INSERT INTO uptime (one, alive_at) VALUES (1, $1) \
         ON CONFLICT (one) DO UPDATE SET alive_at = uptime.alive_at RETURNING alive_at";
    const REMEMBER: &str = "INSERT INTO outages (from_at, to_at) VALUES ($1, $2) \
         ON CONFLICT (from_at) DO UPDATE SET to_at = excluded.to_at";
    const MOVE: &str = "UPDATE uptime SET alive_at = $1 WHERE one = 1 AND alive_at < $1";
    let before = sqlx::query(HOLD).bind(now.0).fetch_one(&mut *conn).await?;
    let outage = Outage::between(rows::moment(&before, "alive_at")?, now);
    if let Some(outage) = outage {
        sqlx::query(REMEMBER).bind(outage.from.0).bind(outage.to.0).execute(&mut *conn).await?;
    }
    sqlx::query(MOVE).bind(now.0).execute(&mut *conn).await?;
    Ok((outage, outages(conn).await?))
}

async fn outages(conn: &mut Conn) -> Result<Vec<Outage>> {
    const SELECT: &str = "SELECT from_at, to_at FROM outages ORDER BY from_at DESC LIMIT $1";
    let found = sqlx::query(SELECT).bind(i64::from(OUTAGES_MAX)).fetch_all(conn).await?;
    let read = |row| Ok(Outage { from: rows::moment(row, "from_at")?, to: rows::moment(row, "to_at")? });
    Ok(found.iter().map(read).collect::<sqlx::Result<_>>()?)
}
