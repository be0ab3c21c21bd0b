//! How a session of Engine.IO ends on each transport, and why.

use super::polling::Polling;
use super::sessions::Listed;
use super::top::{Outgoing, Top};
use crate::socket::farewell::{self, Hearing, close_frame};
use crate::socket::wire::Wire;
use kith_protocol::CloseCode;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// How long a client that polls may take to fetch the last word.
const LAST_POLL_MAX: Duration = Duration::from_secs(2);

/// How long a poll may be behind the client's word that it leaves, when both were sent at once.
const CROSSING_MAX: Duration = Duration::from_millis(100);

/// The packet that ends a session.
const CLOSE: &str = "1";
/// The packet that ends a poll with nothing.
pub const NOOP: &str = "6";

/// How a session ends in good order.
pub enum End {
    /// The client left, by this payload if by one.
    Left(Option<oneshot::Sender<bool>>),
    /// Its transport ended.
    HungUp,
    /// It asked for two polls at once.
    Overlap,
    /// It sent a payload that is none.
    BadPayload(oneshot::Sender<bool>),
    /// We end it.
    Close(CloseCode),
    /// What it sends is no WebSocket any more; it is told so by this code of RFC 6455.
    Broken(u16),
}

/// Says the last word on a WebSocket.
pub async fn part_wire<T: Top>(wire: &mut Wire, top: &mut T, end: End) {
    let (code, hearing) = match end {
        // The answer to its close frame is on its way.
        End::HungUp => return farewell::part(wire, None).await,
        End::Left(_) | End::Overlap | End::BadPayload(_) => (1000, Hearing::Fine),
        End::Close(code) => {
            if code == CloseCode::Slow {
                wire.drop_unsent();
            }
            top.last_words(code, &mut Outgoing::Wire(wire.sending()));
            (code as u16, Hearing::Fine)
        }
        End::Broken(code) => (code, Hearing::Lost),
    };
    let reason = match end {
        End::Close(code) => code.reason(),
        End::Broken(_) => CloseCode::Protocol.reason(),
        End::HungUp | End::Left(_) | End::Overlap | End::BadPayload(_) => "",
    };
    wire.sending().push_back(close_frame(code, reason));
    farewell::part(wire, Some(hearing)).await;
}

/// Says the last word to a poll.
pub async fn part_polling<T: Top>(polling: &mut Polling, top: &mut T, end: End, listed: Option<Listed>) {
    match end {
        End::Close(code) => {
            let mut payload = Vec::new();
            let mut out = Outgoing::Payload(&mut payload);
            polling.packets.drain(..).for_each(|packet| out.text(&packet));
            top.last_words(code, &mut out);
            let until = Instant::now() + LAST_POLL_MAX;
            if !payload.is_empty() {
                polling.answer_last(payload.into(), until).await;
            }
            // By itself: stock clients hear what stands before it too late, when they have hung up already.
            polling.answer_last(CLOSE.into(), until).await;
            drop(listed);
        }
        // From the moment that it is answered, its requests find nothing.
        End::Left(answer) => {
            polling.await_poll(Instant::now() + CROSSING_MAX).await;
            drop(listed);
            polling.answer(NOOP);
            if let Some(answer) = answer {
                // Whoever said it may be gone.
                let _ = answer.send(true);
            }
        }
        End::HungUp | End::Broken(_) => {
            drop(listed);
            polling.answer(NOOP);
        }
        End::Overlap => {
            drop(listed);
            polling.answer(CLOSE);
        }
        End::BadPayload(answer) => {
            drop(listed);
            let _ = answer.send(false);
            polling.answer(CLOSE);
        }
    }
}
