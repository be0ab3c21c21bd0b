//! What the tests stand on: folders, entries that can be told apart, and appending with a wait for the answer.

use kith_domain::LikeEntry;
use kith_journal::{Journal, Limits, Position, Recovered};
use kith_protocol::{PostId, TeamId, UserId};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use tempfile::TempDir;
use uuid::Uuid;

/// Files so small that a few appends fill one.
pub const SMALL: Limits =
    Limits { queue_entries: 1_000, segment_bytes: 400, fill_bytes: 150, total_bytes: 1 << 20 };

pub fn team(number: u128) -> TeamId {
    TeamId(Uuid::from_u128(number))
}

/// The entry of a number, which is its stamp.
pub fn entry(number: u64) -> LikeEntry {
    let id = Uuid::from_u128(u128::from(number) << 64 | 7);
    LikeEntry { post: PostId(id), user: UserId(id), liked: !number.is_multiple_of(3), stamp: number }
}

/// A folder for a journal, which is not there yet.
pub fn folder() -> (TempDir, PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("journal");
    (parent, folder)
}

/// The same in memory where there is such a folder: for tests of many runs, which are not about the disk.
pub fn fast_folder() -> (TempDir, PathBuf) {
    let parent = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let folder = parent.path().join("journal");
    (parent, folder)
}

/// Appends and waits for the answer.
pub fn append(journal: &Journal, team: TeamId, numbers: &[u64]) -> io::Result<Position> {
    let (told, answer) = sync_channel(1);
    let entries = numbers.iter().map(|number| entry(*number)).collect();
    journal.append(team, entries, move |outcome| told.send(outcome).unwrap());
    answer.recv().unwrap()
}

/// The numbers of what was found, which must be whole.
pub fn numbers(recovered: &[Recovered]) -> Vec<u64> {
    for (found, place) in recovered.iter().zip(1..) {
        assert_eq!(found.entry, entry(found.entry.stamp));
        assert_eq!(found.position, Position(place));
    }
    recovered.iter().map(|found| found.entry.stamp).collect()
}

/// Without zeros ahead.
pub const BARE: Limits = Limits { fill_bytes: 0, ..SMALL };

/// The segments in a folder, oldest first.
pub fn segments(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut segments: Vec<PathBuf> = files.filter(|path| path.extension().is_some()).collect();
    segments.sort();
    segments
}

/// The segments with what is in them, as another process finds them after this one was killed.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for path in segments(from) {
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// Whether a test can go on; under `CI=true` it must.
#[expect(clippy::print_stdout, reason = "a test that is skipped says so")]
pub fn has(what: &str, is_there: bool) -> bool {
    assert!(is_there || std::env::var("CI").as_deref() != Ok("true"), "CI must have {what}");
    if !is_there {
        println!("skipped: no {what}");
    }
    is_there
}
