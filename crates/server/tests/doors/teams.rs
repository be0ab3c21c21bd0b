//! Teams, invitations and what only a coach may do.

use crate::house::{House, text, wall_ms};
use kith_protocol::Timestamp;
use kith_store::NewInvite;
use serde_json::{Value, json};

#[tokio::test]
async fn tm1_who_makes_a_team_is_its_coach_and_their_first_one_has_their_id() {
    let house = House::open().await;
    let sarah = house.person("sarah").await;
    let first = sarah.post("teams", &json!({"name": "Harbour Walkers"})).await.is(201);
    assert_eq!(first["team"]["id"], json!(sarah.id));
    assert_eq!(first["team"]["role"], "coach");
    assert_eq!(first["team"]["name"], "Harbour Walkers");
    assert_eq!(first["team"]["memberCount"], 1);
    let second = sarah.post("teams", &json!({"name": "Harbour Walkers"})).await.is(201);
    let other = text(&second["team"], "id");
    assert_ne!(other, sarah.id);
    assert_eq!(second["team"]["role"], "coach");
    let listed = sarah.get("teams").await.is(200);
    let ids: Vec<_> = listed["teams"].as_array().unwrap().iter().map(|team| text(team, "id")).collect();
    assert_eq!(ids, [sarah.id.clone(), other.clone()], "oldest first");
    for id in ids {
        assert_eq!(sarah.get(&format!("teams/{id}")).await.is(200)["team"]["id"], json!(id));
    }
    assert_eq!(sarah.get("me").await.is(200)["teams"], listed["teams"]);
}

#[tokio::test]
async fn tm2_only_a_coach_invites_pins_and_sets_thresholds() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let post = text(&ruth.writes(&team, "Along the harbour").await, "id");
    let goals = json!({"thresholds": [10], "unit": "steps"});
    let thresholds = format!("teams/{team}/counters/steps/thresholds");
    let (invites, pin) = (format!("teams/{team}/invites"), format!("posts/{post}/pin"));

    ruth.post(&invites, &Value::Null).await.refused(403, "FORBIDDEN");
    ruth.post(&pin, &Value::Null).await.refused(403, "FORBIDDEN");
    ruth.put(&thresholds, &goals).await.refused(403, "FORBIDDEN");
    sarah.post(&pin, &Value::Null).await.is(201);
    ruth.delete(&pin).await.refused(403, "FORBIDDEN");
    assert_eq!(ruth.sees(&post).await["pinned"], json!(true), "what was refused changed nothing");

    let invite = sarah.post(&invites, &Value::Null).await.is(201);
    assert!(text(&invite, "url").contains(&text(&invite, "code")), "{invite}");
    assert!(text(&invite, "expiresAt") > text(&ruth.sees(&post).await, "createdAt"));
    sarah.put(&thresholds, &goals).await.is(200);
    sarah.delete(&pin).await.is(200);
    assert_eq!(ruth.sees(&post).await["pinned"], json!(false));
}

#[tokio::test]
async fn tm2_a_coach_of_one_team_is_nobody_in_another() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    house.team_of(&[&ruth]).await;
    ruth.post(&format!("teams/{team}/invites"), &Value::Null).await.refused(403, "FORBIDDEN");
    let roles = sarah.get(&format!("teams/{team}/members")).await.is(200);
    let roles: Vec<_> = roles["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(one, "userName"), text(one, "role")))
        .collect();
    let expected = [("sarah", "coach"), ("ruth", "member")];
    assert_eq!(roles, expected.map(|(name, role)| (name.to_owned(), role.to_owned())));
}

#[tokio::test]
async fn tm3_accepting_twice_is_once_and_takes_no_role_away() {
    let house = House::open().await;
    let (team, [sarah]) = house.team(["sarah"]).await;
    let ruth = house.person("ruth").await;
    let invite = sarah.post(&format!("teams/{team}/invites"), &Value::Null).await.is(201);
    let code = text(&invite, "code");
    let known = house.nobody().get(&format!("invites/{code}")).await.is(200);
    assert_eq!(known["teamName"], "sarah's team");
    for typed in [code.clone(), code.to_lowercase(), code.clone()] {
        let joined = ruth.post(&format!("invites/{typed}/accept"), &Value::Null).await.is(200);
        assert_eq!(joined["team"]["id"], json!(team));
        assert_eq!(joined["team"]["role"], "member");
        assert_eq!(joined["team"]["memberCount"], 2);
    }
    let kept = sarah.post(&format!("invites/{code}/accept"), &Value::Null).await.is(200);
    assert_eq!(kept["team"]["role"], "coach");
    sarah.post(&format!("teams/{team}/invites"), &Value::Null).await.is(201);
    assert_eq!(sarah.get(&format!("teams/{team}")).await.is(200)["team"]["memberCount"], 2);
}

#[tokio::test]
async fn tm4_an_expired_invitation_lets_nobody_new_in_and_says_what_to_do() {
    let house = House::open().await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let stranger = house.person("alan").await;
    let store = house.store().await;
    let now = Timestamp(wall_ms());
    let expired = NewInvite {
        team: team.parse().unwrap(),
        by: sarah.id.parse().unwrap(),
        code: "ABCD2345".to_owned(),
        expires_at: now.plus_ms(-1),
        now: now.plus_ms(-60_000),
    };
    store.create_invite(expired).await.unwrap();
    store.close().await;

    let answer = stranger.post("invites/ABCD-2345/accept", &Value::Null).await;
    let sentence = answer.refused(409, "CONFLICT");
    assert!(sentence.contains("new one"), "{sentence}");
    house.nobody().get("invites/ABCD-2345").await.refused(404, "NOT_FOUND");
    stranger.get(&format!("teams/{team}")).await.refused(403, "NOT_A_MEMBER");
    ruth.post("invites/ABCD-2345/accept", &Value::Null).await.is(200);
    stranger.post("invites/ZZZZ-9999/accept", &Value::Null).await.refused(404, "NOT_FOUND");
}
