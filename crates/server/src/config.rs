//! What the operator can set: the commands and their options, each with a default that works on an empty folder.
//! It reads the command line and the environment, and nothing else.

use clap::{Args, Parser, Subcommand};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;

/// Kith: the real-time home of people who keep each other going.
#[derive(Debug, Parser)]
#[command(name = "kith", version, about, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub task: Task,
}

/// What the binary can do.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Serve the web client, the REST API and live connections
    Serve(Config),
    /// Fill an empty database with a demo team, and print its sign-ins
    SeedDemo(Storage),
    /// Serve echoes for the protocols' own test suites
    #[command(hide = true)]
    ConformanceServer(Conformance),
}

/// The options of `kith conformance-server`.
#[derive(Clone, Debug, Args)]
pub struct Conformance {
    /// The address to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "localhost:3000", value_parser = address)]
    pub listen: SocketAddr,

    /// How often a client is pinged, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 300, value_parser = span_ms())]
    pub ping_interval_ms: u64,

    /// How long the answer to a ping may take, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 200, value_parser = span_ms())]
    pub ping_timeout_ms: u64,
}

/// Where everything is kept.
#[derive(Clone, Debug, Args)]
pub struct Storage {
    /// The folder for all that Kith keeps; made if it is missing
    #[arg(long, env = "KITH_DATA_DIR", value_name = "FOLDER", default_value = "./data")]
    pub data_dir: PathBuf,

    /// The database: sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME [default: sqlite: in the data folder]
    #[arg(long, env = "KITH_DATABASE_URL", value_name = "URL", value_parser = database_url, hide_env_values = true)]
    pub database_url: Option<DatabaseUrl>,
}

/// The options of `kith serve`.
#[derive(Clone, Debug, Args)]
pub struct Config {
    /// The address to listen on; port 0 picks a free one
    #[arg(long, env = "KITH_LISTEN", value_name = "ADDR:PORT", default_value = "127.0.0.1:7743", value_parser = address)]
    pub listen: SocketAddr,

    /// Where everything is kept.
    #[command(flatten)]
    pub storage: Storage,

    /// For several nodes, in a later release; this one runs a single node and refuses it
    #[arg(long, env = "KITH_REDIS_URL", value_name = "URL", value_parser = no_redis)]
    redis_url: Option<NoRedis>,

    /// Used by a later release; accepted so that scripts keep working
    #[arg(long, env = "KITH_NODE_ID", value_name = "NAME")]
    node_id: Option<String>,

    /// The secret that tokens are signed with [default: made once and kept in the data folder]
    #[arg(long, env = "KITH_JWT_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub jwt_secret: Option<String>,

    /// How long likes are gathered before they go to the database together, in milliseconds
    #[arg(long, env = "KITH_LIKE_FLUSH_MS", value_name = "MS", default_value_t = 60_000, value_parser = span_ms())]
    pub like_flush_ms: u64,

    /// How long a room may hear nothing before it sleeps, in milliseconds
    #[arg(long, env = "KITH_ROOM_IDLE_MS", value_name = "MS", default_value_t = 10_000, value_parser = span_ms())]
    pub room_idle_ms: u64,

    /// How often a room repeats who is here, in milliseconds
    #[arg(long, env = "KITH_PRESENCE_BEAT_MS", value_name = "MS", default_value_t = 30_000, value_parser = span_ms())]
    pub presence_beat_ms: u64,

    /// How long a connection may be silent before it is pinged, in milliseconds
    #[arg(long, env = "KITH_PING_INTERVAL_MS", value_name = "MS", default_value_t = 25_000, value_parser = span_ms())]
    pub ping_interval_ms: u64,

    /// How long the answer to a ping may take before the connection counts as gone, in milliseconds
    #[arg(long, env = "KITH_PING_TIMEOUT_MS", value_name = "MS", default_value_t = 30_000, value_parser = span_ms())]
    pub ping_timeout_ms: u64,

    /// How many live connections to hold at once; further ones are told to come back
    #[arg(long, env = "KITH_MAX_CONNECTIONS", value_name = "COUNT", default_value_t = 50_000,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_connections: u32,

    /// The address that people reach Kith at, for invite links [default: http:// and the listening address]
    #[arg(long, env = "KITH_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,

    /// Pages of other origins that may open live connections, such as https://team.example, with commas between
    #[arg(long, env = "KITH_ALLOWED_ORIGINS", value_name = "ORIGINS", value_delimiter = ',', value_parser = origin)]
    pub allowed_origins: Vec<String>,
}

/// A database's address; shown without its password.
#[derive(Clone)]
pub struct DatabaseUrl(String);

/// There is no value of it: the option is refused.
#[derive(Clone, Copy, Debug)]
struct NoRedis;

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.split_once(':').map_or("…", |(scheme, _)| scheme))
    }
}

impl Storage {
    /// Makes the data folder and gives the database's address.
    ///
    /// # Errors
    /// When the folder cannot be made; the message says which.
    pub fn database_url(&self) -> Result<String, String> {
        std::fs::create_dir_all(&self.data_dir).map_err(|error| {
            format!("the data folder {} cannot be made: {error}", self.data_dir.display())
        })?;
        Ok(self.url())
    }

    fn url(&self) -> String {
        match &self.database_url {
            Some(given) if !given.0.is_empty() => given.0.clone(),
            Some(_) | None => format!("sqlite:{}", self.data_dir.join("kith.db").display()),
        }
    }
}

impl Config {
    /// Makes the data folder and gives the database's address.
    ///
    /// # Errors
    /// As [`Storage::database_url`].
    pub fn database_url(&self) -> Result<String, String> {
        self.storage.database_url()
    }

    /// The secret given by the operator.
    #[must_use]
    pub fn given_secret(&self) -> Option<&str> {
        self.jwt_secret.as_deref().filter(|secret| !secret.is_empty())
    }

    /// The address that people reach Kith at, without a `/` at its end; `bound` is where it listens.
    #[must_use]
    pub fn public_url(&self, bound: SocketAddr) -> String {
        match &self.public_url {
            Some(given) if !given.is_empty() => given.clone(),
            Some(_) | None => {
                // "Any address" is one to listen on, not one to go to.
                let ip = match bound.ip() {
                    IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
                    IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
                    ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
                };
                format!("http://{}", SocketAddr::new(ip, bound.port()))
            }
        }
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.to_socket_addrs()
        .ok()
        .and_then(|mut found| found.next())
        .ok_or_else(|| "write an address and a port, such as 127.0.0.1:7743".to_owned())
}

fn database_url(text: &str) -> Result<DatabaseUrl, String> {
    let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
    if known || text.is_empty() {
        return Ok(DatabaseUrl(text.to_owned()));
    }
    Err("write sqlite: and a file, or postgres://USER:PASSWORD@HOST/NAME".to_owned())
}

fn no_redis(text: &str) -> Result<NoRedis, String> {
    if text.is_empty() {
        return Ok(NoRedis);
    }
    Err("This build runs one node; leave out --redis-url and unset KITH_REDIS_URL. Several nodes come with a later \
         release."
        .to_owned())
}

fn public_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    if text.is_empty() || rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['?', '#', ' '])) {
        return Ok(url.to_owned());
    }
    Err("write where people reach Kith, such as https://kith.example".to_owned())
}

fn origin(text: &str) -> Result<String, String> {
    let origin = text.trim().to_ascii_lowercase();
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    if text.is_empty()
        || host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', ' ', '*']))
    {
        return Ok(origin);
    }
    Err("write origins as a browser sends them, such as https://team.example, with commas between".to_owned())
}

/// A time from 10 ms to a day.
fn span_ms() -> clap::builder::RangedU64ValueParser {
    clap::builder::RangedU64ValueParser::new().range(10..=86_400_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn serve(args: &[&str]) -> Result<Config, String> {
        let cli =
            Cli::try_parse_from(["kith", "serve"].iter().chain(args)).map_err(|error| error.to_string())?;
        match cli.task {
            Task::Serve(config) => Ok(config),
            Task::SeedDemo(_) | Task::ConformanceServer(_) => unreachable!("serve was asked for"),
        }
    }

    #[test]
    fn the_command_line_is_well_made() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_option_has_its_variable_and_its_explanation() {
        let command = Cli::command();
        for arg in command.find_subcommand("serve").unwrap().get_arguments() {
            let name = arg.get_id().as_str();
            if !["help", "version"].contains(&name) {
                let variable = format!("KITH_{}", name.to_uppercase());
                assert_eq!(arg.get_env().unwrap().to_str(), Some(variable.as_str()));
                assert!(arg.get_help().is_some(), "{name}");
            }
        }
    }

    #[test]
    fn the_defaults_work_on_an_empty_folder() {
        let config = serve(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:7743");
        assert_eq!(config.storage.url(), "sqlite:./data/kith.db");
        assert_eq!(config.given_secret(), None);
        assert_eq!(config.public_url(config.listen), "http://127.0.0.1:7743");
        assert_eq!((config.ping_interval_ms, config.ping_timeout_ms), (25_000, 30_000));
        assert!(config.allowed_origins.is_empty());
    }

    #[test]
    fn a_wrong_value_is_refused_with_what_to_write() {
        for (args, advice) in [
            (["--listen", "7743"], "127.0.0.1:7743"),
            (["--database-url", "mysql://x"], "postgres://"),
            (["--redis-url", "redis://127.0.0.1"], "This build runs one node"),
            (["--public-url", "kith.example"], "https://kith.example"),
            (["--allowed-origins", "https://a.example,b.example"], "https://team.example"),
            (["--allowed-origins", "*"], "https://team.example"),
            (["--ping-interval-ms", "0"], "10..=86400000"),
            (["--max-connections", "0"], "1..=1000000"),
        ] {
            let error = serve(&args).unwrap_err();
            assert!(error.contains(advice), "{args:?}: {error}");
        }
    }

    #[test]
    fn values_are_tidied() {
        let config = serve(&[
            "--listen",
            "0.0.0.0:0",
            "--public-url",
            "https://kith.example/",
            "--allowed-origins",
            "https://A.example, http://b.example:8080",
            "--redis-url",
            "",
        ])
        .unwrap();
        assert_eq!(config.public_url(config.listen), "https://kith.example");
        assert_eq!(config.allowed_origins, ["https://a.example", "http://b.example:8080"]);
        let unset = serve(&["--public-url", ""]).unwrap();
        assert_eq!(unset.public_url("0.0.0.0:8080".parse().unwrap()), "http://127.0.0.1:8080");
        assert_eq!(unset.public_url("[::]:8080".parse().unwrap()), "http://[::1]:8080");
    }

    #[test]
    fn a_password_in_the_database_address_is_not_shown() {
        let config = serve(&["--database-url", "postgres://kith:secret@db/kith"]).unwrap();
        assert!(!format!("{config:?}").contains("secret@"), "{config:?}");
    }
}
