//! Other programs, run so that nothing outlives us: each in its own process group with a watcher that ends the whole
//! group when the program is done, when its time is up, or when this tool dies of whatever cause.

use crate::Attempt;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, IsTerminal, Read, Write, stdout};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What a program may take, if nobody says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(15 * 60);
/// How long a reader may still hold a dead program's output: somebody who left the group kept it open.
const LAST_WORDS: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(20);

/// Runs its arguments as a program without input. Standard input is our lifeline: `done` means that the program ended
/// and leftovers can go at once; the end of it means that we want everything ended, or are dead ourselves.
const WATCHED: &str = r#"
exec 3<&0
(
  read -r word <&3
  trap "" TERM
  kill -TERM 0
  if [ "$word" = done ]; then sleep 0.1; else sleep 3; fi
  kill -KILL 0
) >/dev/null 2>&1 &
exec "$@" </dev/null 3<&-
"#;

/// A program with its arguments, not yet started.
#[derive(Clone)]
pub struct Task {
    program: OsString,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    folder: Option<PathBuf>,
    patience: Duration,
}

/// A program that ran.
pub struct Finished {
    /// Whether it ended by itself and with status 0.
    pub success: bool,
    /// How it ended, in words.
    pub ending: String,
    /// Both its outputs, line by line as they came, without colours.
    pub output: String,
}

impl Task {
    pub fn new(program: impl Into<OsString>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            environment: Vec::new(),
            folder: None,
            patience: PATIENCE,
        }
    }

    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.into(), value.as_ref().to_owned()));
        self
    }

    pub fn folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.folder = Some(folder.as_ref().to_owned());
        self
    }

    /// Runs it to its end, passing on what it says.
    ///
    /// # Errors
    /// It could not be started. Failing is not an error here; see [`Task::must_run`].
    pub fn run(self) -> Attempt<Finished> {
        let mut command = Command::new("sh");
        command.args(["-c", WATCHED, "sh"]).arg(&self.program).args(&self.arguments);
        self.dress(&mut command);
        // It sees a pipe, and we know better.
        let colourful = stdout().is_terminal();
        if colourful {
            command.envs([("CARGO_TERM_COLOR", "always"), ("FORCE_COLOR", "1")]);
        }
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("`{}`: {error}.", self.shown()))?;
        let (lines, heard) = sync_channel(64);
        listen(child.stdout.take(), lines.clone());
        listen(child.stderr.take(), lines);
        let output = Arc::new(Mutex::new(String::new()));
        let gathered = Arc::clone(&output);
        let gatherer = thread::spawn(move || {
            for line in heard {
                let plain = without_colours(&line);
                println!("{}", if colourful { &line } else { &plain });
                let mut output = gathered.lock().unwrap_or_else(PoisonError::into_inner);
                output.push_str(&plain);
                output.push('\n');
            }
        });
        let (success, ending) = self.wait(&mut child)?;
        wait_within(&gatherer, LAST_WORDS);
        let output = output.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(Finished { success, ending, output })
    }

    /// Runs it to its end, passing on what it says.
    ///
    /// # Errors
    /// It could not be started, failed, or took too long.
    pub fn must_run(self) -> Attempt<Finished> {
        let shown = self.shown();
        let finished = self.run()?;
        if finished.success { Ok(finished) } else { Err(format!("`{shown}` {}.", finished.ending)) }
    }

    /// Becomes the program: signals and the exit status are its own from here on.
    ///
    /// # Errors
    /// Only returns if it could not be started.
    pub fn become_it(self) -> Attempt<ExitCode> {
        let shown = self.shown();
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        self.dress(&mut command);
        Err(format!("`{shown}` could not be started: {}.", command.exec()))
    }

    fn wait(&self, child: &mut Child) -> Attempt<(bool, String)> {
        let mut lifeline = child.stdin.take();
        let deadline = Instant::now() + self.patience;
        loop {
            if let Some(status) = child.try_wait().map_err(|error| format!("`{}`: {error}.", self.shown()))? {
                // The watcher may be gone already: then there is nothing left to end.
                drop(lifeline.as_mut().map(|line| line.write_all(b"done\n")));
                return Ok((status.success(), format!("ended with {status}")));
            }
            if Instant::now() > deadline {
                drop(lifeline.take());
                drop(child.wait());
                let limit_min = self.patience.as_secs() / 60;
                return Ok((false, format!("was ended because it took longer than {limit_min} minutes")));
            }
            thread::sleep(POLL);
        }
    }

    fn dress(&self, command: &mut Command) {
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
    }

    fn shown(&self) -> String {
        let program = Path::new(&self.program).file_name().unwrap_or(&self.program);
        let words = std::iter::once(program).chain(self.arguments.iter().map(OsString::as_os_str));
        words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
    }
}

/// The standard output of a program that answers a question at once; `None` if it cannot or fails.
pub fn answer(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<String> {
    let output =
        Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn listen(stream: Option<impl Read + Send + 'static>, lines: SyncSender<String>) {
    let Some(stream) = stream else { return };
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
            if lines.send(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned()).is_err() {
                return;
            }
            line.clear();
        }
    });
}

fn wait_within(thread: &thread::JoinHandle<()>, limit: Duration) {
    let deadline = Instant::now() + limit;
    while !thread.is_finished() && Instant::now() < deadline {
        thread::sleep(POLL);
    }
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find("\u{1b}[") {
        plain.push_str(&rest[..start]);
        let sequence = &rest[start + 2..];
        rest = sequence.find(|c: char| c.is_ascii_alphabetic()).map_or("", |end| &sequence[end + 1..]);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Task {
        Task::new("sh").args(["-c", script])
    }

    /// Whether there is such a process, and not just its remains that nobody has collected yet.
    fn runs(pid: &str) -> bool {
        let state = match std::fs::read_to_string(format!("/proc/{pid}/stat")) {
            Ok(stat) => stat.rsplit(')').next().map(|rest| rest.trim().to_owned()),
            Err(_) if Path::new("/proc/self/stat").exists() => None,
            Err(_) => answer("ps", &["-o", "stat=", "-p", pid]),
        };
        state.is_some_and(|state| !state.starts_with('Z'))
    }

    #[test]
    fn both_outputs_and_the_status_are_told() {
        let finished = shell("echo out; echo err >&2; exit 3").run().unwrap();
        assert!(!finished.success);
        assert!(finished.ending.contains('3'), "{}", finished.ending);
        let mut lines: Vec<_> = finished.output.lines().collect();
        lines.sort_unstable();
        assert_eq!(lines, ["err", "out"]);
    }

    #[test]
    fn a_program_has_no_input() {
        assert_eq!(shell("cat; echo end").run().unwrap().output, "end\n");
    }

    #[test]
    fn leftovers_end_with_the_program() {
        let finished = shell("sleep 600 & echo $!").run().unwrap();
        let left = finished.output.trim().to_owned();
        assert!(left.parse::<u32>().is_ok(), "{left}");
        let deadline = Instant::now() + Duration::from_secs(5);
        while runs(&left) {
            assert!(Instant::now() < deadline, "process {left} is still there");
            thread::sleep(POLL);
        }
    }

    #[test]
    fn a_program_that_takes_too_long_is_ended() {
        let task = Task { patience: Duration::from_millis(100), ..shell("trap '' TERM; sleep 600") };
        let start = Instant::now();
        let finished = task.run().unwrap();
        assert!(!finished.success);
        assert!(finished.ending.contains("longer"), "{}", finished.ending);
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn colours_are_taken_out() {
        assert_eq!(without_colours("\u{1b}[1m\u{1b}[32m3 passed\u{1b}[0m"), "3 passed");
        assert_eq!(without_colours("plain"), "plain");
    }
}
