//! The list of conversations, how far each was read, and what is unread of it.

use crate::bed::{Bed, NOW, at_once, refused};
use crate::company::noon;
use kith_domain::connections::Wish;
use kith_protocol::social_rest::{Conversation, ConversationKind as Kind};
use kith_protocol::{ErrorCode, ForumId, MessageId, NotificationId, Timestamp, UserId};
use kith_store::{
    ConnectionStep, LAST_TEXT_MAX_CHARS, ListedConversation, NewDirectMessage, NewForum, NewForumMessage,
    Store, UNREAD_LOOKED_AT_MAX,
};
use uuid::Uuid;

fn later(minutes: i64) -> Timestamp {
    noon(0).plus_ms(minutes * 60_000)
}

impl Bed {
    async fn says(&self, forum: ForumId, author: UserId, text: &str, now: Timestamp) -> u64 {
        let id = MessageId(Uuid::now_v7());
        let new = NewForumMessage { id, forum, author, text: text.into(), client_id: None, now };
        self.store.say_in_forum(new).await.unwrap().value.seq
    }

    /// The number in the receiver's inbox.
    async fn writes_to(&self, from: UserId, to: UserId, text: &str, now: Timestamp) -> u64 {
        let id = MessageId(Uuid::now_v7());
        let (client_id, unheard, epoch) = (None, None, "i".into());
        let new = NewDirectMessage { id, from, to, text: text.into(), client_id, unheard, epoch, now };
        self.store.say_directly(new).await.unwrap().value.to_receiver.seq
    }

    async fn steps(&self, user: UserId, other: UserId, wish: Wish) {
        let notification_id = NotificationId(Uuid::now_v7());
        let step = ConnectionStep { user, other, wish, notification_id, epoch: "i".into(), now: NOW };
        self.store.step_connection(step).await.unwrap();
    }

    async fn forum_with(&self, by: UserId, members: &[UserId], now: Timestamp) -> ForumId {
        let id = ForumId(Uuid::now_v7());
        let (name, epoch) = ("Book club".into(), "f".into());
        self.store
            .create_forum(NewForum { id, by, name, members: members.to_vec(), epoch, now })
            .await
            .unwrap()
            .id
    }

    async fn list(&self, user: UserId) -> Vec<Conversation> {
        listed(&self.store, user).await
    }

    async fn unread(&self, user: UserId, id: impl ToString) -> u32 {
        let found = self.list(user).await.into_iter().find(|one| one.id == id.to_string());
        found.unwrap().unread
    }
}

async fn listed(store: &Store, user: UserId) -> Vec<Conversation> {
    let found = store.conversations(user, None, u32::MAX).await.unwrap();
    found.into_iter().map(|listed| listed.conversation).collect()
}

/// What it is and is called, who said what last, and what is unread.
type Told<'a> = (Kind, &'a str, Option<(&'a str, &'a str)>, u32);

fn told(list: &[Conversation]) -> Vec<Told<'_>> {
    list.iter()
        .map(|one| {
            let last = one.last.as_ref().map(|last| (last.author_name.as_str(), last.text.as_str()));
            (one.kind, one.name.as_str(), last, one.unread)
        })
        .collect()
}

contract! {
    async fn cl1_every_kind_of_conversation_is_listed_once_newest_first(bed: Bed) {
        // A coach's first team has the coach's own id: the same id stands in the list as a team and as a person.
        let (coach, team) = bed.coached().await;
        let (ann, bob, pact) = bed.running().await;
        bed.joins(ann, team, coach).await;
        let club = bed.forum_with(bob, &[ann], later(1)).await;
        bed.says(ForumId(pact.id.0), bob, "To the bridge", later(2)).await;
        bed.says(ForumId(team.0), coach, "Hello team", later(3)).await;
        bed.says(ForumId(team.0), ann, "Hello coach", later(4)).await;
        bed.writes_to(coach, ann, "First", later(5)).await;
        let seq = bed.writes_to(coach, ann, "Second", later(6)).await;
        bed.writes_to(ann, bob, "Only mine", later(7)).await;
        let list = bed.list(ann).await;
        assert_eq!(told(&list), [
            (Kind::Person, "bob", Some(("ann", "Only mine")), 0),
            (Kind::Person, "coach", Some(("coach", "Second")), 2),
            (Kind::Team, "Early Birds", Some(("ann", "Hello coach")), 1),
            (Kind::Pact, "Run", Some(("bob", "To the bridge")), 1),
            (Kind::Forum, "Book club", None, 0),
        ]);
        let last = list[1].last.as_ref().unwrap();
        assert_eq!((last.seq, last.author_id, last.at), (seq, coach, later(6)));
        assert_eq!((list[1].id.clone(), list[2].id.clone(), list[4].id.clone()), (coach.to_string(), team.to_string(), club.to_string()));
        assert_eq!(bed.list(bob).await.iter().map(|one| one.kind).collect::<Vec<_>>(), [Kind::Person, Kind::Pact, Kind::Forum]);
        let stranger = bed.person("stranger").await.id;
        assert_eq!(bed.list(stranger).await, []);
        bed.store.remove_forum_member(club, ann, ann).await.unwrap();
        assert_eq!(bed.list(ann).await.len(), 4, "who has left a forum does not see what is said there");
    }

    async fn cl1_pages_show_each_conversation_once_also_those_of_one_moment(bed: Bed) {
        let (coach, team) = bed.coached().await;
        for number in 0..7 {
            let other = bed.member(&format!("m{number}"), team, coach).await;
            bed.forum_with(coach, &[], later(1)).await;
            let (from, to) = if number % 2 == 0 { (coach, other) } else { (other, coach) };
            bed.writes_to(from, to, "Hello", later(1)).await;
        }
        let whole = bed.store.conversations(coach, None, 100).await.unwrap();
        assert_eq!(whole.len(), 15);
        let (mut paged, mut before): (Vec<ListedConversation>, _) = (Vec::new(), None);
        loop {
            let page = bed.store.conversations(coach, before, 2).await.unwrap();
            assert!(page.len() <= 2);
            let Some(last) = page.last() else { break };
            before = Some(last.place.clone());
            paged.extend(page);
        }
        assert_eq!(paged, whole);
    }

    async fn cl1_a_long_last_line_is_cut_and_odd_ones_are_whole(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let forum = bed.forum_with(ann, &[], NOW).await;
        bed.says(forum, ann, &"é".repeat(1_000), NOW).await;
        let text = async || bed.list(ann).await[0].last.as_ref().unwrap().text.clone();
        assert_eq!(text().await, "é".repeat(LAST_TEXT_MAX_CHARS as usize));
        for odd in ["%_'\"\\;--", "🏔️ עברית"] {
            bed.says(forum, ann, odd, NOW).await;
            assert_eq!(text().await, odd);
        }
    }

    async fn cl2_whom_one_blocks_is_not_listed_and_the_other_one_sees_no_difference(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let (ann, bea) = (bed.member("ann", team, coach).await, bed.member("bea", team, coach).await);
        bed.writes_to(ann, bea, "Hello", later(1)).await;
        bed.writes_to(bea, ann, "Hello you", later(2)).await;
        let before = bed.list(bea).await;
        bed.steps(ann, bea, Wish::Block).await;
        assert_eq!(told(&bed.list(ann).await), [(Kind::Team, "Early Birds", None, 0)]);
        assert_eq!(bed.list(bea).await, before);
        bed.says(ForumId(team.0), bea, "Who comes along?", later(3)).await;
        let list = bed.list(ann).await;
        assert_eq!(told(&list), [(Kind::Team, "Early Birds", Some(("bea", "Who comes along?")), 1)], "UC2");
        bed.steps(ann, bea, Wish::Deny).await;
        assert_eq!(bed.list(ann).await.len(), 2, "the block is lifted");
        // Whichever of the two has the lower id.
        bed.steps(bea, ann, Wish::Block).await;
        assert_eq!((bed.list(bea).await.len(), bed.list(ann).await.len()), (1, 2));
        bed.steps(ann, bea, Wish::Block).await;
        assert_eq!((bed.list(bea).await.len(), bed.list(ann).await.len()), (1, 1));
    }

    async fn cl3_a_mark_goes_forward_only_not_beyond_the_newest_and_outlives_a_restart(bed: Bed) {
        let people = bed.people(2).await;
        let (ann, bea) = (people[0], people[1]);
        let forum = bed.forum_with(ann, &[bea], NOW).await;
        assert_eq!(bed.store.read_forum(forum, ann, 5).await.unwrap(), 0, "nothing was said");
        for text in ["one", "two", "three"] {
            bed.says(forum, bea, text, later(1)).await;
        }
        for (seq, stands, unread) in [(0, 0, 3), (1, 1, 2), (0, 1, 2), (2, 2, 1), (u64::MAX, 3, 0), (1, 3, 0)] {
            assert_eq!(bed.store.read_forum(forum, ann, seq).await.unwrap(), stands);
            assert_eq!(bed.unread(ann, forum).await, unread);
        }
        assert_eq!(bed.unread(bea, forum).await, 0, "one's own words");
        bed.says(forum, bea, "four", later(2)).await;
        assert_eq!(bed.unread(ann, forum).await, 1, "a clamped mark reads nothing that comes later");
        let marks = at_once((0..16_u64).map(|nth| {
            let store = bed.store.clone();
            async move { store.read_forum(forum, ann, 16 - nth).await.unwrap() }
        }));
        assert!(marks.await.into_iter().all(|mark| mark == 4 || mark == 3));
        assert_eq!(bed.number("SELECT COUNT(*) FROM forum_reads WHERE seq = 4").await, 1, "one row");
        bed.store.close().await;
        let again = Store::open(&bed.url).await.unwrap();
        assert_eq!(listed(&again, ann).await[0].unread, 0);
        again.close().await;
    }

    async fn cl3_who_is_not_in_a_forum_does_not_mark_it(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let forum = bed.forum_with(ann, &[bob], NOW).await;
        let stranger = bed.person("stranger").await.id;
        for forum in [forum, ForumId(pact.id.0)] {
            assert_eq!(refused(bed.store.read_forum(forum, stranger, 1).await), ErrorCode::NotAMember);
            assert_eq!(bed.store.read_forum(forum, bob, 0).await.unwrap(), 0);
        }
        bed.store.remove_forum_member(forum, bob, bob).await.unwrap();
        assert_eq!(refused(bed.store.read_forum(forum, bob, 1).await), ErrorCode::NotAMember);
        let nowhere = ForumId(Uuid::now_v7());
        assert_eq!(refused(bed.store.read_forum(nowhere, ann, 1).await), ErrorCode::NotFound);
    }

    async fn cl3_direct_messages_are_marked_up_to_a_line_or_all(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let mut seqs = Vec::new();
        for text in ["one", "two", "three"] {
            seqs.push(bed.writes_to(coach, ann, text, later(1)).await);
        }
        for (up_to, unread) in [(Some(0), 3), (Some(seqs[1]), 1), (Some(seqs[0]), 1), (None, 0), (Some(1), 0)] {
            bed.store.read_direct_messages(ann, coach, up_to).await.unwrap();
            let person = bed.list(ann).await.into_iter().find(|one| one.kind == Kind::Person).unwrap();
            assert_eq!(person.unread, unread, "{up_to:?}");
        }
        bed.store.read_direct_messages(ann, coach, Some(u64::MAX)).await.unwrap();
        bed.writes_to(coach, ann, "four", later(2)).await;
        assert_eq!(bed.list(ann).await[0].unread, 1, "a mark beyond the newest reads nothing that comes later");
        for nobody in [UserId(Uuid::now_v7()), ann] {
            assert_eq!(bed.store.read_direct_messages(ann, nobody, None).await.unwrap(), 0);
        }
        assert_eq!(bed.number("SELECT COUNT(*) FROM direct_reads").await, 1);
    }

    async fn cl4_what_was_said_before_somebody_came_in_is_not_unread(bed: Bed) {
        let people = bed.people(2).await;
        let (ann, bea) = (people[0], people[1]);
        let forum = bed.forum_with(ann, &[], NOW).await;
        bed.says(forum, ann, "before", later(1)).await;
        bed.store.add_forum_member(forum, ann, bea, later(2)).await.unwrap();
        assert_eq!(bed.unread(bea, forum).await, 0);
        bed.says(forum, ann, "since", later(3)).await;
        assert_eq!(bed.unread(bea, forum).await, 1);
        bed.store.remove_forum_member(forum, bea, bea).await.unwrap();
        bed.says(forum, ann, "meanwhile", later(4)).await;
        bed.store.add_forum_member(forum, ann, bea, later(5)).await.unwrap();
        assert_eq!(bed.unread(bea, forum).await, 0, "also for who comes back");
    }

    async fn cl4_of_so_many_lines_it_is_counted_what_is_unread(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        for _ in 0..UNREAD_LOOKED_AT_MAX + 5 {
            bed.says(ForumId(team.0), coach, "again", later(1)).await;
            bed.writes_to(coach, ann, "again", later(1)).await;
        }
        let unread = bed.list(ann).await.into_iter().map(|one| one.unread).collect::<Vec<_>>();
        assert_eq!(unread, [UNREAD_LOOKED_AT_MAX; 2]);
    }

    async fn cl3_what_was_said_before_there_were_marks_is_read_but_for_what_nobody_heard(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        bed.says(ForumId(team.0), coach, "old news", later(1)).await;
        bed.writes_to(coach, ann, "heard", later(1)).await;
        bed.writes_to(coach, ann, "not heard", later(2)).await;
        bed.writes_to(ann, coach, "heard too", later(3)).await;
        bed.change("UPDATE direct_messages SET is_unread = 1 WHERE body = 'not heard'").await;
        bed.store.close().await;
        bed.change("DROP TABLE forum_reads; DROP TABLE direct_reads; DELETE FROM _sqlx_migrations WHERE version = 10").await;
        let again = Store::open(&bed.url).await.unwrap();
        let of_ann = listed(&again, ann).await;
        assert_eq!(of_ann.iter().map(|one| (one.kind, one.unread)).collect::<Vec<_>>(), [(Kind::Person, 1), (Kind::Team, 0)]);
        assert_eq!(listed(&again, coach).await.iter().map(|one| one.unread).collect::<Vec<_>>(), [0, 0]);
        again.close().await;
    }
}
