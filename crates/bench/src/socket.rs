//! A client's end of `/ws`, as light as it can be: the handshake by hand, frames by hand, no library's buffers.
//! It knows no scenario.

use crate::{Attempt, HungUp};
use kith_protocol::{ClientMessage, TeamId};
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The key and its answer from RFC 6455, section 1.3: every client here uses the same.
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

const TEXT: u8 = 0x1;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xa;
/// The last frame of a message, which ours all are.
const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;

/// A live connection.
pub struct Socket {
    stream: TcpStream,
    /// What was read; parsed up to `parsed`.
    buffer: Vec<u8>,
    parsed: usize,
}

/// As much of a server's message as the scenarios look at.
#[derive(Debug, Deserialize)]
pub struct Heard {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The mark of the command that it answers.
    #[serde(rename = "ref")]
    pub reference: Option<i64>,
    /// Who is here, in `PRESENCE_UPDATE`.
    pub count: Option<usize>,
    /// The same in `JOINED_TEAM`.
    pub presence: Option<Counted>,
    /// Whether the caller likes it, in the `ACK` of a like.
    #[serde(rename = "likedByMe")]
    pub liked_by_me: Option<bool>,
}

/// A presence, as far as it is looked at.
#[derive(Debug, Deserialize)]
pub struct Counted {
    /// People.
    pub count: usize,
}

impl Socket {
    /// Connects and signs in.
    ///
    /// # Errors
    /// The server refuses or is gone.
    pub async fn open(server: SocketAddr, token: &str) -> Attempt<Self> {
        let mut stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        let request = format!(
            "GET /ws HTTP/1.1\r\nHost: {server}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\nAuthorization: Bearer {token}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut socket = Self { stream, buffer: Vec::with_capacity(1_024), parsed: 0 };
        loop {
            if let Some(head) = socket.buffer.windows(4).position(|end| end == b"\r\n\r\n") {
                let text = String::from_utf8_lossy(&socket.buffer[..head]).into_owned();
                if !text.starts_with("HTTP/1.1 101") || !text.contains(ACCEPT) {
                    return Err(format!("the upgrade was refused: {text}").into());
                }
                socket.parsed = head + 4;
                return Ok(socket);
            }
            socket.read_more().await?;
        }
    }

    /// Says something; with `reference`, it is answered.
    ///
    /// # Errors
    /// The connection ended.
    pub async fn say(&mut self, message: &ClientMessage, reference: Option<i64>) -> Attempt<()> {
        let mut value = serde_json::to_value(message)?;
        if let (Value::Object(fields), Some(reference)) = (&mut value, reference) {
            fields.insert("ref".to_owned(), json!(reference));
        }
        self.send(TEXT, value.to_string().as_bytes()).await
    }

    /// Enters a team's room and waits until the server says so; gives how many people were there then.
    ///
    /// # Errors
    /// The server refuses, or the connection ended.
    pub async fn join(&mut self, team_id: TeamId) -> Attempt<usize> {
        self.say(&ClientMessage::JoinTeam { team_id, since: None, epoch: None }, Some(0)).await?;
        let joined = self.answer(0).await?;
        Ok(joined.presence.map_or(0, |presence| presence.count))
    }

    /// Waits for the answer with this mark and lets everything before it go by.
    ///
    /// # Errors
    /// It is a refusal, or the connection ended.
    pub async fn answer(&mut self, reference: i64) -> Attempt<Heard> {
        loop {
            let text = self.next().await?;
            let heard: Heard = serde_json::from_str(&text)?;
            if heard.kind == "ERROR" {
                return Err(format!("refused: {text}").into());
            }
            if heard.reference == Some(reference) {
                return Ok(heard);
            }
        }
    }

    /// The next message. Safe to cancel. Pings are answered on the way.
    ///
    /// # Errors
    /// The connection ended; a close frame's code is named.
    pub async fn next(&mut self) -> Attempt<String> {
        loop {
            while let Some((opcode, payload)) = self.take_frame() {
                match opcode {
                    TEXT => return Ok(String::from_utf8(payload)?),
                    PING => self.send(PONG, &payload).await?,
                    CLOSE => {
                        let code = payload.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code));
                        return Err(format!("the server closed the connection with {code}").into());
                    }
                    _ => {}
                }
            }
            self.read_more().await?;
        }
    }

    fn take_frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let unread = &self.buffer[self.parsed..];
        let (first, second) = (*unread.first()?, *unread.get(1)?);
        let (head, length) = match second & 0x7f {
            126 => (4, u64::from(u16::from_be_bytes(*unread.get(2..)?.first_chunk()?))),
            127 => (10, u64::from_be_bytes(*unread.get(2..)?.first_chunk()?)),
            short => (2, u64::from(short)),
        };
        let end = head + usize::try_from(length).ok()?;
        let payload = unread.get(head..end)?.to_vec();
        self.parsed += end;
        Some((first & 0x0f, payload))
    }

    async fn send(&mut self, opcode: u8, payload: &[u8]) -> Attempt<()> {
        let mut frame = vec![FINAL | opcode];
        match u8::try_from(payload.len()) {
            Ok(short) if short < 126 => frame.push(MASKED | short),
            Ok(_) | Err(_) => {
                frame.push(MASKED | 126);
                frame.extend_from_slice(&u16::try_from(payload.len())?.to_be_bytes());
            }
        }
        // A mask of zeros is a mask: the server unmasks as ever, and this side saves its time.
        frame.extend_from_slice(&[0; 4]);
        frame.extend_from_slice(payload);
        self.stream.write_all(&frame).await?;
        Ok(())
    }

    async fn read_more(&mut self) -> Attempt<()> {
        self.buffer.drain(..self.parsed);
        self.parsed = 0;
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err(HungUp.into());
        }
        Ok(())
    }
}

/// The type of a message without reading the rest of it.
pub fn kind(text: &str) -> &str {
    text.strip_prefix(r#"{"type":""#).and_then(|rest| rest.split('"').next()).unwrap_or("")
}
