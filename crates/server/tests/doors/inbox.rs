//! An inbox read back in pages, and marked as read all at once, on every device of its person.

use crate::house::{House, NOBODYS_ID, Person, kind, number, text};
use serde_json::{Value, json};

/// So many ask somebody to connect. The ids of what they are told, oldest first.
async fn asked_by(house: &House, person: &Person, count: usize) -> Vec<String> {
    for number in 0..count {
        let other = house.person(&format!("friend {number}")).await;
        other.post("connections", &json!({"userId": person.id})).await.is(201);
    }
    let page = person.get("notifications").await.is(200);
    page["notifications"].as_array().unwrap().iter().rev().map(|told| text(told, "id")).collect()
}

#[tokio::test]
async fn nt7_an_inbox_is_read_back_in_pages() {
    let house = House::open().await;
    let ann = house.person("ann").await;
    let told = asked_by(&house, &ann, 5).await;
    ann.post(&format!("notifications/{}/read", told[0]), &Value::Null).await.is(200);
    let mut seen: Vec<String> = Vec::new();
    loop {
        let before = seen.last().cloned().unwrap_or_default();
        let page = ann.get(&format!("notifications?limit=2&before={before}")).await.is(200);
        assert_eq!((number(&page, "unread"), number(&page, "seq")), (4, 5));
        seen.extend(page["notifications"].as_array().unwrap().iter().map(|told| text(told, "id")));
        if page["more"] == json!(false) {
            break;
        }
    }
    seen.reverse();
    assert_eq!(seen, told);
    let since = ann.get(&format!("notifications?since=1&before={}", told[3])).await.is(200);
    assert_eq!((since["notifications"].as_array().unwrap().len(), &since["more"]), (2, &json!(false)));
    for query in ["limit=0", "limit=101", "before=x", "since=x"] {
        ann.get(&format!("notifications?{query}")).await.refused(400, "BAD_MESSAGE");
    }
    ann.get(&format!("notifications?before={NOBODYS_ID}")).await.refused(404, "NOT_FOUND");
    let eve = house.person("eve").await;
    eve.get(&format!("notifications?before={}", told[0])).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn nt8_all_are_marked_at_once_and_every_device_is_told() {
    let mut house = House::open().await;
    let (ann, bea) = (house.person("ann").await, house.person("bea").await);
    let told = asked_by(&house, &ann, 4).await;
    ann.post("connections", &json!({"userId": bea.id})).await.is(201);
    let mut devices = [ann.socket().await, ann.socket().await];
    let mut beas = bea.socket().await;
    let read = ann.post("notifications/read", &json!({"upTo": told[1]})).await.is(200);
    assert_eq!(read, json!({"marked": 2, "unread": 2}));
    for device in &mut devices {
        for id in [&told[1], &told[0]] {
            let updated = device.expect("NOTIFICATION_UPDATED").await;
            assert_eq!((&updated["id"], &updated["isUnread"]), (&json!(id), &json!(false)));
        }
    }
    assert_eq!(ann.post("notifications/read", &Value::Null).await.is(200), json!({"marked": 2, "unread": 0}));
    assert_eq!(ann.post("notifications/read", &json!({})).await.is(200), json!({"marked": 0, "unread": 0}));
    let heard = devices[1].so_far().await;
    assert_eq!(heard.iter().filter(|told| kind(told) == "NOTIFICATION_UPDATED").count(), 2, "each once");
    assert!(beas.so_far().await.iter().all(|told| kind(told) != "NOTIFICATION_UPDATED"));
    assert_eq!(number(&bea.get("notifications").await.is(200), "unread"), 1, "nobody reads for another one");
    for (body, status, code) in [
        (json!({"upTo": NOBODYS_ID}), 404, "NOT_FOUND"),
        (json!({"upTo": "x"}), 400, "BAD_MESSAGE"),
        (json!({"upto": told[3]}), 400, "BAD_MESSAGE"),
        (json!([]), 400, "BAD_MESSAGE"),
    ] {
        ann.post("notifications/read", &body).await.refused(status, code);
    }
    bea.post("notifications/read", &json!({"upTo": told[3]})).await.refused(404, "NOT_FOUND");
    house.kill();
    house.start_again().await;
    assert_eq!(number(&ann.get("notifications").await.is(200), "unread"), 0);
}
