//! A live connection as a client program holds it: says messages, keeps what it hears, and fails with all of it when
//! something does not come.

use super::PATIENCE;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue, Response};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

type Handshake = Response<Option<Vec<u8>>>;

/// One live connection.
pub struct Socket {
    who: String,
    stream: WebSocketStream<TcpStream>,
    /// What the server answered to the upgrade.
    pub handshake: Handshake,
    /// Heard and not asked for yet, in order.
    waiting: VecDeque<Value>,
    transcript: Vec<String>,
    /// Pongs, by their payload.
    pub pongs: Vec<Vec<u8>>,
    /// The room that it joined last and has not left.
    room: Option<String>,
    ended: Option<Option<u16>>,
    next_mark: u64,
    is_rooms_only: bool,
}

/// What concerns a person and no room.
const OF_PEOPLE: [&str; 3] = ["NOTIFICATION_", "USER_CONNECTION_", "ACTIVE_CONNECTION"];

impl Socket {
    /// Upgrades with these headers.
    ///
    /// # Errors
    /// When the server refused.
    pub async fn open(
        who: &str,
        address: SocketAddr,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Self, Error> {
        Self::upgrade(who, TcpStream::connect(address).await.map_err(Error::Io)?, path, headers).await
    }

    /// Upgrades a stream that is connected already.
    ///
    /// # Errors
    /// When the server refused.
    pub async fn upgrade(
        who: &str,
        stream: TcpStream,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Self, Error> {
        let address = stream.peer_addr().map_err(Error::Io)?;
        stream.set_nodelay(true).map_err(Error::Io)?;
        let mut request = format!("ws://{address}{path}").into_client_request()?;
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
        let (stream, handshake) = client_async(request, stream).await?;
        Ok(Self {
            who: who.to_owned(),
            stream,
            handshake,
            waiting: VecDeque::new(),
            transcript: Vec::new(),
            pongs: Vec::new(),
            room: None,
            ended: None,
            is_rooms_only: false,
            next_mark: 0,
        })
    }

    /// Where this end of the connection is.
    pub fn local_address(&self) -> SocketAddr {
        self.stream.get_ref().local_addr().unwrap()
    }

    /// Says something, without waiting for an answer.
    pub async fn say(&mut self, message: Value) {
        self.send(Message::text(message.to_string())).await;
    }

    /// Sends any frame.
    pub async fn send(&mut self, message: Message) {
        let sent = timeout_at(Instant::now() + PATIENCE, self.stream.send(message)).await;
        match sent {
            Ok(Ok(())) => {}
            other => panic!("{}", self.complaint(&format!("could not send: {other:?}"))),
        }
    }

    /// The same where the server may be gone.
    pub async fn try_send(&mut self, message: Message) -> Result<(), Error> {
        self.stream.send(message).await
    }

    /// Says something with a mark of its own and gives the answer to it.
    pub async fn ask(&mut self, mut message: Value) -> Value {
        self.next_mark += 1;
        let mark = format!("mark {}", self.next_mark);
        message["ref"] = json!(mark);
        let team = message["teamId"].as_str().map(str::to_owned);
        let leaves = kind(&message) == "LEAVE_TEAM";
        self.say(message).await;
        let answer = self.answer(&json!(mark)).await;
        if kind(&answer) == "JOINED_TEAM" {
            self.room = team;
        } else if leaves && self.room == team {
            self.room = None;
        }
        answer
    }

    /// Joins a team's room.
    pub async fn join(&mut self, team: &str) -> Value {
        let joined = self.ask(json!({"type": "JOIN_TEAM", "teamId": team})).await;
        assert_eq!(kind(&joined), "JOINED_TEAM", "{}", self.complaint("could not join"));
        joined
    }

    /// The next message of this type; what comes before it stays for later.
    pub async fn expect(&mut self, wanted: &str) -> Value {
        self.find(wanted, |message| kind(message) == wanted).await
    }

    /// The answer with this `ref`.
    pub async fn answer(&mut self, mark: &Value) -> Value {
        self.find(&format!("answer to {mark}"), |message| message["ref"] == *mark).await
    }

    /// Hears until presence is told with this count.
    pub async fn told_count(&mut self, count: u64) -> Value {
        let told = |message: &Value| kind(message) == "PRESENCE_UPDATE" && message["count"] == json!(count);
        self.find(&format!("presence of {count}"), told).await
    }

    /// The answer with this `ref`, unless the connection ends before it comes.
    pub async fn until_answer(&mut self, mark: &Value) -> Option<Value> {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = self.waiting.iter().position(|message| message["ref"] == *mark) {
                return self.waiting.remove(found);
            }
            if !self.hear(until).await {
                return None;
            }
        }
    }

    /// The refusal that comes next, with this code; gives its sentence.
    pub async fn expect_refusal(&mut self, code: &str) -> Value {
        let error = self.expect("ERROR").await;
        assert_eq!(error["code"], json!(code), "{}", self.complaint("was refused otherwise"));
        error
    }

    /// Hears nothing of its person's inbox and friends from now on.
    pub fn rooms_only(mut self) -> Self {
        self.is_rooms_only = true;
        self
    }

    /// The next message, whatever it is.
    pub async fn next(&mut self) -> Value {
        self.find("anything", |_| true).await
    }

    /// Everything that was heard and not asked for until now. What was told to this connection, or to the room that
    /// it joined last, before the call is among it.
    pub async fn everything(&mut self) -> Vec<Value> {
        if let Some(team) = self.room.clone() {
            // Joining again changes nothing; the room answers behind all that it was told before, and then says who
            // is here.
            self.join(&team).await;
            let heard = self.waiting.len();
            self.find_from(heard, "who is here", |message| kind(message) == "PRESENCE_UPDATE").await;
        }
        self.so_far().await
    }

    /// Everything that was heard and not asked for until now. What was told to this connection before the call is
    /// among it.
    pub async fn so_far(&mut self) -> Vec<Value> {
        // Twice, because an answer overtakes counts and presence that wait beside it.
        for _ in 0..2 {
            self.ask(json!({"type": "LEAVE_TEAM", "teamId": super::NOBODYS_ID})).await;
        }
        self.waiting.drain(..).collect()
    }

    /// Asserts that nothing was told to this connection that was not asked for.
    pub async fn heard_nothing(&mut self) {
        let heard = self.everything().await;
        assert!(heard.is_empty(), "{} heard {heard:#?}", self.who);
    }

    /// Everything that comes within this time.
    pub async fn listen(&mut self, time: Duration) -> Vec<Value> {
        let until = Instant::now() + time;
        while self.hear(until).await {}
        self.waiting.drain(..).collect()
    }

    /// Forgets what was heard and not asked for.
    pub fn forget(&mut self) {
        self.waiting.clear();
    }

    /// Waits until the server closes the connection, and gives the code.
    pub async fn closed(&mut self) -> Option<u16> {
        let until = Instant::now() + PATIENCE;
        while self.hear(until).await {}
        self.ended.unwrap_or_else(|| panic!("{}", self.complaint("was not closed")))
    }

    /// What was heard before the end and not asked for.
    pub fn left_over(&mut self) -> Vec<Value> {
        self.waiting.drain(..).collect()
    }

    /// Closes in good order.
    pub async fn close(mut self) {
        // The server may be faster.
        self.stream.close(None).await.ok();
        let until = Instant::now() + PATIENCE;
        while self.hear(until).await {}
    }

    async fn find(&mut self, wanted: &str, fits: impl Fn(&Value) -> bool) -> Value {
        self.find_from(0, wanted, fits).await
    }

    /// Finds what fits behind the first so many that wait.
    async fn find_from(&mut self, skipped: usize, wanted: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + PATIENCE;
        let mut looked_at = skipped;
        loop {
            if let Some(found) = self.waiting.iter().skip(looked_at).position(&fits) {
                return self.waiting.remove(looked_at + found).unwrap_or_default();
            }
            looked_at = self.waiting.len();
            if !self.hear(until).await {
                panic!("{}", self.complaint(&format!("did not hear {wanted}")));
            }
        }
    }

    /// Takes in what comes next. `false`: nothing came until then, or nothing will.
    async fn hear(&mut self, until: Instant) -> bool {
        if self.ended.is_some() {
            return false;
        }
        match timeout_at(until, self.stream.next()).await {
            Err(_) => return false,
            Ok(Some(Ok(Message::Text(frame)))) => {
                self.transcript.push(frame.to_string());
                let message: Value = serde_json::from_str(&frame).unwrap();
                let is_of_people = OF_PEOPLE.iter().any(|name| kind(&message).starts_with(name));
                if !(self.is_rooms_only && is_of_people) {
                    self.waiting.push_back(message);
                }
            }
            Ok(Some(Ok(Message::Pong(payload)))) => self.pongs.push(payload.to_vec()),
            Ok(Some(Ok(Message::Close(frame)))) => {
                let code = frame.map(|frame| u16::from(frame.code));
                self.transcript.push(format!("closed with {code:?}"));
                // Our answer goes out with the next read.
                while matches!(timeout_at(until, self.stream.next()).await, Ok(Some(Ok(_)))) {}
                self.ended = Some(code);
            }
            Ok(Some(Ok(Message::Ping(_)))) => {}
            Ok(Some(Ok(other))) => panic!("{}", self.complaint(&format!("was sent {other:?}"))),
            Ok(None | Some(Err(_))) => self.ended = Some(None),
        }
        true
    }

    fn complaint(&self, what: &str) -> String {
        format!("{} {what}. Heard:\n{}", self.who, self.transcript.join("\n"))
    }
}

/// The type of a message.
pub fn kind(message: &Value) -> &str {
    message["type"].as_str().unwrap_or_else(|| panic!("a message without a type: {message}"))
}
