//! What may be said: the text of a message, and a client's own id for it.

use kith_protocol::{ErrorCode, Refusal};

/// How long a message may be.
pub const MESSAGE_MAX_CHARS: usize = 2_000;
/// How long a client's own id for something may be.
pub const CLIENT_ID_MAX_BYTES: usize = 64;

/// The text of a message, trimmed. It may have several lines.
///
/// # Errors
/// [`ErrorCode::BadMessage`] when it is empty, too long, or holds a NUL character.
pub fn message(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if !(1..=MESSAGE_MAX_CHARS).contains(&text.chars().count()) {
        return Err(Refusal::new(ErrorCode::BadMessage, "A message has 1 to 2,000 characters."));
    }
    if text.contains('\0') {
        return Err(Refusal::new(ErrorCode::BadMessage, "A message may not hold the character U+0000."));
    }
    Ok(text.to_owned())
}

/// A client's own id for something.
///
/// # Errors
/// [`ErrorCode::BadMessage`] when it is empty, too long, or holds control characters.
pub fn client_id(text: Option<String>) -> Result<Option<String>, Refusal> {
    match text {
        Some(id) if id.is_empty() || id.len() > CLIENT_ID_MAX_BYTES || id.chars().any(char::is_control) => {
            let sentence =
                format!("\"clientId\" has 1 to {CLIENT_ID_MAX_BYTES} bytes and no control characters.");
            Err(Refusal::new(ErrorCode::BadMessage, sentence))
        }
        id => Ok(id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_a_text_of_some_length() {
        assert_eq!(message(" Hello\nall \n").unwrap(), "Hello\nall");
        assert!(message(&"é".repeat(MESSAGE_MAX_CHARS)).is_ok());
        for text in ["", " \n ", "nul\0", &"x".repeat(MESSAGE_MAX_CHARS + 1)] {
            assert_eq!(message(text).unwrap_err().code, ErrorCode::BadMessage, "{text:?}");
        }
        assert_eq!(client_id(None).unwrap(), None);
        for text in ["", "a\n", &"x".repeat(65)] {
            assert!(client_id(Some(text.to_owned())).is_err());
        }
    }
}
