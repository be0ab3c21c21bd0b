//! Who may do what: one table over every REST route and every message of a client, held against the server's own
//! description, so that a route that is missing here fails the test.

use crate::house::{Answer, House, NOBODYS_ID, Person, kind, text};
use kith_protocol::ClientMessage;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What a caller gets: a status, and the code of the refusal where it is one.
#[derive(Clone, Copy)]
enum Gets {
    Served(u16),
    Refused(u16, &'static str),
}
use Gets::{Refused, Served};

/// A route with what an anonymous caller, a stranger, a member and a coach get.
type Row = (&'static str, &'static str, fn() -> Value, [Gets; 4]);

const ANONYMOUS: Gets = Refused(401, "UNAUTHORIZED");
const STRANGER: Gets = Refused(403, "NOT_A_MEMBER");
const NO_COACH: Gets = Refused(403, "FORBIDDEN");

/// For the members of the team that the path names.
const fn members(status: u16) -> [Gets; 4] {
    [ANONYMOUS, STRANGER, Served(status), Served(status)]
}

/// For its coaches.
const fn coaches(status: u16) -> [Gets; 4] {
    [ANONYMOUS, STRANGER, NO_COACH, Served(status)]
}

/// For whoever is signed in.
const fn signed_in(status: u16) -> [Gets; 4] {
    [ANONYMOUS, Served(status), Served(status), Served(status)]
}

/// For nobody, because it is a team's own forum.
const fn conflicts() -> [Gets; 4] {
    [ANONYMOUS, STRANGER, Refused(409, "CONFLICT"), Refused(409, "CONFLICT")]
}

/// About somebody, or something of one's own, that is not there.
const fn about_nobody() -> [Gets; 4] {
    const NOTHING: Gets = Refused(404, "NOT_FOUND");
    [ANONYMOUS, NOTHING, NOTHING, NOTHING]
}

/// For everybody.
const fn open(gets: Gets) -> [Gets; 4] {
    [gets; 4]
}

fn nothing() -> Value {
    Value::Null
}

/// In an order in which each can be asked by all four: what is made is made again, what is undone comes later.
const REST: [Row; 53] = [
    ("GET", "/healthz", nothing, open(Served(200))),
    ("GET", "/readyz", nothing, open(Served(200))),
    ("GET", "/metrics", nothing, open(Served(200))),
    ("POST", "/api/v1/auth/register", nothing, open(Refused(400, "BAD_MESSAGE"))),
    ("POST", "/api/v1/auth/login", wrong_sign_in, open(Refused(401, "UNAUTHORIZED"))),
    ("POST", "/api/v1/auth/refresh", nothing, signed_in(200)),
    ("GET", "/api/v1/me", nothing, signed_in(200)),
    ("PATCH", "/api/v1/me", || json!({"firstName": "Ann"}), signed_in(200)),
    ("GET", "/api/v1/ticker", nothing, signed_in(200)),
    ("GET", "/api/v1/teams", nothing, signed_in(200)),
    ("POST", "/api/v1/teams", || json!({"name": "Another"}), signed_in(201)),
    ("GET", "/api/v1/teams/{id}", nothing, members(200)),
    ("GET", "/api/v1/teams/{id}/members", nothing, members(200)),
    ("GET", "/api/v1/teams/{id}/presence", nothing, members(200)),
    ("GET", "/api/v1/teams/{id}/pins", nothing, members(200)),
    ("GET", "/api/v1/teams/{id}/posts", nothing, members(200)),
    ("GET", "/api/v1/teams/{id}/posts/new", nothing, members(200)),
    ("POST", "/api/v1/teams/{id}/posts", || json!({"body": "Hello"}), members(201)),
    ("GET", "/api/v1/teams/{id}/counters", nothing, members(200)),
    ("POST", "/api/v1/teams/{id}/counters/{name}", || json!({"delta": 1}), members(200)),
    ("PUT", "/api/v1/teams/{id}/counters/{name}/thresholds", goals, coaches(200)),
    ("POST", "/api/v1/teams/{id}/invites", nothing, coaches(201)),
    ("GET", "/api/v1/posts/{id}", nothing, members(200)),
    ("PUT", "/api/v1/posts/{id}/like", nothing, members(200)),
    ("DELETE", "/api/v1/posts/{id}/like", nothing, members(200)),
    ("POST", "/api/v1/posts/{id}/pin", nothing, coaches(201)),
    ("DELETE", "/api/v1/posts/{id}/pin", nothing, coaches(200)),
    ("GET", "/api/v1/posts/{id}/reactions", nothing, members(200)),
    ("GET", "/api/v1/messages/{id}/reactions", nothing, members(200)),
    ("GET", "/api/v1/forums", nothing, signed_in(200)),
    ("POST", "/api/v1/forums", || json!({"name": "Book club"}), signed_in(201)),
    ("GET", "/api/v1/forums/{id}", nothing, members(200)),
    ("GET", "/api/v1/forums/{id}/messages", nothing, members(200)),
    ("POST", "/api/v1/forums/{id}/messages", || json!({"message": "Hello"}), members(201)),
    ("POST", "/api/v1/forums/{id}/read", || json!({"seq": 1}), members(200)),
    // A team's own forum has the team's members.
    ("POST", "/api/v1/forums/{id}/members", || json!({"userId": NOBODYS_ID}), conflicts()),
    ("DELETE", "/api/v1/forums/{id}/members/{userId}", nothing, conflicts()),
    ("GET", "/api/v1/connections", nothing, signed_in(200)),
    ("POST", "/api/v1/connections", || json!({"userId": NOBODYS_ID}), about_nobody()),
    ("PUT", "/api/v1/connections/{userId}", || json!({"requestStatus": "blocked"}), about_nobody()),
    ("GET", "/api/v1/direct-messages/{userId}", nothing, signed_in(200)),
    ("POST", "/api/v1/direct-messages/{userId}", || json!({"message": "Hello"}), about_nobody()),
    ("POST", "/api/v1/direct-messages/{userId}/read", nothing, signed_in(204)),
    ("GET", "/api/v1/conversations", nothing, signed_in(200)),
    ("GET", "/api/v1/notifications", nothing, signed_in(200)),
    ("POST", "/api/v1/notifications/read", || json!({}), signed_in(200)),
    ("POST", "/api/v1/notifications/{id}/read", nothing, about_nobody()),
    ("GET", "/api/v1/invites/{code}", nothing, open(Served(200))),
    // An invitation to a team of somebody else: it makes nobody a member of this one.
    ("POST", "/api/v1/invites/{code}/accept", nothing, signed_in(200)),
    ("GET", "/ws", nothing, open(Refused(400, "BAD_MESSAGE"))),
    ("GET", "/api/openapi.json", nothing, open(Served(200))),
    ("GET", "/api/asyncapi.json", nothing, open(Served(200))),
    ("POST", "/api/v1/auth/logout", nothing, signed_in(204)),
];

/// Served, but no part of the description of REST.
const UNDESCRIBED: [&str; 3] = ["/ws", "/api/openapi.json", "/api/asyncapi.json"];

fn wrong_sign_in() -> Value {
    json!({"email": "nobody@kith.example", "password": "a long walk"})
}

fn goals() -> Value {
    json!({"thresholds": [1_000_000], "unit": "steps"})
}

/// A team with a post, and somebody of each kind.
struct Cast {
    house: House,
    team: String,
    post: String,
    /// In the team's forum.
    message: String,
    code: String,
    callers: [Person; 4],
}

impl Cast {
    async fn assemble() -> Self {
        let house = House::open().await;
        let (team, [coach, member]) = house.team(["sarah", "ruth"]).await;
        let (_, [stranger]) = house.team(["dave"]).await;
        let post = text(&coach.writes(&team, "Behind closed doors").await, "id");
        let (other_team, [other_coach]) = house.team(["mina"]).await;
        let invite = other_coach.post(&format!("teams/{other_team}/invites"), &Value::Null).await.is(201);
        let said =
            coach.post(&format!("forums/{team}/messages"), &json!({"message": "Behind"})).await.is(201);
        let message = text(&said["message"], "id");
        let (code, callers) = (text(&invite, "code"), [house.nobody(), stranger, member, coach]);
        Self { house, team, post, message, code, callers }
    }

    /// A path of the table with these in the place of its variables.
    fn path(&self, template: &str, team: &str, post: &str) -> String {
        let id = match template {
            _ if template.contains("/posts/{id}") => post,
            _ if template.contains("/messages/{id}") && post == self.post => &self.message,
            _ if template.contains("/notifications/{id}") && post == self.post => NOBODYS_ID,
            _ if template.contains("/messages/{id}") || template.contains("/notifications/{id}") => post,
            _ => team,
        };
        template
            .replace("{id}", id)
            .replace("{userId}", NOBODYS_ID)
            .replace("{name}", "steps")
            .replace("{code}", &self.code)
    }
}

async fn ask(caller: &Person, method: &str, path: &str, body: fn() -> Value) -> Answer {
    let body = (method != "GET" && method != "DELETE").then(body);
    caller.ask(method.parse().unwrap(), path, body.as_ref()).await
}

#[tokio::test]
async fn mb1_every_route_serves_whom_it_is_for_and_nobody_else() {
    let cast = Cast::assemble().await;
    for (method, template, body, gets) in REST {
        let path = cast.path(template, &cast.team, &cast.post);
        for (caller, gets) in cast.callers.iter().zip(gets) {
            let answer = ask(caller, method, &path, body).await;
            match gets {
                Served(status) => drop(answer.is(status)),
                Refused(status, code) => {
                    answer.refused(status, code);
                    let told = answer.body.to_string();
                    let learned = ["sarah", "ruth", "Behind"].iter().any(|word| told.contains(word));
                    assert!(!learned, "{}: {told}", answer.asked);
                }
            }
        }
    }
}

#[tokio::test]
async fn mb1_every_route_of_the_description_stands_in_the_table() {
    let house = House::open().await;
    let description = house.nobody().get("/api/openapi.json").await.is(200);
    let mut described = BTreeSet::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        if crate::pacts::has_a_table_for(path) {
            continue;
        }
        let methods = item.as_object().unwrap().keys().filter(|key| *key != "parameters");
        described.extend(methods.map(|method| (method.to_uppercase(), path.clone())));
    }
    let table = REST.iter().filter(|(_, path, ..)| !UNDESCRIBED.contains(path));
    let table: BTreeSet<_> =
        table.map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(described, table);
    // What needs a token says so.
    for (method, path, _, gets) in REST.iter().filter(|(_, path, ..)| !UNDESCRIBED.contains(path)) {
        let operation = &description["paths"][path][method.to_lowercase()];
        let needs_token = matches!(gets[0], Refused(401, _)) && *path != "/api/v1/auth/login";
        assert_eq!(operation["security"].is_array(), needs_token, "{method} {path}: {operation}");
    }
}

#[tokio::test]
async fn mb1_what_does_not_exist_is_not_found_and_what_cannot_be_an_id_is_refused() {
    let cast = Cast::assemble().await;
    let [_, stranger, _, coach] = &cast.callers;
    for (method, template, body, _) in REST.iter().filter(|(_, path, ..)| path.contains("{id}")) {
        for caller in [stranger, coach] {
            let path = cast.path(template, NOBODYS_ID, NOBODYS_ID);
            ask(caller, method, &path, *body).await.refused(404, "NOT_FOUND");
            let path = cast.path(template, "not-an-id", "not-an-id");
            ask(caller, method, &path, *body).await.refused(400, "BAD_MESSAGE");
        }
    }
}

/// Which table has the rows of a kind of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// The one of this file.
    People,
    /// The one in `pacts`.
    Pacts,
}

/// In which table each kind of message stands; the compiler asks for that of a new one.
const fn table(message: &ClientMessage) -> Table {
    match message {
        ClientMessage::JoinTeam { .. }
        | ClientMessage::LeaveTeam { .. }
        | ClientMessage::SendCheer { .. }
        | ClientMessage::PostLike { .. }
        | ClientMessage::PostUnlike { .. }
        | ClientMessage::Login
        | ClientMessage::Logout
        | ClientMessage::UpdateSession { .. }
        | ClientMessage::RequestRoomsList
        | ClientMessage::JoinRoom { .. }
        | ClientMessage::ExitRoom { .. }
        | ClientMessage::SendMessage { .. }
        | ClientMessage::SendDirectMessage { .. }
        | ClientMessage::UpdateNotification { .. }
        | ClientMessage::LoadActiveConnections
        | ClientMessage::CreateUserConnection { .. }
        | ClientMessage::UpdateUserConnection { .. }
        | ClientMessage::CreateOrUpdateReaction { .. } => Table::People,
        ClientMessage::JoinPact { .. }
        | ClientMessage::LeavePact { .. }
        | ClientMessage::LogCheckin(_)
        | ClientMessage::SendCelebration { .. }
        | ClientMessage::SendEncouragement { .. } => Table::Pacts,
    }
}

/// Every kind of message that a table has to have rows of: there is a golden file of each.
pub fn kinds_of(wanted: Table) -> BTreeSet<String> {
    let folder = format!("{}/../protocol/golden/client", env!("CARGO_MANIFEST_DIR"));
    let texts = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()));
    let messages = texts.map(|text| serde_json::from_str::<Value>(&text.unwrap()).unwrap());
    let stands = |message: &Value| table(&serde_json::from_value(message.clone()).unwrap()) == wanted;
    messages.filter(stands).map(|message| kind(&message).to_owned()).collect()
}

#[tokio::test]
async fn mb1_every_message_serves_whom_it_is_for_and_nobody_else() {
    let cast = Cast::assemble().await;
    let (team, post) = (&cast.team, &cast.post);
    let mut tried_kinds = BTreeSet::new();
    // In this order: who may join is in the room when it cheers. Leaving where one never was changes and tells nothing.
    let rows = [
        (json!({"type": "JOIN_TEAM", "teamId": team}), "NOT_A_MEMBER", "JOINED_TEAM"),
        (json!({"type": "SEND_CHEER", "teamId": team, "icon": "heart"}), "NOT_A_MEMBER", "ACK"),
        (json!({"type": "POST_LIKE", "postId": post}), "NOT_A_MEMBER", "ACK"),
        (json!({"type": "POST_UNLIKE", "postId": post}), "NOT_A_MEMBER", "ACK"),
        (json!({"type": "LEAVE_TEAM", "teamId": team}), "ACK", "ACK"),
        (json!({"type": "JOIN_ROOM", "roomId": team}), "NOT_A_MEMBER", "JOINED_ROOM"),
        (json!({"type": "SEND_MESSAGE", "roomId": team, "message": "Hello"}), "NOT_A_MEMBER", "ACK"),
        (json!({"type": "CREATE_OR_UPDATE_REACTION", "postId": post}), "NOT_A_MEMBER", "ACK"),
        (json!({"type": "CREATE_OR_UPDATE_REACTION", "messageId": cast.message}), "NOT_A_MEMBER", "ACK"),
        (json!({"type": "EXIT_ROOM", "roomId": team}), "ACK", "ACK"),
        (
            json!({"type": "SEND_DIRECT_MESSAGE", "to": {"id": NOBODYS_ID}, "message": "x"}),
            "NOT_FOUND",
            "ERROR",
        ),
        (
            json!({"type": "CREATE_USER_CONNECTION", "connection": {"acceptingUserId": NOBODYS_ID}}),
            "NOT_FOUND",
            "ERROR",
        ),
        (
            json!({"type": "UPDATE_USER_CONNECTION", "connection": {"otherUserId": NOBODYS_ID, "requestStatus": "complete"}}),
            "NOT_FOUND",
            "ERROR",
        ),
        (json!({"type": "UPDATE_NOTIFICATION", "notification": {"id": NOBODYS_ID}}), "NOT_FOUND", "ERROR"),
        (json!({"type": "LOGIN"}), "ACK", "ACK"),
        (json!({"type": "UPDATE_SESSION"}), "ACK", "ACK"),
        (json!({"type": "REQUEST_ROOMS_LIST"}), "ACK", "ACK"),
        (json!({"type": "LOAD_ACTIVE_CONNECTIONS"}), "ACK", "ACK"),
        (json!({"type": "LOGOUT"}), "ACK", "ACK"),
    ];
    let [_, stranger, member, coach] = &cast.callers;
    let mut from_stranger = stranger.socket().await;
    let mut from_members = [member.socket().await, coach.socket().await];
    for (message, for_stranger, for_members) in rows {
        let refused = from_stranger.ask(message.clone()).await;
        let got = if kind(&refused) == "ERROR" { &refused["code"] } else { &refused["type"] };
        assert_eq!(*got, json!(for_stranger), "{message}: {refused}");
        for socket in &mut from_members {
            assert_eq!(kind(&socket.ask(message.clone()).await), for_members, "{message}");
        }
        tried_kinds.insert(kind(&message).to_owned());
    }
    assert_eq!(tried_kinds, kinds_of(Table::People));
    let own = [
        "USER_LOGIN_SUCCESS",
        "SESSION_CREATED",
        "ACTIVE_CONNECTIONS_LOADED",
        "SESSION_UPDATED",
        "SEND_ROOMS_LIST",
    ];
    let own = [&own[..], &["USER_LOGOUT_SUCCESS", "SESSION_CLOSED"]].concat();
    let heard = from_stranger.so_far().await;
    assert!(heard.iter().all(|message| own.contains(&kind(message))), "{heard:#?}");
    cast.house.nobody().turned_away("", &[]).await.refused(401, "UNAUTHORIZED");
}
