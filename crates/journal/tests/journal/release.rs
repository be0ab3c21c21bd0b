//! Releasing, deleting, and what comes back after it.

use crate::bed::{SMALL, append, copy, entry, folder, numbers, segments, team};
use kith_journal::{Journal, Position};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Two rooms take turns; an append is 99 bytes, so that four fill a file.
fn filled(folder: &Path) -> Journal {
    let (journal, _) = Journal::open_with(folder, SMALL).unwrap();
    for number in 1..=12 {
        assert_eq!(append(&journal, team(u128::from(number % 2)), &[number]).unwrap(), Position(number));
    }
    assert_eq!(segments(folder).len(), 3);
    journal
}

/// Carried out when this returns.
fn release(journal: &Journal, room: u128, upto: u64) {
    journal.release(team(room), Position(upto));
    journal.unreleased(team(room)).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let name = |path: PathBuf| path.file_stem().unwrap().to_string_lossy().trim_start_matches('0').to_owned();
    segments(folder).into_iter().map(name).collect()
}

#[test]
fn jo5_segments_are_deleted_from_the_front_only() {
    let (_parent, folder) = folder();
    let journal = filled(&folder);
    release(&journal, 1, 11);
    assert_eq!(names(&folder), ["1", "2", "3"], "the other room's are owed everywhere");
    release(&journal, 0, 3);
    assert_eq!(names(&folder), ["1", "2", "3"], "entry 4 is owed");
    release(&journal, 0, 4);
    assert_eq!(names(&folder), ["2", "3"]);
    append(&journal, team(2), &[13]).unwrap();
    release(&journal, 0, 12);
    assert_eq!(names(&folder), ["4"], "the third is released, the fourth is owed to a third room");
    append(&journal, team(3), &[14]).unwrap();
    release(&journal, 2, 13);
    journal.close();
    assert_eq!(names(&folder), ["4"]);
}

#[test]
fn jo5_a_released_segment_behind_one_that_is_owed_stays() {
    let (_parent, folder) = folder();
    let (journal, _) = Journal::open_with(&folder, SMALL).unwrap();
    for number in 1..=12 {
        // The first room has entry 1 alone; the second has all the others.
        append(&journal, team(u128::from(number > 1)), &[number]).unwrap();
    }
    release(&journal, 1, 12);
    assert_eq!(names(&folder), ["1", "2", "3"]);
    release(&journal, 0, 1);
    assert_eq!(names(&folder), ["3"], "the last is small, and open for more");
    journal.close();
    assert_eq!(names(&folder), [""; 0]);
}

#[test]
fn jo5_what_comes_back_after_a_release_is_the_end_of_what_was_said() {
    let (parent, folder) = folder();
    let journal = filled(&folder);
    release(&journal, 0, 6);
    release(&journal, 1, 7);
    let killed = parent.path().join("killed");
    copy(&folder, &killed);
    let (journal, found) = Journal::open_with(&killed, SMALL).unwrap();
    assert_eq!(numbers(&found), [5, 6, 7, 8, 9, 10, 11, 12]);
    // The positions are those of this process.
    release(&journal, 0, 4);
    release(&journal, 1, 3);
    assert_eq!(names(&killed), ["3"]);
    assert_eq!(append(&journal, team(1), &[13]).unwrap(), Position(9));
    assert_eq!(names(&killed), ["3", "4"], "what was found is not written to");
    journal.release_recovered();
    release(&journal, 0, 0);
    assert_eq!(names(&killed), ["4"]);
    drop(journal);
    let (_journal, found) = Journal::open_with(&killed, SMALL).unwrap();
    assert_eq!(numbers(&found), [13]);
}

#[test]
fn jo2_a_room_that_lost_its_memory_gets_back_what_is_owed() {
    let (_parent, folder) = folder();
    let journal = filled(&folder);
    let odd = |numbers: &[u64]| numbers.iter().map(|number| entry(*number)).collect::<Vec<_>>();
    let all = (odd(&[1, 3, 5, 7, 9, 11]), Some(Position(11)));
    assert_eq!(journal.unreleased(team(1)).unwrap(), all);
    release(&journal, 1, 3);
    assert_eq!(journal.unreleased(team(1)).unwrap(), (odd(&[5, 7, 9, 11]), Some(Position(11))));
    // What waits in the queue is in it too.
    journal.append(team(1), vec![entry(15)], |outcome| assert!(outcome.is_ok()));
    assert_eq!(journal.unreleased(team(1)).unwrap(), (odd(&[5, 7, 9, 11, 15]), Some(Position(13))));
    release(&journal, 1, 13);
    assert_eq!(journal.unreleased(team(1)).unwrap(), (Vec::new(), None));
    assert_eq!(journal.unreleased(team(9)).unwrap(), (Vec::new(), None));
}

#[test]
fn jo7_a_folder_has_one_journal_at_a_time() {
    let (_parent, folder) = folder();
    let (journal, _) = Journal::open(&folder).unwrap();
    let again = Journal::open(&folder).map(drop).unwrap_err();
    assert_eq!(again.kind(), ErrorKind::ResourceBusy);
    assert!(again.to_string().contains(&folder.display().to_string()), "{again}");
    drop(journal);
    Journal::open(&folder).unwrap();
}
