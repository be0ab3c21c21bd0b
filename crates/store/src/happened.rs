//! What a transaction did that others are to hear of, once it is committed: the store's side of "commit first, tell
//! after".

use kith_protocol::UserId;
use kith_protocol::pacts::PactActivity;

/// What is to be told after a commit; nothing if the same had happened before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Happened {
    /// What was added to the feeds of pacts, in the order of each.
    pub activities: Vec<PactActivity>,
    /// Whose inbox is owed a notification that is not of a pact's feed.
    pub owed: Vec<UserId>,
    /// Whether an alarm was set that may ring before those that are waited for.
    pub alarm_set: bool,
}

impl From<Vec<PactActivity>> for Happened {
    fn from(activities: Vec<PactActivity>) -> Self {
        Self { activities, ..Self::default() }
    }
}
