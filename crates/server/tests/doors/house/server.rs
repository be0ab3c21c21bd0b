//! The real binary as a child process: started on a free port, spoken to by signals, never left behind. It knows
//! nothing of what is asked of it over the wire.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

const START_MAX: Duration = Duration::from_secs(30);
const LOG_SHOWN_LINES: usize = 60;

/// A running `kith serve`. Dropping it kills it.
pub struct Server {
    child: Child,
    stdout: BufReader<ChildStdout>,
    log: PathBuf,
    pub address: SocketAddr,
}

impl Server {
    /// Starts it and waits for its one line.
    pub async fn start(data_dir: &Path, listen: &str, options: &[String]) -> Self {
        let mut arguments: Vec<_> = ["serve", "--listen", listen, "--data-dir"].map(OsString::from).into();
        arguments.push(data_dir.into());
        arguments.extend(options.iter().map(OsString::from));
        Self::run(&arguments, data_dir.with_extension("log")).await
    }

    /// Starts the echoes of the protocols on a free port.
    pub async fn start_echoes(options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let fixed = ["conformance-server", "--listen", "127.0.0.1:0"];
        let arguments: Vec<_> = fixed.iter().chain(options).map(OsString::from).collect();
        Self::run(&arguments, folder.path().join("echoes.log")).await
    }

    async fn run(arguments: &[OsString], log: PathBuf) -> Self {
        let file = File::options().create(true).append(true).open(&log).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("KITH_")) {
            command.env_remove(name);
        }
        let mut child =
            command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(file).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let ready = timeout(START_MAX, tokio::task::spawn_blocking(|| first_line(stdout))).await;
        let (line, stdout) = match ready {
            Ok(read) => read.unwrap(),
            Err(_) => {
                end(&mut child);
                panic!("kith did not start within {START_MAX:?}:\n{}", tail(&log));
            }
        };
        let address = line.trim_end().strip_prefix("kith listening on http://").map(str::parse);
        let Some(Ok(address)) = address else {
            end(&mut child);
            panic!("kith said {line:?} where its address was expected:\n{}", tail(&log));
        };
        Self { child, stdout, log, address }
    }

    /// Tries to start a server that cannot, waits for its end, and gives what it complained of.
    pub async fn complaint(data_dir: &Path, options: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("KITH_")) {
            command.env_remove(name);
        }
        command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(data_dir).args(options);
        let ended = timeout(START_MAX, tokio::task::spawn_blocking(move || command.output())).await;
        let output = ended.unwrap().unwrap().unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        end(&mut self.child);
    }

    /// `kill -TERM`.
    pub fn terminate(&self) {
        let sent = Command::new("sh").args(["-c", &format!("kill -TERM {}", self.child.id())]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end; then nothing may stand on standard output but the line of the start.
    pub async fn ended(&mut self, within: Duration) -> ExitStatus {
        let deadline = Instant::now() + within;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                let mut rest = String::new();
                self.stdout.read_to_string(&mut rest).unwrap();
                assert_eq!(rest, "", "standard output has one line");
                return status;
            }
            assert!(Instant::now() < deadline, "kith did not end within {within:?}:\n{}", tail(&self.log));
            sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
        if std::thread::panicking() {
            eprintln!("the server's log ends with:\n{}", tail(&self.log));
        }
    }
}

fn first_line(mut stdout: BufReader<ChildStdout>) -> (String, BufReader<ChildStdout>) {
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    (line, stdout)
}

fn end(child: &mut Child) {
    // It may have ended by itself.
    child.kill().ok();
    child.wait().ok();
}

fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(LOG_SHOWN_LINES)..].join("\n")
}
