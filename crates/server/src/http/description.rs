//! The descriptions that the server gives of itself: OpenAPI for REST, AsyncAPI for `/ws`. Both are made from the
//! types that do the work, so that neither can say something else.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use kith_protocol::plain::FRAME_MAX_BYTES;
use kith_protocol::{ClientMessage, Reference, ServerMessage};
use serde_json::{Map, Value, json};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, RefOr, Schema};
use utoipa::{OpenApi as _, PartialSchema, ToSchema};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Kith",
        description = "The real-time home of people who keep each other going: accounts, teams, posts, likes and \
            shared counters over REST. Live connections are described in `/api/asyncapi.json`.\n\n\
            Times are RFC 3339 in UTC with milliseconds, ids are UUIDs. Every refusal has the same body: a `code` for \
            programs, a `message` for people, and whether the same request may succeed later (`temporary`).",
        license(name = "MIT", identifier = "MIT"),
    ),
    tags(
        (name = "accounts", description = "Register, sign in and out."),
        (name = "teams", description = "Teams, their members, and who is here."),
        (name = "invites", description = "The way into a team."),
        (name = "posts", description = "A team's feed, its pins, and likes."),
        (name = "counters", description = "What a team adds up together, and shared wins."),
        (name = "operation", description = "For those who run the server."),
    ),
    components(schemas(kith_protocol::rest::ErrorBody)),
)]
struct Base;

/// What the OpenAPI description says apart from the routes.
pub fn base() -> OpenApi {
    let mut base = Base::openapi();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("The `idToken` of register, login or refresh."))
        .build();
    base.components
        .get_or_insert_default()
        .security_schemes
        .insert("bearer".to_owned(), SecurityScheme::Http(bearer).into());
    base
}

/// A description as an answer.
pub fn answer(description: Bytes) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    (headers, description).into_response()
}

/// The AsyncAPI description of `/ws`.
pub fn async_api(public_url: &str) -> Value {
    let (protocol, host) = match public_url.split_once("://") {
        Some(("https", host)) => ("wss", host),
        Some((_, host)) => ("ws", host),
        None => ("ws", public_url),
    };
    let client = messages::<ClientMessage>(Some("ref"));
    let server = messages::<ServerMessage>(None);
    let both: Map<_, _> = client.iter().chain(&server).map(|(name, m)| (name.clone(), m.clone())).collect();
    let on_channel = |names: &Map<String, Value>| -> Map<String, Value> {
        names.keys().map(|name| (name.clone(), json!({"$ref": format!("#/components/messages/{name}")}))).collect()
    };
    let of_operation = |names: &Map<String, Value>| -> Vec<Value> {
        names.keys().map(|name| json!({"$ref": format!("#/channels/ws/messages/{name}")})).collect()
    };
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kith, live",
            "version": env!("CARGO_PKG_VERSION"),
            "description": format!(
                "The plain dialect of `/ws`: one JSON object a text frame, at most {FRAME_MAX_BYTES} bytes. A message \
                 with a `ref` is answered once with that `ref`, by `JOINED_TEAM`, `ACK` or `ERROR`. The connection \
                 closes with 4000-4499 when the client should come back (4001 the server is stopping, 4002 it read too \
                 slowly, 4003 fetch everything again) and with 4500-4999 when it should not without a change (4501 sign \
                 in again, 4502 the protocol was broken)."
            ),
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {"here": {"host": host, "protocol": protocol, "security": [
            {"$ref": "#/components/securitySchemes/bearer"},
            {"$ref": "#/components/securitySchemes/subprotocol"},
            {"$ref": "#/components/securitySchemes/query"},
        ]}},
        "channels": {"ws": {
            "address": "/ws",
            "description": "One connection; it may be in several teams' rooms.",
            "messages": on_channel(&both),
        }},
        "operations": {
            "hear": {
                "action": "receive",
                "channel": {"$ref": "#/channels/ws"},
                "summary": "What a client may say.",
                "messages": of_operation(&client),
            },
            "say": {
                "action": "send",
                "channel": {"$ref": "#/channels/ws"},
                "summary": "What the server says.",
                "messages": of_operation(&server),
            },
        },
        "components": {
            "messages": both,
            "schemas": schemas(),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "subprotocol": {
                    "type": "httpApiKey", "in": "header", "name": "Sec-WebSocket-Protocol",
                    "description": "The pair `kith.v1, bearer.TOKEN`, for browsers.",
                },
                "query": {
                    "type": "httpApiKey", "in": "query", "name": "token",
                    "description": "The last resort: addresses end up in logs.",
                },
            },
        },
    })
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
            if let Some(mark) = mark {
                let reference = json!({"$ref": format!("#/components/schemas/{}", Reference::name())});
                payload.get_mut("properties")?.as_object_mut()?.insert(mark.to_owned(), reference);
            }
            Some((name.clone(), json!({"name": name, "summary": summary, "payload": payload})))
        })
        .collect()
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
    use std::collections::BTreeSet;

    /// The targets of every `$ref` in a document.
    fn references(document: &Value) -> BTreeSet<String> {
        match document {
            Value::Object(fields) => fields
                .iter()
                .flat_map(|(name, value)| match value {
                    Value::String(target) if name == "$ref" => BTreeSet::from([target.clone()]),
                    other => references(other),
                })
                .collect(),
            Value::Array(items) => items.iter().flat_map(references).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => BTreeSet::new(),
        }
    }

    #[test]
    fn every_message_of_the_protocol_is_described() {
        let document = async_api("https://kith.example");
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

    #[test]
    fn no_reference_of_the_description_leads_nowhere() {
        let document = async_api("http://127.0.0.1:7743");
        let references = references(&document);
        assert!(references.len() > 20, "{references:?}");
        for reference in references {
            let pointer = reference.trim_start_matches('#');
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }
}
