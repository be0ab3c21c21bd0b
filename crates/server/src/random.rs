//! Chance for the hub, which needs its tries to be spread and nothing more.

/// Any number: the low bits of a fresh random id.
#[must_use]
pub fn any() -> u64 {
    uuid::Uuid::new_v4().as_u64_pair().1
}
