//! Teams and their members.

use crate::bed::{NOW, at_once, refused, writing};
use kith_protocol::{ErrorCode, PostId, Role, TeamId};
use kith_store::{CounterAdd, NewInvite, NewTeam};
use uuid::Uuid;

contract! {
    async fn tm1_a_coachs_first_team_has_the_coachs_id_and_later_ones_their_own(bed: Bed) {
        let coach = bed.person("coach").await.id;
        let first = bed.team(coach).await;
        assert_eq!(first.id, TeamId(coach.0));
        assert_eq!((first.role, first.member_count, first.created_at), (Role::Coach, 1, NOW));
        let fresh_id = TeamId(Uuid::now_v7());
        let later = NOW.plus_ms(5);
        let new = NewTeam { fresh_id, coach, name: "Night Owls".into(), epoch: "e2".into(), now: later };
        let second = bed.store.create_team(new).await.unwrap();
        assert_eq!((second.id, second.name.as_str()), (fresh_id, "Night Owls"));
        assert_eq!(bed.store.teams_of(coach).await.unwrap(), [first.clone(), second]);
        assert_eq!(bed.store.team(first.id, coach).await.unwrap(), first);
    }

    async fn tm1_teams_made_at_once_are_all_made_and_one_is_the_first(bed: Bed) {
        let coach = bed.person("coach").await.id;
        let made = at_once((0..16).map(|_| {
            let store = bed.store.clone();
            let fresh_id = TeamId(Uuid::now_v7());
            let new = NewTeam { fresh_id, coach, name: "Team".into(), epoch: "e".into(), now: NOW };
            async move { store.create_team(new).await.unwrap().id }
        }));
        assert_eq!(made.await.iter().filter(|id| id.0 == coach.0).count(), 1);
        assert_eq!(bed.store.teams_of(coach).await.unwrap().len(), 16);
    }

    async fn tm1_teams_are_listed_oldest_membership_first(bed: Bed) {
        let (coach, first) = bed.coached().await;
        let other = bed.person("other").await.id;
        let own = bed.team(other).await;
        let code = bed.invite(first, coach).await;
        bed.store.accept_invite(&code, other, NOW.plus_ms(1)).await.unwrap();
        let teams = bed.store.teams_of(other).await.unwrap();
        let told: Vec<_> = teams.iter().map(|team| (team.id, team.role, team.member_count)).collect();
        assert_eq!(told, [(own.id, Role::Coach, 1), (first, Role::Member, 2)]);
        assert_eq!(bed.store.teams_of(bed.person("alone").await.id).await.unwrap(), []);
    }

    async fn tm1_members_are_told_coaches_first_then_by_name(bed: Bed) {
        let (coach, team) = bed.coached().await;
        for name in ["zoe", "Bob", "ann", "Émile"] {
            bed.member(name, team, coach).await;
        }
        let members = bed.store.members(team, coach).await.unwrap();
        let names: Vec<_> = members.iter().map(|person| person.user_name.as_str()).collect();
        assert_eq!(names, ["coach", "ann", "Bob", "zoe", "Émile"]);
        let coaches: Vec<_> = members.iter().filter(|person| person.role == Role::Coach).collect();
        assert_eq!((coaches.len(), coaches[0].user_id), (1, coach));
    }

    async fn tm5_a_coach_is_told_who_is_quiet_and_members_are_not(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let (ann, bob) = (bed.member("ann", team, coach).await, bed.member("bob", team, coach).await);
        let posted = bed.post(team, ann, "hello").await.created_at;
        bed.store.remember_seen(vec![(bob, NOW.plus_ms(7))]).await.unwrap();
        let members = bed.store.members(team, coach).await.unwrap();
        let told: Vec<_> = members.iter().map(|one| (one.user_id, one.last_post_at, one.last_seen)).collect();
        assert_eq!(told, [(coach, None, None), (ann, Some(posted), None), (bob, None, Some(NOW.plus_ms(7)))]);
        let to_ann = bed.store.members(team, ann).await.unwrap();
        assert!(to_ann.iter().all(|one| one.last_post_at.is_none() && one.last_seen.is_none()));
    }

    async fn mb1_a_stranger_is_refused_on_every_call(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let post = bed.post(team, coach, "hello").await.id;
        let stranger = bed.person("stranger").await.id;
        let store = &bed.store;
        let add = CounterAdd {
            team, name: "steps".into(), user: stranger, delta: 1, client_id: None, now: NOW,
        };
        let invite = NewInvite { team, by: stranger, code: "c".into(), expires_at: NOW, now: NOW };
        let refusals = [
            refused(store.team(team, stranger).await),
            refused(store.members(team, stranger).await),
            refused(store.create_invite(invite).await),
            refused(store.create_post(writing(team, stranger, "hi")).await),
            refused(store.posts(team, stranger, None, 20).await),
            refused(store.pinned_posts(team, stranger).await),
            refused(store.posts_since(team, stranger, 0).await),
            refused(store.post(post, stranger).await),
            refused(store.pin_post(post, stranger, NOW).await),
            refused(store.unpin_post(post, stranger).await),
            refused(store.add_to_counter(add).await),
            refused(store.set_thresholds(team, "steps", stranger, vec![1], "steps".into(), NOW).await),
            refused(store.counters(team, stranger).await),
            refused(store.team_entry(team, stranger, None).await),
        ];
        assert_eq!(refusals, [ErrorCode::NotAMember; 14]);
        let after = store.post(post, coach).await.unwrap();
        assert_eq!((after.like_count, after.pinned), (0, false));
        assert_eq!(store.counters(team, coach).await.unwrap(), []);
        assert_eq!(store.posts_since(team, coach, 0).await.unwrap().count, 1);
    }

    async fn mb1_what_does_not_exist_is_not_found_on_every_call(bed: Bed) {
        let ann = bed.person("ann").await.id;
        let (team, post) = (TeamId(Uuid::now_v7()), PostId(Uuid::now_v7()));
        let store = &bed.store;
        let add = CounterAdd { team, name: "steps".into(), user: ann, delta: 1, client_id: None, now: NOW };
        let invite = NewInvite { team, by: ann, code: "c".into(), expires_at: NOW, now: NOW };
        let refusals = [
            refused(store.team(team, ann).await),
            refused(store.members(team, ann).await),
            refused(store.create_invite(invite).await),
            refused(store.accept_invite("no such code", ann, NOW).await),
            refused(store.create_post(writing(team, ann, "hi")).await),
            refused(store.posts(team, ann, None, 20).await),
            refused(store.pinned_posts(team, ann).await),
            refused(store.posts_since(team, ann, 0).await),
            refused(store.post(post, ann).await),
            refused(store.pin_post(post, ann, NOW).await),
            refused(store.unpin_post(post, ann).await),
            refused(store.add_to_counter(add).await),
            refused(store.set_thresholds(team, "steps", ann, vec![1], "steps".into(), NOW).await),
            refused(store.counters(team, ann).await),
            refused(store.team_entry(team, ann, None).await),
        ];
        assert_eq!(refusals, [ErrorCode::NotFound; 15]);
    }
}
