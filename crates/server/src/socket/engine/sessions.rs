//! The sessions that began with long-polling, by their name: how requests find theirs.

use super::polling::Asked;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::mpsc;

/// How many requests may wait for a session; beyond, they wait in front.
const MAILBOX_MAX: usize = 4;

/// The sessions of one door. Cheap to clone.
#[derive(Clone, Default)]
pub struct Sessions {
    by_name: Arc<Mutex<HashMap<String, mpsc::Sender<Asked>>>>,
}

/// A session that is found as long as this lives.
pub struct Listed {
    sessions: Sessions,
    sid: String,
}

impl Sessions {
    /// Lists a session and gives where its requests arrive.
    pub fn list(&self, sid: &str) -> (Listed, mpsc::Receiver<Asked>) {
        let (sender, mailbox) = mpsc::channel(MAILBOX_MAX);
        self.by_name.lock().insert(sid.to_owned(), sender);
        (Listed { sessions: self.clone(), sid: sid.to_owned() }, mailbox)
    }

    /// Where to send a session's requests.
    pub fn find(&self, sid: &str) -> Option<mpsc::Sender<Asked>> {
        self.by_name.lock().get(sid).cloned()
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.sessions.by_name.lock().remove(&self.sid);
    }
}
