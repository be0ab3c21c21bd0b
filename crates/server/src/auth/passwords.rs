//! Passwords: kept as Argon2id hashes, made and checked off the async threads, a few at a time. It knows no user.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use kith_protocol::{ErrorCode, Refusal};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many hashes are computed at once. Each takes 19 MiB and a core for some 20 ms: enough to keep signing in
/// brisk, too few to starve the rooms of their cores.
const AT_ONCE: usize = 2;

/// How many callers may wait for their turn; who comes later is told to come back.
const WAITING_MAX: usize = 2_048;

/// Makes and checks password hashes.
#[derive(Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
    decoy: Arc<str>,
}

/// The right to compute one hash now.
#[derive(Debug)]
pub struct Turn {
    decoy: Arc<str>,
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Passwords {
    /// Computes one hash, so it takes some milliseconds.
    ///
    /// # Errors
    /// When the machine has no randomness or memory for it.
    pub fn new() -> Result<Self, argon2::password_hash::Error> {
        let decoy = hash("nobody signs in with this")?.into();
        Ok(Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING_MAX)),
            decoy,
        })
    }

    /// Waits for a turn; first come, first served.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] when too many wait already.
    pub async fn turn(&self) -> Result<Turn, Refusal> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| crowded())?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| crowded())?;
        Ok(Turn { decoy: Arc::clone(&self.decoy), _turn: turn, _place: place })
    }
}

impl Turn {
    /// The hash to store for a password.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] when the machine has no randomness or memory for it.
    pub async fn hash(self, password: String) -> Result<String, Refusal> {
        self.compute(move |_| hash(&password)).await.and_then(|hashed| {
            hashed.map_err(|error| {
                tracing::error!(%error, "a password could not be hashed");
                crowded()
            })
        })
    }

    /// Whether a password is the one that was hashed. Without a hash the answer is no, after the same work, so that
    /// the time does not tell whether there is an account.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] while the server stops.
    pub async fn matches(self, password: String, stored: Option<String>) -> Result<bool, Refusal> {
        self.compute(move |decoy| {
            let right = verify(&password, stored.as_deref().unwrap_or(decoy));
            right && stored.is_some()
        })
        .await
    }

    // The turn ends with the work, not with the caller: one who goes away does not let a third hash in.
    async fn compute<T: Send + 'static>(
        self,
        work: impl FnOnce(&str) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        tokio::task::spawn_blocking(move || work(&self.decoy)).await.map_err(|error| {
            tracing::error!(%error, "the work on a password was cut short");
            crowded()
        })
    }
}

/// The hash of a password with a salt of its own, as text that names its algorithm and cost.
///
/// # Errors
/// When the machine has no randomness or memory for it.
pub fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Argon2::default().hash_password(password.as_bytes()).map(|hashed: PasswordHash| hashed.to_string())
}

/// Whether a password is the one that was hashed.
pub fn verify(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored)
        .is_ok_and(|stored| Argon2::default().verify_password(password.as_bytes(), &stored).is_ok())
}

fn crowded() -> Refusal {
    Refusal {
        code: ErrorCode::Unavailable,
        message: "Many people are signing in at this moment. Try again in a few seconds.".to_owned(),
        retry_after_s: Some(3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let passwords = Passwords::new().unwrap();
        let stored = passwords.turn().await.unwrap().hash("harbour-walk".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        for (password, hash, right) in [
            ("harbour-walk", Some(stored.clone()), true),
            ("harbour-walk ", Some(stored.clone()), false),
            ("harbour-walk", None, false),
            ("nobody signs in with this", None, false),
            ("harbour-walk", Some("not a hash".to_owned()), false),
        ] {
            let turn = passwords.turn().await.unwrap();
            assert_eq!(turn.matches(password.to_owned(), hash).await, Ok(right), "{password}");
        }
    }

    #[tokio::test]
    async fn two_hashes_of_one_password_differ() {
        assert_ne!(hash("harbour-walk").unwrap(), hash("harbour-walk").unwrap());
    }
}
