//! Torn ends, which are cut off, and damage, which is not guessed at.

use crate::bed::{BARE, append, copy, folder, numbers, segments, team};
use kith_journal::{Journal, Limits, Recovered};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Of an append of one entry.
const RECORD_BYTES: usize = 99;

/// A number that does not end in zeros in a file.
const LAST: u64 = 0x1122_3344_5566_7788;

/// Three records in one file, each of one write, and its bytes.
fn three(folder: &Path) -> (PathBuf, Vec<u8>) {
    let limits = Limits { segment_bytes: 1_000, ..BARE };
    let (journal, _) = Journal::open_with(folder, limits).unwrap();
    for number in [1, 2, LAST] {
        append(&journal, team(1), &[number]).unwrap();
    }
    drop(journal);
    let file = segments(folder).pop().unwrap();
    let bytes = fs::read(&file).unwrap();
    assert_eq!(bytes.len(), 3 * RECORD_BYTES);
    (file, bytes)
}

fn found(folder: &Path) -> io::Result<Vec<Recovered>> {
    Journal::open(folder).map(|(_journal, found)| found)
}

/// A copy of the folder, in which one file is different.
fn with(folder: &Path, name: &Path, bytes: &[u8], copies: &mut u32) -> PathBuf {
    *copies += 1;
    let changed = folder.with_extension(copies.to_string());
    copy(folder, &changed);
    fs::write(changed.join(name.file_name().unwrap()), bytes).unwrap();
    changed
}

fn must_refuse(folder: &Path, words: &str) {
    let before: Vec<_> = segments(folder).into_iter().map(|path| (fs::read(&path).unwrap(), path)).collect();
    let error = found(folder).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    assert!(error.to_string().contains(words), "`{words}` is not in: {error}");
    let after: Vec<_> = segments(folder).into_iter().map(|path| (fs::read(&path).unwrap(), path)).collect();
    assert!(before == after, "it changed something");
}

#[test]
fn jo2_a_torn_end_is_cut_off_at_every_byte() {
    let (_parent, folder) = folder();
    let (file, bytes) = three(&folder);
    let last = 2 * RECORD_BYTES;
    for end in last..bytes.len() {
        // What a power cut leaves: less, zeros for the rest, an end without its beginning, and what was filled ahead.
        let short = bytes[..end].to_vec();
        let zeros = [&bytes[..end], &vec![0; bytes.len() - end]].concat();
        let hole = [&bytes[..last], &vec![0; end + 1 - last], &bytes[end + 1..]].concat();
        let mut copies = u32::try_from(end * 10).unwrap();
        let ahead = [&hole[..], &[0; 300]].concat();
        for torn in [short, zeros, hole, ahead] {
            let folder = with(&folder, &file, &torn, &mut copies);
            assert_eq!(numbers(&found(&folder).unwrap()), [1, 2], "{end}");
            assert_eq!(fs::read(&segments(&folder)[0]).unwrap(), bytes[..last], "{end}");
        }
    }
}

#[test]
fn jo2_zeros_that_were_written_ahead_are_nothing() {
    let (_parent, folder) = folder();
    let (journal, _) = Journal::open(&folder).unwrap();
    for number in 1..=3 {
        append(&journal, team(1), &[number]).unwrap();
    }
    let file = segments(&folder).pop().unwrap();
    let filled = fs::read(&file).unwrap();
    assert_eq!(filled.len() as u64, RECORD_BYTES as u64 + Limits::default().fill_bytes, "filled once");
    drop(journal);
    assert_eq!(numbers(&found(&folder).unwrap()), [1, 2, 3]);
    assert_eq!(fs::read(&file).unwrap(), filled[..3 * RECORD_BYTES]);
}

#[test]
fn jo2_a_torn_first_write_is_nothing() {
    let (_parent, folder) = folder();
    let (file, bytes) = three(&folder);
    let mut copies = 0;
    for end in 0..RECORD_BYTES {
        let folder = with(&folder, &file, &bytes[..end], &mut copies);
        assert_eq!(found(&folder).unwrap(), [], "{end}");
        assert!(segments(&folder).is_empty());
    }
}

#[test]
fn jo2_a_cut_journal_goes_on() {
    let (_parent, folder) = folder();
    let (file, bytes) = three(&folder);
    fs::write(&file, &bytes[..bytes.len() - 1]).unwrap();
    for round in 0..3 {
        let (journal, found) = Journal::open(&folder).unwrap();
        assert_eq!(numbers(&found).len(), 2 + round);
        append(&journal, team(1), &[10 + round as u64]).unwrap();
    }
    let (_journal, found) = Journal::open(&folder).unwrap();
    assert_eq!(numbers(&found), [1, 2, 10, 11, 12]);
}

#[test]
fn jo3_a_flipped_bit_before_the_last_record_refuses() {
    let (_parent, folder) = folder();
    let (file, bytes) = three(&folder);
    let mut copies = 0;
    for at in 0..2 * RECORD_BYTES {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        damaged.resize(bytes.len() + at % 2 * 300, 0);
        let folder = with(&folder, &file, &damaged, &mut copies);
        let record = at / RECORD_BYTES * RECORD_BYTES;
        must_refuse(&folder, &format!("0000000001.log at byte {record}. Whole records follow"));
    }
}

/// Three files of four records each.
fn three_files(folder: &Path) -> Vec<PathBuf> {
    let (journal, _) = Journal::open_with(folder, BARE).unwrap();
    for number in 1..=12 {
        append(&journal, team(1), &[number]).unwrap();
    }
    assert_eq!(segments(folder).len(), 3);
    segments(folder)
}

#[test]
fn jo3_damage_in_a_file_before_the_last_refuses_wherever_it_is() {
    let (_parent, folder) = folder();
    let files = three_files(&folder);
    let mut copies = 0;
    for file in &files[..2] {
        let bytes = fs::read(file).unwrap();
        for at in (0..bytes.len()).step_by(7) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x40;
            let words = format!(
                "{} at byte {}.",
                file.file_name().unwrap().display(),
                at / RECORD_BYTES * RECORD_BYTES
            );
            must_refuse(&with(&folder, file, &damaged, &mut copies), &words);
            let words = format!("It had {} bytes, and now it has {at}.", bytes.len());
            must_refuse(&with(&folder, file, &bytes[..at], &mut copies), &words);
        }
    }
}

#[test]
fn jo3_a_missing_file_in_the_middle_refuses() {
    let (_parent, folder) = folder();
    let files = three_files(&folder);
    fs::remove_file(&files[1]).unwrap();
    must_refuse(&folder, "0000000002.log is missing");
}

#[test]
fn jo3_a_record_of_a_later_version_refuses() {
    let (_parent, folder) = folder();
    let (file, mut bytes) = three(&folder);
    bytes[8] = 2;
    let mut sum = crc32fast::Hasher::new();
    sum.update(&bytes[..4]);
    sum.update(&bytes[8..RECORD_BYTES]);
    bytes[4..8].copy_from_slice(&sum.finalize().to_le_bytes());
    fs::write(file, bytes).unwrap();
    must_refuse(&folder, "at byte 0. The record there is of a later version");
}

#[test]
fn jo2_what_a_failed_write_left_behind_does_not_count() {
    let (_parent, folder) = folder();
    let files = three_files(&folder);
    // A record that would be good, refused because it could not be made durable, in a file that could not be cut.
    let first = fs::read(&files[0]).unwrap();
    let refused = [first.clone(), first[..RECORD_BYTES].to_vec(), vec![0xff; 10]].concat();
    fs::write(&files[0], refused).unwrap();
    // The files that were begun after it, and of which no write succeeded either.
    for file in ["0000000004.log", "0000000005.log"] {
        fs::write(folder.join(file), &first[..50]).unwrap();
    }
    let journal = found(&folder).unwrap();
    assert_eq!(numbers(&journal), (1..=12).collect::<Vec<_>>());
    assert_eq!(segments(&folder), files);
}

#[test]
fn jo2_a_file_that_held_nothing_does_not_break_the_row() {
    let (_parent, folder) = folder();
    let files = three_files(&folder);
    let third = fs::read(&files[2]).unwrap();
    fs::remove_file(&files[2]).unwrap();
    // The second is the last now. After it came a file whose only write failed, and one more.
    fs::write(folder.join("0000000007.log"), &third[..60]).unwrap();
    let (journal, found) = Journal::open_with(&folder, BARE).unwrap();
    assert_eq!(numbers(&found), (1..=8).collect::<Vec<_>>());
    append(&journal, team(1), &[20]).unwrap();
    fs::write(folder.join("0000000003.log"), [0; 30]).unwrap();
    drop(journal);
    let (_journal, found) = Journal::open_with(&folder, BARE).unwrap();
    assert_eq!(numbers(&found), [1, 2, 3, 4, 5, 6, 7, 8, 20]);
    let names: Vec<_> = segments(&folder).iter().map(|path| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(names, ["0000000001.log", "0000000002.log", "0000000008.log"]);
}

#[test]
fn jo3_other_files_are_left_alone() {
    let (_parent, folder) = folder();
    let (_, _) = three(&folder);
    for name in ["notes.txt", "1.log", "0000000002.log.bak"] {
        fs::write(folder.join(name), "x").unwrap();
    }
    assert_eq!(numbers(&found(&folder).unwrap()), [1, 2, LAST]);
    assert_eq!(segments(&folder).len(), 4);
}
