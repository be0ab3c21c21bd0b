//! What somebody who enters a room is told.

use crate::bed::NOW;
use kith_domain::fact::{FeedEntry, FeedKind};
use kith_protocol::Role;
use kith_store::{CounterAdd, REPLAY_MAX};

contract! {
    async fn rc1_an_empty_room_is_told_as_it_is(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let entry = bed.store.team_entry(team, coach, None).await.unwrap();
        assert_eq!((entry.user_name.as_str(), entry.role), ("coach", Role::Coach));
        assert_eq!((entry.epoch.as_str(), entry.seq), ("e1", 0));
        assert_eq!((entry.missed, entry.ticker), (Some(vec![]), None));
        assert_eq!(bed.store.team_entry(team, coach, Some(0)).await.unwrap().missed, Some(vec![]));
    }

    async fn rc1_what_was_missed_is_told_in_order(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let first = bed.post(team, ann, "1").await.id;
        bed.store.pin_post(first, coach, NOW).await.unwrap();
        let second = bed.post(team, coach, "3").await.id;
        let entries = [
            FeedEntry { seq: 1, kind: FeedKind::Post { post_id: first, author_id: ann } },
            FeedEntry { seq: 2, kind: FeedKind::Pin { post_id: first, coach_name: "coach".into() } },
            FeedEntry { seq: 3, kind: FeedKind::Post { post_id: second, author_id: coach } },
        ];
        for since in 0..=3_u64 {
            let entry = bed.store.team_entry(team, ann, Some(since)).await.unwrap();
            assert_eq!((entry.seq, entry.role), (3, Role::Member));
            assert_eq!(entry.missed.unwrap(), entries[usize::try_from(since).unwrap()..]);
        }
        assert_eq!(bed.store.team_entry(team, ann, None).await.unwrap().missed, Some(vec![]));
    }

    async fn rc2_too_much_missed_or_never_seen_is_said_openly(bed: Bed) {
        let (coach, team) = bed.coached().await;
        for _ in 0..=REPLAY_MAX {
            bed.post(team, coach, "post").await;
        }
        let missed = async |since| bed.store.team_entry(team, coach, Some(since)).await.unwrap().missed;
        assert_eq!(missed(0).await, None, "201 entries");
        assert_eq!(missed(1).await.unwrap().len(), 200);
        assert_eq!(missed(201).await, Some(vec![]));
        assert_eq!(missed(202).await, None, "a number that was never given");
        assert_eq!(missed(u64::MAX).await, None);
        assert_eq!(bed.store.team_entry(team, coach, None).await.unwrap().seq, 201);
    }

    async fn rc1_the_latest_ticker_of_any_team_is_told(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let other = bed.person("other").await.id;
        let own = bed.team(other).await.id;
        bed.store.set_thresholds(team, "steps", coach, vec![10, 20], "steps".into(), NOW).await.unwrap();
        let (name, client_id) = ("steps".into(), None);
        let add = CounterAdd { team, name, user: coach, delta: 25, client_id, now: NOW.plus_ms(5) };
        let reached = bed.store.add_to_counter(add).await.unwrap().reached;
        let entry = bed.store.team_entry(own, other, None).await.unwrap();
        assert_eq!(entry.ticker.as_ref(), reached.last());
        assert_eq!(entry.ticker.unwrap().body, "Early Birds just reached 20 steps together!");
    }
}
