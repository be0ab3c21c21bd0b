//! The dialect of Socket.IO: one event, `action`, with `{type, data}`. Derived from the plain dialect by rule, so that
//! no message is described twice: the type gets a prefix, the other fields become `data`.

use crate::client::{Incoming, Reference};
use crate::error::{CloseCode, ErrorCode, Refusal};
use crate::plain::{self, FRAME_MAX_BYTES, Undecodable};
use crate::server::ServerMessage;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

/// The one event that both sides emit.
pub const EVENT: &str = "action";

const CLIENT_PREFIX: &str = "CLIENT:";
const SERVER_PREFIX: &str = "SERVER:";
/// Types that shipping clients expect without the prefix.
const WITHOUT_PREFIX: [&str; 1] = ["UNAUTHORIZED"];
/// Types whose `data` is the list in this field.
const AS_LIST: [(&str, &str); 1] = [("SEND_ROOMS_LIST", "rooms")];
/// Types with a field that is called something else in `data`: there, `type` is free.
const RENAMED: [(&str, &str, &str); 1] = [("PACT_ACTIVITY", "\"activityType\":", "\"type\":")];
/// Types that shipping clients send and that mean nothing here.
const IGNORED: [&str; 3] = ["REGISTER", "UPDATE_USER", "RESET_USER_SETTINGS"];
/// Marks a reference of ours that stands for an acknowledgement. In JSON the first character is always escaped.
const ACK_MARK: &str = "\u{1}ack ";
const ACK_MARK_IN_JSON: &str = "\\u0001ack ";

/// What a client's action is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// A message.
    Message(Incoming),
    /// One of the types that shipping clients send and that mean nothing here.
    Ignored,
}

/// A server's message in this dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// The action to emit, as JSON; none for what is an acknowledgement and nothing else.
    pub event: Option<String>,
    /// The acknowledgement to give: its number and its one argument, as JSON.
    pub ack: Option<(u64, String)>,
}

/// Reads a client's action. `ack` is the number under which it asks to be acknowledged.
///
/// # Errors
/// As [`plain::decode`].
pub fn decode(action: &str, ack: Option<u64>) -> Result<Decoded, Undecodable> {
    let reference = ack.map(mark);
    read(action, reference.as_ref()).map_err(|undecodable| Undecodable {
        // What could be read of a client's own mark is not told where it asked for an acknowledgement.
        reference: reference.or(undecodable.reference),
        refusal: undecodable.refusal,
    })
}

/// Refuses what is no action at all.
///
/// # Errors
/// Always.
pub fn decode_nothing(refusal: Refusal, ack: Option<u64>) -> Result<Decoded, Undecodable> {
    Err(Undecodable { refusal, reference: ack.map(mark) })
}

fn mark(ack: u64) -> Reference {
    Reference::Text(format!("{ACK_MARK}{ack}"))
}

fn read(action: &str, mark: Option<&Reference>) -> Result<Decoded, Undecodable> {
    #[derive(Deserialize)]
    struct Action<'a> {
        #[serde(rename = "type", default)]
        kind: Value,
        #[serde(borrow, default)]
        data: Option<&'a RawValue>,
        #[serde(rename = "ref", default)]
        reference: Option<Value>,
    }
    if action.len() > FRAME_MAX_BYTES {
        return Err(too_large(action.len()));
    }
    if !action.starts_with('{') {
        return Err(bad("An action is a JSON object with a \"type\" and \"data\"."));
    }
    let Action { kind, data, reference } =
        serde_json::from_str(action).map_err(|error| bad(format!("This action cannot be read: {error}.")))?;
    let Value::String(kind) = kind else { return Err(bad("An action has a \"type\", which is text.")) };
    let Some(name) = kind.strip_prefix(CLIENT_PREFIX) else {
        return Err(bad(format!("A client's type begins with \"{CLIENT_PREFIX}\".")));
    };
    if IGNORED.contains(&name) {
        return Ok(Decoded::Ignored);
    }
    let mut fields = fields(data)?;
    if let Some(reference) = reference {
        fields.insert("ref".to_owned(), reference);
    }
    if fields.get("ref").and_then(Value::as_str).is_some_and(|text| text.starts_with(ACK_MARK)) {
        return Err(bad("\"ref\" may not begin like that."));
    }
    fields.insert("type".to_owned(), Value::String(name.to_owned()));
    let mut incoming = plain::decode_fields(fields)?;
    if mark.is_some() {
        incoming.reference = mark.cloned();
    }
    Ok(Decoded::Message(incoming))
}

fn fields(data: Option<&RawValue>) -> Result<Map<String, Value>, Undecodable> {
    let data = data.map_or("{}", RawValue::get);
    match serde_json::from_str(data) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(Value::Null) => Ok(Map::new()),
        Ok(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            Err(bad("The \"data\" of an action is an object."))
        }
        Err(error) => Err(bad(format!("The \"data\" of this action cannot be read: {error}."))),
    }
}

/// Writes a server's message. One that answers an action which asked for an acknowledgement becomes that, and an
/// event too where it says more than that the action was carried out.
#[must_use]
pub fn encode(message: &ServerMessage) -> Encoded {
    let text = plain::encode(message);
    if !text.contains(ACK_MARK_IN_JSON) {
        return Encoded { event: Some(wrap(&text)), ack: None };
    }
    let mut fields: Map<String, Value> =
        serde_json::from_str(&text).unwrap_or_else(|error| unreachable!("{text}: {error}"));
    let mark = fields.get("ref").and_then(Value::as_str).and_then(|mark| mark.strip_prefix(ACK_MARK));
    let Some(ack) = mark.and_then(|number| number.parse().ok()) else {
        return Encoded { event: Some(wrap(&text)), ack: None };
    };
    fields.remove("ref");
    acknowledge(ack, fields)
}

fn acknowledge(ack: u64, mut fields: Map<String, Value>) -> Encoded {
    let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let (event, argument) = match kind.as_str() {
        "ACK" => {
            fields.remove("type");
            fields.insert("ok".to_owned(), Value::Bool(true));
            (None, Value::Object(fields))
        }
        "ERROR" => {
            fields.remove("type");
            (None, json!({"ok": false, "error": fields}))
        }
        _ => {
            fields.remove("type");
            let kind = prefixed(&kind);
            (Some(json!({"type": kind, "data": fields}).to_string()), json!({"ok": true}))
        }
    };
    Encoded { event, ack: Some((ack, argument.to_string())) }
}

/// `{"type":"X","a":1}` as `{"type":"SERVER:X","data":{"a":1}}`: the type is always written first.
fn wrap(plain: &str) -> String {
    let behind = plain.strip_prefix(r#"{"type":""#);
    let Some((kind, fields)) = behind.and_then(|behind| behind.split_once('"')) else {
        unreachable!("a message begins with its type: {plain}");
    };
    let fields = fields.strip_prefix(',').unwrap_or(fields);
    if let Some(list) = as_list(kind, fields) {
        return format!(r#"{{"type":"{}","data":{list}}}"#, prefixed(kind));
    }
    if let Some((_, from, to)) = RENAMED.iter().find(|(renamed, ..)| *renamed == kind) {
        // The first of them is the field: what comes before it are ids and numbers.
        return format!(r#"{{"type":"{}","data":{{{}}}"#, prefixed(kind), fields.replacen(from, to, 1));
    }
    format!(r#"{{"type":"{}","data":{{{fields}}}"#, prefixed(kind))
}

/// The list that a message's only field is, where shipping clients expect the list itself as `data`.
fn as_list<'a>(kind: &str, fields: &'a str) -> Option<&'a str> {
    let (_, name) = AS_LIST.iter().find(|(listed, _)| *listed == kind)?;
    fields.strip_suffix('}')?.strip_prefix('"')?.strip_prefix(name)?.strip_prefix("\":")
}

fn prefixed(kind: &str) -> String {
    let prefix = if WITHOUT_PREFIX.contains(&kind) { "" } else { SERVER_PREFIX };
    format!("{prefix}{kind}")
}

/// What a client with a bad token, or with none, is told, in the words that shipping clients know.
#[must_use]
pub fn unauthorized() -> String {
    wrap(r#"{"type":"UNAUTHORIZED","message":"Unable to authenticate websocket request"}"#)
}

/// Why the server ends a session for good.
#[must_use]
pub fn session_closed(code: CloseCode) -> String {
    wrap(&format!(r#"{{"type":"SESSION_CLOSED","code":{},"reason":"{}"}}"#, code as u16, code.reason()))
}

/// The argument of the acknowledgement that nothing was to be done.
pub const NOTHING_TO_DO: &str = r#"{"ok":true}"#;

/// The argument of the acknowledgement that something was refused.
#[must_use]
pub fn refused(refusal: &Refusal) -> String {
    let Refusal { code, message, .. } = refusal;
    json!({"ok": false, "error": {"code": code, "message": message, "temporary": code.temporary()}})
        .to_string()
}

fn too_large(len: usize) -> Undecodable {
    let message = format!("A message may have at most {FRAME_MAX_BYTES} bytes; this one has {len}.");
    Undecodable { refusal: Refusal::new(ErrorCode::TooLarge, message), reference: None }
}

fn bad(message: impl Into<String>) -> Undecodable {
    Undecodable { refusal: Refusal::new(ErrorCode::BadMessage, message), reference: None }
}
