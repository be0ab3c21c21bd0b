//! A client of Socket.IO as a stock one behaves: it answers heartbeats, keeps the session's `pid` and the last offset,
//! and says both when it comes again.

use super::{Came, PATIENCE, Person, Polling, Wire};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::net::SocketAddr;
use tokio::time::{Instant, timeout_at};

/// One connection.
pub struct Action {
    line: Line,
    /// What the server said to CONNECT.
    pub sid: String,
    pub pid: Option<String>,
    /// Behind the last event that had one.
    pub offset: Option<String>,
    /// Actions that were heard and not asked for, in order.
    pub waiting: VecDeque<Value>,
    acks: Vec<(u64, Value)>,
    next_ack: u64,
    /// The server said goodbye.
    pub left: bool,
    pub ended: Option<Option<u16>>,
}

enum Line {
    Wire(Box<Wire>),
    Polling(Polling, VecDeque<String>),
}

impl Action {
    /// Connects on a WebSocket.
    pub async fn open(person: &Person) -> Self {
        Self::with(person.address(), json!({"token": person.token()})).await
    }

    /// Connects on a WebSocket with these credentials.
    pub async fn with(address: SocketAddr, auth: Value) -> Self {
        let mut wire = Wire::open(address, "/socketio/?EIO=4&transport=websocket").await;
        assert!(wire.text().await.starts_with("0{"));
        Self::connect(Line::Wire(Box::new(wire)), auth).await
    }

    /// Connects by long-polling.
    pub async fn polling(person: &Person) -> Self {
        let polling = Polling::open(person.address(), "/socketio/", "").await;
        Self::connect(Line::Polling(polling, VecDeque::new()), json!({"token": person.token()})).await
    }

    /// Comes again, with what it knows of before.
    pub async fn again(person: &Person, pid: Option<&str>, offset: Option<&str>) -> Self {
        let mut auth = json!({"token": person.token(), "pid": pid});
        if let Some(offset) = offset {
            auth["offset"] = json!(offset);
        }
        Self::with(person.address(), auth).await
    }

    async fn connect(line: Line, auth: Value) -> Self {
        let mut client = Self {
            line,
            sid: String::new(),
            pid: None,
            offset: None,
            waiting: VecDeque::new(),
            acks: Vec::new(),
            next_ack: 0,
            left: false,
            ended: None,
        };
        client.say_packet(&format!("40{auth}")).await;
        let answer = client.packet().await.unwrap();
        let answer: Value = serde_json::from_str(answer.strip_prefix("40").unwrap()).unwrap();
        client.sid = answer["sid"].as_str().unwrap().to_owned();
        client.pid = answer["pid"].as_str().map(str::to_owned);
        client
    }

    /// Says any packet of Engine.IO.
    pub async fn say_packet(&mut self, packet: &str) {
        match &mut self.line {
            Line::Wire(wire) => wire.say(packet).await,
            Line::Polling(polling, _) => polling.say(packet).await,
        }
    }

    pub async fn say_bytes(&mut self, bytes: &[u8]) {
        match &mut self.line {
            Line::Wire(wire) => wire.say_bytes(bytes).await,
            Line::Polling(..) => unreachable!("no test says bytes by polling"),
        }
    }

    /// Goes over from polling to a WebSocket, as a stock client does.
    pub async fn upgrade(&mut self) {
        let Line::Polling(polling, packets) = &mut self.line else { unreachable!("it polls") };
        let mut wire = polling.upgrade().await;
        let poll = tokio::spawn({
            let polling = polling.clone();
            async move { polling.packets().await }
        });
        wire.say("2probe").await;
        assert_eq!(wire.text().await, "3probe");
        packets.extend(poll.await.unwrap().into_iter().filter(|packet| packet != "6"));
        wire.say("5").await;
        let heard = std::mem::take(packets);
        self.line = Line::Wire(Box::new(wire));
        for packet in heard {
            self.take(&packet);
        }
    }

    /// Emits an action.
    pub async fn say(&mut self, kind: &str, data: Value) {
        self.say_packet(&format!("42{}", json!(["action", {"type": kind, "data": data}]))).await;
    }

    /// Emits an action and gives the acknowledgement.
    pub async fn ask(&mut self, kind: &str, data: Value) -> Value {
        self.next_ack += 1;
        let number = self.next_ack;
        self.say_packet(&format!("42{number}{}", json!(["action", {"type": kind, "data": data}]))).await;
        self.acknowledged(number).await
    }

    pub async fn acknowledged(&mut self, number: u64) -> Value {
        loop {
            if let Some(at) = self.acks.iter().position(|(acknowledged, _)| *acknowledged == number) {
                return self.acks.remove(at).1;
            }
            assert!(self.hear().await, "no acknowledgement {number}; heard {:#?}", self.waiting);
        }
    }

    /// The first action of this kind that was not asked for yet.
    pub async fn expect(&mut self, kind: &str) -> Value {
        loop {
            if let Some(at) = self.waiting.iter().position(|action| action["type"] == kind) {
                return self.waiting.remove(at).unwrap()["data"].take();
            }
            assert!(self.hear().await, "no {kind}; heard {:#?}", self.waiting);
        }
    }

    /// Everything of this kind that was heard.
    pub fn all(&mut self, kind: &str) -> Vec<Value> {
        let (wanted, others): (Vec<Value>, Vec<Value>) =
            self.waiting.drain(..).partition(|action| action["type"] == kind);
        self.waiting = others.into();
        wanted.into_iter().map(|mut action| action["data"].take()).collect()
    }

    /// Waits until all that this team's room told it before now is heard: joining again changes nothing, and the room
    /// answers behind the rest.
    pub async fn settle(&mut self, team: &str) {
        let answer = self.ask("CLIENT:JOIN_TEAM", json!({ "teamId": team })).await;
        assert_eq!(answer, json!({"ok": true}));
        let joined = self.waiting.iter().rposition(|action| action["type"] == "SERVER:JOINED_TEAM");
        self.waiting.remove(joined.unwrap());
    }

    /// Waits for the end of the connection; gives the code of a WebSocket's close frame.
    pub async fn closed(&mut self) -> Option<u16> {
        while self.hear().await {}
        self.ended.flatten()
    }

    /// Takes in the next packet. `false`: there is none any more.
    async fn hear(&mut self) -> bool {
        match self.packet().await {
            Some(packet) => {
                self.take(&packet);
                true
            }
            None => false,
        }
    }

    /// The next packet that is no heartbeat.
    async fn packet(&mut self) -> Option<String> {
        let until = Instant::now() + PATIENCE;
        loop {
            let packet = match &mut self.line {
                Line::Wire(wire) => match timeout_at(until, wire.next_message()).await.unwrap() {
                    Came::Text(text) => text,
                    Came::Binary(bytes) => panic!("bytes {bytes:?} that nobody announced"),
                    Came::Closed(code) => {
                        self.ended = Some(code);
                        return None;
                    }
                },
                Line::Polling(polling, packets) => match packets.pop_front() {
                    Some(packet) => packet,
                    None => {
                        let (status, payload) = polling.get().await;
                        if status != 200 {
                            self.ended = Some(None);
                            return None;
                        }
                        packets.extend(payload.split('\u{1e}').map(str::to_owned));
                        continue;
                    }
                },
            };
            match (packet.as_str(), &self.line) {
                ("2", Line::Polling(polling, _)) => polling.say("3").await,
                ("6", _) => {}
                ("1", _) => {
                    self.ended = Some(None);
                    return None;
                }
                _ => return Some(packet),
            }
        }
    }

    fn take(&mut self, packet: &str) {
        if packet == "41" {
            self.left = true;
        } else if let Some(arguments) = packet.strip_prefix("42") {
            let mut arguments: Vec<Value> = serde_json::from_str(arguments).unwrap();
            assert_eq!(arguments[0], "action");
            if let Some(Value::String(offset)) = arguments.get(2) {
                self.offset = Some(offset.clone());
            }
            self.waiting.push_back(arguments[1].take());
        } else if let Some(answer) = packet.strip_prefix("43") {
            let begin = answer.find('[').unwrap();
            let mut arguments: Vec<Value> = serde_json::from_str(&answer[begin..]).unwrap();
            assert_eq!(arguments.len(), 1);
            self.acks.push((answer[..begin].parse().unwrap(), arguments.remove(0)));
        } else {
            panic!("{packet} is nothing that a client expects");
        }
    }
}
