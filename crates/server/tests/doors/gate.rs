//! What is stopped before it comes in, and what the server says of itself: origins, sizes, slow and silent clients,
//! health and the descriptions.

use crate::house::{House, PATIENCE, Socket, connect, kind, text, upgraded};
use serde_json::json;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn or1_a_page_from_elsewhere_may_not_open_a_socket_and_programs_may() {
    let house = House::with(&["--allowed-origins", "https://team.example"]).await;
    let ruth = house.person("ruth").await;
    let (bearer, address) = (format!("Bearer {}", ruth.token()), house.address());
    let here = format!("http://{address}");
    for fine in [None, Some(&*here), Some("https://team.example"), Some("https://TEAM.example")] {
        let mut headers = vec![("authorization", &*bearer)];
        headers.extend(fine.map(|origin| ("origin", origin)));
        let opened = Socket::open("ruth", address, "/ws", &headers).await;
        opened.unwrap_or_else(|error| panic!("{fine:?}: {error}")).close().await;
    }
    let other_port = format!("http://127.0.0.1:{}", address.port() ^ 1);
    for foreign in [
        "https://evil.example",
        "null",
        "",
        "https://team.example.evil.example",
        "https://team.example:444",
        "http://team.example",
        "http://127.0.0.1",
        &other_port,
    ] {
        let headers = [("authorization", &*bearer), ("origin", foreign)];
        ruth.turned_away("", &headers).await.refused(403, "FORBIDDEN");
    }
}

#[tokio::test]
async fn lm1_a_body_over_64_kib_is_refused() {
    let house = House::open().await;
    let (team, [ruth]) = house.team(["ruth"]).await;
    let path = format!("teams/{team}/posts");
    let body = |length: usize| {
        let shell = json!({"body": "here", "pad": ""}).to_string();
        json!({"body": "here", "pad": "x".repeat(length - shell.len())}).to_string()
    };
    ruth.post_bytes(&path, body(64 * 1024)).await.is(201);
    for length in [64 * 1024 + 1, 1024 * 1024, 3 * 1024 * 1024] {
        ruth.post_bytes(&path, body(length)).await.refused(413, "TOO_LARGE");
    }
    for path in ["auth/register", "auth/login", "teams", "nothing/at/all"] {
        ruth.post_bytes(path, body(64 * 1024 + 1)).await.refused(413, "TOO_LARGE");
    }
    assert_eq!(ruth.all_posts(&team, 10).await.len(), 1);

    // So much that it is not even read.
    let mut stream = connect(house.address()).await;
    let head = format!(
        "POST /api/v1/teams/{team}/posts HTTP/1.1\r\nHost: kith\r\nAuthorization: Bearer {}\r\n\
         Content-Length: 1000000000000\r\n\r\n",
        ruth.token()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let answer = all_of(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("TOO_LARGE"), "{answer}");

    // Without its length told first.
    let mut stream = connect(house.address()).await;
    let head = format!(
        "POST /api/v1/teams/{team}/posts HTTP/1.1\r\nHost: kith\r\nAuthorization: Bearer {}\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
        ruth.token()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..17 {
        stream.write_all(format!("1000\r\n{}\r\n", "x".repeat(4_096)).as_bytes()).await.unwrap();
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    let answer = all_of(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("TOO_LARGE"), "{answer}");
}

/// Two ways of being slow at once, and somebody who is not.
#[tokio::test]
async fn lm2_who_does_not_send_a_requests_head_in_ten_seconds_is_hung_up_on() {
    let house = House::open().await;
    let ruth = house.person("ruth").await;
    let begun = Instant::now();
    let silent = async {
        let mut stream = connect(house.address()).await;
        all_of(&mut stream).await;
        begun.elapsed()
    };
    let dripping = async {
        let mut stream = connect(house.address()).await;
        stream.write_all(b"GET /ws HTTP/1.1\r\nHost: kith\r\nX-Slow: ").await.unwrap();
        while stream.write_all(b"z").await.is_ok() && begun.elapsed() < PATIENCE {
            if let Ok(ended) = timeout(Duration::from_millis(250), stream.read_u8()).await {
                ended.ok();
                break;
            }
        }
        begun.elapsed()
    };
    let body_of_nothing = async {
        let mut stream = connect(house.address()).await;
        let head = format!(
            "POST /api/v1/teams HTTP/1.1\r\nHost: kith\r\nAuthorization: Bearer {}\r\nContent-Length: 9\r\n\r\n{{",
            ruth.token()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let answer = all_of(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("BAD_MESSAGE"), "{answer}");
        begun.elapsed()
    };
    let healthy = async {
        let mut slowest = Duration::ZERO;
        for _ in 0..40 {
            let asked = Instant::now();
            ruth.get("me").await.is(200);
            slowest = slowest.max(asked.elapsed());
            sleep(Duration::from_millis(250)).await;
        }
        slowest
    };
    let (silent, dripping, body, slowest) = tokio::join!(silent, dripping, body_of_nothing, healthy);
    for took in [silent, dripping, body] {
        assert!(
            took > Duration::from_secs(9) && took < Duration::from_secs(13),
            "{silent:?} {dripping:?} {body:?}"
        );
    }
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
}

#[tokio::test]
async fn lm3_who_does_not_answer_a_ping_is_hung_up_on_and_leaves_its_rooms() {
    let house = House::with(&["--ping-interval-ms", "1000", "--ping-timeout-ms", "1500"]).await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let [mut listener, mut hanging] = house.room(&team, [&sarah, &ruth]).await;
    let begun = Instant::now();
    let mut mute = upgraded(house.address(), ruth.token()).await;
    let mut told = Vec::new();
    let mute_ends = async {
        timeout(PATIENCE, mute.read_to_end(&mut told)).await.unwrap().ok();
        begun.elapsed()
    };
    // A client that hears and answers pings stays; one whose program hangs is gone for the others after the grace.
    let hanging_is_gone = async {
        let told = listener.told_count(1).await;
        (told, begun.elapsed())
    };
    let (mute_ended, (told_gone, gone)) = tokio::join!(mute_ends, hanging_is_gone);
    assert_eq!(told, [0x89, 0], "one ping, and no word of farewell to who is gone");
    assert!(
        mute_ended > Duration::from_millis(2_400) && mute_ended < Duration::from_secs(6),
        "{mute_ended:?}"
    );
    assert_eq!(told_gone["activeCoaches"], json!(["sarah"]));
    assert!(gone > Duration::from_secs(7) && gone < Duration::from_secs(12), "{gone:?}");
    assert_eq!(hanging.closed().await, None);
    listener.heard_nothing().await;
}

#[tokio::test]
async fn lm3_pings_of_a_client_are_answered_with_what_they_carry() {
    let house = House::open().await;
    let (team, [ruth]) = house.team(["ruth"]).await;
    let [mut socket] = house.room(&team, [&ruth]).await;
    for payload in [&b""[..], b"are you there", &[0xff; 125]] {
        socket.send(Message::Ping(payload.to_vec().into())).await;
    }
    socket.send(Message::Pong(b"nobody asked".to_vec().into())).await;
    socket.heard_nothing().await;
    assert_eq!(socket.pongs, [b"".to_vec(), b"are you there".to_vec(), vec![0xff; 125]]);
}

#[tokio::test]
async fn st3_beyond_its_connections_the_server_sends_clients_away_until_one_leaves() {
    let house = House::with(&["--max-connections", "2"]).await;
    let (team, [ruth]) = house.team(["ruth"]).await;
    let first = ruth.socket().await;
    let mut second = ruth.socket().await;
    let bearer = format!("Bearer {}", ruth.token());
    let headers = [("authorization", &*bearer)];
    let answer = ruth.turned_away("", &headers).await;
    answer.refused(503, "UNAVAILABLE");
    assert!(answer.headers.contains_key("retry-after"));
    second.join(&team).await;
    first.close().await;
    let begun = Instant::now();
    let mut third = loop {
        match Socket::open("ruth", house.address(), "/ws", &headers).await {
            Ok(socket) => break socket,
            Err(_) if begun.elapsed() < PATIENCE => sleep(Duration::from_millis(10)).await,
            Err(error) => panic!("{error}"),
        }
    };
    assert_eq!(kind(&third.join(&team).await), "JOINED_TEAM");
}

#[tokio::test]
async fn st3_health_readiness_and_figures_are_told_without_a_token() {
    let house = House::open().await;
    let (team, [ruth]) = house.team(["ruth"]).await;
    let [_socket] = house.room(&team, [&ruth]).await;
    let nobody = house.nobody();
    nobody.get("/healthz").await.is(200);
    nobody.get("/readyz").await.is(200);
    let figures = nobody.get("/metrics").await.is(200);
    let figures = figures.as_str().unwrap();
    for figure in ["kith_connections 1", "kith_rooms_awake 1", "kith_http_requests_total{"] {
        assert!(figures.contains(figure), "{figure} in {figures}");
    }
    assert!(!figures.contains(&ruth.id) && !figures.contains("/healthz?"), "no ids among the figures");
}

#[tokio::test]
async fn go1_the_descriptions_say_what_the_server_does() {
    let house = House::open().await;
    let rest = house.nobody().get("/api/openapi.json").await.is(200);
    assert!(text(&rest, "openapi").starts_with("3."), "{rest}");
    let live = house.nobody().get("/api/asyncapi.json").await.is(200);
    assert!(text(&live, "asyncapi").starts_with("3."), "{live}");
    let described = live.to_string();
    for name in [
        "JOIN_TEAM",
        "LEAVE_TEAM",
        "SEND_CHEER",
        "POST_LIKE",
        "POST_UNLIKE",
        "JOINED_TEAM",
        "PRESENCE_UPDATE",
        "LIVE_CHEER",
        "LIVE_NOTIFICATION",
        "POST_UNPINNED",
        "NEW_POST",
        "LIKE_UPDATE",
        "TICKER",
        "ACK",
        "ERROR",
    ] {
        assert!(described.contains(&format!("\"{name}\"")), "{name}");
    }
}

/// Everything until the other end hangs up.
async fn all_of(stream: &mut tokio::net::TcpStream) -> String {
    let mut bytes = Vec::new();
    // How it hangs up does not matter here.
    timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("it hangs up").ok();
    String::from_utf8_lossy(&bytes).into_owned()
}
