//! Forums, who is in them, and what is said there.

use crate::bed::{NOW, at_once, refused};
use kith_domain::FeedKind;
use kith_protocol::{ErrorCode, ForumId, MessageId, TeamId, UserId};
use kith_store::{ForumEntry, NewForum, NewForumMessage, Store};
use uuid::Uuid;

fn forum_of(by: UserId, members: &[UserId]) -> NewForum {
    let id = ForumId(Uuid::now_v7());
    NewForum { id, by, name: "Book club".into(), members: members.to_vec(), epoch: "f1".into(), now: NOW }
}

fn saying(forum: ForumId, author: UserId, text: &str) -> NewForumMessage {
    NewForumMessage {
        id: MessageId(Uuid::now_v7()),
        forum,
        author,
        text: text.into(),
        client_id: None,
        now: NOW,
    }
}

async fn said(store: &Store, forum: ForumId, author: UserId, text: &str) -> u64 {
    store.say_in_forum(saying(forum, author, text)).await.unwrap().value.seq
}

contract! {
    async fn fo5_a_forum_has_the_members_it_was_made_with(bed: Bed) {
        let people = bed.people(3).await;
        let made = bed.store.create_forum(forum_of(people[0], &people[..2])).await.unwrap();
        let names: Vec<_> = made.members.iter().map(|member| member.user_name.as_str()).collect();
        assert_eq!(names, ["person0", "person1"], "the maker once, although named");
        assert_eq!(bed.store.forum(made.id, people[1]).await.unwrap(), made);
        for _ in 0..2 {
            let more = bed.store.add_forum_member(made.id, people[1], people[2], NOW).await.unwrap();
            assert_eq!(more.members.len(), 3);
        }
        assert_eq!(bed.store.forums_of(people[2]).await.unwrap()[0].name, "Book club");
        assert!(bed.store.remove_forum_member(made.id, people[2], people[2]).await.unwrap());
        assert_eq!(bed.store.forums_of(people[2]).await.unwrap(), []);
        assert_eq!(refused(bed.store.remove_forum_member(made.id, people[1], people[0]).await), ErrorCode::Forbidden);
        assert!(bed.store.remove_forum_member(made.id, people[0], people[1]).await.unwrap());
        assert!(!bed.store.remove_forum_member(made.id, people[0], people[1]).await.unwrap());
        let nobody = UserId(Uuid::now_v7());
        assert_eq!(refused(bed.store.add_forum_member(made.id, people[0], nobody, NOW).await), ErrorCode::NotFound);
        let id = forum_of(people[0], &[nobody]);
        assert_eq!(refused(bed.store.create_forum(id.clone()).await), ErrorCode::NotFound);
        assert_eq!(refused(bed.store.forum(id.id, people[0]).await), ErrorCode::NotFound, "made whole or not at all");
    }

    async fn fo4_a_team_has_a_forum_of_its_members_under_its_own_id(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let forum = ForumId(team.0);
        assert_eq!(bed.store.forum(forum, coach).await.unwrap().members.len(), 1);
        let ann = bed.member("ann", team, coach).await;
        assert_eq!(said(&bed.store, forum, ann, "Hello").await, 1);
        assert_eq!(bed.post(team, coach, "a post").await.seq, 1, "numbered apart from the team's feed");
        assert_eq!(bed.store.forums_of(ann).await.unwrap()[0].id, forum);
        let stranger = bed.person("stranger").await.id;
        assert_eq!(refused(bed.store.add_forum_member(forum, coach, stranger, NOW).await), ErrorCode::Conflict);
        assert_eq!(refused(bed.store.remove_forum_member(forum, coach, ann).await), ErrorCode::Conflict);
    }

    async fn fo3_messages_said_at_once_are_numbered_without_a_hole(bed: Bed) {
        let people = bed.people(2).await;
        let forum = bed.store.create_forum(forum_of(people[0], &people)).await.unwrap().id;
        let numbers = at_once((0..64_usize).map(|nth| {
            let (store, new) = (bed.store.clone(), saying(forum, people[nth % 2], "at once"));
            async move { store.say_in_forum(new).await.unwrap().value.seq }
        }));
        let mut numbers = numbers.await;
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=64).collect::<Vec<_>>());
        let page = bed.store.forum_messages(forum, people[0], Some(64), 10).await.unwrap();
        assert_eq!(page.iter().map(|said| said.seq).collect::<Vec<_>>(), (54..=63).rev().collect::<Vec<_>>());
    }

    async fn fo3_the_same_client_id_is_the_same_message(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let forum = bed.store.create_forum(forum_of(ann, &[])).await.unwrap().id;
        let new = |text| NewForumMessage { client_id: Some("c1".into()), ..saying(forum, ann, text) };
        let first = bed.store.say_in_forum(new("once")).await.unwrap();
        let again = bed.store.say_in_forum(new("twice")).await.unwrap();
        assert!(first.fresh && !again.fresh);
        assert_eq!(again.value, first.value);
        assert_eq!(said(&bed.store, forum, ann, "next").await, 2, "no number was lost");
    }

    async fn fo1_who_comes_back_is_told_what_they_missed(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let forum = bed.store.create_forum(forum_of(ann, &[])).await.unwrap().id;
        let entry = async |since| bed.store.forum_entry(forum, ann, since).await.unwrap();
        let ForumEntry { title, epoch, seq, missed, .. } = entry(None).await;
        assert_eq!((title.as_str(), epoch.as_str(), seq, missed), ("Book club", "f1", 0, Some(vec![])));
        for text in ["one", "two", "three"] {
            said(&bed.store, forum, ann, text).await;
        }
        let missed = entry(Some(1)).await.missed.unwrap();
        let texts = missed.iter().map(|entry| match &entry.kind {
            FeedKind::Activity(_) => unreachable!("activities are a pact's"),
            FeedKind::Message(message) => (entry.seq, message.text.clone()),
            FeedKind::Post { .. } | FeedKind::Pin { .. } => unreachable!("a forum has messages"),
        });
        assert_eq!(texts.collect::<Vec<_>>(), [(2, "two".to_owned()), (3, "three".to_owned())]);
        assert_eq!(entry(Some(4)).await.missed, None, "from the future");
    }

    async fn fo2_a_stranger_is_refused_on_every_call(bed: Bed) {
        let people = bed.people(2).await;
        let (ann, stranger) = (people[0], people[1]);
        let forum = bed.store.create_forum(forum_of(ann, &[])).await.unwrap().id;
        let (nowhere, store) = (ForumId(TeamId(Uuid::now_v7()).0), &bed.store);
        for (forum, code) in [(forum, ErrorCode::NotAMember), (nowhere, ErrorCode::NotFound)] {
            assert_eq!(refused(store.forum(forum, stranger).await), code);
            assert_eq!(refused(store.forum_entry(forum, stranger, None).await), code);
            assert_eq!(refused(store.forum_messages(forum, stranger, None, 1).await), code);
            assert_eq!(refused(store.say_in_forum(saying(forum, stranger, "hi")).await), code);
            assert_eq!(refused(store.add_forum_member(forum, stranger, stranger, NOW).await), code);
            assert_eq!(refused(store.remove_forum_member(forum, stranger, ann).await), code);
        }
        assert_eq!(said(store, forum, ann, "first").await, 1, "a refused message takes no number");
    }
}
