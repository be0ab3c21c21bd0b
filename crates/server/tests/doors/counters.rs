//! Counters and the ticker: what a team adds up, and how everybody hears of it.

use crate::house::{House, Person, Socket, kind, number, text};
use futures_util::future::join_all;
use serde_json::{Value, json};

async fn adds(person: &Person, team: &str, delta: u64) -> u64 {
    let answer = person.post(&format!("teams/{team}/counters/steps"), &json!({ "delta": delta })).await;
    number(&answer.is(200), "total")
}

async fn sets(coach: &Person, team: &str, thresholds: &[u64]) {
    let body = json!({"thresholds": thresholds, "unit": "steps"});
    coach.put(&format!("teams/{team}/counters/steps/thresholds"), &body).await.is(200);
}

async fn tickers(socket: &mut Socket) -> Vec<String> {
    let heard = socket.everything().await;
    heard.iter().filter(|message| kind(message) == "TICKER").map(|message| text(message, "body")).collect()
}

#[tokio::test]
async fn ct1_a_threshold_is_announced_once_however_many_add_at_the_same_time() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    sets(&sarah, &team, &[1_000, 10_000]).await;
    let [mut listener] = house.room(&team, [&ruth]).await;
    let totals = join_all((0..40).map(|number| {
        let person = if number % 2 == 0 { &sarah } else { &ruth };
        adds(person, &team, 50)
    }));
    let mut totals = totals.await;
    totals.sort_unstable();
    let expected: Vec<_> = (1..=40).map(|count| count * 50).collect();
    assert_eq!(totals, expected, "every addition saw another total");
    listener.expect("TICKER").await;
    assert_eq!(tickers(&mut listener).await, [""; 0], "once");
    let counters = ruth.get(&format!("teams/{team}/counters")).await.is(200);
    assert_eq!(
        counters["counters"],
        json!([{"name": "steps", "total": 2_000, "unit": "steps", "nextThreshold": 10_000}])
    );
}

#[tokio::test]
async fn ct1_a_threshold_that_was_announced_stays_announced_for_ever() {
    let mut house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    sets(&sarah, &team, &[100]).await;
    adds(&ruth, &team, 150).await;
    house.start_again().await;
    let [mut listener] = house.room(&team, [&ruth]).await;
    sets(&sarah, &team, &[]).await;
    sets(&sarah, &team, &[100, 200]).await;
    adds(&ruth, &team, 10).await;
    assert_eq!(tickers(&mut listener).await, [""; 0]);
    adds(&ruth, &team, 50).await;
    assert_eq!(tickers(&mut listener).await, ["sarah's team just reached 200 steps together!"]);
    sets(&sarah, &team, &[205]).await;
    assert_eq!(
        tickers(&mut listener).await,
        ["sarah's team just reached 205 steps together!"],
        "passed already when it was set"
    );
}

#[tokio::test]
async fn ct2_the_same_client_id_adds_once() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let path = format!("teams/{team}/counters/steps");
    let once = json!({"delta": 100, "clientId": "walk 1"});
    let at_once = join_all((0..10).map(|_| ruth.post(&path, &once)));
    for answer in at_once.await {
        assert_eq!(number(&answer.is(200), "total"), 100);
    }
    assert_eq!(number(&sarah.post(&path, &once).await.is(200), "total"), 200, "another person's is another");
    let other = json!({"delta": 1, "clientId": "walk 2"});
    assert_eq!(number(&ruth.post(&path, &other).await.is(200), "total"), 201);
    assert_eq!(number(&ruth.post(&path, &once).await.is(200), "total"), 201);
}

#[tokio::test]
async fn tk1_a_reached_threshold_is_told_in_every_team_and_found_by_who_joins_later() {
    let house = House::open().await;
    let (walkers, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let (swimmers, [dave]) = house.team(["dave"]).await;
    assert_eq!(dave.get("ticker").await.is(200), json!({"ticker": null}));
    let [mut near] = house.room(&walkers, [&ruth]).await;
    let [mut far] = house.room(&swimmers, [&dave]).await;
    let mut outside = dave.socket().await;
    sets(&sarah, &walkers, &[100_000]).await;
    adds(&ruth, &walkers, 99_999).await;
    adds(&ruth, &walkers, 1).await;

    let told = near.expect("TICKER").await;
    assert_eq!(told["body"], "sarah's team just reached 100,000 steps together!");
    assert_eq!(far.expect("TICKER").await, told);
    outside.heard_nothing().await;
    let latest = json!({"title": told["title"], "body": told["body"], "at": told["at"]});
    assert_eq!(far.join(&swimmers).await["ticker"], latest);
    assert_eq!(outside.join(&swimmers).await["ticker"], latest);
    assert_eq!(dave.get("ticker").await.is(200), json!({ "ticker": latest }));
}

#[tokio::test]
async fn er1_an_addition_that_cannot_be_is_refused_and_adds_nothing() {
    let house = House::open().await;
    let (team, [ruth]) = house.team(["ruth"]).await;
    adds(&ruth, &team, 7).await;
    let path = format!("teams/{team}/counters/steps");
    for wrong in [
        json!({"delta": -1}),
        json!({"delta": 1.5}),
        json!({"delta": 1_000_000_001}),
        json!({"delta": "7"}),
        json!({}),
        json!({"delta": 1, "clientId": ""}),
        json!({"delta": 1, "clientId": "x".repeat(65)}),
        Value::Null,
    ] {
        ruth.post(&path, &wrong).await.refused(400, "BAD_MESSAGE");
    }
    ruth.post(&format!("teams/{team}/counters/Steps!"), &json!({"delta": 1}))
        .await
        .refused(400, "BAD_MESSAGE");
    assert_eq!(adds(&ruth, &team, 0).await, 7);
}
