//! The plain dialect of `/ws`: one JSON object a text frame, its fields beside `type`.

use crate::client::{Incoming, REFERENCE_MAX_BYTES, Reference};
use crate::error::{ErrorCode, Refusal};
use crate::server::ServerMessage;
use serde::Deserialize;

/// The largest frame that is read, in bytes (SPEC.md ER4).
pub const FRAME_MAX_BYTES: usize = 64 * 1024;

/// How much of an unknown type is said back, in characters.
const KIND_SHOWN_MAX_CHARS: usize = 40;

/// A frame that could not be understood, with the client's mark where that much could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecodable {
    /// What is wrong with it.
    pub refusal: Refusal,
    /// The client's mark.
    pub reference: Option<Reference>,
}

/// Reads a client's frame.
///
/// # Errors
/// [`ErrorCode::TooLarge`] over [`FRAME_MAX_BYTES`]; [`ErrorCode::BadMessage`] if it is not a JSON object with a
/// known `type` and the fields of that type.
pub fn decode(frame: &str) -> Result<Incoming, Undecodable> {
    if frame.len() > FRAME_MAX_BYTES {
        let refusal = Refusal::new(
            ErrorCode::TooLarge,
            format!("A message may have at most {FRAME_MAX_BYTES} bytes; this one has {}.", frame.len()),
        );
        return Err(Undecodable { refusal, reference: None });
    }
    match serde_json::from_str::<Incoming>(frame) {
        Ok(_) if !has_named_type(frame) => {
            Err(bad("A message has a \"type\", which is text.".to_owned(), loose_reference(frame)))
        }
        Ok(incoming) if reference_fits(incoming.reference.as_ref()) => Ok(incoming),
        Ok(_) => Err(bad(format!("\"ref\" may have at most {REFERENCE_MAX_BYTES} bytes."), None)),
        Err(error) => Err(explain(frame, &error)),
    }
}

/// Reads a client's message whose fields are taken apart already.
pub(crate) fn decode_fields(
    fields: serde_json::Map<String, serde_json::Value>,
) -> Result<Incoming, Undecodable> {
    let mark = fields.get("ref").cloned().and_then(|mark| serde_json::from_value(mark).ok());
    match serde_json::from_value::<Incoming>(serde_json::Value::Object(fields)) {
        Ok(incoming) if reference_fits(incoming.reference.as_ref()) => Ok(incoming),
        Ok(_) => Err(bad(format!("\"ref\" may have at most {REFERENCE_MAX_BYTES} bytes."), None)),
        Err(error) => {
            let mark = mark.filter(|mark| reference_fits(Some(mark)));
            Err(bad(format!("This message cannot be read: {error}."), mark))
        }
    }
}

/// Writes a server's message as a frame.
#[must_use]
pub fn encode(message: &ServerMessage) -> String {
    // Strings, numbers and lists under string keys, with times made by our own clock: nothing that JSON cannot hold.
    serde_json::to_string(message).unwrap_or_else(|error| unreachable!("{message:?}: {error}"))
}

fn reference_fits(reference: Option<&Reference>) -> bool {
    match reference {
        Some(Reference::Text(text)) => text.len() <= REFERENCE_MAX_BYTES,
        Some(Reference::Number(_)) | None => true,
    }
}

fn bad(message: String, reference: Option<Reference>) -> Undecodable {
    Undecodable { refusal: Refusal::new(ErrorCode::BadMessage, message), reference }
}

/// Whether `type` is text. A number would be taken for a place in the list of types.
#[must_use]
pub fn has_named_type(frame: &str) -> bool {
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(rename = "type", borrow)]
        _kind: std::borrow::Cow<'a, str>,
    }
    serde_json::from_str::<Named<'_>>(frame).is_ok()
}

/// The mark of a frame that is refused, where it can be read.
fn loose_reference(frame: &str) -> Option<Reference> {
    #[derive(Deserialize)]
    struct Marked {
        #[serde(rename = "ref")]
        reference: Option<serde_json::Value>,
    }
    let marked = serde_json::from_str::<Marked>(frame).ok()?;
    let reference = marked.reference.and_then(|reference| serde_json::from_value(reference).ok());
    reference.filter(|reference| reference_fits(Some(reference)))
}

/// Reads a refused frame a second time, loosely, to say what is wrong with it.
fn explain(frame: &str, error: &serde_json::Error) -> Undecodable {
    #[derive(Deserialize)]
    struct Loose {
        #[serde(rename = "type")]
        kind: Option<serde_json::Value>,
    }
    let value = match serde_json::from_str::<serde_json::Value>(frame) {
        Ok(value) => value,
        Err(error) => return bad(format!("This is not JSON: {error}."), None),
    };
    if !value.is_object() {
        return bad("A message is a JSON object with a \"type\".".to_owned(), None);
    }
    let Ok(loose) = serde_json::from_value::<Loose>(value) else {
        return bad(format!("This message cannot be read: {error}."), None);
    };
    let reference = loose_reference(frame);
    match loose.kind {
        Some(serde_json::Value::String(kind))
            if error.to_string().starts_with(&format!("unknown variant `{kind}`")) =>
        {
            // Without the list of all there are: it is long, and stands in the description.
            let shown: String = kind.chars().take(KIND_SHOWN_MAX_CHARS).collect();
            bad(
                format!("No message is called {shown:?}. See /api/asyncapi.json for those there are."),
                reference,
            )
        }
        Some(serde_json::Value::String(_)) => {
            bad(format!("This message cannot be read: {error}."), reference)
        }
        _ => bad("A message has a \"type\", which is text.".to_owned(), reference),
    }
}
