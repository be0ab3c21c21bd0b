//! The AsyncAPI description of `/ws`, made from the protocol's own types. It knows no connection.

use kith_protocol::plain::FRAME_MAX_BYTES;
use kith_protocol::{ClientMessage, Reference, ServerMessage};
use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

const ABOUT: &str = "The plain dialect of `/ws`: one JSON object a text frame. A message with a `ref` is answered once \
    with that `ref`, by `JOINED_TEAM`, `ACK` or `ERROR`. The connection closes with 4000-4499 when the client should \
    come back (4001 the server is stopping, 4002 it read too slowly, 4003 fetch everything again) and with 4500-4999 \
    when it should not without a change (4501 sign in again, 4502 the protocol was broken).";

/// The description; `public_url` is where clients reach the server.
pub fn describe(public_url: &str) -> Value {
    let client = messages::<ClientMessage>(Some("ref"));
    let server = messages::<ServerMessage>(None);
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kith, live",
            "version": env!("CARGO_PKG_VERSION"),
            "description": format!("{ABOUT} A frame has at most {FRAME_MAX_BYTES} bytes."),
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {"here": server_object(public_url)},
        "channels": {"ws": {
            "address": "/ws",
            "description": "One connection; it may be in several teams' rooms.",
            "messages": client.keys().chain(server.keys()).map(|name| {
                (name.clone(), reference("components/messages", name))
            }).collect::<Map<_, _>>(),
        }},
        "operations": {
            "hear": operation("receive", "What a client may say.", &client),
            "say": operation("send", "What the server says.", &server),
        },
        "components": {
            "messages": client.into_iter().chain(server).collect::<Map<_, _>>(),
            "schemas": schemas(),
            "securitySchemes": security(),
        },
    })
}

fn server_object(public_url: &str) -> Value {
    let (protocol, host) = match public_url.split_once("://") {
        Some(("https", host)) => ("wss", host),
        Some((_, host)) => ("ws", host),
        None => ("ws", public_url),
    };
    let ways = ["bearer", "subprotocol", "query"].map(|way| reference("components/securitySchemes", way));
    json!({"host": host, "protocol": protocol, "security": ways})
}

fn security() -> Value {
    json!({
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "subprotocol": {
            "type": "httpApiKey", "in": "header", "name": "Sec-WebSocket-Protocol",
            "description": "The pair `kith.v1, bearer.TOKEN`, for browsers.",
        },
        "query": {
            "type": "httpApiKey", "in": "query", "name": "token",
            "description": "The last resort: addresses end up in logs.",
        },
    })
}

fn operation(action: &str, summary: &str, messages: &Map<String, Value>) -> Value {
    let messages: Vec<_> = messages.keys().map(|name| reference("channels/ws/messages", name)).collect();
    json!({"action": action, "channel": reference("channels", "ws"), "summary": summary, "messages": messages})
}

fn reference(place: &str, name: &str) -> Value {
    json!({"$ref": format!("#/{place}/{name}")})
}

/// One message for each variant of a tagged enum.
fn messages<T: PartialSchema>(mark: Option<&str>) -> Map<String, Value> {
    let RefOr::T(Schema::OneOf(union)) = T::schema() else { return Map::new() };
    union
        .items
        .iter()
        .filter_map(|variant| serde_json::to_value(variant).ok())
        .filter_map(|mut payload| {
            let name = payload.pointer("/properties/type/enum/0")?.as_str()?.to_owned();
            let summary = payload.as_object_mut()?.remove("description").unwrap_or_default();
            in_wire_spelling(&mut payload);
            if let Some(mark) = mark {
                let mark_type = reference("components/schemas", &Reference::name());
                payload.get_mut("properties")?.as_object_mut()?.insert(mark.to_owned(), mark_type);
            }
            Some((name.clone(), json!({"name": name, "summary": summary, "payload": payload})))
        })
        .collect()
}

/// utoipa does not see serde's `rename_all_fields`, so fields of variants come in Rust's spelling.
fn in_wire_spelling(payload: &mut Value) {
    if let Some(properties) = payload.get_mut("properties").and_then(Value::as_object_mut) {
        *properties =
            std::mem::take(properties).into_iter().map(|(name, value)| (camel_case(&name), value)).collect();
    }
    for name in payload.get_mut("required").and_then(Value::as_array_mut).into_iter().flatten() {
        *name = name.as_str().map(camel_case).into();
    }
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}

/// Every type that the messages mention.
fn schemas() -> Map<String, Value> {
    let mut named = vec![(Reference::name().into_owned(), Reference::schema())];
    ClientMessage::schemas(&mut named);
    ServerMessage::schemas(&mut named);
    named
        .into_iter()
        .filter_map(|(name, schema)| serde_json::to_value(schema).ok().map(|schema| (name, schema)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_protocol::{
        CheerIcon, ErrorCode, Person, PostId, Presence, Refusal, Role, TeamId, Ticker, Timestamp, UserId,
    };
    use std::collections::BTreeSet;
    use uuid::Uuid;

    /// The targets of every `$ref` in a document.
    fn references(document: &Value) -> BTreeSet<String> {
        match document {
            Value::Object(fields) => fields
                .iter()
                .flat_map(|(name, value)| match value.as_str() {
                    Some(target) if name == "$ref" => BTreeSet::from([target.to_owned()]),
                    Some(_) | None => references(value),
                })
                .collect(),
            Value::Array(items) => items.iter().flat_map(references).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => BTreeSet::new(),
        }
    }

    #[test]
    fn every_message_of_the_protocol_is_described() {
        let document = describe("https://kith.example");
        let messages = document.pointer("/components/messages").unwrap().as_object().unwrap();
        let names: Vec<_> = messages.keys().map(String::as_str).collect();
        let expected = [
            "ACK",
            "ERROR",
            "JOINED_TEAM",
            "JOIN_TEAM",
            "LEAVE_TEAM",
            "LIKE_UPDATE",
            "LIVE_CHEER",
            "LIVE_NOTIFICATION",
            "NEW_POST",
            "POST_LIKE",
            "POST_UNLIKE",
            "PRESENCE_UPDATE",
            "SEND_CHEER",
            "TICKER",
        ];
        assert_eq!(names, expected);
        assert!(messages["JOIN_TEAM"].pointer("/payload/properties/ref").is_some());
        assert_eq!(document.pointer("/servers/here/protocol").unwrap(), "wss");
        assert_eq!(document.pointer("/servers/here/host").unwrap(), "kith.example");
    }

    /// One message of each kind that has all its fields.
    fn full_messages() -> Vec<Value> {
        let (reference, team_id) = (Some(Reference::Number(7)), TeamId(Uuid::nil()));
        let (post_id, user_id, at) = (PostId(Uuid::nil()), UserId(Uuid::nil()), Timestamp(0));
        let text = || "text".to_owned();
        let person = Person { user_id, user_name: text(), role: Role::Coach };
        let presence = Presence { count: 1, active_coaches: vec![text()], here: vec![person.clone()] };
        let ticker = Some(Ticker { title: text(), body: text(), at });
        let (here, active_coaches) = (vec![person], vec![text()]);
        let said = [
            ServerMessage::JoinedTeam {
                reference: reference.clone(),
                team_id,
                epoch: text(),
                seq: 1,
                role: Role::Coach,
                presence,
                ticker,
                resync: true,
            },
            ServerMessage::PresenceUpdate { team_id, count: 1, active_coaches, here },
            ServerMessage::LiveCheer {
                team_id,
                user_id,
                user_name: text(),
                icon: CheerIcon::Clap,
                others: 1,
            },
            ServerMessage::LiveNotification {
                title: text(),
                body: text(),
                link: text(),
                team_id,
                post_id,
                seq: 1,
            },
            ServerMessage::NewPost { team_id, post_id, seq: 1, author_id: user_id },
            ServerMessage::LikeUpdate { post_id, like_count: 1 },
            ServerMessage::Ticker { title: text(), body: text(), at },
            ServerMessage::Ack {
                reference: reference.clone(),
                post_id: Some(post_id),
                like_count: Some(1),
                liked_by_me: Some(true),
            },
            ServerMessage::refused(Refusal::new(ErrorCode::TooFast, text()), reference),
        ];
        let asked = [
            ClientMessage::JoinTeam { team_id, since: Some(1), epoch: Some(text()) },
            ClientMessage::LeaveTeam { team_id },
            ClientMessage::SendCheer { icon: CheerIcon::Clap, team_id: Some(team_id) },
            ClientMessage::PostLike { post_id },
            ClientMessage::PostUnlike { post_id },
        ];
        let asked = asked.iter().map(|message| {
            let mut message = serde_json::to_value(message).unwrap();
            message["ref"] = json!(7);
            message
        });
        said.iter().map(|message| serde_json::to_value(message).unwrap()).chain(asked).collect()
    }

    #[test]
    fn go1_the_description_names_the_fields_as_they_are_on_the_wire() {
        let document = describe("https://kith.example");
        let messages = document.pointer("/components/messages").unwrap().as_object().unwrap();
        let samples = full_messages();
        assert_eq!(samples.len(), messages.len());
        for sample in samples {
            let described = &messages[sample["type"].as_str().unwrap()]["payload"]["properties"];
            let described: Vec<_> = described.as_object().unwrap().keys().collect();
            assert_eq!(described, sample.as_object().unwrap().keys().collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_reference_of_the_description_leads_nowhere() {
        let document = describe("http://127.0.0.1:7743");
        let references = references(&document);
        assert!(references.len() > 20, "{references:?}");
        for reference in references {
            let pointer = reference.trim_start_matches('#');
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }
}
