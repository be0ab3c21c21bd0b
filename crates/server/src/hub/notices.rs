//! What people are told in their inboxes after a commit: one task finds out who is behind, writes it, and tells every
//! device that is here. All of it is durable before it is told: where the server ends in between, a start goes on with it.
//!
//! This is the one seam through which everybody hears of what happened without asking. What reaches those who are not
//! here, such as a sender of web push, begins in [`Hub::tell_noticed`]: there each notification passes once, committed,
//! with whether a device heard it.

use super::Hub;
use crate::random;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use kith_protocol::social::Notification;
use kith_protocol::{PactId, ServerMessage, UserId};
use kith_store::{BEHIND_MAX, Happened, Noticed, StoreError};
use parking_lot::Mutex;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};
use tokio::time::{interval, sleep, timeout};

/// How many pacts and people that are behind are remembered one by one; beyond, all of them are looked for.
const BEHIND_REMEMBERED_MAX: usize = 10_000;
/// How many pacts and people are told at once: on SQLite they share commits.
const AT_ONCE: usize = 32;
/// How many are begun and not told, those that rest after a failure among them; while there are so many, no other is begun.
const UNDERWAY_MAX: usize = 512;
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
    /// Whether it is the people's turn.
    people_next: bool,
    /// Whether there may be more, of whom only the store knows.
    more: bool,
    /// How far they were looked for already.
    looked: (Option<PactId>, Option<UserId>),
}

/// What is done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

    /// Notes one step.
    fn note_step(&self, step: Step) {
        let mut behind = self.behind.lock();
        match step {
            Step::Pact(pact) => drop(behind.pacts.insert(pact)),
            Step::Person(user) => drop(behind.people.insert(user)),
            Step::LookForAll => behind.more = true,
        }
    }

    /// What is to be done next: pacts and people in turn, and when nobody is left, to look for more.
    fn take(&self) -> Option<Step> {
        let mut behind = self.behind.lock();
        let people_first = std::mem::take(&mut behind.people_next);
        if people_first && let Some(user) = behind.people.pop_first() {
            return Some(Step::Person(user));
        }
        if let Some(pact) = behind.pacts.pop_first() {
            behind.people_next = true;
            return Some(Step::Pact(pact));
        }
        if let Some(user) = behind.people.pop_first() {
            return Some(Step::Person(user));
        }
        std::mem::take(&mut behind.more).then_some(Step::LookForAll)
    }

    /// Has all that is to be done carried out, many at once, as long as it is polled. What fails rests by itself and is
    /// tried again for ever; the others go on meanwhile.
    async fn carry_out<F>(&self, take: impl Fn(Step) -> F)
    where
        F: Future<Output = Result<(), StoreError>>,
    {
        let turns = Semaphore::new(AT_ONCE);
        let mut steps = FuturesUnordered::new();
        // Which are underway, and whether they were noted again since.
        let mut underway = BTreeMap::new();
        let mut looks = interval(LOOK_EACH);
        looks.reset();
        loop {
            while steps.len() < UNDERWAY_MAX
                && let Some(step) = self.take()
            {
                match underway.entry(step) {
                    Entry::Occupied(mut entry) => *entry.get_mut() = true,
                    Entry::Vacant(entry) => {
                        entry.insert(false);
                        steps.push(until_taken(step, &turns, &take));
                    }
                }
            }
            tokio::select! {
                Some(step) = steps.next() => {
                    if underway.remove(&step) == Some(true) {
                        self.note_step(step);
                    }
                }
                () = self.bell.notified() => {}
                _ = looks.tick() => self.note_step(Step::LookForAll),
            }
        }
    }
}

/// Takes a step until it succeeds; while it rests, others have its turn.
async fn until_taken<F>(step: Step, turns: &Semaphore, take: &impl Fn(Step) -> F) -> Step
where
    F: Future<Output = Result<(), StoreError>>,
{
    let mut rest = REST_MIN;
    loop {
        let turn = turns.acquire().await;
        let failure = match timeout(STEP_MAX, take(step)).await {
            Ok(Ok(())) => return step,
            Ok(Err(error)) => error.to_string(),
            Err(_) => "the database does not answer".to_owned(),
        };
        drop(turn);
        tracing::warn!(?step, failure, "somebody is told later what happened");
        sleep(rest).await;
        rest = (rest * 2).min(REST_MAX);
    }
}

impl Hub {
    /// Tells who is behind, as long as the process runs.
    pub(super) async fn tell_notices(self) {
        let take = |step| {
            let hub = self.clone();
            async move { hub.take_step(step).await }
        };
        self.shared.notices.carry_out(take).await;
    }

    async fn take_step(&self, step: Step) -> Result<(), StoreError> {
        match step {
            Step::Pact(pact) => self.notice_pact(pact).await,
            Step::Person(user) => self.notice_person(user).await,
            Step::LookForAll => self.look_for_some().await,
        }
    }

    /// Notes some of those who are behind; while there may be more, it is to be done again, from there on.
    async fn look_for_some(&self) -> Result<(), StoreError> {
        let (after_pact, after_person) = self.shared.notices.behind.lock().looked;
        let pacts = self.shared.store.pacts_behind(after_pact).await?;
        let people = self.shared.store.people_owed(after_person).await?;
        let full = BEHIND_MAX as usize;
        let mut behind = self.shared.notices.behind.lock();
        let more = pacts.len() >= full || people.len() >= full;
        behind.looked = if more {
            (pacts.last().copied().or(after_pact), people.last().copied().or(after_person))
        } else {
            (None, None)
        };
        behind.more |= more;
        behind.pacts.extend(pacts);
        behind.people.extend(people);
        drop(behind);
        self.shared.notices.bell.notify_one();
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

    fn person(id: u128) -> Step {
        Step::Person(UserId(uuid::Uuid::from_u128(id)))
    }

    fn taken(notices: &Notices) -> Vec<Step> {
        std::iter::from_fn(|| notices.take()).collect()
    }

    #[test]
    fn nt5_who_is_behind_is_remembered_once_and_beyond_a_limit_all_are_looked_for() {
        let notices = Notices::default();
        assert_eq!(taken(&notices), [Step::LookForAll], "at the start");
        notices.note(&owed(0..3));
        notices.note(&owed(1..4));
        assert_eq!(taken(&notices), [0, 1, 2, 3].map(person));
        notices.note(&owed(0..BEHIND_REMEMBERED_MAX as u128));
        assert_eq!(taken(&notices).len(), BEHIND_REMEMBERED_MAX);
        notices.note(&owed(0..BEHIND_REMEMBERED_MAX as u128 + 1));
        assert_eq!(taken(&notices), [Step::LookForAll]);
    }

    /// What a failing and a hanging one do to the others: nothing.
    #[tokio::test]
    async fn nt5_one_that_cannot_be_told_holds_nobody_up() {
        let notices = Notices::default();
        notices.note(&owed(0..100));
        let told = Mutex::new(Vec::new());
        let all_others = Notify::new();
        let take = async |step| {
            if step == person(0) {
                return Err(StoreError::Refused(kith_protocol::Refusal::new(
                    kith_protocol::ErrorCode::Conflict,
                    "",
                )));
            }
            if step == person(1) {
                std::future::pending::<()>().await;
            }
            told.lock().push(step);
            if told.lock().len() == 99 {
                all_others.notify_one();
            }
            Ok(())
        };
        tokio::select! {
            () = notices.carry_out(take) => {}
            () = all_others.notified() => {}
        }
        let told = told.into_inner();
        assert!(told.contains(&Step::LookForAll) && !told.contains(&person(0)) && !told.contains(&person(1)));
    }

    #[tokio::test]
    async fn nt5_who_is_noted_while_they_are_told_is_told_once_more() {
        let notices = Notices::default();
        notices.note(&owed(7..8));
        let (begun, finish) = (Notify::new(), Notify::new());
        let take = async |step| {
            if step == person(7) {
                begun.notify_one();
                finish.notified().await;
            }
            Ok(())
        };
        let twice = async {
            begun.notified().await;
            notices.note(&owed(7..8));
            finish.notify_one();
            begun.notified().await;
        };
        tokio::select! {
            () = notices.carry_out(take) => {}
            () = twice => {}
        }
        assert_eq!(taken(&notices), [], "and nobody else is left");
    }
}
