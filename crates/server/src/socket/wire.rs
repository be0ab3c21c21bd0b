//! One WebSocket on its TCP stream. Reading is tungstenite's; writing is ours: whole frames, encoded elsewhere and
//! shared between connections, go out in one gathered write without a buffer of their own. It knows no message.

use bytes::Bytes;
use std::collections::VecDeque;
use std::io::{self, IoSlice, Read, Write};
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
/// How many bytes of pongs may wait for a client that pings and does not read.
const CONTROL_MAX_BYTES: usize = 16 * 1024;

/// What reading brought.
#[derive(Debug)]
pub enum Heard {
    /// A whole message.
    Message(Message),
    /// Nothing more for now.
    Nothing,
    /// The stream is at its end, or the close handshake is done.
    End,
    /// A frame beyond [`FRAME_HARD_MAX_BYTES`]; nothing after it can be read.
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
}

impl Wire {
    /// A WebSocket after its handshake; `early` was read from the stream beyond it.
    #[must_use]
    pub fn new(stream: TcpStream, early: &[u8]) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(0)
            .max_message_size(Some(FRAME_HARD_MAX_BYTES))
            .max_frame_size(Some(FRAME_HARD_MAX_BYTES));
        let context = WebSocketContext::from_partially_read(early.to_vec(), Role::Server, Some(config));
        let early = !early.is_empty();
        Self { stream, context, early, sending: VecDeque::new(), sent_bytes: 0, control: Vec::new() }
    }

    /// The stream, to wait on.
    #[must_use]
    pub const fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Waits until there may be something to read.
    ///
    /// # Errors
    /// When the stream broke.
    pub async fn readable(&self) -> io::Result<()> {
        if self.early { Ok(()) } else { self.stream.readable().await }
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

    /// Reads without waiting.
    ///
    /// # Errors
    /// When the stream broke.
    pub fn try_read(&mut self) -> io::Result<Heard> {
        let Self { stream, context, control, .. } = self;
        let heard = match context.read(&mut Halves { stream, control }) {
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
            let control = std::mem::take(&mut self.control);
            let waiting: usize = self.sending.iter().map(Bytes::len).sum();
            if waiting + control.len() > super::connection::SENDING_MAX_BYTES + CONTROL_MAX_BYTES {
                return Err(io::Error::other("pings without end from a client that does not read"));
            }
            self.sending.push_back(control.into());
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
        Ok(())
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
}

impl Read for Halves<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.try_read(buffer)
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
