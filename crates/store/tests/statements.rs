//! How many statements a check-in and a list of conversations take. In a program of its own, for it listens to everything
//! that is asked of a database.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

use kith_domain::calendar::DayStart;
use kith_domain::connections::Wish;
use kith_protocol::pacts::{CheckinStatus, FrequencyType, HabitGoal};
use kith_protocol::{CheckinId, ForumId, HabitGoalId, MessageId, NotificationId, PactId, Timestamp, UserId};
use kith_store::{
    ConnectionStep, NewCheckin, NewDirectMessage, NewForum, NewForumMessage, NewGoal, NewPact, NewUser,
    Store, WayIn,
};
use std::fmt::Debug;
use std::sync::{Mutex, Once};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use uuid::Uuid;

static ASKED: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// There is one ear for the whole program: one test listens after the other.
static LISTENING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
static EAR: Once = Once::new();

/// Keeps the statements that read or change something; transactions are shared by many calls.
struct Listener;

struct Statement(String);

impl Visit for Statement {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "summary" {
            self.0 = format!("{value:?}").trim_matches('"').to_owned();
        }
    }
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut statement = Statement(String::new());
        event.record(&mut statement);
        let words = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
        if words.iter().any(|word| statement.0.starts_with(word)) {
            ASKED.lock().unwrap().push(statement.0);
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

async fn listen() -> tokio::sync::MutexGuard<'static, ()> {
    let turn = LISTENING.lock().await;
    EAR.call_once(|| tracing::subscriber::set_global_default(Listener).unwrap());
    turn
}

async fn person(store: &Store, name: &str, now: Timestamp) -> UserId {
    let id = UserId(Uuid::now_v7());
    let new = NewUser {
        id,
        email: format!("{name}@example.com"),
        user_name: name.into(),
        first_name: None,
        last_name: None,
        timezone: "UTC".into(),
        day_start: DayStart::KITH,
        password_hash: "none".into(),
        now,
    };
    store.create_user(new).await.unwrap().id
}

/// A running pact of two on a habit of the first.
async fn running(store: &Store, now: Timestamp) -> (UserId, HabitGoalId) {
    let (ann, bob) = (person(store, "ann", now).await, person(store, "bob", now).await);
    let goal = HabitGoal {
        id: HabitGoalId(Uuid::now_v7()),
        name: "Run".into(),
        category: None,
        emoji: None,
        frequency_type: FrequencyType::Daily,
        frequency_count: None,
        target_days_of_week: None,
        goal_type: "build_good".into(),
        archived: false,
        created_at: now,
    };
    let goal = store.create_goal(NewGoal { owner: ann, goal }).await.unwrap().id;
    let new = NewPact {
        id: PactId(Uuid::now_v7()),
        creator: ann,
        goal,
        duration_days: 7,
        partners: vec![bob],
        pact_type: "accountability".into(),
        consequence: None,
        way_in: WayIn { code: "code".into(), epoch: "e1".into(), expires_at: now.plus_ms(1_000), now },
    };
    let pact = store.create_pact(new).await.unwrap().id;
    store.accept_pact(pact, bob, now).await.unwrap();
    (ann, goal)
}

#[tokio::test(flavor = "multi_thread")]
async fn ck4_p32_a_check_in_that_a_pact_hears_of_takes_six_statements() {
    let _turn = listen().await;
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("kith.db").display());
    let store = Store::open(&url).await.unwrap();
    let first = Timestamp(1_795_262_400_000);
    let (ann, goal) = running(&store, first).await;
    for (ahead, statements) in [(0, 6), (1, 6)] {
        ASKED.lock().unwrap().clear();
        let new = NewCheckin {
            id: CheckinId(Uuid::now_v7()),
            user: ann,
            goal,
            pact: None,
            status: CheckinStatus::Completed,
            day: None,
            notes: None,
            client_id: Some(format!("c{ahead}")),
            now: first.plus_ms(ahead * 86_400_000),
        };
        let outcome = store.log_checkin(new).await.unwrap();
        assert_eq!(outcome.happened.activities.len(), 1);
        let asked = ASKED.lock().unwrap().clone();
        assert_eq!(asked.len(), statements, "{asked:#?}");
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cl5_a_list_takes_two_statements_however_many_conversations_there_are() {
    let _turn = listen().await;
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("kith.db").display());
    let store = Store::open(&url).await.unwrap();
    let now = Timestamp(1_795_262_400_000);
    let (ann, _) = running(&store, now).await;
    for (more, whole) in [(0, 1), (12, 25)] {
        for number in 0..more {
            let other = person(&store, &format!("p{number}"), now).await;
            let id = ForumId(Uuid::now_v7());
            let (name, members, epoch) = ("Book club".into(), vec![other], "f".into());
            store.create_forum(NewForum { id, by: ann, name, members, epoch, now }).await.unwrap();
            say(&store, id, other, now).await;
            write(&store, other, ann, now).await;
        }
        ASKED.lock().unwrap().clear();
        let listed = store.conversations(ann, None, 100).await.unwrap();
        let asked = ASKED.lock().unwrap().clone();
        assert_eq!((listed.len(), asked.len()), (whole, 2), "{asked:#?}");
    }
    store.close().await;
}

async fn say(store: &Store, forum: ForumId, author: UserId, now: Timestamp) {
    let (id, text) = (MessageId(Uuid::now_v7()), "Hello".into());
    store.say_in_forum(NewForumMessage { id, forum, author, text, client_id: None, now }).await.unwrap();
}

/// Who write to each other are friends first.
async fn write(store: &Store, from: UserId, to: UserId, now: Timestamp) {
    for (user, other, wish) in [(from, to, Wish::Ask), (to, from, Wish::Accept)] {
        let notification_id = NotificationId(Uuid::now_v7());
        let step = ConnectionStep { user, other, wish, notification_id, epoch: "i".into(), now };
        store.step_connection(step).await.unwrap();
    }
    let (id, text, epoch) = (MessageId(Uuid::now_v7()), "Hello".into(), "i".into());
    let new = NewDirectMessage { id, from, to, text, client_id: None, unheard: None, epoch, now };
    store.say_directly(new).await.unwrap();
}
