//! Chance for whoever is no door: tries that are to be spread, names that are to be new.

/// Any number: the low bits of a fresh random id.
#[must_use]
pub fn any() -> u64 {
    uuid::Uuid::new_v4().as_u64_pair().1
}

/// A name that nobody can guess: 32 hexadecimal digits.
#[must_use]
pub fn name() -> String {
    uuid::Uuid::new_v4().as_simple().to_string()
}

/// A new id, later than those before it.
#[must_use]
pub fn id() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}

/// A name for a numbering that begins.
#[must_use]
pub fn epoch() -> String {
    uuid::Uuid::new_v4().as_simple().to_string()
}
