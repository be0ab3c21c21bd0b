//! What can go wrong, as clients see it: refusals, outages, and the codes a connection is closed with.

use serde::{Deserialize, Serialize};

/// Why a request was not carried out. SPEC.md, rules ER.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ErrorCode {
    /// Not JSON, not an object, an unknown type, or a field that is missing or wrong. HTTP 400.
    BadMessage,
    /// No token, or one that is wrong, expired or revoked. HTTP 401.
    Unauthorized,
    /// The room exists but the caller is not in it. HTTP 403.
    NotAMember,
    /// The caller is in the room but may not do this. HTTP 403.
    Forbidden,
    /// There is no such thing. HTTP 404.
    NotFound,
    /// It clashes with what is there already. HTTP 409.
    Conflict,
    /// Larger than its limit. HTTP 413.
    TooLarge,
    /// More often than its limit; temporary. HTTP 429 with `Retry-After`.
    TooFast,
    /// The world's fault (database gone, disk full, shutting down), not the caller's; temporary. HTTP 503.
    Unavailable,
}

impl ErrorCode {
    /// Whether the same request may succeed later without a change.
    #[must_use]
    pub const fn temporary(self) -> bool {
        matches!(self, Self::TooFast | Self::Unavailable)
    }

    /// The HTTP status that carries this code.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        match self {
            Self::BadMessage => 400,
            Self::Unauthorized => 401,
            Self::NotAMember | Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::TooFast => 429,
            Self::Unavailable => 503,
        }
    }
}

/// A request refused: a code for programs and a sentence for people that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// For programs.
    pub code: ErrorCode,
    /// For people.
    pub message: String,
    /// When to try again, in whole seconds; only with [`ErrorCode::TooFast`] and [`ErrorCode::Unavailable`].
    pub retry_after_s: Option<u32>,
}

impl Refusal {
    /// A refusal without a time to come back.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retry_after_s: None }
    }

    /// [`ErrorCode::TooFast`], with the seconds to wait (at least 1).
    pub fn too_fast(message: impl Into<String>, wait_s: u32) -> Self {
        Self { code: ErrorCode::TooFast, message: message.into(), retry_after_s: Some(wait_s.max(1)) }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {}", self.code, self.message)
    }
}

impl std::error::Error for Refusal {}

/// Why the server closes a connection. 4000-4499: come back; 4500-4999: do not, without a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum CloseCode {
    /// A frame beyond the hard limit (RFC 6455).
    TooBig = 1009,
    /// The server is stopping; come back after a moment.
    ShuttingDown = 4001,
    /// The client read too slowly and its outbox was full; come back and resume.
    Slow = 4002,
    /// The room was restarted; come back and fetch its state again.
    Resync = 4003,
    /// The token expired or was revoked; sign in again.
    BadToken = 4501,
    /// The client broke the protocol.
    Protocol = 4502,
}

impl CloseCode {
    /// The reason word sent beside the code.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::TooBig => "TOO_LARGE",
            Self::ShuttingDown => "SHUTTING_DOWN",
            Self::Slow => "SLOW",
            Self::Resync => "RESYNC",
            Self::BadToken => "BAD_TOKEN",
            Self::Protocol => "PROTOCOL",
        }
    }
}
