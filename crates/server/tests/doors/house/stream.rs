//! TCP as a client may hold it: with a small receive buffer, or upgraded to a WebSocket that nobody reads. It knows
//! no message.

use super::PATIENCE;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

/// An upgraded connection, its frames unread.
pub struct RawUpgrade {
    pub stream: TcpStream,
    /// The head of the answer.
    pub head: String,
}

/// Connects; with a receive buffer of so many bytes, where given.
pub async fn connect(address: SocketAddr, receive_buffer_bytes: Option<u32>) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    if let Some(bytes) = receive_buffer_bytes {
        socket.set_recv_buffer_size(bytes).unwrap();
    }
    let stream = timeout(PATIENCE, socket.connect(address)).await.unwrap().unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Upgrades `/ws` by hand and leaves the stream where the frames begin.
pub async fn upgraded(address: SocketAddr, token: &str) -> RawUpgrade {
    let mut stream = connect(address, None).await;
    let request = format!(
        "GET /ws HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Authorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(timeout(PATIENCE, stream.read_u8()).await.unwrap().unwrap());
    }
    RawUpgrade { stream, head: String::from_utf8(head).unwrap() }
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
