//! The echoes of `kith conformance-server`, and clients of Engine.IO as bare as its packets: one that polls, one on a
//! WebSocket. They know no Socket.IO.

use super::PATIENCE;
use super::server::Server;
use futures_util::{SinkExt, StreamExt};
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// A running `kith conformance-server`.
pub struct Echoes {
    server: Server,
    http: reqwest::Client,
}

impl Echoes {
    /// Echoes that ping seldom, so that a busy machine ends no session.
    pub async fn open() -> Self {
        Self::with(&["--ping-interval-ms=25000", "--ping-timeout-ms=30000"]).await
    }

    /// Echoes that ping each 300 ms and wait 200 ms for an answer, as the protocols' own suites have it.
    pub async fn brisk() -> Self {
        Self::with(&[]).await
    }

    async fn with(options: &[&str]) -> Self {
        Self { server: Server::start_echoes(options).await, http: fresh_http() }
    }

    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Asks for a path, with any method and body; gives status and text.
    pub async fn ask(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        ask(&self.http, self.address(), method, path, body).await
    }

    /// A session that polls.
    pub async fn polling(&self, path: &str) -> Polling {
        Polling::open(self.address(), path, "").await
    }

    /// A session on a WebSocket, behind its first packet.
    pub async fn wire(&self, path: &str) -> Wire {
        let mut wire = Wire::open(self.address(), &format!("{path}?EIO=4&transport=websocket")).await;
        assert!(wire.text().await.starts_with("0{"));
        wire
    }
}

fn fresh_http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).timeout(PATIENCE).build().unwrap()
}

async fn ask(
    http: &reqwest::Client,
    address: SocketAddr,
    method: &str,
    path: &str,
    body: &str,
) -> (u16, String) {
    let request = http.request(method.parse().unwrap(), format!("http://{address}{path}"));
    let answer = request.body(body.to_owned()).send().await.unwrap();
    let status = answer.status().as_u16();
    (status, String::from_utf8(answer.bytes().await.unwrap().to_vec()).unwrap())
}

/// A session over long-polling.
#[derive(Clone)]
pub struct Polling {
    http: reqwest::Client,
    pub address: SocketAddr,
    /// With the session's name at its end.
    pub path: String,
    pub opened: serde_json::Value,
}

impl Polling {
    /// Opens a session; `query` is added to the handshake's.
    pub async fn open(address: SocketAddr, path: &str, query: &str) -> Self {
        let http = fresh_http();
        let handshake = format!("{path}?EIO=4&transport=polling{query}");
        let (status, opened) = ask(&http, address, "GET", &handshake, "").await;
        assert_eq!(status, 200, "{opened}");
        let opened: serde_json::Value = serde_json::from_str(opened.strip_prefix('0').unwrap()).unwrap();
        let path = format!("{path}?EIO=4&transport=polling&sid={}", opened["sid"].as_str().unwrap());
        Self { http, address, path, opened }
    }

    pub async fn get(&self) -> (u16, String) {
        ask(&self.http, self.address, "GET", &self.path, "").await
    }

    pub async fn post(&self, body: &str) -> (u16, String) {
        ask(&self.http, self.address, "POST", &self.path, body).await
    }

    /// Sends a payload that is fine.
    pub async fn say(&self, body: &str) {
        assert_eq!(self.post(body).await, (200, "ok".to_owned()), "{body}");
    }

    /// The packets of the next poll.
    pub async fn packets(&self) -> Vec<String> {
        let (status, payload) = self.get().await;
        assert_eq!(status, 200, "{payload}");
        payload.split('\u{1e}').map(str::to_owned).collect()
    }

    /// Offers the session a WebSocket.
    pub async fn upgrade(&self) -> Wire {
        Wire::open(self.address, &self.path.replace("transport=polling", "transport=websocket")).await
    }
}

/// A WebSocket of packets.
pub struct Wire {
    stream: WebSocketStream<TcpStream>,
}

/// What came over a WebSocket.
#[derive(Debug, PartialEq, Eq)]
pub enum Came {
    Text(String),
    Binary(Vec<u8>),
    /// It was closed, with this code if with one.
    Closed(Option<u16>),
}

impl Wire {
    pub async fn open(address: SocketAddr, path: &str) -> Self {
        Self::try_open(address, path, &[]).await.unwrap()
    }

    /// The same where the server may refuse.
    pub async fn try_open(
        address: SocketAddr,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, Error> {
        let mut request = format!("ws://{address}{path}").into_client_request()?;
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let stream = super::connect(address).await;
        let opening = client_async(request, stream);
        let (stream, _) =
            timeout(PATIENCE, opening).await.unwrap_or_else(|_| panic!("no upgrade of {path}"))?;
        Ok(Self { stream })
    }

    pub async fn say(&mut self, packet: &str) {
        self.stream.send(Message::text(packet)).await.unwrap();
    }

    pub async fn say_bytes(&mut self, bytes: &[u8]) {
        self.stream.send(Message::binary(bytes.to_vec())).await.unwrap();
    }

    /// What comes next.
    pub async fn next(&mut self) -> Came {
        loop {
            let came = timeout(PATIENCE, self.stream.next()).await;
            match came.unwrap_or_else(|_| panic!("nothing came")) {
                Some(Ok(Message::Text(text))) => return Came::Text(text.to_string()),
                Some(Ok(Message::Binary(bytes))) => return Came::Binary(bytes.to_vec()),
                Some(Ok(Message::Close(frame))) => {
                    return Came::Closed(frame.map(|frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Came::Closed(None),
            }
        }
    }

    /// What comes next but for heartbeats, which are answered.
    pub async fn next_message(&mut self) -> Came {
        loop {
            match self.next().await {
                Came::Text(ping) if ping == "2" => {
                    // The server may be gone.
                    self.stream.send(Message::text("3")).await.ok();
                }
                came @ (Came::Text(_) | Came::Binary(_) | Came::Closed(_)) => return came,
            }
        }
    }

    /// The text that comes next.
    pub async fn text(&mut self) -> String {
        match self.next().await {
            Came::Text(text) => text,
            other @ (Came::Binary(_) | Came::Closed(_)) => panic!("{other:?} instead of text"),
        }
    }

    /// The text that comes next but for heartbeats.
    pub async fn message(&mut self) -> String {
        match self.next_message().await {
            Came::Text(text) => text,
            other @ (Came::Binary(_) | Came::Closed(_)) => panic!("{other:?} instead of a message"),
        }
    }

    /// Waits for the end.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            if let Came::Closed(code) = self.next_message().await {
                return code;
            }
        }
    }

    /// Waits for the end without answering to anything.
    pub async fn closed_on_silence(&mut self) -> Option<u16> {
        loop {
            if let Came::Closed(code) = self.next().await {
                return code;
            }
        }
    }
}
