//! Pins.

use crate::bed::{NOW, at_once, refused};
use kith_protocol::ErrorCode;
use kith_store::{PINNED_MAX, PinActivity};

contract! {
    async fn po4_only_the_coach_pins(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let post = bed.post(team, ann, "mine").await.id;
        assert_eq!(refused(bed.store.pin_post(post, ann, NOW).await), ErrorCode::Forbidden);
        assert_eq!(refused(bed.store.unpin_post(post, ann).await), ErrorCode::Forbidden);
        assert!(!bed.store.post(post, ann).await.unwrap().pinned);
        assert_eq!(bed.store.team_entry(team, ann, None).await.unwrap().seq, 1);
    }

    async fn po4_pinning_twice_is_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let post = bed.post(team, coach, "rules").await.id;
        let first = bed.store.pin_post(post, coach, NOW).await.unwrap();
        assert_eq!(first.pinned, Some(PinActivity { seq: 2, coach_name: "coach".into() }));
        assert!(first.post.pinned);
        assert_eq!((first.post.pinned_at, first.post.pinned_by.as_deref()), (Some(NOW), Some("coach")));
        let second = bed.store.pin_post(post, coach, NOW.plus_ms(9)).await.unwrap();
        assert_eq!((second.pinned, second.post), (None, first.post));
        assert_eq!(bed.post(team, coach, "next").await.seq, 3, "no number was lost");
    }

    async fn po4_pinning_many_times_at_once_is_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let post = bed.post(team, coach, "rules").await.id;
        let answers = at_once((0..16).map(|_| {
            let store = bed.store.clone();
            async move { store.pin_post(post, coach, NOW).await.unwrap().pinned }
        }));
        let told: Vec<_> = answers.await.into_iter().flatten().collect();
        assert_eq!(told, [PinActivity { seq: 2, coach_name: "coach".into() }]);
    }

    async fn po4_a_pin_is_taken_away_once_and_can_be_given_again(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let post = bed.post(team, coach, "rules").await.id;
        assert!(!bed.store.unpin_post(post, coach).await.unwrap().fresh);
        bed.store.pin_post(post, coach, NOW).await.unwrap();
        let unpinned = bed.store.unpin_post(post, coach).await.unwrap();
        assert!(unpinned.fresh);
        assert_eq!((unpinned.value.pinned, unpinned.value.pinned_at, unpinned.value.pinned_by), (false, None, None));
        assert!(!bed.store.unpin_post(post, coach).await.unwrap().fresh);
        assert_eq!(bed.store.pin_post(post, coach, NOW).await.unwrap().pinned.unwrap().seq, 3);
    }

    async fn po4_pinned_posts_are_newest_pin_first(bed: Bed) {
        let (coach, team) = bed.coached().await;
        assert_eq!(bed.store.pinned_posts(team, coach).await.unwrap(), []);
        let one = bed.post(team, coach, "1").await.id;
        let two = bed.post(team, coach, "2").await.id;
        bed.post(team, coach, "3").await;
        bed.store.pin_post(two, coach, NOW).await.unwrap();
        bed.store.pin_post(one, coach, NOW.plus_ms(1)).await.unwrap();
        let pinned = bed.store.pinned_posts(team, coach).await.unwrap();
        assert_eq!(pinned.iter().map(|post| post.id).collect::<Vec<_>>(), [one, two]);
    }

    async fn po4_a_team_pins_so_many_posts_and_no_more_even_at_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let mut posts = Vec::new();
        for _ in 0..PINNED_MAX + 4 {
            posts.push(bed.post(team, coach, "post").await.id);
        }
        let answers = at_once(posts.into_iter().map(|post| {
            let store = bed.store.clone();
            async move { store.pin_post(post, coach, NOW).await }
        }));
        let (pinned, rest): (Vec<_>, Vec<_>) = answers.await.into_iter().partition(Result::is_ok);
        assert_eq!((pinned.len(), rest.len()), (20, 4));
        assert!(rest.into_iter().all(|outcome| refused(outcome) == ErrorCode::Conflict));
        assert_eq!(bed.store.pinned_posts(team, coach).await.unwrap().len(), 20);
        assert_eq!(bed.store.team_entry(team, coach, None).await.unwrap().seq, 24 + 20);
    }
}
