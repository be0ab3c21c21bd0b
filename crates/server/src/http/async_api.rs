//! The AsyncAPI description of `/ws`, made from the protocol's own types. It knows no connection.

use kith_protocol::plain::FRAME_MAX_BYTES;
use kith_protocol::{ClientMessage, Reference, ServerMessage};
use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

const ABOUT: &str = "The plain dialect of `/ws`: one JSON object a text frame. A message with a `ref` is answered once \
    with that `ref`, by a message with a name of its own such as `JOINED_TEAM`, by `ACK` or by `ERROR`. The connection closes with 4000-4499 when the client should \
    come back (4001 the server is stopping, 4002 it read too slowly, 4003 fetch everything again) and with 4500-4999 \
    when it should not without a change (4501 sign in again, 4502 the protocol was broken).";

/// What client and server both say, each in its own shape.
const SHARED_NAMES: [&str; 2] = ["SEND_MESSAGE", "SEND_DIRECT_MESSAGE"];
/// Tells the server's message of a shared name from the client's.
const SERVER_PREFIX: &str = "server.";

/// The description; `public_url` is where clients reach the server.
pub fn describe(public_url: &str) -> Value {
    let schemas = schemas();
    let client = messages::<ClientMessage>(Some("ref"), &schemas);
    let mut server = messages::<ServerMessage>(None, &schemas);
    for name in SHARED_NAMES {
        if let Some(message) = server.remove(name) {
            server.insert(format!("{SERVER_PREFIX}{name}"), message);
        }
    }
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
            "description": "One connection; it may be in the rooms of several teams, forums and pacts.",
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
            "schemas": schemas,
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
fn messages<T: PartialSchema>(mark: Option<&str>, schemas: &Map<String, Value>) -> Map<String, Value> {
    let RefOr::T(Schema::OneOf(union)) = T::schema() else { return Map::new() };
    union
        .items
        .iter()
        .filter_map(|variant| serde_json::to_value(variant).ok())
        .filter_map(|payload| {
            let mut payload = in_one_piece(payload, schemas);
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

/// A variant that carries a named type is described as both together; here they become one object.
fn in_one_piece(payload: Value, schemas: &Map<String, Value>) -> Value {
    let Some(parts) = payload.get("allOf").and_then(Value::as_array) else { return payload };
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for part in parts {
        let target = part.get("$ref").and_then(Value::as_str).and_then(|target| target.rsplit('/').next());
        let part = target.and_then(|name| schemas.get(name)).unwrap_or(part);
        properties.extend(part["properties"].as_object().cloned().unwrap_or_default());
        required.extend(part["required"].as_array().cloned().unwrap_or_default());
    }
    json!({"type": "object", "description": payload["description"], "properties": properties, "required": required})
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
    use std::collections::{BTreeMap, BTreeSet};

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
        let names: BTreeSet<_> = messages.keys().map(String::as_str).collect();
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
            "POST_UNPINNED",
            "POST_UNLIKE",
            "PRESENCE_UPDATE",
            "SEND_CHEER",
            "TICKER",
        ];
        assert!(expected.iter().all(|name| names.contains(name)), "{names:?}");
        assert_eq!(names.len(), 23 + 41, "{names:?}");
        assert!(messages["JOIN_TEAM"].pointer("/payload/properties/ref").is_some());
        assert_eq!(document.pointer("/servers/here/protocol").unwrap(), "wss");
        assert_eq!(document.pointer("/servers/here/host").unwrap(), "kith.example");
    }

    /// The fields of each golden message, by its key among the described ones.
    fn golden_fields() -> BTreeMap<String, BTreeSet<String>> {
        let mut fields: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for side in ["client", "server"] {
            let folder = format!("{}/../protocol/golden/{side}", env!("CARGO_MANIFEST_DIR"));
            for file in std::fs::read_dir(folder).unwrap() {
                let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
                let message: Map<String, Value> = serde_json::from_str(&text).unwrap();
                let kind = message["type"].as_str().unwrap();
                let is_shared = side == "server" && SHARED_NAMES.contains(&kind);
                let key = if is_shared { format!("{SERVER_PREFIX}{kind}") } else { kind.to_owned() };
                fields.entry(key).or_default().extend(message.keys().cloned());
            }
        }
        fields
    }

    #[test]
    fn go1_the_description_names_the_fields_as_they_are_on_the_wire() {
        let document = describe("https://kith.example");
        let messages = document.pointer("/components/messages").unwrap().as_object().unwrap();
        let golden = golden_fields();
        assert!(golden.keys().eq(messages.keys()), "{:?}", messages.keys());
        for (name, fields) in golden {
            let described = messages[&name]["payload"]["properties"].as_object().unwrap();
            let described: BTreeSet<_> = described.keys().cloned().collect();
            assert_eq!(described, fields, "{name}");
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
