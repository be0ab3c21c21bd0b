//! Coming and going faster than anybody needs: the named refusal, and what ordinary clients do passes.

use crate::house::{Person, kind};
use crate::pacts::Cast;
use serde_json::{Value, json};

/// How many rooms four devices come back into.
const COMING_BACK: usize = 4 * 64;
/// How often it is tried.
const TRIED: usize = 600;

/// Says the same things in turn, many times without waiting; how often that was refused.
async fn says_fast(person: &Person, messages: &[Value]) -> usize {
    let mut socket = person.socket().await.rooms_only();
    for (nth, message) in messages.iter().cycle().take(TRIED).enumerate() {
        let mut message = message.clone();
        message["ref"] = json!(nth);
        socket.say(message).await;
    }
    let mut refused = 0;
    for nth in 0..TRIED {
        let answer = socket.answer(&json!(nth)).await;
        if kind(&answer) == "ERROR" {
            assert!(nth >= COMING_BACK, "{nth}: {answer}");
            assert_eq!((&answer["code"], &answer["temporary"]), (&json!("TOO_FAST"), &json!(true)));
            refused += 1;
        }
    }
    refused
}

#[tokio::test]
async fn lm4_who_comes_and_goes_too_fast_is_told_so_and_four_devices_that_come_back_are_not() {
    let cast = Cast::assemble().await;
    let notified = loop {
        let page = cast.creator.get("notifications").await.is(200);
        if let Some(one) = page["notifications"].as_array().and_then(|all| all.first()) {
            break json!({"id": one["id"], "isUnread": false});
        }
    };
    let pact = |kind: &str| json!({"type": kind, "pactId": cast.pact});
    let room = |kind: &str| json!({"type": kind, "roomId": cast.pact});
    let cases = [
        (&cast.partner, vec![pact("JOIN_PACT"), pact("LEAVE_PACT")]),
        (&cast.creator, vec![room("JOIN_ROOM"), room("EXIT_ROOM")]),
        (&cast.house.person("dave").await, vec![json!({"type": "REQUEST_ROOMS_LIST"})]),
        (&cast.creator, vec![json!({"type": "UPDATE_NOTIFICATION", "notification": notified})]),
    ];
    for (person, messages) in cases {
        let refused = says_fast(person, &messages).await;
        assert!((1..TRIED - COMING_BACK).contains(&refused), "{messages:?}: {refused}");
    }
}
