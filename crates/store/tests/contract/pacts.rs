//! Pacts: made, accepted, declined, abandoned, renewed, ended.

use crate::bed::{at_once, refused};
use crate::company::{OPEN_MS, date, noon, pact_on, way_in};
use kith_protocol::pacts::{ActivityType, MemberStatus, Pact, PactActivity, PactStatus};
use kith_protocol::{ErrorCode, PactId, UserId};
use kith_store::{FeedPage, PactStep};
use uuid::Uuid;

fn statuses(pact: &Pact) -> Vec<(&str, MemberStatus)> {
    pact.members.iter().map(|member| (&*member.user_name, member.status)).collect()
}

fn kinds(activities: &[PactActivity]) -> Vec<ActivityType> {
    activities.iter().map(|activity| activity.kind).collect()
}

/// When a pact of seven dates from the first noon on is over.
fn over() -> kith_protocol::Timestamp {
    noon(7).plus_ms(12 * 3_600_000)
}

contract! {
    async fn pa2_a_pact_waits_for_its_partners(bed: Bed) {
        let people = bed.people(3).await;
        let pact = bed.asked(people[0], &[people[1], people[2], people[1]]).await;
        assert_eq!((pact.status, pact.start_date.as_deref(), pact.ends_at), (PactStatus::Pending, None, None));
        let expected = [
            ("person0", MemberStatus::Active),
            ("person1", MemberStatus::Pending),
            ("person2", MemberStatus::Pending),
        ];
        assert_eq!(statuses(&pact), expected);
        for user in &people {
            assert_eq!(bed.store.pacts_of(*user, None, 10).await.unwrap(), std::slice::from_ref(&pact));
        }
        let page = FeedPage::Before(None);
        assert_eq!(bed.store.pact_activities(pact.id, people[1], page, 10).await.unwrap(), []);
    }

    async fn pa2_p27_a_pact_that_cannot_be_leaves_nothing_behind(bed: Bed) {
        let people = bed.people(7).await;
        let (me, goal) = (people[0], bed.goal(people[0]).await);
        let stranger = UserId(Uuid::now_v7());
        assert_eq!(refused(bed.store.create_pact(pact_on(goal, me, &[me])).await), ErrorCode::BadMessage);
        assert_eq!(refused(bed.store.create_pact(pact_on(goal, me, &people[1..7])).await), ErrorCode::BadMessage);
        assert_eq!(refused(bed.store.create_pact(pact_on(goal, me, &[stranger])).await), ErrorCode::NotFound);
        assert_eq!(refused(bed.store.create_pact(pact_on(goal, people[1], &[me])).await), ErrorCode::NotFound);
        assert_eq!(bed.number("SELECT COUNT(*) FROM pacts").await, 0);
        assert_eq!(bed.number("SELECT COUNT(*) FROM rooms").await, 0);
        assert_eq!(bed.number("SELECT COUNT(*) FROM alarms").await, 0);
    }

    async fn pa3_the_first_yes_starts_a_pact_for_all(bed: Bed) {
        let people = bed.people(3).await;
        let pact = bed.asked(people[0], &[people[1], people[2]]).await;
        let step = bed.store.accept_pact(pact.id, people[1], noon(0)).await.unwrap();
        assert_eq!(step.pact.status, PactStatus::Active);
        assert_eq!(step.pact.start_date, Some(date(0).to_string()));
        assert_eq!(step.pact.end_date, Some(date(6).to_string()));
        assert_eq!(step.pact.ends_at, Some(over()));
        assert_eq!(kinds(&step.happened.activities), [ActivityType::PartnerJoined, ActivityType::PactStarted]);
        let earned = "accountability_started_1".to_owned();
        assert_eq!(step.achievements, [(people[0], earned.clone()), (people[1], earned)]);
        let later = bed.store.accept_pact(pact.id, people[2], noon(2)).await.unwrap();
        assert_eq!(later.pact.start_date, Some(date(0).to_string()), "it does not begin again");
        assert_eq!(kinds(&later.happened.activities), [ActivityType::PartnerJoined]);
        let page = bed.store.pact_activities(pact.id, people[0], FeedPage::Since(0), 10).await.unwrap();
        assert_eq!(page.iter().map(|activity| activity.seq).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(page[2], later.happened.activities[0], "read as it was told");
    }

    async fn pa4_p27_accepting_many_times_at_once_starts_once(bed: Bed) {
        let people = bed.people(5).await;
        let pact = bed.asked(people[0], &people[1..5]).await.id;
        let answers = at_once((0..8_usize).map(|number| {
            let (store, user) = (bed.store.clone(), people[1 + number % 4]);
            async move { store.accept_pact(pact, user, noon(i64::try_from(number).unwrap() * 3)).await.unwrap() }
        }));
        let answers: Vec<PactStep> = answers.await;
        let began: Vec<_> = answers.iter().flat_map(|step| kinds(&step.happened.activities)).collect();
        assert_eq!(began.iter().filter(|kind| **kind == ActivityType::PactStarted).count(), 1);
        assert_eq!(began.iter().filter(|kind| **kind == ActivityType::PartnerJoined).count(), 4);
        assert!(answers.iter().all(|step| step.pact.start_date == answers[0].pact.start_date));
        assert_eq!(bed.number("SELECT COUNT(*) FROM pact_activities").await, 5);
        assert_eq!(bed.number("SELECT next_seq FROM rooms WHERE id IN (SELECT id FROM pacts)").await, 6);
    }

    async fn pa4_a_code_lets_in_who_was_not_asked_by_name(bed: Bed) {
        let people = bed.people(8).await;
        let goal = bed.goal(people[0]).await;
        let new = pact_on(goal, people[0], &[]);
        let code = new.way_in.code.clone();
        bed.store.create_pact(new).await.unwrap();
        assert_eq!(refused(bed.store.accept_pact_by_code(&code, people[0], noon(0)).await), ErrorCode::Conflict);
        for user in &people[1..6] {
            bed.store.accept_pact_by_code(&code, *user, noon(0)).await.unwrap();
        }
        let again = bed.store.accept_pact_by_code(&code, people[1], noon(0)).await.unwrap();
        assert_eq!(again.happened.activities, []);
        assert_eq!(refused(bed.store.accept_pact_by_code(&code, people[6], noon(0)).await), ErrorCode::Conflict);
        assert_eq!(refused(bed.store.accept_pact_by_code("no code", people[6], noon(0)).await), ErrorCode::NotFound);
        let late = bed.store.accept_pact_by_code(&code, people[7], noon(0).plus_ms(OPEN_MS)).await;
        assert_eq!(refused(late), ErrorCode::NotFound);
    }

    async fn pa5_p25_one_no_ends_nothing(bed: Bed) {
        let people = bed.people(3).await;
        let pact = bed.asked(people[0], &[people[1], people[2]]).await.id;
        let step = bed.store.decline_pact(pact, people[1], noon(0)).await.unwrap();
        assert_eq!((step.pact.status, kinds(&step.happened.activities)), (PactStatus::Pending, vec![ActivityType::PartnerDeclined]));
        assert_eq!(bed.store.decline_pact(pact, people[1], noon(0)).await.unwrap().happened.activities, []);
        assert_eq!(refused(bed.store.accept_pact(pact, people[1], noon(0)).await), ErrorCode::Conflict);
        assert_eq!(refused(bed.store.pact(pact, people[1]).await), ErrorCode::NotAMember);
        assert_eq!(bed.store.pacts_of(people[1], None, 10).await.unwrap(), []);
        assert!(bed.store.accept_pact(pact, people[2], noon(0)).await.is_ok());
    }

    async fn pa5_a_pact_goes_on_while_two_are_left(bed: Bed) {
        let people = bed.people(3).await;
        let pact = bed.asked(people[0], &[people[1], people[2]]).await.id;
        for user in &people[1..] {
            bed.store.accept_pact(pact, *user, noon(0)).await.unwrap();
        }
        let step = bed.store.abandon_pact(pact, people[0], noon(1)).await.unwrap();
        assert_eq!((step.pact.status, kinds(&step.happened.activities)), (PactStatus::Active, vec![ActivityType::PartnerLeft]));
        assert_eq!(refused(bed.store.pact(pact, people[0]).await), ErrorCode::NotAMember, "it goes on without them");
        let step = bed.store.abandon_pact(pact, people[1], noon(1)).await.unwrap();
        assert_eq!(step.pact.status, PactStatus::Abandoned);
        let expected = [
            ("person0", MemberStatus::Left),
            ("person1", MemberStatus::Left),
            ("person2", MemberStatus::Done),
        ];
        assert_eq!(statuses(&step.pact), expected);
        assert_eq!(bed.store.abandon_pact(pact, people[1], noon(1)).await.unwrap().happened.activities, [], "twice is once");
        assert_eq!(refused(bed.store.abandon_pact(pact, people[2], noon(1)).await), ErrorCode::Conflict);
        assert!(bed.store.pact(pact, people[1]).await.is_ok(), "they saw it end");
        bed.ring(over()).await;
        assert_eq!(bed.store.pact(pact, people[2]).await.unwrap().status, PactStatus::Abandoned);
    }

    async fn pa1_pf4_who_left_sees_nothing_of_what_went_on_also_when_the_rest_abandon_it(bed: Bed) {
        let people = bed.people(3).await;
        let (creator, early, last) = (people[0], people[1], people[2]);
        let pact = bed.asked(creator, &[early, last]).await;
        for user in [early, last] {
            bed.store.accept_pact(pact.id, user, noon(0)).await.unwrap();
        }
        bed.store.abandon_pact(pact.id, early, noon(0)).await.unwrap();
        let checkin = bed.completes(creator, pact.habit_goal_id, 1).await.logged.checkin.id;
        bed.store.abandon_pact(pact.id, last, noon(1)).await.unwrap();
        let page = FeedPage::Before(None);
        let feed = async |user| bed.store.pact_activities(pact.id, user, page, 9).await;
        assert_eq!(refused(feed(early).await), ErrorCode::NotAMember);
        assert_eq!(refused(bed.store.pact(pact.id, early).await), ErrorCode::NotAMember);
        assert_eq!(refused(bed.store.pact_detail(pact.id, early, noon(1)).await), ErrorCode::NotAMember);
        assert_eq!(refused(bed.store.checkin(checkin, early).await), ErrorCode::NotAMember);
        let fresh = PactId(Uuid::now_v7());
        assert_eq!(refused(bed.store.renew_pact(pact.id, early, fresh, way_in()).await), ErrorCode::NotAMember);
        assert_eq!(bed.store.pacts_of(early, None, 10).await.unwrap(), []);
        assert_eq!(feed(last).await.unwrap()[0].kind, ActivityType::PactAbandoned);
        assert!(bed.store.checkin(checkin, last).await.is_ok());
        assert_eq!(bed.store.pacts_of(last, None, 10).await.unwrap().len(), 1);
        assert_eq!(bed.store.renew_pact(pact.id, last, fresh, way_in()).await.unwrap().id, fresh);
    }

    async fn pa7_pa8_a_pact_is_completed_once_with_what_each_kept(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        for ahead in 0..7 {
            bed.completes(ann, pact.habit_goal_id, ahead).await;
        }
        bed.completes(bob, pact.habit_goal_id, 3).await;
        bed.ring(over().plus_ms(-1)).await;
        assert_eq!(bed.store.pact(pact.id, ann).await.unwrap().status, PactStatus::Active);
        let alarms = bed.store.due_alarms(over(), 10).await.unwrap();
        assert_eq!(alarms.len(), 1);
        let rings = at_once((0..8).map(|_| {
            let (store, alarm) = (bed.store.clone(), alarms[0].clone());
            async move { store.fire_alarm(alarm).await.unwrap() }
        }));
        assert_eq!(rings.await.into_iter().flatten().count(), 1);
        let detail = bed.store.pact_detail(pact.id, bob, over()).await.unwrap();
        assert_eq!(detail.pact.status, PactStatus::Completed);
        let kept: Vec<_> = detail.members.iter().map(|one| (one.completed, one.due, one.completion_rate)).collect();
        assert_eq!(kept, [(7, 7, 100), (1, 7, 14)]);
        let newest = bed.store.pact_activities(pact.id, ann, FeedPage::Before(None), 2).await.unwrap();
        assert_eq!(newest[0].kind, ActivityType::PactCompleted);
        assert_ne!(newest[1].kind, ActivityType::PactCompleted);
        let ann_has = bed.store.streaks(ann, over()).await.unwrap().achievements;
        assert!(ann_has.contains(&"accountability_kept_1".to_owned()), "{ann_has:?}");
        let bob_has = bed.store.streaks(bob, over()).await.unwrap().achievements;
        assert!(!bob_has.contains(&"accountability_kept_1".to_owned()), "{bob_has:?}");
        assert_eq!(refused(bed.store.abandon_pact(pact.id, ann, over()).await), ErrorCode::Conflict);
    }

    async fn pa8_what_somebody_kept_stands_still_when_they_leave_or_it_is_abandoned(bed: Bed) {
        let people = bed.people(3).await;
        let pact = bed.asked(people[0], &people[1..]).await;
        for user in &people[1..] {
            bed.store.accept_pact(pact.id, *user, noon(0)).await.unwrap();
        }
        for user in &people {
            bed.completes(*user, pact.habit_goal_id, 0).await;
        }
        let kept = async |ahead| -> Vec<_> {
            let detail = bed.store.pact_detail(pact.id, people[0], noon(ahead)).await.unwrap();
            detail.members.iter().map(|one| (one.completed, one.due)).collect()
        };
        bed.store.abandon_pact(pact.id, people[2], noon(0)).await.unwrap();
        assert_eq!(kept(2).await, [(1, 2), (1, 2), (1, 1)], "who left stands still");
        bed.store.abandon_pact(pact.id, people[1], noon(2)).await.unwrap();
        bed.completes(people[0], pact.habit_goal_id, 3).await;
        assert_eq!(kept(5).await, [(1, 2), (1, 2), (1, 1)]);
        let achievements = bed.store.streaks(people[2], noon(9)).await.unwrap().achievements;
        assert!(!achievements.contains(&"accountability_kept_1".to_owned()), "{achievements:?}");
    }

    async fn pa8_who_left_and_comes_again_is_counted_anew_and_kept_nothing_before(bed: Bed) {
        let people = bed.people(3).await;
        let pact = bed.asked(people[0], &people[1..]).await;
        for user in &people[1..] {
            bed.store.accept_pact(pact.id, *user, noon(0)).await.unwrap();
        }
        let [creator, again, gone] = [people[0], people[1], people[2]];
        for user in [again, gone] {
            bed.completes(user, pact.habit_goal_id, 0).await;
        }
        bed.store.abandon_pact(pact.id, again, noon(0)).await.unwrap();
        bed.store.invite_to_pact(pact.id, creator, vec![again], way_in()).await.unwrap();
        bed.store.accept_pact(pact.id, again, noon(1)).await.unwrap();
        let detail = bed.store.pact_detail(pact.id, creator, noon(3)).await.unwrap();
        let one = detail.members.iter().find(|one| one.user_id == again).unwrap();
        assert_eq!((one.completed, one.due), (0, 2));
        bed.store.abandon_pact(pact.id, gone, noon(1)).await.unwrap();
        bed.ring(over()).await;
        for user in [again, gone] {
            let has = bed.store.streaks(user, over()).await.unwrap().achievements;
            assert!(!has.contains(&"accountability_kept_1".to_owned()), "{has:?}");
        }
    }

    async fn pa10_a_pact_takes_so_many_people_in_all_and_no_more(bed: Bed) {
        let most = kith_domain::pact::PLACES_MAX;
        let people = bed.people(most + 1).await;
        let (creator, others) = people.split_first().unwrap();
        let pact = bed.asked(*creator, &[]).await.id;
        let ask = |person| bed.store.invite_to_pact(pact, *creator, vec![person], way_in());
        for person in &others[..most - 1] {
            ask(*person).await.unwrap();
            bed.store.decline_pact(pact, *person, noon(0)).await.unwrap();
        }
        assert_eq!(refused(ask(others[most - 1]).await), ErrorCode::Conflict);
        let way = way_in();
        bed.store.invite_to_pact(pact, *creator, vec![], way.clone()).await.unwrap();
        let bearer = bed.store.accept_pact_by_code(&way.code, others[most - 1], noon(0)).await;
        assert_eq!(refused(bearer), ErrorCode::Conflict);
        assert_eq!(bed.store.pact(pact, *creator).await.unwrap().members.len(), most);
    }

    async fn pa7_p24_a_pact_that_nobody_accepts_expires(bed: Bed) {
        let people = bed.people(2).await;
        let pact = bed.asked(people[0], &[people[1]]).await.id;
        bed.ring(noon(0).plus_ms(OPEN_MS)).await;
        let told = bed.store.pact(pact, people[0]).await.unwrap();
        assert_eq!(told.status, PactStatus::Expired);
        assert_eq!(statuses(&told), [("person0", MemberStatus::Done), ("person1", MemberStatus::Expired)]);
        assert_eq!(refused(bed.store.accept_pact(pact, people[1], noon(20)).await), ErrorCode::Conflict);
        assert_eq!(bed.number("SELECT COUNT(*) FROM pact_invites").await, 0);
        assert_eq!(bed.number("SELECT COUNT(*) FROM alarms").await, 0);
    }

    async fn pa7_who_does_not_answer_in_time_is_out_and_the_pact_goes_on(bed: Bed) {
        let people = bed.people(3).await;
        let goal = bed.goal(people[0]).await;
        let new = kith_store::NewPact { duration_days: 30, ..pact_on(goal, people[0], &people[1..]) };
        let pact = bed.store.create_pact(new).await.unwrap().id;
        bed.store.accept_pact(pact, people[1], noon(0)).await.unwrap();
        bed.ring(noon(0).plus_ms(OPEN_MS)).await;
        let told = bed.store.pact(pact, people[0]).await.unwrap();
        assert_eq!((told.status, told.members[2].status), (PactStatus::Active, MemberStatus::Expired));
        assert_eq!(refused(bed.store.accept_pact(pact, people[2], noon(15)).await), ErrorCode::Conflict);
    }

    async fn pa9_p24_a_pact_is_renewed_once_with_the_same_people(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let renew = |user, way| bed.store.renew_pact(pact.id, user, PactId(Uuid::now_v7()), way);
        assert_eq!(refused(renew(ann, way_in()).await), ErrorCode::Conflict, "it is on");
        bed.ring(over()).await;
        let renewed = renew(bob, way_in()).await.unwrap();
        assert_eq!((renewed.status, renewed.renews, renewed.creator_user_id), (PactStatus::Pending, Some(pact.id), bob));
        assert_eq!(statuses(&renewed), [("bob", MemberStatus::Active), ("ann", MemberStatus::Pending)]);
        assert_eq!(renew(ann, way_in()).await.unwrap(), renewed, "by whomever");
        assert_eq!(bed.store.accept_pact(renewed.id, ann, noon(9)).await.unwrap().pact.status, PactStatus::Active);
        assert_eq!(bed.store.pacts_of(ann, None, 10).await.unwrap().len(), 2);
        let older = bed.store.pacts_of(ann, Some(renewed.id), 10).await.unwrap();
        assert_eq!(older.iter().map(|pact| pact.id).collect::<Vec<_>>(), [pact.id]);
    }

    async fn pa1_a_stranger_learns_and_does_nothing(bed: Bed) {
        let (.., pact) = bed.running().await;
        let eve = bed.person("eve").await.id;
        let now = noon(1);
        let (id, page) = (pact.id, FeedPage::Before(None));
        let codes = [
            refused(bed.store.pact(id, eve).await),
            refused(bed.store.pact_detail(id, eve, now).await),
            refused(bed.store.pact_activities(id, eve, page, 10).await),
            refused(bed.store.accept_pact(id, eve, now).await),
            refused(bed.store.decline_pact(id, eve, now).await),
            refused(bed.store.abandon_pact(id, eve, now).await),
            refused(bed.store.renew_pact(id, eve, PactId(Uuid::now_v7()), way_in()).await),
            refused(bed.store.encourage(id, eve, pact.creator_user_id, "go".into(), now).await),
        ];
        assert_eq!(codes, [ErrorCode::NotAMember; 8]);
        assert_eq!(refused(bed.store.pact(PactId(Uuid::now_v7()), eve).await), ErrorCode::NotFound);
    }

    async fn lp1_who_enters_is_told_where_the_pact_stands(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        for ahead in 0..3 {
            bed.completes(ann, pact.habit_goal_id, ahead).await;
        }
        let entry = bed.store.pact_entry(pact.id, bob, Some(2), noon(2)).await.unwrap();
        assert_eq!((&*entry.user_name, &*entry.epoch, entry.seq), ("bob", "e1", 6));
        let seqs = |activities: &[PactActivity]| activities.iter().map(|one| one.seq).collect::<Vec<_>>();
        assert_eq!(seqs(&entry.recent), [1, 2, 3, 4, 5, 6]);
        assert!(entry.missed.unwrap().iter().map(|missed| missed.seq).eq(3..=6));
        assert_eq!(entry.detail, bed.store.pact_detail(pact.id, ann, noon(2)).await.unwrap());
        assert_eq!(bed.store.pact_entry(pact.id, bob, None, noon(2)).await.unwrap().missed, Some(vec![]));
        assert_eq!(bed.store.pact_entry(pact.id, bob, Some(7), noon(2)).await.unwrap().missed, None);
        assert_eq!(bed.store.running_pacts(bob).await.unwrap(), [pact.id]);
        bed.store.abandon_pact(pact.id, ann, noon(2)).await.unwrap();
        assert_eq!(bed.store.running_pacts(bob).await.unwrap(), []);
        assert_eq!(refused(bed.store.pact_entry(pact.id, ann, None, noon(2)).await), ErrorCode::NotAMember);
    }

    async fn lp1_who_is_only_asked_does_not_enter(bed: Bed) {
        let people = bed.people(2).await;
        let pact = bed.asked(people[0], &[people[1]]).await.id;
        assert!(bed.store.pact(pact, people[1]).await.is_ok());
        assert_eq!(refused(bed.store.pact_entry(pact, people[1], None, noon(0)).await), ErrorCode::NotAMember);
        assert_eq!(bed.store.running_pacts(people[0]).await.unwrap(), []);
    }

    async fn pa10_more_people_are_asked_and_the_time_begins_anew(bed: Bed) {
        let people = bed.people(7).await;
        let pact = bed.asked(people[0], &[people[1]]).await.id;
        bed.store.decline_pact(pact, people[1], noon(0)).await.unwrap();
        let later = |code: &str| {
            let expires_at = noon(5).plus_ms(OPEN_MS);
            kith_store::WayIn { code: code.into(), epoch: "e1".into(), expires_at, now: noon(5) }
        };
        let invite = |by, people: &[UserId], code| bed.store.invite_to_pact(pact, by, people.to_vec(), later(code));
        assert_eq!(refused(invite(people[0], &people[1..7], "c1").await), ErrorCode::Conflict, "too many");
        assert_eq!(refused(invite(people[2], &[], "c1").await), ErrorCode::NotAMember);
        let asked = invite(people[0], &people[1..3], "c1").await.unwrap();
        let expected = [
            ("person0", MemberStatus::Active),
            ("person1", MemberStatus::Pending),
            ("person2", MemberStatus::Pending),
        ];
        assert_eq!(statuses(&asked), expected);
        assert_eq!(refused(invite(people[2], &[], "c2").await), ErrorCode::Forbidden);
        assert_eq!(refused(invite(people[0], &[], "c1").await), ErrorCode::Conflict, "a code is given once");
        let preview = bed.store.pact_invite("c1", noon(6)).await.unwrap().unwrap();
        assert_eq!((&*preview.habit_name, &*preview.creator_name), ("Run", "person0"));
        bed.ring(noon(0).plus_ms(OPEN_MS)).await;
        assert_eq!(bed.store.pact(pact, people[1]).await.unwrap().status, PactStatus::Pending);
        assert!(bed.store.accept_pact_by_code("c1", people[3], noon(15)).await.is_ok());
        bed.ring(noon(5).plus_ms(OPEN_MS)).await;
        assert_eq!(bed.store.pact_invite("c1", noon(6)).await.unwrap(), None);
    }
}
