//! The same said many times at the same moment, to a real server over real sockets: it happens once. On SQLite, and on
//! PostgreSQL where `TEST_PG_URL` names a server.

use crate::house::{House, Person, text, wall_ms};
use crate::write_behind::psql;
use futures_util::future::join_all;
use kith_domain::Day;
use kith_protocol::pacts::CheckinStatus;
use kith_protocol::{CheckinId, Timestamp, UserId};
use kith_store::NewCheckin;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many submits of a date come at once.
const SUBMITS: usize = 64;
/// How many yeses come at once.
const YESES: usize = 8;

/// Tells a story in a house of each kind.
async fn in_each_house(story: impl AsyncFn(&House)) {
    story(&House::open().await).await;
    let Ok(server) = std::env::var("TEST_PG_URL") else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI must set TEST_PG_URL");
        eprintln!("skipped: no TEST_PG_URL");
        return;
    };
    let name = format!("kith_race_{}", Uuid::now_v7().simple());
    psql(&server, &format!("CREATE DATABASE {name}"));
    let url = format!("--database-url={}/{name}", server.rsplit_once('/').unwrap().0);
    let house = House::with(&[&url]).await;
    story(&house).await;
    drop(house);
    psql(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
}

/// Makes a habit of one person and a pact on it that nobody has accepted.
async fn asked(creator: &Person, partners: &[&Person]) -> (String, String) {
    let body = json!({"name": "Run", "frequencyType": "daily"});
    let goal = text(&creator.post("habit-goals", &body).await.is(201)["habitGoal"], "id");
    let ids: Vec<_> = partners.iter().map(|person| &person.id).collect();
    let body = json!({"habitGoalId": goal, "durationDays": 7, "partnerUserIds": ids});
    (goal, text(&creator.post("pacts", &body).await.is(201)["pact"], "id"))
}

/// What a person completed on the two dates before today.
async fn completes_before(house: &House, person: &Person, goal: &str) {
    let store = house.store().await;
    for ahead in [-2, -1] {
        let new = NewCheckin {
            id: CheckinId(Uuid::now_v7()),
            user: person.id.parse::<UserId>().unwrap(),
            goal: goal.parse().unwrap(),
            pact: None,
            status: CheckinStatus::Completed,
            day: None::<Day>,
            notes: None,
            client_id: None,
            now: Timestamp(wall_ms() + ahead * 86_400_000),
        };
        store.log_checkin(new).await.unwrap();
    }
    store.close().await;
}

async fn kinds(person: &Person, pact: &str, since: u64) -> Vec<(u64, String)> {
    let page = person.get(&format!("pacts/{pact}/activities?since={since}&limit=99")).await.is(200);
    let all = page["activities"].as_array().unwrap();
    all.iter().map(|one| (one["seq"].as_u64().unwrap(), text(one, "type"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn ck2_p18_64_submits_of_a_date_at_the_door_are_one_check_in_and_one_milestone() {
    in_each_house(async |house| {
        let (sarah, ruth) = (house.person("sarah").await, house.person("ruth").await);
        let (goal, pact) = asked(&sarah, &[&ruth]).await;
        ruth.post(&format!("pacts/{pact}/accept"), &Value::Null).await.is(200);
        completes_before(house, &ruth, &goal).await;
        // A third of them a double tap, a third each with a client id of its own, a third without.
        let answers = join_all((0..SUBMITS).map(|number| {
            let mut body = json!({"habitGoalId": goal, "pactId": pact, "status": "completed"});
            match number % 3 {
                0 => body["clientId"] = json!("a double tap"),
                1 => body["clientId"] = json!(format!("tap {number}")),
                _ => {}
            }
            let ruth = ruth.clone();
            async move { ruth.post("checkins", &body).await }
        }));
        let answers = answers.await;
        let of = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
        assert_eq!((of(201), of(200)), (1, SUBMITS - 1));
        let ids: BTreeSet<_> = answers.iter().map(|answer| text(&answer.body["checkin"], "id")).collect();
        assert_eq!(ids.len(), 1);
        // Who says the same again hears the same again; everybody else hears of it once.
        let earned = json!(["habit_builder_3"]);
        for (number, answer) in answers.iter().enumerate().filter(|(number, _)| number % 3 != 0) {
            let is_told = answer.body["milestone"] == 3;
            assert_eq!(is_told, answer.status == 201, "{number}");
            assert_eq!(is_told, answer.body["achievementsUnlocked"] == earned, "{number}");
        }
        assert!(answers.iter().any(|answer| answer.status == 201 && answer.body["milestone"] == 3));
        assert!(answers.iter().all(|answer| answer.body["streak"]["current"] == 3));
        let told = kinds(&sarah, &pact, 4).await;
        assert_eq!(told, [(5, "checkin_completed".to_owned()), (6, "streak_milestone".to_owned())]);
        let logged = ruth.get("checkins").await.is(200);
        assert_eq!(logged["checkins"].as_array().unwrap().len(), 3);
        let streaks = ruth.get("streaks").await.is(200);
        assert_eq!(streaks["streaks"][0]["streak"]["current"], 3);
        let times =
            |name| streaks["achievements"].as_array().unwrap().iter().filter(|one| *one == name).count();
        assert_eq!(times("habit_builder_3"), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pa3_pa4_p27_many_yeses_at_the_door_start_a_pact_once() {
    in_each_house(async |house| {
        let sarah = house.person("sarah").await;
        let mut others = Vec::new();
        for name in ["ruth", "dave", "anne", "mary"] {
            others.push(house.person(name).await);
        }
        let others: Vec<&Person> = others.iter().collect();
        // By one person from many devices, and by four people twice each.
        for asks in [&others[..1], &others[..]] {
            let (_, pact) = asked(&sarah, asks).await;
            let path = format!("pacts/{pact}/accept");
            let yeses = (0..YESES).map(|number| asks[number % asks.len()].post(&path, &Value::Null));
            let answers: Vec<_> = join_all(yeses).await.into_iter().map(|answer| answer.is(200)).collect();
            let dates: BTreeSet<_> = answers.iter().map(|body| text(&body["pact"], "startDate")).collect();
            assert_eq!(dates.len(), 1, "{dates:?}");
            let told = kinds(&sarah, &pact, 0).await;
            assert!(told.iter().map(|(seq, _)| *seq).eq(1..=asks.len() as u64 + 1), "{told:?}");
            let times = |kind| told.iter().filter(|(_, told)| told == kind).count();
            assert_eq!((times("pact_started"), times("partner_joined")), (1, asks.len()), "{told:?}");
        }
    })
    .await;
}
