//! Disks that are full, and free again.

use crate::bed::{append, folder, has, numbers, team};
use crate::child::{self, Task};
use kith_journal::{Journal, Limits};
use std::fs;
use std::io::{BufRead as _, BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A disk of 256 KiB, until it is dropped.
struct SmallDisk {
    place: tempfile::TempDir,
}

impl SmallDisk {
    fn new() -> Option<Self> {
        let place = tempfile::tempdir().unwrap();
        let mount = ["-t", "tmpfs", "-o", "size=256k", "kith-test"];
        let mounted = Command::new("mount").args(mount).arg(place.path()).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self { place })
    }

    fn path(&self) -> &Path {
        self.place.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg(self.path()).status().unwrap();
    }
}

#[test]
fn jo4_a_full_disk_refuses_likes_and_a_freed_one_takes_them_without_a_restart() {
    let disk = SmallDisk::new();
    if !has("the right to mount a small disk", disk.is_some()) {
        return;
    }
    let disk = disk.unwrap();
    let ballast = disk.path().join("ballast");
    fs::write(&ballast, vec![1; 100_000]).unwrap();
    let folder = disk.path().join("journal");
    let limits = Limits { segment_bytes: 40_000, fill_bytes: 5_000, ..Limits::default() };
    let (journal, _) = Journal::open_with(&folder, limits).unwrap();
    let mut accepted = Vec::new();
    let mut number = 0;
    for _ in 0..2 {
        let refused = loop {
            let numbers: Vec<u64> = (number..number + 10).collect();
            number += 10;
            match append(&journal, team(1), &numbers) {
                Ok(_) => accepted.extend(numbers),
                Err(error) => break error,
            }
        };
        assert_eq!(refused.kind(), ErrorKind::StorageFull);
        assert_eq!(append(&journal, team(1), &[0; 10]).unwrap_err().kind(), ErrorKind::StorageFull);
        assert_eq!(journal.unreleased(team(1)).unwrap().0.len(), accepted.len(), "what it has can be read");
        // The second time, there is nothing left to free.
        fs::remove_file(&ballast).ok();
    }
    assert!(accepted.len() > 2_000, "{}", accepted.len());
    drop(journal);
    let (journal, found) = Journal::open_with(&folder, limits).unwrap();
    assert_eq!(numbers(&found), accepted);
    journal.release_recovered();
    // Deleting its files frees the disk as well; that is done when this is answered.
    journal.unreleased(team(1)).unwrap();
    append(&journal, team(1), &[number]).unwrap();
    drop(journal);
    let (_journal, found) = Journal::open_with(&folder, limits).unwrap();
    assert_eq!(numbers(&found), [number]);
}

#[test]
fn jo4_a_write_that_was_cut_short_leaves_nothing_and_is_tried_again() {
    if child::is_done() {
        return;
    }
    let prlimit = PathBuf::from("/usr/bin/prlimit");
    if !has("prlimit (util-linux)", prlimit.exists()) {
        return;
    }
    let (_parent, folder) = folder();
    let task =
        Task { folder: &folder, first: 1, count: 500, window: 8, segment_bytes: 8_000, releases: false };
    // Files end at 8 blocks; the signal for it is ignored, so that the write fails.
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -S -f 8; exec \"$0\" \"$@\""];
    let test = "disk::jo4_a_write_that_was_cut_short_leaves_nothing_and_is_tried_again";
    let mut process = task.command(&limited, test).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = Vec::new();
    for line in BufReader::new(process.stdout.take().unwrap()).lines() {
        said.push(line.unwrap());
        if said.iter().filter(|line| line.ends_with("FileTooLarge")).count() == 20 {
            let lift = ["--fsize=unlimited:unlimited", "--pid", &process.id().to_string()];
            assert!(Command::new(&prlimit).args(lift).status().unwrap().success());
        }
    }
    assert!(process.wait().unwrap().success());
    let refused = said.iter().filter(|line| line.ends_with("FileTooLarge")).count();
    assert!(refused >= 20 && said.contains(&"through".to_owned()), "{said:?}");
    let accepted = child::accepted(said.iter().map(String::as_str));
    let (_journal, found) = Journal::open(&folder).unwrap();
    assert_eq!(numbers(&found), accepted);
    let mut sorted = accepted;
    sorted.sort_unstable();
    assert_eq!(sorted, (1..=500).collect::<Vec<_>>());
}
