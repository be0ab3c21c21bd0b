//! All conversations at once over REST: what is listed, what is unread, and that one device knows what another one read.

use crate::house::{House, NOBODYS_ID, Person, text};
use serde_json::{Value, json};

async fn says(person: &Person, forum: &str, message: &str) -> u64 {
    let said = person.post(&format!("forums/{forum}/messages"), &json!({ "message": message })).await.is(201);
    said["message"]["seq"].as_u64().unwrap()
}

async fn writes_to(person: &Person, other: &Person, message: &str) {
    person.post(&format!("direct-messages/{}", other.id), &json!({ "message": message })).await.is(201);
}

async fn list(person: &Person) -> Vec<Value> {
    let page = person.get("conversations").await.is(200);
    assert_eq!(page["next"], Value::Null);
    page["conversations"].as_array().unwrap().clone()
}

/// What is unread of each, by what it is and what it is called.
async fn unread(person: &Person) -> Vec<(String, String, u64)> {
    let told = |one: &Value| (text(one, "kind"), text(one, "name"), one["unread"].as_u64().unwrap());
    list(person).await.iter().map(told).collect()
}

fn told(expected: &[(&str, &str, u64)]) -> Vec<(String, String, u64)> {
    expected.iter().map(|(kind, name, unread)| ((*kind).to_owned(), (*name).to_owned(), *unread)).collect()
}

#[tokio::test]
async fn cl1_cl4_two_people_see_the_same_talk_each_with_what_they_have_not_read() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let club = sarah.post("forums", &json!({"name": "Book club", "memberIds": [ruth.id]})).await.is(201);
    let club = text(&club["forum"], "id");
    says(&sarah, &team, "Hello team").await;
    // Heard by an open connection and yet not read.
    let mut ruths = ruth.socket().await;
    writes_to(&sarah, &ruth, "Hello Ruth").await;
    ruths.expect("SEND_DIRECT_MESSAGE").await;
    says(&ruth, &club, "Hello club").await;
    let expected = [("forum", "Book club", 0), ("person", "sarah", 1), ("team", "sarah's team", 1)];
    assert_eq!(unread(&ruth).await, told(&expected));
    let expected = [("forum", "Book club", 1), ("person", "ruth", 0), ("team", "sarah's team", 0)];
    assert_eq!(unread(&sarah).await, told(&expected));
    let listed = list(&ruth).await;
    assert_eq!((text(&listed[0], "id"), text(&listed[1], "id")), (club, sarah.id.clone()));
    let last = &listed[1]["last"];
    assert_eq!((&last["text"], &last["authorName"]), (&json!("Hello Ruth"), &json!("sarah")));
    assert_eq!((text(last, "authorId"), last["seq"].as_u64()), (sarah.id.clone(), Some(1)));
    assert!(last["at"].as_str().unwrap().ends_with('Z') && last["id"].is_string(), "{last}");
    assert_eq!(list(&house.person("eve").await).await, [] as [Value; 0]);
}

#[tokio::test]
async fn cl3_what_one_device_read_is_read_on_the_other_also_after_a_restart() {
    let mut house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    for message in ["one", "two", "three"] {
        says(&sarah, &team, message).await;
        writes_to(&sarah, &ruth, message).await;
    }
    let phone = ruth.with_token(&house.token_for(&ruth.id));
    let mark = format!("forums/{team}/read");
    assert_eq!(ruth.post(&mark, &json!({"seq": 2})).await.is(200), json!({"seq": 2}));
    assert_eq!(phone.post(&mark, &json!({"seq": 1})).await.is(200), json!({"seq": 2}), "never back");
    let direct = format!("direct-messages/{}/read", sarah.id);
    ruth.post(&direct, &json!({"seq": 1})).await.is(204);
    let left = |direct, forum| told(&[("person", "sarah", direct), ("team", "sarah's team", forum)]);
    assert_eq!(unread(&phone).await, left(2, 1));
    house.kill();
    house.start_again().await;
    assert_eq!(unread(&phone).await, left(2, 1));
    assert_eq!(ruth.post(&mark, &json!({"seq": 99})).await.is(200), json!({"seq": 3}), "the newest there is");
    ruth.post(&direct, &Value::Null).await.is(204);
    assert_eq!(unread(&phone).await, left(0, 0));
    says(&sarah, &team, "four").await;
    writes_to(&sarah, &ruth, "four").await;
    assert_eq!(unread(&phone).await, left(1, 1));
    assert_eq!(unread(&sarah).await.iter().map(|one| one.2).sum::<u64>(), 0);
}

#[tokio::test]
async fn cl3_marks_that_cannot_be_are_refused() {
    let house = House::open().await;
    let (team, [ruth]) = house.team(["ruth"]).await;
    let eve = house.person("eve").await;
    says(&ruth, &team, "Behind closed doors").await;
    eve.post(&format!("forums/{team}/read"), &json!({"seq": 1})).await.refused(403, "NOT_A_MEMBER");
    ruth.post(&format!("forums/{NOBODYS_ID}/read"), &json!({"seq": 1})).await.refused(404, "NOT_FOUND");
    for body in
        [json!({}), json!({"seq": -1}), json!({"seq": 1.5}), json!({"seq": "1"}), json!({"seq": null})]
    {
        ruth.post(&format!("forums/{team}/read"), &body).await.refused(400, "BAD_MESSAGE");
    }
    let largest = json!({"seq": u64::MAX});
    assert_eq!(ruth.post(&format!("forums/{team}/read"), &largest).await.is(200), json!({"seq": 1}));
    for body in [json!({"seq": -1}), json!({"seq": "1"})] {
        ruth.post(&format!("direct-messages/{}/read", eve.id), &body).await.refused(400, "BAD_MESSAGE");
    }
    ruth.post(&format!("direct-messages/{}/read", eve.id), &largest).await.is(204);
}

#[tokio::test]
async fn cl2_whom_one_blocks_is_gone_from_the_list_and_nobody_else_notices() {
    let house = House::open().await;
    let (team, [ann, bea]) = house.team(["ann", "bea"]).await;
    writes_to(&bea, &ann, "Hello?").await;
    ann.put(&format!("connections/{}", bea.id), &json!({"requestStatus": "blocked"})).await.is(200);
    assert_eq!(unread(&ann).await, told(&[("team", "ann's team", 0)]));
    let of_bea = told(&[("person", "ann", 0), ("team", "ann's team", 0)]);
    assert_eq!(unread(&bea).await, of_bea);
    says(&bea, &team, "Who comes along?").await;
    assert_eq!(
        unread(&ann).await,
        told(&[("team", "ann's team", 1)]),
        "in a forum everybody hears everybody"
    );
    ann.put(&format!("connections/{}", bea.id), &json!({"requestStatus": "denied"})).await.is(200);
    assert_eq!(unread(&ann).await, told(&[("team", "ann's team", 1), ("person", "bea", 1)]));
}

#[tokio::test]
async fn cl1_pages_show_each_once_and_what_is_no_page_is_refused() {
    let house = House::open().await;
    let ann = house.person("ann").await;
    for number in 0..5 {
        ann.post("forums", &json!({"name": format!("Club {number}")})).await.is(201);
    }
    let (mut names, mut next) = (Vec::new(), String::new());
    loop {
        let page = ann.get(&format!("conversations?limit=2&before={next}")).await.is(200);
        names.extend(page["conversations"].as_array().unwrap().iter().map(|one| text(one, "name")));
        match page["next"].as_str() {
            Some(place) => next = place.to_owned(),
            None => break,
        }
    }
    names.sort();
    assert_eq!(names, (0..5).map(|number| format!("Club {number}")).collect::<Vec<_>>());
    for query in ["limit=0", "limit=101", "limit=x", "before=1", "before=1.team.x", "before=1.club.1"] {
        ann.get(&format!("conversations?{query}")).await.refused(400, "BAD_MESSAGE");
    }
    house.nobody().get("conversations").await.refused(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn cl1_cl4_a_pacts_forum_is_listed_for_those_who_are_in_it() {
    let house = House::open().await;
    let (ann, bob) = (house.person("ann").await, house.person("bob").await);
    let goal = ann.post("habit-goals", &json!({"name": "Run", "frequencyType": "daily"})).await.is(201);
    let goal = text(&goal["habitGoal"], "id");
    let pact = json!({"habitGoalId": goal, "durationDays": 30, "partnerUserIds": [bob.id]});
    let pact = text(&ann.post("pacts", &pact).await.is(201)["pact"], "id");
    says(&ann, &pact, "To the bridge?").await;
    assert_eq!(unread(&bob).await, [], "who is only asked hears nothing yet");
    bob.post(&format!("forums/{pact}/read"), &json!({"seq": 1})).await.refused(403, "NOT_A_MEMBER");
    bob.post(&format!("pacts/{pact}/accept"), &Value::Null).await.is(200);
    says(&ann, &pact, "Well met").await;
    let listed = list(&bob).await;
    assert_eq!((&listed[0]["kind"], &listed[0]["id"]), (&json!("pact"), &json!(pact)));
    assert_eq!((&listed[0]["name"], &listed[0]["last"]["text"]), (&json!("Run"), &json!("Well met")));
    assert_eq!(listed[0]["unread"], 1, "what was said before he came in is not news to him");
    bob.post(&format!("pacts/{pact}/abandon"), &Value::Null).await.is(200);
    assert_eq!(unread(&bob).await, [], "who has left hears no more of it");
}
