//! What breaks a promise, and how that is said.

/// A promise that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which invariant: by its rule in SPEC.md and in words, or in words alone where it is one of our own.
    pub rule: &'static str,
    /// What was seen instead.
    pub seen: String,
}

/// Everything is as promised, so far.
pub type Checked = Result<(), Broken>;

/// Breaks the rule unless `holds`.
///
/// # Errors
/// [`Broken`], with what was seen.
pub fn ensure(holds: bool, rule: &'static str, seen: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(Broken { rule, seen: seen() }) }
}
