//! What the SQLite writer promises, seen from inside: shared commits, savepoints, and what a failure costs.

use super::{BATCH_MAX, Conn, QUEUE_MAX};
use crate::{Store, StoreError};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

struct Bed {
    store: Store,
    _folder: TempDir,
}

async fn bed() -> Bed {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}/kith.db", folder.path().display())).await.unwrap();
    store
        .write("test", |conn| Box::pin(run(conn, "CREATE TABLE notes (number BIGINT NOT NULL)")))
        .await
        .unwrap();
    Bed { store, _folder: folder }
}

async fn run(conn: &mut Conn, statement: &'static str) -> crate::Result<()> {
    sqlx::query(statement).execute(conn).await?;
    Ok(())
}

async fn number(conn: &mut Conn, statement: &'static str) -> crate::Result<i64> {
    Ok(sqlx::query_scalar(statement).fetch_one(conn).await?)
}

const NOTE: &str = "INSERT INTO notes (number) VALUES (1)";
const COUNT: &str = "SELECT COUNT(*) FROM notes";

impl Bed {
    async fn notes(&self) -> i64 {
        self.store.read("test", |conn| Box::pin(number(conn, COUNT))).await.unwrap()
    }

    /// Keeps the writer busy until the answer is used: what is queued meanwhile becomes one batch.
    async fn hold(&self) -> oneshot::Sender<()> {
        let (go, wait) = oneshot::channel::<()>();
        let (started, running) = oneshot::channel::<()>();
        let store = self.store.clone();
        tokio::spawn(async move {
            let held = store.write("test", |_| {
                Box::pin(async move {
                    started.send(()).ok();
                    wait.await.ok();
                    Ok(())
                })
            });
            held.await.unwrap();
        });
        running.await.unwrap();
        go
    }

    /// Queues a write; it is in the queue when this returns.
    async fn queue(&self, statement: &'static str) -> JoinHandle<crate::Result<()>> {
        let store = self.store.clone();
        let task =
            tokio::spawn(
                async move { store.write("test", move |conn| Box::pin(run(conn, statement))).await },
            );
        tokio::time::sleep(Duration::from_millis(5)).await;
        task
    }
}

#[tokio::test]
async fn st2_every_connection_is_set_up_for_durable_commits() {
    let bed = bed().await;
    for (statement, expected) in
        [("PRAGMA synchronous", 2), ("PRAGMA foreign_keys", 1), ("PRAGMA busy_timeout", 5_000)]
    {
        let read = bed.store.read("test", move |conn| Box::pin(number(conn, statement))).await.unwrap();
        let written = bed.store.write("test", move |conn| Box::pin(number(conn, statement))).await.unwrap();
        assert_eq!((read, written), (expected, expected), "{statement}");
    }
    let mode = bed.store.write("test", |conn| {
        Box::pin(
            async move { Ok(sqlx::query_scalar::<_, String>("PRAGMA journal_mode").fetch_one(conn).await?) },
        )
    });
    assert_eq!(mode.await.unwrap(), "wal");
}

#[tokio::test]
async fn st1_writes_that_are_queued_share_a_commit() {
    let bed = bed().await;
    let go = bed.hold().await;
    let first = bed.queue(NOTE).await;
    let (inside, outside) = (bed.store.clone(), bed.store.clone());
    let last = tokio::spawn(async move {
        let seen = inside.write("test", move |conn| {
            Box::pin(async move {
                let committed = outside.read("test", |conn| Box::pin(number(conn, COUNT))).await?;
                Ok((number(conn, COUNT).await?, committed))
            })
        });
        seen.await.unwrap()
    });
    tokio::time::sleep(Duration::from_millis(5)).await;
    go.send(()).unwrap();
    assert_eq!(last.await.unwrap(), (1, 0), "written by its neighbour, and not yet committed");
    first.await.unwrap().unwrap();
    assert_eq!(bed.notes().await, 1);
}

#[tokio::test]
async fn st1_a_write_that_fails_or_panics_takes_nothing_of_its_neighbours_along() {
    let bed = bed().await;
    let go = bed.hold().await;
    let before = bed.queue(NOTE).await;
    let store = bed.store.clone();
    let panics = tokio::spawn(async move {
        let outcome = store.write::<(), _>("test", |conn| {
            Box::pin(async move {
                run(conn, NOTE).await?;
                panic!("a bug");
            })
        });
        outcome.await
    });
    let store = bed.store.clone();
    let fails = tokio::spawn(async move {
        let outcome = store.write("test", |conn| {
            Box::pin(async move {
                run(conn, NOTE).await?;
                run(conn, "INSERT INTO notes (number) VALUES (NULL)").await
            })
        });
        outcome.await
    });
    tokio::time::sleep(Duration::from_millis(5)).await;
    let after = bed.queue(NOTE).await;
    go.send(()).unwrap();
    before.await.unwrap().unwrap();
    after.await.unwrap().unwrap();
    assert!(matches!(panics.await.unwrap(), Err(StoreError::Unavailable { .. })));
    assert!(matches!(fails.await.unwrap(), Err(StoreError::Unavailable { .. })));
    assert_eq!(bed.notes().await, 2);
}

#[tokio::test]
async fn st1_a_transaction_that_is_lost_fails_its_whole_batch_and_no_other() {
    let bed = bed().await;
    let go = bed.hold().await;
    let neighbour = bed.queue(NOTE).await;
    // What SQLite does by itself when the disk is full.
    let lost = bed.queue("ROLLBACK").await;
    let behind = bed.queue(NOTE).await;
    go.send(()).unwrap();
    for write in [neighbour, lost, behind] {
        assert!(matches!(write.await.unwrap(), Err(StoreError::Unavailable { during: "test", .. })));
    }
    assert_eq!(bed.notes().await, 0);
    bed.queue(NOTE).await.await.unwrap().unwrap();
    assert_eq!(bed.notes().await, 1);
}

#[tokio::test]
async fn st1_a_queued_write_goes_on_without_its_caller() {
    let bed = bed().await;
    let go = bed.hold().await;
    let write = bed.queue(NOTE).await;
    write.abort();
    assert!(write.await.unwrap_err().is_cancelled());
    go.send(()).unwrap();
    bed.store.ping().await.unwrap();
    assert_eq!(bed.notes().await, 1);
}

#[tokio::test]
async fn st1_callers_wait_when_the_queue_is_full() {
    let bed = bed().await;
    let go = bed.hold().await;
    let count = QUEUE_MAX + BATCH_MAX;
    let writes: Vec<_> = (0..count)
        .map(|_| {
            let store = bed.store.clone();
            tokio::spawn(async move { store.write("test", |conn| Box::pin(run(conn, NOTE))).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(20)).await;
    go.send(()).unwrap();
    for write in writes {
        write.await.unwrap().unwrap();
    }
    assert_eq!(bed.notes().await, i64::try_from(count).unwrap());
}
