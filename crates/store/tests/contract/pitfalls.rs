//! What went wrong with habits and pacts elsewhere, each under the number of its defect: it does not go wrong here.

use crate::bed::{NOW, at_once, refused};
use crate::company::{daily, date, done, noon, pact_on, saying, way_in};
use kith_domain::connections::Wish;
use kith_protocol::pacts::{ActivityType, CheckinStatus, FrequencyType, MemberStatus};
use kith_protocol::{ErrorCode, NotificationId, PactId};
use kith_store::{ConnectionStep, FeedPage, NewCheckin, NewGoal, StoreError};
use uuid::Uuid;

contract! {
    async fn ck2_p18_four_submits_at_once_on_each_of_seven_dates_count_seven(bed: Bed) {
        let (ann, _, pact) = bed.running().await;
        let goal = pact.habit_goal_id;
        for ahead in 0..7 {
            let outcomes = at_once((0..4).map(|_| {
                let store = bed.store.clone();
                async move { store.log_checkin(done(ann, goal, noon(ahead))).await.unwrap() }
            }));
            let current = u32::try_from(ahead).unwrap() + 1;
            assert!(outcomes.await.iter().all(|outcome| outcome.logged.streak.current == current));
        }
        assert_eq!(bed.number("SELECT COUNT(*) FROM habit_checkins").await, 7);
        let told = "SELECT COUNT(*) FROM pact_activities WHERE kind = 'checkin_completed'";
        assert_eq!(bed.number(told).await, 7);
        assert_eq!(bed.number("SELECT COUNT(*) FROM streak_announcements").await, 2, "3 and 7");
    }

    async fn ck6_sk3_p18_a_request_that_was_overtaken_counts_what_overtook_it(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let goal = bed.goal(ann).await;
        bed.completes(ann, goal, 0).await;
        let at = |day, ms| NewCheckin { day: Some(date(day)), ..done(ann, goal, noon(2).plus_ms(ms)) };
        let first = bed.store.log_checkin(at(2, 5)).await.unwrap().logged;
        assert_eq!((first.streak.current, first.milestone), (2, None), "a freeze bridges the date between");
        // Five milliseconds older, and yet later.
        let overtaken = bed.store.log_checkin(at(1, 0)).await.unwrap().logged;
        assert_eq!((overtaken.streak.current, overtaken.milestone), (3, Some(3)));
        let again = bed.store.log_checkin(at(2, 0)).await.unwrap().logged;
        assert_eq!(again.streak.current, 3);
    }

    async fn st1_ck2_p19_what_fails_half_way_leaves_nothing_and_can_be_said_again(bed: Bed) {
        let (ann, _, pact) = bed.running().await;
        let asked = NewCheckin { client_id: Some("c1".into()), ..done(ann, pact.habit_goal_id, noon(0)) };
        // The last thing that a check-in writes cannot be written.
        bed.change("ALTER TABLE pact_activities RENAME TO elsewhere").await;
        let failed = bed.store.log_checkin(asked.clone()).await;
        assert!(matches!(failed, Err(StoreError::Unavailable { .. })), "{failed:?}");
        for left in [
            "SELECT COUNT(*) FROM habit_checkins",
            "SELECT COUNT(*) FROM checkin_commands",
        ] {
            assert_eq!(bed.number(left).await, 0, "{left}");
        }
        bed.change("ALTER TABLE elsewhere RENAME TO pact_activities").await;
        let outcome = bed.store.log_checkin(asked).await.unwrap();
        assert_eq!((outcome.fresh, outcome.logged.streak.current), (true, 1));
        let told = bed.store.pact_activities(pact.id, ann, FeedPage::Since(2), 10).await.unwrap();
        assert_eq!(told.iter().map(|one| (one.seq, one.kind)).collect::<Vec<_>>(), [(3, ActivityType::CheckinCompleted)]);
    }

    async fn sk9_p21_a_freeze_bridges_a_missed_date_by_itself_and_once(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let goal = bed.goal(ann).await;
        bed.completes(ann, goal, 0).await;
        let bridged = bed.completes(ann, goal, 2).await.logged.streak;
        assert_eq!((bridged.current, bridged.freezes_left), (2, 0));
        let begun_again = bed.completes(ann, goal, 4).await.logged.streak;
        assert_eq!((begun_again.current, begun_again.longest), (1, 2), "there was no second one");
    }

    async fn sk6_sk11_p21_a_goal_of_its_own_kind_is_not_asked_for_every_day(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let mut twice_a_week = daily("Swim");
        (twice_a_week.frequency_type, twice_a_week.frequency_count) = (FrequencyType::Custom, Some(2));
        let twice_a_week = bed.store.create_goal(NewGoal { owner: ann, goal: twice_a_week }).await.unwrap().id;
        // The first date is a Saturday: Saturday and Sunday, Tuesday and Friday, and Monday alone.
        let mut counted = Vec::new();
        for ahead in [0, 1, 3, 6, 9] {
            counted.push(bed.completes(ann, twice_a_week, ahead).await.logged.streak.current);
        }
        assert_eq!(counted, [0, 1, 1, 2, 2], "weeks");
    }

    async fn ah1_p22_achievements_come_at_their_milestone_and_once(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let goal = pact.habit_goal_id;
        let mut unlocked = Vec::new();
        for ahead in 0..7 {
            // Skipped and completed again by turns: nothing is credited for turns.
            bed.store.log_checkin(saying(ann, goal, CheckinStatus::Skipped, noon(ahead))).await.unwrap();
            let outcomes = at_once((0..4).map(|_| {
                let store = bed.store.clone();
                async move { store.log_checkin(done(ann, goal, noon(ahead))).await.unwrap() }
            }));
            let names = outcomes.await.into_iter().flat_map(|outcome| outcome.logged.achievements_unlocked);
            unlocked.extend(names.map(|name| (ahead, name)));
        }
        let expected = [(2, "habit_builder_3".to_owned()), (6, "habit_builder_7".to_owned())];
        assert_eq!(unlocked, expected);
        let started = "accountability_started_1".to_owned();
        assert_eq!(bed.store.streaks(bob, noon(6)).await.unwrap().achievements, [started], "joined, not kept");
    }

    async fn pa2_pa10_uc2_p27_nobody_is_asked_past_a_block(bed: Bed) {
        let people = bed.people(3).await;
        let [ann, bea, cat] = [people[0], people[1], people[2]];
        let pact = bed.asked(ann, &[bea, cat]).await;
        bed.store.accept_pact(pact.id, bea, noon(0)).await.unwrap();
        let block = ConnectionStep {
            user: cat,
            other: ann,
            wish: Wish::Block,
            notification_id: NotificationId(Uuid::now_v7()),
            epoch: "i".into(),
            now: NOW,
        };
        bed.store.step_connection(block).await.unwrap();
        let goal = pact.habit_goal_id;
        assert_eq!(refused(bed.store.create_pact(pact_on(goal, ann, &[bea, cat])).await), ErrorCode::Forbidden);
        let invited = bed.store.invite_to_pact(pact.id, ann, vec![cat], way_in()).await;
        assert_eq!(refused(invited), ErrorCode::Forbidden);
        let theirs = bed.goal(cat).await;
        let own_block = bed.store.create_pact(pact_on(theirs, cat, &[ann])).await;
        assert_eq!(refused(own_block), ErrorCode::Conflict, "who blocks can lift it");
        assert_eq!(bed.number("SELECT COUNT(*) FROM pacts").await, 1, "nothing is left of what was refused");
        bed.ring(noon(8)).await;
        let renewed = bed.store.renew_pact(pact.id, ann, PactId(Uuid::now_v7()), way_in()).await.unwrap();
        let members: Vec<_> = renewed.members.iter().map(|member| (member.user_id, member.status)).collect();
        assert_eq!(members, [(ann, MemberStatus::Active), (bea, MemberStatus::Pending)]);
    }

    async fn uc2_ce2_words_past_a_block_are_refused_in_a_pact_of_both(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let logged = bed.completes(bob, pact.habit_goal_id, 0).await.logged.checkin.id;
        let block = ConnectionStep {
            user: bob,
            other: ann,
            wish: Wish::Block,
            notification_id: NotificationId(Uuid::now_v7()),
            epoch: "i".into(),
            now: NOW,
        };
        bed.store.step_connection(block).await.unwrap();
        let words = bed.store.encourage(pact.id, ann, bob, "You cannot block me".into(), noon(0)).await;
        assert_eq!(refused(words), ErrorCode::Forbidden);
        let celebration = kith_store::NewCelebration {
            from: ann, checkin: Some(logged), pact: Some(pact.id), target: Some(bob), message: None, now: noon(0),
        };
        assert_eq!(refused(bed.store.celebrate(celebration).await), ErrorCode::Forbidden);
        let others = bed.store.encourage(pact.id, bob, ann, "Nor I you".into(), noon(0)).await;
        assert_eq!(refused(others), ErrorCode::Conflict, "who blocks can lift it");
    }

    async fn al5_pa9_a_run_that_lives_on_is_watched_from_the_yes_to_a_renewed_pact(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        bed.completes(bob, pact.habit_goal_id, 0).await;
        bed.ring(noon(8)).await;
        bed.change("DELETE FROM alarms WHERE looked_at IS NOT NULL").await;
        let next = bed.store.renew_pact(pact.id, ann, PactId(Uuid::now_v7()), way_in()).await.unwrap();
        bed.store.accept_pact(next.id, bob, noon(9)).await.unwrap();
        assert_eq!(bed.number("SELECT COUNT(*) FROM alarms WHERE looked_at IS NOT NULL").await, 1);
    }

    async fn ck3_sk1_p32_a_date_is_that_of_the_wall_clock_where_the_person_is(bed: Bed) {
        let mut away = crate::bed::account("away");
        away.timezone = "America/Los_Angeles".into();
        let away = bed.store.create_user(away).await.unwrap().id;
        let goal = bed.goal(away).await;
        // 17:00 in UTC-8 is 01:00 of the next date in UTC.
        let logged = bed.store.log_checkin(done(away, goal, noon(0).plus_ms(13 * 3_600_000))).await.unwrap().logged;
        assert_eq!(logged.checkin.day, date(0).to_string());
    }
}
