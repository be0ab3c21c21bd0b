//! Where a run takes place: a folder of its own with its people in it, and a server on it. Both are gone when the run
//! is, however it ends.

use crate::Attempt;
use crate::people::{self, Team};
use crate::server::Server;
use kith_store::Store;
use std::path::Path;
use tempfile::TempDir;

/// Good for one run in one folder.
const SECRET: &str = "a secret for one measurement only, thrown away after it";

/// A data folder with people in it.
pub struct Ground {
    /// The teams with everybody.
    pub teams: Vec<Team>,
    folder: TempDir,
}

impl Ground {
    /// Makes the folder and writes `teams` teams of `size` people.
    ///
    /// # Errors
    /// The folder or the database cannot be made.
    pub async fn prepare(teams: usize, size: usize) -> Attempt<Self> {
        let folder = tempfile::Builder::new().prefix("kith-bench-").tempdir()?;
        std::fs::write(folder.path().join("jwt-secret"), SECRET)?;
        let ground = Self { teams: Vec::new(), folder };
        let store = ground.store().await?;
        let teams = people::settle(&store, SECRET, teams, size).await?;
        store.close().await;
        Ok(Self { teams, ..ground })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The same database as the server's, opened beside it.
    ///
    /// # Errors
    /// It cannot be opened.
    pub async fn store(&self) -> Attempt<Store> {
        Ok(Store::open(&format!("sqlite:{}", self.path().join("kith.db").display())).await?)
    }

    /// Starts a server on the folder.
    ///
    /// # Errors
    /// It does not start.
    pub async fn start(&self) -> Attempt<Server> {
        Server::start(self.path()).await
    }
}
