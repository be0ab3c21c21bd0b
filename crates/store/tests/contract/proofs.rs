//! Pictures of check-ins: how many, who sees them, who hears of them. What is in them is not the store's affair.

use crate::bed::{at_once, refused};
use crate::company::{date, noon, pact_on};
use kith_protocol::pacts::{ActivityType, CheckinStatus};
use kith_protocol::{CheckinId, ErrorCode, PactId, ProofId, UserId};
use kith_store::{FeedPage, NewProof, PROOFS_MAX, ProofSize};
use uuid::Uuid;

/// A picture with these bytes, which are no picture to anybody else.
fn picture(checkin: CheckinId, user: UserId, bytes: &[u8]) -> NewProof {
    let (id, thumbnail) = (ProofId(Uuid::now_v7()), bytes.iter().rev().copied().collect());
    NewProof { id, checkin, user, picture: bytes.to_vec(), thumbnail, width: 4, height: 3, now: noon(0) }
}

/// Every byte there is, far beyond a database's page.
fn heavy() -> Vec<u8> {
    (0..=255).cycle().take(400_000).collect()
}

contract! {
    async fn pf1_the_same_bytes_are_one_picture_and_a_check_in_has_three(bed: Bed) {
        let (ann, _, pact) = bed.running().await;
        let checkin = bed.completes(ann, pact.habit_goal_id, 0).await.logged.checkin.id;
        let outcomes = at_once((0..16_u8).map(|number| {
            let store = bed.store.clone();
            let new = picture(checkin, ann, &[0xFF, number / 8]);
            async move { store.add_proof(new).await.unwrap() }
        }));
        let outcomes = outcomes.await;
        assert_eq!(outcomes.iter().filter(|added| added.fresh).count(), 2);
        assert_eq!(outcomes.iter().map(|added| added.happened.activities.len()).sum::<usize>(), 2);
        assert!(outcomes.iter().all(|added| added.proof == outcomes[0].proof || added.proof == outcomes[15].proof));
        assert!(bed.store.add_proof(picture(checkin, ann, b"third")).await.unwrap().fresh);
        assert_eq!(refused(bed.store.add_proof(picture(checkin, ann, b"fourth")).await), ErrorCode::Conflict);
        let again = bed.store.add_proof(picture(checkin, ann, b"third")).await.unwrap();
        assert!(!again.fresh, "a retry is no fourth one");
        let told = bed.store.checkin(checkin, ann).await.unwrap().proofs;
        assert_eq!((told.len(), &told[2]), (PROOFS_MAX, &again.proof), "in the order of their adding");
        bed.store.delete_proof(again.proof.id, ann).await.unwrap();
        assert!(bed.store.add_proof(picture(checkin, ann, b"fourth")).await.unwrap().fresh);
        let other = bed.completes(ann, pact.habit_goal_id, 1).await.logged.checkin.id;
        assert!(bed.store.add_proof(picture(other, ann, b"third")).await.unwrap().fresh, "each check-in its own");
    }

    async fn pf1_only_who_checked_in_adds_and_takes_back(bed: Bed) {
        let (ann, bob, pact) = bed.running().await;
        let eve = bed.person("eve").await.id;
        let checkin = bed.completes(ann, pact.habit_goal_id, 0).await.logged.checkin.id;
        let nothing = CheckinId(Uuid::now_v7());
        for (checkin, user, code) in [
            (checkin, bob, ErrorCode::Forbidden),
            (checkin, eve, ErrorCode::NotAMember),
            (nothing, ann, ErrorCode::NotFound),
        ] {
            assert_eq!(refused(bed.store.may_add_proof(checkin, user).await), code);
            assert_eq!(refused(bed.store.add_proof(picture(checkin, user, b"x")).await), code);
        }
        bed.store.may_add_proof(checkin, ann).await.unwrap();
        let proof = bed.store.add_proof(picture(checkin, ann, b"x")).await.unwrap().proof.id;
        assert_eq!(refused(bed.store.delete_proof(proof, bob).await), ErrorCode::NotFound);
        bed.store.delete_proof(proof, ann).await.unwrap();
        assert_eq!(refused(bed.store.delete_proof(proof, ann).await), ErrorCode::NotFound);
        assert_eq!(refused(bed.store.proof_picture(proof, ProofSize::Whole).await), ErrorCode::NotFound);
        assert_eq!(bed.number("SELECT COUNT(*) FROM proof_pictures").await, 0);
    }

    async fn pf3_both_sizes_come_back_byte_for_byte(bed: Bed) {
        let (ann, _, pact) = bed.running().await;
        let checkin = bed.completes(ann, pact.habit_goal_id, 0).await.logged.checkin.id;
        let new = picture(checkin, ann, &heavy());
        let proof = bed.store.add_proof(new.clone()).await.unwrap().proof;
        assert_eq!((proof.width, proof.height), (4, 3));
        assert_eq!(bed.store.proof_picture(proof.id, ProofSize::Whole).await.unwrap(), new.picture);
        assert_eq!(bed.store.proof_picture(proof.id, ProofSize::Thumbnail).await.unwrap(), new.thumbnail);
    }

    async fn pf4_a_picture_is_seen_by_its_person_and_the_pacts_that_were_told(bed: Bed) {
        let people = bed.people(5).await;
        let [ann, bob, carl, dora, eve] = people[..] else { panic!("as many as asked for") };
        let pact = bed.asked(ann, &[bob, carl, dora]).await;
        for partner in [bob, carl] {
            bed.store.accept_pact(pact.id, partner, noon(0)).await.unwrap();
        }
        let checkin = bed.completes(ann, pact.habit_goal_id, 0).await.logged.checkin.id;
        let proof = bed.store.add_proof(picture(checkin, ann, b"x")).await.unwrap().proof.id;
        // Another pact on the same habit, which began after the check-in.
        let later = bed.store.create_pact(pact_on(pact.habit_goal_id, ann, &[eve])).await.unwrap().id;
        bed.store.accept_pact(later, eve, noon(0)).await.unwrap();
        let sees = async |user| {
            let (seen, told) = (bed.store.see_proof(proof, user).await, bed.store.checkin(checkin, user).await);
            assert_eq!(seen.is_ok(), told.is_ok(), "the same people see the check-in");
            seen.map_err(|error| refused::<()>(Err(error)))
        };
        assert_eq!([sees(ann).await, sees(bob).await, sees(carl).await], [Ok(()), Ok(()), Ok(())]);
        assert_eq!(sees(dora).await, Ok(()), "who is asked reads the pact");
        assert_eq!(sees(eve).await, Err(ErrorCode::NotAMember), "their pact was not told of it");
        bed.store.decline_pact(pact.id, dora, noon(0)).await.unwrap();
        bed.store.abandon_pact(pact.id, carl, noon(0)).await.unwrap();
        assert_eq!(sees(dora).await, Err(ErrorCode::NotAMember));
        assert_eq!(sees(carl).await, Err(ErrorCode::NotAMember), "who left a pact that goes on");
        bed.store.abandon_pact(pact.id, ann, noon(0)).await.unwrap();
        assert_eq!([sees(ann).await, sees(bob).await], [Ok(()), Ok(())], "also when it is over");
        assert_eq!(refused(bed.store.see_proof(ProofId(Uuid::now_v7()), ann).await), ErrorCode::NotFound);
        let second = bed.completes(ann, pact.habit_goal_id, 1).await.logged.checkin.id;
        let second = bed.store.add_proof(picture(second, ann, b"x")).await.unwrap().proof.id;
        assert_eq!(refused(bed.store.see_proof(second, bob).await), ErrorCode::NotAMember, "an ended pact sees nothing new");
        assert!(bed.store.see_proof(second, eve).await.is_ok());
    }

    async fn pf5_a_check_in_that_is_taken_back_takes_its_pictures_along(bed: Bed) {
        let (ann, _, pact) = bed.running().await;
        let checkin = bed.completes(ann, pact.habit_goal_id, 0).await.logged.checkin.id;
        let proof = bed.store.add_proof(picture(checkin, ann, &heavy())).await.unwrap().proof.id;
        bed.store.delete_checkin(checkin, ann, noon(2)).await.unwrap();
        assert_eq!(refused(bed.store.see_proof(proof, ann).await), ErrorCode::NotFound);
        assert_eq!(bed.number("SELECT COUNT(*) FROM proofs").await, 0);
        assert_eq!(bed.number("SELECT COUNT(*) FROM proof_pictures").await, 0);
        assert_eq!(refused(bed.store.add_proof(picture(checkin, ann, b"x")).await), ErrorCode::NotFound);
    }

    async fn pf6_running_pacts_that_were_told_of_the_check_in_are_told_of_the_picture(bed: Bed) {
        let people = bed.people(3).await;
        let goal = bed.goal(people[0]).await;
        let mut pacts = Vec::<PactId>::new();
        for partner in &people[1..] {
            let pact = bed.store.create_pact(pact_on(goal, people[0], &[*partner])).await.unwrap().id;
            bed.store.accept_pact(pact, *partner, noon(0)).await.unwrap();
            pacts.push(pact);
        }
        let checkin = bed.completes(people[0], goal, 0).await.logged.checkin.id;
        let added = bed.store.add_proof(picture(checkin, people[0], b"x")).await.unwrap();
        let told: Vec<_> = added.happened.activities.iter().map(|told| (told.kind, told.seq, told.data.checkin_id)).collect();
        assert_eq!(told, [(ActivityType::ProofAdded, 4, Some(checkin)); 2]);
        let feed = bed.store.pact_activities(pacts[1], people[2], FeedPage::Since(3), 10).await.unwrap();
        assert_eq!(feed[..], added.happened.activities[1..], "it can be replayed");
        bed.store.abandon_pact(pacts[0], people[0], noon(0)).await.unwrap();
        let second = bed.store.add_proof(picture(checkin, people[0], b"y")).await.unwrap();
        let told: Vec<_> = second.happened.activities.iter().map(|told| told.pact_id).collect();
        assert_eq!(told, [pacts[1]], "an ended pact hears nothing");
    }

    async fn pf6_answers_about_check_ins_name_their_pictures(bed: Bed) {
        let (ann, _, pact) = bed.running().await;
        let goal = pact.habit_goal_id;
        let mut expected = Vec::new();
        for ahead in 0..3 {
            let outcome = bed.completes(ann, goal, ahead).await;
            assert_eq!(outcome.logged.checkin.proofs, []);
            let checkin = outcome.logged.checkin.id;
            if ahead != 1 {
                let proof = bed.store.add_proof(picture(checkin, ann, b"x")).await.unwrap().proof;
                assert_eq!(proof.thumbnail_url, format!("/api/v1/proofs/{}/thumbnail", proof.id));
                expected.push(vec![proof]);
                assert_eq!(bed.store.checkin(checkin, ann).await.unwrap().proofs, expected[ahead as usize]);
            } else {
                expected.push(Vec::new());
            }
        }
        let page = bed.store.checkins(ann, date(0), date(9), 10).await.unwrap();
        let told: Vec<_> = page.into_iter().rev().map(|checkin| checkin.proofs).collect();
        assert_eq!(told, expected);
        assert_eq!(bed.store.checkins(ann, date(1), date(1), 10).await.unwrap()[0].proofs, []);
        let again = bed.completes(ann, goal, 2).await;
        assert_eq!(again.logged.checkin.proofs, expected[2], "logged again, it still has them");
        let partial = crate::company::saying(ann, goal, CheckinStatus::Partial, noon(2));
        assert_eq!(bed.store.log_checkin(partial).await.unwrap().logged.checkin.proofs, expected[2]);
    }
}
