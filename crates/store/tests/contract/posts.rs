//! Posts of a team's feed.

use crate::bed::{NOW, at_once, writing};
use kith_domain::LikeEntry;
use kith_protocol::rest::NewPosts;
use kith_protocol::{PostId, Role, UserId};
use kith_store::NewPost;

fn like(post: PostId, user: UserId) -> LikeEntry {
    LikeEntry { post, user, liked: true, stamp: 1 }
}

contract! {
    async fn po1_a_post_is_stored_as_it_was_written(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let new = writing(team, ann, "First!");
        let created = bed.store.create_post(new.clone()).await.unwrap();
        assert!(created.fresh);
        let post = created.value;
        assert_eq!((post.id, post.seq, post.team_id, post.author_id), (new.id, 1, team, ann));
        assert_eq!((post.author_name.as_str(), post.author_role), ("ann", Role::Member));
        assert_eq!((post.body.as_str(), post.created_at), ("First!", NOW));
        assert_eq!((post.like_count, post.liked_by_me, post.pinned), (0, false, false));
        assert_eq!(bed.store.post(post.id, coach).await.unwrap(), post);
        assert_eq!(bed.post(team, coach, "Second").await.author_role, Role::Coach);
    }

    async fn po1_posts_written_at_once_are_numbered_without_a_hole(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let other = bed.team(coach).await.id;
        let written = at_once((0..64).map(|number| {
            let (store, new) = (bed.store.clone(), writing(team, coach, &format!("post {number}")));
            async move { store.create_post(new).await.unwrap().value.seq }
        }));
        let mut numbers = written.await;
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=64).collect::<Vec<_>>());
        assert_eq!(bed.post(other, coach, "another room").await.seq, 1);
        assert_eq!(bed.store.team_entry(team, coach, Some(0)).await.unwrap().missed.unwrap().len(), 64);
    }

    async fn po2_the_same_client_id_is_the_same_post(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let new = NewPost { client_id: Some("c1".into()), ..writing(team, coach, "once") };
        let first = bed.store.create_post(new).await.unwrap();
        bed.store.flush_likes(vec![like(first.value.id, coach)]).await.unwrap();
        let again = NewPost { client_id: Some("c1".into()), ..writing(team, coach, "twice") };
        let second = bed.store.create_post(again).await.unwrap();
        assert!(first.fresh && !second.fresh);
        assert_eq!((second.value.id, second.value.body.as_str()), (first.value.id, "once"));
        assert_eq!((second.value.like_count, second.value.liked_by_me), (1, true), "as it stands now");
        assert_eq!(bed.post(team, coach, "next").await.seq, 2, "no number was lost");
        assert_eq!(bed.store.team_entry(team, coach, Some(0)).await.unwrap().missed.unwrap().len(), 2);
    }

    async fn po2_a_client_id_is_its_authors_and_its_teams(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let other = bed.team(coach).await.id;
        for (team, author) in [(team, coach), (team, ann), (other, coach)] {
            let new = NewPost { client_id: Some("c1".into()), ..writing(team, author, "mine") };
            assert!(bed.store.create_post(new).await.unwrap().fresh);
        }
    }

    async fn po2_the_same_client_id_many_times_at_once_is_one_post(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let answers = at_once((0..32).map(|_| {
            let new = NewPost { client_id: Some("c1".into()), ..writing(team, coach, "once") };
            let store = bed.store.clone();
            async move { store.create_post(new).await.unwrap() }
        }));
        let answers = answers.await;
        assert_eq!(answers.iter().filter(|created| created.fresh).count(), 1);
        assert!(answers.iter().all(|created| created.value == answers[0].value));
        assert_eq!(bed.post(team, coach, "next").await.seq, 2);
    }

    async fn po3_pages_are_newest_first_without_hole_or_duplicate(bed: Bed) {
        let (coach, team) = bed.coached().await;
        for number in 1..=7 {
            bed.post(team, coach, &format!("post {number}")).await;
        }
        let mut seen = Vec::new();
        let mut before = None;
        for _ in 0..4 {
            let page = bed.store.posts(team, coach, before, 3).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.seq);
            seen.extend(page.into_iter().map(|post| post.seq));
            // A post written while somebody turns pages must not move what they read.
            bed.post(team, coach, "meanwhile").await;
        }
        assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
    }

    async fn po3_a_page_has_its_limit_and_everything_its_bounds(bed: Bed) {
        let (coach, team) = bed.coached().await;
        for _ in 0..101 {
            bed.post(team, coach, "post").await;
        }
        assert_eq!(bed.store.posts(team, coach, None, 2).await.unwrap().len(), 2);
        assert_eq!(bed.store.posts(team, coach, None, u32::MAX).await.unwrap().len(), 100);
        assert_eq!(bed.store.posts(team, coach, None, 0).await.unwrap(), []);
        assert_eq!(bed.store.posts(team, coach, Some(0), 20).await.unwrap(), []);
        let newest = bed.store.posts(team, coach, Some(u64::MAX), 1).await.unwrap();
        assert_eq!(newest[0].seq, 101);
    }

    async fn po3_new_posts_are_counted_from_a_number(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let new = async |since| bed.store.posts_since(team, coach, since).await.unwrap();
        assert_eq!(new(0).await, NewPosts { count: 0, latest_seq: 0 });
        let first = bed.post(team, coach, "1").await.id;
        bed.post(team, coach, "2").await;
        bed.store.pin_post(first, coach, NOW).await.unwrap();
        assert_eq!(new(0).await, NewPosts { count: 2, latest_seq: 2 });
        assert_eq!(bed.post(team, coach, "4").await.seq, 4, "the pin is number 3");
        assert_eq!(new(1).await, NewPosts { count: 2, latest_seq: 4 });
        assert_eq!(new(4).await, NewPosts { count: 0, latest_seq: 4 });
        assert_eq!(new(u64::MAX).await, NewPosts { count: 0, latest_seq: 4 });
    }
}
