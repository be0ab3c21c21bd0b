//! The invariants bite: each bug of [`Plant`], planted into the host, the journal, the store or the network, breaks one of
//! them within a few seeds. A simulation that finds none of these would find nothing.

use kith_sim::plant::Plant;
use kith_sim::run::{STEPS, run};

/// Bugs that need several rare things at once are found last.
const SEEDS: u64 = 200;

fn finds(plant: Plant) {
    let found = (0..SEEDS).any(|seed| run(seed, STEPS, Some(plant)).is_err());
    assert!(found, "{plant:?} broke nothing in {SEEDS} seeds");
}

#[test]
fn lk1_an_answer_before_the_disk_is_found() {
    finds(Plant::AckBeforeSync);
}

#[test]
fn lk1_a_journal_that_lets_go_too_early_is_found() {
    finds(Plant::ReleaseBeforeCommit);
}

#[test]
fn lk1_a_journal_that_lets_go_of_what_is_not_in_the_batch_is_found() {
    finds(Plant::ReleaseBeyondBatch);
}

#[test]
fn jo2_a_journal_that_loses_its_last_record_is_found() {
    finds(Plant::LoseTail);
}

#[test]
fn st2_a_start_that_replays_nothing_is_found() {
    finds(Plant::ForgetToReplay);
}

#[test]
fn lk7_a_node_that_serves_before_it_replayed_is_found() {
    finds(Plant::ServeBeforeReplay);
}

#[test]
fn jo5_files_deleted_from_the_middle_are_found() {
    finds(Plant::RetireAnywhere);
}

#[test]
fn sl1_a_room_that_sleeps_though_it_owes_is_found() {
    finds(Plant::SleepOwing);
}

#[test]
fn sl2_a_room_that_forgets_that_it_slept_is_found() {
    finds(Plant::ForgetDormant);
}

#[test]
fn sl2_a_room_that_wakes_without_its_people_is_found() {
    finds(Plant::WakeAlone);
}

#[test]
fn pr3_a_sleeping_room_whose_beat_is_forgotten_is_found() {
    finds(Plant::ForgetWakeUp);
}

#[test]
fn lk1_news_of_the_journal_told_to_the_wrong_room_is_found() {
    finds(Plant::StaleLandings);
}

#[test]
fn rc1_hints_told_past_the_room_are_found() {
    finds(Plant::TellHintsAtOnce);
}

#[test]
fn rc1_a_room_that_is_not_open_yet_for_who_comes_in_is_found() {
    finds(Plant::ReadBeforeOpen);
}

#[test]
fn rc1_a_snapshot_of_two_moments_is_found() {
    finds(Plant::TornSnapshot);
}

#[test]
fn lk8_a_reading_dated_too_late_is_found() {
    finds(Plant::LateReadAt);
}

#[test]
fn lm3_a_connection_whose_end_nobody_noticed_is_found() {
    finds(Plant::GhostSession);
}

#[test]
fn jn2_who_left_and_still_hears_is_found() {
    finds(Plant::HearAfterLeave);
}

#[test]
fn lk7_a_store_that_takes_the_last_to_come_is_found() {
    finds(Plant::IgnoreStamps);
}

#[test]
fn lk2_a_count_kept_by_adding_is_found() {
    finds(Plant::CountByAdding);
}

#[test]
fn st2_a_replay_that_the_store_refuses_is_found() {
    finds(Plant::TouchTwice);
}

#[test]
fn st3_a_stop_that_hurries_nobody_is_found() {
    finds(Plant::ForgetToHurry);
}

#[test]
fn lk7_a_failed_batch_that_is_not_told_is_found() {
    finds(Plant::SwallowFailure);
}

#[test]
fn lk1_a_refused_like_that_counts_is_found() {
    finds(Plant::RefuseAndCount);
}

#[test]
fn lk1_a_refusal_that_overtakes_is_found() {
    finds(Plant::RefuseOutOfTurn);
}
