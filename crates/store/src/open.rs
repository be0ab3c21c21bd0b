//! Opening a database: what its address means, how each connection is set up, and the migrations.
//! It knows no table.

use crate::error::Result;
use crate::writer::{Conn, Writer};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, ConnectOptions, Connection, SqlSafeStr};
use std::path::Path;
use std::time::Duration;

/// How many reads run at once on SQLite.
const SQLITE_READERS: u32 = 4;
/// How many connections to PostgreSQL, for reads and writes together.
const POSTGRES_CONNECTIONS: u32 = 16;
/// How long a call waits for a free connection before it fails as unavailable.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// A connection that lay idle for longer is tried before it is used.
const TRUST_IDLE_FOR: Duration = Duration::from_secs(5);

/// `synchronous=FULL`: a commit is on the disk before it is answered. The cache is 4 MiB a connection.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY";
/// Said in full, because a server's own defaults may differ from what the statements count on.
const POSTGRES_SETUP: &str = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED; \
     SET synchronous_commit = on; SET statement_timeout = '10s'; SET lock_timeout = '5s'; \
     SET idle_in_transaction_session_timeout = '30s'";

/// A SQLite file, to be connected to.
#[derive(Clone)]
pub(crate) struct Sqlite(AnyConnectOptions);

impl Sqlite {
    /// A connection set up like every other.
    pub(crate) async fn connect(&self) -> sqlx::Result<Conn> {
        let mut conn = self.0.connect().await?;
        set_up(&mut conn, SQLITE_SETUP).await?;
        Ok(conn)
    }
}

/// Opens a database by its address, brings its tables up to date, and gives its readers and its writer.
pub(crate) async fn open(url: &str) -> Result<(AnyPool, Writer)> {
    sqlx::any::install_default_drivers();
    match url.strip_prefix("sqlite:") {
        Some(path) => open_sqlite(path).await,
        None => open_postgres(url).await,
    }
}

async fn open_sqlite(path: &str) -> Result<(AnyPool, Writer)> {
    let options: AnyConnectOptions = sqlite_address(path)?.parse()?;
    let database = Sqlite(options.clone());
    let mut conn = database.connect().await?;
    migrations().run(&mut conn).await.map_err(sqlx::Error::from)?;
    let writer = Writer::sqlite(database, conn);
    let readers = pool(SQLITE_READERS, SQLITE_SETUP).connect_with(options).await?;
    Ok((readers, writer))
}

async fn open_postgres(url: &str) -> Result<(AnyPool, Writer)> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(misconfigured("a database address begins with sqlite: or postgres://").into());
    }
    let options: AnyConnectOptions = url.parse()?;
    // Migrations may take long, and wait for those of another node: they run without the time limits of the pool.
    let mut conn = options.connect().await?;
    migrations().run(&mut conn).await.map_err(sqlx::Error::from)?;
    conn.close().await?;
    let pool = pool(POSTGRES_CONNECTIONS, POSTGRES_SETUP).connect_with(options).await?;
    Ok((pool.clone(), Writer::Pool(pool)))
}

fn pool(connections: u32, setup: &'static str) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|conn, meta| {
            Box::pin(async move {
                if meta.idle_for > TRUST_IDLE_FOR {
                    conn.ping().await?;
                }
                Ok(true)
            })
        })
        .after_connect(move |conn, _| Box::pin(set_up(conn, setup)))
}

async fn set_up(conn: &mut Conn, setup: &'static str) -> sqlx::Result<()> {
    sqlx::raw_sql(setup).execute(conn).await.map(drop)
}

/// The tables, oldest change first. A file that has been released is never edited again.
fn migrations() -> Migrator {
    let step = |number, name: &'static str, sql: &'static str| {
        Migration::new(number, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(vec![
        step(1, "teams", include_str!("../migrations/0001_teams.sql")),
        step(2, "likes written behind", include_str!("../migrations/0002_likes_written_behind.sql")),
        step(3, "alarms", include_str!("../migrations/0003_alarms.sql")),
        step(4, "people", include_str!("../migrations/0004_people.sql")),
        step(5, "pacts", include_str!("../migrations/0005_pacts.sql")),
        step(6, "notices", include_str!("../migrations/0006_notices.sql")),
        step(7, "proofs", include_str!("../migrations/0007_proofs.sql")),
        step(8, "who is quiet", include_str!("../migrations/0008_quiet.sql")),
        step(9, "forums of pacts", include_str!("../migrations/0009_pact_forums.sql")),
        step(10, "read marks", include_str!("../migrations/0010_read_marks.sql")),
        step(11, "start of the day", include_str!("../migrations/0011_day_start.sql")),
        step(12, "reached day", include_str!("../migrations/0012_reached_day.sql")),
    ])
}

/// SQLite's own address for `path`, with every character that means something in an address written out.
fn sqlite_address(path: &str) -> sqlx::Result<String> {
    let path = Path::new(path.strip_prefix("//").unwrap_or(path));
    let Some(name) = path.file_name() else {
        return Err(misconfigured("a SQLite address is sqlite: and the path of a file"));
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    let file = folder.canonicalize().map_err(sqlx::Error::Io)?.join(name);
    let Some(file) = file.to_str() else {
        return Err(misconfigured("the path of a SQLite file must be valid UTF-8"));
    };
    let mut address = String::from("sqlite://");
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address.push_str("?mode=rwc");
    Ok(address)
}

fn misconfigured(sentence: &'static str) -> sqlx::Error {
    sqlx::Error::Configuration(sentence.into())
}
