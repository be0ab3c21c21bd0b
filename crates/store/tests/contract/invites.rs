//! Invites.

use crate::bed::{NOW, at_once, refusal, refused};
use kith_protocol::{ErrorCode, Role};
use kith_store::{InvitePreview, NewInvite};

contract! {
    async fn tm2_only_the_coach_invites(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let ann = bed.member("ann", team, coach).await;
        let new = NewInvite { team, by: ann, code: "abc".into(), expires_at: NOW.plus_ms(9), now: NOW };
        assert_eq!(refused(bed.store.create_invite(new).await), ErrorCode::Forbidden);
        assert_eq!(bed.store.invite("abc", NOW).await.unwrap(), None);
    }

    async fn tm2_a_code_is_given_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let code = bed.invite(team, coach).await;
        let again = NewInvite { team, by: coach, code: code.clone(), expires_at: NOW.plus_ms(99_999), now: NOW };
        assert_eq!(refused(bed.store.create_invite(again).await), ErrorCode::Conflict);
        let preview = InvitePreview { team_name: "Early Birds".into(), expires_at: NOW.plus_ms(1_000) };
        assert_eq!(bed.store.invite(&code, NOW).await.unwrap(), Some(preview), "the first one stands");
    }

    async fn tm3_accepting_twice_is_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let code = bed.invite(team, coach).await;
        let ann = bed.person("ann").await.id;
        let first = bed.store.accept_invite(&code, ann, NOW).await.unwrap();
        assert!(first.joined);
        assert_eq!((first.team.id, first.team.role, first.team.member_count), (team, Role::Member, 2));
        let second = bed.store.accept_invite(&code, ann, NOW.plus_ms(1)).await.unwrap();
        assert!(!second.joined);
        assert_eq!(second.team, first.team);
    }

    async fn tm3_a_coach_who_accepts_stays_the_coach(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let code = bed.invite(team, coach).await;
        let accepted = bed.store.accept_invite(&code, coach, NOW).await.unwrap();
        assert!(!accepted.joined);
        assert_eq!((accepted.team.role, accepted.team.member_count), (Role::Coach, 1));
    }

    async fn tm3_accepting_many_times_at_once_joins_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let code = bed.invite(team, coach).await;
        let ann = bed.person("ann").await.id;
        let answers = at_once((0..32).map(|_| {
            let (store, code) = (bed.store.clone(), code.clone());
            async move { store.accept_invite(&code, ann, NOW).await.unwrap() }
        }));
        let answers = answers.await;
        assert_eq!(answers.iter().filter(|accepted| accepted.joined).count(), 1);
        assert!(answers.iter().all(|accepted| accepted.team.member_count == 2));
    }

    async fn tm3_an_invite_is_good_for_many_people_at_once(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let code = bed.invite(team, coach).await;
        let people = bed.people(24).await;
        let answers = at_once(people.into_iter().map(|user| {
            let (store, code) = (bed.store.clone(), code.clone());
            async move { store.accept_invite(&code, user, NOW).await.unwrap().joined }
        }));
        assert!(answers.await.into_iter().all(|joined| joined));
        assert_eq!(bed.store.team(team, coach).await.unwrap().member_count, 25);
    }

    async fn tm4_an_expired_invite_refuses_newcomers_and_says_what_to_do(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let code = bed.invite(team, coach).await;
        let ann = bed.person("ann").await.id;
        let expired = NOW.plus_ms(1_000);
        let refusal = refusal(bed.store.accept_invite(&code, ann, expired).await);
        assert_eq!(refusal.code, ErrorCode::Conflict);
        assert!(refusal.message.contains("Ask the coach for a new one"), "{}", refusal.message);
        assert_eq!(bed.store.invite(&code, expired).await.unwrap(), None);
        assert_eq!(bed.store.team(team, coach).await.unwrap().member_count, 1);
    }

    async fn tm4_an_expired_invite_still_answers_who_is_in_already(bed: Bed) {
        let (coach, team) = bed.coached().await;
        let code = bed.invite(team, coach).await;
        let ann = bed.person("ann").await.id;
        bed.store.accept_invite(&code, ann, NOW.plus_ms(999)).await.unwrap();
        let accepted = bed.store.accept_invite(&code, ann, NOW.plus_ms(5_000)).await.unwrap();
        assert_eq!((accepted.joined, accepted.team.id), (false, team));
    }
}
