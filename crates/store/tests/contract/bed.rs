//! A fresh database for each test on each backend, and the people, teams and posts that tests begin with.

use futures_util::FutureExt;
use kith_domain::calendar::DayStart;
use kith_protocol::rest::{Post, Team, User};
use kith_protocol::{ErrorCode, PostId, Refusal, TeamId, Timestamp, UserId};
use kith_store::{NewInvite, NewPost, NewTeam, NewUser, Store, StoreError};
use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use std::panic::AssertUnwindSafe;
use uuid::Uuid;

/// A story that is told on every backend: `on_sqlite`, and `on_postgres` where there is one.
macro_rules! contract {
    ($($(#[$doc:meta])* async fn $name:ident($bed:ident: Bed) $body:block)*) => {$(
        mod $name {
            #[allow(clippy::allow_attributes, unused_imports, reason = "each story uses some of them")]
            use super::*;
            use $crate::bed::Bed;

            $(#[$doc])*
            async fn $name($bed: &Bed) $body

            #[test]
            fn on_sqlite() {
                $crate::bed::on_sqlite(async |bed| $name(bed).await);
            }

            #[test]
            fn on_postgres() {
                $crate::bed::on_postgres(async |bed| $name(bed).await);
            }
        }
    )*};
}

/// The moment at which most stories happen.
pub const NOW: Timestamp = Timestamp(1_795_219_200_000);

/// An open store on a database of its own.
pub struct Bed {
    pub store: Store,
    pub url: String,
}

pub fn on_sqlite(story: impl AsyncFnOnce(&Bed)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("kith.db").display());
    runtime().block_on(tell(url, story));
}

#[expect(clippy::print_stdout, reason = "whoever reads the tests' output must see what was not tried")]
pub fn on_postgres(story: impl AsyncFnOnce(&Bed)) {
    let Ok(server) = std::env::var("TEST_PG_URL") else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI must set TEST_PG_URL");
        println!("skipped: no TEST_PG_URL");
        return;
    };
    runtime().block_on(async {
        let name = format!("kith_test_{}", Uuid::now_v7().simple());
        administer(&server, format!("CREATE DATABASE {name}")).await;
        let (address, _) = server.rsplit_once('/').unwrap();
        let told = AssertUnwindSafe(tell(format!("{address}/{name}"), story)).catch_unwind().await;
        administer(&server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        if let Err(panic) = told {
            std::panic::resume_unwind(panic);
        }
    });
}

async fn tell(url: String, story: impl AsyncFnOnce(&Bed)) {
    let store = Store::open(&url).await.unwrap();
    let bed = Bed { store, url };
    story(&bed).await;
    bed.store.close().await;
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap()
}

async fn administer(server: &str, statement: String) {
    sqlx::any::install_default_drivers();
    let mut conn = AnyConnection::connect(server).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

impl Bed {
    /// Somebody with an account; the name is theirs in this test alone.
    pub async fn person(&self, name: &str) -> User {
        self.store.create_user(account(name)).await.unwrap()
    }

    pub async fn people(&self, count: usize) -> Vec<UserId> {
        let mut people = Vec::new();
        for number in 0..count {
            people.push(self.person(&format!("person{number}")).await.id);
        }
        people
    }

    pub async fn team(&self, coach: UserId) -> Team {
        let fresh_id = TeamId(Uuid::now_v7());
        let new = NewTeam { fresh_id, coach, name: "Early Birds".into(), epoch: "e1".into(), now: NOW };
        self.store.create_team(new).await.unwrap()
    }

    /// A coach and their team.
    pub async fn coached(&self) -> (UserId, TeamId) {
        let coach = self.person("coach").await.id;
        (coach, self.team(coach).await.id)
    }

    pub async fn invite(&self, team: TeamId, coach: UserId) -> String {
        let code = Uuid::now_v7().simple().to_string();
        let expires_at = NOW.plus_ms(1_000);
        let new = NewInvite { team, by: coach, code: code.clone(), expires_at, now: NOW };
        self.store.create_invite(new).await.unwrap();
        code
    }

    pub async fn joins(&self, user: UserId, team: TeamId, coach: UserId) {
        let code = self.invite(team, coach).await;
        assert!(self.store.accept_invite(&code, user, NOW).await.unwrap().joined);
    }

    /// A new person in a team.
    pub async fn member(&self, name: &str, team: TeamId, coach: UserId) -> UserId {
        let user = self.person(name).await.id;
        self.joins(user, team, coach).await;
        user
    }

    pub async fn post(&self, team: TeamId, author: UserId, body: &str) -> Post {
        self.store.create_post(writing(team, author, body)).await.unwrap().value
    }

    /// The first number of a statement's answer, read past the store.
    pub async fn number(&self, statement: &'static str) -> i64 {
        let mut conn = AnyConnection::connect(&self.url).await.unwrap();
        let number = sqlx::query_scalar(statement).fetch_one(&mut conn).await.unwrap();
        conn.close().await.unwrap();
        number
    }

    /// Changes the database past the store.
    pub async fn change(&self, statement: &'static str) {
        let mut conn = AnyConnection::connect(&self.url).await.unwrap();
        sqlx::raw_sql(statement).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    }
}

pub fn account(name: &str) -> NewUser {
    NewUser {
        id: UserId(Uuid::now_v7()),
        email: format!("{name}@example.com"),
        user_name: name.into(),
        first_name: None,
        last_name: None,
        timezone: "UTC".into(),
        day_start: DayStart::KITH,
        password_hash: "$argon2id$…".into(),
        now: NOW,
    }
}

pub fn writing(team: TeamId, author: UserId, body: &str) -> NewPost {
    NewPost { id: PostId(Uuid::now_v7()), team, author, body: body.into(), client_id: None, now: NOW }
}

/// The refusal that a call must have met.
pub fn refusal<T: std::fmt::Debug>(outcome: kith_store::Result<T>) -> Refusal {
    match outcome {
        Err(StoreError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

pub fn refused<T: std::fmt::Debug>(outcome: kith_store::Result<T>) -> ErrorCode {
    refusal(outcome).code
}

/// Runs every call at once and answers in the order of the calls.
pub async fn at_once<T: Send + 'static>(
    calls: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let tasks: Vec<_> = calls.into_iter().map(tokio::spawn).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}
