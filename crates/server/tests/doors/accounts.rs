//! Accounts and tokens, as REST and the upgrade see them.

use crate::house::{House, NOBODYS_ID, Person, Socket, kind, signed, text, wall_ms};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep};

async fn sign_in(house: &House, email: &str, password: &str) -> crate::house::Answer {
    house.nobody().post("auth/login", &json!({"email": email, "password": password})).await
}

#[tokio::test]
async fn ac1_an_address_has_one_account_in_whatever_case() {
    let house = House::open().await;
    let nobody = house.nobody();
    let register = |email: &str| json!({"email": email, "password": "a long walk", "userName": "Ruth"});
    let first = nobody.post("auth/register", &register("Ruth@Kith.Example")).await.is(201);
    for spelling in ["Ruth@Kith.Example", "ruth@kith.example", " RUTH@KITH.EXAMPLE "] {
        let sentence = nobody.post("auth/register", &register(spelling)).await.refused(409, "CONFLICT");
        assert!(sentence.contains("Sign in"), "{sentence}");
        let again = sign_in(&house, spelling, "a long walk").await.is(200);
        assert_eq!(again["user"], first["user"]);
    }
}

#[tokio::test]
async fn ac1_of_many_who_register_an_address_at_once_one_gets_it() {
    let house = House::open().await;
    let tries = (0..8).map(|number| {
        let nobody = house.nobody();
        async move {
            let email = if number % 2 == 0 { "ann@kith.example" } else { "ANN@kith.example" };
            let body = json!({"email": email, "password": "a long walk", "userName": "Ann"});
            nobody.post("auth/register", &body).await.status
        }
    });
    let mut answers = join_all(tries).await;
    answers.sort_unstable();
    assert_eq!(answers, [201, 409, 409, 409, 409, 409, 409, 409]);
}

#[tokio::test]
async fn ac2_wrong_passwords_are_held_up_and_right_ones_never() {
    let house = House::open().await;
    house.person("ann").await;
    house.person("ruth").await;
    for _ in 0..14 {
        sign_in(&house, "ann@kith.example", "a long walk").await.is(200);
    }
    for _ in 0..10 {
        let answer = sign_in(&house, "ann@kith.example", "a short walk").await;
        let sentence = answer.refused(401, "UNAUTHORIZED");
        let unknown = sign_in(&house, "nobody@kith.example", "a short walk").await;
        assert_eq!(unknown.body["message"], sentence, "it is not told whether there is an account");
    }
    let refused = sign_in(&house, "ANN@kith.example", "a short walk").await;
    refused.refused(429, "TOO_FAST");
    sign_in(&house, "ruth@kith.example", "a long walk").await.is(200);
}

#[tokio::test]
async fn ac3_signing_out_ends_the_token_for_ever_and_closes_what_it_opened() {
    let mut house = House::open().await;
    let (team, [sarah, phone]) = house.team(["sarah", "ruth"]).await;
    let signed_in = sign_in(&house, "ruth@kith.example", "a long walk").await.is(200);
    let laptop = phone.with_token(&text(&signed_in, "idToken"));
    let [mut from_sarah, mut from_phone] = house.room(&team, [&sarah, &phone]).await;
    let mut from_laptop = laptop.socket().await;
    let mut idle = phone.socket().await;
    from_laptop.join(&team).await;

    let before = Instant::now();
    phone.post("auth/logout", &json!({})).await.is(204);
    for socket in [&mut from_phone, &mut idle] {
        assert_eq!(socket.closed().await, Some(4501));
    }
    assert!(before.elapsed() < Duration::from_secs(1), "{:?}", before.elapsed());
    refuses(&phone).await;
    laptop.get("me").await.is(200);
    from_laptop.ask(json!({"type": "SEND_CHEER", "icon": "heart"})).await;
    assert_eq!(from_sarah.expect("LIVE_CHEER").await["userId"], phone.id);

    house.start_again().await;
    refuses(&phone).await;
    laptop.get("me").await.is(200);
}

#[tokio::test]
async fn ac3_an_upgrade_on_its_way_while_its_token_is_revoked_does_not_stay_open() {
    let house = House::open().await;
    let ruth = house.person("ruth").await;
    for round in 0..20 {
        let device = ruth.with_token(&house.token_for(&ruth.id));
        let opening = join_all((0..16_u64).map(|nth| {
            let device = &device;
            async move {
                sleep(Duration::from_micros(nth * 300)).await;
                device.try_socket().await
            }
        }));
        let leaving = async {
            sleep(Duration::from_millis(2)).await;
            device.post("auth/logout", &Value::Null).await.is(204)
        };
        let (opened, _) = tokio::join!(opening, leaving);
        for mut socket in opened.into_iter().flatten() {
            assert_eq!(socket.closed().await, Some(4501), "round {round}");
        }
    }
}

#[tokio::test]
async fn ac3_a_refreshed_token_is_one_of_its_own() {
    let house = House::open().await;
    let old = house.person("ruth").await;
    let refreshed = old.post("auth/refresh", &Value::Null).await.is(200);
    let new = old.with_token(&text(&refreshed, "idToken"));
    assert_ne!(old.token, new.token);
    assert_eq!(new.get("me").await.is(200)["user"]["id"], json!(old.id));
    let mut socket = new.socket().await;
    old.post("auth/logout", &Value::Null).await.is(204);
    refuses(&old).await;
    new.get("me").await.is(200);
    socket.everything().await;
}

#[tokio::test]
async fn ac4_a_token_that_is_not_good_opens_no_door() {
    let house = House::open().await;
    let ruth = house.person("ruth").await;
    let soon = wall_ms() / 1_000 + 60;
    let claims = |changes: Value| {
        let mut claims = json!({"id": ruth.id, "sub": ruth.id, "exp": soon, "iss": "kith", "aud": "kith"});
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    };
    let good = house.token(&claims(json!({})));
    ruth.with_token(&good).get("me").await.is(200);
    let (signed_part, _) = good.rsplit_once('.').unwrap();
    let cut = good[..good.len() / 2].to_owned();
    for (what, token) in [
        ("malformed", "not.a.token".to_owned()),
        ("cut", cut),
        ("unsigned", format!("{signed_part}.")),
        ("of another key", signed(&claims(json!({})), "another key, as long as the server's own is")),
        ("expired", house.token(&claims(json!({"exp": wall_ms() / 1_000 - 1})))),
        ("without an end", house.token(&json!({"id": ruth.id}))),
        ("of a foreign issuer", house.token(&claims(json!({"iss": "elsewhere"})))),
        ("for a foreign audience", house.token(&claims(json!({"aud": "elsewhere"})))),
        ("of nobody", house.token(&claims(json!({"id": NOBODYS_ID, "sub": NOBODYS_ID})))),
        ("of two people", house.token(&claims(json!({"sub": NOBODYS_ID})))),
        ("empty", String::new()),
    ] {
        let answer = ruth.with_token(&token).get("me").await;
        assert_eq!(answer.status, 401, "{what}: {}", answer.body);
        refuses(&ruth.with_token(&token)).await;
    }
    house.nobody().get("me").await.refused(401, "UNAUTHORIZED");
    house.nobody().turned_away("", &[]).await.refused(401, "UNAUTHORIZED");
    let basic = [("authorization", "Basic cnV0aDphIGxvbmcgd2Fsaw==")];
    house.nobody().turned_away("", &basic).await.refused(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn ac4_a_token_made_elsewhere_with_the_secret_is_as_good() {
    let house = House::open().await;
    let ruth = house.person("ruth").await;
    let exp = wall_ms() / 1_000 + 60;
    for claims in [
        json!({"id": ruth.id, "exp": exp}),
        json!({"sub": ruth.id, "exp": exp, "iss": "therr-api", "aud": "therr-app"}),
        json!({"id": ruth.id, "sub": ruth.id, "exp": exp, "userName": "Somebody Else", "jti": "1"}),
    ] {
        let device = ruth.with_token(&house.token(&claims));
        assert_eq!(device.get("me").await.is(200)["user"]["userName"], "ruth", "{claims}");
        device.socket().await.close().await;
    }
}

#[tokio::test]
async fn ac4_the_upgrade_takes_the_token_from_header_subprotocol_or_query() {
    let house = House::open().await;
    let (team, [ruth]) = house.team(["ruth"]).await;
    let token = ruth.token();
    let (bearer, offer) = (format!("Bearer {token}"), format!("kith.v1, bearer.{token}"));
    let query = format!("/ws?v=1&token={token}");
    for (path, header, subprotocol) in [
        ("/ws", Some(("authorization", &*bearer)), None),
        ("/ws", Some(("sec-websocket-protocol", &*offer)), Some("kith.v1")),
        (&*query, None, None),
    ] {
        let headers: Vec<_> = header.into_iter().collect();
        let mut socket = Socket::open("ruth", house.address(), path, &headers).await.unwrap();
        let chosen = socket.handshake.headers().get("sec-websocket-protocol");
        assert_eq!(chosen.map(|name| name.to_str().unwrap()), subprotocol, "{path}");
        assert_eq!(kind(&socket.join(&team).await), "JOINED_TEAM");
    }
    let offer = [("sec-websocket-protocol", "kith.v1, bearer.wrong")];
    house.nobody().turned_away("", &offer).await.refused(401, "UNAUTHORIZED");
    house.nobody().turned_away("?token=wrong", &[]).await.refused(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn ac5_a_connection_ends_with_its_token() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let ends_ms = wall_ms() + 2_000;
    let claims = json!({"id": ruth.id, "exp": ends_ms as f64 / 1_000.0});
    let short = ruth.with_token(&house.token(&claims));
    let [mut lasting, mut ending] = house.room(&team, [&sarah, &short]).await;
    assert_eq!(ending.closed().await, Some(4501));
    let late_ms = wall_ms() - ends_ms;
    assert!((-200..1_000).contains(&late_ms), "closed {late_ms} ms after the end of its token");
    refuses(&short).await;
    ruth.get("me").await.is(200);
    lasting.heard_nothing().await;
}

#[tokio::test]
async fn ac5_one_who_is_busy_is_cut_off_too() {
    let house = House::open().await;
    let (team, [ruth]) = house.team(["ruth"]).await;
    let ends_ms = wall_ms() + 1_500;
    let claims = json!({"id": ruth.id, "exp": ends_ms as f64 / 1_000.0});
    let mut socket = ruth.with_token(&house.token(&claims)).socket().await;
    socket.join(&team).await;
    let question = json!({"type": "LEAVE_TEAM", "teamId": NOBODYS_ID}).to_string();
    while wall_ms() < ends_ms + 2_000 {
        if socket.try_send(question.as_str().into()).await.is_err() {
            break;
        }
        socket.listen(Duration::from_millis(2)).await;
    }
    assert_eq!(socket.closed().await, Some(4501));
    assert!(wall_ms() - ends_ms < 1_000, "closed {} ms after the end of its token", wall_ms() - ends_ms);
}

#[tokio::test]
async fn er1_a_registration_that_is_wrong_is_told_what_is_wrong() {
    let house = House::open().await;
    let right = json!({"email": "ann@kith.example", "password": "a long walk", "userName": "Ann"});
    for (field, value) in [
        ("email", json!("ann")),
        ("email", json!("ann@kith@example")),
        ("email", json!("ann smith@kith.example")),
        ("email", json!(7)),
        ("email", Value::Null),
        ("password", json!("short")),
        ("password", json!("x".repeat(201))),
        ("userName", json!("")),
        ("userName", json!("x".repeat(61))),
        ("timezone", json!("Mars/Olympus")),
        ("firstName", json!("A\nB")),
    ] {
        let mut wrong = right.clone();
        wrong[field] = value.clone();
        let answer = house.nobody().post("auth/register", &wrong).await;
        assert_eq!(answer.status, 400, "{field}: {value}: {}", answer.body);
        answer.refused(400, "BAD_MESSAGE");
    }
    house.nobody().post("auth/register", &right).await.is(201);
}

/// Neither door opens to this person.
async fn refuses(person: &Person) {
    person.get("me").await.refused(401, "UNAUTHORIZED");
    let bearer = format!("Bearer {}", person.token());
    person.turned_away("", &[("authorization", &bearer)]).await.refused(401, "UNAUTHORIZED");
}
