//! Pacts' rooms over both dialects: who comes into them, who hears what and how often, and what a client that was away
//! is told.

use crate::house::{Action, House, Person, Socket, kind, number, text};
use crate::pacts::{Cast, goal_of};
use serde_json::{Value, json};
use tokio::time::Instant;

pub async fn enter(person: &Person, pact: &str) -> Socket {
    let mut socket = person.socket().await.rooms_only();
    let joined = socket.ask(json!({"type": "JOIN_PACT", "pactId": pact})).await;
    assert_eq!((kind(&joined), joined["pactId"].as_str()), ("JOINED_PACT", Some(pact)), "{joined}");
    socket
}

/// The partner completes a date.
async fn log(cast: &Cast, socket: &mut Socket, client_id: &str) -> Value {
    let message = json!({"type": "LOG_CHECKIN", "pactId": cast.pact, "habitGoalId": cast.goal, "status": "completed",
        "clientId": client_id, "proofMedia": [{"path": "x.jpg"}]});
    socket.ask(message).await
}

async fn encourage(cast: &Cast, times: usize) {
    for nth in 0..times {
        let body = json!({"targetUserId": cast.partner.id, "message": format!("word {nth}")});
        cast.creator.post(&format!("pacts/{}/encourage", cast.pact), &body).await.is(201);
    }
}

/// Everything of the feed that a client heard until an entry with these words.
async fn until(socket: &mut Socket, words: &str) -> Vec<Value> {
    let mut heard = Vec::new();
    loop {
        let message = socket.next().await;
        let is_last = kind(&message) == "PACT_ACTIVITY" && message["data"]["message"] == words;
        if kind(&message) != "PARTNER_JOINED_PACT" {
            heard.push(message);
        }
        if is_last {
            return heard;
        }
    }
}

fn people(presence: &Value, list: &str) -> Vec<String> {
    presence[list].as_array().unwrap().iter().map(|person| text(person, "userName")).collect()
}

#[tokio::test]
async fn lp1_lp3_who_enters_is_told_how_the_pact_and_everybody_stand() {
    let cast = Cast::assemble().await;
    let mut creators = cast.creator.socket().await.rooms_only();
    let joined = creators.ask(json!({"type": "JOIN_PACT", "pactId": cast.pact})).await;
    assert_eq!((number(&joined, "seq"), &joined["resync"]), (3, &json!(false)));
    assert_eq!((&joined["pact"]["status"], &joined["pact"]["habitName"]), (&json!("active"), &json!("Run")));
    assert_eq!(joined["members"][0]["streak"]["current"], 1);
    let kinds: Vec<_> =
        joined["activities"].as_array().unwrap().iter().map(|one| text(one, "type")).collect();
    assert_eq!(kinds, ["partner_joined", "pact_started", "checkin_completed"]);
    let presence = &joined["presence"];
    assert_eq!((&presence["count"], people(presence, "here")), (&json!(1), vec!["sarah".to_owned()]));
    assert_eq!(presence["away"], json!([{"userId": cast.partner.id, "userName": "ruth"}]), "never seen");
    // What `since` missed follows as the same messages, to whom they are for.
    let mut partners = cast.partner.socket().await.rooms_only();
    let joined = partners
        .ask(json!({"type": "JOIN_PACT", "pactId": cast.pact, "since": 1, "epoch": joined["epoch"]}))
        .await;
    assert_eq!(people(&joined["presence"], "here"), ["ruth", "sarah"]);
    assert_eq!(partners.next().await["activityType"], "pact_started");
    let checked = partners.next().await;
    assert_eq!((kind(&checked), &checked["checkin"]["id"]), ("PARTNER_CHECKED_IN", &json!(cast.checkin)));
    assert_eq!(checked["checkin"]["notes"], "Behind closed doors");
    let entry = partners.next().await;
    assert_eq!((kind(&entry), &entry["seq"]), ("PACT_ACTIVITY", &checked["seq"]));
    let came = creators.expect("PARTNER_JOINED_PACT").await;
    assert_eq!(
        came,
        json!({"type": "PARTNER_JOINED_PACT", "pactId": cast.pact, "userId": cast.partner.id, "userName": "ruth"})
    );
    for (since, epoch) in [(99, None), (1, Some("another"))] {
        let again = json!({"type": "JOIN_PACT", "pactId": cast.pact, "since": since, "epoch": epoch});
        let joined = partners.ask(again).await;
        assert_eq!((&joined["resync"], partners.left_over()), (&json!(true), vec![]));
    }
}

/// The two flows of habits: a check-in, and a celebration of it. Over both doors, and REST, it is the same.
#[tokio::test]
async fn lp2_lp5_both_dialects_hear_the_same() {
    let cast = Cast::assemble().await;
    let mut client = Action::open(&cast.creator).await;
    client.expect("SERVER:JOINED_PACT").await;
    let mut plain = enter(&cast.creator, &cast.pact).await;
    let mut partners = enter(&cast.partner, &cast.pact).await;
    let mut phone = Action::open(&cast.partner).await;
    phone.expect("SERVER:JOINED_PACT").await;

    let logged = log(&cast, &mut partners, "c-1").await;
    assert_eq!(kind(&logged), "CHECKIN_LOGGED", "{logged}");
    assert_eq!(logged["streakUpdate"], json!({"before": 0, "after": 1, "isNewRecord": true}));
    let mut on_phone = phone.expect("SERVER:CHECKIN_LOGGED").await;
    let mut without_mark = logged.clone();
    for field in ["type", "ref"] {
        without_mark.as_object_mut().unwrap().remove(field);
    }
    assert_eq!(on_phone.take(), without_mark, "the other device hears the same");
    for (name, wrapped) in
        [("PARTNER_CHECKED_IN", "SERVER:PARTNER_CHECKED_IN"), ("PACT_ACTIVITY", "SERVER:PACT_ACTIVITY")]
    {
        let mut told = plain.expect(name).await;
        let mut acted = client.expect(wrapped).await;
        told.as_object_mut().unwrap().remove("type");
        if name == "PACT_ACTIVITY" {
            assert_eq!(acted["type"], "checkin_completed", "an IPactActivity");
            acted["activityType"] = acted.as_object_mut().unwrap().remove("type").unwrap();
        }
        assert_eq!(told, acted);
        assert_eq!((&told["pactId"], &told["seq"]), (&json!(cast.pact), &json!(4)));
    }
    // The same again: the same answer, and nobody else hears of it.
    let again = log(&cast, &mut partners, "c-1").await;
    assert_eq!(again["checkin"], logged["checkin"]);

    let celebrate = json!({"pactId": cast.pact, "targetUserId": cast.partner.id, "checkinId": logged["checkin"]["id"],
        "message": "Well done"});
    let ack = client.ask("CLIENT:SEND_CELEBRATION", celebrate.clone()).await;
    assert_eq!((&ack["ok"], &ack["seq"]), (&json!(true), &json!(5)));
    assert_eq!(client.ask("CLIENT:SEND_CELEBRATION", celebrate).await, ack, "once");
    let heard = partners.expect("CELEBRATION_RECEIVED").await;
    assert_eq!((&heard["fromUserName"], &heard["message"]), (&json!("sarah"), &json!("Well done")));
    assert_eq!(heard["celebration"]["checkinId"], logged["checkin"]["id"]);
    let words = json!({"pactId": cast.pact, "targetUserId": cast.partner.id, "message": "On we go"});
    assert_eq!(client.ask("CLIENT:SEND_ENCOURAGEMENT", words).await["ok"], true);
    assert_eq!(phone.expect("SERVER:ENCOURAGEMENT_RECEIVED").await["encouragement"]["message"], "On we go");
    let heard = until(&mut partners, "On we go").await;
    assert_eq!(kind(heard.last().unwrap()), "PACT_ACTIVITY");
    // To whom it is not said does not receive it.
    let heard = until(&mut plain, "On we go").await;
    let kinds: Vec<_> = heard.iter().map(kind).collect();
    assert_eq!(kinds, ["PACT_ACTIVITY", "PACT_ACTIVITY"], "{heard:#?}");
}

#[tokio::test]
async fn lp5_over_rest_it_is_told_the_same_way_and_ones_own_devices_are_no_partners() {
    let cast = Cast::assemble().await;
    let (mut creators, mut laptop, mut phone) = (
        enter(&cast.creator, &cast.pact).await,
        enter(&cast.partner, &cast.pact).await,
        enter(&cast.partner, &cast.pact).await,
    );
    creators.forget();
    let body = json!({"habitGoalId": cast.goal, "status": "skipped", "clientId": "c-1"});
    for status in [201, 200] {
        cast.partner.post("checkins", &body).await.is(status);
    }
    encourage(&cast, 1).await;
    let heard = until(&mut creators, "word 0").await;
    let kinds: Vec<_> = heard.iter().map(kind).collect();
    assert_eq!(kinds, ["PARTNER_CHECKED_IN", "PACT_ACTIVITY", "PACT_ACTIVITY"], "{heard:#?}");
    for socket in [&mut laptop, &mut phone] {
        let heard = until(socket, "word 0").await;
        let kinds: Vec<_> = heard.iter().map(kind).collect();
        let expected = ["CHECKIN_LOGGED", "PACT_ACTIVITY", "ENCOURAGEMENT_RECEIVED", "PACT_ACTIVITY"];
        assert_eq!(kinds, expected, "{heard:#?}");
    }
    for message in [
        json!({"type": "LOG_CHECKIN", "pactId": cast.pact, "habitGoalId": cast.goal, "status": "banana"}),
        json!({"type": "LOG_CHECKIN", "pactId": cast.pact, "habitGoalId": cast.goal, "status": "completed", "day": "2031-01-01"}),
        json!({"type": "LOG_CHECKIN", "pactId": cast.pact, "habitGoalId": cast.goal, "status": "completed", "notes": "x".repeat(501)}),
        json!({"type": "SEND_ENCOURAGEMENT", "pactId": cast.pact, "targetUserId": cast.creator.id, "message": " "}),
        json!({"type": "SEND_ENCOURAGEMENT", "pactId": cast.pact, "targetUserId": cast.creator.id, "message": "x".repeat(501)}),
    ] {
        assert_eq!(laptop.ask(message.clone()).await["code"], "BAD_MESSAGE", "{message}");
    }
}

#[tokio::test]
async fn lp3_partners_come_and_go_by_person_and_a_reload_is_neither() {
    let cast = Cast::assemble().await;
    let mut creators = enter(&cast.creator, &cast.pact).await;
    let (mut laptop, phone) =
        (enter(&cast.partner, &cast.pact).await, enter(&cast.partner, &cast.pact).await);
    creators.expect("PARTNER_JOINED_PACT").await;
    let left = laptop.ask(json!({"type": "LEAVE_PACT", "pactId": cast.pact})).await;
    assert_eq!((kind(&left), &left["pactId"]), ("LEFT_PACT", &json!(cast.pact)));
    assert_eq!(
        kind(&laptop.ask(json!({"type": "LEAVE_PACT", "pactId": cast.pact})).await),
        "LEFT_PACT",
        "twice"
    );
    creators.heard_nothing().await;
    phone.close().await;
    let phone = enter(&cast.partner, &cast.pact).await;
    creators.heard_nothing().await;
    let began = Instant::now();
    phone.close().await;
    let left = creators.expect("PARTNER_LEFT_PACT").await;
    assert!(began.elapsed().as_millis() >= 4_900, "after the grace");
    assert_eq!((&left["userId"], text(&left, "userName")), (&json!(cast.partner.id), "ruth".to_owned()));
    creators.heard_nothing().await;
    // By the server's clock, and still so after a restart.
    laptop.close().await;
    let joined = creators.ask(json!({"type": "JOIN_PACT", "pactId": cast.pact})).await;
    assert_eq!(people(&joined["presence"], "away"), ["ruth"]);
    assert!(text(&joined["presence"]["away"][0], "lastSeen") >= text(&left, "lastSeen"), "{joined}");
}

#[tokio::test]
async fn lp3_when_somebody_was_here_is_known_after_a_restart() {
    let mut cast = Cast::assemble().await;
    enter(&cast.partner, &cast.pact).await.close().await;
    let mut creators = enter(&cast.creator, &cast.pact).await;
    let seen = loop {
        // Written down after the grace; the database beside the server tells when that is done.
        let store = cast.house.store().await;
        let (pact, user) = (cast.pact.parse().unwrap(), cast.creator.id.parse().unwrap());
        let now = kith_protocol::Timestamp(crate::house::wall_ms());
        let entry = store.pact_entry(pact, user, None, now).await.unwrap();
        store.close().await;
        if let Some((_, at)) = entry.seen.iter().find(|(user, _)| user.to_string() == cast.partner.id) {
            break *at;
        }
        tokio::task::yield_now().await;
    };
    creators.forget();
    cast.house.kill();
    cast.house.start_again().await;
    let mut creators = cast.creator.socket().await.rooms_only();
    let joined = creators.ask(json!({"type": "JOIN_PACT", "pactId": cast.pact})).await;
    assert_eq!(joined["presence"]["away"][0]["lastSeen"], json!(seen), "{joined}");
}

#[tokio::test]
async fn lp1_lp4_a_yes_brings_everybody_in_and_a_leaving_takes_them_out_at_once() {
    let house = House::open().await;
    let (sarah, ruth) = (house.person("sarah").await, house.person("ruth").await);
    let goal = goal_of(&sarah).await;
    let body = json!({"habitGoalId": goal, "durationDays": 7, "partnerUserIds": [ruth.id]});
    let pact = text(&sarah.post("pacts", &body).await.is(201)["pact"], "id");
    let (mut sarahs, mut ruths) =
        (Action::open(&sarah).await, [ruth.socket().await.rooms_only(), ruth.socket().await.rooms_only()]);
    ruth.post(&format!("pacts/{pact}/accept"), &Value::Null).await.is(200);
    let joined = sarahs.expect("SERVER:JOINED_PACT").await;
    assert_eq!((&joined["pact"]["status"], &joined["resync"]), (&json!("active"), &json!(false)));
    let told = [sarahs.expect("SERVER:PACT_ACTIVITY").await, sarahs.expect("SERVER:PACT_ACTIVITY").await];
    assert_eq!(told.map(|told| text(&told, "type")), ["partner_joined", "pact_started"]);
    for socket in &mut ruths {
        socket.expect("JOINED_PACT").await;
        assert_eq!(socket.expect("PACT_ACTIVITY").await["activityType"], "partner_joined");
        assert_eq!(socket.expect("PACT_ACTIVITY").await["activityType"], "pact_started");
        socket.ask(json!({"type": "JOIN_ROOM", "roomId": pact})).await;
        socket.forget();
    }
    let body = json!({"habitGoalId": goal, "pactId": pact, "status": "completed"});
    sarah.post("checkins", &body).await.is(201);
    for socket in &mut ruths {
        socket.expect("PARTNER_CHECKED_IN").await;
        socket.expect("PACT_ACTIVITY").await;
    }
    ruth.post(&format!("pacts/{pact}/abandon"), &Value::Null).await.is(200);
    for socket in &mut ruths {
        socket.expect("LEFT_PACT").await;
        socket.expect("LEFT_ROOM").await;
    }
    let told = [(); 3].map(|()| ());
    let mut kinds = Vec::new();
    for () in told {
        kinds.push(text(&sarahs.expect("SERVER:PACT_ACTIVITY").await, "type"));
    }
    assert_eq!(kinds, ["checkin_completed", "partner_left", "pact_abandoned"]);
    sarahs.expect("SERVER:PARTNER_LEFT_PACT").await;
    // Who stayed may come again and read; who left may not.
    assert_eq!(sarahs.ask("CLIENT:JOIN_PACT", json!({"pactId": pact})).await["ok"], true);
    for socket in &mut ruths {
        let refused = socket.ask(json!({"type": "JOIN_PACT", "pactId": pact})).await;
        assert_eq!(refused["code"], "NOT_A_MEMBER");
        socket.heard_nothing().await;
    }
}

#[tokio::test]
async fn lp6_a_client_that_was_cut_off_hears_each_entry_of_a_pact_once() {
    let cast = Cast::assemble().await;
    let mut client = Action::open(&cast.partner).await;
    client.expect("SERVER:JOINED_PACT").await;
    encourage(&cast, 1).await;
    // Cut off between the two messages of an entry: it counts as told only with the last.
    client.expect("SERVER:ENCOURAGEMENT_RECEIVED").await;
    let before = client.offset.clone();
    client.expect("SERVER:PACT_ACTIVITY").await;
    assert_ne!(client.offset, before, "the offset stands behind the entry");
    let (pid, sid, after) = (client.pid.clone().unwrap(), client.sid.clone(), client.offset.clone());
    drop(client);
    for (offset, expected) in [(before, vec![4, 5]), (after, vec![5])] {
        let body = json!({"targetUserId": cast.partner.id, "message": "word 1"});
        cast.creator.post(&format!("pacts/{}/encourage", cast.pact), &body).await;
        let mut client = Action::again(&cast.partner, Some(&pid), offset.as_deref()).await;
        assert_eq!(client.sid, sid, "recovered");
        let mut seqs = Vec::new();
        while seqs.last() != Some(&5) {
            let letter = client.expect("SERVER:ENCOURAGEMENT_RECEIVED").await;
            seqs.push(number(&client.expect("SERVER:PACT_ACTIVITY").await, "seq"));
            assert_eq!(letter["encouragement"]["seq"].as_u64(), seqs.last().copied());
        }
        assert_eq!(seqs, expected);
        assert_eq!(client.ask("CLIENT:LOGIN", json!({})).await["ok"], true);
        assert_eq!(client.all("SERVER:JOINED_PACT"), [] as [Value; 0], "it never left");
    }
    // Membership is read again.
    cast.partner.post(&format!("pacts/{}/abandon", cast.pact), &Value::Null).await.is(200);
    let mut client = Action::again(&cast.partner, Some(&pid), None).await;
    assert_eq!(client.ask("CLIENT:LOGIN", json!({})).await["ok"], true);
    assert!(
        client
            .waiting
            .iter()
            .filter(|action| !text(action, "type").starts_with("SERVER:NOTIFICATION_"))
            .all(|action| !action.to_string().contains(&cast.pact)),
        "{:#?}",
        client.waiting
    );
}

/// What was missed is more than may wait for a connection.
#[tokio::test]
async fn rc2_lp6_too_much_to_be_told_again_is_said_openly() {
    let cast = Cast::assemble().await;
    let mut client = Action::open(&cast.partner).await;
    client.expect("SERVER:JOINED_PACT").await;
    let (pid, offset, sid) = (client.pid.clone().unwrap(), client.offset.clone(), client.sid.clone());
    drop(client);
    for nth in 0..55 {
        let body =
            json!({"targetUserId": cast.partner.id, "message": format!("{nth:03}{}", "\"\u{1}".repeat(248))});
        cast.creator.post(&format!("pacts/{}/encourage", cast.pact), &body).await.is(201);
    }
    let mut client = Action::again(&cast.partner, Some(&pid), offset.as_deref()).await;
    assert_ne!(client.sid, sid);
    assert_eq!(client.expect("SERVER:JOINED_PACT").await["resync"], true);
    let mut plain = cast.partner.socket().await.rooms_only();
    let joined = plain.ask(json!({"type": "JOIN_PACT", "pactId": cast.pact, "since": 0})).await;
    assert_eq!(joined["resync"], true);
    plain.heard_nothing().await;
}

#[tokio::test]
async fn fo4_a_pact_talks_in_its_own_forum() {
    let cast = Cast::assemble().await;
    let room = &cast.pact;
    let (mut creators, mut partners) =
        (cast.creator.socket().await.rooms_only(), cast.partner.socket().await.rooms_only());
    for socket in [&mut creators, &mut partners] {
        let joined = socket.ask(json!({"type": "JOIN_ROOM", "roomId": format!("FORUM:{room}")})).await;
        assert_eq!(text(&joined["message"], "text"), "You joined the room, Run");
    }
    partners.ask(json!({"type": "SEND_MESSAGE", "roomId": room, "message": "Hello"})).await;
    assert_eq!(creators.expect("SEND_MESSAGE").await["message"]["text"], "Hello");
    let forum = cast.creator.get(&format!("forums/{room}")).await.is(200);
    assert_eq!(forum["forum"]["members"].as_array().unwrap().len(), 2);
    creators.say(json!({"type": "REQUEST_ROOMS_LIST"})).await;
    assert_eq!(creators.expect("SEND_ROOMS_LIST").await["rooms"][0]["roomId"], json!(room));
    let body = json!({"userId": cast.creator.id});
    cast.partner.post(&format!("forums/{room}/members"), &body).await.refused(409, "CONFLICT");
    let eve = cast.house.person("eve").await;
    let refused = eve.socket().await.ask(json!({"type": "JOIN_ROOM", "roomId": room})).await;
    assert_eq!(refused["code"], "NOT_A_MEMBER");
}

#[tokio::test]
async fn sl2_a_pact_that_slept_goes_on_where_it_was() {
    let house = House::with(&["--room-idle-ms=50"]).await;
    let (sarah, ruth) = (house.person("sarah").await, house.person("ruth").await);
    let goal = goal_of(&sarah).await;
    let body = json!({"habitGoalId": goal, "durationDays": 7, "partnerUserIds": [ruth.id]});
    let pact = text(&sarah.post("pacts", &body).await.is(201)["pact"], "id");
    ruth.post(&format!("pacts/{pact}/accept"), &Value::Null).await.is(200);
    let (mut sarahs, _ruths) = (enter(&sarah, &pact).await, enter(&ruth, &pact).await);
    sarahs.expect("PARTNER_JOINED_PACT").await;
    while house.figure("kith_rooms_awake").await > 0 {
        tokio::task::yield_now().await;
    }
    let body = json!({"habitGoalId": goal, "status": "completed"});
    ruth.post("checkins", &body).await.is(201);
    assert_eq!(number(&sarahs.expect("PARTNER_CHECKED_IN").await, "seq"), 3);
    assert_eq!(number(&sarahs.expect("PACT_ACTIVITY").await, "seq"), 3);
    sarahs.heard_nothing().await;
}
