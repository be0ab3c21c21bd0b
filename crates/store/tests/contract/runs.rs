//! What is said of runs without being asked: each once, at the hour of the person.

use crate::bed::{Bed, account, at_once};
use crate::company::{date, done, noon};
use kith_protocol::pacts::ActivityType;
use kith_protocol::social::NotificationKind as Kind;
use kith_protocol::{HabitGoalId, Timestamp, UserId};
use kith_store::{FeedPage, NewCheckin, UserChange};

const HOUR_MS: i64 = 3_600_000;

/// 20:00 of the date of a noon, in UTC.
fn evening(ahead: i64) -> Timestamp {
    noon(ahead).plus_ms(8 * HOUR_MS)
}

/// 04:00 of the date after, in UTC.
fn end(ahead: i64) -> Timestamp {
    noon(ahead).plus_ms(16 * HOUR_MS)
}

impl Bed {
    /// Lets time pass from one moment to another, ringing each alarm when it is due; what people were told.
    async fn passes(&self, until: Timestamp) -> Vec<(UserId, Kind, Option<u32>, Option<String>)> {
        while let Some(due) = self.store.next_alarm().await.unwrap().filter(|due| *due <= until) {
            self.ring(due).await;
        }
        let told = self.tells().await;
        let short = |told: kith_protocol::social::Notification| {
            let params = told.message_params;
            (told.user_id, told.notification_type, params.streak_days, params.day)
        };
        told.into_iter().map(short).collect()
    }

    /// Somebody in a time zone with a habit of their own.
    async fn alone_in(&self, timezone: &str) -> (UserId, HabitGoalId) {
        let mut new = account("alone");
        new.timezone = timezone.into();
        let user = self.store.create_user(new).await.unwrap().id;
        (user, self.goal(user).await)
    }
}

contract! {
    async fn al5_sk20_sk19_a_run_of_somebody_alone_from_its_evenings_to_its_rest(bed: Bed) {
        let (ann, goal) = bed.alone_in("UTC").await;
        let fresh = bed.completes(ann, goal, 0).await;
        assert!(fresh.happened.alarm_set, "it is looked at once");
        assert_eq!(bed.passes(evening(0)).await, [], "today is done");
        assert_eq!(bed.store.next_alarm().await.unwrap(), Some(end(0)));
        assert_eq!(bed.passes(evening(1).plus_ms(-1)).await, []);
        let day = |ahead| Some(date(ahead).to_string());
        assert_eq!(bed.passes(evening(1)).await, [(ann, Kind::StreakAtRisk, Some(1), day(1))]);
        assert_eq!(bed.passes(end(1)).await, [], "a freeze saved it");
        assert_eq!(bed.passes(evening(2)).await, [(ann, Kind::StreakAtRisk, Some(1), day(2))]);
        assert_eq!(bed.passes(end(2).plus_ms(-1)).await, []);
        assert_eq!(bed.passes(end(2)).await, [(ann, Kind::StreakBroken, Some(1), day(2))]);
        assert_eq!(bed.store.next_alarm().await.unwrap(), None);
        assert!(bed.completes(ann, goal, 9).await.happened.alarm_set, "another run begins");
        assert_eq!(bed.passes(noon(9)).await, []);
        assert!(!bed.completes(ann, goal, 9).await.happened.alarm_set, "it is set");
    }

    async fn sk19_every_running_pact_hears_once_that_a_run_came_to_rest(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let goal = pact.habit_goal_id;
        let mut second = crate::company::pact_on(goal, ann, &[bob]);
        second.duration_days = 30;
        let second = bed.store.create_pact(second).await.unwrap().id;
        bed.store.accept_pact(second, bob, noon(0)).await.unwrap();
        bed.completes(ann, goal, 0).await;
        bed.completes(ann, goal, 1).await;
        bed.passes(end(2)).await;
        let told = bed.passes(end(3)).await;
        let day = Some(date(3).to_string());
        let reminded = (ann, Kind::StreakAtRisk, Some(2), day.clone());
        let broken = |user| (user, Kind::StreakBroken, Some(2), day.clone());
        assert_eq!(told, [broken(ann), broken(bob), reminded]);
        for pact in [pact.id, second] {
            let newest = bed.store.pact_activities(pact, bob, FeedPage::Before(None), 1).await.unwrap().remove(0);
            assert_eq!((newest.kind, newest.user_id, newest.data.streak_days), (ActivityType::StreakBroken, ann, Some(2)));
        }
    }

    async fn ah1_perfect_weeks_are_found_when_their_date_is_over_also_between_milestones(bed: Bed) {
        let (ann, run) = bed.alone_in("UTC").await;
        let read = bed.goal(ann).await;
        // A date left out on the third day: the first perfect week ends with the ninth date of the run.
        for ahead in [0, 1, 3, 4, 5, 6, 7, 8, 9] {
            bed.passes(noon(ahead)).await;
            for goal in [run, read] {
                bed.completes(ann, goal, ahead).await;
            }
        }
        let has = async || bed.store.streaks(ann, noon(9)).await.unwrap().achievements.contains(&"consistency_2".to_owned());
        bed.passes(end(9).plus_ms(-1)).await;
        assert!(!has().await);
        let told = bed.passes(end(9)).await;
        assert!(has().await);
        assert_eq!(told, [(ann, Kind::AchievementUnlocked, None, None)], "once, of the two habits");
        assert_eq!(bed.passes(end(9).plus_ms(HOUR_MS)).await, []);
    }

    async fn al2_sk19_rings_at_once_say_it_once(bed: Bed) {
        let (ann, goal) = bed.alone_in("UTC").await;
        bed.completes(ann, goal, 0).await;
        bed.passes(evening(2)).await;
        let alarm = bed.store.due_alarms(end(2), 10).await.unwrap().remove(0);
        let rings = at_once((0..16).map(|_| {
            let (store, alarm) = (bed.store.clone(), alarm.clone());
            async move { store.fire_alarm(alarm).await.unwrap() }
        }));
        assert_eq!(rings.await.into_iter().flatten().count(), 1);
        assert_eq!(bed.tells().await.len(), 1);
    }

    async fn al4_sk20_what_is_too_late_for_its_date_is_not_said_and_a_rest_is_said_late(bed: Bed) {
        let (ann, goal) = bed.alone_in("UTC").await;
        bed.completes(ann, goal, 0).await;
        assert_eq!(bed.passes(end(0)).await, []);
        // Nothing rings until the fifth morning.
        bed.ring(end(4).plus_ms(5 * HOUR_MS)).await;
        let told = bed.tells().await;
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].notification_type, told[0].message_params.day.clone()), (Kind::StreakBroken, Some(date(2).to_string())));
        assert_eq!(told[0].user_id, ann);
    }

    async fn sk19_what_is_filled_in_or_undone_before_it_is_said_is_not_said(bed: Bed) {
        let (ann, goal) = bed.alone_in("UTC").await;
        bed.completes(ann, goal, 0).await;
        bed.passes(evening(2)).await;
        let late = NewCheckin { day: Some(date(2)), ..done(ann, goal, end(2).plus_ms(1)) };
        bed.store.log_checkin(late).await.unwrap();
        bed.ring(end(2).plus_ms(2)).await;
        assert_eq!(bed.tells().await, [], "filled in");
        let second = bed.goal(ann).await;
        let undone = bed.completes(ann, second, 3).await.logged.checkin.id;
        bed.passes(noon(3)).await;
        bed.store.delete_checkin(undone, ann, noon(3)).await.unwrap();
        let told = bed.passes(end(9)).await;
        let about_rest: Vec<_> = told.iter().filter(|(_, kind, ..)| *kind == Kind::StreakBroken).collect();
        assert_eq!(about_rest.len(), 1, "of the first habit alone: {told:?}");
    }

    async fn al5_of_a_habit_put_away_nothing_is_said(bed: Bed) {
        let (ann, goal) = bed.alone_in("UTC").await;
        bed.completes(ann, goal, 0).await;
        bed.passes(noon(0)).await;
        bed.store.archive_goal(goal, ann, noon(0)).await.unwrap();
        assert_eq!(bed.passes(end(9)).await, []);
        assert_eq!(bed.store.next_alarm().await.unwrap(), None);
    }

    async fn al5_after_the_end_of_a_pact_a_partner_is_left_alone(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        bed.completes(bob, pact.habit_goal_id, 0).await;
        bed.passes(noon(0)).await;
        bed.store.abandon_pact(pact.id, ann, noon(1)).await.unwrap();
        bed.passes(noon(1)).await;
        assert_eq!(bed.passes(end(9)).await, []);
        assert_eq!(bed.number("SELECT COUNT(*) FROM alarms WHERE looked_at IS NOT NULL").await, 0);
    }

    async fn al5_the_clock_is_the_persons_also_when_it_is_changed(bed: Bed) {
        // On 2026-03-28 at noon; in the night after, Paris goes from UTC+1 to UTC+2.
        let spring = |hours: i64| Timestamp(1_774_699_200_000).plus_ms(hours * HOUR_MS);
        let (ann, goal) = bed.alone_in("Europe/Paris").await;
        bed.store.log_checkin(done(ann, goal, spring(0))).await.unwrap();
        bed.ring(spring(0)).await;
        assert_eq!(bed.store.next_alarm().await.unwrap(), Some(spring(7)), "20:00 in Paris");
        bed.ring(spring(7)).await;
        assert_eq!(bed.store.next_alarm().await.unwrap(), Some(spring(14)), "04:00, an hour less of night");
        bed.ring(spring(14)).await;
        assert_eq!(bed.store.next_alarm().await.unwrap(), Some(spring(30)), "20:00 in summer");
    }

    async fn al6_sk18_who_moves_keeps_the_run_and_is_reminded_where_they_are(bed: Bed) {
        let (ann, goal) = bed.alone_in("Europe/Paris").await;
        for ahead in 0..3 {
            bed.completes(ann, goal, ahead).await;
        }
        bed.passes(noon(2)).await;
        let moves = |timezone: &str| UserChange { timezone: Some(timezone.into()), ..UserChange::default() };
        let moved = bed.store.change_user(ann, moves("Pacific/Auckland"), noon(2)).await.unwrap().unwrap();
        assert_eq!((&*moved.timezone, &*moved.user_name), ("Pacific/Auckland", "alone"));
        assert_eq!(bed.store.next_alarm().await.unwrap(), Some(noon(2)), "it is looked at once");
        assert_eq!(bed.streak_of(ann, 2).await, 3, "the next date there has just begun");
        assert_eq!(bed.passes(noon(2)).await, []);
        // 20:00 of the 24th in Auckland is 07:00 UTC.
        let told = bed.passes(noon(3).plus_ms(-5 * HOUR_MS)).await;
        assert_eq!(told, [(ann, Kind::StreakAtRisk, Some(3), Some(date(3).to_string()))]);
        bed.store.change_user(ann, moves("America/Los_Angeles"), noon(3)).await.unwrap();
        assert_eq!(bed.streak_of(ann, 3).await, 3);
        let told = bed.passes(end(3)).await;
        assert_eq!(told, [], "the evening of the same date comes again, and is not said again");
    }
}
