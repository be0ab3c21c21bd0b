//! The hour at which a person's days begin: said at the door, and heeded by what they log from then on.

use crate::house::{House, Person, text, wall_ms};
use kith_domain::Day;
use kith_domain::calendar::{DayStart, Zone};
use kith_protocol::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

/// A zone in which it is between six and seven in the morning, and the date there.
fn early() -> (String, Day) {
    let hour = wall_ms().div_euclid(3_600_000).rem_euclid(24);
    // Zones of that name say how far UTC is ahead of them.
    let ahead = hour - 6;
    let ahead = if ahead > 12 { ahead - 24 } else { ahead };
    let name = format!("Etc/GMT{}{}", if ahead < 0 { '-' } else { '+' }, ahead.abs());
    let day = Zone::named(&name).unwrap().day_of(Timestamp(wall_ms()), DayStart::MIDNIGHT);
    (name, day)
}

async fn change(person: &Person, body: Value) -> Value {
    person.ask(Method::PATCH, "me", Some(&body)).await.is(200)["user"].clone()
}

#[tokio::test]
async fn sk1_sk22_what_is_logged_before_the_day_begins_counts_for_the_day_before() {
    let house = House::open().await;
    let ann = house.person("ann").await;
    let goal = json!({"name": "Run", "frequencyType": "daily"});
    let goal = text(&ann.post("habit-goals", &goal).await.is(201)["habitGoal"], "id");
    let (zone, today) = early();
    let said = json!({"habitGoalId": goal, "status": "completed"});
    change(&ann, json!({"timezone": zone})).await;
    // Its hour may pass meanwhile: it is six or seven.
    for (start, day, status, streak) in
        [(8, today.plus(-1), 201, 1), (6, today, 201, 2), (12, today.plus(-1), 200, 2), (0, today, 200, 2)]
    {
        assert_eq!(change(&ann, json!({"dayStartsAt": start})).await["dayStartsAt"], start);
        let logged = ann.post("checkins", &said).await.is(status);
        assert_eq!(logged["checkin"]["day"], json!(day.to_string()), "{start}");
        assert_eq!(logged["streak"]["current"], json!(streak), "{start}");
    }
    let tomorrow = json!({"habitGoalId": goal, "status": "completed", "day": today.plus(1).to_string()});
    ann.post("checkins", &tomorrow).await.refused(400, "BAD_MESSAGE");
    let kept = ann.get("checkins").await.is(200);
    let days: Vec<_> = kept["checkins"].as_array().unwrap().iter().map(|kept| text(kept, "day")).collect();
    assert_eq!(days, [today.to_string(), today.plus(-1).to_string()], "each once, and where it was");
}

#[tokio::test]
async fn ac6_sk22_the_hour_is_one_from_midnight_to_noon_or_refused() {
    let house = House::open().await;
    let ann = house.person("ann").await;
    assert_eq!(ann.get("me").await.is(200)["user"]["dayStartsAt"], 4);
    for hour in [0, 12, 7] {
        let user = change(&ann, json!({"dayStartsAt": hour})).await;
        assert_eq!((&user["dayStartsAt"], &user["userName"]), (&json!(hour), &json!("ann")));
    }
    for wrong in [json!(-1), json!(13), json!(260), json!(4.5), json!("4"), json!(true), json!([4])] {
        let body = json!({"dayStartsAt": wrong, "userName": "Nobody"});
        ann.ask(Method::PATCH, "me", Some(&body)).await.refused(400, "BAD_MESSAGE");
    }
    let sentence = ann.ask(Method::PATCH, "me", Some(&json!({"dayStartsAt": 13}))).await;
    let sentence = sentence.refused(400, "BAD_MESSAGE");
    assert_eq!(sentence, "\"dayStartsAt\" is a whole hour from 0, which is midnight, to 12, which is noon.");
    let user = change(&ann, json!({"firstName": "Ann"})).await;
    assert_eq!(
        (&user["dayStartsAt"], &user["userName"]),
        (&json!(7), &json!("ann")),
        "what is not sent stays"
    );
}

#[tokio::test]
async fn ac6_sk22_an_account_can_be_made_with_the_hour() {
    let house = House::open().await;
    let mut new = json!({"email": "ann@kith.example", "password": "a long walk", "userName": "Ann"});
    new["dayStartsAt"] = json!(24);
    house.nobody().post("auth/register", &new).await.refused(400, "BAD_MESSAGE");
    new["dayStartsAt"] = json!(0);
    let made = house.nobody().post("auth/register", &new).await.is(201);
    assert_eq!(made["user"]["dayStartsAt"], 0);
    let login = json!({"email": "ann@kith.example", "password": "a long walk"});
    assert_eq!(house.nobody().post("auth/login", &login).await.is(200)["user"]["dayStartsAt"], 0);
    let plain = json!({"email": "bob@kith.example", "password": "a long walk", "userName": "Bob"});
    assert_eq!(house.nobody().post("auth/register", &plain).await.is(201)["user"]["dayStartsAt"], 4);
}
