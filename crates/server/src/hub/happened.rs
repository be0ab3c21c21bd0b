//! What follows a commit: live rooms hear of what was added to their feeds, and people of what they are owed.

use super::Hub;
use kith_store::Happened;

impl Hub {
    /// Tells what a committed transaction did to who is here.
    pub async fn happened(&self, happened: Happened) {
        self.follow_up(&happened);
        self.tell_pacts(&happened.activities).await;
    }

    /// What is not told to rooms: inboxes, and alarms that were set.
    fn follow_up(&self, happened: &Happened) {
        self.shared.notices.note(happened);
        if happened.alarm_set {
            self.notice_alarm();
        }
    }
}
