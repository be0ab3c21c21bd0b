//! Processes that are killed while they append.

use crate::bed::{folder, numbers};
use crate::child::{self, Task};
use kith_journal::Journal;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

#[test]
fn jo2_nothing_that_was_accepted_is_missing_after_kill_9() {
    if child::is_done() {
        return;
    }
    let (_parent, folder) = folder();
    let mut all = Vec::new();
    for (round, kill_after) in [1, 150, 700, 40, 2_000].into_iter().enumerate() {
        let first = round as u64 * 1_000_000;
        let task = Task {
            folder: &folder,
            first,
            count: 1_000_000,
            window: 64,
            segment_bytes: 20_000,
            releases: false,
        };
        let mut command = task.command(&[], "death::jo2_nothing_that_was_accepted_is_missing_after_kill_9");
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut said = Vec::new();
        for line in BufReader::new(process.stdout.take().unwrap()).lines() {
            said.push(line.unwrap());
            if said.iter().filter(|line| line.starts_with("ack ")).count() == kill_after {
                process.kill().unwrap();
            }
        }
        process.wait().unwrap();
        let accepted = child::accepted(said.iter().map(String::as_str));
        assert!(accepted.len() >= kill_after, "{said:?}");
        let (_journal, found) = Journal::open(&folder).unwrap();
        let found = numbers(&found);
        // Everything from before, then this round's from its first on: at least what was accepted.
        assert_eq!(found[..all.len()], all[..]);
        let new = &found[all.len()..];
        assert!(new.len() >= accepted.len(), "{} found, {} accepted", new.len(), accepted.len());
        assert_eq!(new, (first..).take(new.len()).collect::<Vec<_>>());
        assert_eq!(accepted, new[..accepted.len()]);
        all = found;
    }
}
