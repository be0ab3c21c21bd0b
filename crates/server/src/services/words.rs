//! What may be said: the text of a message, and a client's own id for it.

use kith_domain::Day;
use kith_protocol::{ErrorCode, Refusal};

/// How long a message may be.
pub const MESSAGE_MAX_CHARS: usize = 2_000;
/// How long words about a check-in may be.
pub const LETTER_MAX_CHARS: usize = 500;
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

/// What people write to each other about a check-in, trimmed. It may have several lines.
///
/// # Errors
/// [`ErrorCode::BadMessage`] when it is empty, too long, or holds a NUL character.
pub fn letter(what: &str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if !(1..=LETTER_MAX_CHARS).contains(&text.chars().count()) {
        let sentence = format!("{what} has 1 to {LETTER_MAX_CHARS} characters.");
        return Err(Refusal::new(ErrorCode::BadMessage, sentence));
    }
    if text.contains('\0') {
        let sentence = format!("{what} may not hold the character U+0000.");
        return Err(Refusal::new(ErrorCode::BadMessage, sentence));
    }
    Ok(text.to_owned())
}

/// The same where there need be nothing; blank is nothing.
///
/// # Errors
/// As [`letter`].
pub fn optional_letter(what: &str, text: Option<String>) -> Result<Option<String>, Refusal> {
    match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => letter(what, text).map(Some),
    }
}

/// A date.
///
/// # Errors
/// [`ErrorCode::BadMessage`] when it is none.
pub fn day(name: &str, text: &str) -> Result<Day, Refusal> {
    let sentence = || format!("\"{name}\" is a date like 2026-05-01.");
    Day::parse(text).ok_or_else(|| Refusal::new(ErrorCode::BadMessage, sentence()))
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

    #[test]
    fn words_and_dates_are_bounded() {
        assert_eq!(letter("It", " go\non ").unwrap(), "go\non");
        assert!(
            letter("It", " ").is_err()
                && letter("It", &"x".repeat(501)).is_err()
                && letter("It", "\0x").is_err()
        );
        assert_eq!(optional_letter("It", Some("  ".into())).unwrap(), None);
        assert!(day("day", "2026-02-28").is_ok());
        assert!(day("day", "2026-02-30").is_err() && day("day", "yesterday").is_err());
    }
}
