//! What people are told in their inboxes after a commit: one task finds out who is behind, writes it, and tells every
//! device that is here. All of it is durable before it is told: where the server ends in between, a start goes on with it.
//!
//! This is the one seam through which everybody hears of what happened without asking. What reaches those who are not
//! here, such as a sender of web push, begins in [`Hub::tell_noticed`]: there each notification passes once, committed,
//! with whether a device heard it.

use super::Hub;
use crate::random;
use futures_util::future::join_all;
use kith_protocol::social::Notification;
use kith_protocol::{PactId, ServerMessage, UserId};
use kith_store::{BEHIND_MAX, Happened, Noticed, StoreError};
use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::timeout;

/// How many pacts and people that are behind are remembered one by one; beyond, all of them are looked for.
const BEHIND_REMEMBERED_MAX: usize = 10_000;
/// How many pacts, and how many people, are told at once: on SQLite they share commits.
const AT_ONCE: usize = 16;
/// How long telling one pact or one person may take: a connection that died without a word would never answer.
const STEP_MAX: Duration = Duration::from_secs(30);
/// The first rest after a failure; doubled each time.
const REST_MIN: Duration = Duration::from_secs(1);
/// How often everybody who is behind is looked for, whatever was noted: a commit whose answer was lost noted nobody.
const LOOK_EACH: Duration = Duration::from_secs(600);
/// The longest rest after a failure. Nobody who is behind is given up.
const REST_MAX: Duration = Duration::from_secs(60);

/// Who is behind.
pub struct Notices {
    behind: Mutex<Behind>,
    bell: Notify,
}

#[derive(Default)]
struct Behind {
    pacts: BTreeSet<PactId>,
    people: BTreeSet<UserId>,
    /// Whether there may be more, of whom only the store knows.
    more: bool,
}

/// What is done next.
enum Step {
    Pact(PactId),
    Person(UserId),
    LookForAll,
}

impl Default for Notices {
    /// Whoever was behind when the server ended is looked for first.
    fn default() -> Self {
        Self { behind: Mutex::new(Behind { more: true, ..Behind::default() }), bell: Notify::new() }
    }
}

impl Notices {
    /// Notes whom a commit concerns.
    pub fn note(&self, happened: &Happened) {
        if happened.activities.is_empty() && happened.owed.is_empty() {
            return;
        }
        let mut behind = self.behind.lock();
        behind.pacts.extend(happened.activities.iter().map(|activity| activity.pact_id));
        behind.people.extend(&happened.owed);
        if behind.pacts.len() + behind.people.len() > BEHIND_REMEMBERED_MAX {
            *behind = Behind { more: true, ..Behind::default() };
        }
        drop(behind);
        self.bell.notify_one();
    }

    fn look_for_all(&self) {
        self.behind.lock().more = true;
    }

    /// What is to be done next, at once.
    fn take(&self) -> Vec<Step> {
        let mut behind = self.behind.lock();
        let mut steps = Vec::new();
        for _ in 0..AT_ONCE {
            steps.extend(behind.pacts.pop_first().map(Step::Pact));
            steps.extend(behind.people.pop_first().map(Step::Person));
        }
        if steps.is_empty() && std::mem::take(&mut behind.more) {
            steps.push(Step::LookForAll);
        }
        steps
    }
}

impl Hub {
    /// Tells who is behind, as long as the process runs.
    pub(super) async fn tell_notices(self) {
        let mut rest = REST_MIN;
        loop {
            let steps = self.shared.notices.take();
            if steps.is_empty() {
                if timeout(LOOK_EACH, self.shared.notices.bell.notified()).await.is_err() {
                    self.shared.notices.look_for_all();
                }
                continue;
            }
            let is_search = matches!(*steps, [Step::LookForAll]);
            let taken = join_all(steps.into_iter().map(|step| timeout(STEP_MAX, self.take_step(step)))).await;
            let failure = taken.into_iter().find_map(|taken| match taken {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(error.to_string()),
                Err(_) => Some("the database does not answer".to_owned()),
            });
            let Some(failure) = failure else {
                // To find again what failed is no progress.
                rest = if is_search { rest } else { REST_MIN };
                continue;
            };
            tracing::warn!(failure, "people are told later what happened");
            self.shared.notices.look_for_all();
            tokio::time::sleep(rest).await;
            rest = (rest * 2).min(REST_MAX);
        }
    }

    async fn take_step(&self, step: Step) -> Result<(), StoreError> {
        match step {
            Step::Pact(pact) => self.notice_pact(pact).await,
            Step::Person(user) => self.notice_person(user).await,
            Step::LookForAll => self.look_for_some().await,
        }
    }

    /// Notes some of those who are behind; while there may be more, it is to be done again.
    async fn look_for_some(&self) -> Result<(), StoreError> {
        let pacts = self.shared.store.pacts_behind(None).await?;
        let people = self.shared.store.people_owed(None).await?;
        let full = BEHIND_MAX as usize;
        let mut behind = self.shared.notices.behind.lock();
        behind.more |= pacts.len() >= full || people.len() >= full;
        behind.pacts.extend(pacts);
        behind.people.extend(people);
        Ok(())
    }

    async fn notice_pact(&self, pact: PactId) -> Result<(), StoreError> {
        loop {
            let people = self.shared.store.pact_people(pact).await?;
            let _turns = self.shared.inboxes.turns(&people).await;
            let noticed = self.shared.store.notice_pact(pact, people, random::epoch()).await?;
            // Nothing is told where somebody came into the pact between the two: then once more, with their turn too.
            let more = noticed.is_none_or(|noticed| self.tell_noticed(noticed));
            if !more {
                return Ok(());
            }
        }
    }

    async fn notice_person(&self, user: UserId) -> Result<(), StoreError> {
        loop {
            let _turns = self.shared.inboxes.turns(&[user]).await;
            let noticed = self.shared.store.notice_person(user, random::epoch()).await?;
            if !self.tell_noticed(noticed) {
                return Ok(());
            }
        }
    }

    /// Tells what was committed to every device that is here; whether there is more for the same pact or person.
    fn tell_noticed(&self, noticed: Noticed) -> bool {
        for notification in noticed.notifications {
            let is_heard = self.tell_notification(notification);
            let heard = if is_heard { "device" } else { "nobody" };
            metrics::counter!("kith_notices_total", "heard_by" => heard).increment(1);
        }
        noticed.more
    }

    fn tell_notification(&self, notification: Notification) -> bool {
        let user = notification.user_id;
        self.shared.connections.tell_user(user, &ServerMessage::NotificationCreated(notification))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owed(numbers: std::ops::Range<u128>) -> Happened {
        Happened {
            owed: numbers.map(|id| UserId(uuid::Uuid::from_u128(id))).collect(),
            ..Happened::default()
        }
    }

    #[test]
    fn nt5_who_is_behind_is_remembered_once_and_beyond_a_limit_all_are_looked_for() {
        let notices = Notices::default();
        assert!(matches!(*notices.take(), [Step::LookForAll]), "at the start");
        notices.note(&owed(0..3));
        notices.note(&owed(1..4));
        assert!(matches!(
            *notices.take(),
            [Step::Person(_), Step::Person(_), Step::Person(_), Step::Person(_)]
        ));
        assert!(notices.take().is_empty());
        notices.note(&owed(0..BEHIND_REMEMBERED_MAX as u128));
        assert_eq!(notices.take().len(), AT_ONCE);
        notices.note(&owed(0..BEHIND_REMEMBERED_MAX as u128 + 1));
        assert!(matches!(*notices.take(), [Step::LookForAll]));
        assert!(notices.take().is_empty());
    }
}
