//! Pacts, habits and check-ins over REST: who may do what, by a table over every route, and their stories.
// Size: the tables of routes and messages stand beside the stories that they are about.

use crate::house::{House, NOBODYS_ID, Person, kind, text, wall_ms};
use crate::membership::{Table, kinds_of};
use crate::proofs::add_picture;
use futures_util::future::join_all;
use kith_protocol::pacts::{CheckinStatus, FrequencyType, HabitGoal};
use kith_protocol::{CheckinId, HabitGoalId, PactId, Timestamp, UserId};
use kith_store::{NewCheckin, NewGoal, NewPact, WayIn};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a caller gets: a status, and the code of the refusal where it is one.
type Gets = (u16, &'static str);
/// A route, its body with `{…}` to be filled in, and what an anonymous caller, a stranger, a partner and the creator get.
type Row = (&'static str, &'static str, &'static str, [Gets; 4]);

const ANONYMOUS: Gets = (401, "UNAUTHORIZED");
const STRANGER: Gets = (403, "NOT_A_MEMBER");
const OWN: Gets = (403, "FORBIDDEN");
const UNKNOWN: Gets = (404, "NOT_FOUND");
const LATER: Gets = (409, "CONFLICT");
const NO_PICTURE: Gets = (400, "BAD_MESSAGE");

const fn served(status: u16) -> Gets {
    (status, "")
}

/// For the members of the pact that the path names.
const fn members(status: u16) -> [Gets; 4] {
    [ANONYMOUS, STRANGER, served(status), served(status)]
}

/// For whoever is signed in.
const fn signed_in(status: u16) -> [Gets; 4] {
    [ANONYMOUS, served(status), served(status), served(status)]
}

const GOAL: &str = r#"{"name": "Run", "frequencyType": "daily"}"#;
const PACT: &str = r#"{"habitGoalId": "{goal}", "durationDays": 7}"#;
const CHECKIN: &str = r#"{"habitGoalId": "{goal}", "pactId": "{pact}", "status": "completed"}"#;
const LETTER: &str = r#"{"targetUserId": "{creator}", "message": "You can"}"#;

/// In an order in which each can be asked by all four: what ends something comes last.
const ROUTES: [Row; 25] = [
    ("GET", "/api/v1/habit-goals", "", signed_in(200)),
    ("GET", "/api/v1/habit-goals/templates", "", signed_in(200)),
    ("POST", "/api/v1/habit-goals", GOAL, signed_in(201)),
    ("GET", "/api/v1/pacts", "", signed_in(200)),
    ("POST", "/api/v1/pacts", PACT, [ANONYMOUS, UNKNOWN, UNKNOWN, served(201)]),
    ("GET", "/api/v1/pacts/{id}", "", members(200)),
    ("GET", "/api/v1/pacts/{id}/activities", "", members(200)),
    ("POST", "/api/v1/pacts/{id}/accept", "", [ANONYMOUS, STRANGER, served(200), LATER]),
    ("POST", "/api/v1/pacts/{id}/decline", "", [ANONYMOUS, STRANGER, LATER, LATER]),
    ("POST", "/api/v1/pacts/{id}/renew", "", [ANONYMOUS, STRANGER, LATER, LATER]),
    ("POST", "/api/v1/pacts/{id}/invites", "", [ANONYMOUS, STRANGER, OWN, served(201)]),
    ("POST", "/api/v1/pacts/{id}/encourage", LETTER, [ANONYMOUS, STRANGER, served(201), OWN]),
    ("POST", "/api/v1/checkins", CHECKIN, [ANONYMOUS, STRANGER, served(201), served(200)]),
    ("GET", "/api/v1/checkins", "", signed_in(200)),
    ("GET", "/api/v1/streaks", "", signed_in(200)),
    ("POST", "/api/v1/checkins/{id}/celebrate", "{}", [ANONYMOUS, STRANGER, served(201), OWN]),
    ("GET", "/api/v1/checkins/{id}", "", members(200)),
    ("POST", "/api/v1/checkins/{id}/proofs", "{}", [ANONYMOUS, STRANGER, OWN, NO_PICTURE]),
    ("GET", "/api/v1/proofs/{id}", "", members(200)),
    ("GET", "/api/v1/proofs/{id}/thumbnail", "", members(200)),
    ("DELETE", "/api/v1/proofs/{id}", "", [ANONYMOUS, UNKNOWN, UNKNOWN, served(204)]),
    ("DELETE", "/api/v1/checkins/{id}", "", [ANONYMOUS, UNKNOWN, UNKNOWN, served(204)]),
    ("DELETE", "/api/v1/habit-goals/{id}", "", [ANONYMOUS, UNKNOWN, UNKNOWN, served(204)]),
    ("POST", "/api/v1/pacts/{id}/abandon", "", [ANONYMOUS, STRANGER, served(200), LATER]),
    // Ended by now; last, so that the other one does not end it.
    ("GET", "/api/v1/pacts/{id}", "", members(200)),
];

/// Whether a route belongs into the table above.
pub fn has_a_table_for(path: &str) -> bool {
    let about = path.strip_prefix("/api/v1/").and_then(|path| path.split('/').next());
    matches!(about, Some("habit-goals" | "pacts" | "checkins" | "proofs" | "streaks"))
}

/// A running pact of two, with a check-in of its creator, which may have a picture.
pub struct Cast {
    pub house: House,
    pub goal: String,
    pub pact: String,
    pub checkin: String,
    pub proof: String,
    pub creator: Person,
    pub partner: Person,
}

impl Cast {
    pub async fn assemble() -> Self {
        let house = House::open().await;
        let (creator, partner) = (house.person("sarah").await, house.person("ruth").await);
        let goal = goal_of(&creator).await;
        let body = json!({"habitGoalId": goal, "durationDays": 7, "partnerUserIds": [partner.id]});
        let made = creator.post("pacts", &body).await.is(201);
        let pact = text(&made["pact"], "id");
        partner.post(&format!("pacts/{pact}/accept"), &Value::Null).await.is(200);
        let checkin = json!({"habitGoalId": goal, "status": "completed", "notes": "Behind closed doors"});
        let checkin = text(&creator.post("checkins", &checkin).await.is(201)["checkin"], "id");
        Self { house, goal, pact, checkin, proof: String::new(), creator, partner }
    }

    /// The same, and the check-in has a picture.
    async fn with_picture() -> Self {
        let mut cast = Self::assemble().await;
        cast.proof = add_picture(&cast.creator, &cast.checkin).await;
        cast
    }

    fn filled(&self, template: &str) -> String {
        let named = [("{goal}", &self.goal), ("{pact}", &self.pact), ("{creator}", &self.creator.id)];
        named.into_iter().fold(template.to_owned(), |text, (name, id)| text.replace(name, id))
    }

    fn path(&self, template: &str) -> String {
        let id = match template.split('/').nth(3) {
            Some("habit-goals") => &self.goal,
            Some("checkins") => &self.checkin,
            Some("proofs") => &self.proof,
            _ => &self.pact,
        };
        template.replace("{id}", id)
    }
}

pub async fn goal_of(person: &Person) -> String {
    let body = json!({"name": "Run", "frequencyType": "daily"});
    text(&person.post("habit-goals", &body).await.is(201)["habitGoal"], "id")
}

fn body_of(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| serde_json::from_str(text).unwrap())
}

#[tokio::test]
async fn mb1_pa1_every_route_about_pacts_serves_whom_it_is_for_and_nobody_else() {
    let cast = Cast::with_picture().await;
    let callers =
        [cast.house.nobody(), cast.house.person("dave").await, cast.partner.clone(), cast.creator.clone()];
    for (method, template, body, gets) in ROUTES {
        let (path, body) = (cast.path(template), body_of(&cast.filled(body)));
        for (caller, (status, code)) in callers.iter().zip(gets) {
            let answer = caller.ask(method.parse().unwrap(), &path, body.as_ref()).await;
            if code.is_empty() {
                answer.is(status);
                continue;
            }
            answer.refused(status, code);
            let told = answer.body.to_string();
            let learned = ["sarah", "ruth", "Behind"].iter().any(|word| told.contains(word));
            assert!(!learned, "{}: {told}", answer.asked);
        }
    }
}

#[tokio::test]
async fn mb1_every_route_about_pacts_of_the_description_stands_in_the_table() {
    let house = House::open().await;
    let description = house.nobody().get("/api/openapi.json").await.is(200);
    let mut described = BTreeSet::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().iter().filter(|_| has_a_table_for(path));
        for (method, operation) in methods.filter(|(key, _)| *key != "parameters") {
            described.insert((method.to_uppercase(), path.clone()));
            assert!(operation["security"].is_array(), "{method} {path} needs a token and does not say so");
        }
    }
    let table: BTreeSet<_> =
        ROUTES.iter().map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(described, table);
}

#[tokio::test]
async fn mb1_p30_no_pact_is_not_found_and_what_cannot_be_an_id_is_refused() {
    let cast = Cast::with_picture().await;
    for (method, template, body, _) in ROUTES.iter().filter(|(_, path, ..)| path.contains("{id}")) {
        let body = body_of(&cast.filled(body));
        for (id, status, code) in [(NOBODYS_ID, 404, "NOT_FOUND"), ("not-an-id", 400, "BAD_MESSAGE")] {
            let path = template.replace("{id}", id);
            cast.partner.ask(method.parse().unwrap(), &path, body.as_ref()).await.refused(status, code);
        }
    }
}

/// Every message about pacts, with what a stranger, somebody who is only asked, who left, and a partner get.
#[tokio::test]
async fn mb1_pa1_every_message_about_pacts_serves_whom_it_is_for_and_nobody_else() {
    let cast = Cast::with_picture().await;
    let [asked, gone] = [cast.house.person("bea").await, cast.house.person("cid").await];
    let body = json!({"partnerUserIds": [asked.id, gone.id]});
    cast.creator.post(&format!("pacts/{}/invites", cast.pact), &body).await.is(201);
    gone.post(&format!("pacts/{}/accept", cast.pact), &Value::Null).await.is(200);
    gone.post(&format!("pacts/{}/abandon", cast.pact), &Value::Null).await.is(200);
    let (stranger, later) = ("NOT_A_MEMBER", "CONFLICT");
    let about = |mut message: Value| {
        message["pactId"] = json!(cast.pact);
        message
    };
    let rows = [
        (json!({"type": "JOIN_PACT", "since": 0}), [stranger; 3], "JOINED_PACT"),
        (json!({"type": "LEAVE_PACT"}), [stranger; 3], "LEFT_PACT"),
        (
            json!({"type": "LOG_CHECKIN", "habitGoalId": cast.goal, "status": "completed"}),
            [stranger, later, stranger],
            "CHECKIN_LOGGED",
        ),
        (
            json!({"type": "SEND_CELEBRATION", "targetUserId": cast.creator.id, "checkinId": cast.checkin}),
            [stranger, later, stranger],
            "ACK",
        ),
        (
            json!({"type": "SEND_CELEBRATION", "targetUserId": cast.creator.id}),
            [stranger, later, stranger],
            "ACK",
        ),
        (
            json!({"type": "SEND_ENCOURAGEMENT", "targetUserId": cast.creator.id, "message": "You can"}),
            [stranger, later, stranger],
            "ACK",
        ),
    ];
    let strangers = [cast.house.person("dave").await, asked, gone];
    let (mut creators, mut partners) =
        (cast.creator.socket().await.rooms_only(), cast.partner.socket().await);
    creators.ask(about(json!({"type": "JOIN_PACT"}))).await;
    let mut tried = BTreeSet::new();
    for (message, refusals, answer) in rows {
        tried.insert(kind(&message).to_owned());
        creators.so_far().await;
        for (person, code) in strangers.iter().zip(refusals) {
            let mut socket = person.socket().await.rooms_only();
            let refused = socket.ask(about(message.clone())).await;
            assert_eq!((kind(&refused), &refused["code"]), ("ERROR", &json!(code)), "{message}: {refused}");
            let told = refused.to_string();
            assert!(!["sarah", "ruth", "Behind"].iter().any(|word| told.contains(word)), "{told}");
            socket.heard_nothing().await;
        }
        creators.heard_nothing().await;
        assert_eq!(kind(&partners.ask(about(message.clone())).await), answer, "{message}");
        let mut nowhere = message.clone();
        nowhere["pactId"] = json!(NOBODYS_ID);
        assert_eq!(partners.ask(nowhere).await["code"], "NOT_FOUND", "{message}");
    }
    assert_eq!(tried, kinds_of(Table::Pacts));
}

#[tokio::test]
async fn pa3_pa4_a_pact_is_made_accepted_by_its_code_and_kept() {
    let house = House::open().await;
    let (sarah, ruth) = (house.person("sarah").await, house.person("ruth").await);
    let goal = goal_of(&sarah).await;
    let made = sarah.post("pacts", &json!({"habitGoalId": goal, "durationDays": 30})).await.is(201);
    let (pact, code) = (text(&made["pact"], "id"), text(&made, "inviteCode"));
    assert_eq!(
        (&made["pact"]["status"], &made["pact"]["pactType"]),
        (&json!("pending"), &json!("accountability"))
    );
    let member = json!({"userId": sarah.id, "userName": "sarah", "role": "creator", "status": "active"});
    assert_eq!(made["pact"]["members"], json!([member]));
    let preview = house.nobody().get(&format!("invites/{code}")).await.is(200);
    assert_eq!((&preview["habitName"], &preview["creatorName"]), (&json!("Run"), &json!("sarah")));
    let body = json!({"habitGoalId": goal, "pactId": pact, "status": "completed"});
    sarah.post("checkins", &body).await.refused(409, "CONFLICT");
    for _ in 0..2 {
        let joined = ruth.post(&format!("invites/{code}/accept"), &json!({})).await.is(200);
        assert_eq!((&joined["pact"]["id"], &joined["pact"]["status"]), (&json!(pact), &json!("active")));
    }
    let logged = ruth.post("checkins", &body).await.is(201);
    assert_eq!((&logged["streak"]["current"], &logged["achievementsUnlocked"]), (&json!(1), &json!([])));
    let path = format!("checkins/{}/celebrate", text(&logged["checkin"], "id"));
    let celebrated = sarah.ask(reqwest::Method::POST, &path, None).await.is(201);
    assert_eq!(sarah.post(&path, &json!({"message": "again"})).await.is(200), celebrated);
    let detail = ruth.get(&format!("pacts/{pact}")).await.is(200);
    assert_eq!(detail["members"][1]["completionRate"], 100);
    assert_eq!(detail["members"][1]["streak"]["current"], 1);
    assert_eq!(detail["members"][0]["streak"]["current"], 0);

    let path = format!("pacts/{pact}/activities");
    let all = sarah.get(&format!("{path}?since=0")).await.is(200);
    let told: Vec<_> =
        all["activities"].as_array().unwrap().iter().map(|told| (&told["seq"], &told["type"])).collect();
    let kinds = ["partner_joined", "pact_started", "checkin_completed", "celebration_sent"].map(Value::from);
    let expected: Vec<_> = [1, 2, 3, 4].into_iter().map(Value::from).zip(kinds).collect();
    assert_eq!(told, expected.iter().map(|(seq, kind)| (seq, kind)).collect::<Vec<_>>());
    let page = sarah.get(&format!("{path}?before=4&limit=2")).await.is(200);
    assert_eq!((&page["activities"][0], &page["next"]), (&all["activities"][2], &json!("2")));
    let last = sarah.get(&format!("{path}?before=2&limit=2")).await.is(200);
    assert_eq!((last["activities"].as_array().unwrap().len(), &last["next"]), (1, &Value::Null));
    assert_eq!(sarah.get(&format!("{path}?since=2&limit=1")).await.is(200)["next"], "3");
    sarah.get(&format!("{path}?since=2&before=3")).await.refused(400, "BAD_MESSAGE");
    sarah.get(&format!("{path}?limit=100")).await.refused(400, "BAD_MESSAGE");
}

#[tokio::test]
async fn ck2_a_double_tap_over_rest_is_one_check_in() {
    let cast = Cast::with_picture().await;
    let body =
        json!({"habitGoalId": cast.goal, "pactId": cast.pact, "status": "completed", "clientId": "c-1"});
    let answers = join_all((0..16).map(|_| cast.partner.post("checkins", &body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    let ids: BTreeSet<_> = answers.into_iter().map(|answer| text(&answer.body["checkin"], "id")).collect();
    assert_eq!(ids.len(), 1);
    let feed = cast.partner.get(&format!("pacts/{}/activities?since=4", cast.pact)).await.is(200);
    assert_eq!(feed["activities"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn ck3_what_cannot_be_logged_is_refused_with_a_sentence() {
    let cast = Cast::with_picture().await;
    let goal = &cast.goal;
    for body in [
        json!({"habitGoalId": goal, "status": "banana"}),
        json!({"habitGoalId": goal}),
        json!({"habitGoalId": goal, "status": "completed", "day": "2031-01-01"}),
        json!({"habitGoalId": goal, "status": "completed", "day": "2020-01-01"}),
        json!({"habitGoalId": goal, "status": "completed", "day": "2026-02-30"}),
        json!({"habitGoalId": goal, "status": "completed", "notes": "x".repeat(501)}),
        json!({"habitGoalId": goal, "status": "completed", "clientId": ""}),
    ] {
        cast.creator.post("checkins", &body).await.refused(400, "BAD_MESSAGE");
    }
    for body in [
        json!({"habitGoalId": goal, "durationDays": 8}),
        json!({"habitGoalId": goal, "durationDays": 7, "partnerUserIds": [cast.creator.id]}),
    ] {
        cast.creator.post("pacts", &body).await.refused(400, "BAD_MESSAGE");
    }
    let body = json!({"habitGoalId": goal, "durationDays": 7, "partnerUserIds": [NOBODYS_ID]});
    cast.creator.post("pacts", &body).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn ck8_pacts_and_check_ins_come_in_pages() {
    let cast = Cast::with_picture().await;
    let body = json!({"habitGoalId": cast.goal, "durationDays": 7});
    let mut made = vec![cast.pact.clone()];
    for _ in 0..2 {
        made.insert(0, text(&cast.creator.post("pacts", &body).await.is(201)["pact"], "id"));
    }
    let first = cast.creator.get("pacts?limit=2").await.is(200);
    let second = cast.creator.get(&format!("pacts?limit=2&before={}", text(&first, "next"))).await.is(200);
    let ids: Vec<_> = [&first, &second]
        .into_iter()
        .flat_map(|page| page["pacts"].as_array().unwrap())
        .map(|pact| text(pact, "id"))
        .collect();
    assert_eq!((ids, &second["next"]), (made, &Value::Null));
    let all = cast.creator.get("checkins").await.is(200);
    assert_eq!((all["checkins"].as_array().unwrap().len(), &all["next"]), (1, &Value::Null));
    let none = cast.creator.get("checkins?to=2020-01-01").await.is(200);
    assert_eq!(none["checkins"], json!([]));
}

/// Makes a pact in the database beside the server, whose code expired or whose partner accepted long ago.
async fn long_ago(house: &House, creator: &Person, partner: &Person, days: i64, is_accepted: bool) -> PactId {
    let store = house.store().await;
    let then = Timestamp(wall_ms() - days * 86_400_000);
    let (creator, partner): (UserId, UserId) = (creator.id.parse().unwrap(), partner.id.parse().unwrap());
    let goal = HabitGoal {
        id: HabitGoalId(Uuid::now_v7()),
        name: "Run".into(),
        category: None,
        emoji: None,
        frequency_type: FrequencyType::Daily,
        frequency_count: None,
        target_days_of_week: None,
        goal_type: "build_good".into(),
        archived: false,
        created_at: then,
    };
    let goal = store.create_goal(NewGoal { owner: creator, goal }).await.unwrap().id;
    let code = Uuid::new_v4().to_string();
    let new = NewPact {
        id: PactId(Uuid::now_v7()),
        creator,
        goal,
        duration_days: 7,
        partners: vec![partner],
        pact_type: "accountability".into(),
        consequence: None,
        way_in: WayIn { code, epoch: "e1".into(), expires_at: then.plus_ms(14 * 86_400_000), now: then },
    };
    let pact = store.create_pact(new).await.unwrap().id;
    if is_accepted {
        store.accept_pact(pact, partner, then).await.unwrap();
        let id = CheckinId(Uuid::now_v7());
        let status = CheckinStatus::Completed;
        let checkin = NewCheckin {
            id,
            user: creator,
            goal,
            pact: None,
            status,
            day: None,
            notes: None,
            client_id: None,
            now: then,
        };
        store.log_checkin(checkin).await.unwrap();
    }
    store.close().await;
    pact
}

#[tokio::test]
async fn al4_pa7_p24_pacts_whose_time_came_while_the_server_was_down_end_after_the_start() {
    let mut house = House::open().await;
    let (sarah, ruth) = (house.person("sarah").await, house.person("ruth").await);
    let kept = long_ago(&house, &sarah, &ruth, 10, true).await;
    let ignored = long_ago(&house, &sarah, &ruth, 15, false).await;
    house.start_again().await;
    let settled = |pact: PactId, status: &'static str| {
        let sarah = sarah.clone();
        async move {
            let deadline = tokio::time::Instant::now() + crate::house::PATIENCE;
            loop {
                let detail = sarah.get(&format!("pacts/{pact}")).await.is(200);
                if detail["pact"]["status"] == status {
                    return detail;
                }
                assert!(tokio::time::Instant::now() < deadline, "{detail}");
                tokio::task::yield_now().await;
            }
        }
    };
    let detail = settled(kept, "completed").await;
    let rates: Vec<_> = [0, 1].map(|place| detail["members"][place]["completionRate"].clone()).into();
    assert_eq!(rates, [json!(14), json!(0)]);
    settled(ignored, "expired").await;
    ruth.post(&format!("pacts/{ignored}/accept"), &Value::Null).await.refused(409, "CONFLICT");
    let renewed = ruth.post(&format!("pacts/{kept}/renew"), &Value::Null).await.is(200);
    assert_eq!((&renewed["pact"]["renews"], &renewed["pact"]["status"]), (&json!(kept), &json!("pending")));
}
