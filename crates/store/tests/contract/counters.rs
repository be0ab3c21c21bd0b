//! Counters, thresholds and tickers.

use crate::bed::{NOW, at_once, refused};
use kith_protocol::rest::Counter;
use kith_protocol::{ErrorCode, TeamId, Ticker, UserId};
use kith_store::{COUNTERS_MAX, CounterAdd, CounterOutcome, THRESHOLDS_MAX};

const MOST: u64 = i64::MAX.unsigned_abs();

fn adding(team: TeamId, user: UserId, delta: u64) -> CounterAdd {
    CounterAdd { team, name: "steps".into(), user, delta, client_id: None, now: NOW }
}

fn told(threshold: &str) -> Ticker {
    let body = format!("Early Birds just reached {threshold} steps together!");
    Ticker { title: "Early Birds".into(), body, at: NOW }
}

contract! {
    async fn ct1_a_threshold_is_announced_when_it_is_passed_and_only_then(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let set = bed.store.set_thresholds(team, "steps", coach, vec![1_000_000, 100_000], "steps".into(), NOW);
        assert_eq!(set.await.unwrap(), CounterOutcome { total: 0, reached: vec![] });
        let add = async |delta| bed.store.add_to_counter(adding(team, ann, delta)).await.unwrap();
        assert_eq!(add(99_999).await, CounterOutcome { total: 99_999, reached: vec![] });
        assert_eq!(add(1).await, CounterOutcome { total: 100_000, reached: vec![told("100,000")] });
        assert_eq!(add(1).await.reached, []);
        let counter =
            Counter { name: "steps".into(), total: 100_001, unit: "steps".into(), next_threshold: Some(1_000_000) };
        assert_eq!(bed.store.counters(team, ann).await.unwrap(), [counter]);
        assert_eq!(bed.store.latest_ticker().await.unwrap(), Some(told("100,000")));
    }

    async fn ct1_thresholds_passed_together_are_announced_lowest_first(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let set = bed.store.set_thresholds(team, "steps", coach, vec![30, 10, 20, 10], "steps".into(), NOW);
        set.await.unwrap();
        let outcome = bed.store.add_to_counter(adding(team, coach, 25)).await.unwrap();
        assert_eq!(outcome.reached, [told("10"), told("20")]);
        assert_eq!(bed.store.latest_ticker().await.unwrap(), Some(told("20")));
    }

    async fn ct1_a_new_threshold_passed_already_is_announced_at_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        bed.store.add_to_counter(adding(team, coach, 50)).await.unwrap();
        let set = async |list| bed.store.set_thresholds(team, "steps", coach, list, "steps".into(), NOW).await.unwrap();
        assert_eq!(set(vec![40, 60]).await, CounterOutcome { total: 50, reached: vec![told("40")] });
        assert_eq!(set(vec![40, 60]).await.reached, [], "never again");
        assert_eq!(set(vec![]).await.reached, []);
        assert_eq!(set(vec![40]).await.reached, [], "not even if it was taken away in between");
        let outcome = bed.store.add_to_counter(adding(team, coach, 100)).await.unwrap();
        assert_eq!(outcome.reached, [], "60 is no longer wanted");
        assert_eq!(bed.store.counters(team, coach).await.unwrap()[0].next_threshold, None);
    }

    async fn ct1_only_the_coach_sets_thresholds(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let set = bed.store.set_thresholds(team, "steps", ann, vec![1], "steps".into(), NOW);
        assert_eq!(refused(set.await), ErrorCode::Forbidden);
        assert_eq!(bed.store.counters(team, ann).await.unwrap(), []);
    }

    async fn ct1_each_threshold_is_announced_exactly_once_when_many_add_at_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let thresholds = (1..=16).map(|number| number * 100).collect();
        bed.store.set_thresholds(team, "steps", coach, thresholds, "steps".into(), NOW).await.unwrap();
        let outcomes = at_once((0..64).map(|_| {
            let (store, add) = (bed.store.clone(), adding(team, coach, 25));
            async move { store.add_to_counter(add).await.unwrap() }
        }));
        let outcomes = outcomes.await;
        let mut totals: Vec<_> = outcomes.iter().map(|outcome| outcome.total).collect();
        totals.sort_unstable();
        assert_eq!(totals, (1..=64).map(|number| number * 25).collect::<Vec<_>>());
        let mut announced: Vec<_> =
            outcomes.into_iter().flat_map(|outcome| outcome.reached).map(|ticker| ticker.body).collect();
        announced.sort();
        let mut expected: Vec<_> = (1..=9).map(|number| told(&format!("{number}00")).body).collect();
        expected.extend((0..=6).map(|number| told(&format!("1,{number}00")).body));
        expected.sort();
        assert_eq!(announced, expected);
    }

    async fn ct1_setting_and_adding_at_once_announce_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let outcomes = at_once((0..32_u64).map(|number| {
            let store = bed.store.clone();
            async move {
                if number % 2 == 0 {
                    store.add_to_counter(adding(team, coach, 10)).await.unwrap()
                } else {
                    store.set_thresholds(team, "steps", coach, vec![50], "steps".into(), NOW).await.unwrap()
                }
            }
        }));
        let announced: Vec<_> = outcomes.await.into_iter().flat_map(|outcome| outcome.reached).collect();
        assert_eq!(announced, [told("50")]);
    }

    async fn ct2_the_same_client_id_adds_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        bed.store.set_thresholds(team, "steps", coach, vec![5], "steps".into(), NOW).await.unwrap();
        let with_id = |user, delta| CounterAdd { client_id: Some("c1".into()), ..adding(team, user, delta) };
        let first = bed.store.add_to_counter(with_id(ann, 7)).await.unwrap();
        assert_eq!(first, CounterOutcome { total: 7, reached: vec![told("5")] });
        let again = bed.store.add_to_counter(with_id(ann, 7)).await.unwrap();
        assert_eq!(again, CounterOutcome { total: 7, reached: vec![] });
        assert_eq!(bed.store.add_to_counter(with_id(coach, 3)).await.unwrap().total, 10, "another person's own");
        let other = CounterAdd { name: "pages".into(), ..with_id(ann, 2) };
        assert_eq!(bed.store.add_to_counter(other).await.unwrap().total, 2, "another counter");
    }

    async fn ct2_the_same_client_id_many_times_at_once_adds_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let outcomes = at_once((0..32).map(|_| {
            let add = CounterAdd { client_id: Some("c1".into()), ..adding(team, coach, 7) };
            let store = bed.store.clone();
            async move { store.add_to_counter(add).await.unwrap().total }
        }));
        assert_eq!(outcomes.await, [7; 32]);
    }

    async fn ct2_a_refused_addition_may_be_tried_again_under_its_id(bed: Bed) {
        let (coach, team) = bed.coached().await;
        bed.store.add_to_counter(adding(team, coach, MOST - 5)).await.unwrap();
        let add = CounterAdd { client_id: Some("c1".into()), ..adding(team, coach, 6) };
        assert_eq!(refused(bed.store.add_to_counter(add.clone()).await), ErrorCode::Conflict);
        let outcome = bed.store.add_to_counter(CounterAdd { delta: 5, ..add }).await.unwrap();
        assert_eq!(outcome.total, MOST);
        assert_eq!(refused(bed.store.add_to_counter(adding(team, coach, 1)).await), ErrorCode::Conflict);
        assert_eq!(refused(bed.store.add_to_counter(adding(team, coach, u64::MAX)).await), ErrorCode::Conflict);
        assert_eq!(bed.store.counters(team, coach).await.unwrap()[0].total, MOST);
    }

    async fn ct1_thresholds_that_cannot_be_are_refused(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let too_many = (1..=u64::try_from(THRESHOLDS_MAX).unwrap() + 1).collect();
        for list in [vec![0], vec![u64::MAX], too_many] {
            let set = bed.store.set_thresholds(team, "steps", coach, list, "steps".into(), NOW);
            assert_eq!(refused(set.await), ErrorCode::BadMessage);
        }
        assert_eq!(bed.store.counters(team, coach).await.unwrap(), []);
    }

    async fn ct1_a_team_has_so_many_counters_and_no_more(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let named = |number: u32| CounterAdd { name: format!("n{number:02}"), ..adding(team, coach, 1) };
        for number in 0..COUNTERS_MAX {
            bed.store.add_to_counter(named(number)).await.unwrap();
        }
        assert_eq!(refused(bed.store.add_to_counter(named(COUNTERS_MAX)).await), ErrorCode::Conflict);
        let set = bed.store.set_thresholds(team, "more", coach, vec![1], "more".into(), NOW);
        assert_eq!(refused(set.await), ErrorCode::Conflict);
        assert_eq!(bed.store.add_to_counter(named(0)).await.unwrap().total, 2, "those it has go on");
        let counters = bed.store.counters(team, coach).await.unwrap();
        assert_eq!(counters.len(), 50);
        assert!(counters.is_sorted_by(|one, other| one.name < other.name));
        assert_eq!(counters[0].unit, "n00", "counted in its own name until somebody says");
    }
}
