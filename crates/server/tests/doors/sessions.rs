//! Who is here, for their friends: what connections, `LOGIN`, `UPDATE_SESSION` and `LOGOUT` tell to whom.

use crate::house::{House, Person, Socket, kind, text, wall_ms};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

/// How long who is gone still counts (SE2).
const GRACE: Duration = Duration::from_secs(5);

async fn friends(house: &House) -> (Person, Person) {
    let (ann, bea) = (house.person("ann").await, house.person("bea").await);
    ann.post("connections", &json!({"userId": bea.id})).await.is(201);
    bea.put(&format!("connections/{}", ann.id), &json!({"requestStatus": "complete"})).await.is(200);
    (ann, bea)
}

/// Asks which friends are here.
async fn here(socket: &mut Socket) -> Vec<String> {
    socket
        .say(json!({"type": "LOAD_ACTIVE_CONNECTIONS", "connections": [{"users": []}], "userId": "x"}))
        .await;
    let told = socket.expect("ACTIVE_CONNECTIONS_LOADED").await;
    told["activeUsers"].as_array().unwrap().iter().map(|user| text(user, "userName")).collect()
}

/// Defects 2 and 6: a session is the token's person's, and no token comes back.
#[tokio::test]
async fn se4_login_with_somebody_elses_id_is_ones_own() {
    let house = House::open().await;
    let (ann, bea) = friends(&house).await;
    let eve = house.person("eve").await;
    let (mut anns, mut eves) = (ann.socket().await, eve.socket().await);
    anns.say(json!({"type": "LOAD_ACTIVE_CONNECTIONS"})).await;
    anns.expect("ACTIVE_CONNECTIONS_LOADED").await;
    let forged = json!({"type": "LOGIN", "id": bea.id, "userName": "bea", "firstName": "B", "idToken": bea.token(), "details": {"id": bea.id}});
    assert_eq!(kind(&eves.ask(forged).await), "ACK");
    assert_eq!(eves.expect("USER_LOGIN_SUCCESS").await["userName"], "eve");
    let session = eves.expect("SESSION_CREATED").await;
    assert_eq!(
        (&session["data"]["id"], &session["data"]["userName"], &session["ttl"]),
        (&json!(eve.id), &json!("eve"), &json!(1_800))
    );
    assert!(!session.to_string().contains("Token"), "{session}");
    assert_eq!(
        eves.expect("ACTIVE_CONNECTIONS_LOADED").await["activeUsers"],
        json!([]),
        "not the friends of another"
    );
    eves.ask(json!({"type": "LOGOUT", "id": bea.id, "idToken": bea.token()})).await;
    assert_eq!(eves.expect("USER_LOGOUT_SUCCESS").await["userName"], "eve");
    eves.expect("SESSION_CLOSED").await;
    assert_eq!(here(&mut anns).await, [""; 0]);
    anns.heard_nothing().await;
}

#[tokio::test]
async fn se2_friends_learn_who_comes_and_goes_and_an_older_device_tells_nobody() {
    let house = House::open().await;
    let (ann, bea) = friends(&house).await;
    let stranger = house.person("eve").await;
    let (mut anns, mut strangers) = (ann.socket().await, stranger.socket().await);
    let older = bea.socket().await;
    let came = anns.expect("ACTIVE_CONNECTION_LOGGED_IN").await;
    assert_eq!(
        (&came["id"], &came["userName"], &came["status"]),
        (&json!(bea.id), &json!("bea"), &json!("active"))
    );
    let newer = bea.socket().await;
    older.close().await;
    assert_eq!(anns.listen(GRACE + Duration::from_secs(1)).await, [Value::Null; 0], "a newer one lives");
    assert_eq!(here(&mut anns).await, ["bea"]);
    let begun = Instant::now();
    drop(newer);
    let gone = anns.expect("ACTIVE_CONNECTION_DISCONNECTED").await;
    assert!(begun.elapsed() >= GRACE - Duration::from_millis(50), "{:?}", begun.elapsed());
    assert_eq!((&gone["id"], &gone["status"]), (&json!(bea.id), &json!("offline")));
    assert!(gone["lastSeen"].is_string());
    assert_eq!(here(&mut anns).await, [""; 0]);
    let listed = ann.get("connections").await.is(200);
    assert_eq!(listed["connections"][0]["status"], "offline");
    assert!(listed["connections"][0]["lastSeen"].is_string(), "{listed}");
    strangers.heard_nothing().await;
}

/// Defects 9 and 10: a reload is neither coming nor going.
#[tokio::test]
async fn se2_coming_back_within_the_grace_is_told_to_nobody() {
    let house = House::open().await;
    let (ann, bea) = friends(&house).await;
    let mut anns = ann.socket().await;
    let mut beas = bea.socket().await;
    anns.expect("ACTIVE_CONNECTION_LOGGED_IN").await;
    for _ in 0..5 {
        drop(beas);
        beas = bea.socket().await;
    }
    assert_eq!(anns.listen(GRACE + Duration::from_secs(1)).await, [Value::Null; 0]);
    assert_eq!(here(&mut anns).await, ["bea"]);
    beas.close().await;
}

#[tokio::test]
async fn se2_logging_out_is_told_at_once_unless_another_device_is_here() {
    let house = House::open().await;
    let (ann, bea) = friends(&house).await;
    let mut anns = ann.socket().await;
    let (mut phone, mut laptop) = (bea.socket().await, bea.socket().await);
    anns.expect("ACTIVE_CONNECTION_LOGGED_IN").await;
    phone.ask(json!({"type": "LOGOUT"})).await;
    assert_eq!(here(&mut anns).await, ["bea"]);
    laptop.ask(json!({"type": "LOGOUT"})).await;
    let told = anns.expect("ACTIVE_CONNECTION_LOGGED_OUT").await;
    assert_eq!(told["status"], "offline");
    laptop.close().await;
    assert_eq!(
        anns.listen(GRACE + Duration::from_secs(1)).await,
        [Value::Null; 0],
        "who logged out does not go twice"
    );
    phone.ask(json!({"type": "LOGIN"})).await;
    anns.expect("ACTIVE_CONNECTION_LOGGED_IN").await;
}

#[tokio::test]
async fn se4_a_burst_of_logins_is_as_good_as_one() {
    let house = House::open().await;
    let (ann, bea) = friends(&house).await;
    let (mut anns, mut beas) = (ann.socket().await, bea.socket().await);
    anns.expect("ACTIVE_CONNECTION_LOGGED_IN").await;
    for _ in 0..10 {
        beas.say(json!({"type": "LOGIN", "id": bea.id})).await;
        beas.say(json!({"type": "UPDATE_SESSION", "details": {"id": bea.id}, "isAuthenticated": true,
            "socketDetails": {"session": {"id": "old-1"}}}))
            .await;
    }
    let updated = beas.ask(json!({"type": "UPDATE_SESSION"})).await;
    assert_eq!(kind(&updated), "ACK");
    let session = beas.expect("SESSION_UPDATED").await;
    assert_eq!(
        (&session["data"]["previousSocketId"], &session["status"]),
        (&json!("old-1"), &json!("active"))
    );
    tokio::time::sleep(Duration::from_millis(300)).await;
    let heard = anns.so_far().await;
    assert!(heard.len() <= 2, "at most once logged in and once refreshed: {heard:#?}");
    assert!(heard.iter().all(|message| message["id"] == json!(bea.id)));
    for odd in [json!({"details": 7}), json!({"socketDetails": {"session": 7}})] {
        let mut message = odd;
        message["type"] = json!("UPDATE_SESSION");
        assert_eq!(beas.ask(message).await["code"], "BAD_MESSAGE");
    }
}

#[tokio::test]
async fn se2_a_refresh_is_told_to_friends() {
    let house = House::open().await;
    let (ann, bea) = friends(&house).await;
    let (mut anns, mut beas) = (ann.socket().await, bea.socket().await);
    anns.expect("ACTIVE_CONNECTION_LOGGED_IN").await;
    beas.say(json!({"type": "UPDATE_SESSION", "details": {}, "socketDetails": {}, "isAuthenticated": true}))
        .await;
    assert_eq!(anns.expect("ACTIVE_CONNECTION_REFRESHED").await["id"], json!(bea.id));
}

/// Defect 6: a connection ends with its token, unless a newer one of the same person came.
#[tokio::test]
async fn se5_a_newer_token_of_the_same_person_prolongs_the_connection() {
    let house = House::open().await;
    let (ann, eve) = (house.person("ann").await, house.person("eve").await);
    let short =
        || house.token(&json!({"id": ann.id, "exp": wall_ms() / 1_000 + 4, "jti": uuid::Uuid::now_v7()}));
    let (mut prolonged, mut stolen) =
        (ann.with_token(&short()).socket().await, ann.with_token(&short()).socket().await);
    let newer = house.token_for(&ann.id);
    prolonged.ask(json!({"type": "UPDATE_SESSION", "details": {"idToken": newer}})).await;
    for useless in [eve.token(), "nonsense", ""] {
        let answer = stolen.ask(json!({"type": "UPDATE_SESSION", "details": {"idToken": useless}})).await;
        assert_eq!(kind(&answer), "ACK", "{answer}");
    }
    assert_eq!(stolen.closed().await, Some(4501));
    let updated = prolonged.ask(json!({"type": "UPDATE_SESSION"})).await;
    assert_eq!(kind(&updated), "ACK");
    // From now on it ends with the newer token.
    ann.with_token(&newer).post("auth/logout", &json!({})).await.is(204);
    assert_eq!(prolonged.closed().await, Some(4501));
}

/// Defects 9 and 16: everybody who comes is looked up together, and no friend of many is left out.
#[tokio::test]
async fn se3_sixty_friends_who_come_at_once_are_all_told_and_asked_for_together() {
    const FRIENDS: usize = 60;
    let house = House::open().await;
    let (team, [ann]) = house.team(["ann"]).await;
    let crowd = house.crowd(&team, &ann, FRIENDS).await;
    for friend in &crowd {
        friend.post("connections", &json!({"userId": ann.id})).await.is(201);
        // One by one: each asks on its own pace, and ann accepts by asking back.
    }
    let store = house.store().await;
    for friend in &crowd {
        let step = kith_store::ConnectionStep {
            user: ann.id.parse().unwrap(),
            other: friend.id.parse().unwrap(),
            wish: kith_domain::connections::Wish::Accept,
            notification_id: kith_protocol::NotificationId(uuid::Uuid::now_v7()),
            epoch: "e".to_owned(),
            now: kith_protocol::Timestamp(wall_ms()),
        };
        store.step_connection(step).await.unwrap();
    }
    store.close().await;
    let mut anns = ann.socket().await;
    let mut sockets = futures_util::future::join_all(crowd.iter().map(|friend| friend.socket())).await;
    let mut told = std::collections::BTreeSet::new();
    while told.len() < FRIENDS {
        told.insert(text(&anns.expect("ACTIVE_CONNECTION_LOGGED_IN").await, "id"));
    }
    assert_eq!(here(&mut anns).await.len(), FRIENDS);
    assert_eq!(here(&mut sockets[0]).await, ["ann"]);
}
