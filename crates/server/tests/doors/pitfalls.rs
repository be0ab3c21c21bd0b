//! What went wrong with habits and pacts elsewhere, each under the number of its defect, at the door: it does not go
//! wrong here. What needs time to pass is in the contract of the store.

use crate::house::{House, NOBODYS_ID, Person, text};
use kith_domain::Day;
use kith_domain::calendar::{DayStart, Zone};
use kith_protocol::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

/// Three people in a running pact on a habit of the first.
struct Circle {
    house: House,
    goal: String,
    pact: String,
    people: [Person; 3],
}

impl Circle {
    async fn open() -> Self {
        let house = House::open().await;
        let people = [house.person("sarah").await, house.person("ruth").await, house.person("dave").await];
        let body = json!({"name": "Run", "frequencyType": "daily"});
        let goal = text(&people[0].post("habit-goals", &body).await.is(201)["habitGoal"], "id");
        let ids = [&people[1].id, &people[2].id];
        let body = json!({"habitGoalId": goal, "durationDays": 90, "partnerUserIds": ids});
        let pact = text(&people[0].post("pacts", &body).await.is(201)["pact"], "id");
        for partner in &people[1..] {
            partner.post(&format!("pacts/{pact}/accept"), &Value::Null).await.is(200);
        }
        Self { house, goal, pact, people }
    }

    fn saying(&self, status: &str) -> Value {
        json!({"habitGoalId": self.goal, "pactId": self.pact, "status": status})
    }

    async fn status(&self, person: &Person) -> String {
        text(&person.get(&format!("pacts/{}", self.pact)).await.is(200)["pact"], "status")
    }
}

/// The streak of the one habit that somebody keeps.
async fn streak(person: &Person) -> u64 {
    person.get("streaks").await.is(200)["streaks"][0]["streak"]["current"].as_u64().unwrap()
}

/// The date where everybody is who registers without a zone.
fn today() -> Day {
    Zone::named("UTC").unwrap().day_of(Timestamp(crate::house::wall_ms()), DayStart::KITH)
}

#[tokio::test]
async fn ck3_sk5_p17_two_dates_by_turns_do_not_inflate_a_streak() {
    let circle = Circle::open().await;
    let ruth = &circle.people[1];
    let today = today();
    for turn in 0..10 {
        for (day, current) in [(today.plus(-1), 1 + u64::from(turn > 0)), (today, 2)] {
            let mut body = circle.saying("completed");
            body["day"] = json!(day.to_string());
            let logged = ruth.post("checkins", &body).await;
            assert_eq!(logged.body["streak"]["current"], json!(current), "{turn}: {}", logged.body);
        }
    }
    for ahead in [-2, 1, 30, 1_800] {
        let mut body = circle.saying("completed");
        body["day"] = json!(today.plus(ahead).to_string());
        ruth.post("checkins", &body).await.refused(400, "BAD_MESSAGE");
    }
    assert_eq!(streak(ruth).await, 2);
    assert_eq!(ruth.get("checkins").await.is(200)["checkins"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn ck1_ck5_p20_the_streak_follows_what_is_said_last() {
    let circle = Circle::open().await;
    let ruth = &circle.people[1];
    for body in
        [json!({"status": "banana"}), json!({}), json!({"status": 1}), json!({"status": "completed "})]
    {
        let mut all = circle.saying("completed");
        all["status"] = body["status"].clone();
        ruth.post("checkins", &all).await.refused(400, "BAD_MESSAGE");
    }
    for (status, current) in [("completed", 1), ("skipped", 0), ("completed", 1), ("partial", 0)] {
        let logged = ruth.post("checkins", &circle.saying(status)).await;
        assert_eq!(logged.body["streak"]["current"], json!(current), "{status}");
        assert!(logged.body["checkin"]["at"].is_string(), "{}", logged.body);
    }
    let id = text(&ruth.post("checkins", &circle.saying("completed")).await.is(200)["checkin"], "id");
    assert_eq!(streak(ruth).await, 1);
    ruth.delete(&format!("checkins/{id}")).await.is(204);
    assert_eq!(streak(ruth).await, 0);
}

#[tokio::test]
async fn pa7_p23_one_check_in_completes_no_pact_and_nobody_can_by_hand() {
    let circle = Circle::open().await;
    let [sarah, ruth, _] = &circle.people;
    ruth.post("checkins", &circle.saying("completed")).await.is(201);
    for act in ["complete", "expire"] {
        let answer = ruth.post(&format!("pacts/{}/{act}", circle.pact), &json!({})).await;
        answer.refused(404, "NOT_FOUND");
    }
    assert_eq!(circle.status(sarah).await, "active");
    let earned = ruth.get("streaks").await.is(200)["achievements"].clone();
    assert_eq!(earned, json!(["accountability_started_1"]), "started, and not kept");
}

#[tokio::test]
async fn pa1_pa5_p25_everybody_in_a_pact_of_three_may_do_what_members_do() {
    let circle = Circle::open().await;
    let pact = &circle.pact;
    for (place, person) in circle.people.iter().enumerate() {
        let logged = person.post("checkins", &circle.saying("completed")).await.is(201);
        let detail = person.get(&format!("pacts/{pact}")).await.is(200);
        let rates: Vec<_> = (0..3).map(|one| detail["members"][one]["completionRate"].clone()).collect();
        assert_eq!(rates, [0, 1, 2].map(|one| json!(if one <= place { 100 } else { 0 })));
        person.get(&format!("pacts/{pact}/activities")).await.is(200);
        let path = format!("checkins/{}/celebrate", text(&logged["checkin"], "id"));
        circle.people[(place + 1) % 3].post(&path, &json!({})).await.is(201);
    }
    circle.people[1].post(&format!("pacts/{pact}/abandon"), &Value::Null).await.is(200);
    assert_eq!(circle.status(&circle.people[0]).await, "active", "two go on");
    circle.people[2].post(&format!("pacts/{pact}/abandon"), &Value::Null).await.is(200);
    assert_eq!(circle.status(&circle.people[0]).await, "abandoned");
}

#[tokio::test]
async fn pa5_ck4_p26_who_leaves_takes_no_streak_away() {
    let circle = Circle::open().await;
    let [sarah, ruth, dave] = &circle.people;
    let mut yesterday = circle.saying("completed");
    yesterday["day"] = json!(today().plus(-1).to_string());
    for person in [sarah, ruth] {
        person.post("checkins", &yesterday).await.is(201);
    }
    for person in [dave, ruth] {
        person.post(&format!("pacts/{}/abandon", circle.pact), &Value::Null).await.is(200);
    }
    let detail = sarah.get(&format!("pacts/{}", circle.pact)).await.is(200);
    let statuses: Vec<_> = (0..3).map(|one| text(&detail["pact"]["members"][one], "status")).collect();
    assert_eq!(statuses, ["done", "left", "left"], "nobody stays active in a pact that is over");
    let alone = json!({"habitGoalId": circle.goal, "status": "completed"});
    assert_eq!(sarah.post("checkins", &alone).await.is(201)["streak"]["current"], 2);
    assert_eq!(streak(sarah).await, 2, "the habit goes on");
}

#[tokio::test]
async fn pa2_p27_a_pact_with_oneself_or_nobody_or_past_a_block_is_refused_and_leaves_nothing() {
    let circle = Circle::open().await;
    let [sarah, ruth, _] = &circle.people;
    let before = sarah.get("pacts").await.is(200);
    sarah.put(&format!("connections/{}", ruth.id), &json!({"requestStatus": "blocked"})).await.is(200);
    for (partner, status, code) in [
        (sarah.id.as_str(), 400, "BAD_MESSAGE"),
        (NOBODYS_ID, 404, "NOT_FOUND"),
        (ruth.id.as_str(), 409, "CONFLICT"),
    ] {
        let body = json!({"habitGoalId": circle.goal, "durationDays": 7, "partnerUserIds": [partner]});
        sarah.post("pacts", &body).await.refused(status, code);
    }
    assert_eq!(sarah.get("pacts").await.is(200), before);
}

#[tokio::test]
async fn ck7_mb1_p28_putting_a_habit_away_takes_nothing_from_partners() {
    let circle = Circle::open().await;
    let [sarah, ruth, _] = &circle.people;
    ruth.post("checkins", &circle.saying("completed")).await.is(201);
    let eve = circle.house.person("eve").await;
    for somebody in [ruth, &eve] {
        somebody.delete(&format!("habit-goals/{}", circle.goal)).await.refused(404, "NOT_FOUND");
        assert_eq!(somebody.get("habit-goals").await.is(200)["habitGoals"], json!([]));
    }
    assert_eq!(eve.get("streaks").await.is(200), json!({"streaks": [], "achievements": []}));
    sarah.delete(&format!("habit-goals/{}", circle.goal)).await.is(204);
    assert_eq!(circle.status(ruth).await, "active");
    assert_eq!(
        (streak(ruth).await, ruth.get("checkins").await.is(200)["checkins"].as_array().unwrap().len()),
        (1, 1)
    );
    ruth.post("checkins", &circle.saying("partial")).await.is(200);
}

#[tokio::test]
async fn lp2_ce2_p22_p29_only_deeds_write_into_a_feed() {
    let circle = Circle::open().await;
    let [sarah, ruth, _] = &circle.people;
    let eve = circle.house.person("eve").await;
    let path = format!("pacts/{}/activities", circle.pact);
    for kind in ["nonsense", "checkin_completed", "streak_milestone"] {
        let body = json!({"activityType": kind, "type": kind, "targetUserId": eve.id});
        let answer = ruth.ask(Method::POST, &path, Some(&body)).await;
        assert_eq!(answer.status, 405, "{}", answer.body);
    }
    let path = format!("pacts/{}/encourage", circle.pact);
    let say = |to: &str, words: &str| json!({"targetUserId": to, "message": words});
    ruth.post(&path, &say(&eve.id, "Go")).await.refused(403, "NOT_A_MEMBER");
    ruth.post(&path, &say(&sarah.id, &"x".repeat(501))).await.refused(400, "BAD_MESSAGE");
    ruth.post(&path, &say(&sarah.id, "Go")).await.is(201);
    let feed = sarah.get(&format!("pacts/{}/activities?since=0", circle.pact)).await.is(200);
    let kinds: Vec<_> = feed["activities"].as_array().unwrap().iter().map(|one| text(one, "type")).collect();
    assert_eq!(kinds, ["partner_joined", "pact_started", "partner_joined", "encouragement_sent"]);
}
