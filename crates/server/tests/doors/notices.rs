//! What people are told of pacts and of their runs without asking: live, later, and after the server was away.

use crate::house::{House, PATIENCE, Person, Socket, text, wall_ms};
use kith_protocol::pacts::CheckinStatus;
use kith_protocol::{CheckinId, Timestamp};
use kith_store::NewCheckin;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;

const DAY_MS: i64 = 86_400_000;

/// A habit of the first one, and a pact on it that waits for the second.
async fn asked(creator: &Person, partner: &Person) -> (String, String) {
    let goal = json!({"name": "Run", "frequencyType": "daily"});
    let goal = text(&creator.post("habit-goals", &goal).await.is(201)["habitGoal"], "id");
    let pact = json!({"habitGoalId": goal, "durationDays": 30, "partnerUserIds": [partner.id]});
    let pact = text(&creator.post("pacts", &pact).await.is(201)["pact"], "id");
    (goal, pact)
}

/// The next notification of this kind that a device hears.
async fn hears(socket: &mut Socket, kind: &str) -> Value {
    loop {
        let told = socket.expect("NOTIFICATION_CREATED").await;
        if told["notificationType"] == kind {
            return told;
        }
    }
}

/// Waits until somebody's inbox has a notification of this kind.
async fn has(person: &Person, kind: &str) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let page = person.get("notifications").await.is(200);
        let found =
            page["notifications"].as_array().unwrap().iter().find(|told| told["notificationType"] == kind);
        if let Some(found) = found {
            return found.clone();
        }
        assert!(Instant::now() < deadline, "{} has no {kind}: {page}", person.name);
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn nt4_nt6_partners_hear_on_every_device_what_the_other_one_does() {
    let house = House::open().await;
    let (sarah, ruth) = (house.person("sarah").await, house.person("ruth").await);
    let mut ruths = [ruth.socket().await, ruth.socket().await];
    let mut sarahs = sarah.socket().await;
    let (goal, pact) = asked(&sarah, &ruth).await;
    for socket in &mut ruths {
        let invited = hears(socket, "PACT_INVITATION_RECEIVED").await;
        let params = json!({"userId": sarah.id, "userName": "sarah", "pactId": pact, "habitGoalId": goal, "habitName": "Run"});
        assert_eq!((&invited["messageParams"], &invited["associationId"]), (&params, &json!(pact)));
    }
    ruth.post(&format!("pacts/{pact}/accept"), &Value::Null).await.is(200);
    assert_eq!(hears(&mut sarahs, "PACT_ACCEPTED").await["messageParams"]["userName"], "ruth");
    let connected = sarahs.expect("USER_CONNECTION_UPDATED").await;
    assert_eq!(
        (&connected["requestStatus"], &connected["requestingUserId"]),
        (&json!("complete"), &json!(sarah.id))
    );
    let logged = json!({"habitGoalId": goal, "status": "completed", "notes": "All the way"});
    let logged = sarah.post("checkins", &logged).await.is(201);
    let mut seqs = Vec::new();
    for socket in &mut ruths {
        let told = hears(socket, "PARTNER_CHECKED_IN").await;
        let params = &told["messageParams"];
        assert_eq!((&params["streakDays"], &params["message"]), (&json!(1), &json!("All the way")));
        assert_eq!(
            (&params["day"], &told["associationId"]),
            (&logged["checkin"]["day"], &logged["checkin"]["id"])
        );
        seqs.push(told["seq"].as_u64());
    }
    assert_eq!(seqs[0], seqs[1]);
    ruth.post(&format!("checkins/{}/celebrate", text(&logged["checkin"], "id")), &json!({})).await.is(201);
    let celebrated = hears(&mut sarahs, "PARTNER_CELEBRATED").await;
    assert_eq!(celebrated["messageParams"]["userName"], "ruth");
    let id = text(&celebrated, "id");
    let read = sarah.post(&format!("notifications/{id}/read"), &Value::Null).await.is(200);
    assert_eq!(
        (&read["notification"]["isUnread"], &read["notification"]["messageParams"]),
        (&json!(false), &celebrated["messageParams"])
    );
    assert_eq!(sarahs.expect("NOTIFICATION_UPDATED").await["id"], id);
    let kinds = |page: &Value| -> Vec<String> {
        page["notifications"].as_array().unwrap().iter().map(|told| text(told, "notificationType")).collect()
    };
    let hers = kinds(&sarah.get("notifications").await.is(200));
    assert!(!hers.contains(&"PARTNER_CHECKED_IN".to_owned()), "nobody is told of what they did: {hers:?}");
}

#[tokio::test]
async fn nt5_al4_sk19_what_was_due_while_the_server_was_away_is_told_once_after_the_start() {
    let mut house = House::open().await;
    let (sarah, ruth) = (house.person("sarah").await, house.person("ruth").await);
    let (goal, pact) = asked(&sarah, &ruth).await;
    ruth.post(&format!("pacts/{pact}/accept"), &Value::Null).await.is(200);
    has(&ruth, "ACHIEVEMENT_UNLOCKED").await;
    house.kill();
    let store = house.store().await;
    let checkin = NewCheckin {
        id: CheckinId(Uuid::now_v7()),
        user: sarah.id.parse().unwrap(),
        goal: goal.parse().unwrap(),
        pact: None,
        status: CheckinStatus::Completed,
        day: None,
        notes: None,
        client_id: None,
        now: Timestamp(wall_ms() - 5 * DAY_MS),
    };
    store.log_checkin(checkin).await.unwrap();
    store.close().await;
    house.start_again().await;
    assert_eq!(has(&ruth, "PARTNER_CHECKED_IN").await["messageParams"]["streakDays"], 1);
    for person in [&sarah, &ruth] {
        let told = has(person, "STREAK_BROKEN").await;
        let params = &told["messageParams"];
        assert_eq!(
            (&params["userName"], &params["streakDays"], &params["pactId"]),
            (&json!("sarah"), &json!(1), &json!(pact))
        );
    }
    let feed = ruth.get(&format!("pacts/{pact}/activities")).await.is(200);
    assert_eq!(feed["activities"][0]["type"], "streak_broken");
    house.start_again().await;
    let logged = json!({"habitGoalId": goal, "status": "completed"});
    ruth.post("checkins", &logged).await.is(201);
    has(&sarah, "PARTNER_CHECKED_IN").await;
    let page = sarah.get("notifications").await.is(200);
    let rests = page["notifications"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|told| told["notificationType"] == "STREAK_BROKEN");
    assert_eq!(rests.count(), 1, "{page}");
}

#[tokio::test]
async fn ac6_a_person_changes_their_names_and_where_they_are() {
    let house = House::open().await;
    let sarah = house.person("sarah").await;
    let change = |body: Value| {
        let sarah = sarah.clone();
        async move { sarah.ask(Method::PATCH, "me", Some(&body)).await }
    };
    let changed = change(json!({"timezone": "europe/lisbon", "firstName": " Sarah "})).await.is(200);
    let user = &changed["user"];
    assert_eq!(
        (&user["timezone"], &user["firstName"], &user["userName"]),
        (&json!("Europe/Lisbon"), &json!("Sarah"), &json!("sarah"))
    );
    assert_eq!(sarah.get("me").await.is(200), changed);
    let changed = change(json!({"firstName": "", "userName": "Coach Sarah"})).await.is(200);
    assert_eq!(
        (&changed["user"]["userName"], &changed["user"]["firstName"]),
        (&json!("Coach Sarah"), &Value::Null)
    );
    for wrong in [
        json!({"timezone": "Mars/Olympus"}),
        json!({"timezone": ""}),
        json!({"userName": " "}),
        json!({"userName": "a\nb"}),
        json!({"lastName": "x".repeat(61)}),
    ] {
        change(wrong).await.refused(400, "BAD_MESSAGE");
    }
    assert_eq!(sarah.get("me").await.is(200), changed);
}

#[tokio::test]
async fn pa11_who_is_blocked_cannot_ask_into_a_pact() {
    let house = House::open().await;
    let (sarah, ruth) = (house.person("sarah").await, house.person("ruth").await);
    ruth.put(&format!("connections/{}", sarah.id), &json!({"requestStatus": "blocked"})).await.is(200);
    let goal = json!({"name": "Run", "frequencyType": "daily"});
    let goal = text(&sarah.post("habit-goals", &goal).await.is(201)["habitGoal"], "id");
    let pact = json!({"habitGoalId": goal, "durationDays": 7, "partnerUserIds": [ruth.id]});
    sarah.post("pacts", &pact).await.refused(403, "FORBIDDEN");
    assert_eq!(ruth.get("notifications").await.is(200)["notifications"], json!([]));
}
