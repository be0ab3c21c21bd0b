//! What people are told in their inboxes of pacts, and of what is theirs alone.

use crate::bed::{Bed, at_once};
use crate::company::{noon, saying};
use kith_protocol::UserId;
use kith_protocol::pacts::CheckinStatus;
use kith_protocol::social::{Notification, NotificationKind as Kind};
use kith_store::{InboxItem, NewCelebration, NotificationPlace};

impl Bed {
    /// Tells everybody who is behind, as a server does; what was told.
    pub async fn tells(&self) -> Vec<Notification> {
        let mut told = Vec::new();
        for pact in self.store.pacts_behind(None).await.unwrap() {
            let people = self.store.pact_people(pact).await.unwrap();
            let noticed = self.store.notice_pact(pact, people, "e1".into()).await.unwrap().unwrap();
            told.extend(noticed.notifications);
        }
        for user in self.store.people_owed(None).await.unwrap() {
            told.extend(self.store.notice_person(user, "e1".into()).await.unwrap().notifications);
        }
        assert_eq!(self.store.pacts_behind(None).await.unwrap(), []);
        assert_eq!(self.store.people_owed(None).await.unwrap(), []);
        told
    }

    /// What stands in somebody's inbox, oldest first.
    pub async fn inbox_of(&self, user: UserId) -> Vec<Notification> {
        let mut page = self
            .store
            .notifications(user, NotificationPlace::default(), u32::MAX)
            .await
            .unwrap()
            .notifications;
        page.reverse();
        page
    }

    /// The kinds of what stands in somebody's inbox, oldest first.
    pub async fn kinds_of(&self, user: UserId) -> Vec<Kind> {
        self.inbox_of(user).await.iter().map(|told| told.notification_type).collect()
    }
}

contract! {
    async fn nt4_nt6_p31_a_pact_from_the_invitation_to_the_last_word(bed: Bed) {
        let (ann, bob) = (bed.person("ann").await.id, bed.person("bob").await.id);
        let pact = bed.asked(ann, &[bob]).await;
        bed.tells().await;
        bed.store.accept_pact(pact.id, bob, noon(0)).await.unwrap();
        bed.tells().await;
        assert_eq!(bed.kinds_of(ann).await, [Kind::PactAccepted, Kind::AchievementUnlocked]);
        assert_eq!(bed.kinds_of(bob).await, [Kind::PactInvitationReceived, Kind::AchievementUnlocked]);
        let invited = bed.inbox_of(bob).await.remove(0);
        let params = &invited.message_params;
        assert_eq!((&*params.user_name, params.habit_name.as_deref(), params.pact_id), ("ann", Some("Run"), Some(pact.id)));
        assert_eq!(&*invited.message_locale_key, "notifications.pactInvitationReceived");
        let earned = bed.inbox_of(ann).await.remove(1);
        assert_eq!(earned.message_params.achievement.as_deref(), Some("accountability_started_1"));
        for ahead in 0..3 {
            bed.completes(ann, pact.habit_goal_id, ahead).await;
        }
        bed.tells().await;
        let heard = bed.inbox_of(bob).await.split_off(2);
        let told: Vec<_> = heard
            .iter()
            .map(|told| (told.notification_type, told.message_params.streak_days, told.message_params.day.as_deref()))
            .collect();
        let expected = [
            (Kind::PartnerCheckedIn, Some(1), Some("2026-11-21")),
            (Kind::PartnerCheckedIn, Some(2), Some("2026-11-22")),
            (Kind::PartnerCheckedIn, Some(3), Some("2026-11-23")),
            (Kind::StreakMilestone, Some(3), Some("2026-11-23")),
        ];
        assert_eq!(told, expected);
        assert!(heard.iter().all(|told| told.message_params.habit_name.as_deref() == Some("Run")));
        assert_eq!(bed.kinds_of(ann).await[2..], [Kind::StreakMilestone, Kind::AchievementUnlocked]);
        let checkin = heard[0].association_id.clone().unwrap().parse().unwrap();
        let message = Some("Well done".to_owned());
        let celebration =
            NewCelebration { from: bob, checkin: Some(checkin), pact: None, target: None, message, now: noon(3) };
        bed.store.celebrate(celebration).await.unwrap();
        bed.store.encourage(pact.id, ann, bob, "Your turn".into(), noon(3)).await.unwrap();
        bed.tells().await;
        bed.store.abandon_pact(pact.id, bob, noon(3)).await.unwrap();
        bed.tells().await;
        let last = bed.inbox_of(ann).await.split_off(4);
        let told: Vec<_> =
            last.iter().map(|told| (told.notification_type, told.message_params.message.as_deref())).collect();
        assert_eq!(told, [(Kind::PartnerCelebrated, Some("Well done")), (Kind::PactAbandoned, None)]);
        let last = bed.inbox_of(bob).await.pop().unwrap();
        assert_eq!((last.notification_type, last.message_params.message.as_deref()), (Kind::PartnerEncouraged, Some("Your turn")));
    }

    async fn nt4_a_no_is_told_to_who_asked_and_an_end_to_all(bed: Bed) {
        let people = bed.people(4).await;
        let pact = bed.asked(people[0], &people[1..]).await.id;
        bed.store.decline_pact(pact, people[1], noon(0)).await.unwrap();
        bed.store.accept_pact(pact, people[2], noon(0)).await.unwrap();
        bed.tells().await;
        assert_eq!(bed.kinds_of(people[0]).await[..2], [Kind::PactDeclined, Kind::PactAccepted]);
        assert_eq!(bed.kinds_of(people[1]).await, [Kind::PactInvitationReceived]);
        assert_eq!(bed.kinds_of(people[3]).await, [Kind::PactInvitationReceived], "who has not answered is not in it");
        bed.ring(noon(8)).await;
        bed.tells().await;
        for user in [people[0], people[2]] {
            assert_eq!(bed.kinds_of(user).await.pop(), Some(Kind::PactCompleted));
        }
        assert_eq!(bed.kinds_of(people[3]).await.len(), 1);
    }

    async fn nt4_a_date_is_told_once_and_one_that_is_left_out_is_not(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        bed.tells().await;
        let before = bed.inbox_of(bob).await.len();
        for status in [CheckinStatus::Skipped, CheckinStatus::Completed, CheckinStatus::Skipped, CheckinStatus::Completed] {
            bed.store.log_checkin(saying(ann, pact.habit_goal_id, status, noon(0))).await.unwrap();
            bed.tells().await;
        }
        assert_eq!(bed.kinds_of(bob).await[before..], [Kind::PartnerCheckedIn]);
        assert_eq!(bed.number("SELECT MAX(seq) FROM notifications").await, 3, "no number is lost to what was told before");
    }

    async fn nt4_a_date_that_is_taken_back_and_logged_again_and_again_is_told_once(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let goal = pact.habit_goal_id;
        for ahead in [0, 1] {
            bed.completes(ann, goal, ahead).await;
        }
        bed.tells().await;
        let before = (bed.inbox_of(ann).await.len(), bed.inbox_of(bob).await.len());
        let mut last = None;
        for status in [CheckinStatus::Partial, CheckinStatus::Completed, CheckinStatus::Partial, CheckinStatus::Completed] {
            let logged = bed.store.log_checkin(saying(ann, goal, status, noon(2))).await.unwrap().logged.checkin.id;
            bed.tells().await;
            if let Some(earlier) = last.replace(logged) {
                assert_ne!(earlier, logged, "another check-in");
            }
            bed.store.delete_checkin(logged, ann, noon(2)).await.unwrap();
        }
        assert_eq!(bed.kinds_of(bob).await[before.1..], [Kind::PartnerCheckedIn, Kind::StreakMilestone]);
        let told = &bed.inbox_of(bob).await[before.1];
        assert_eq!(told.association_id, last.map(|id| id.to_string()), "it leads to the one that is there");
        assert_eq!(bed.kinds_of(ann).await[before.0..], [Kind::StreakMilestone, Kind::AchievementUnlocked]);
    }

    async fn nt4_two_milestones_on_one_date_are_both_told(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let milestones = async || -> Vec<_> {
            let told = bed.inbox_of(bob).await.into_iter();
            let told = told.filter(|told| told.notification_type == Kind::StreakMilestone);
            told.map(|told| told.message_params.streak_days).collect()
        };
        for ahead in 0..3 {
            bed.completes(ann, pact.habit_goal_id, ahead).await;
        }
        bed.tells().await;
        assert_eq!(milestones().await, [Some(3)]);
        // The same check-in of the same date once more, with the next milestone.
        bed.change("INSERT INTO pact_activities (pact_id, seq, id, kind, user_id, checkin_id, day, streak_days, happened_at) \
            SELECT pact_id, 99, '01a1fdfa-4600-7003-a0ab-15004ed9d263', kind, user_id, checkin_id, day, 7, happened_at \
            FROM pact_activities WHERE kind = 'streak_milestone'; \
            UPDATE rooms SET next_seq = 100 WHERE id IN (SELECT id FROM pacts)").await;
        bed.tells().await;
        assert_eq!(milestones().await, [Some(3), Some(7)]);
    }

    async fn nt4_what_two_pacts_have_in_common_is_told_once(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let second = crate::company::pact_on(pact.habit_goal_id, ann, &[bob]);
        let second = bed.store.create_pact(second).await.unwrap().id;
        bed.store.accept_pact(second, bob, noon(0)).await.unwrap();
        bed.tells().await;
        let before = (bed.inbox_of(ann).await.len(), bed.inbox_of(bob).await.len());
        for ahead in 0..3 {
            bed.completes(ann, pact.habit_goal_id, ahead).await;
        }
        bed.tells().await;
        let told = [Kind::PartnerCheckedIn, Kind::PartnerCheckedIn, Kind::PartnerCheckedIn, Kind::StreakMilestone];
        assert_eq!(bed.kinds_of(bob).await[before.1..], told);
        assert_eq!(bed.kinds_of(ann).await[before.0..], [Kind::StreakMilestone, Kind::AchievementUnlocked]);
    }

    async fn nt5_many_who_tell_at_once_tell_once(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        for ahead in 0..4 {
            bed.completes(ann, pact.habit_goal_id, ahead).await;
        }
        let told = at_once((0..8).map(|_| {
            let (store, pact) = (bed.store.clone(), pact.id);
            async move {
                let people = store.pact_people(pact).await.unwrap();
                let told = store.notice_pact(pact, people, "e1".into()).await.unwrap().unwrap().notifications.len();
                let owed = store.notice_person(ann, "e1".into()).await.unwrap().notifications.len();
                told + owed
            }
        }));
        // Ann: accepted, milestone and two achievements. Bob: four dates and the milestone.
        assert_eq!(told.await.into_iter().sum::<usize>(), 4 + 5);
        let seqs: Vec<_> = bed.inbox_of(bob).await.iter().map(|told| told.seq).collect();
        assert_eq!(seqs, [1, 2, 3, 4, 5]);
    }

    async fn nt5_what_was_not_told_before_the_server_ended_is_told_after_the_start(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        bed.tells().await;
        bed.completes(ann, pact.habit_goal_id, 0).await;
        bed.store.close().await;
        let again = Bed { store: kith_store::Store::open(&bed.url).await.unwrap(), url: bed.url.clone() };
        assert_eq!(again.store.pacts_behind(None).await.unwrap(), [pact.id]);
        assert_eq!(again.tells().await.len(), 1);
        assert_eq!(again.tells().await, []);
        assert_eq!(again.kinds_of(bob).await.pop(), Some(Kind::PartnerCheckedIn));
        again.store.close().await;
    }

    async fn nt5_nothing_is_told_past_the_turn_of_somebody_who_just_came(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        assert_eq!(bed.store.notice_pact(pact.id, vec![bob], "e1".into()).await.unwrap(), None);
        assert_eq!(bed.inbox_of(ann).await, []);
        assert_eq!(bed.store.pacts_behind(None).await.unwrap(), [pact.id]);
    }

    async fn nt3_nt2_notices_are_replayed_and_marked_like_all_others(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        bed.tells().await;
        bed.completes(ann, pact.habit_goal_id, 0).await;
        let told = bed.tells().await;
        let missed = bed.store.inbox(bob, Some(2)).await.unwrap().missed.unwrap();
        assert_eq!(missed, [InboxItem::Notification(told[0].clone())], "read as it was told");
        let read = bed.store.mark_notification(bob, told[0].id, false, noon(1)).await.unwrap();
        assert_eq!((read.is_unread, read.message_params), (false, told[0].message_params.clone()));
    }

    async fn uc2_letters_of_somebody_who_is_blocked_come_to_nobody(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        bed.tells().await;
        bed.wishes(bob, ann, kith_domain::connections::Wish::Block).await;
        let words = bed.store.encourage(pact.id, ann, bob, "Go on".into(), noon(1)).await;
        assert!(words.is_err(), "{words:?}");
        assert_eq!(bed.tells().await, []);
    }
}
