//! A team's room: joining, leaving, cheering.

use crate::house::{House, NOBODYS_ID, PATIENCE, Socket, kind, masked, number, text, upgraded_saying};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep, timeout};

fn cheer(icon: &str) -> Value {
    json!({"type": "SEND_CHEER", "icon": icon})
}

#[tokio::test]
async fn jn1_a_member_who_joins_is_told_where_the_room_stands() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    for nth in 0..3 {
        ruth.writes(&team, &format!("post {nth}")).await;
    }
    let mut socket = sarah.socket().await;
    let first = socket.join(&team).await;
    let people = json!([{"userId": sarah.id, "userName": "sarah", "role": "coach"}]);
    assert_eq!(first["presence"], json!({"count": 1, "activeCoaches": ["sarah"], "here": people}));
    assert_eq!(
        (&first["role"], &first["seq"], &first["resync"]),
        (&json!("coach"), &json!(3), &json!(false))
    );
    assert_eq!(first["teamId"], json!(team));
    assert!(!text(&first, "epoch").is_empty());

    let mut other = ruth.socket().await;
    let second = other.join(&team).await;
    assert_eq!((&second["role"], &second["epoch"]), (&json!("member"), &first["epoch"]));
    assert_eq!(
        (&second["presence"]["count"], &second["presence"]["activeCoaches"]),
        (&json!(2), &json!(["sarah"]))
    );
    let told = socket.told_count(2).await;
    assert_eq!(told["here"], second["presence"]["here"]);
    let polled = ruth.get(&format!("teams/{team}/presence")).await.is(200);
    assert_eq!(polled, second["presence"], "who polls is told the same");
}

/// However the bytes of a message arrive, it is one message.
#[tokio::test]
async fn jn1_a_message_in_one_breath_with_the_upgrade_or_in_pieces_is_heard() {
    let house = House::open().await;
    let (team, [ruth]) = house.team(["ruth"]).await;
    let message = json!({"type": "JOIN_TEAM", "teamId": team, "ref": "r"}).to_string();
    let whole = masked(true, 1, &message);
    let (first, second) = message.split_at(message.len() / 2);
    let pieces = [
        masked(false, 1, ""),
        masked(false, 0, first),
        masked(true, 9, "a ping between"),
        masked(true, 0, second),
    ];
    for (what, early, late) in [
        ("with the upgrade", whole.clone(), vec![]),
        ("twice with the upgrade", [whole.clone(), whole.clone()].concat(), vec![]),
        ("half with the upgrade", whole[..40].to_vec(), whole[40..].to_vec()),
        ("in fragments", vec![], pieces.concat()),
        ("byte by byte", vec![], whole.clone()),
    ] {
        let mut raw = upgraded_saying(house.address(), ruth.token(), &early).await;
        for byte in late {
            raw.write_all(&[byte]).await.unwrap();
        }
        let wanted = if what.starts_with("twice") { 2 } else { 1 };
        let mut told = Vec::new();
        while String::from_utf8_lossy(&told).matches(r#"{"type":"JOINED_TEAM","ref":"r""#).count() < wanted {
            let byte = timeout(PATIENCE, raw.read_u8()).await;
            told.push(byte.unwrap_or_else(|_| panic!("{what}: {}", String::from_utf8_lossy(&told))).unwrap());
        }
    }
}

#[tokio::test]
async fn jn2_one_connection_may_be_in_many_rooms_and_leaves_one_at_a_time() {
    let house = House::open().await;
    let (first_team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let second_team = house.team_of(&[&ruth, &sarah]).await;
    let [mut listener] = house.room(&first_team, [&sarah]).await;
    let mut socket = ruth.socket().await;
    socket.join(&first_team).await;
    socket.join(&second_team).await;
    for team in [&first_team, &second_team] {
        ruth.writes(team, "Along the harbour").await;
        assert_eq!(socket.expect("NEW_POST").await["teamId"], json!(team));
    }
    for _ in 0..2 {
        let left = socket.ask(json!({"type": "LEAVE_TEAM", "teamId": first_team})).await;
        assert_eq!(kind(&left), "ACK");
    }
    socket.forget();
    listener.expect("NEW_POST").await;
    ruth.writes(&first_team, "Back again").await;
    listener.expect("NEW_POST").await;
    socket.heard_nothing().await;
    ruth.writes(&second_team, "Back again").await;
    assert_eq!(socket.expect("NEW_POST").await["teamId"], json!(second_team));
    let refused = socket.ask(json!({"type": "SEND_CHEER", "icon": "heart", "teamId": first_team})).await;
    assert_eq!(refused["code"], "NOT_A_MEMBER", "who left the room does not cheer in it");
}

#[tokio::test]
async fn jn3_joining_twice_on_one_connection_is_once_and_is_answered_again() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut listener, mut socket] = house.room(&team, [&sarah, &ruth]).await;
    for _ in 0..3 {
        assert_eq!(socket.join(&team).await["presence"]["count"], 2);
    }
    // Each answer is followed by who is here, for clients that read only that.
    assert!(socket.everything().await.iter().all(|message| kind(message) == "PRESENCE_UPDATE"));
    socket.say(cheer("heart")).await;
    socket.expect("LIVE_CHEER").await;
    socket.heard_nothing().await;
    listener.expect("LIVE_CHEER").await;
    socket.ask(json!({"type": "LEAVE_TEAM", "teamId": team})).await;
    listener.told_count(1).await;
}

#[tokio::test]
async fn jn1_who_is_in_too_many_rooms_on_one_connection_is_told_so() {
    let house = House::open().await;
    let ruth = house.person("ruth").await;
    let mut socket = ruth.socket().await;
    let teams = house.teams_of(&ruth, 65).await;
    for team in &teams[..64] {
        socket.join(team).await;
    }
    let refused = socket.ask(json!({"type": "JOIN_TEAM", "teamId": teams[64]})).await;
    assert_eq!(refused["code"], "CONFLICT");
    socket.join(&teams[0]).await;
    socket.ask(json!({"type": "LEAVE_TEAM", "teamId": teams[0]})).await;
    socket.join(&teams[64]).await;
}

#[tokio::test]
async fn ch1_a_cheer_is_heard_by_everybody_with_the_name_of_the_tokens_person() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut from_sarah, mut from_ruth] = house.room(&team, [&sarah, &ruth]).await;
    for icon in ["heart", "clap", "fire", "star", "high_five", "thumbs_up"] {
        let answer = from_ruth.ask(cheer(icon)).await;
        assert_eq!(answer, json!({"type": "ACK", "ref": answer["ref"]}));
        let expected = json!({"type": "LIVE_CHEER", "teamId": team, "userId": ruth.id, "userName": "ruth", "icon": icon});
        assert_eq!(from_sarah.next().await, expected);
        assert_eq!(from_ruth.next().await, expected, "the sender hears it too");
    }
    from_ruth.say(cheer("heart")).await;
    assert_eq!(kind(&from_sarah.next().await), "LIVE_CHEER");
    assert_eq!(kind(&from_ruth.next().await), "LIVE_CHEER");
    from_ruth.heard_nothing().await;
}

#[tokio::test]
async fn ch1_a_cheer_without_a_team_goes_to_the_room_joined_last() {
    let house = House::open().await;
    let (first_team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let second_team = house.team_of(&[&ruth, &sarah]).await;
    let mut socket = ruth.socket().await;
    assert_eq!(socket.ask(cheer("heart")).await["code"], "NOT_A_MEMBER", "no room yet");
    socket.join(&first_team).await;
    socket.join(&second_team).await;
    socket.say(cheer("heart")).await;
    assert_eq!(socket.expect("LIVE_CHEER").await["teamId"], json!(second_team));
    socket.say(json!({"type": "SEND_CHEER", "icon": "star", "teamId": first_team})).await;
    assert_eq!(socket.expect("LIVE_CHEER").await["teamId"], json!(first_team));
    socket.ask(json!({"type": "LEAVE_TEAM", "teamId": second_team})).await;
    socket.say(cheer("clap")).await;
    assert_eq!(socket.expect("LIVE_CHEER").await["teamId"], json!(first_team));
}

#[tokio::test]
async fn ch3_fifty_cheers_in_a_second_are_told_to_wait_and_everybody_else_hears_ten() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut listener, mut phone] = house.room(&team, [&sarah, &ruth]).await;
    let mut laptop = ruth.socket().await;
    laptop.join(&team).await;
    laptop.forget();
    let begun = Instant::now();
    for nth in 0..25 {
        phone.say(json!({"type": "SEND_CHEER", "icon": "heart", "ref": nth})).await;
        laptop.say(json!({"type": "SEND_CHEER", "icon": "heart", "ref": nth})).await;
        sleep(Duration::from_millis(30)).await;
    }
    let mut cheered = 0;
    for socket in [&mut phone, &mut laptop] {
        for nth in 0..25 {
            let answer = socket.answer(&json!(nth)).await;
            match kind(&answer) {
                "ACK" => cheered += 1,
                _ => assert_eq!((&answer["code"], &answer["temporary"]), (&json!("TOO_FAST"), &json!(true))),
            }
        }
    }
    // Ten at once and two a second, all devices together.
    let most = 10 + begun.elapsed().as_millis() / 500 + 1;
    assert!(cheered >= 10 && cheered <= most, "{cheered} in {:?}", begun.elapsed());
    let heard = listener.everything().await;
    assert!(heard.iter().all(|message| kind(message) == "LIVE_CHEER"), "{heard:?}");
    assert_eq!(heard.len() as u128, cheered);
    sleep(Duration::from_millis(550)).await;
    assert_eq!(
        kind(&phone.ask(cheer("heart")).await),
        "ACK",
        "the connection lives, and half a second gives one"
    );
}

#[tokio::test]
async fn ch4_a_room_that_cheers_all_at_once_hears_bursts_and_no_cheer_is_forgotten() {
    let house = House::open().await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let fans = house.crowd(&team, &sarah, 60).await;
    let [mut listener] = house.room(&team, [&sarah]).await;
    let mut sockets: Vec<Socket> = Vec::new();
    for fan in &fans {
        let mut socket = fan.socket().await;
        socket.join(&team).await;
        sockets.push(socket);
    }
    listener.told_count(61).await;
    listener.forget();
    let begun = Instant::now();
    for _ in 0..5 {
        for (nth, socket) in sockets.iter_mut().enumerate() {
            socket.say(cheer(if nth % 2 == 0 { "heart" } else { "clap" })).await;
        }
    }
    let (mut messages, mut stands_for) = (0_u128, 0);
    while stands_for < 300 {
        let heard = listener.expect("LIVE_CHEER").await;
        stands_for += 1 + if heard["others"].is_null() { 0 } else { number(&heard, "others") };
        messages += 1;
    }
    assert_eq!(stands_for, 300);
    // Twenty at once, twenty a second more, and two icons each half second.
    let most = 20 + begun.elapsed().as_millis() / 50 + 2 * (1 + begun.elapsed().as_millis() / 500);
    assert!(messages < 300 && messages <= most, "{messages} messages in {:?}", begun.elapsed());
}

#[tokio::test]
async fn mb2_no_field_of_a_message_names_its_sender() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut from_sarah, mut from_ruth] = house.room(&team, [&sarah, &ruth]).await;
    let somebody_else = json!({
        "userId": sarah.id, "userName": "sarah", "fromUserId": sarah.id, "authorId": sarah.id, "id": NOBODYS_ID,
        "role": "coach", "token": sarah.token,
    });
    let with = |message: Value| {
        let mut message = message;
        for (name, value) in somebody_else.as_object().unwrap() {
            message[name] = value.clone();
        }
        message
    };
    from_ruth.say(with(cheer("heart"))).await;
    let heard = from_sarah.expect("LIVE_CHEER").await;
    assert_eq!((&heard["userId"], &heard["userName"]), (&json!(ruth.id), &json!("ruth")));
    let joined = from_ruth.ask(with(json!({"type": "JOIN_TEAM", "teamId": team}))).await;
    assert_eq!(joined["role"], "member");

    let written = ruth.post(&format!("teams/{team}/posts"), &with(json!({"body": "Hello"}))).await.is(201);
    assert_eq!(
        (&written["post"]["authorId"], &written["post"]["authorName"]),
        (&json!(ruth.id), &json!("ruth"))
    );
    let post = text(&written["post"], "id");
    from_ruth.ask(with(json!({"type": "POST_LIKE", "postId": post}))).await;
    assert_eq!(sarah.sees(&post).await["likedByMe"], json!(false));
    assert_eq!(ruth.sees(&post).await["likedByMe"], json!(true));
    let made = ruth.post("teams", &with(json!({"name": "Mine"}))).await.is(201);
    assert_eq!(made["team"]["id"], json!(ruth.id));
}
