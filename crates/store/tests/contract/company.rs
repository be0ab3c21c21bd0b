//! The people, habits and pacts that tests about pacts begin with.

use crate::bed::{Bed, NOW};
use kith_domain::Day;
use kith_protocol::pacts::{CheckinStatus, FrequencyType, HabitGoal, Pact};
use kith_protocol::{CheckinId, HabitGoalId, PactId, Timestamp, UserId};
use kith_store::{CheckinOutcome, NewCheckin, NewGoal, NewPact, WayIn};
use uuid::Uuid;

/// How long a pact can be accepted.
pub const OPEN_MS: i64 = 14 * 86_400_000;

/// Noon of the date that is so many dates after that of the stories' first noon, 2026-11-21.
pub fn noon(ahead: i64) -> Timestamp {
    NOW.plus_ms(12 * 3_600_000 + ahead * 86_400_000)
}

/// The date of a noon.
pub fn date(ahead: i32) -> Day {
    Day::parse("2026-11-21").unwrap().plus(ahead)
}

pub fn daily(name: &str) -> HabitGoal {
    HabitGoal {
        id: HabitGoalId(Uuid::now_v7()),
        name: name.into(),
        category: None,
        emoji: None,
        frequency_type: FrequencyType::Daily,
        frequency_count: None,
        target_days_of_week: None,
        goal_type: "build_good".into(),
        archived: false,
        created_at: NOW,
    }
}

pub fn way_in() -> WayIn {
    let code = Uuid::now_v7().simple().to_string();
    WayIn { code, epoch: "e1".into(), expires_at: noon(0).plus_ms(OPEN_MS), now: noon(0) }
}

pub fn pact_on(goal: HabitGoalId, creator: UserId, partners: &[UserId]) -> NewPact {
    NewPact {
        id: PactId(Uuid::now_v7()),
        creator,
        goal,
        duration_days: 7,
        partners: partners.to_vec(),
        pact_type: "accountability".into(),
        consequence: None,
        way_in: way_in(),
    }
}

pub fn saying(user: UserId, goal: HabitGoalId, status: CheckinStatus, now: Timestamp) -> NewCheckin {
    let id = CheckinId(Uuid::now_v7());
    NewCheckin { id, user, goal, pact: None, status, day: None, notes: None, client_id: None, now }
}

pub fn done(user: UserId, goal: HabitGoalId, now: Timestamp) -> NewCheckin {
    saying(user, goal, CheckinStatus::Completed, now)
}

impl Bed {
    pub async fn goal(&self, owner: UserId) -> HabitGoalId {
        self.store.create_goal(NewGoal { owner, goal: daily("Run") }).await.unwrap().id
    }

    pub async fn asked(&self, creator: UserId, partners: &[UserId]) -> Pact {
        let goal = self.goal(creator).await;
        self.store.create_pact(pact_on(goal, creator, partners)).await.unwrap()
    }

    /// A running pact of two, begun on the first noon.
    pub async fn running(&self) -> (UserId, UserId, Pact) {
        let ann = self.person("ann").await.id;
        let bob = self.person("bob").await.id;
        let pact = self.asked(ann, &[bob]).await;
        let pact = self.store.accept_pact(pact.id, bob, noon(0)).await.unwrap().pact;
        (ann, bob, pact)
    }

    pub async fn completes(&self, user: UserId, goal: HabitGoalId, ahead: i64) -> CheckinOutcome {
        self.store.log_checkin(done(user, goal, noon(ahead))).await.unwrap()
    }

    /// Rings everything that is due.
    pub async fn ring(&self, now: Timestamp) {
        for alarm in self.store.due_alarms(now, 100).await.unwrap() {
            self.store.fire_alarm(alarm).await.unwrap();
        }
    }
}
