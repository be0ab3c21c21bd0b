//! What a power cut would leave, judged by the order of system calls: `strace` tells it, and makes some of them fail.

use crate::bed::{folder, has, numbers, segments};
use crate::child::{self, Task};
use kith_journal::Journal;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// Bytes of a record without its entries, and of an entry.
const HEAD_BYTES: u64 = 42;
const ENTRY_BYTES: u64 = 57;

/// Runs a child under `strace`, which makes some calls fail. Answers with what it said and with its calls.
fn traced(task: &Task<'_>, faults: &[&str], test: &str) -> (String, Vec<String>) {
    let trace = task.folder.with_extension("trace");
    let calls = "trace=openat,write,pwrite64,fdatasync,fsync,ftruncate,unlink";
    let file = trace.display().to_string();
    let mut around = vec!["strace", "-f", "-y", "-x", "-s", "16", "-o", &file, "-e", calls];
    for fault in faults {
        around.extend(["-e", fault]);
    }
    let output = task.command(&around, test).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    (String::from_utf8(output.stdout).unwrap(), whole_calls(&fs::read_to_string(trace).unwrap()))
}

/// A call that others came between stands in two lines: it counts where it ends.
fn whole_calls(trace: &str) -> Vec<String> {
    let mut begun = HashMap::new();
    let mut calls = Vec::new();
    for line in trace.lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        let call = call.trim_start();
        if let Some(beginning) = call.strip_suffix("<unfinished ...>") {
            begun.insert(thread, beginning.trim_end().to_owned());
        } else if call.starts_with("<... ") {
            let (_, end) = call.split_once("resumed>").unwrap();
            calls.push(begun.remove(thread).unwrap() + end);
        } else {
            calls.push(call.to_owned());
        }
    }
    calls
}

/// What is on the disk for sure, call by call.
#[derive(Default)]
struct Disk {
    written: HashMap<String, u64>,
    durable: HashMap<String, u64>,
    /// Files whose names are not durable yet.
    new: Vec<String>,
    /// Whether the folder's own name is.
    has_folder: bool,
}

/// Follows the calls; the first acknowledgement that comes too early is the error.
fn check(calls: &[String]) -> Result<u64, String> {
    let (mut disk, mut acknowledged) = (Disk::default(), 0);
    for call in calls {
        if call.contains("\"ack ") {
            acknowledged += 1;
            let durable = disk.durable.iter().filter(|(file, _)| !disk.new.contains(file));
            let durable: u64 = durable.map(|(_, entries)| entries).sum();
            if acknowledged > durable || !disk.has_folder {
                return Err(format!("{acknowledged} acknowledged, {durable} durable: {call}"));
            }
        } else if call.contains("= -1 ") {
            continue;
        } else if call.starts_with("pwrite64(") {
            // A record begins with the length of what follows its first eight bytes; zeros may come behind it.
            let length = u32::from_le_bytes(*data_of(call).first_chunk().unwrap());
            *disk.written.entry(file_of(call)).or_default() +=
                (u64::from(length) + 8 - HEAD_BYTES) / ENTRY_BYTES;
        } else if let Some(call) = call.strip_prefix("fdatasync(") {
            let file = file_of(call);
            disk.durable.insert(file.clone(), disk.written.get(&file).copied().unwrap_or_default());
        } else if is_sync_of_folder(call) {
            disk.new.clear();
        } else if call.starts_with("fsync(") {
            disk.has_folder = true;
        } else if call.starts_with("openat(") && call.contains("O_CREAT") && call.contains(".log") {
            disk.new.push(file_of(call));
        }
    }
    Ok(acknowledged)
}

/// Whether it makes durable which files there are.
fn is_sync_of_folder(call: &str) -> bool {
    call.starts_with("fsync(") && call.contains("/journal>")
}

/// The first bytes that a call writes, in hexadecimal digits: `"\\x61\\x63"`.
fn data_of(call: &str) -> Vec<u8> {
    call.split('"')
        .nth(1)
        .unwrap()
        .split("\\x")
        .skip(1)
        .map(|digits| u8::from_str_radix(digits, 16).unwrap())
        .collect()
}

/// The name of the first file between `<` and `>`, which a handle has beside its number.
fn file_of(call: &str) -> String {
    let log = call.split(['<', '>']).find(|part| part.ends_with(".log"));
    log.unwrap_or(call).to_owned()
}

fn task(folder: &Path) -> Task<'_> {
    Task { folder, first: 1, count: 200, window: 8, segment_bytes: 1 << 23, releases: false }
}

fn strace_is_here() -> bool {
    has("strace (apt install strace)", Path::new("/usr/bin/strace").exists())
}

#[test]
fn jo1_every_acknowledgement_follows_an_fdatasync_that_follows_its_write() {
    if child::is_done() || !strace_is_here() {
        return;
    }
    let (_parent, folder) = folder();
    let test = "power::jo1_every_acknowledgement_follows_an_fdatasync_that_follows_its_write";
    let (said, calls) = traced(&Task { count: 300, ..task(&folder) }, &[], test);
    assert_eq!(child::accepted(said.lines()).len(), 300);
    assert_eq!(check(&calls), Ok(300));
    let syncs = calls.iter().filter(|call| call.starts_with("fdatasync(")).count();
    assert!((300 / 8..=200).contains(&syncs), "{syncs} for 300: they are to share them");
    // The judge sees it if any of these calls comes later than it should.
    for kind in ["fdatasync(", "pwrite64(", "fsync("] {
        let places: Vec<usize> = (0..calls.len()).filter(|place| calls[*place].starts_with(kind)).collect();
        assert!(!places.is_empty());
        for place in places {
            let mut late = calls.clone();
            let call = late.remove(place);
            late.push(call);
            assert!(check(&late).is_err(), "{}", calls[place]);
        }
    }
}

#[test]
fn jo4_after_an_fdatasync_that_failed_the_file_is_left_alone() {
    if child::is_done() || !strace_is_here() {
        return;
    }
    let (_parent, folder) = folder();
    let test = "power::jo4_after_an_fdatasync_that_failed_the_file_is_left_alone";
    let (said, calls) = traced(&task(&folder), &["inject=fdatasync:error=EIO:when=5..8"], test);
    assert_eq!(check(&calls), Ok(200));
    assert!(said.lines().filter(|line| line.starts_with("no ")).count() >= 4, "{said}");
    let failed = calls.iter().position(|call| call.contains("EIO")).unwrap();
    let again =
        calls[failed..].iter().find(|call| call.starts_with("pwrite64(") && call.contains("0000000001.log"));
    assert_eq!(again, None);
    must_have_all(&folder, &said, 2);
}

#[test]
fn jo4_a_file_that_cannot_be_cut_after_a_failed_write_is_left_alone() {
    if child::is_done() || !strace_is_here() {
        return;
    }
    let (_parent, folder) = folder();
    let test = "power::jo4_a_file_that_cannot_be_cut_after_a_failed_write_is_left_alone";
    // Nor can those be deleted that were begun in vain: they stay, with whole records in them that were refused.
    let faults =
        ["inject=fdatasync:error=ENOSPC:when=5..8", "inject=ftruncate:error=EIO", "inject=unlink:error=EIO"];
    let (said, calls) = traced(&task(&folder), &faults, test);
    assert_eq!(check(&calls), Ok(200));
    must_have_all(&folder, &said, 5);
}

#[test]
fn jo4_while_no_file_can_be_begun_likes_are_refused() {
    if child::is_done() || !strace_is_here() {
        return;
    }
    let (_parent, folder) = folder();
    let test = "power::jo4_while_no_file_can_be_begun_likes_are_refused";
    // The first file is begun; then the folder cannot be made durable, three times; then it can.
    let small = Task { segment_bytes: 8_000, ..task(&folder) };
    let (said, calls) = traced(&small, &["inject=fsync:error=EIO:when=2..4"], test);
    assert_eq!(check(&calls), Ok(200));
    assert!(said.lines().filter(|line| line.starts_with("no ")).count() >= 3, "{said}");
    must_have_all(&folder, &said, 2);
}

#[test]
fn jo5_a_deletion_is_on_the_disk_before_the_next_begins() {
    if child::is_done() || !strace_is_here() {
        return;
    }
    let (_parent, folder) = folder();
    let test = "power::jo5_a_deletion_is_on_the_disk_before_the_next_begins";
    let (_, calls) = traced(&Task { segment_bytes: 2_000, releases: true, ..task(&folder) }, &[], test);
    assert!(segments(&folder).is_empty());
    let deletions = calls.split(|call| call.starts_with("unlink(")).skip(1);
    let between: Vec<bool> =
        deletions.map(|between| between.iter().any(|call| is_sync_of_folder(call))).collect();
    assert!(between.len() > 4 && !between.contains(&false), "{calls:?}");
}

/// Everything that was accepted is found, in the order in which it was, and nothing that was refused and not repeated.
fn must_have_all(folder: &Path, said: &str, files: usize) {
    assert_eq!(segments(folder).len(), files);
    let accepted = child::accepted(said.lines());
    let (_journal, found) = Journal::open(folder).unwrap();
    assert_eq!(numbers(&found), accepted);
}
