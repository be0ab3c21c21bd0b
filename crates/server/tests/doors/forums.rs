//! Forums over `/ws` and REST: who is let in, what they hear, in which order, and what they hear of no more.

use crate::house::{House, NOBODYS_ID, Person, Socket, kind, number, text};
use futures_util::future::join_all;
use serde_json::{Value, json};

async fn forum(house: &House, people: &[&Person]) -> String {
    let ids: Vec<_> = people.iter().map(|person| person.id.clone()).collect();
    let made = people[0].post("forums", &json!({"name": "Book club", "memberIds": ids})).await.is(201);
    assert_eq!(made["forum"]["members"].as_array().unwrap().len(), people.len(), "{made}");
    let _ = house;
    text(&made["forum"], "id")
}

async fn enter(person: &Person, forum: &str) -> Socket {
    let mut socket = person.socket().await;
    let joined = socket.ask(json!({"type": "JOIN_ROOM", "roomId": format!("FORUM:{forum}")})).await;
    assert_eq!((kind(&joined), joined["roomId"].as_str()), ("JOINED_ROOM", Some(forum)), "{joined}");
    socket
}

fn said(heard: &[Value]) -> Vec<(String, String)> {
    let messages = heard.iter().filter(|message| kind(message) == "SEND_MESSAGE");
    messages.map(|it| (text(&it["message"], "fromUserName"), text(&it["message"], "text"))).collect()
}

#[tokio::test]
async fn fo1_a_member_joins_and_is_told_what_they_missed() {
    let house = House::open().await;
    let (ann, bea) = (house.person("ann").await, house.person("bea").await);
    let room = forum(&house, &[&ann, &bea]).await;
    let mut anns = enter(&ann, &room).await;
    for text in ["one", "two"] {
        let sent = anns.ask(json!({"type": "SEND_MESSAGE", "roomId": room, "message": text})).await;
        assert_eq!(kind(&sent), "ACK", "{sent}");
        assert!(sent["id"].is_string() && sent["seq"].is_u64(), "{sent}");
    }
    let mut beas = bea.socket().await;
    let joined = beas
        .ask(json!({"type": "JOIN_ROOM", "roomId": room, "since": 1, "roomName": "x", "userId": ann.id}))
        .await;
    assert_eq!((number(&joined, "seq"), &joined["resync"]), (2, &json!(false)));
    assert_eq!(text(&joined["message"], "text"), "You joined the room, Book club");
    assert_eq!(text(&joined["message"], "fromUserName"), "you");
    let missed = beas.expect("SEND_MESSAGE").await;
    assert_eq!((&missed["message"]["text"], &missed["message"]["seq"]), (&json!("two"), &json!(2)));
    assert_eq!(text(&missed["message"], "fromUserId"), ann.id);
    let other = anns.expect("OTHER_JOINED_ROOM").await;
    assert_eq!(text(&other["message"], "text"), "bea joined the room, Book club");
    let again = beas.ask(json!({"type": "JOIN_ROOM", "roomId": room, "since": 99})).await;
    assert_eq!((kind(&again), &again["resync"]), ("JOINED_ROOM", &json!(true)), "from the future");
    let page = bea.get(&format!("forums/{room}/messages?limit=1")).await.is(200);
    assert_eq!((&page["messages"][0]["text"], &page["next"]), (&json!("two"), &json!("2")));
    let page = bea.get(&format!("forums/{room}/messages?limit=1&before=2")).await.is(200);
    assert_eq!((&page["messages"][0]["text"], &page["next"]), (&json!("one"), &Value::Null));
}

/// Defects 1, 3, 4 and 5 of the service before this one.
#[tokio::test]
async fn fo2_a_message_to_a_room_that_is_not_mine_is_refused_and_nobody_hears_it() {
    let house = House::open().await;
    let (ann, eve) = (house.person("ann").await, house.person("eve").await);
    let room = forum(&house, &[&ann]).await;
    let mut anns = enter(&ann, &room).await;
    anns.forget();
    let mut eves = eve.socket().await;
    for (message, code) in [
        (json!({"type": "JOIN_ROOM", "roomId": room, "userId": ann.id, "userName": "ann"}), "NOT_A_MEMBER"),
        (json!({"type": "SEND_MESSAGE", "roomId": room, "message": "hi", "userId": ann.id}), "NOT_A_MEMBER"),
        (json!({"type": "SEND_MESSAGE", "roomId": NOBODYS_ID, "message": "hi"}), "NOT_FOUND"),
        (json!({"type": "JOIN_ROOM"}), "BAD_MESSAGE"),
        (json!({"type": "JOIN_ROOM", "roomId": null}), "BAD_MESSAGE"),
        (json!({"type": "SEND_MESSAGE", "roomId": "k1", "message": "hi"}), "BAD_MESSAGE"),
        (json!({"type": "SEND_MESSAGE", "roomId": room}), "BAD_MESSAGE"),
        (json!({"type": "EXIT_ROOM"}), "BAD_MESSAGE"),
    ] {
        let refused = eves.ask(message.clone()).await;
        assert_eq!((kind(&refused), &refused["code"]), ("ERROR", &json!(code)), "{message}: {refused}");
    }
    for message in ["", " ", &"x".repeat(2_001)] {
        let refused = anns.ask(json!({"type": "SEND_MESSAGE", "roomId": room, "message": message})).await;
        assert_eq!(refused["code"], json!("BAD_MESSAGE"));
    }
    assert_eq!(eves.ask(json!({"type": "EXIT_ROOM", "roomId": room})).await["type"], "ACK");
    anns.heard_nothing().await;
    assert_eq!(ann.get(&format!("forums/{room}/messages")).await.is(200)["messages"], json!([]));
}

/// Defect 3: the sender is who the token says, whatever is in the message.
#[tokio::test]
async fn fo2_nobody_can_say_something_as_somebody_else() {
    let house = House::open().await;
    let (ann, bea) = (house.person("ann").await, house.person("bea").await);
    let room = forum(&house, &[&ann, &bea]).await;
    let (mut anns, mut beas) = (enter(&ann, &room).await, enter(&bea, &room).await);
    let spoofed = json!({"type": "SEND_MESSAGE", "roomId": room, "roomName": "Admin", "message": "hi",
        "userId": ann.id, "userName": "ann", "fromUserId": ann.id, "fromUserName": "ann", "userImgSrc": 7});
    beas.ask(spoofed).await;
    let heard = anns.expect("SEND_MESSAGE").await;
    assert_eq!(
        (text(&heard["message"], "fromUserId"), text(&heard["message"], "fromUserName")),
        (bea.id.clone(), "bea".into())
    );
}

/// Defects 13 and 15: numbers, ids, and one order for all, which is the stored one.
#[tokio::test]
async fn fo3_everybody_hears_the_stored_order() {
    let house = House::open().await;
    let people = [house.person("ann").await, house.person("bea").await, house.person("cid").await];
    let room = &forum(&house, &people.each_ref()).await;
    let sockets = join_all(people.iter().map(|person| enter(person, room))).await;
    let talking = sockets.into_iter().enumerate().map(|(nth, mut socket)| async move {
        for turn in 0..15 {
            let text = format!("{nth} says {turn}");
            socket.say(json!({"type": "SEND_MESSAGE", "roomId": room, "message": text})).await;
        }
        socket
    });
    let mut heard = Vec::new();
    for mut socket in join_all(talking).await {
        let mut messages = Vec::new();
        while messages.len() < 45 {
            messages.push(socket.expect("SEND_MESSAGE").await["message"].clone());
        }
        heard.push(messages.iter().map(|it| (number(it, "seq"), text(it, "id"))).collect::<Vec<_>>());
    }
    assert!(heard.iter().all(|one| *one == heard[0]));
    assert!(heard[0].iter().map(|(seq, _)| *seq).eq(1..=45));
    let stored = people[0].get(&format!("forums/{room}/messages?limit=99")).await.is(200);
    let stored: Vec<_> =
        stored["messages"].as_array().unwrap().iter().rev().map(|it| text(it, "id")).collect();
    assert_eq!(heard[0].iter().map(|(_, id)| id.clone()).collect::<Vec<_>>(), stored);
}

#[tokio::test]
async fn fo3_the_sender_hears_you_on_every_device_and_a_retry_is_not_heard_again() {
    let house = House::open().await;
    let (ann, bea) = (house.person("ann").await, house.person("bea").await);
    let room = forum(&house, &[&ann, &bea]).await;
    let (mut phone, mut laptop, mut beas) =
        (enter(&ann, &room).await, enter(&ann, &room).await, enter(&bea, &room).await);
    let message = json!({"type": "SEND_MESSAGE", "roomId": room, "message": "once", "clientId": "c1"});
    let first = phone.ask(message.clone()).await;
    let again = laptop.ask(message).await;
    assert_eq!((&first["id"], &first["seq"]), (&again["id"], &again["seq"]));
    let over_rest = json!({"message": "once", "clientId": "c1"});
    ann.post(&format!("forums/{room}/messages"), &over_rest).await.is(200);
    ann.post(&format!("forums/{room}/messages"), &json!({"message": "last"})).await.is(201);
    for (socket, name) in [(&mut phone, "you"), (&mut laptop, "you"), (&mut beas, "ann")] {
        let heard = [socket.expect("SEND_MESSAGE").await, socket.expect("SEND_MESSAGE").await];
        assert_eq!(
            said(&heard),
            [(name.to_owned(), "once".to_owned()), (name.to_owned(), "last".to_owned())]
        );
        assert!(text(&heard[0]["message"], "time").ends_with('m'), "{:?}", heard[0]);
    }
}

#[tokio::test]
async fn fo4_a_team_talks_in_its_own_forum() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let (mut sarahs, mut ruths) = (enter(&sarah, &team).await, enter(&ruth, &team).await);
    sarahs.join(&team).await;
    ruths.ask(json!({"type": "SEND_MESSAGE", "roomId": team, "message": "Hello coach"})).await;
    assert_eq!(said(&[sarahs.expect("SEND_MESSAGE").await]), [("ruth".to_owned(), "Hello coach".to_owned())]);
    // A cheer without a team goes to the team, not to the forum joined later.
    enter(&ruth, &team).await.close().await;
    let mut both = ruth.socket().await;
    both.join(&team).await;
    both.ask(json!({"type": "JOIN_ROOM", "roomId": team})).await;
    assert_eq!(both.ask(json!({"type": "SEND_CHEER", "icon": "heart"})).await["type"], "ACK");
    sarahs.expect("LIVE_CHEER").await;
}

/// Defects 4, 11 and 14: no list to everybody, no socket of others, plain ids.
#[tokio::test]
async fn fo6_comings_and_goings_are_told_to_the_room_and_the_list_to_who_asks() {
    let house = House::open().await;
    let (ann, bea, eve) = (house.person("ann").await, house.person("bea").await, house.person("eve").await);
    let room = forum(&house, &[&ann, &bea]).await;
    let mut eves = eve.socket().await;
    let (mut anns, beas) = (enter(&ann, &room).await, enter(&bea, &room).await);
    anns.expect("OTHER_JOINED_ROOM").await;
    anns.say(json!({"type": "REQUEST_ROOMS_LIST"})).await;
    let list = anns.expect("SEND_ROOMS_LIST").await["rooms"].clone();
    assert_eq!(
        list,
        json!([{"roomId": room, "roomKey": room, "name": "Book club", "length": 2, "sockets": []}])
    );
    let mut second = enter(&bea, &room).await;
    second.ask(json!({"type": "EXIT_ROOM", "roomId": room})).await;
    assert_eq!(text(&second.expect("LEFT_ROOM").await["message"], "text"), "You left the room");
    anns.heard_nothing().await;
    beas.close().await;
    let left = anns.expect("LEFT_ROOM").await;
    assert_eq!(
        (text(&left, "roomId"), text(&left["message"], "text")),
        (room, "bea left the room".to_owned())
    );
    eves.say(json!({"type": "REQUEST_ROOMS_LIST"})).await;
    assert_eq!(eves.expect("SEND_ROOMS_LIST").await["rooms"], json!([]));
    eves.heard_nothing().await;
}

#[tokio::test]
async fn fo7_who_is_taken_out_hears_nothing_more_on_any_device() {
    let house = House::open().await;
    let (ann, bea) = (house.person("ann").await, house.person("bea").await);
    let room = forum(&house, &[&ann, &bea]).await;
    let mut anns = enter(&ann, &room).await;
    let mut beas = [enter(&bea, &room).await, enter(&bea, &room).await];
    bea.delete(&format!("forums/{room}/members/{}", ann.id)).await.refused(403, "FORBIDDEN");
    ann.delete(&format!("forums/{room}/members/{}", bea.id)).await.is(204);
    for socket in &mut beas {
        assert_eq!(text(&socket.expect("LEFT_ROOM").await["message"], "text"), "You left the room");
        socket.forget();
    }
    anns.ask(json!({"type": "SEND_MESSAGE", "roomId": room, "message": "alone"})).await;
    for socket in &mut beas {
        let refused =
            socket.ask(json!({"type": "SEND_MESSAGE", "roomId": room, "message": "still here?"})).await;
        assert_eq!(refused["code"], "NOT_A_MEMBER");
        let heard = socket.so_far().await;
        assert!(heard.iter().all(|message| kind(message) == "LEFT_ROOM"), "{heard:?}");
    }
    // Back again, and out by one's own word.
    ann.post(&format!("forums/{room}/members"), &json!({"userId": bea.id})).await.is(201);
    let mut back = enter(&bea, &room).await;
    bea.delete(&format!("forums/{room}/members/{}", bea.id)).await.is(204);
    back.expect("LEFT_ROOM").await;
    bea.get(&format!("forums/{room}")).await.refused(403, "NOT_A_MEMBER");
}

#[tokio::test]
async fn fo5_forums_have_bounds() {
    let house = House::open().await;
    let (ann, bea) = (house.person("ann").await, house.person("bea").await);
    for body in [
        json!({"name": ""}),
        json!({"name": "x".repeat(81)}),
        json!({}),
        json!({"name": "x", "memberIds": ["y"]}),
    ] {
        ann.post("forums", &body).await.refused(400, "BAD_MESSAGE");
    }
    let many: Vec<_> = (0..101).map(|nth| format!("0198c0de-0000-7000-8000-{nth:012x}")).collect();
    ann.post("forums", &json!({"name": "x", "memberIds": many})).await.refused(400, "BAD_MESSAGE");
    ann.post("forums", &json!({"name": "x", "memberIds": [NOBODYS_ID]})).await.refused(404, "NOT_FOUND");
    bea.put(&format!("connections/{}", ann.id), &json!({"requestStatus": "blocked"})).await.is(200);
    ann.post("forums", &json!({"name": "x", "memberIds": [bea.id]})).await.refused(403, "FORBIDDEN");
    let room = forum(&house, &[&ann]).await;
    ann.post(&format!("forums/{room}/members"), &json!({"userId": bea.id})).await.refused(403, "FORBIDDEN");
}

/// Defect 7: nobody can flood a room.
#[tokio::test]
async fn fo8_who_talks_too_fast_is_told_so_and_costs_the_others_nothing() {
    const SAID: usize = 120;
    let house = House::open().await;
    let (ann, bea) = (house.person("ann").await, house.person("bea").await);
    let room = forum(&house, &[&ann, &bea]).await;
    let (mut anns, mut beas) = (enter(&ann, &room).await, enter(&bea, &room).await);
    for nth in 0..SAID {
        let message = json!({"type": "SEND_MESSAGE", "roomId": room, "message": "spam", "ref": nth});
        anns.say(message).await;
    }
    let mut refused = 0;
    for nth in 0..SAID {
        let answer = anns.answer(&json!(nth)).await;
        if kind(&answer) == "ERROR" {
            assert_eq!((&answer["code"], &answer["temporary"]), (&json!("TOO_FAST"), &json!(true)));
            refused += 1;
        }
    }
    assert!((1..=SAID - 60).contains(&refused), "{refused}");
    for _ in 0..SAID - refused {
        beas.expect("SEND_MESSAGE").await;
    }
    let sent = beas.ask(json!({"type": "SEND_MESSAGE", "roomId": room, "message": "a word"})).await;
    assert_eq!(kind(&sent), "ACK");
}
