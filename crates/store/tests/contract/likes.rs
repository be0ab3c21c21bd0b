//! Likes.

use crate::bed::{NOW, at_once, refused};
use kith_protocol::{ErrorCode, PostId, TeamId, UserId};
use kith_store::LikeOutcome;

fn stands(post: PostId, team: TeamId, like_count: u64, liked_by_me: bool, version: u64) -> LikeOutcome {
    LikeOutcome { post, team, like_count, liked_by_me, version, changed: true }
}

async fn members(bed: &crate::bed::Bed, count: usize, team: TeamId, coach: UserId) -> Vec<UserId> {
    let code = bed.invite(team, coach).await;
    let people = bed.people(count).await;
    for user in &people {
        bed.store.accept_invite(&code, *user, NOW).await.unwrap();
    }
    people
}

contract! {
    async fn lk2_the_same_like_twice_counts_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let post = bed.post(team, coach, "hello").await.id;
        let first = bed.store.like(post, coach, NOW).await.unwrap();
        assert_eq!(first, stands(post, team, 1, true, 1));
        let second = bed.store.like(post, coach, NOW).await.unwrap();
        assert_eq!(second, LikeOutcome { changed: false, ..first });
        assert_eq!(bed.store.post(post, coach).await.unwrap().like_count, 1);
    }

    async fn lk3_like_unlike_like_counts_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let post = bed.post(team, coach, "hello").await.id;
        bed.store.like(post, coach, NOW).await.unwrap();
        assert_eq!(bed.store.like(post, ann, NOW).await.unwrap(), stands(post, team, 2, true, 2));
        let gone = bed.store.unlike(post, ann).await.unwrap();
        assert_eq!(gone, stands(post, team, 1, false, 3));
        assert_eq!(bed.store.unlike(post, ann).await.unwrap(), LikeOutcome { changed: false, ..gone });
        assert_eq!(bed.store.like(post, ann, NOW).await.unwrap(), stands(post, team, 2, true, 4));
        let seen = bed.store.post(post, ann).await.unwrap();
        assert_eq!((seen.like_count, seen.liked_by_me), (2, true));
    }

    async fn lk2_a_like_is_told_to_each_as_their_own(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let post = bed.post(team, coach, "hello").await.id;
        bed.store.like(post, ann, NOW).await.unwrap();
        assert!(bed.store.post(post, ann).await.unwrap().liked_by_me);
        assert!(!bed.store.post(post, coach).await.unwrap().liked_by_me);
        let unliked = bed.store.unlike(post, coach).await.unwrap();
        assert_eq!((unliked.changed, unliked.like_count, unliked.liked_by_me), (false, 1, false));
    }

    async fn mb1_who_is_no_longer_a_member_changes_no_like(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let post = bed.post(team, coach, "hello").await.id;
        bed.store.like(post, ann, NOW).await.unwrap();
        bed.change("DELETE FROM members WHERE role = 'member'").await;
        assert_eq!(refused(bed.store.unlike(post, ann).await), ErrorCode::NotAMember);
        assert_eq!(refused(bed.store.like(post, ann, NOW).await), ErrorCode::NotAMember);
        assert_eq!(bed.store.post(post, coach).await.unwrap().like_count, 1);
    }

    async fn lk2_many_people_at_once_all_count(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let people = members(bed, 64, team, coach).await;
        let post = bed.post(team, coach, "hello").await.id;
        let answers = at_once(people.into_iter().map(|user| {
            let store = bed.store.clone();
            async move { store.like(post, user, NOW).await.unwrap() }
        }));
        let mut versions: Vec<_> = answers.await.into_iter().map(|like| (like.version, like.like_count)).collect();
        versions.sort_unstable();
        assert_eq!(versions, (1..=64).map(|number| (number, number)).collect::<Vec<_>>());
        assert_eq!(bed.store.post(post, coach).await.unwrap().like_count, 64);
        assert_eq!(bed.number("SELECT COUNT(*) FROM likes").await, 64);
    }

    async fn lk2_the_same_person_many_times_at_once_counts_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let post = bed.post(team, coach, "hello").await.id;
        let answers = at_once((0..64).map(|_| {
            let store = bed.store.clone();
            async move { store.like(post, coach, NOW).await.unwrap() }
        }));
        let answers = answers.await;
        assert_eq!(answers.iter().filter(|like| like.changed).count(), 1);
        assert!(answers.iter().all(|like| like.like_count == 1 && like.liked_by_me && like.version == 1));
        assert_eq!(bed.store.post(post, coach).await.unwrap().like_count, 1);
    }

    async fn lk3_likes_and_unlikes_at_once_leave_a_true_count(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let people = members(bed, 8, team, coach).await;
        let post = bed.post(team, coach, "hello").await.id;
        let calls = (0..128_usize).map(|number| {
            let (store, user) = (bed.store.clone(), people[number % 8]);
            async move {
                if number % 3 == 0 {
                    store.unlike(post, user).await.unwrap().changed
                } else {
                    store.like(post, user, NOW).await.unwrap().changed
                }
            }
        });
        let changes = at_once(calls).await.into_iter().filter(|changed| *changed).count();
        let like_count = bed.store.post(post, coach).await.unwrap().like_count;
        assert_eq!(i64::try_from(like_count).unwrap(), bed.number("SELECT COUNT(*) FROM likes").await);
        assert_eq!(i64::try_from(changes).unwrap(), bed.number("SELECT like_version FROM posts").await);
    }
}
