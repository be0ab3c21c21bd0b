//! The hour at which a person's days begin: which date a check-in is for, when runs are looked at, when pacts end.

use crate::bed::{Bed, account};
use crate::company::{date, done, noon};
use kith_domain::calendar::DayStart;
use kith_protocol::pacts::{CheckinLogged, PactStatus, StreakNow};
use kith_protocol::{HabitGoalId, Timestamp, UserId};
use kith_store::UserChange;

const HOUR_MS: i64 = 3_600_000;

/// An hour of the date of a noon, in UTC.
fn hour(ahead: i64, hour: i64) -> Timestamp {
    noon(ahead).plus_ms((hour - 12) * HOUR_MS)
}

fn from(hour: u8) -> UserChange {
    UserChange { day_start: DayStart::chosen(hour), ..UserChange::default() }
}

impl Bed {
    /// Somebody in UTC whose days begin at an hour, with a habit of their own.
    async fn beginning_at(&self, hour: u8) -> (UserId, HabitGoalId) {
        let mut new = account("ann");
        new.day_start = DayStart::chosen(hour).unwrap();
        let user = self.store.create_user(new).await.unwrap().id;
        (user, self.goal(user).await)
    }

    async fn begins_at(&self, user: UserId, hour: u8, now: Timestamp) {
        let changed = self.store.change_user(user, from(hour), now).await.unwrap().unwrap();
        assert_eq!(changed.day_starts_at, hour);
    }

    /// What a check-in at a moment, without a date, became; and whether the date had none.
    async fn logs(&self, user: UserId, goal: HabitGoalId, at: Timestamp) -> (CheckinLogged, bool) {
        let outcome = self.store.log_checkin(done(user, goal, at)).await.unwrap();
        (outcome.logged, outcome.fresh)
    }

    async fn streak_at(&self, user: UserId, at: Timestamp) -> StreakNow {
        self.store.streaks(user, at).await.unwrap().streaks.remove(0).streak
    }
}

contract! {
    async fn sk22_the_hour_is_stored_with_the_person_and_changed_alone(bed: Bed) {
        let four = bed.person("bob").await;
        assert_eq!(four.day_starts_at, 4);
        let mut new = account("ann");
        new.day_start = DayStart::MIDNIGHT;
        let ann = bed.store.create_user(new).await.unwrap();
        assert_eq!(ann.day_starts_at, 0);
        assert_eq!(bed.store.credentials("ann@example.com").await.unwrap().unwrap().user, ann);
        let changed = bed.store.change_user(ann.id, from(12), noon(0)).await.unwrap();
        assert_eq!(changed, Some(kith_protocol::rest::User { day_starts_at: 12, ..ann.clone() }));
        assert_eq!(bed.store.user(ann.id).await.unwrap(), changed);
        bed.store.change_user(ann.id, UserChange::default(), noon(0)).await.unwrap();
        assert_eq!(bed.store.user(ann.id).await.unwrap(), changed, "what is not said stays");
        assert_eq!(bed.store.user(four.id).await.unwrap(), Some(four));
        // An account from before the hour could be said.
        bed.change("INSERT INTO users (id, email, user_name, timezone, password_hash, created_at) VALUES \
            ('0198c0de-0000-7000-9000-000000000009', 'old@example.com', 'old', 'UTC', 'x', 0)").await;
        assert_eq!(bed.store.credentials("old@example.com").await.unwrap().unwrap().user.day_starts_at, 4);
    }

    async fn sk1_sk22_a_check_in_belongs_to_the_date_that_has_begun_for_the_person(bed: Bed) {
        let (ann, goal) = bed.beginning_at(12).await;
        for (start, at, day) in [
            (12, hour(3, 11), 2),
            (12, hour(3, 12), 3),
            (5, hour(5, 4), 4),
            (4, hour(6, 4), 6),
            (0, hour(8, 0), 8),
            (0, hour(8, 23), 8),
        ] {
            bed.begins_at(ann, start, at).await;
            let (logged, _) = bed.logs(ann, goal, at).await;
            assert_eq!(logged.checkin.day, date(day).to_string(), "{start} {at}");
        }
        let hours = bed.number("SELECT CAST(SUM(day_starts_at) AS BIGINT) FROM habit_checkins").await;
        assert_eq!(hours, 12 + 12 + 5 + 4, "each with the hour that decided");
    }

    async fn sk2_sk22_another_hour_moves_no_date_ends_no_run_and_makes_no_second_check_in(bed: Bed) {
        let (ann, goal) = bed.beginning_at(4).await;
        for ahead in 0..3 {
            bed.completes(ann, goal, ahead).await;
        }
        bed.begins_at(ann, 0, hour(3, 1)).await;
        let before = bed.streak_at(ann, hour(3, 1)).await;
        assert_eq!((before.current, before.freezes_left), (3, 1));
        let (third, fresh) = bed.logs(ann, goal, hour(3, 2)).await;
        assert_eq!((&third.checkin.day, third.streak.current, fresh), (&date(3).to_string(), 4, true));
        for (start, at, day) in [(12, hour(3, 3), 2), (0, hour(3, 4), 3), (6, hour(3, 5), 2), (5, hour(3, 5), 3)] {
            bed.begins_at(ann, start, at).await;
            assert_eq!(bed.streak_at(ann, at).await.current, 4, "{start}");
            let (again, fresh) = bed.logs(ann, goal, at).await;
            assert_eq!((&again.checkin.day, again.streak.current, fresh), (&date(day).to_string(), 4, false));
        }
        let days = bed.store.checkins(ann, date(-9), date(9), 50).await.unwrap();
        let days: Vec<_> = days.into_iter().map(|checkin| checkin.day).collect();
        assert_eq!(days, [3, 2, 1, 0].map(|ahead| date(ahead).to_string()));
    }

    async fn sk18_sk22_a_date_that_another_hour_cut_short_is_not_missed_within_a_day(bed: Bed) {
        let (ann, goal) = bed.beginning_at(12).await;
        // Late on the first date, whose end would be at noon.
        assert_eq!(bed.logs(ann, goal, hour(1, 11)).await.0.checkin.day, date(0).to_string());
        bed.begins_at(ann, 0, hour(1, 23)).await;
        let soon = bed.streak_at(ann, hour(2, 9)).await;
        assert_eq!((soon.current, soon.freezes_left), (1, 1), "22 hours");
        let late = bed.streak_at(ann, hour(2, 10)).await;
        assert_eq!((late.current, late.freezes_left), (1, 0), "23 hours: the freeze bridges it");
        assert_eq!(bed.logs(ann, goal, hour(2, 22)).await.0.streak.current, 2);
    }

    async fn al6_sk22_another_hour_is_looked_after_by_its_clock_at_once(bed: Bed) {
        let (ann, goal) = bed.beginning_at(4).await;
        bed.completes(ann, goal, 0).await;
        bed.ring(noon(0)).await;
        bed.ring(hour(0, 20)).await;
        let next = async || bed.store.next_alarm().await.unwrap();
        assert_eq!(next().await, Some(hour(1, 4)));
        bed.begins_at(ann, 4, hour(0, 21)).await;
        assert_eq!(next().await, Some(hour(1, 4)), "nothing changed");
        for (start, ends) in [(12, hour(1, 12)), (0, hour(1, 0)), (7, hour(1, 7))] {
            bed.begins_at(ann, start, hour(0, 21)).await;
            assert_eq!(next().await, Some(hour(0, 21)), "it is looked at once");
            bed.ring(hour(0, 21)).await;
            assert_eq!(next().await, Some(ends), "{start}");
        }
        assert_eq!(bed.tells().await, [], "today is done");
    }

    async fn al5_sk19_sk22_a_rest_is_said_when_the_date_is_over_for_the_person(bed: Bed) {
        let (ann, goal) = bed.beginning_at(12).await;
        bed.completes(ann, goal, 0).await;
        bed.ring(noon(0)).await;
        for (at, told) in [(hour(0, 20), 0), (noon(1), 0), (hour(1, 20), 1), (noon(2), 0), (hour(2, 20), 1)] {
            assert_eq!(bed.store.next_alarm().await.unwrap(), Some(at));
            bed.ring(at).await;
            assert_eq!(bed.tells().await.len(), told, "{at}");
        }
        // In the morning it is still the date before, and neither the date nor another hour and back says anything.
        for (start, at) in [(3, hour(2, 21)), (12, hour(2, 22))] {
            bed.begins_at(ann, start, at).await;
            bed.ring(at).await;
            assert_eq!(bed.tells().await, [], "the evening was said");
        }
        assert_eq!(bed.streak_at(ann, hour(3, 11)).await.current, 1);
        assert_eq!(bed.store.next_alarm().await.unwrap(), Some(noon(3)));
        bed.ring(noon(3)).await;
        let told = bed.tells().await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].message_params.day, Some(date(2).to_string()));
        assert_eq!(bed.store.next_alarm().await.unwrap(), None);
    }

    async fn pa6_sk22_nobody_loses_the_last_date_of_a_pact(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let west = UserChange { timezone: Some("Etc/GMT+12".into()), ..from(12) };
        bed.store.change_user(bob, west, noon(0)).await.unwrap();
        let ends = bed.store.pact(pact.id, ann).await.unwrap().ends_at.unwrap();
        bed.ring(ends.plus_ms(-1)).await;
        let (last, _) = bed.logs(bob, pact.habit_goal_id, ends.plus_ms(-1)).await;
        assert_eq!(last.checkin.day, date(6).to_string(), "the last of seven");
        bed.ring(ends).await;
        let detail = bed.store.pact_detail(pact.id, bob, ends).await.unwrap();
        assert_eq!(detail.pact.status, PactStatus::Completed);
        let kept = detail.members.iter().find(|member| member.user_id == bob).unwrap();
        assert_eq!(kept.completed, 1);
    }
}
