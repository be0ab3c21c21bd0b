//! A client's end of the REST API on one kept-alive connection, by hand. It knows no scenario.

use crate::{Attempt, HungUp};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The status of an answer that has no body and does not say so.
const NO_CONTENT: u16 = 204;

/// A signed-in connection.
pub struct Rest {
    stream: TcpStream,
    server: SocketAddr,
    /// What every request of this connection says.
    headers: String,
    buffer: Vec<u8>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    body: Vec<u8>,
}

impl Rest {
    /// Connects.
    ///
    /// # Errors
    /// Nobody listens.
    pub async fn open(server: SocketAddr, token: &str) -> Attempt<Self> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        let headers = String::new();
        let mut rest = Self { stream, server, headers, buffer: Vec::with_capacity(4_096) };
        rest.speak_for(token);
        Ok(rest)
    }

    /// Sends what follows with this token, on the same connection.
    pub fn speak_for(&mut self, token: &str) {
        self.headers = format!("Host: {}\r\nAuthorization: Bearer {token}\r\n", self.server);
    }

    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    /// The connection ended.
    pub async fn call(&mut self, method: &str, path: &str, body: Option<&Value>) -> Attempt<Answer> {
        let headers = &self.headers;
        let request = match body.map(Value::to_string) {
            Some(body) => format!(
                "{method} {path} HTTP/1.1\r\n{headers}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            ),
            None => format!("{method} {path} HTTP/1.1\r\n{headers}\r\n"),
        };
        self.stream.write_all(request.as_bytes()).await?;
        self.answer().await
    }

    async fn answer(&mut self) -> Attempt<Answer> {
        self.buffer.clear();
        let head = loop {
            if let Some(head) = self.buffer.windows(4).position(|end| end == b"\r\n\r\n") {
                break head + 4;
            }
            self.read_more().await?;
        };
        let text = std::str::from_utf8(&self.buffer[..head])?;
        let status: u16 = text.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("no status")?;
        let length: Option<usize> = text
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, length)| length.trim().parse().ok());
        let length = length.or((status == NO_CONTENT).then_some(0)).ok_or("an answer without a length")?;
        while self.buffer.len() < head + length {
            self.read_more().await?;
        }
        Ok(Answer { status, body: self.buffer[head..head + length].to_vec() })
    }

    async fn read_more(&mut self) -> Attempt<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err(HungUp.into());
        }
        Ok(())
    }
}

impl Answer {
    /// Whether the server did what it was asked to.
    pub const fn is_fine(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// The body as it came.
    ///
    /// # Errors
    /// It is no text.
    pub fn text(&self) -> Attempt<&str> {
        Ok(std::str::from_utf8(&self.body)?)
    }

    /// Reads the body of a fine answer.
    ///
    /// # Errors
    /// It is a refusal, or something else than expected.
    pub fn read<T: DeserializeOwned>(&self) -> Attempt<T> {
        if !self.is_fine() {
            return Err(
                format!("refused with {}: {}", self.status, String::from_utf8_lossy(&self.body)).into()
            );
        }
        Ok(serde_json::from_slice(&self.body)?)
    }
}
