//! Two who meet at one row: a transaction of the test's own holds it until both stand where they would meet. On SQLite it
//! holds all writing, and they come one after the other in any case.

use crate::bed::{Bed as House, refused};
use crate::company::{done, noon, pact_on};
use kith_protocol::pacts::ActivityType;
use kith_protocol::{ErrorCode, PactId};
use kith_store::{CheckinOutcome, FeedPage, NewCelebration, NewCheckin, Store, UserChange};
use sqlx::{AnyConnection, Connection};
use tokio::task::JoinHandle;

const HOUR_MS: i64 = 3_600_000;

/// Rows that are held.
struct Held(AnyConnection);

impl Held {
    async fn also(&mut self, statement: &'static str) {
        sqlx::raw_sql(statement).execute(&mut self.0).await.unwrap();
    }

    async fn commit(mut self) {
        self.also("COMMIT").await;
        self.0.close().await.unwrap();
    }

    async fn roll_back(mut self) {
        self.also("ROLLBACK").await;
        self.0.close().await.unwrap();
    }
}

impl House {
    fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    /// Holds what a statement changes.
    async fn holds(&self, statement: &'static str) -> Held {
        let mut held = Held(AnyConnection::connect(&self.url).await.unwrap());
        held.also(if self.is_postgres() { "BEGIN" } else { "BEGIN IMMEDIATE" }).await;
        held.also(statement).await;
        held
    }

    /// Until so many calls wait for a row, or one of those that should is through.
    async fn until_waiting<T>(&self, calls: &[&JoinHandle<T>]) {
        const WAITING: &str = "SELECT COUNT(*) FROM pg_stat_activity \
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while self.is_postgres()
            && !calls.iter().any(|call| call.is_finished())
            && self.number(WAITING).await < calls.len() as i64
        {}
    }
}

fn logs(store: &Store, new: NewCheckin) -> JoinHandle<kith_store::Result<CheckinOutcome>> {
    let store = store.clone();
    tokio::spawn(async move { store.log_checkin(new).await })
}

const ALL_ROOMS: &str = "UPDATE rooms SET next_seq = next_seq";
const ALL_OVER: &str = "UPDATE pacts SET status = 'completed'; UPDATE pact_members SET status = 'done'";

contract! {
    async fn pa1_ck4_who_waits_for_a_pact_that_ends_meanwhile_is_refused(bed: Bed) {
        let (_, bob, pact) = bed.running().await;
        let goal = pact.habit_goal_id;
        for named in [Some(pact.id), None] {
            let mut held = bed.holds(ALL_ROOMS).await;
            let new = NewCheckin { pact: named, client_id: Some("c1".into()), ..done(bob, goal, noon(0)) };
            let call = logs(&bed.store, new);
            bed.until_waiting(&[&call]).await;
            held.also(ALL_OVER).await;
            held.commit().await;
            let code = if named.is_some() { ErrorCode::Conflict } else { ErrorCode::NotAMember };
            assert_eq!(refused(call.await.unwrap()), code);
            bed.change("UPDATE pacts SET status = 'active'; UPDATE pact_members SET status = 'active'").await;
        }
        assert_eq!(bed.number("SELECT COUNT(*) FROM habit_checkins").await, 0);
        assert_eq!(bed.number("SELECT COUNT(*) FROM checkin_commands").await, 0);
        assert_eq!(bed.number("SELECT COUNT(*) FROM pact_activities").await, 2, "it started, and no more");
        assert_eq!(bed.number("SELECT next_seq FROM rooms WHERE id IN (SELECT id FROM pacts)").await, 3);
    }

    async fn ck4_ck7_of_two_pacts_the_one_that_ended_meanwhile_hears_nothing(bed: Bed) {
        let (ann, bob, first) = bed.running().await;
        let second = bed.store.create_pact(pact_on(first.habit_goal_id, ann, &[bob])).await.unwrap().id;
        bed.store.accept_pact(second, bob, noon(0)).await.unwrap();
        for ahead in 0..2 {
            bed.completes(ann, first.habit_goal_id, ahead).await;
        }
        // A milestone waits too: two numbers are taken in each.
        let mut held = bed.holds(ALL_ROOMS).await;
        let call = logs(&bed.store, done(ann, first.habit_goal_id, noon(2)));
        bed.until_waiting(&[&call]).await;
        held.also("UPDATE pacts SET status = 'abandoned' WHERE id = (SELECT MIN(id) FROM pacts)").await;
        held.commit().await;
        let told = call.await.unwrap().unwrap().happened.activities;
        let told: Vec<_> = told.iter().map(|entry| (entry.pact_id, entry.seq, entry.kind)).collect();
        let expected = [(second, 5, ActivityType::CheckinCompleted), (second, 6, ActivityType::StreakMilestone)];
        assert_eq!(told, expected);
        let newest = async |pact: PactId| bed.store.pact_activities(pact, bob, FeedPage::Before(None), 1).await.unwrap()[0].seq;
        assert_eq!((newest(first.id).await, newest(second).await), (4, 6));
        assert_eq!(bed.number("SELECT MIN(next_seq) FROM rooms WHERE id IN (SELECT id FROM pacts)").await, 5, "no hole");
    }

    async fn ck5_ck6_what_is_taken_back_and_logged_at_once_comes_in_one_order(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let goal = bed.goal(ann).await;
        let id = bed.completes(ann, goal, 0).await.logged.checkin.id;
        // Who logs has read everything and waits with its client id.
        let held = bed.holds("INSERT INTO checkin_commands (user_id, client_id, goal_id, day) \
            SELECT owner_id, 'c1', id, 1 FROM habit_goals").await;
        let again = logs(&bed.store, NewCheckin { client_id: Some("c1".into()), ..done(ann, goal, noon(0)) });
        bed.until_waiting(&[&again]).await;
        let store = bed.store.clone();
        let taken_back = tokio::spawn(async move {
            store.delete_checkin(id, ann, noon(0)).await.unwrap();
            Err(kith_store::StoreError::Refused(kith_protocol::Refusal::new(ErrorCode::NotFound, "")))
        });
        bed.until_waiting(&[&again, &taken_back]).await;
        held.roll_back().await;
        let again = again.await.unwrap().unwrap();
        assert!(taken_back.await.unwrap().is_err());
        let standing = bed.number("SELECT COUNT(*) FROM habit_checkins").await;
        assert_eq!(standing, i64::from(again.fresh), "logged before it was taken back, or after");
    }

    async fn ce1_one_check_in_celebrated_in_two_pacts_at_once_is_celebrated_once(bed: Bed) {
        let (ann, bob, first) = bed.running().await;
        let second = bed.store.create_pact(pact_on(first.habit_goal_id, ann, &[bob])).await.unwrap().id;
        bed.store.accept_pact(second, bob, noon(0)).await.unwrap();
        let checkin = Some(bed.completes(ann, first.habit_goal_id, 0).await.logged.checkin.id);
        // Both have found it not celebrated and wait to write it down, unless they meet before.
        let held = bed.holds("INSERT INTO celebrations (from_id, checkin_id, pact_id, seq) \
            SELECT m.user_id, c.id, m.pact_id, 99 FROM pact_members m CROSS JOIN habit_checkins c \
            WHERE m.role = 'partner' AND m.pact_id = (SELECT MIN(p.id) FROM pacts p)").await;
        let calls = [first.id, second].map(|pact| {
            let store = bed.store.clone();
            let (pact, target, message) = (Some(pact), None, None);
            let new = NewCelebration { from: bob, checkin, pact, target, message, now: noon(0) };
            tokio::spawn(async move { store.celebrate(new).await.unwrap() })
        });
        bed.until_waiting(&calls.iter().collect::<Vec<_>>()).await;
        held.roll_back().await;
        let [one, other] = calls;
        let (one, other) = (one.await.unwrap(), other.await.unwrap());
        assert_eq!((one.fresh, other.fresh), (!other.fresh, !one.fresh), "once");
        assert_eq!(one.value, other.value, "both hear the same");
    }

    async fn al6_who_moves_while_a_run_is_looked_at_is_looked_after_by_the_new_clock(bed: Bed) {
        let (ann, _, pact) = bed.running().await;
        for ahead in [0, 1] {
            bed.completes(ann, pact.habit_goal_id, ahead).await;
        }
        bed.ring(noon(1)).await;
        // A run came to rest and another one began: its alarm tells the pact, and is set again.
        bed.completes(ann, pact.habit_goal_id, 4).await;
        let at = noon(4);
        let alarm = bed.store.due_alarms(at, 10).await.unwrap().remove(0);
        let held = bed.holds(ALL_ROOMS).await;
        let store = bed.store.clone();
        let look = tokio::spawn(async move { store.fire_alarm(alarm).await.unwrap().map(drop) });
        bed.until_waiting(&[&look]).await;
        let store = bed.store.clone();
        let change = UserChange { timezone: Some("Pacific/Auckland".into()), ..UserChange::default() };
        let moves = tokio::spawn(async move { store.change_user(ann, change, at).await.unwrap().map(drop) });
        bed.until_waiting(&[&look, &moves]).await;
        held.roll_back().await;
        assert_eq!((look.await.unwrap(), moves.await.unwrap()), (Some(()), Some(())));
        bed.ring(at).await;
        let due = bed.store.next_alarm().await.unwrap().unwrap();
        // There it is 01:00, and the date ends at 15:00 UTC; in UTC its evening is still to come.
        assert_eq!(due, at.plus_ms(3 * HOUR_MS));
    }
}
