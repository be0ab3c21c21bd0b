//! A PostgreSQL of one run's own: in a temporary folder, on a free port, gone with the run, also when the run is
//! killed. It can be frozen, stopped and started again, and knows no scenario.

use crate::Attempt;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Where ports are looked for: below those that the system hands out to connections.
const PORTS: std::ops::Range<u16> = 20_000..32_000;
/// How many ports are tried.
const TRIES: usize = 8;
/// `nobody` on Debian.
const NOBODY: (u32, u32) = (65_534, 65_534);

/// Stops the server and takes its folder away when its input ends, which it also does when this program is killed.
/// A frozen server is thawed first, for it could not hear that it is to stop.
const KEEPER: &str = r#"
cat >/dev/null
postmaster=$(head -n 1 "$2/data/postmaster.pid" 2>/dev/null)
if [ -n "$postmaster" ]; then kill -CONT "$postmaster" $(pgrep -P "$postmaster") 2>/dev/null; fi
"$1" -D "$2/data" -m immediate -w stop >/dev/null 2>&1
rm -rf "$2"
"#;

/// Whether what is committed is on the disk when it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// It is, as in any server that is meant.
    Durable,
    /// What dies is Kith and not the machine: nothing needs to reach the disk.
    Forgetful,
}

/// A PostgreSQL. Dropping it stops it and takes its folder away.
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    /// Who it runs as, where this program may not run it itself.
    user: Option<(u32, u32)>,
    port: u16,
    disk: Disk,
    keeper: Child,
}

impl Postgres {
    /// Makes and starts one.
    ///
    /// # Errors
    /// It is not installed, or does not start.
    pub fn start(disk: Disk) -> Attempt<Self> {
        let programs = programs().ok_or("PostgreSQL is not installed: there is no initdb")?;
        let folder = std::env::temp_dir().join(format!("kith-bench-pg-{}", std::process::id()));
        // PostgreSQL refuses to run as root.
        let is_root = std::fs::metadata("/proc/self")?.uid() == 0;
        let user = is_root.then(unprivileged);
        std::fs::create_dir(&folder)?;
        if let Some((uid, gid)) = user {
            chown(&folder, Some(uid), Some(gid))?;
        }
        let keeper = as_user(user, &mut Command::new("sh"), &folder)
            .args(["-c", KEEPER, "sh"])
            .args([programs.join("pg_ctl"), folder.clone()])
            .stdin(Stdio::piped())
            .process_group(0)
            .spawn()?;
        // From here on the keeper cleans up, whatever fails.
        let mut server = Self { programs, folder, user, port: 0, disk, keeper };
        server.run("initdb", &["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"])?;
        let mut started = Err("no port is free".into());
        for port in free_ports().take(TRIES) {
            server.port = port;
            started = server.start_again();
            if started.is_ok() {
                break;
            }
        }
        started.map(|()| server)
    }

    /// Where a superuser reaches it.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it where it was, and waits until it answers.
    ///
    /// # Errors
    /// It does not start.
    pub fn start_again(&self) -> Attempt<()> {
        let mut options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200",
            self.port
        );
        options.push_str(match self.disk {
            Disk::Durable => "",
            Disk::Forgetful => " -c fsync=off -c synchronous_commit=off -c full_page_writes=off",
        });
        if self.disk == Disk::Durable && self.can_count() {
            options.push_str(" -c shared_preload_libraries=pg_stat_statements");
        }
        let log = self.folder.join("log");
        self.run("pg_ctl", &["-w", "-t", "60", "-l", &log.to_string_lossy(), "-o", &options, "start"])
    }

    /// Stops it; its clients are cut off.
    ///
    /// # Errors
    /// It does not stop.
    pub fn stop(&self) -> Attempt<()> {
        self.run("pg_ctl", &["-w", "-t", "60", "-m", "fast", "stop"])
    }

    /// Makes all its processes stand still; its connections stay open and say nothing.
    ///
    /// # Errors
    /// It is not running.
    pub fn freeze(&self) -> Attempt<()> {
        self.signal("STOP")
    }

    /// Lets them go on.
    ///
    /// # Errors
    /// It is not running.
    pub fn thaw(&self) -> Attempt<()> {
        self.signal("CONT")
    }

    /// How many statements were asked so far, all connections together; `None` where nobody counts them.
    ///
    /// # Errors
    /// It does not answer.
    pub fn statements(&self) -> Attempt<Option<u64>> {
        const COUNT: &str = "CREATE EXTENSION IF NOT EXISTS pg_stat_statements; \
             SELECT SUM(calls) FROM pg_stat_statements";
        if self.disk == Disk::Forgetful || !self.can_count() {
            return Ok(None);
        }
        let Ok(asked) = Command::new("psql").args([&*self.url(), "-qAtc", COUNT]).output() else {
            return Ok(None);
        };
        if !asked.status.success() {
            return Err(String::from_utf8_lossy(&asked.stderr).into_owned().into());
        }
        Ok(Some(String::from_utf8(asked.stdout)?.trim().parse()?))
    }

    /// Whether the extension is installed that counts statements, and a client to ask it with.
    fn can_count(&self) -> bool {
        // What stands on the PATH may be a link to where the rest is.
        let initdb = self.programs.join("initdb").canonicalize();
        let home = initdb.as_deref().ok().and_then(Path::parent).and_then(Path::parent);
        home.is_some_and(|home| home.join("lib/pg_stat_statements.so").is_file())
    }

    fn signal(&self, signal: &str) -> Attempt<()> {
        let notes = std::fs::read_to_string(self.folder.join("data/postmaster.pid"))?;
        let postmaster: u32 = notes.lines().next().ok_or("postmaster.pid is empty")?.trim().parse()?;
        // The postmaster first: a frozen one makes no further children.
        let script = "kill -$1 $2; kill -$1 $(pgrep -P $2)";
        let sent =
            Command::new("sh").args(["-c", script, "sh", signal]).arg(postmaster.to_string()).status()?;
        if sent.success() { Ok(()) } else { Err(format!("kill -{signal}: {sent}").into()) }
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Attempt<()> {
        let mut command = Command::new(self.programs.join(program));
        let said = self.folder.join("said");
        let words = std::fs::File::create(&said)?;
        // Not a pipe: the server would keep it open.
        let status = as_user(self.user, &mut command, &self.folder)
            .arg("-D")
            .arg(self.folder.join("data"))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(words.try_clone()?)
            .stderr(words)
            .status()?;
        if status.success() {
            return Ok(());
        }
        Err(format!("{program}: {}", std::fs::read_to_string(said)?.trim()).into())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // It ends when the server has.
        drop(self.keeper.wait());
    }
}

/// The folder with `initdb` and `pg_ctl`; Debian keeps them off the PATH.
fn programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").map(|paths| std::env::split_paths(&paths).collect::<Vec<_>>());
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    versions.sort();
    versions.reverse();
    on_path.unwrap_or_default().into_iter().chain(versions).find(|folder| folder.join("initdb").is_file())
}

fn free_ports() -> impl Iterator<Item = u16> {
    // Two runs at a time begin at different places.
    let first = PORTS.start + (std::process::id() % u32::from(PORTS.end - PORTS.start)) as u16;
    (first..PORTS.end)
        .chain(PORTS.start..first)
        .filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
}

fn unprivileged() -> (u32, u32) {
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let line = users.lines().find_map(|line| line.strip_prefix("postgres:"));
    let ids = line.and_then(|line| {
        let mut fields = line.split(':').skip(1).map(str::parse);
        Some((fields.next()?.ok()?, fields.next()?.ok()?))
    });
    ids.unwrap_or(NOBODY)
}

fn as_user<'a>(user: Option<(u32, u32)>, command: &'a mut Command, folder: &Path) -> &'a mut Command {
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command.current_dir(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;
    use std::time::Duration;

    #[test]
    fn it_stands_still_stops_comes_back_and_leaves_nothing() {
        if programs().is_none() {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "CI must have PostgreSQL");
            return;
        }
        let server = Postgres::start(Disk::Forgetful).unwrap();
        let (folder, port) = (server.folder.clone(), server.port);
        let answers = || TcpStream::connect_timeout(&([127, 0, 0, 1], port).into(), Duration::from_secs(1));
        assert!(answers().is_ok());
        server.freeze().unwrap();
        server.thaw().unwrap();
        server.stop().unwrap();
        assert!(answers().is_err());
        server.start_again().unwrap();
        assert!(answers().is_ok());
        server.freeze().unwrap();
        drop(server);
        assert!(answers().is_err() && !folder.exists());
    }
}
