//! What a field may hold. Each rule gives the tidied value, or a refusal that says what to write instead.

use kith_domain::calendar::DayStart;
use kith_protocol::{ErrorCode, Refusal};

const EMAIL_MAX_BYTES: usize = 254;
const PASSWORD_MIN_CHARS: usize = 8;
const PASSWORD_MAX_CHARS: usize = 200;
const USER_NAME_MAX_CHARS: usize = 60;
const REAL_NAME_MAX_CHARS: usize = 60;
const TEAM_NAME_MAX_CHARS: usize = 80;
const FORUM_NAME_MAX_CHARS: usize = 80;
const POST_MAX_CHARS: usize = 4_000;
const CLIENT_ID_MAX_BYTES: usize = 64;
const COUNTER_NAME_MAX_BYTES: usize = 40;
const DELTA_MAX: u64 = 1_000_000_000;
const THRESHOLDS_MAX: usize = 50;
const THRESHOLD_MAX: u64 = 1_000_000_000_000_000;
const UNIT_MAX_CHARS: usize = 30;
const DEFAULT_TIMEZONE: &str = "UTC";

/// What a rule answers.
pub type Checked<T> = Result<T, Refusal>;

/// An e-mail address, in lower case.
pub fn email(text: &str) -> Checked<String> {
    let email = text.trim().to_lowercase();
    let well_formed = email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    if !well_formed || email.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return bad("Write the e-mail address like name@example.org.");
    }
    if email.len() > EMAIL_MAX_BYTES {
        return bad(format!("An e-mail address may have at most {EMAIL_MAX_BYTES} bytes."));
    }
    Ok(email)
}

/// A password to be, as it was typed.
pub fn password(text: String) -> Checked<String> {
    if (PASSWORD_MIN_CHARS..=PASSWORD_MAX_CHARS).contains(&text.chars().count()) {
        return Ok(text);
    }
    bad(format!("Choose a password of {PASSWORD_MIN_CHARS} to {PASSWORD_MAX_CHARS} characters."))
}

/// The name that others see.
pub fn user_name(text: &str) -> Checked<String> {
    line("The name", text, USER_NAME_MAX_CHARS)
}

/// A given or family name; nothing where it is blank.
pub fn real_name(text: Option<&str>) -> Checked<Option<String>> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(name) => line("A given or family name", name, REAL_NAME_MAX_CHARS).map(Some),
    }
}

/// The name of a time zone in its usual spelling.
pub fn timezone(text: Option<&str>) -> Checked<String> {
    let name = text.map_or(DEFAULT_TIMEZONE, str::trim);
    jiff::tz::TimeZone::get(name).ok().and_then(|zone| zone.iana_name().map(str::to_owned)).map_or_else(
        || bad("Write the time zone by its IANA name, like Europe/Lisbon or America/New_York."),
        Ok,
    )
}

/// The hour at which somebody's days begin. SPEC.md SK22.
pub fn day_start(hour: i64) -> Checked<DayStart> {
    u8::try_from(hour).ok().and_then(DayStart::chosen).map_or_else(
        || bad("\"dayStartsAt\" is a whole hour from 0, which is midnight, to 12, which is noon."),
        Ok,
    )
}

/// A team's name.
pub fn team_name(text: &str) -> Checked<String> {
    line("A team's name", text, TEAM_NAME_MAX_CHARS)
}

/// A forum's name.
pub fn forum_name(text: &str) -> Checked<String> {
    line("A forum's name", text, FORUM_NAME_MAX_CHARS)
}

/// A post's text, trimmed. It may have several lines.
pub fn post_body(text: &str) -> Checked<String> {
    let body = text.trim();
    if body.is_empty() {
        return bad("Write something: a post has 1 to 4,000 characters.");
    }
    if body.chars().count() > POST_MAX_CHARS {
        return bad("A post has at most 4,000 characters. Make two of it.");
    }
    if body.contains('\0') {
        return bad("A post may not hold the character U+0000.");
    }
    Ok(body.to_owned())
}

/// A client's own id for something.
pub fn client_id(text: Option<String>) -> Checked<Option<String>> {
    match text {
        Some(id) if id.is_empty() || id.len() > CLIENT_ID_MAX_BYTES || id.chars().any(char::is_control) => {
            bad(format!("\"clientId\" has 1 to {CLIENT_ID_MAX_BYTES} bytes and no control characters."))
        }
        id => Ok(id),
    }
}

/// A counter's name.
pub fn counter_name(text: String) -> Checked<String> {
    let fits = (1..=COUNTER_NAME_MAX_BYTES).contains(&text.len());
    if fits && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-')) {
        return Ok(text);
    }
    bad("A counter's name has 1 to 40 of the characters a-z, 0-9, - and _, like steps.")
}

/// How much is added to a counter.
pub fn delta(delta: u64) -> Checked<u64> {
    if delta <= DELTA_MAX {
        return Ok(delta);
    }
    bad("\"delta\" is at most 1,000,000,000 at once.")
}

/// Totals worth telling, in order and each once.
pub fn thresholds(mut thresholds: Vec<u64>) -> Checked<Vec<u64>> {
    if thresholds.len() > THRESHOLDS_MAX {
        return bad(format!("A counter has at most {THRESHOLDS_MAX} thresholds."));
    }
    if !thresholds.iter().all(|threshold| (1..=THRESHOLD_MAX).contains(threshold)) {
        return bad("Each threshold is a whole number from 1 to 1,000,000,000,000,000.");
    }
    thresholds.sort_unstable();
    thresholds.dedup();
    Ok(thresholds)
}

/// What a counter counts.
pub fn unit(text: &str) -> Checked<String> {
    line("The unit", text, UNIT_MAX_CHARS)
}

/// A place in a feed; `i64` is what databases count in.
pub fn place(name: &str, text: &str) -> Checked<u64> {
    match text.parse() {
        Ok(seq) if i64::try_from(seq).is_ok() => Ok(seq),
        _ => bad(format!("\"{name}\" is the number of a place in the feed, as this server gave it.")),
    }
}

/// One line of text of some length, trimmed.
pub fn line(what: &str, text: &str, max_chars: usize) -> Checked<String> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return bad(format!("{what} may not hold line breaks or other control characters."));
    }
    if !(1..=max_chars).contains(&text.chars().count()) {
        return bad(format!("{what} has 1 to {max_chars} characters."));
    }
    Ok(text.to_owned())
}

fn bad<T>(message: impl Into<String>) -> Checked<T> {
    Err(Refusal::new(ErrorCode::BadMessage, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused<T: std::fmt::Debug>(checked: Checked<T>) -> String {
        let refusal = checked.unwrap_err();
        assert_eq!(refusal.code, ErrorCode::BadMessage);
        assert!(refusal.message.ends_with('.'), "{}", refusal.message);
        refusal.message
    }

    #[test]
    fn ac1_one_spelling_of_an_address() {
        assert_eq!(email("  Ann@Kith.Example ").unwrap(), "ann@kith.example");
        let longest = format!("{}@kith.example", "a".repeat(EMAIL_MAX_BYTES - 13));
        assert_eq!(email(&longest).unwrap(), longest);
        let longer = format!("a{longest}");
        for text in
            ["", "@", "ann", "ann@", "@kith", "a@b@c", "a b@c", "a@b\0", "a\n@b", "a@b\u{2003}c", &longer]
        {
            refused(email(text));
        }
    }

    #[test]
    fn names_are_one_short_line() {
        assert_eq!(user_name("  Ann Bé ").unwrap(), "Ann Bé");
        assert_eq!(user_name(&"é".repeat(60)).unwrap().chars().count(), 60);
        for text in ["", "   ", "Ann\nRuth", "Ann\0", "\u{7}", &"é".repeat(61)] {
            refused(user_name(text));
        }
        assert_eq!(real_name(None).unwrap(), None);
        assert_eq!(real_name(Some("  ")).unwrap(), None);
        assert_eq!(real_name(Some(" Ann ")).unwrap().as_deref(), Some("Ann"));
        refused(real_name(Some(&"x".repeat(61))));
        assert!(team_name(&"x".repeat(80)).is_ok());
        refused(team_name(&"x".repeat(81)));
        refused(unit(""));
        refused(unit(&"x".repeat(31)));
    }

    #[test]
    fn passwords_are_counted_in_characters() {
        assert!(password("éééééééé".to_owned()).is_ok());
        assert!(password("x".repeat(200)).is_ok());
        refused(password("1234567".to_owned()));
        refused(password("x".repeat(201)));
    }

    #[test]
    fn time_zones_are_known_ones() {
        assert_eq!(timezone(None).unwrap(), "UTC");
        assert_eq!(timezone(Some("europe/lisbon")).unwrap(), "Europe/Lisbon");
        for text in ["", "Mars/Olympus", "UTC+2", "../../etc/passwd", "Europe/Lisbon\0"] {
            refused(timezone(Some(text)));
        }
    }

    #[test]
    fn sk22_days_begin_at_a_whole_hour_from_midnight_to_noon() {
        for hour in 0..=12 {
            assert_eq!(i64::from(day_start(hour).unwrap().hour()), hour);
        }
        for hour in [-1, 13, 24, 256, 260, i64::MIN, i64::MAX] {
            refused(day_start(hour));
        }
    }

    #[test]
    fn a_post_is_a_text_of_some_length() {
        assert_eq!(post_body("\n Drizzle\nall the way \n").unwrap(), "Drizzle\nall the way");
        assert!(post_body(&"é".repeat(4_000)).is_ok());
        for text in ["", " \n ", "nul\0", &"x".repeat(4_001)] {
            refused(post_body(text));
        }
    }

    #[test]
    fn ids_and_names_of_clients_are_bounded() {
        assert_eq!(client_id(None).unwrap(), None);
        assert!(client_id(Some("x".repeat(64))).is_ok());
        for text in ["", "a\0", &"x".repeat(65)] {
            refused(client_id(Some(text.to_owned())));
        }
        for name in ["steps", "a", "week-12_b", &"x".repeat(40)] {
            assert!(counter_name(name.to_owned()).is_ok());
        }
        for name in ["", "Steps", "a b", "é", "../x", &"x".repeat(41)] {
            refused(counter_name(name.to_owned()));
        }
    }

    #[test]
    fn numbers_have_ends() {
        assert!(delta(0).is_ok() && delta(1_000_000_000).is_ok());
        refused(delta(1_000_000_001));
        assert_eq!(thresholds(vec![300, 100, 300]).unwrap(), [100, 300]);
        assert!(thresholds(vec![]).is_ok());
        refused(thresholds(vec![0]));
        refused(thresholds(vec![THRESHOLD_MAX + 1]));
        refused(thresholds((1..=51).collect()));
        assert_eq!(place("since", "9223372036854775807").unwrap(), 9_223_372_036_854_775_807);
        for text in ["9223372036854775808", "-1", "1.5", "x", ""] {
            refused(place("since", text));
        }
    }
}
