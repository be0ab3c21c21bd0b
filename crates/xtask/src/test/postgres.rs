//! A PostgreSQL of our own for one test run: in a temporary folder, on a free port, gone afterwards.

use crate::process::answer;
use crate::{Attempt, workspace};
use std::fs;
use std::io;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// Where ports are looked for: below those that the system hands out to connections, so that nothing takes one between
/// our look and the server's start.
const PORTS: std::ops::Range<u16> = 20_000..32_000;
/// How many ports are tried.
const TRIES: usize = 8;
/// `nobody` on Debian.
const NOBODY: User = User { uid: 65_534, gid: 65_534 };

/// Stops the server and takes its folder away when its input ends, which it also does when this tool is killed.
/// It runs apart from the terminal, so that Ctrl-C does not end it first.
const KEEPER: &str = r#"
cat >/dev/null
"$1" -D "$2/data" -m immediate -w stop >/dev/null 2>&1
rm -rf "$2"
"#;

/// A running server. Dropping it stops the server.
pub struct Postgres {
    url: String,
    keeper: Child,
}

#[derive(Clone, Copy)]
struct User {
    uid: u32,
    gid: u32,
}

impl Postgres {
    /// Makes and starts one.
    ///
    /// # Errors
    /// It is not installed, or does not start.
    pub fn start() -> Attempt<Self> {
        let programs = programs().ok_or("initdb not found")?;
        let folder = std::env::temp_dir().join(format!("kith-test-pg-{}", std::process::id()));
        // PostgreSQL refuses to run as root.
        let user = answer("id", &["-u"]).filter(|uid| uid == "0").map(|_| unprivileged());
        make_private(&folder, user).map_err(|error| format!("{}: {error}.", folder.display()))?;
        let keeper = act_as(user, &mut Command::new("sh"), &folder)
            .args(["-c", KEEPER, "sh"])
            .args([programs.join("pg_ctl"), folder.clone()])
            .stdin(Stdio::piped())
            .process_group(0)
            .spawn()
            .map_err(|error| format!("sh: {error}."))?;
        // From here on the keeper cleans up, whatever fails.
        let mut server = Self { url: String::new(), keeper };
        let port = server.initialize(&programs, &folder, user)?;
        server.url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        Ok(server)
    }

    /// Where a superuser reaches it.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn initialize(&mut self, programs: &Path, folder: &Path, user: Option<User>) -> Attempt<u16> {
        let data = folder.join("data");
        let run = |program: &str, arguments: &[&str]| {
            let mut command = Command::new(programs.join(program));
            act_as(user, &mut command, folder)
                .arg("-D")
                .arg(&data)
                .args(arguments)
                .stdin(Stdio::null())
                .output()
        };
        let settings = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"];
        told("initdb", run("initdb", &settings))?;
        let log = folder.join("log");
        let mut last = Err(String::from("no port is free"));
        for port in free_ports().take(TRIES) {
            let options = format!(
                "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 \
                 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
            );
            let start = ["-w", "-t", "30", "-l", &log.to_string_lossy(), "-o", &options, "start"];
            last = told("pg_ctl", run("pg_ctl", &start)).map(|()| port);
            if last.is_ok() {
                break;
            }
        }
        last.map_err(|problem| format!("{problem}\n{}", fs::read_to_string(&log).unwrap_or_default()))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        drop(self.keeper.wait());
    }
}

/// The folder with `initdb` and `pg_ctl`; Debian keeps them off the PATH.
pub fn programs() -> Option<PathBuf> {
    let on_path = workspace::on_path("initdb").and_then(|file| file.parent().map(Path::to_path_buf));
    let mut versions: Vec<PathBuf> = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten())
        .map(|entry| entry.path().join("bin"))
        .collect();
    versions.sort();
    versions.reverse();
    on_path
        .into_iter()
        .chain(versions)
        .find(|bin| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file())
}

fn free_ports() -> impl Iterator<Item = u16> {
    // Two runs at a time begin at different places.
    let first = PORTS.start + (std::process::id() % u32::from(PORTS.end - PORTS.start)) as u16;
    (first..PORTS.end)
        .chain(PORTS.start..first)
        .filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
}

fn unprivileged() -> User {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let postgres = users.lines().find_map(|line| line.strip_prefix("postgres:"));
    postgres.and_then(read_user).unwrap_or(NOBODY)
}

/// Reads `x:104:109:…`, a line of /etc/passwd behind the name.
fn read_user(line: &str) -> Option<User> {
    let mut fields = line.split(':').skip(1).map(str::parse);
    Some(User { uid: fields.next()?.ok()?, gid: fields.next()?.ok()? })
}

fn make_private(folder: &Path, user: Option<User>) -> io::Result<()> {
    fs::create_dir(folder)?;
    match user {
        Some(User { uid, gid }) => std::os::unix::fs::chown(folder, Some(uid), Some(gid)),
        None => Ok(()),
    }
}

fn act_as<'a>(user: Option<User>, command: &'a mut Command, folder: &Path) -> &'a mut Command {
    if let Some(User { uid, gid }) = user {
        command.uid(uid).gid(gid);
    }
    command.current_dir(folder)
}

fn told(program: &str, output: io::Result<Output>) -> Attempt<()> {
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim())),
        Err(error) => Err(format!("{program}: {error}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    #[test]
    fn a_user_is_read_from_the_list_of_users() {
        let user = read_user("x:104:109:PostgreSQL administrator:/var/lib/postgresql:/bin/bash").unwrap();
        assert_eq!((user.uid, user.gid), (104, 109));
        assert!(read_user("x:not a number").is_none());
    }

    #[test]
    fn a_server_answers_and_leaves_nothing() {
        if programs().is_none() {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "CI must have PostgreSQL");
            println!("skipped: initdb not found");
            return;
        }
        let server = Postgres::start().unwrap();
        let address = server.url().split(['@', '/']).nth(3).unwrap().to_owned();
        TcpStream::connect(&address).unwrap();
        drop(server);
        assert!(TcpStream::connect(&address).is_err());
        let folder = std::env::temp_dir().join(format!("kith-test-pg-{}", std::process::id()));
        assert!(!folder.exists());
    }

    #[test]
    fn ports_are_below_those_of_connections_and_free() {
        for port in free_ports().take(3) {
            assert!(PORTS.contains(&port));
            let taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
            assert!(!free_ports().take(20).any(|other| other == port));
            drop(taken);
        }
    }
}
