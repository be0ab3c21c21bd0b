//! Connections between people, what they say to each other, and what comes into their inboxes.

use crate::bed::{Bed as House, NOW, at_once, refused};
use kith_domain::connections::{Standing, Wish};
use kith_protocol::social::{NotificationKind, RequestStatus};
use kith_protocol::{CheerIcon, ErrorCode, ForumId, MessageId, NotificationId, UserId};
use kith_store::{
    ConnectionOutcome, ConnectionStep, InboxItem, NewDirectMessage, NewForum, NewForumMessage, NewReaction,
    NotificationPlace, ReactionTarget, Result,
};
use uuid::Uuid;

async fn step(bed: &House, user: UserId, other: UserId, wish: Wish) -> Result<ConnectionOutcome> {
    let notification_id = NotificationId(Uuid::now_v7());
    bed.store
        .step_connection(ConnectionStep { user, other, wish, notification_id, epoch: "i".into(), now: NOW })
        .await
}

async fn befriend(bed: &House, one: UserId, other: UserId) {
    step(bed, one, other, Wish::Ask).await.unwrap();
    assert_eq!(step(bed, other, one, Wish::Accept).await.unwrap().after, Standing::Complete);
}

fn saying(from: UserId, to: UserId, text: &str) -> NewDirectMessage {
    NewDirectMessage {
        id: MessageId(Uuid::now_v7()),
        from,
        to,
        text: text.into(),
        client_id: None,
        unheard: None,
        epoch: "i".into(),
        now: NOW,
    }
}

contract! {
    async fn uc1_asking_and_accepting_makes_friends_and_tells_both(bed: Bed) {
        let people = bed.people(2).await;
        let (ann, bea) = (people[0], people[1]);
        let asked = step(bed, ann, bea, Wish::Ask).await.unwrap();
        assert_eq!(asked.to_caller.request_status, RequestStatus::Pending);
        assert_eq!((asked.to_other.requesting_user_id, asked.to_other.accepting_user_id), (ann, bea));
        let told = asked.notification.unwrap();
        assert_eq!((told.user_id, told.seq), (bea, 1));
        assert_eq!(told.notification_type, NotificationKind::ConnectionRequestReceived);
        assert_eq!(told.user_connection, Some(asked.to_other));
        let again = step(bed, ann, bea, Wish::Ask).await.unwrap();
        assert_eq!((again.before, again.notification), (again.after, None), "twice is once");
        assert_eq!(refused(step(bed, ann, bea, Wish::Accept).await), ErrorCode::Forbidden);
        let accepted = step(bed, bea, ann, Wish::Accept).await.unwrap();
        assert_eq!(accepted.notification.unwrap().notification_type, NotificationKind::ConnectionRequestAccepted);
        for user in [ann, bea] {
            let listed = bed.store.connections_of(user).await.unwrap();
            assert_eq!(listed.len(), 1);
            assert_eq!((listed[0].request_status, listed[0].users.len()), (RequestStatus::Complete, 2));
            let company = bed.store.company(user).await.unwrap();
            assert_eq!((company.me.id, company.friends.len()), (user, 1));
        }
        let ended = step(bed, ann, bea, Wish::Deny).await.unwrap();
        assert!(ended.to_other.is_connection_broken);
        assert_eq!(bed.store.company(ann).await.unwrap().friends, []);
    }

    async fn uc1_two_who_ask_each_other_at_once_are_friends_or_wait_but_never_both(bed: Bed) {
        let people = bed.people(2).await;
        for _ in 0..8 {
            let outcomes = at_once([(people[0], people[1]), (people[1], people[0])].map(|(user, other)| {
                let store = bed.store.clone();
                let notification_id = NotificationId(Uuid::now_v7());
                let step = ConnectionStep {
                    user, other, wish: Wish::Ask, notification_id, epoch: "i".into(), now: NOW,
                };
                async move { store.step_connection(step).await.unwrap().after }
            }));
            let outcomes = outcomes.await;
            assert!(outcomes.contains(&Standing::Complete), "{outcomes:?}");
        }
    }

    async fn uc2_a_block_looks_like_a_no_and_closes_every_way(bed: Bed) {
        let people = bed.people(2).await;
        let (ann, bea) = (people[0], people[1]);
        befriend(bed, ann, bea).await;
        let blocked = step(bed, ann, bea, Wish::Block).await.unwrap();
        assert_eq!(blocked.to_caller.request_status, RequestStatus::Blocked);
        assert_eq!(blocked.to_other.request_status, RequestStatus::Denied);
        assert_eq!(bed.store.connections_of(bea).await.unwrap()[0].request_status, RequestStatus::Denied);
        for (from, to) in [(ann, bea), (bea, ann)] {
            assert_eq!(refused(bed.store.say_directly(saying(from, to, "hi")).await), ErrorCode::Forbidden);
        }
        assert_eq!(refused(step(bed, bea, ann, Wish::Ask).await), ErrorCode::Forbidden);
        let id = ForumId(Uuid::now_v7());
        let forum = NewForum { id, by: bea, name: "x".into(), members: vec![ann], epoch: "e".into(), now: NOW };
        assert_eq!(refused(bed.store.create_forum(forum).await), ErrorCode::Forbidden);
    }

    async fn uc1_nobody_connects_with_themselves_or_with_nobody(bed: Bed) {
        let ann = bed.person("ann").await.id;
        assert_eq!(refused(step(bed, ann, ann, Wish::Ask).await), ErrorCode::BadMessage);
        assert_eq!(refused(step(bed, ann, UserId(Uuid::now_v7()), Wish::Ask).await), ErrorCode::NotFound);
        let bea = bed.person("bea").await.id;
        assert_eq!(refused(step(bed, ann, bea, Wish::Accept).await), ErrorCode::NotFound);
        assert_eq!(bed.store.connections_of(ann).await.unwrap(), [], "a refused step leaves nothing");
    }

    async fn dm1_a_message_stands_in_both_inboxes_under_a_number_of_each(bed: Bed) {
        let people = bed.people(3).await;
        let (ann, bea) = (people[0], people[1]);
        befriend(bed, ann, bea).await;
        let start = bed.store.inbox(ann, None).await.unwrap().seq;
        let said = bed.store.say_directly(saying(ann, bea, "one")).await.unwrap();
        assert!(said.fresh);
        assert_eq!((said.value.to_sender.from_user_name.as_str(), said.value.to_receiver.from_user_name.as_str()), ("you", "person0"));
        bed.store.say_directly(saying(bea, ann, "two")).await.unwrap();
        bed.store.say_directly(saying(ann, bea, "three")).await.unwrap();
        for (user, other) in [(ann, bea), (bea, ann)] {
            let page = bed.store.direct_messages(user, other, None, 10).await.unwrap();
            assert_eq!(page.iter().map(|said| said.text.as_str()).collect::<Vec<_>>(), ["three", "two", "one"]);
            let older = bed.store.direct_messages(user, other, Some(page[0].seq), 1).await.unwrap();
            assert_eq!(older[0].text, "two");
        }
        assert_eq!(bed.store.direct_messages(people[2], ann, None, 10).await.unwrap(), []);
        let missed = bed.store.inbox(ann, Some(start)).await.unwrap().missed.unwrap();
        let texts = missed.iter().map(|item| match item {
            InboxItem::Direct(message) => message.text.as_str(),
            InboxItem::Notification(_) => "a notification",
        });
        assert_eq!(texts.collect::<Vec<_>>(), ["one", "two", "three"]);
    }

    async fn dm2_only_friends_and_teammates_may_write(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let stranger = bed.person("stranger").await.id;
        assert!(bed.store.say_directly(saying(coach, ann, "hi")).await.unwrap().fresh);
        assert_eq!(refused(bed.store.say_directly(saying(stranger, ann, "hi")).await), ErrorCode::Forbidden);
        step(bed, stranger, ann, Wish::Ask).await.unwrap();
        assert_eq!(refused(bed.store.say_directly(saying(stranger, ann, "hi")).await), ErrorCode::Forbidden);
        step(bed, ann, stranger, Wish::Accept).await.unwrap();
        assert!(bed.store.say_directly(saying(stranger, ann, "hi")).await.unwrap().fresh);
        assert_eq!(refused(bed.store.say_directly(saying(ann, ann, "hi")).await), ErrorCode::BadMessage);
        let nobody = saying(ann, UserId(Uuid::now_v7()), "hi");
        assert_eq!(refused(bed.store.say_directly(nobody).await), ErrorCode::NotFound);
    }

    async fn dm3_the_same_client_id_is_the_same_message_and_takes_no_number(bed: Bed) {
        let people = bed.people(2).await;
        befriend(bed, people[0], people[1]).await;
        let new = || NewDirectMessage { client_id: Some("c".into()), ..saying(people[0], people[1], "once") };
        let first = bed.store.say_directly(new()).await.unwrap();
        let again = bed.store.say_directly(new()).await.unwrap();
        assert!(first.fresh && !again.fresh);
        assert_eq!(again.value, first.value);
        let next = bed.store.say_directly(saying(people[1], people[0], "next")).await.unwrap().value;
        assert_eq!(next.to_receiver.seq, first.value.to_sender.seq + 1);
    }

    async fn dm3_two_who_write_to_each_other_at_once_are_both_heard(bed: Bed) {
        let people = bed.people(2).await;
        befriend(bed, people[0], people[1]).await;
        let start = bed.store.inbox(people[0], None).await.unwrap().seq;
        let said = at_once((0..32_usize).map(|nth| {
            let (store, new) = (bed.store.clone(), saying(people[nth % 2], people[1 - nth % 2], "at once"));
            async move { store.say_directly(new).await.unwrap().fresh }
        }));
        assert!(said.await.into_iter().all(|fresh| fresh));
        let missed = bed.store.inbox(people[0], Some(start)).await.unwrap();
        assert_eq!((missed.seq, missed.missed.unwrap().len()), (start + 32, 32), "without a hole");
    }

    async fn nt1_what_nobody_hears_is_unread_and_said_once_until_it_is_read(bed: Bed) {
        let people = bed.people(2).await;
        befriend(bed, people[0], people[1]).await;
        let unheard = || NewDirectMessage {
            unheard: Some(NotificationId(Uuid::now_v7())), ..saying(people[0], people[1], "are you there?")
        };
        let first = bed.store.say_directly(unheard()).await.unwrap().value;
        assert!(first.to_receiver.is_unread);
        let told = first.notification.unwrap();
        assert_eq!(told.notification_type, NotificationKind::NewDmReceived);
        assert_eq!(bed.store.say_directly(unheard()).await.unwrap().value.notification, None);
        let read = bed.store.mark_notification(people[1], told.id, false, NOW.plus_ms(1)).await.unwrap();
        assert_eq!((read.is_unread, read.updated_at), (false, NOW.plus_ms(1)));
        assert!(bed.store.say_directly(unheard()).await.unwrap().value.notification.is_some());
        assert_eq!(bed.store.read_direct_messages(people[1], people[0], None).await.unwrap(), 3);
        assert_eq!(bed.store.read_direct_messages(people[1], people[0], None).await.unwrap(), 0);
    }

    async fn nt2_a_notification_is_marked_by_its_own_person_alone(bed: Bed) {
        let people = bed.people(2).await;
        let told = step(bed, people[0], people[1], Wish::Ask).await.unwrap().notification.unwrap();
        let stranger = bed.store.mark_notification(people[0], told.id, false, NOW).await;
        assert_eq!(refused(stranger), ErrorCode::NotFound);
        let page = bed.store.notifications(people[1], NotificationPlace::default(), 100).await.unwrap();
        assert_eq!((page.seq, page.notifications.len(), page.notifications[0].is_unread), (1, 1, true));
        assert_eq!(bed.store.notifications(people[1], NotificationPlace { since: 1, before: None }, 100).await.unwrap().notifications, []);
        assert_eq!(bed.store.notifications(people[0], NotificationPlace::default(), 100).await.unwrap().seq, 0);
    }

    async fn nt3_who_missed_too_much_is_told_so(bed: Bed) {
        let people = bed.people(2).await;
        befriend(bed, people[0], people[1]).await;
        for nth in 0..201 {
            bed.store.say_directly(saying(people[0], people[1], &format!("{nth}"))).await.unwrap();
        }
        let entry = bed.store.inbox(people[1], Some(0)).await.unwrap();
        assert_eq!(entry.missed, None);
        assert_eq!(bed.store.inbox(people[1], Some(entry.seq - 200)).await.unwrap().missed.unwrap().len(), 200);
        assert_eq!(bed.store.inbox(people[1], Some(entry.seq + 1)).await.unwrap().missed, None);
    }

    async fn re1_a_person_has_one_reaction_and_its_author_is_told_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let post = ReactionTarget::Post(bed.post(team, coach, "hello").await.id);
        let said = NewForumMessage {
            id: MessageId(Uuid::now_v7()), forum: ForumId(team.0), author: coach, text: "hi".into(),
            client_id: None, now: NOW,
        };
        let message = ReactionTarget::Message(bed.store.say_in_forum(said).await.unwrap().value.message.id);
        let react = async |target, user, reaction| {
            let notification_id = NotificationId(Uuid::now_v7());
            bed.store.react(NewReaction { target, user, reaction, notification_id, epoch: "i".into(), now: NOW }).await
        };
        for target in [post, message] {
            assert!(react(target, ann, Some(CheerIcon::Heart)).await.unwrap().is_some());
            assert_eq!(react(target, ann, Some(CheerIcon::Heart)).await.unwrap(), None);
            assert_eq!(react(target, ann, Some(CheerIcon::Fire)).await.unwrap(), None, "the first waits unread");
            assert_eq!(react(target, coach, Some(CheerIcon::Clap)).await.unwrap(), None, "one's own");
            let listed = bed.store.reactions(target, coach).await.unwrap();
            assert_eq!(listed.len(), 2);
            assert!(listed.iter().any(|one| one.user_id == ann && one.reaction == CheerIcon::Fire));
            react(target, ann, None).await.unwrap();
            assert_eq!(bed.store.reactions(target, coach).await.unwrap().len(), 1);
        }
        let stranger = bed.person("stranger").await.id;
        for target in [post, message] {
            assert_eq!(refused(react(target, stranger, Some(CheerIcon::Heart)).await), ErrorCode::NotAMember);
            assert_eq!(refused(bed.store.reactions(target, stranger).await), ErrorCode::NotAMember);
        }
        let nothing = ReactionTarget::Message(MessageId(Uuid::now_v7()));
        assert_eq!(refused(react(nothing, ann, None).await), ErrorCode::NotFound);
    }

    async fn se3_friendships_are_asked_for_many_at_once_and_last_seen_only_grows(bed: Bed) {
        let people = bed.people(4).await;
        befriend(bed, people[0], people[1]).await;
        befriend(bed, people[2], people[0]).await;
        step(bed, people[3], people[0], Wish::Ask).await.unwrap();
        let found = bed.store.friendships(people[..2].to_vec()).await.unwrap();
        let mut pairs: Vec<_> = found.iter().map(|found| (found.person.id, found.friend)).collect();
        pairs.sort_unstable();
        let mut expected = vec![(people[0], people[1]), (people[0], people[2]), (people[1], people[0])];
        expected.sort_unstable();
        assert_eq!(pairs, expected);
        assert_eq!(bed.store.friendships(vec![]).await.unwrap(), []);
        for at in [NOW, NOW.plus_ms(-5)] {
            bed.store.remember_seen(vec![(people[1], at), (UserId(Uuid::now_v7()), at)]).await.unwrap();
        }
        let company = bed.store.company(people[0]).await.unwrap();
        assert_eq!(company.friends[0].last_seen, Some(NOW));
    }
}
