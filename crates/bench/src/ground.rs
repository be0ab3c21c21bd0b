//! Where a run takes place: a folder of its own with its people in it, and a server on it. Both are gone when the run
//! is, however it ends.

use crate::Attempt;
use crate::people::{self, Team};
use crate::postgres::{Disk, Postgres};
use crate::server::Server;
use clap::ValueEnum;
use kith_store::Store;
use std::path::Path;
use tempfile::TempDir;

/// Good for one run in one folder.
const SECRET: &str = "a secret for one measurement only, thrown away after it";

/// Which database the people are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Database {
    /// SQLite, in the data folder
    Sqlite,
    /// A PostgreSQL of the run's own
    Postgres,
}

/// A data folder with people in it.
pub struct Ground {
    /// The teams with everybody.
    pub teams: Vec<Team>,
    folder: TempDir,
    postgres: Option<Postgres>,
}

impl Ground {
    /// Makes the folder and writes `teams` teams of `size` people.
    ///
    /// # Errors
    /// The folder or the database cannot be made.
    pub async fn prepare(teams: usize, size: usize) -> Attempt<Self> {
        Self::prepare_on(Database::Sqlite, teams, size).await
    }

    /// The same on a database of this kind.
    ///
    /// # Errors
    /// The folder or the database cannot be made.
    pub async fn prepare_on(database: Database, teams: usize, size: usize) -> Attempt<Self> {
        Self::prepare_with(database, Disk::Forgetful, teams, size).await
    }

    /// A team of `size` people on a database of this kind whose commits are on the disk when they are answered.
    ///
    /// # Errors
    /// The folder or the database cannot be made.
    pub async fn prepare_durably_on(database: Database, size: usize) -> Attempt<Self> {
        Self::prepare_with(database, Disk::Durable, 1, size).await
    }

    async fn prepare_with(database: Database, disk: Disk, teams: usize, size: usize) -> Attempt<Self> {
        let postgres = match database {
            Database::Sqlite => None,
            Database::Postgres => Some(tokio::task::block_in_place(|| Postgres::start(disk))?),
        };
        let folder = tempfile::Builder::new().prefix("kith-bench-").tempdir()?;
        std::fs::write(folder.path().join("jwt-secret"), SECRET)?;
        let ground = Self { teams: Vec::new(), folder, postgres };
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
        Ok(Store::open(&self.database_url()).await?)
    }

    /// How many statements the database was asked so far, where it counts them.
    ///
    /// # Errors
    /// It does not answer.
    pub fn statements(&self) -> Attempt<Option<u64>> {
        self.postgres.as_ref().map_or(Ok(None), Postgres::statements)
    }

    /// The PostgreSQL, if there is one.
    pub const fn postgres(&self) -> Option<&Postgres> {
        self.postgres.as_ref()
    }

    /// Starts a server on the folder.
    ///
    /// # Errors
    /// It does not start.
    pub async fn start(&self) -> Attempt<Server> {
        self.start_with(&[]).await
    }

    /// Starts a server on the folder with these options of `kith serve`.
    ///
    /// # Errors
    /// It does not start.
    pub async fn start_with(&self, options: &[String]) -> Attempt<Server> {
        let database = self.postgres.as_ref().map(|_| format!("--database-url={}", self.database_url()));
        let options: Vec<String> = database.into_iter().chain(options.iter().cloned()).collect();
        Server::start(self.path(), &options).await
    }

    fn database_url(&self) -> String {
        match &self.postgres {
            Some(postgres) => postgres.url(),
            None => format!("sqlite:{}", self.path().join("kith.db").display()),
        }
    }
}
