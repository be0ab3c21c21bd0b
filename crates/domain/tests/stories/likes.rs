//! Stories of likes: said, journalled, counted, flushed; and of rooms that sleep in between.

use crate::people::{Team, post, user};
use kith_domain::likes::{self, LikeAnswer};
use kith_domain::{AnswerId, BatchId, Effect, Input, LikeBatch, LikeEntry, Outcome, like_counts};
use kith_protocol::{CheerIcon, ErrorCode, ServerMessage};

/// A room in which nobody likes post 1 yet, with ann in it.
pub fn quiet_room() -> Team {
    let mut team = Team::new();
    team.join("ann", "ann").likers(1, &[]).pass(20_000).forget();
    team.asked();
    team
}

pub fn answers(asked: &[Effect]) -> Vec<LikeAnswer> {
    let answer = |effect: &Effect| {
        if let Effect::Answer { answer, .. } = effect { Some(answer.clone()) } else { None }
    };
    asked.iter().filter_map(answer).collect()
}

fn counted(like_count: u64, liked: bool) -> LikeAnswer {
    LikeAnswer::Counted { like_count, liked }
}

pub fn flushed(team: &mut Team, batch: BatchId, outcome: Outcome) {
    team.input(Input::Flushed(batch, outcome, 0));
}

#[test]
fn lk1_a_like_is_answered_and_counted_only_when_it_is_journalled() {
    let mut team = quiet_room();
    team.like("ruth", 1, true);
    let asked = team.asked();
    let [Effect::Journal(LikeEntry { post: liked_post, user: liker, liked: true, .. })] = asked[..] else {
        panic!("{asked:?}")
    };
    assert_eq!((liked_post, liker), (post(1), user("ruth")));
    assert_eq!(team.room.standing(post(1), user("ruth")), Some((0, false)), "not yet");
    team.pass(1_000);
    assert_eq!(team.heard("ann", "LIKE_UPDATE"), 0);
    team.journalled(1);
    assert_eq!(answers(&team.asked()), [counted(1, true)]);
    assert_eq!(team.room.standing(post(1), user("ruth")), Some((1, true)));
    assert_eq!(
        team.last("ann", "LIKE_UPDATE"),
        ServerMessage::LikeUpdate { post_id: post(1), like_count: 1 }
    );
}

#[test]
fn lk1_a_like_that_cannot_be_journalled_is_refused_for_the_time_being_and_not_counted() {
    let mut team = quiet_room();
    team.like("ruth", 1, true).input(Input::Journalled(1, Outcome::Failed));
    let asked = team.asked();
    let [LikeAnswer::Refused(refusal)] = &answers(&asked)[..] else { panic!("{asked:?}") };
    assert!(refusal.code == ErrorCode::Unavailable && refusal.code.temporary());
    assert_eq!(team.room.owed_likes(), 0);
    team.like("ruth", 1, true).journalled(1);
    assert_eq!(answers(&team.asked()), [counted(1, true)], "the next try works");
}

#[test]
fn lk2_the_same_like_five_times_from_two_devices_counts_once() {
    let mut team = quiet_room();
    for _ in 0..3 {
        team.like("ruth", 1, true);
    }
    team.journalled(3).like("ruth", 1, true).like("ruth", 1, true).journalled(2);
    assert_eq!(answers(&team.asked()), vec![counted(1, true); 5]);
    team.pass(60_000);
    let batches = team.batches();
    assert_eq!(batches.len(), 1);
    assert_eq!(batches[0].entries.len(), 1, "one row");
}

#[test]
fn lk2_a_second_like_before_the_first_is_durable_waits_for_its_own_durability() {
    let mut team = quiet_room();
    team.like("ruth", 1, true).like("ruth", 1, true);
    assert_eq!(answers(&team.asked()), [], "nothing is promised yet");
    team.journalled(2);
    assert_eq!(answers(&team.asked()), [counted(1, true), counted(1, true)]);
}

#[test]
fn lk3_unlike_then_like_counts_once_and_the_last_word_wins_in_the_store() {
    let mut team = quiet_room();
    team.like("ruth", 1, true)
        .journalled(1)
        .like("ruth", 1, false)
        .journalled(1)
        .like("ruth", 1, true)
        .journalled(1);
    assert_eq!(answers(&team.asked()), [counted(1, true), counted(0, false), counted(1, true)]);
    team.pass(60_000);
    let entries = &team.batches()[0].entries;
    assert!(entries.len() == 1 && entries[0].liked);
}

#[test]
fn lk3_stamps_of_one_person_and_post_only_grow_also_over_sleep_and_within_one_millisecond() {
    let mut team = quiet_room();
    let mut stamps = Vec::new();
    for round in 0..6 {
        for liked in [true, false] {
            team.like("ruth", 1, liked);
            stamps.extend(team.asked().iter().filter_map(|effect| {
                if let Effect::Journal(entry) = effect { Some(entry.stamp) } else { None }
            }));
            team.journalled(1);
        }
        if round == 3 {
            team.pass(60_000);
            let batch = team.batches()[0].id;
            flushed(&mut team, batch, Outcome::Done);
            team.pass(20_000).sleep_and_wake().likers(1, &[]);
        }
    }
    assert_eq!(stamps.len(), 12);
    assert!(stamps.windows(2).all(|pair| pair[0] < pair[1]), "{stamps:?}");
}

#[test]
fn lk6_a_thousand_likes_within_the_interval_are_one_batch_after_a_minute() {
    let mut team = quiet_room();
    for number in 0..1_000 {
        team.like(&format!("member {number}"), 1, true).journalled(1).pass(10);
    }
    assert_eq!(team.batches().len(), 0, "ten seconds in, nothing was written");
    assert_eq!(team.room.standing(post(1), user("ann")), Some((1_000, false)), "and all are counted");
    team.pass(50_000);
    let batches = team.batches();
    assert_eq!(batches.iter().map(|batch| batch.entries.len()).collect::<Vec<_>>(), [1_000]);
    flushed(&mut team, batches[0].id, Outcome::Done);
    assert_eq!(team.room.owed_likes(), 0);
    assert_eq!(team.room.standing(post(1), user("ann")), Some((1_000, false)));
}

#[test]
fn lk6_ten_thousand_pending_likes_do_not_wait_for_the_interval() {
    let mut team = quiet_room();
    for number in 0..likes::FLUSH_AT_ENTRIES {
        team.like(&format!("m{number}"), 1, true);
    }
    assert_eq!(team.batches().len(), 0);
    team.journalled(likes::FLUSH_AT_ENTRIES);
    assert_eq!(team.batches().len(), 1);
}

#[test]
fn lk7_a_failed_flush_is_kept_and_tried_again_with_growing_rests_and_newer_words_win() {
    let mut team = quiet_room();
    team.like("ruth", 1, true).journalled(1).like("walter", 1, true).journalled(1).pass(60_000);
    let first = team.batches().remove(0);
    team.like("ruth", 1, false).journalled(1);
    flushed(&mut team, first.id, Outcome::Failed);
    team.asked();
    let mut waited_ms = Vec::new();
    for _ in 0..9 {
        let due = team.room.deadline().expect("it tries again").ms_since(team.now());
        let mut batch: Option<LikeBatch> = None;
        let before = team.now();
        while batch.is_none() {
            let wait = team.room.deadline().expect("it tries again").ms_since(team.now()).max(0);
            team.pass(wait);
            batch = team.batches().pop();
        }
        let batch = batch.expect("a batch");
        assert!(due <= team.now().ms_since(before));
        waited_ms.push(team.now().ms_since(before));
        assert_eq!(batch.entries.len(), 2);
        assert!(
            batch.entries.iter().any(|entry| entry.user == user("ruth") && !entry.liked),
            "the newer word"
        );
        flushed(&mut team, batch.id, Outcome::Failed);
    }
    assert_eq!(waited_ms, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    assert_eq!(team.room.owed_likes(), 2, "nothing is ever given up");
    assert_eq!(
        team.room.standing(post(1), user("ann")),
        Some((1, false)),
        "readers are told the truth meanwhile"
    );
}

#[test]
fn lk8_a_reading_from_before_the_room_last_forgot_a_post_or_woke_is_not_believed() {
    let mut team = quiet_room();
    let read_at = team.now();
    team.like("ruth", 1, true).journalled(1).pass(60_000);
    let batch = team.batches()[0].id;
    flushed(&mut team, batch, Outcome::Done);
    team.pass(5);
    let crowd = (0..likes::KNOWN_MAX_ENTRIES).map(|number| user(&format!("m{number}"))).collect();
    let now = team.now();
    team.input(Input::Likers { post: post(2), likers: crowd, stamp: 0, read_at: now });
    assert_eq!(team.room.standing(post(1), user("ruth")), None, "forgotten");
    team.input(Input::Likers { post: post(1), likers: vec![], stamp: 0, read_at });
    assert_eq!(team.room.standing(post(1), user("ruth")), None, "it may lack what was flushed since");
    team.pass(1).likers(1, &["ruth"]);
    assert_eq!(team.room.standing(post(1), user("ruth")), Some((1, true)));
    let read_at = team.now();
    team.pass(20_000).sleep_and_wake();
    team.input(Input::Likers { post: post(1), likers: vec![], stamp: 0, read_at });
    assert_eq!(team.room.standing(post(1), user("ruth")), None, "from before it woke");
}

#[test]
fn lk8_a_post_the_room_does_not_know_is_asked_for() {
    let mut team = quiet_room();
    team.like("ruth", 9, true);
    assert_eq!(
        team.asked(),
        [Effect::Answer { to: AnswerId(9), answer: LikeAnswer::UnknownPost }],
        "nothing is accepted on a guess"
    );
}

#[test]
fn lk9_a_room_that_cannot_flush_refuses_beyond_its_limit_and_keeps_what_it_accepted() {
    let mut team = quiet_room();
    for number in 0..likes::OWED_MAX_ENTRIES {
        team.like(&format!("m{number}"), 1, true);
    }
    team.journalled(likes::OWED_MAX_ENTRIES);
    team.asked();
    team.like("one more", 1, true);
    let asked = team.asked();
    assert!(matches!(answers(&asked)[..], [LikeAnswer::Refused(_)]), "{asked:?}");
    assert_eq!(team.room.owed_likes(), likes::OWED_MAX_ENTRIES);
}

#[test]
fn lk5_likes_are_told_at_most_four_times_a_second_and_the_last_one_told_is_right() {
    let mut team = quiet_room();
    for number in 0..1_000 {
        team.like(&format!("member {number}"), 1, true).journalled(1);
        if number % 4 == 0 {
            team.pass(1);
        }
    }
    team.pass(like_counts::TELL_INTERVAL_MS);
    assert!(team.heard("ann", "LIKE_UPDATE") <= 3, "{}", team.heard("ann", "LIKE_UPDATE"));
    assert_eq!(
        team.last("ann", "LIKE_UPDATE"),
        ServerMessage::LikeUpdate { post_id: post(1), like_count: 1_000 }
    );
}

#[test]
fn sl1_a_room_that_owes_something_does_not_sleep() {
    let mut team = quiet_room();
    let dormant = |team: &Team| team.room.dormant(team.now()).is_some();
    assert!(dormant(&team));
    team.like("ruth", 1, true);
    assert!(!dormant(&team), "a like on its way to the journal");
    team.journalled(1).pass(30_000);
    assert!(!dormant(&team), "a like that is not in the store");
    team.pass(30_000);
    let batch = team.batches()[0].id;
    assert!(!dormant(&team), "a batch on its way");
    flushed(&mut team, batch, Outcome::Done);
    assert!(dormant(&team));
    team.cheer("ann", CheerIcon::Heart);
    assert!(!dormant(&team), "a limit that is not full again");
    team.pass(5_000);
    assert!(dormant(&team));
    team.join("ruth", "ruth").pass(20_000).leave("ruth");
    assert!(!dormant(&team), "a grace");
    team.pass(20_000).fed(1);
    assert!(!dormant(&team), "an entry that a newcomer may have missed");
    team.pass(20_000);
    assert!(dormant(&team));
}

#[test]
fn sl2_a_room_that_slept_beats_counts_and_orders_as_if_it_had_not() {
    let mut awake = quiet_room();
    let mut slept = quiet_room();
    for team in [&mut awake, &mut slept] {
        team.seq = 3;
        team.join("ruth", "ruth").join("ruth", "ruth 2").fed(4).pass(20_000).forget();
    }
    slept.sleep_and_wake();
    for team in [&mut awake, &mut slept] {
        team.seq = 5;
        team.pass(15_000)
            .fed(6)
            .leave("ruth")
            .join("zoe", "zoe")
            .fed(5)
            .cheer("ruth 2", CheerIcon::Clap)
            .pass(40_000);
    }
    for who in ["ann", "ruth", "ruth 2", "zoe"] {
        assert_eq!(awake.all(who), slept.all(who), "{who}");
    }
    assert!(awake.heard("ann", "PRESENCE_UPDATE") >= 2);
}

#[test]
fn lk3_a_clock_that_was_set_back_makes_no_later_word_an_older_one() {
    let mut team = Team::new();
    let far_ahead = likes::first_stamp_of(team.now().plus_ms(7_200_000));
    team.stored_stamp = far_ahead;
    team.join("ann", "ann").likers(1, &["ruth"]).like("ruth", 1, false);
    let stamp = team
        .asked()
        .iter()
        .find_map(|effect| if let Effect::Journal(entry) = effect { Some(entry.stamp) } else { None });
    assert!(stamp > Some(far_ahead), "{stamp:?}");
}

#[test]
fn jo5_what_waits_behind_a_full_batch_is_still_the_journals_alone() {
    let mut team = quiet_room();
    let said = likes::FLUSH_AT_ENTRIES + 7;
    for number in 0..said {
        team.like(&number.to_string(), 1, true);
    }
    team.journalled(said);
    let batch = team.batches().remove(0);
    assert!(!batch.is_all, "seven more are in the journal alone");
    flushed(&mut team, batch.id, Outcome::Done);
    let rest = team.batches().remove(0);
    assert_eq!((rest.entries.len(), rest.is_all), (7, true), "with these the journal may let go");
}
