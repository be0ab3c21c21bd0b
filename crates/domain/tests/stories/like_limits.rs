//! Stories of likes in great number, of stores that fail, and of clocks that are wrong.

use crate::likes::{answers, flushed, quiet_room};
use crate::people::Team;
use kith_domain::likes::{self, LikeAnswer};
use kith_domain::{Effect, Outcome};
use kith_protocol::{ErrorCode, Timestamp};

#[test]
fn lk9_words_that_take_each_other_back_fill_the_journal_as_well() {
    let mut team = quiet_room();
    for number in 0..likes::FLUSH_AT_ENTRIES {
        team.like("ruth", 1, number % 2 == 0);
    }
    team.journalled(likes::FLUSH_AT_ENTRIES);
    let batch = team.batches().remove(0);
    assert_eq!(
        (batch.entries.len(), batch.is_all),
        (1, true),
        "the last word of them all, and not only at its time"
    );
    flushed(&mut team, batch.id, Outcome::Failed);
    team.asked();
    let room = likes::OWED_MAX_ENTRIES - likes::FLUSH_AT_ENTRIES;
    for number in 0..room {
        team.like("ruth", 1, number % 2 == 0);
    }
    team.journalled(room).asked();
    team.like("ruth", 1, true);
    let asked = team.asked();
    let [LikeAnswer::Refused(refusal)] = &answers(&asked)[..] else { panic!("{asked:?}") };
    assert_eq!(refusal.code, ErrorCode::Unavailable);
    team.pass(70_000);
    let batch = team.batches().remove(0);
    flushed(&mut team, batch.id, Outcome::Done);
    team.like("ruth", 1, true);
    assert!(matches!(team.asked()[..], [Effect::Journal(_)]), "there is room again");
}

#[test]
fn lk6_a_batch_is_about_so_many_posts_and_the_rest_follows_at_once() {
    let mut team = quiet_room();
    let posts = likes::FLUSH_MAX_POSTS as u64 + 3;
    for number in 1..=posts {
        team.likers(number, &[]).like("ruth", number, true).like("walter", number, true);
    }
    team.journalled(2 * likes::FLUSH_MAX_POSTS + 6).pass(60_000);
    let first = team.batches().remove(0);
    assert_eq!((first.entries.len(), first.is_all), (2 * likes::FLUSH_MAX_POSTS, false));
    flushed(&mut team, first.id, Outcome::Done);
    let rest = team.batches().remove(0);
    assert_eq!((rest.entries.len(), rest.is_all), (6, true));
}

#[test]
fn lk7_a_batch_that_fails_is_tried_again_in_smaller_pieces() {
    let mut team = quiet_room();
    for number in 0..1_000 {
        team.like(&format!("m{number}"), 1, true);
    }
    team.journalled(1_000).pass(60_000);
    let mut sizes = Vec::new();
    for _ in 0..6 {
        let batch = team.batches().remove(0);
        sizes.push(batch.entries.len());
        flushed(&mut team, batch.id, Outcome::Failed);
        team.pass(80_000);
    }
    assert_eq!(sizes, [1_000, 500, 250, 125, likes::FLUSH_MIN_ENTRIES, likes::FLUSH_MIN_ENTRIES]);
    let mut written = 0;
    while let Some(batch) = team.batches().pop() {
        written += batch.entries.len();
        flushed(&mut team, batch.id, Outcome::Done);
    }
    assert_eq!((written, team.room.owed_likes()), (1_000, 0));
}

#[test]
fn lk3_a_clock_in_a_far_century_leaves_stamps_for_later_words() {
    let mut team = Team::new();
    let in_2300 = likes::first_stamp_of(Timestamp(10_413_792_000_000));
    assert!(in_2300 < i64::MAX as u64 / 2, "the store keeps it in 63 bits");
    team.stored_stamp = in_2300;
    team.join("ann", "ann").likers(1, &["ruth"]).like("ruth", 1, false);
    let stamps = team.asked();
    let stamp = stamps
        .iter()
        .find_map(|effect| if let Effect::Journal(entry) = effect { Some(entry.stamp) } else { None });
    assert!(stamp > Some(in_2300), "{stamp:?}");
}
