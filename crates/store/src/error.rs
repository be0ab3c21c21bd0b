//! What a store call can fail with, and the refusals that several calls share.
//! It must not know which door asked.

use kith_protocol::{ErrorCode, Refusal};
use std::sync::Arc;

/// What every call of the store answers.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Why the store did not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The caller's fault: the rules do not allow it. Nothing was changed.
    #[error("{0}")]
    Refused(Refusal),
    /// The world's fault: the database is gone, busy, full or broken. It is not known to have changed anything.
    #[error("{during}: {source}")]
    Unavailable {
        /// The call that failed, for the log.
        during: &'static str,
        /// What the database said; shared, because one failed commit fails every write of its batch.
        source: Arc<sqlx::Error>,
    },
}

impl StoreError {
    pub(crate) fn refused(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(code, message))
    }

    /// Whether a row names another one that is not there.
    pub(crate) fn is_missing_reference(&self) -> bool {
        match self {
            Self::Refused(_) => false,
            Self::Unavailable { source, .. } => {
                source.as_database_error().is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation)
            }
        }
    }

    /// Names the call that an outage happened in.
    pub(crate) fn during(self, call: &'static str) -> Self {
        match self {
            Self::Refused(refusal) => Self::Refused(refusal),
            Self::Unavailable { source, .. } => Self::Unavailable { during: call, source },
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable { during: "store", source: Arc::new(error) }
    }
}

impl From<Refusal> for StoreError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// An outage becomes [`ErrorCode::Unavailable`] and is logged here, once: convert where it is handled.
impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => refusal,
            StoreError::Unavailable { during, source } => {
                tracing::error!(during, error = %source, "the database failed");
                Self::new(
                    ErrorCode::Unavailable,
                    "Kith cannot reach its database right now. Try again in a moment.",
                )
            }
        }
    }
}

pub(crate) fn no_such_team() -> StoreError {
    StoreError::refused(ErrorCode::NotFound, "There is no such team. Check the link you followed.")
}

pub(crate) fn no_such_post() -> StoreError {
    StoreError::refused(ErrorCode::NotFound, "There is no such post. It may be gone; refresh the feed.")
}

pub(crate) fn not_a_member() -> StoreError {
    StoreError::refused(ErrorCode::NotAMember, "You are not in this team. Ask its coach for an invite.")
}

pub(crate) fn coach_only(what: &str) -> StoreError {
    StoreError::refused(ErrorCode::Forbidden, format!("Only the team's coach can {what}. Ask them to do it."))
}
