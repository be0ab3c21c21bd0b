//! How a WebSocket ends: its last word is written, and the client gets a while to hear it and hang up. Closing on
//! words that were not read would throw our last one away too.

use super::wire::{Heard, Wire};
use crate::frame::websocket_frame;
use bytes::Bytes;
use std::future::poll_fn;
use std::io;
use std::time::Duration;
use tokio::task::coop::consume_budget;
use tokio::time::{Instant, timeout_at};
use tungstenite::Message;
use tungstenite::protocol::frame::coding::{Control, OpCode};

/// How long a connection that is being closed may take to read the last word.
const LAST_WORD_MAX: Duration = Duration::from_secs(30);
/// How long the client may take to hang up after the last word.
const HANG_UP_MAX: Duration = Duration::from_secs(2);

/// Whether what the client still says can be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing {
    /// It can.
    Fine,
    /// What it sends is no WebSocket any more.
    Lost,
}

/// Writes what waits to be written and parts. `hearing` is `None` where the client closed first and only waits for the
/// answer to that.
pub async fn part(wire: &mut Wire, hearing: Option<Hearing>) {
    let flushed = timeout_at(Instant::now() + LAST_WORD_MAX, flush_last(wire, hearing)).await;
    if hearing == Some(Hearing::Lost) {
        // It is not waited for an answer that could not be told apart: our side ends here (RFC 6455, 7.1.1).
        wire.end_sending().await;
    }
    if let (Ok(Ok(())), Some(hearing)) = (flushed, hearing) {
        // How it hangs up does not matter any more.
        let _ = timeout_at(Instant::now() + HANG_UP_MAX, hang_up(wire, hearing)).await;
    }
}

/// A close frame.
#[must_use]
pub fn close_frame(code: u16, reason: &str) -> Bytes {
    let mut payload = code.to_be_bytes().to_vec();
    payload.extend_from_slice(reason.as_bytes());
    websocket_frame(OpCode::Control(Control::Close), &payload)
}

async fn flush_last(wire: &mut Wire, hearing: Option<Hearing>) -> io::Result<()> {
    loop {
        consume_budget().await;
        wire.try_flush()?;
        if wire.is_flushed() {
            return Ok(());
        }
        tokio::select! {
            writable = wire.stream().writable() => writable?,
            readable = poll_fn(|cx| wire.poll_readable(cx)), if hearing.is_some() => {
                readable?;
                // What it says does not matter any more; that it is gone does.
                still_there(wire, hearing.unwrap_or(Hearing::Lost))?;
            }
        }
    }
}

async fn hang_up(wire: &mut Wire, hearing: Hearing) -> io::Result<()> {
    while still_there(wire, hearing)? {
        consume_budget().await;
        poll_fn(|cx| wire.poll_readable(cx)).await?;
    }
    Ok(())
}

/// Reads one thing that the client still says and ignores it. `false`: it has hung up.
fn still_there(wire: &mut Wire, hearing: Hearing) -> io::Result<bool> {
    if hearing == Hearing::Lost {
        return wire.try_discard();
    }
    Ok(match wire.try_read()? {
        Heard::Message(Message::Close(_)) | Heard::End | Heard::TooLarge | Heard::Broken(_) => false,
        Heard::Message(_) | Heard::Nothing => true,
    })
}
