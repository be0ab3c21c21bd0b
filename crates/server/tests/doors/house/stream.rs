//! TCP as a client may hold it: bare, or upgraded by hand with its frames unread. It knows no message.

use super::PATIENCE;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Connects.
pub async fn connect(address: SocketAddr) -> TcpStream {
    let stream = timeout(PATIENCE, TcpStream::connect(address)).await.unwrap().unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Upgrades `/ws` by hand and leaves the stream where the frames begin.
pub async fn upgraded(address: SocketAddr, token: &str) -> TcpStream {
    upgraded_saying(address, token, &[]).await
}

/// The same, saying something in one breath with the request.
pub async fn upgraded_saying(address: SocketAddr, token: &str, frames: &[u8]) -> TcpStream {
    let mut stream = connect(address).await;
    let request = format!(
        "GET /ws HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Authorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(&[request.as_bytes(), frames].concat()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(timeout(PATIENCE, stream.read_u8()).await.unwrap().unwrap());
    }
    assert!(head.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&head));
    stream
}

/// A frame as a client sends it: whether it is the last of its message, its opcode, and a text of a few words.
pub fn masked(is_last: bool, opcode: u8, text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap();
    assert!(length < 126, "{text:?} is more than a few words");
    // The key 0 leaves the text as it is.
    [&[u8::from(is_last) << 7 | opcode, 0x80 | length, 0, 0, 0, 0], text.as_bytes()].concat()
}

/// How many bytes the server's kernel holds for the client at this address: sent and not confirmed, or not sent yet.
pub fn send_queue_bytes(server: SocketAddr, client: SocketAddr) -> u64 {
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let (local, remote) = (format!(":{:04X}", server.port()), format!(":{:04X}", client.port()));
    let row = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).find(|columns| {
        columns.get(1).is_some_and(|end| end.ends_with(&local))
            && columns.get(2).is_some_and(|end| end.ends_with(&remote))
    });
    let queues = row.unwrap_or_else(|| panic!("no connection from {client} to {server}"))[4].to_owned();
    let (unsent, _) = queues.split_once(':').unwrap();
    u64::from_str_radix(unsent, 16).unwrap()
}
