//! One WebSocket on its TCP stream. Reading is tungstenite's; writing is ours: whole frames, encoded elsewhere and
//! shared between connections, go out in one gathered write without a buffer of their own. It knows no message.

use bytes::Bytes;
use std::collections::VecDeque;
use std::io::{self, IoSlice, Read, Write};
use std::task::{Context, Poll};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tungstenite::protocol::{Role, WebSocketConfig, WebSocketContext};
use tungstenite::{Error, Message};

/// How much is read at a time. Kept by every connection, so small; what clients say fits.
const READ_BUFFER_BYTES: usize = 512;
/// A frame beyond this ends the connection; one beyond [`kith_protocol::plain::FRAME_MAX_BYTES`] is refused and the
/// connection lives (SPEC.md ER4).
pub const FRAME_HARD_MAX_BYTES: usize = 128 * 1024;
/// How many frames one write gathers.
const GATHER_MAX: usize = 64;
/// How much one turn of reading takes from the stream at most. Frames that are no whole message bring nothing that a
/// turn would end with, and whoever sends them without end must not keep a thread to themselves.
const TURN_MAX_BYTES: usize = 16 * READ_BUFFER_BYTES;
/// How many pongs may wait for a client that pings and does not read; beyond, it is hung up on.
const PONGS_MAX: usize = 1_024;

/// What reading brought.
#[derive(Debug)]
pub enum Heard {
    /// A whole message.
    Message(Message),
    /// Nothing more for now.
    Nothing,
    /// The stream is at its end, or the close handshake is done.
    End,
    /// A frame beyond the wire's limit; nothing after it can be read.
    TooLarge,
    /// The client broke RFC 6455 (and is told by its own close code).
    Broken(u16),
}

/// A WebSocket.
pub struct Wire {
    stream: TcpStream,
    context: WebSocketContext,
    /// Whether messages may wait in the context that came with the handshake: the stream does not tell of them.
    early: bool,
    sending: VecDeque<Bytes>,
    /// How much of the first of `sending` is written.
    sent_bytes: usize,
    /// What tungstenite itself has to say: pongs and closes.
    control: Vec<u8>,
    /// How often it had something to say since everything was written.
    pongs: usize,
}

impl Wire {
    /// A WebSocket after its handshake; `early` was read from the stream beyond it. Messages of more than `max_bytes`
    /// end it.
    #[must_use]
    pub fn new(stream: TcpStream, early: &[u8], max_bytes: usize) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(0)
            .max_message_size(Some(max_bytes))
            .max_frame_size(Some(max_bytes));
        let context = WebSocketContext::from_partially_read(early.to_vec(), Role::Server, Some(config));
        let early = !early.is_empty();
        Self {
            stream,
            context,
            early,
            sending: VecDeque::new(),
            sent_bytes: 0,
            control: Vec::new(),
            pongs: 0,
        }
    }

    /// The stream, to wait on.
    #[must_use]
    pub const fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Ready when there may be something to read. For one task at a time.
    ///
    /// # Errors
    /// When the stream broke.
    pub fn poll_readable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.early { Poll::Ready(Ok(())) } else { self.stream.poll_read_ready(cx) }
    }

    /// What is being written, to be added to.
    pub const fn sending(&mut self) -> &mut VecDeque<Bytes> {
        &mut self.sending
    }

    /// Whether everything was written.
    #[must_use]
    pub fn is_flushed(&self) -> bool {
        self.sending.is_empty()
    }

    /// Reads without waiting, at most [`TURN_MAX_BYTES`]. After [`Heard::Nothing`] there may be more:
    /// [`Wire::poll_readable`] tells.
    ///
    /// # Errors
    /// When the stream broke.
    pub fn try_read(&mut self) -> io::Result<Heard> {
        let Self { stream, context, control, .. } = self;
        let heard = match context.read(&mut Halves { stream, control, left_bytes: TURN_MAX_BYTES }) {
            Ok(message) => Heard::Message(message),
            Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                self.early = false;
                Heard::Nothing
            }
            Err(Error::Io(error)) => return Err(error),
            Err(Error::Capacity(_)) => Heard::TooLarge,
            Err(Error::ConnectionClosed | Error::AlreadyClosed) => Heard::End,
            Err(Error::Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake)) => {
                Heard::End
            }
            Err(Error::Utf8(_)) => Heard::Broken(1007),
            Err(_) => Heard::Broken(1002),
        };
        if !self.control.is_empty() {
            self.pongs += 1;
            if self.pongs > PONGS_MAX {
                return Err(io::Error::other("pings without end from a client that does not read"));
            }
            self.sending.push_back(std::mem::take(&mut self.control).into());
        }
        Ok(heard)
    }

    /// Reads and throws away without waiting; `false` at the end of the stream.
    ///
    /// # Errors
    /// When the stream broke.
    pub fn try_discard(&mut self) -> io::Result<bool> {
        let mut scratch = [0; 4_096];
        match self.stream.try_read(&mut scratch) {
            Ok(count) => Ok(count > 0),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Writes what can be written without waiting.
    ///
    /// # Errors
    /// When the stream broke.
    pub fn try_flush(&mut self) -> io::Result<()> {
        while !self.sending.is_empty() {
            let mut slices = [IoSlice::new(&[]); GATHER_MAX];
            let mut gathered = 0;
            for (slice, bytes) in slices.iter_mut().zip(&self.sending) {
                let skip = if gathered == 0 { self.sent_bytes } else { 0 };
                *slice = IoSlice::new(&bytes[skip..]);
                gathered += 1;
            }
            match self.stream.try_write_vectored(&slices[..gathered]) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => self.wrote(count),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        // An idle connection keeps no buffer.
        self.sending = VecDeque::new();
        self.pongs = 0;
        Ok(())
    }

    /// Ends our side of the stream: nothing more is written.
    pub async fn end_sending(&mut self) {
        // A stream that is broken already has ended.
        let _ = self.stream.shutdown().await;
    }

    /// Forgets what was not begun to be written, so that a last word fits in.
    pub fn drop_unsent(&mut self) {
        self.sending.truncate(usize::from(self.sent_bytes > 0));
    }

    fn wrote(&mut self, count: usize) {
        self.sent_bytes += count;
        while let Some(first) = self.sending.front()
            && self.sent_bytes >= first.len()
        {
            self.sent_bytes -= first.len();
            self.sending.pop_front();
        }
    }
}

/// Lets tungstenite read from the stream and takes down what it wants to write, so that its words never land in the
/// middle of ours.
struct Halves<'a> {
    stream: &'a TcpStream,
    control: &'a mut Vec<u8>,
    /// How much may still be read in this turn. When it is used up, the stream seems to have no more; since it was not
    /// asked, it still counts as readable.
    left_bytes: usize,
}

impl Read for Halves<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left_bytes == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let length = buffer.len().min(self.left_bytes);
        let count = self.stream.try_read(&mut buffer[..length])?;
        self.left_bytes -= count;
        Ok(count)
    }
}

impl Write for Halves<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.control.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
