//! People among themselves, over `/ws` and REST: connections, direct messages, reactions, notifications.

use crate::house::{House, NOBODYS_ID, Person, kind, number, text};
use serde_json::{Value, json};

async fn befriend(one: &Person, other: &Person) {
    one.post("connections", &json!({"userId": other.id})).await.is(201);
    let accepted =
        other.put(&format!("connections/{}", one.id), &json!({"requestStatus": "complete"})).await.is(200);
    assert_eq!(accepted["connection"]["requestStatus"], "complete");
}

/// Defect 12: both hear of it, whoever is here, and the notification comes to somebody.
#[tokio::test]
async fn uc3_asking_and_accepting_is_told_to_both_on_all_devices() {
    let house = House::open().await;
    let (ann, bea) = (house.person("ann").await, house.person("bea").await);
    let mut anns = [ann.socket().await, ann.socket().await];
    let mut beas = [bea.socket().await, bea.socket().await];
    let ask = json!({"type": "CREATE_USER_CONNECTION", "connection": {"acceptingUserId": bea.id, "requestingUserId": NOBODYS_ID,
        "notification": {"x": 1}}, "user": {"id": NOBODYS_ID}});
    assert_eq!(kind(&anns[0].ask(ask).await), "ACK");
    for socket in anns.iter_mut().chain(&mut beas) {
        let told = socket.expect("USER_CONNECTION_CREATED").await;
        assert_eq!((&told["requestingUserId"], &told["requestStatus"]), (&json!(ann.id), &json!("pending")));
    }
    for socket in &mut beas {
        let told = socket.expect("NOTIFICATION_CREATED").await;
        assert_eq!(told["notificationType"], "CONNECTION_REQUEST_RECEIVED");
        assert_eq!(
            (&told["messageParams"]["userName"], &told["userConnection"]["requestStatus"]),
            (&json!("ann"), &json!("pending"))
        );
    }
    let accept = json!({"type": "UPDATE_USER_CONNECTION", "connection": {"otherUserId": ann.id, "requestStatus": "complete",
        "interactionCount": 3}, "user": {"id": ann.id}});
    assert_eq!(kind(&beas[0].ask(accept).await), "ACK");
    for (socket, friend) in anns.iter_mut().zip([&bea; 2]).chain(beas.iter_mut().zip([&ann; 2])) {
        assert_eq!(socket.expect("USER_CONNECTION_UPDATED").await["requestStatus"], "complete");
        let added = socket.expect("ACTIVE_CONNECTIONS_ADDED").await;
        assert_eq!((&added["id"], &added["status"]), (&json!(friend.id), &json!("active")));
    }
    assert_eq!(
        anns[0].expect("NOTIFICATION_CREATED").await["notificationType"],
        "CONNECTION_REQUEST_ACCEPTED"
    );
    let listed = ann.get("connections").await.is(200);
    assert_eq!(
        (&listed["connections"][0]["status"], &listed["connections"][0]["requestStatus"]),
        (&json!("active"), &json!("complete"))
    );
    ann.put(&format!("connections/{}", bea.id), &json!({"requestStatus": "denied"})).await.is(200);
    for socket in &mut beas {
        let told = socket.expect("USER_CONNECTION_UPDATED").await;
        assert_eq!((&told["requestStatus"], &told["isConnectionBroken"]), (&json!("denied"), &json!(true)));
        assert_eq!(socket.expect("ACTIVE_CONNECTION_LOGGED_OUT").await["id"], json!(ann.id));
    }
}

#[tokio::test]
async fn uc1_a_step_that_is_not_ones_own_is_refused() {
    let house = House::open().await;
    let (ann, bea) = (house.person("ann").await, house.person("bea").await);
    let complete = json!({"requestStatus": "complete"});
    ann.put(&format!("connections/{}", bea.id), &complete).await.refused(404, "NOT_FOUND");
    ann.post("connections", &json!({"userId": ann.id})).await.refused(400, "BAD_MESSAGE");
    ann.post("connections", &json!({"userId": bea.id})).await.is(201);
    ann.post("connections", &json!({"userId": bea.id})).await.is(200);
    ann.put(&format!("connections/{}", bea.id), &complete).await.refused(403, "FORBIDDEN");
    bea.put(&format!("connections/{}", ann.id), &json!({"requestStatus": "denied"})).await.is(200);
    ann.post("connections", &json!({"userId": bea.id})).await.refused(403, "FORBIDDEN");
    assert_eq!(
        ann.get("connections").await.is(200)["connections"][0]["status"],
        Value::Null,
        "no friend, no status"
    );
    for body in [json!({"requestStatus": "none"}), json!({}), json!({"requestStatus": 1})] {
        ann.put(&format!("connections/{}", bea.id), &body).await.refused(400, "BAD_MESSAGE");
    }
}

#[tokio::test]
async fn uc2_who_is_blocked_hears_of_a_no_and_reaches_nobody() {
    let house = House::open().await;
    let (team, [ann, bea]) = house.team(["ann", "bea"]).await;
    befriend(&ann, &bea).await;
    let (mut anns, mut beas) = (ann.socket().await, bea.socket().await);
    ann.put(&format!("connections/{}", bea.id), &json!({"requestStatus": "blocked"})).await.is(200);
    assert_eq!(anns.expect("USER_CONNECTION_UPDATED").await["requestStatus"], "blocked");
    assert_eq!(beas.expect("USER_CONNECTION_UPDATED").await["requestStatus"], "denied");
    anns.forget();
    let message = json!({"type": "SEND_DIRECT_MESSAGE", "to": {"id": ann.id}, "message": "why?"});
    assert_eq!(beas.ask(message).await["code"], "FORBIDDEN");
    let ask = json!({"type": "CREATE_USER_CONNECTION", "connection": {"acceptingUserId": ann.id}});
    assert_eq!(beas.ask(ask).await["code"], "FORBIDDEN");
    let heard = anns.so_far().await;
    assert!(heard.iter().all(|told| kind(told).starts_with("ACTIVE_CONNECTION")), "{heard:?}");
    assert!(!bea.get("connections").await.is(200).to_string().contains("blocked"), "{team}");
}

/// Defects 4, 8 and 9: routed by the person, to all devices of both.
#[tokio::test]
async fn dm1_a_message_comes_to_every_device_of_both_and_to_nobody_else() {
    let house = House::open().await;
    let (team, [ann, bea, eve]) = house.team(["ann", "bea", "eve"]).await;
    let mut anns = [ann.socket().await, ann.socket().await];
    let mut beas = [bea.socket().await, bea.socket().await];
    let mut eves = eve.socket().await;
    eves.ask(json!({"type": "JOIN_ROOM", "roomId": team})).await;
    let sent = anns[0]
        .ask(json!({"type": "SEND_DIRECT_MESSAGE", "message": "hi", "userId": eve.id, "userName": "eve",
        "to": {"id": bea.id, "socketId": format!("habits:FORUM:{team}"), "userName": "x"}}))
        .await;
    assert_eq!((kind(&sent), sent["seq"].as_u64()), ("ACK", Some(1)));
    for (socket, other, from) in anns
        .iter_mut()
        .map(|socket| (socket, &bea, "you"))
        .chain(beas.iter_mut().map(|socket| (socket, &ann, "ann")))
    {
        let told = socket.expect("SEND_DIRECT_MESSAGE").await;
        assert_eq!(told["contextUserId"], json!(other.id));
        assert_eq!(
            (text(&told["message"], "fromUserName"), text(&told["message"], "fromUserId")),
            (from.to_owned(), ann.id.clone())
        );
        assert_eq!((&told["message"]["id"], &told["message"]["isUnread"]), (&sent["id"], &json!(false)));
    }
    eves.heard_nothing().await;
    let page = bea.get(&format!("direct-messages/{}", ann.id)).await.is(200);
    assert_eq!((&page["messages"][0]["text"], &page["next"]), (&json!("hi"), &Value::Null));
    assert_eq!(eve.get(&format!("direct-messages/{}", ann.id)).await.is(200)["messages"], json!([]));
}

#[tokio::test]
async fn dm2_strangers_cannot_write_and_nothing_odd_is_sent() {
    let house = House::open().await;
    let (ann, bea) = (house.person("ann").await, house.person("bea").await);
    let mut anns = ann.socket().await;
    for (to, message, code) in [
        (json!({"id": bea.id}), json!("hi"), "FORBIDDEN"),
        (json!({"id": ann.id}), json!("hi"), "BAD_MESSAGE"),
        (json!({"id": NOBODYS_ID}), json!("hi"), "NOT_FOUND"),
        (json!({"id": "k1"}), json!("hi"), "BAD_MESSAGE"),
        (json!({"socketId": "k1"}), json!("hi"), "BAD_MESSAGE"),
        (json!({"id": bea.id}), json!(""), "BAD_MESSAGE"),
        (json!({"id": bea.id}), json!("x".repeat(2_001)), "BAD_MESSAGE"),
        (json!({"id": bea.id}), json!(null), "BAD_MESSAGE"),
    ] {
        let refused = anns.ask(json!({"type": "SEND_DIRECT_MESSAGE", "to": to, "message": message})).await;
        assert_eq!(refused["code"], json!(code), "{to} {message}: {refused}");
    }
    befriend(&ann, &bea).await;
    let sent = anns.ask(json!({"type": "SEND_DIRECT_MESSAGE", "to": {"id": bea.id}, "message": "hi"})).await;
    assert_eq!(kind(&sent), "ACK");
}

#[tokio::test]
async fn dm3_messages_are_heard_in_the_order_of_the_inbox_and_a_retry_once() {
    let house = House::open().await;
    let (_, [ann, bea, cid]) = house.team(["ann", "bea", "cid"]).await;
    let mut beas = bea.socket().await;
    let talking = [&ann, &cid].map(|person| {
        let to = bea.id.clone();
        async move {
            let mut socket = person.socket().await;
            for nth in 0..20 {
                let message = json!({"type": "SEND_DIRECT_MESSAGE", "to": {"id": to}, "message": format!("{nth}"), "clientId": format!("c{nth}")});
                socket.say(message.clone()).await;
                assert_eq!(kind(&socket.ask(message).await), "ACK");
            }
        }
    });
    futures_util::future::join_all(talking).await;
    let mut seqs = Vec::new();
    for _ in 0..40 {
        seqs.push(number(&beas.expect("SEND_DIRECT_MESSAGE").await["message"], "seq"));
    }
    assert!(seqs.iter().copied().eq(1..=40), "{seqs:?}");
    beas.heard_nothing().await;
}

/// Defect 9: what is said to somebody who is not here is not lost.
#[tokio::test]
async fn nt1_what_is_said_to_somebody_who_is_away_waits_unread_and_is_marked_on_all_devices() {
    let house = House::open().await;
    let (_, [ann, bea]) = house.team(["ann", "bea"]).await;
    let path = format!("direct-messages/{}", bea.id);
    for text in ["are you there?", "hello?"] {
        ann.post(&path, &json!({"message": text})).await.is(201);
    }
    let told = bea.get("notifications").await.is(200);
    let list = told["notifications"].as_array().unwrap();
    assert_eq!(
        (list.len(), &list[0]["notificationType"], &list[0]["isUnread"]),
        (1, &json!("NEW_DM_RECEIVED"), &json!(true))
    );
    let back = format!("direct-messages/{}", ann.id);
    let unread = |page: &Value| {
        page["messages"].as_array().unwrap().iter().filter(|it| it["isUnread"] == json!(true)).count()
    };
    assert_eq!(unread(&bea.get(&back).await.is(200)), 2);
    bea.post(&format!("{back}/read"), &json!({})).await.is(204);
    assert_eq!(unread(&bea.get(&back).await.is(200)), 0);
    let id = text(&list[0], "id");
    let mut beas = [bea.socket().await, bea.socket().await];
    let mark = json!({"type": "UPDATE_NOTIFICATION", "notification": {"id": id, "isUnread": false, "userId": ann.id}, "userName": "x"});
    assert_eq!(kind(&beas[0].ask(mark.clone()).await), "ACK");
    for socket in &mut beas {
        assert_eq!(socket.expect("NOTIFICATION_UPDATED").await["isUnread"], json!(false));
    }
    bea.post(&format!("notifications/{id}/read"), &json!({})).await.is(200);
    ann.post(&format!("notifications/{id}/read"), &json!({})).await.refused(404, "NOT_FOUND");
    assert_eq!(ann.socket().await.ask(mark).await["code"], "NOT_FOUND");
    let since = number(&told, "seq");
    assert_eq!(bea.get(&format!("notifications?since={since}")).await.is(200)["notifications"], json!([]));
    bea.get("notifications?since=x").await.refused(400, "BAD_MESSAGE");
}

#[tokio::test]
async fn re2_an_author_is_told_of_a_reaction_once_and_strangers_can_neither_react_nor_see() {
    let house = House::open().await;
    let (team, [ann, bea]) = house.team(["ann", "bea"]).await;
    let eve = house.person("eve").await;
    let post = text(&ann.writes(&team, "Done!").await, "id");
    let (mut anns, mut beas, mut eves) = (ann.socket().await, bea.socket().await, eve.socket().await);
    let recorded = json!({"type": "CREATE_OR_UPDATE_REACTION", "momentReaction": {"momentId": post, "userHasLiked": true, "id": 7},
        "areaUserId": eve.id, "reactorUserName": "eve"});
    assert_eq!(kind(&beas.ask(recorded.clone()).await), "ACK");
    let told = anns.expect("NOTIFICATION_CREATED").await;
    assert_eq!(
        (&told["notificationType"], &told["messageParams"]["userName"]),
        (&json!("NEW_REACTION_RECEIVED"), &json!("bea"))
    );
    assert_eq!(told["associationId"], json!(post));
    assert_eq!(eves.ask(recorded).await["code"], "NOT_A_MEMBER");
    beas.ask(json!({"type": "CREATE_OR_UPDATE_REACTION", "postId": post, "reaction": "fire"})).await;
    let listed = ann.get(&format!("posts/{post}/reactions")).await.is(200);
    assert_eq!(listed["reactions"], json!([{"userId": bea.id, "userName": "bea", "reaction": "fire"}]));
    for message in [
        json!({}),
        json!({"thoughtReaction": {"thoughtId": "x"}}),
        json!({"postId": post, "reaction": "poop"}),
    ] {
        let mut message = message;
        message["type"] = json!("CREATE_OR_UPDATE_REACTION");
        assert_eq!(beas.ask(message.clone()).await["code"], "BAD_MESSAGE", "{message}");
    }
    beas.ask(json!({"type": "CREATE_OR_UPDATE_REACTION", "postId": post, "takenBack": true})).await;
    assert_eq!(ann.get(&format!("posts/{post}/reactions")).await.is(200)["reactions"], json!([]));
    anns.heard_nothing().await;
    eves.heard_nothing().await;
}

/// Reactions and messages at once: each has its number, and is told in their order.
#[tokio::test]
async fn nt3_whatever_comes_into_an_inbox_is_told_in_the_order_of_its_numbers() {
    let house = House::open().await;
    let (team, [ruth, sarah, alan, bea]) = house.team(["ruth", "sarah", "alan", "bea"]).await;
    let mut posts = Vec::new();
    for nth in 0..30 {
        posts.push(text(&ruth.writes(&team, &format!("post {nth}")).await, "id"));
    }
    let mut socket = ruth.socket().await;
    let (some, others) = posts.split_at(15);
    let reacts = async |person: &Person, posts: &[String]| {
        let mut socket = person.socket().await;
        for post in posts {
            let reaction = json!({"type": "CREATE_OR_UPDATE_REACTION", "postId": post, "reaction": "heart"});
            assert_eq!(kind(&socket.ask(reaction).await), "ACK");
        }
    };
    let writes = async {
        for nth in 0..30 {
            let path = format!("direct-messages/{}", ruth.id);
            sarah.post(&path, &json!({"message": format!("{nth}")})).await.is(201);
        }
    };
    tokio::join!(reacts(&alan, some), reacts(&bea, others), writes);
    let heard = socket.everything().await;
    let seqs: Vec<_> = heard
        .iter()
        .filter_map(|told| match kind(told) {
            "SEND_DIRECT_MESSAGE" => Some(number(&told["message"], "seq")),
            "NOTIFICATION_CREATED" => Some(number(told, "seq")),
            _ => None,
        })
        .collect();
    assert_eq!(seqs, (1..=60).collect::<Vec<_>>());
}
