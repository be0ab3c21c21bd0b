//! A stock client of Socket.IO that was away: it is told exactly what it missed, or that it has to begin anew.

use crate::house::{Action, House, Person, number, text};
use serde_json::{Value, json};

/// The numbers of the feed as they were told, by team.
async fn told(client: &mut Action, team: &str) -> Vec<u64> {
    client.settle(team).await;
    let posts = client.all("SERVER:NEW_POST");
    posts.iter().filter(|post| post["teamId"] == team).map(|post| number(post, "seq")).collect()
}

async fn write_many(person: &Person, team: &str, count: usize) {
    for nth in 0..count {
        person.writes(team, &format!("post {nth}")).await;
    }
}

/// The client is gone without a word; what it keeps.
fn cut(client: Action) -> (String, Option<String>, String) {
    let Action { pid, offset, sid, .. } = client;
    (pid.unwrap(), offset, sid)
}

#[tokio::test]
async fn rc4_a_client_that_was_cut_off_hears_exactly_what_it_missed() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let second = house.team_of(&[&sarah, &ruth]).await;
    write_many(&sarah, &team, 3).await;
    let mut client = Action::open(&ruth).await;
    client.expect("SERVER:JOINED_TEAM").await;
    client.expect("SERVER:JOINED_TEAM").await;
    write_many(&sarah, &team, 2).await;
    assert_eq!(
        [client.expect("SERVER:NEW_POST").await, client.expect("SERVER:NEW_POST").await]
            .map(|post| number(&post, "seq")),
        [4, 5]
    );
    let (pid, offset, sid) = cut(client);

    write_many(&sarah, &team, 4).await;
    let pinned = sarah.writes(&second, "elsewhere").await;
    sarah.post(&format!("posts/{}/pin", text(&pinned, "id")), &Value::Null).await.is(201);
    let mut client = Action::again(&ruth, Some(&pid), offset.as_deref()).await;
    assert_eq!((client.sid.as_str(), client.pid.as_deref()), (sid.as_str(), Some(pid.as_str())), "recovered");
    write_many(&sarah, &team, 1).await;
    client.settle(&team).await;
    client.settle(&second).await;
    assert_eq!(client.expect("SERVER:LIVE_NOTIFICATION").await["seq"], 2);
    assert_eq!(client.all("SERVER:JOINED_TEAM"), [] as [Value; 0], "it never left");
    let heard = client.all("SERVER:NEW_POST");
    let of = |wanted: &str| -> Vec<u64> {
        heard.iter().filter(|post| post["teamId"] == wanted).map(|post| number(post, "seq")).collect()
    };
    assert_eq!((of(&team), of(&second)), (vec![6, 7, 8, 9, 10], vec![1]));
    assert!(client.expect("SERVER:PRESENCE_UPDATE").await["count"].as_u64() > Some(0), "state comes again");

    // The same again, from the offset that came with the replay; then once more, with nothing missed.
    let (pid, offset, _) = cut(client);
    write_many(&sarah, &team, 1).await;
    let mut client = Action::again(&ruth, Some(&pid), offset.as_deref()).await;
    assert_eq!((client.sid == sid, told(&mut client, &team).await), (true, vec![11]));
    let (pid, offset, _) = cut(client);
    let mut client = Action::again(&ruth, Some(&pid), offset.as_deref()).await;
    assert_eq!((client.sid == sid, told(&mut client, &team).await), (true, vec![]));
}

#[tokio::test]
async fn rc5_recovery_needs_nothing_that_the_server_remembers() {
    let mut house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    // Nothing is heard before the cut: the pid alone says where the session began.
    let client = Action::open(&ruth).await;
    let (pid, _, sid) = cut(client);
    write_many(&sarah, &team, 3).await;
    house.kill();
    house.start_again().await;
    let mut client = Action::again(&ruth, Some(&pid), None).await;
    assert_eq!((client.sid == sid, told(&mut client, &team).await), (true, vec![1, 2, 3]));
    // By polling as well.
    let (pid, offset, _) = cut(client);
    write_many(&sarah, &team, 1).await;
    let mut client = Action::again(&ruth, Some(&pid), offset.as_deref()).await;
    assert_eq!(told(&mut client, &team).await, [4]);
}

#[tokio::test]
async fn rc6_what_cannot_be_told_in_full_is_not_recovered() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let second = house.team_of(&[&sarah, &ruth]).await;
    let mut client = Action::open(&ruth).await;
    client.settle(&team).await;
    let (pid, offset, sid) = cut(client);
    write_many(&sarah, &team, 201).await;
    write_many(&sarah, &second, 1).await;
    let mut client = Action::again(&ruth, Some(&pid), offset.as_deref()).await;
    assert!(client.sid != sid && client.pid.as_deref() != Some(&pid), "a new session");
    let joined = [client.expect("SERVER:JOINED_TEAM").await, client.expect("SERVER:JOINED_TEAM").await];
    assert_eq!(
        joined.iter().map(|joined| &joined["resync"]).collect::<Vec<_>>(),
        [&json!(true), &json!(true)]
    );
    assert_eq!(told(&mut client, &second).await, [0; 0], "nothing is told in part");
    // From here on it is exact again. The offset of the session before takes nothing back.
    let (pid, new_offset, sid) = cut(client);
    write_many(&sarah, &team, 1).await;
    for offset in [new_offset, offset] {
        let mut client = Action::again(&ruth, Some(&pid), offset.as_deref()).await;
        assert_eq!((client.sid == sid, told(&mut client, &team).await), (true, vec![202]));
    }
}

#[tokio::test]
async fn rc7_a_pid_is_good_for_its_own_person_and_as_it_was_made() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let mut client = Action::open(&ruth).await;
    client.settle(&team).await;
    let (pid, offset, sid) = cut(client);
    write_many(&sarah, &team, 2).await;
    let other = Action::again(&sarah, Some(&pid), offset.as_deref()).await;
    assert_ne!(other.sid, sid);
    let changed = pid.replacen(':', "::", 1);
    let (text, seal) = pid.rsplit_once(':').unwrap();
    let forged = [&changed, text, "", ":", &format!("{text}0:{seal}"), &format!("{text}:{}", &seal[1..])]
        .map(str::to_owned);
    for pid in forged {
        let mut client = Action::again(&ruth, Some(&pid), offset.as_deref()).await;
        assert_ne!(client.sid, sid, "{pid}");
        assert_eq!(told(&mut client, &team).await, [0; 0], "{pid}");
    }
    // An offset that is nonsense says nothing; the pid stands.
    for offset in ["", "nonsense", "~~~", &"x".repeat(10_000)] {
        let mut client = Action::again(&ruth, Some(&pid), Some(offset)).await;
        assert_eq!((client.sid == sid, told(&mut client, &team).await), (true, vec![1, 2]), "{offset}");
    }
}

#[tokio::test]
async fn rc8_rooms_are_those_of_today_whatever_they_were() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let mut client = Action::open(&ruth).await;
    client.settle(&team).await;
    let (pid, offset, sid) = cut(client);
    let second = house.team_of(&[&sarah, &ruth]).await;
    write_many(&sarah, &second, 1).await;
    write_many(&sarah, &team, 1).await;
    let mut client = Action::again(&ruth, Some(&pid), offset.as_deref()).await;
    assert_eq!(client.sid, sid);
    client.settle(&team).await;
    client.settle(&second).await;
    let joined = client.all("SERVER:JOINED_TEAM");
    assert_eq!(joined.len(), 1, "only the new one is news");
    assert_eq!((&joined[0]["teamId"], &joined[0]["seq"]), (&json!(second), &json!(1)));
    assert_eq!(told(&mut client, &team).await, [1]);

    // A room that the client left is one that it comes into anew.
    client.ask("CLIENT:LEAVE_TEAM", json!({"teamId": team})).await;
    write_many(&sarah, &second, 1).await;
    client.expect("SERVER:NEW_POST").await;
    let (pid, offset, _) = cut(client);
    write_many(&sarah, &team, 1).await;
    let mut client = Action::again(&ruth, Some(&pid), offset.as_deref()).await;
    client.settle(&team).await;
    client.settle(&second).await;
    assert_eq!(client.all("SERVER:JOINED_TEAM").len(), 1);
    assert_eq!(told(&mut client, &team).await, [0; 0], "what came while it was out is in the feed");
}

#[tokio::test]
async fn rc4_whoever_is_cut_off_again_and_again_hears_each_post_once() {
    const POSTS: u64 = 60;
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let mut client = Action::open(&ruth).await;
    let writing = async {
        for nth in 0..POSTS {
            sarah.writes(&team, &format!("post {nth}")).await;
        }
    };
    let restless = async {
        let (mut seen, mut cuts) = (Vec::new(), 0);
        while seen.last() != Some(&POSTS) {
            for _ in 0..=cuts % 3 {
                if seen.last() != Some(&POSTS) {
                    seen.push(number(&client.expect("SERVER:NEW_POST").await, "seq"));
                }
            }
            // What came and was not looked at was heard all the same.
            let rest: Vec<_> =
                client.waiting.drain(..).filter(|action| action["type"] == "SERVER:NEW_POST").collect();
            seen.extend(rest.iter().map(|post| number(&post["data"], "seq")));
            let (pid, offset, sid) = cut(client);
            client = Action::again(&ruth, Some(&pid), offset.as_deref()).await;
            assert_eq!(client.sid, sid);
            cuts += 1;
        }
        (seen, cuts)
    };
    let ((), (seen, cuts)) = tokio::join!(writing, restless);
    assert_eq!(seen, (1..=POSTS).collect::<Vec<_>>());
    assert!(cuts > 5, "{cuts} cuts show little");
}

#[tokio::test]
async fn ei8_rc4_nothing_is_lost_or_doubled_where_the_transport_changes() {
    const POSTS: u64 = 40;
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let mut client = Action::polling(&ruth).await;
    let writing = async {
        for nth in 0..POSTS {
            sarah.writes(&team, &format!("post {nth}")).await;
        }
    };
    let listening = async {
        client.expect("SERVER:NEW_POST").await;
        client.upgrade().await;
        for seq in 2..=POSTS {
            assert_eq!(number(&client.expect("SERVER:NEW_POST").await, "seq"), seq);
        }
    };
    tokio::join!(writing, listening);
}

/// The inbox of somebody new has no number yet; what comes first gives it one.
#[tokio::test]
async fn rc5_the_inbox_of_somebody_new_is_recovered_as_well() {
    let house = House::open().await;
    let (_, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let mut client = Action::open(&ruth).await;
    client.expect("SERVER:JOINED_TEAM").await;
    let write = async |text: &str| {
        let said = sarah.post(&format!("direct-messages/{}", ruth.id), &json!({ "message": text })).await;
        said.is(201);
    };
    write("first").await;
    assert_eq!(client.expect("SERVER:SEND_DIRECT_MESSAGE").await["message"]["text"], "first");
    let (pid, offset, sid) = cut(client);
    write("second").await;
    let mut client = Action::again(&ruth, Some(&pid), offset.as_deref()).await;
    assert_eq!(client.sid, sid, "recovered");
    assert_eq!(client.expect("SERVER:SEND_DIRECT_MESSAGE").await["message"]["text"], "second");
    client.expect("SERVER:ACTIVE_CONNECTIONS_LOADED").await;
}

/// What was missed is more than may wait for a connection: it is said openly, once, and the client stays.
#[tokio::test]
async fn rc6_more_words_than_an_outbox_holds_are_fetched_and_not_thrown_away() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let mut client = Action::open(&ruth).await;
    client.settle(&team).await;
    let (pid, offset, sid) = cut(client);
    let long = "\u{1F3C3}".repeat(2_000);
    for _ in 0..30 {
        let said = sarah.post(&format!("direct-messages/{}", ruth.id), &json!({ "message": long })).await;
        said.is(201);
    }
    let mut client = Action::again(&ruth, Some(&pid), offset.as_deref()).await;
    assert_ne!(client.sid, sid, "not recovered");
    assert_eq!(client.expect("SERVER:JOINED_TEAM").await["resync"], json!(true));
    client.settle(&team).await;
    assert_eq!(client.all("SERVER:SEND_DIRECT_MESSAGE"), [] as [Value; 0]);
}
