//! What a power cut would leave: `strace` tells in which order the server writes, syncs and answers. A `kill -9` cannot
//! show it, for the kernel keeps what it was given.

use crate::house::{House, Person, has, text};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// How many likes, how many posts, and how many check-ins are acknowledged one after the other.
const WORDS: usize = 20;
const CALLS: &str = "trace=write,writev,sendto,sendmsg,pwrite64,pwritev,pwritev2,fdatasync,fsync";

/// Somebody who writes down the system calls of a server until it is told to stop.
struct Watcher {
    strace: Child,
}

impl Watcher {
    fn of(server: u32, trace: &Path) -> Option<Self> {
        let mut command = Command::new("strace");
        command.args(["-f", "-y", "-s", "1000", "-e", CALLS, "-p", &server.to_string(), "-o"]).arg(trace);
        let mut strace = command.stderr(Stdio::piped()).stdin(Stdio::null()).spawn().ok()?;
        let said = BufReader::new(strace.stderr.take()?).lines().next()?.ok()?;
        said.contains("attached").then_some(Self { strace })
    }

    fn stop(mut self) {
        let sent = Command::new("kill").arg(self.strace.id().to_string()).status().unwrap();
        assert!(sent.success());
        self.strace.wait().unwrap();
    }
}

/// A call that others came between stands in two lines: a write counts from where it begins, a sync from where it
/// ends. That is the harder judgement of both.
fn calls_of(trace: &str) -> Vec<String> {
    let mut begun: HashMap<&str, String> = HashMap::new();
    let mut calls = Vec::new();
    for line in trace.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if let Some(beginning) = call.strip_suffix("<unfinished ...>") {
            if is_sync(beginning) {
                begun.insert(thread, beginning.to_owned());
            } else {
                calls.push(beginning.to_owned());
            }
        } else if call.starts_with("<... ") {
            calls.extend(begun.remove(thread));
        } else {
            calls.push(call.to_owned());
        }
    }
    calls
}

fn is_sync(call: &str) -> bool {
    call.starts_with("fdatasync(") || call.starts_with("fsync(")
}

/// The file that a call is about, if it is one that must survive: the journal's, or SQLite's log.
fn durable_file(call: &str) -> Option<&str> {
    let file = call.split(['<', '>']).nth(1)?;
    (file.ends_with(".log") || file.ends_with("-wal")).then_some(file)
}

/// How the file ends that what was acknowledged is in: likes are in the journal, the rest in SQLite's log.
fn where_it_is(mark: &str) -> &'static str {
    if mark.starts_with("like") { ".log" } else { "-wal" }
}

/// Follows the calls. Each acknowledgement must come after a write, and after a sync of what was written.
fn judge(calls: &[String], marks: &[String]) -> Result<usize, String> {
    let (mut unsynced, mut synced) = (HashSet::new(), HashSet::new());
    let mut acknowledged = 0;
    for call in calls {
        if let Some(file) = durable_file(call) {
            if is_sync(call) {
                if unsynced.remove(file) {
                    synced.insert(file);
                }
            } else {
                unsynced.insert(file);
                synced.remove(file);
            }
        } else if let Some(mark) = marks.get(acknowledged)
            && call.contains(&**mark)
        {
            let is_its = |file: &&str| file.ends_with(where_it_is(mark));
            if !synced.iter().any(is_its) || unsynced.iter().any(is_its) {
                return Err(format!("{mark} was acknowledged with {unsynced:?} not synced: {call}"));
            }
            acknowledged += 1;
            synced.retain(|file| !is_its(file));
        }
    }
    Ok(acknowledged)
}

/// A habit of somebody who has begun with it, once its alarm has rung and written: nothing else writes from then on.
async fn begun(house: &House, person: &Person) -> String {
    let goal = json!({"name": "Run", "frequencyType": "daily"});
    let goal = text(&person.post("habit-goals", &goal).await.is(201)["habitGoal"], "id");
    person.post("checkins", &json!({"habitGoalId": goal, "status": "partial"})).await.is(201);
    while house.figure("kith_alarms_rung_total").await == 0 {
        tokio::task::yield_now().await;
    }
    goal
}

#[tokio::test]
async fn jo1_st2_each_like_post_and_check_in_is_on_the_disk_before_it_is_acknowledged() {
    let house = House::with(&["--like-flush-ms=86400000"]).await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let goal = begun(&house, &ruth).await;
    let post = text(&sarah.writes(&team, "Along the harbour").await, "id");
    let mut socket = sarah.socket().await;
    let trace = house.data_dir().with_extension("trace");
    let watcher = Watcher::of(house.process(), &trace);
    if !has("strace, and the right to use it", watcher.is_some()) {
        return;
    }
    let mut marks = Vec::new();
    for number in 0..WORDS {
        let (word, mark) = (["POST_LIKE", "POST_UNLIKE"][number % 2], format!("like mark {number}."));
        socket.say(json!({"type": word, "postId": post, "ref": mark})).await;
        socket.answer(&Value::from(&*mark)).await;
        marks.push(mark);
        let mark = format!("post mark {number}.");
        sarah.writes(&team, &mark).await;
        marks.push(mark);
        let (mark, status) = (format!("check-in mark {number}."), ["completed", "skipped"][number % 2]);
        let body = json!({"habitGoalId": goal, "status": status, "notes": mark});
        let logged = ruth.post("checkins", &body).await;
        assert_eq!(logged.is(200)["checkin"]["notes"], json!(mark));
        marks.push(mark);
    }
    watcher.unwrap().stop();
    let calls = calls_of(&std::fs::read_to_string(trace).unwrap());
    assert_eq!(judge(&calls, &marks), Ok(3 * WORDS));
    // The judge sees it if any acknowledgement leaves before the syncs that it waited for.
    for (mark, syncs) in syncs_before(&calls, &marks) {
        let (late, mut kept): (Vec<_>, Vec<_>) =
            calls.iter().enumerate().partition(|(at, _)| syncs.contains(at));
        kept.extend(late);
        let moved: Vec<_> = kept.into_iter().map(|(_, call)| call.clone()).collect();
        let judged = judge(&moved, &marks);
        assert!(judged.is_err() || judged < Ok(3 * WORDS), "{mark}");
    }
}

/// For each acknowledgement the syncs that it waited for: those of its file since the one before of the same file.
fn syncs_before(calls: &[String], marks: &[String]) -> BTreeMap<String, HashSet<usize>> {
    let mut syncs: BTreeMap<String, HashSet<usize>> = BTreeMap::new();
    let mut acknowledged = 0;
    for (at, call) in calls.iter().enumerate() {
        if let Some(file) = durable_file(call) {
            let waits = marks[acknowledged..].iter().find(|mark| file.ends_with(where_it_is(mark)));
            if let Some(mark) = waits.filter(|_| is_sync(call)) {
                syncs.entry(mark.clone()).or_default().insert(at);
            }
        } else if marks.get(acknowledged).is_some_and(|mark| call.contains(&**mark)) {
            acknowledged += 1;
        }
    }
    assert_eq!(syncs.len(), marks.len(), "each waited for one");
    syncs
}
