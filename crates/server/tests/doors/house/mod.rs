//! A house to knock at: the real server on a free port with a folder of its own, people who are registered there, and
//! what they say and hear. It is gone with the test, whatever happens to the test.

mod action;
mod echoes;
mod person;
pub mod pictures;
mod server;
mod socket;
mod stream;

pub use action::Action;
pub use echoes::{Came, Echoes, Polling, Wire};
pub use person::{Answer, Person, seqs};
pub use socket::{Socket, kind};
pub use stream::{connect, masked, send_queue_bytes, upgraded, upgraded_saying};

use futures_util::future::join_all;
use jsonwebtoken::{EncodingKey, Header};
use kith_domain::calendar::DayStart;
use kith_protocol::{TeamId, Timestamp, UserId};
use kith_store::{NewInvite, NewTeam, NewUser, Store};
use serde_json::{Value, json};
use server::Server;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;
use uuid::Uuid;

/// How long anything may take that is not about time; much, because the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// An id that nothing has.
pub const NOBODYS_ID: &str = "0198c0de-0000-7000-8000-0000000000ff";

/// A running server with its folder.
pub struct House {
    server: Server,
    /// Where it is now; after a restart somewhere else.
    address: Arc<Mutex<SocketAddr>>,
    listen: String,
    options: Vec<String>,
    http: reqwest::Client,
    folder: TempDir,
}

impl House {
    /// A house like any other.
    pub async fn open() -> Self {
        Self::with(&[]).await
    }

    /// A house with options of `kith serve`.
    pub async fn with(options: &[&str]) -> Self {
        Self::at("127.0.0.1:0", options).await
    }

    /// A house at this address; with port 0 at a free one.
    pub async fn at(listen: &str, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options: Vec<_> = options.iter().map(|option| (*option).to_owned()).collect();
        let server = Server::start(&folder.path().join("data"), listen, &options).await;
        // A connection for each request: what a kill or a restart cuts concerns one request.
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).timeout(PATIENCE).build();
        let address = Arc::new(Mutex::new(server.address));
        Self { server, address, listen: listen.to_owned(), options, http: http.unwrap(), folder }
    }

    /// The same folder with other options, where the server has ended.
    pub async fn on(mut house: Self, options: &[&str]) -> Self {
        house.options = options.iter().map(|option| (*option).to_owned()).collect();
        house.start_again().await;
        house
    }

    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Registers somebody, by a name that is theirs alone.
    pub async fn person(&self, name: &str) -> Person {
        let email = format!("{}@kith.example", name.to_lowercase().replace(' ', "."));
        let body = json!({"email": email, "password": "a long walk", "userName": name});
        let signed_in = self.nobody().post("auth/register", &body).await.is(201);
        let (id, token) = (text(&signed_in["user"], "id"), text(&signed_in, "idToken"));
        self.somebody(name, &id, Some(&token))
    }

    /// Somebody without a token.
    pub fn nobody(&self) -> Person {
        self.somebody("nobody", NOBODYS_ID, None)
    }

    pub fn somebody(&self, name: &str, id: &str, token: Option<&str>) -> Person {
        Person::new(name, id, token, self.http.clone(), self.address.clone())
    }

    /// Registers these people and makes the first one the coach of a team of them all.
    pub async fn team<const N: usize>(&self, names: [&str; N]) -> (String, [Person; N]) {
        let mut people = Vec::with_capacity(N);
        for name in names {
            people.push(self.person(name).await);
        }
        let people: [Person; N] = people.try_into().unwrap_or_else(|_| unreachable!("as many as names"));
        let team = self.team_of(&people.each_ref()).await;
        (team, people)
    }

    /// Makes the first one the coach of a new team of them all.
    pub async fn team_of(&self, people: &[&Person]) -> String {
        let name = format!("{}'s team", people[0].name);
        let made = people[0].post("teams", &json!({ "name": name })).await.is(201);
        let team = text(&made["team"], "id");
        if people.len() > 1 {
            let invite = people[0].post(&format!("teams/{team}/invites"), &json!({})).await.is(201);
            for person in &people[1..] {
                person.post(&format!("invites/{}/accept", text(&invite, "code")), &json!({})).await.is(200);
            }
        }
        team
    }

    /// Many members at once, straight into the database: hashing a password for each would take longer than the test.
    pub async fn crowd(&self, team: &str, coach: &Person, count: usize) -> Vec<Person> {
        let store = self.store().await;
        let (now, code) = (Timestamp(wall_ms()), Uuid::new_v4().to_string());
        let expires_at = now.plus_ms(60_000);
        let team: TeamId = team.parse().unwrap();
        let by: UserId = coach.id.parse().unwrap();
        store.create_invite(NewInvite { team, by, code: code.clone(), expires_at, now }).await.unwrap();
        let joined = join_all((0..count).map(|number| {
            let (store, code, name) = (store.clone(), &code, format!("member {number:04}"));
            async move {
                let id = UserId(Uuid::now_v7());
                store.create_user(unregistered(id, &name, now)).await.unwrap();
                store.accept_invite(code, id, now).await.unwrap();
                (name, id.to_string())
            }
        }));
        let people = joined.await;
        store.close().await;
        people.iter().map(|(name, id)| self.somebody(name, id, Some(&self.token_for(id)))).collect()
    }

    /// Many teams of one coach, straight into the database.
    pub async fn teams_of(&self, coach: &Person, count: usize) -> Vec<String> {
        let store = self.store().await;
        let mut teams = Vec::new();
        for nth in 0..count {
            let made = store.create_team(NewTeam {
                fresh_id: TeamId(Uuid::now_v7()),
                coach: coach.id.parse().unwrap(),
                name: format!("Team {nth}"),
                epoch: format!("epoch {nth}"),
                now: Timestamp(wall_ms()),
            });
            teams.push(made.await.unwrap().id.to_string());
        }
        store.close().await;
        teams
    }

    /// The server's own database, beside the server.
    pub async fn store(&self) -> Store {
        let given = self.options.iter().find_map(|option| option.strip_prefix("--database-url="));
        let own = || format!("sqlite:{}", self.data_dir().join("kith.db").display());
        Store::open(&given.map_or_else(own, str::to_owned)).await.unwrap()
    }

    /// Sockets of these people, all in the team's room, which has settled: everybody knows that everybody is here.
    pub async fn room<const N: usize>(&self, team: &str, people: [&Person; N]) -> [Socket; N] {
        let mut sockets = Vec::with_capacity(N);
        for person in people {
            let mut socket = person.socket().await;
            socket.join(team).await;
            sockets.push(socket);
        }
        for socket in &mut sockets {
            socket.told_count(N as u64).await;
            socket.forget();
        }
        sockets.try_into().unwrap_or_else(|_| unreachable!("as many as people"))
    }

    /// A token with these claims, signed with the server's secret.
    pub fn token(&self, claims: &Value) -> String {
        let kept = std::fs::read_to_string(self.data_dir().join("jwt-secret")).unwrap();
        signed(claims, kept.trim_end())
    }

    /// A token as somebody else with the secret would make it, good for an hour.
    pub fn token_for(&self, id: &str) -> String {
        self.token(&json!({"id": id, "exp": wall_ms() / 1_000 + 3_600, "jti": Uuid::now_v7()}))
    }

    /// One of the server's own figures; 0 where it is not told yet.
    pub async fn figure(&self, name: &str) -> u64 {
        let [figure] = self.figures([name]).await;
        figure
    }

    /// Some of the server's own figures at one moment; 0 where one is not told yet.
    pub async fn figures<const N: usize>(&self, names: [&str; N]) -> [u64; N] {
        let told = self.nobody().get("/metrics").await.is(200);
        let lines: Vec<_> = told.as_str().unwrap().lines().filter_map(|line| line.split_once(' ')).collect();
        names.map(|wanted| {
            let line = lines.iter().find(|(name, _)| *name == wanted);
            line.map_or(0, |(_, value)| value.parse().unwrap())
        })
    }

    /// What another server complains of that is to start on the same folder, and cannot.
    pub async fn complaint_of_another(&self, options: &[&str]) -> String {
        Server::complaint(&self.data_dir(), options).await
    }

    /// The number of the server's process.
    pub fn process(&self) -> u32 {
        self.server.process()
    }

    pub fn kill(&mut self) {
        self.server.kill();
    }

    pub fn terminate(&self) {
        self.server.terminate();
    }

    pub async fn ended(&mut self, within: Duration) -> ExitStatus {
        self.server.ended(within).await
    }

    /// Starts the server again on the same folder. A port that was free is another one then, for somebody else may
    /// have taken it meanwhile; everybody knows the new one.
    pub async fn start_again(&mut self) {
        self.server.kill();
        self.server = Server::start(&self.data_dir(), &self.listen, &self.options).await;
        *self.address.lock().unwrap() = self.server.address;
    }
}

/// Whether a test can go on; under `CI=true` it must.
pub fn has(what: &str, is_there: bool) -> bool {
    assert!(is_there || std::env::var("CI").as_deref() != Ok("true"), "CI must have {what}");
    if !is_there {
        eprintln!("skipped: no {what}");
    }
    is_there
}

/// A token with these claims.
pub fn signed(claims: &Value, secret: &str) -> String {
    jsonwebtoken::encode(&Header::default(), claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

/// Milliseconds since 1970 by the machine's clock.
pub fn wall_ms() -> i64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since_1970.as_millis()).unwrap()
}

/// A field that is text.
pub fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no text {field:?} in {value}")).to_owned()
}

/// A field that is a whole number.
pub fn number(value: &Value, field: &str) -> u64 {
    value[field].as_u64().unwrap_or_else(|| panic!("no number {field:?} in {value}"))
}

fn unregistered(id: UserId, name: &str, now: Timestamp) -> NewUser {
    NewUser {
        id,
        email: format!("{id}@kith.example"),
        user_name: name.to_owned(),
        first_name: None,
        last_name: None,
        timezone: "UTC".to_owned(),
        day_start: DayStart::KITH,
        password_hash: "nobody signs in with this".to_owned(),
        now,
    }
}
