//! Who may be asked into a pact, and what accepting one makes of two people.

use crate::bed::{Bed, at_once, refusal, refused};
use crate::company::{noon, pact_on, way_in};
use kith_domain::connections::{Standing, Wish};
use kith_protocol::social::RequestStatus;
use kith_protocol::{ErrorCode, NotificationId, PactId, UserId};
use kith_store::{ConnectionStep, GOALS_MAX, NewGoal, PACTS_RUNNING_MAX, STRANGERS_ASKED_MAX};
use uuid::Uuid;

impl Bed {
    pub async fn wishes(&self, user: UserId, other: UserId, wish: Wish) {
        let notification_id = NotificationId(Uuid::now_v7());
        let step = ConnectionStep { user, other, wish, notification_id, epoch: "e1".into(), now: noon(0) };
        self.store.step_connection(step).await.unwrap();
    }

    async fn status_between(&self, user: UserId) -> Option<RequestStatus> {
        let connections = self.store.connections_of(user).await.unwrap();
        connections.first().map(|connection| connection.request_status)
    }
}

contract! {
    async fn pa11_who_blocks_or_said_no_is_not_asked_and_it_is_not_told_which(bed: Bed) {
        let people = bed.people(3).await;
        let goal = bed.goal(people[0]).await;
        bed.wishes(people[1], people[0], Wish::Block).await;
        bed.wishes(people[0], people[2], Wish::Ask).await;
        bed.wishes(people[2], people[0], Wish::Deny).await;
        let by_block = refusal(bed.store.create_pact(pact_on(goal, people[0], &people[1..2])).await);
        let by_no = refusal(bed.store.create_pact(pact_on(goal, people[0], &people[2..])).await);
        assert_eq!((by_block.code, &by_block.message), (ErrorCode::Forbidden, &by_no.message));
        let pact = bed.asked(people[0], &[]).await.id;
        let asked = bed.store.invite_to_pact(pact, people[0], vec![people[1]], way_in()).await;
        assert_eq!(refused(asked), ErrorCode::Forbidden);
        bed.wishes(people[0], people[1], Wish::Block).await;
        let own = refused(bed.store.create_pact(pact_on(goal, people[0], &people[1..2])).await);
        assert_eq!(own, ErrorCode::Conflict, "lift it first");
        assert_eq!(bed.number("SELECT COUNT(*) FROM notices_owed").await, 0);
    }

    async fn pa11_a_code_of_who_blocks_lets_nobody_in_whom_they_block(bed: Bed) {
        let people = bed.people(2).await;
        let goal = bed.goal(people[0]).await;
        let new = pact_on(goal, people[0], &[]);
        let code = new.way_in.code.clone();
        bed.store.create_pact(new).await.unwrap();
        bed.wishes(people[0], people[1], Wish::Block).await;
        let accepted = bed.store.accept_pact_by_code(&code, people[1], noon(0)).await;
        assert_eq!(refused(accepted), ErrorCode::NotFound);
    }

    async fn pa11_a_renewal_leaves_alone_who_wants_to_hear_nothing(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        bed.ring(noon(8)).await;
        bed.wishes(bob, ann, Wish::Block).await;
        let renewed = bed.store.renew_pact(pact.id, ann, PactId(Uuid::now_v7()), way_in()).await.unwrap();
        assert_eq!(renewed.members.len(), 1);
    }

    async fn pa11_who_accepts_is_connected_with_who_made_it(bed: Bed) {
        let (ann, bob) = (bed.person("ann").await.id, bed.person("bob").await.id);
        let pact = bed.asked(ann, &[bob]).await.id;
        let step = bed.store.accept_pact(pact, bob, noon(0)).await.unwrap();
        let connected = step.connected.unwrap();
        assert_eq!((connected.before, connected.after), (Standing::Strangers, Standing::Complete));
        assert_eq!(connected.to_other.requesting_user_id, ann);
        for user in [ann, bob] {
            assert_eq!(bed.status_between(user).await, Some(RequestStatus::Complete));
        }
        assert_eq!(bed.store.accept_pact(pact, bob, noon(0)).await.unwrap().connected, None);
    }

    async fn pa11_a_no_between_the_two_stands(bed: Bed) {
        let (ann, bob) = (bed.person("ann").await.id, bed.person("bob").await.id);
        let pact = bed.asked(ann, &[bob]).await.id;
        bed.wishes(bob, ann, Wish::Block).await;
        assert_eq!(bed.store.accept_pact(pact, bob, noon(0)).await.unwrap().connected, None);
        assert_eq!(bed.status_between(bob).await, Some(RequestStatus::Blocked));
    }

    async fn pa12_strangers_who_did_not_answer_are_limited(bed: Bed) {
        let most = usize::try_from(STRANGERS_ASKED_MAX).unwrap();
        let people = bed.people(most + 2).await;
        let (me, others) = people.split_first().unwrap();
        for some in others[..most].chunks(5) {
            bed.asked(*me, some).await;
        }
        let goal = bed.goal(*me).await;
        let one_more = || pact_on(goal, *me, &others[most..]);
        assert_eq!(refused(bed.store.create_pact(one_more()).await), ErrorCode::Conflict);
        bed.wishes(*me, others[0], Wish::Ask).await;
        bed.wishes(others[0], *me, Wish::Accept).await;
        assert!(bed.store.create_pact(one_more()).await.is_ok(), "a friend is no stranger");
    }

    async fn pa12_strangers_count_whatever_became_of_the_pact_until_two_weeks_are_over(bed: Bed) {
        let most = usize::try_from(STRANGERS_ASKED_MAX).unwrap();
        let people = bed.people(most + 1).await;
        let (me, others) = people.split_first().unwrap();
        for some in others.chunks(5) {
            let pact = bed.asked(*me, some).await.id;
            bed.store.abandon_pact(pact, *me, noon(0)).await.unwrap();
        }
        let goal = bed.goal(*me).await;
        let one_more = |days: i64| {
            let mut new = pact_on(goal, *me, &others[..1]);
            new.way_in.now = noon(days);
            new
        };
        assert_eq!(refused(bed.store.create_pact(one_more(0)).await), ErrorCode::Conflict);
        let pact = bed.asked(*me, &[]).await.id;
        let asked = bed.store.invite_to_pact(pact, *me, others[..1].to_vec(), way_in()).await;
        assert_eq!(refused(asked), ErrorCode::Conflict);
        assert_eq!(refused(bed.store.create_pact(one_more(13)).await), ErrorCode::Conflict);
        assert!(bed.store.create_pact(one_more(14)).await.is_ok());
    }

    async fn pa2_limits_hold_also_for_calls_at_the_same_moment(bed: Bed) {
        let me = bed.person("me").await.id;
        let goals = at_once((0..GOALS_MAX + 8).map(|number| {
            let (store, goal) = (bed.store.clone(), crate::company::daily(&format!("Habit {number}")));
            async move { store.create_goal(NewGoal { owner: me, goal }).await }
        }));
        let goals: Vec<_> = goals.await.into_iter().filter_map(Result::ok).collect();
        assert_eq!(goals.len(), GOALS_MAX as usize);
        let goal = goals[0].id;
        let pacts = at_once((0..PACTS_RUNNING_MAX + 8).map(|_| {
            let (store, new) = (bed.store.clone(), pact_on(goal, me, &[]));
            async move { store.create_pact(new).await }
        }));
        assert_eq!(pacts.await.into_iter().filter(Result::is_ok).count(), PACTS_RUNNING_MAX as usize);
    }

    async fn pa2_pa9_a_renewal_is_one_of_so_many_pacts_too(bed: Bed) {
        let (ann, _, pact) = bed.running().await;
        bed.ring(noon(8)).await;
        for _ in 0..PACTS_RUNNING_MAX {
            bed.store.create_pact(pact_on(pact.habit_goal_id, ann, &[])).await.unwrap();
        }
        let renewed = bed.store.renew_pact(pact.id, ann, PactId(Uuid::now_v7()), way_in()).await;
        assert_eq!(refused(renewed), ErrorCode::Conflict);
    }
}
