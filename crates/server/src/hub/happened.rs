//! What follows a commit: live rooms hear of what was added to their feeds, and people of what they are owed.

use super::Hub;
use kith_store::Happened;

impl Hub {
    /// Tells what a committed transaction did to who is here.
    pub async fn happened(&self, happened: Happened) {
        self.tell_pacts(&happened.activities).await;
    }
}
