//! What becomes of a check-in after it was told: over both dialects, to who is in the pact's room.

use crate::house::{Action, text};
use crate::pacts::Cast;
use crate::pacts_live::enter;
use serde_json::{Value, json};

#[tokio::test]
async fn ck10_ck11_a_new_note_and_taking_back_are_told_over_both_dialects() {
    let cast = Cast::assemble().await;
    let mut client = Action::open(&cast.creator).await;
    client.expect("SERVER:JOINED_PACT").await;
    let mut plain = enter(&cast.creator, &cast.pact).await;
    let body = |notes: &str| json!({"habitGoalId": cast.goal, "status": "completed", "notes": notes});
    let logged = cast.partner.post("checkins", &body("Slowly")).await.is(201);
    cast.partner.post("checkins", &body("Slowly, and twice")).await.is(200);
    cast.partner.post("checkins", &body("Slowly, and twice")).await.is(200);
    let id = text(&logged["checkin"], "id");
    cast.partner.delete(&format!("checkins/{id}")).await.is(204);
    cast.partner.delete(&format!("checkins/{id}")).await.refused(404, "NOT_FOUND");
    let expected = [
        ("checkin_completed", json!("Slowly")),
        ("note_changed", json!("Slowly, and twice")),
        ("checkin_undone", Value::Null),
    ];
    for (seq, (kind, message)) in (4..).zip(expected) {
        let told = plain.expect("PACT_ACTIVITY").await;
        let acted = client.expect("SERVER:PACT_ACTIVITY").await;
        assert_eq!((&told["activityType"], &acted["type"]), (&json!(kind), &json!(kind)));
        assert_eq!((&told["seq"], &acted["seq"]), (&json!(seq), &json!(seq)));
        assert_eq!((&told["data"], &told["userId"]), (&acted["data"], &json!(cast.partner.id)));
        assert_eq!((&told["data"]["checkinId"], &told["data"]["message"]), (&json!(id), &message));
        assert_eq!((&told["data"]["userName"], &told["data"]["habitName"]), (&json!("ruth"), &json!("Run")));
        assert_eq!(told["data"]["day"], logged["checkin"]["day"]);
    }
}
