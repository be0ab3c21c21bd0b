//! The same test program as a child: it appends numbers and says which were accepted, until it is killed or through.

use crate::bed;
use kith_journal::{Journal, Limits, Position};
use std::io::{self, Write as _};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

const TASK: &str = "KITH_JOURNAL_CHILD";

/// What a child does.
pub struct Task<'a> {
    pub folder: &'a Path,
    /// The first number that it appends.
    pub first: u64,
    pub count: u64,
    /// How many wait at once.
    pub window: usize,
    /// Of its files.
    pub segment_bytes: u64,
    /// Whether it releases everything at its end and closes.
    pub releases: bool,
}

impl Task<'_> {
    /// A command for the child, which runs the named test; `around` are the words before the program's own name.
    pub fn command(&self, around: &[&str], test: &str) -> Command {
        let this = std::env::current_exe().unwrap();
        let mut words = around.iter().map(std::ffi::OsStr::new).chain([this.as_os_str()]);
        let mut command = Command::new(words.next().unwrap());
        command.args(words).args(["--exact", test, "--nocapture"]);
        let folder = self.folder.display();
        let Self { first, count, window, segment_bytes, releases, .. } = self;
        command.env(TASK, format!("{folder}|{first}|{count}|{window}|{segment_bytes}|{releases}"));
        command
    }
}

/// Does a child's work if this process is one; then the test has nothing more to do.
pub fn is_done() -> bool {
    let Ok(task) = std::env::var(TASK) else { return false };
    let fields: Vec<&str> = task.split('|').collect();
    let [folder, first, count, window, segment_bytes, releases] = fields[..] else { panic!("{task}") };
    let (first, count): (u64, u64) = (first.parse().unwrap(), count.parse().unwrap());
    // The test's name may stand in the line already.
    say("");
    let segment_bytes = segment_bytes.parse().unwrap();
    let limits = Limits { segment_bytes, fill_bytes: segment_bytes / 8, ..Limits::default() };
    let (journal, _) = Journal::open_with(Path::new(folder), limits).unwrap();
    append_all(&journal, first..first + count, window.parse().unwrap());
    say("through");
    if releases == "true" {
        journal.release(bed::team(1), Position(u64::MAX));
        journal.close();
    }
    // Else not closed, as if it were killed now.
    std::mem::forget(journal);
    true
}

type Answer = (u64, io::Result<Position>);

/// What was refused is appended again until it is accepted.
fn append_all(journal: &Journal, numbers: std::ops::Range<u64>, window: usize) {
    let (told, answers) = sync_channel(window);
    let mut waiting = 0;
    for number in numbers {
        if waiting == window {
            settle(journal, &told, &answers);
            waiting -= 1;
        }
        append(journal, &told, number);
        waiting += 1;
    }
    for _ in 0..waiting {
        settle(journal, &told, &answers);
    }
}

fn append(journal: &Journal, told: &SyncSender<Answer>, number: u64) {
    let told = told.clone();
    journal.append(bed::team(1), vec![bed::entry(number)], move |outcome| {
        say_so(number, &outcome);
        told.send((number, outcome)).unwrap();
    });
}

/// Waits until one more is accepted.
fn settle(journal: &Journal, told: &SyncSender<Answer>, answers: &Receiver<Answer>) {
    while let (number, Err(_)) = answers.recv().unwrap() {
        std::thread::sleep(Duration::from_millis(2));
        append(journal, told, number);
    }
}

/// On the journal's thread, before anything else can happen there.
fn say_so(number: u64, outcome: &io::Result<Position>) {
    match outcome {
        Ok(_) => say(&format!("ack {number}")),
        Err(error) => say(&format!("no {number} {:?}", error.kind())),
    }
}

/// In one call of the system, past the capture of tests.
fn say(words: &str) {
    io::stdout().lock().write_all(format!("{words}\n").as_bytes()).unwrap();
}

/// The numbers that were accepted by what a child said.
pub fn accepted<'a>(said: impl Iterator<Item = &'a str>) -> Vec<u64> {
    said.filter_map(|line| line.strip_prefix("ack ")).map(|number| number.parse().unwrap()).collect()
}
