//! The server under measurement: a child process that ends with its owner. It knows no scenario.

use crate::Attempt;
use crate::resources::Resources;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// How long the server may take to start.
const START_MAX: Duration = Duration::from_secs(30);
/// How long a killed server may take to be gone.
const GONE_MAX: Duration = Duration::from_secs(5);
const READY: &str = "kith listening on http://";

/// A running server.
pub struct Server {
    child: Child,
    pid: u32,
    address: SocketAddr,
    /// From the start of the process to its word that it is ready.
    pub started_in: Duration,
    /// Kept open, so that the server never writes to nobody.
    _words: Lines<BufReader<ChildStdout>>,
}

impl Server {
    /// Starts a server on this data folder, with these options, and waits until it is ready.
    ///
    /// # Errors
    /// There is no binary, or it did not become ready.
    pub async fn start(data_dir: &Path, options: &[String]) -> Attempt<Self> {
        let binary = binary()?;
        let began = Instant::now();
        let mut command = Command::new(&binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(data_dir).args(options);
        // What the shell has set for another server is not for this one; only the log level is.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("KITH_") && name != "KITH_LOG")
        {
            command.env_remove(name);
        }
        if std::env::var_os("KITH_LOG").is_none() {
            command.env("KITH_LOG", "warn");
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{} cannot be started: {error}", binary.display()))?;
        let (Some(stdout), Some(pid)) = (child.stdout.take(), child.id()) else {
            return Err("the server ended at once".into());
        };
        let mut words = BufReader::new(stdout).lines();
        let address = timeout(START_MAX, ready(&mut words))
            .await
            .map_err(|_| "the server did not become ready in time")??;
        Ok(Self { child, pid, address, started_in: began.elapsed(), _words: words })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has used so far.
    ///
    /// # Errors
    /// It is gone.
    pub fn resources(&self) -> Attempt<Resources> {
        Resources::of(self.pid)
    }

    /// Kills it as `kill -9` does and waits until it is gone.
    ///
    /// # Errors
    /// It cannot be killed.
    pub async fn kill(mut self) -> Attempt<()> {
        self.child.kill().await?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Gone before its folder is: it could write another file while that is being emptied.
        let until = Instant::now() + GONE_MAX;
        if self.child.start_kill().is_ok() {
            while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

async fn ready(words: &mut Lines<BufReader<ChildStdout>>) -> Attempt<SocketAddr> {
    while let Some(line) = words.next_line().await? {
        if let Some(address) = line.strip_prefix(READY) {
            return Ok(address.parse()?);
        }
    }
    Err("the server ended before it was ready; its reason stands above".into())
}

fn binary() -> Attempt<PathBuf> {
    let binary =
        std::env::var_os("KITH_BIN").map_or_else(|| PathBuf::from("target/release/kith"), PathBuf::from);
    if !binary.is_file() {
        return Err(format!(
            "there is no server at {}. Build it with `cargo build --release -p kith`, and run this in the \
             repository's root or set KITH_BIN.",
            binary.display()
        )
        .into());
    }
    Ok(binary)
}
