//! Check-ins, streaks, celebrations.

use crate::bed::{at_once, refused};
use crate::company::{daily, date, done, noon, pact_on, saying};
use kith_protocol::pacts::{ActivityType, CheckinStatus, FrequencyType};
use kith_protocol::{CheckinId, ErrorCode, HabitGoalId, PactId};
use kith_store::{CheckinOutcome, FeedPage, NewCelebration, NewCheckin, NewGoal};
use uuid::Uuid;

contract! {
    async fn ck1_a_date_has_one_check_in_and_the_last_word_stands(bed: Bed) {
        let (ann, _, pact) = bed.running().await;
        let goal = pact.habit_goal_id;
        let first = bed.completes(ann, goal, 0).await;
        assert!(first.fresh);
        assert_eq!((first.logged.checkin.day, first.logged.streak.current), (date(0).to_string(), 1));
        assert_eq!(first.happened.activities[0].kind, ActivityType::CheckinCompleted);
        let again = bed.completes(ann, goal, 0).await;
        assert_eq!((again.fresh, again.logged.checkin.id), (false, first.logged.checkin.id));
        assert_eq!(again.happened.activities, [], "nothing new is told");
        let skipped = bed.store.log_checkin(saying(ann, goal, CheckinStatus::Skipped, noon(0))).await.unwrap();
        assert_eq!((skipped.fresh, skipped.logged.streak.current), (false, 0), "the streak follows");
        assert_eq!(skipped.happened.activities[0].kind, ActivityType::CheckinSkipped);
        assert_eq!(bed.number("SELECT COUNT(*) FROM habit_checkins").await, 1);
    }

    async fn ck2_64_submits_of_a_date_at_once_are_one(bed: Bed) {
        let (ann, _, pact) = bed.running().await;
        let goal = pact.habit_goal_id;
        for ahead in 0..2 {
            bed.completes(ann, goal, ahead).await;
        }
        let outcomes = at_once((0..64).map(|number| {
            let store = bed.store.clone();
            let client_id = (number % 2 == 0).then(|| format!("c{number}"));
            let new = NewCheckin { client_id, ..done(ann, goal, noon(2)) };
            async move { store.log_checkin(new).await.unwrap() }
        }));
        let outcomes = outcomes.await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.fresh).count(), 1);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.logged.milestone == Some(3)).count(), 1);
        assert_eq!(outcomes.iter().map(|outcome| outcome.happened.activities.len()).sum::<usize>(), 2);
        assert!(outcomes.iter().all(|outcome| outcome.logged.streak.current == 3));
        assert_eq!(bed.number("SELECT COUNT(*) FROM habit_checkins").await, 3);
        assert_eq!(bed.number("SELECT COUNT(*) FROM streak_announcements").await, 1);
        let feed = bed.store.pact_activities(pact.id, ann, FeedPage::Since(4), 10).await.unwrap();
        let told: Vec<_> = feed.iter().map(|activity| (activity.seq, activity.kind, activity.data.streak_days)).collect();
        let expected =
            [(5, ActivityType::CheckinCompleted, Some(3)), (6, ActivityType::StreakMilestone, Some(3))];
        assert_eq!(told, expected);
        assert_eq!(bed.number("SELECT next_seq FROM rooms WHERE id IN (SELECT id FROM pacts)").await, 7);
    }

    async fn ck2_a_client_id_is_carried_out_once_for_ever(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let goal = pact.habit_goal_id;
        let notes = Some("Along the harbour, on foot".into());
        let asked = NewCheckin { client_id: Some("c1".into()), notes, ..done(ann, goal, noon(0)) };
        let first = bed.store.log_checkin(asked.clone()).await.unwrap();
        assert!(first.fresh && !first.is_repeated);
        let repeated = bed.store.log_checkin(asked.clone()).await.unwrap();
        let said = |outcome: &CheckinOutcome| (outcome.logged.clone(), outcome.streak_before, outcome.is_new_record);
        assert_eq!((repeated.is_repeated, said(&repeated)), (true, said(&first)), "the same answer");
        bed.store.log_checkin(saying(ann, goal, CheckinStatus::Partial, noon(0))).await.unwrap();
        let late = NewCheckin { now: noon(5), day: Some(date(0)), ..asked.clone() };
        let again = bed.store.log_checkin(late).await.unwrap();
        assert_eq!((again.fresh, again.happened.activities.len()), (false, 0));
        assert_eq!(again.logged.checkin.id, first.logged.checkin.id);
        assert_eq!(again.logged.checkin.status, CheckinStatus::Partial, "as it stands");
        let bobs = NewCheckin { client_id: Some("c1".into()), ..done(bob, goal, noon(0)) };
        assert!(bed.store.log_checkin(bobs).await.unwrap().fresh, "each their own");
        let other = NewCheckin { client_id: Some("c1".into()), ..done(ann, bed.goal(ann).await, noon(0)) };
        assert_eq!(refused(bed.store.log_checkin(other).await), ErrorCode::Conflict);
        bed.store.abandon_pact(pact.id, bob, noon(1)).await.unwrap();
        assert!(bed.store.log_checkin(asked.clone()).await.is_ok(), "also when the pact is over");
        bed.store.delete_checkin(first.logged.checkin.id, ann, noon(2)).await.unwrap();
        let late = NewCheckin { now: noon(9), ..asked.clone() };
        for repeated in [asked, late] {
            assert_eq!(refused(bed.store.log_checkin(repeated).await), ErrorCode::Conflict, "it was taken back");
        }
        assert_eq!(bed.number("SELECT COUNT(*) FROM habit_checkins").await, 1);
    }

    async fn ck3_only_today_and_yesterday_where_the_person_is_are_taken(bed: Bed) {
        let mut away = crate::bed::account("away");
        away.timezone = "America/Los_Angeles".into();
        let away = bed.store.create_user(away).await.unwrap().id;
        let goal = bed.goal(away).await;
        // 02:00 UTC: where they are it is the evening before.
        let at = noon(0).plus_ms(14 * 3_600_000);
        let evening = bed.store.log_checkin(done(away, goal, at)).await.unwrap();
        assert_eq!(evening.logged.checkin.day, date(0).to_string());
        for (ahead, taken) in [(-2, false), (-1, true), (0, true), (1, false), (30, false)] {
            let outcome = bed.store.log_checkin(NewCheckin { day: Some(date(ahead)), ..done(away, goal, at) }).await;
            assert_eq!(outcome.is_ok(), taken, "{ahead}");
        }
        let streak = bed.store.streaks(away, at).await.unwrap().streaks.remove(0).streak;
        assert_eq!(streak.current, 2);
    }

    async fn ck4_who_may_log_a_habit(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let eve = bed.person("eve").await.id;
        let goal = pact.habit_goal_id;
        assert!(bed.store.log_checkin(done(bob, goal, noon(0))).await.is_ok());
        assert_eq!(refused(bed.store.log_checkin(done(eve, goal, noon(0))).await), ErrorCode::NotAMember);
        let in_pact = |user, goal| NewCheckin { pact: Some(pact.id), ..done(user, goal, noon(0)) };
        assert_eq!(refused(bed.store.log_checkin(in_pact(eve, goal)).await), ErrorCode::NotAMember);
        let other = bed.goal(ann).await;
        assert_eq!(refused(bed.store.log_checkin(in_pact(ann, other)).await), ErrorCode::BadMessage);
        let nowhere = HabitGoalId(Uuid::now_v7());
        assert_eq!(refused(bed.store.log_checkin(done(ann, nowhere, noon(0))).await), ErrorCode::NotFound);
        bed.store.abandon_pact(pact.id, bob, noon(1)).await.unwrap();
        assert_eq!(refused(bed.store.log_checkin(in_pact(ann, goal)).await), ErrorCode::Conflict);
        assert_eq!(refused(bed.store.log_checkin(done(bob, goal, noon(1))).await), ErrorCode::NotAMember);
        let alone = bed.store.log_checkin(done(ann, goal, noon(1))).await.unwrap();
        assert_eq!(alone.happened.activities, [], "an ended pact hears nothing");
    }

    async fn ck4_every_running_pact_on_the_habit_hears_of_it(bed: Bed) {
        let people = bed.people(3).await;
        let goal = bed.goal(people[0]).await;
        for partner in &people[1..] {
            let pact = bed.store.create_pact(pact_on(goal, people[0], &[*partner])).await.unwrap();
            bed.store.accept_pact(pact.id, *partner, noon(0)).await.unwrap();
        }
        let outcome = bed.completes(people[0], goal, 0).await;
        assert_eq!(outcome.happened.activities.len(), 2);
        assert_ne!(outcome.happened.activities[0].pact_id, outcome.happened.activities[1].pact_id);
        assert!(outcome.happened.activities.iter().all(|activity| activity.seq == 3));
        assert_eq!(bed.completes(people[1], goal, 0).await.happened.activities.len(), 1);
    }

    async fn ck5_what_is_taken_back_and_done_again_announces_nothing_twice(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let goal = bed.goal(ann).await;
        for ahead in 0..2 {
            bed.completes(ann, goal, ahead).await;
        }
        let third = bed.completes(ann, goal, 2).await;
        assert_eq!((third.logged.milestone, third.logged.achievements_unlocked), (Some(3), vec!["habit_builder_3".to_owned()]));
        bed.store.delete_checkin(third.logged.checkin.id, ann, noon(2)).await.unwrap();
        assert_eq!(refused(bed.store.delete_checkin(third.logged.checkin.id, ann, noon(2)).await), ErrorCode::NotFound);
        let again = bed.completes(ann, goal, 2).await;
        assert_eq!((again.logged.streak.current, again.logged.milestone), (3, None));
        assert_eq!(again.logged.achievements_unlocked, Vec::<String>::new());
        let bob = bed.person("bob").await.id;
        assert_eq!(refused(bed.store.delete_checkin(again.logged.checkin.id, bob, noon(2)).await), ErrorCode::NotFound);
    }

    async fn ck10_running_pacts_that_were_told_of_a_check_in_are_told_that_it_was_taken_back(bed: Bed) {
        let people = bed.people(4).await;
        let (ann, goal) = (people[0], bed.goal(people[0]).await);
        let with = async |partner| {
            let pact = bed.store.create_pact(pact_on(goal, ann, &[partner])).await.unwrap().id;
            bed.store.accept_pact(pact, partner, noon(0)).await.unwrap();
            pact
        };
        let mut pacts = [with(people[1]).await, with(people[2]).await];
        pacts.sort_by_key(ToString::to_string);
        let checkin = bed.completes(ann, goal, 0).await.logged.checkin.id;
        let later = with(people[3]).await;
        let undone = bed.store.delete_checkin(checkin, ann, noon(0)).await.unwrap().activities;
        let told: Vec<_> = undone.iter().map(|told| (told.pact_id, told.seq, told.kind, told.user_id)).collect();
        let expected = pacts.map(|pact| (pact, 4, ActivityType::CheckinUndone, ann));
        assert_eq!(told, expected, "and not the pact that came later");
        let data = &undone[0].data;
        assert_eq!((data.checkin_id, data.day.clone()), (Some(checkin), Some(date(0).to_string())));
        assert_eq!((data.message.clone(), data.streak_days), (None, None));
        let feed = bed.store.pact_activities(pacts[0], ann, FeedPage::Since(3), 10).await.unwrap();
        assert_eq!(feed[..], undone[..1], "it can be replayed");
        let again = bed.completes(ann, goal, 0).await;
        assert_ne!(again.logged.checkin.id, checkin, "another one");
        let told: Vec<_> = again.happened.activities.iter().map(|told| (told.kind, told.pact_id == later, told.seq)).collect();
        assert_eq!(told.len(), 3);
        assert!(told.contains(&(ActivityType::CheckinCompleted, true, 3)), "{told:?}");
        bed.store.abandon_pact(pacts[0], ann, noon(0)).await.unwrap();
        let told = bed.store.delete_checkin(again.logged.checkin.id, ann, noon(0)).await.unwrap().activities;
        assert_eq!(told.len(), 2, "an ended pact hears nothing");
        assert!(told.iter().all(|told| told.pact_id != pacts[0]));
    }

    async fn ck10_a_check_in_taken_back_many_times_at_once_is_told_once(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let checkin = bed.completes(ann, pact.habit_goal_id, 0).await.logged.checkin.id;
        let answers = at_once((0..16).map(|_| {
            let store = bed.store.clone();
            async move { store.delete_checkin(checkin, ann, noon(0)).await }
        }));
        let (taken, refused): (Vec<_>, Vec<_>) = answers.await.into_iter().partition(Result::is_ok);
        assert_eq!((taken.len(), refused.len()), (1, 15));
        let feed = bed.store.pact_activities(pact.id, bob, FeedPage::Since(2), 10).await.unwrap();
        let kinds: Vec<_> = feed.iter().map(|told| told.kind).collect();
        assert_eq!(kinds, [ActivityType::CheckinCompleted, ActivityType::CheckinUndone]);
        bed.tells().await;
        let inbox = bed.inbox_of(bob).await;
        assert_eq!(inbox.iter().filter(|told| told.association_id == Some(checkin.to_string())).count(), 1, "of the check-in");
    }

    async fn ck11_a_note_is_told_when_it_is_new(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let with = |notes: Option<&str>, status| {
            let notes = notes.map(str::to_owned);
            NewCheckin { notes, ..saying(ann, pact.habit_goal_id, status, noon(0)) }
        };
        let logs = async |notes, status| -> Vec<_> {
            let outcome = bed.store.log_checkin(with(notes, status)).await.unwrap();
            assert_eq!(outcome.logged.checkin.notes.as_deref(), notes);
            outcome.happened.activities.into_iter().map(|told| (told.kind, told.data.message)).collect()
        };
        let done = CheckinStatus::Completed;
        let noted = |words: &str| vec![(ActivityType::NoteChanged, Some(words.to_owned()))];
        assert_eq!(logs(None, done).await, [(ActivityType::CheckinCompleted, None)]);
        assert_eq!(logs(None, done).await, []);
        assert_eq!(logs(Some("By the sea"), done).await, noted("By the sea"));
        assert_eq!(logs(Some("By the sea"), done).await, [], "the same words");
        assert_eq!(logs(Some("By the sea, twice"), done).await, noted("By the sea, twice"));
        assert_eq!(logs(Some(""), done).await, [], "words that are gone");
        let partly = [(ActivityType::CheckinPartial, Some("Half".to_owned()))];
        assert_eq!(logs(Some("Half"), CheckinStatus::Partial).await, partly, "told with the change");
        let eve = bed.person("eve").await.id;
        let other = bed.store.create_pact(pact_on(pact.habit_goal_id, ann, &[eve])).await.unwrap().id;
        bed.store.accept_pact(other, eve, noon(0)).await.unwrap();
        let told = bed.store.log_checkin(with(Some("All of it"), CheckinStatus::Partial)).await.unwrap().happened.activities;
        assert_eq!(told.iter().map(|told| told.pact_id).collect::<Vec<_>>(), [pact.id], "who was told of the check-in");
        assert_eq!(told[0].data.day, Some(date(0).to_string()));
        bed.tells().await;
        assert!(bed.inbox_of(bob).await.iter().all(|told| told.message_params.message.as_deref() != Some("By the sea")));
    }

    async fn ck6_dates_at_once_count_every_date(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let goal = bed.goal(ann).await;
        bed.completes(ann, goal, 0).await;
        let outcomes = at_once([1, 2].map(|ahead| {
            let store = bed.store.clone();
            let new = NewCheckin { day: Some(date(ahead)), ..done(ann, goal, noon(2)) };
            async move { store.log_checkin(new).await.unwrap().logged }
        }));
        let milestones: Vec<_> = outcomes.await.into_iter().filter_map(|logged| logged.milestone).collect();
        assert_eq!(milestones, [3], "whichever came last saw all three");
    }

    async fn ck7_p28_a_goal_that_is_put_away_takes_nothing_from_others(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let goal = pact.habit_goal_id;
        bed.completes(bob, goal, 0).await;
        assert_eq!(refused(bed.store.archive_goal(goal, bob, noon(0)).await), ErrorCode::NotFound);
        bed.store.archive_goal(goal, ann, noon(0)).await.unwrap();
        bed.store.archive_goal(goal, ann, noon(1)).await.unwrap();
        assert!(bed.store.goals(ann).await.unwrap()[0].archived);
        assert_eq!(bed.completes(bob, goal, 1).await.logged.streak.current, 2);
        assert_eq!(bed.store.checkins(bob, date(-9), date(9), 10).await.unwrap().len(), 2);
        assert_eq!(refused(bed.store.create_pact(pact_on(goal, ann, &[bob])).await), ErrorCode::Conflict);
    }

    async fn ck8_check_ins_are_read_by_their_dates(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let (run, read) = (bed.goal(ann).await, bed.goal(ann).await);
        for ahead in 0..3 {
            bed.completes(ann, run, ahead).await;
        }
        bed.completes(ann, read, 2).await;
        let days = async |from, to, limit| -> Vec<String> {
            let found = bed.store.checkins(ann, date(from), date(to), limit).await.unwrap();
            found.into_iter().map(|checkin| checkin.day).collect()
        };
        assert_eq!(days(-9, 9, 1).await, [date(2).to_string(), date(2).to_string()], "no date in part");
        assert_eq!(days(0, 1, 9).await, [date(1).to_string(), date(0).to_string()]);
        assert_eq!(days(3, 9, 9).await, Vec::<String>::new());
    }

    async fn ck9_a_goal_asks_for_what_it_says(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let mut goal = daily("Gym");
        (goal.frequency_type, goal.target_days_of_week) = (FrequencyType::Weekly, Some(vec![6]));
        let goal = bed.store.create_goal(NewGoal { owner: ann, goal }).await.unwrap();
        assert_eq!(bed.store.goals(ann).await.unwrap()[0], goal);
        // 2026-11-21 is a Saturday.
        assert_eq!(bed.completes(ann, goal.id, 0).await.logged.streak.current, 1);
        assert_eq!(bed.completes(ann, goal.id, 1).await.logged.streak.current, 1, "nobody asked for a Sunday");
        assert_eq!(bed.completes(ann, goal.id, 7).await.logged.streak.current, 2);
        let mut nothing = daily("Nothing");
        nothing.frequency_type = FrequencyType::Custom;
        assert_eq!(refused(bed.store.create_goal(NewGoal { owner: ann, goal: nothing }).await), ErrorCode::BadMessage);
    }

    async fn ce1_a_check_in_is_celebrated_once_by_each(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let eve = bed.person("eve").await.id;
        let checkin = bed.completes(ann, pact.habit_goal_id, 0).await.logged.checkin.id;
        let sent = |from| NewCelebration {
            from,
            checkin: Some(checkin),
            pact: None,
            target: None,
            message: Some("Go!".into()),
            now: noon(0),
        };
        let celebrate = |from| bed.store.celebrate(sent(from));
        let answers = at_once((0..16).map(|_| {
            let (store, new) = (bed.store.clone(), sent(bob));
            async move { store.celebrate(new).await.unwrap() }
        }));
        let answers = answers.await;
        assert_eq!(answers.iter().filter(|created| created.fresh).count(), 1);
        assert!(answers.iter().all(|created| created.value == answers[0].value));
        let told = &answers[0].value;
        assert_eq!((told.kind, told.user_id, told.data.target_user_id), (ActivityType::CelebrationSent, bob, Some(ann)));
        assert_eq!((told.data.checkin_id, told.data.message.as_deref()), (Some(checkin), Some("Go!")));
        assert_eq!(refused(celebrate(ann).await), ErrorCode::Forbidden, "one's own");
        assert_eq!(refused(celebrate(eve).await), ErrorCode::NotAMember);
        let gone = NewCelebration { checkin: Some(CheckinId(Uuid::now_v7())), ..sent(bob) };
        assert_eq!(refused(bed.store.celebrate(gone).await), ErrorCode::NotFound);
    }

    async fn ce2_words_reach_who_is_in_the_pact_and_once(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let eve = bed.person("eve").await.id;
        let say = |to, words: &str| bed.store.encourage(pact.id, bob, to, words.to_owned(), noon(1));
        let first = say(ann, "You can").await.unwrap();
        assert!(first.fresh);
        let again = say(ann, "You can").await.unwrap();
        assert_eq!((again.fresh, again.value), (false, first.value));
        assert!(say(ann, "Come on").await.unwrap().fresh);
        assert_eq!(refused(say(eve, "You can").await), ErrorCode::NotAMember);
        assert_eq!(refused(say(bob, "You can").await), ErrorCode::Forbidden);
    }

    async fn ck6_two_who_share_two_pacts_log_at_once(bed: Bed) {
        let people = bed.people(2).await;
        let goal = bed.goal(people[0]).await;
        for _ in 0..2 {
            let pact = bed.store.create_pact(pact_on(goal, people[0], &[people[1]])).await.unwrap();
            bed.store.accept_pact(pact.id, people[1], noon(0)).await.unwrap();
        }
        for ahead in 0..8 {
            let outcomes = at_once(people.clone().into_iter().map(|user| {
                let store = bed.store.clone();
                async move { store.log_checkin(done(user, goal, noon(ahead))).await.unwrap().happened.activities.len() }
            }));
            let expected = if matches!(ahead, 2 | 6) { 4 } else { 2 };
            assert_eq!(outcomes.await, [expected; 2], "{ahead}");
        }
        assert_eq!(bed.number("SELECT MIN(next_seq) FROM rooms WHERE id IN (SELECT id FROM pacts)").await, 2 + 1 + 2 * 10);
        assert_eq!(bed.number("SELECT MAX(next_seq) FROM rooms WHERE id IN (SELECT id FROM pacts)").await, 2 + 1 + 2 * 10);
    }

    async fn ce1_a_celebration_names_what_belongs_together_or_is_refused(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let eve = bed.person("eve").await.id;
        let other = bed.asked(eve, &[bob]).await;
        bed.store.accept_pact(other.id, bob, noon(0)).await.unwrap();
        let send = |from, checkin, pact: PactId, target| {
            let (pact, target) = (Some(pact), Some(target));
            bed.store.celebrate(NewCelebration { from, checkin, pact, target, message: None, now: noon(1) })
        };
        assert_eq!(refused(send(bob, None, pact.id, ann).await), ErrorCode::NotFound, "nothing yet");
        bed.completes(ann, pact.habit_goal_id, 0).await;
        let newest = bed.completes(ann, pact.habit_goal_id, 1).await.logged.checkin.id;
        let evil = bed.completes(eve, other.habit_goal_id, 1).await.logged.checkin.id;
        assert_eq!(refused(send(bob, Some(newest), other.id, ann).await), ErrorCode::BadMessage, "another pact");
        assert_eq!(refused(send(bob, Some(newest), pact.id, eve).await), ErrorCode::BadMessage, "another person");
        assert_eq!(refused(send(bob, Some(evil), pact.id, ann).await), ErrorCode::BadMessage);
        assert_eq!(refused(send(eve, Some(newest), pact.id, ann).await), ErrorCode::NotAMember);
        assert_eq!(refused(send(bob, None, pact.id, eve).await), ErrorCode::NotAMember);
        let told = send(bob, None, pact.id, ann).await.unwrap();
        assert_eq!((told.fresh, told.value.data.checkin_id, told.value.pact_id), (true, Some(newest), pact.id));
        assert!(!send(bob, Some(newest), pact.id, ann).await.unwrap().fresh);
        let nothing = NewCelebration { from: bob, checkin: None, pact: None, target: None, message: None, now: noon(1) };
        assert_eq!(refused(bed.store.celebrate(nothing).await), ErrorCode::BadMessage);
    }
}
