//! What names a database, so that what waits elsewhere for it goes to no other.

use crate::error::Result;
use crate::{Store, rows};
use uuid::Uuid;

impl Store {
    /// The name of this database. The first call gives it `fresh`, for ever.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn identity(&self, fresh: Uuid) -> Result<Uuid> {
        const INSERT: &str = "INSERT INTO identity (one, id) VALUES (1, $1) ON CONFLICT (one) DO NOTHING";
        const SELECT: &str = "SELECT id FROM identity";
        self.write("identity", move |conn| {
            Box::pin(async move {
                sqlx::query(INSERT).bind(fresh.to_string()).execute(&mut *conn).await?;
                Ok(rows::id(&sqlx::query(SELECT).fetch_one(conn).await?, "id")?)
            })
        })
        .await
    }
}
