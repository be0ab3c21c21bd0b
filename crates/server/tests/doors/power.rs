//! What a power cut would leave: `strace` tells in which order the server writes, syncs and answers. A `kill -9` cannot
//! show it, for the kernel keeps what it was given.

use crate::house::{House, Person, has, text};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
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
            if synced.is_empty() || !unsynced.is_empty() {
                return Err(format!("{mark} was acknowledged with {unsynced:?} not synced: {call}"));
            }
            acknowledged += 1;
            synced.clear();
        }
    }
    Ok(acknowledged)
}

/// A running pact of somebody with somebody else, and its habit.
async fn pact_of(creator: &Person, partner: &Person) -> (String, String) {
    let goal = json!({"name": "Run", "frequencyType": "daily"});
    let goal = text(&creator.post("habit-goals", &goal).await.is(201)["habitGoal"], "id");
    let pact = json!({"habitGoalId": goal, "durationDays": 7, "partnerUserIds": [partner.id]});
    let pact = text(&creator.post("pacts", &pact).await.is(201)["pact"], "id");
    partner.post(&format!("pacts/{pact}/accept"), &Value::Null).await.is(200);
    (goal, pact)
}

#[tokio::test]
async fn jo1_st2_each_like_post_and_check_in_is_on_the_disk_before_it_is_acknowledged() {
    let house = House::with(&["--like-flush-ms=86400000"]).await;
    let (team, [sarah, ruth]) = house.team(["sarah", "ruth"]).await;
    let (goal, pact) = pact_of(&sarah, &ruth).await;
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
        let body = json!({"habitGoalId": goal, "pactId": pact, "status": status, "notes": mark});
        let logged = ruth.post("checkins", &body).await;
        assert_eq!(logged.is(if number == 0 { 201 } else { 200 })["checkin"]["notes"], json!(mark));
        marks.push(mark);
    }
    watcher.unwrap().stop();
    let calls = calls_of(&std::fs::read_to_string(trace).unwrap());
    assert_eq!(judge(&calls, &marks), Ok(3 * WORDS));
    // The judge sees it if any acknowledgement leaves before the sync that it waited for.
    for sync in
        (0..calls.len()).filter(|call| is_sync(&calls[*call]) && durable_file(&calls[*call]).is_some())
    {
        let mut late = calls.clone();
        let call = late.remove(sync);
        late.push(call);
        let judged = judge(&late, &marks);
        assert!(judged.is_err() || judged < Ok(3 * WORDS), "{}", calls[sync]);
    }
}
