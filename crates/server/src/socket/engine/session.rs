//! One session of Engine.IO: its packets over whichever transport it has at the moment, and the change from one to the
//! other. It leaves all waiting to the connection's loop, and the meaning of messages to its top.

use super::ending::{End, NOOP, part_polling, part_wire};
use super::inbound::Inbound;
use super::polling::{Asked, Happened, Polling, Probe};
use super::sessions::Listed;
use super::top::{Outgoing, Top, TopStep};
use crate::socket::connection::{Speech, Step, Turn};
use crate::socket::wire::{Heard, Wire};
use bytes::Bytes;
use kith_protocol::CloseCode;
use kith_protocol::engine_io::{Packet, decode_payload};
use std::collections::VecDeque;
use std::io;
use std::ops::ControlFlow;
use std::task::{Context, Poll};
use tokio::sync::oneshot;
use tokio::time::Instant;
use tungstenite::{Message, Utf8Bytes};

const PING: &str = "2";
const PROBED: &str = "3probe";

/// A session with what stands on top of it.
pub struct Session<T: Top> {
    transport: Transport,
    /// Packets of a payload that were not looked at yet.
    inbound: VecDeque<Inbound>,
    top: T,
    /// Requests find the session as long as this is here.
    listed: Option<Listed>,
    /// Something is being carried out: no packet is looked at meanwhile.
    is_working: bool,
}

enum Transport {
    Wire(Box<Wire>),
    Polling(Box<Polling>),
}

type Heeded<T> = Step<<T as Top>::Done, End>;

impl<T: Top> Session<T> {
    /// A session that begins on a WebSocket.
    pub fn on_wire(mut wire: Wire, open: &str, top: T) -> Self {
        Outgoing::Wire(wire.sending()).text(open);
        let transport = Transport::Wire(Box::new(wire));
        Self { transport, inbound: VecDeque::new(), top, listed: None, is_working: false }
    }

    /// A session that began with a poll, which is answered already.
    pub fn polling(polling: Polling, top: T, listed: Listed) -> Self {
        let transport = Transport::Polling(Box::new(polling));
        Self { transport, inbound: VecDeque::new(), top, listed: Some(listed), is_working: false }
    }

    fn hear(&mut self, packet: Inbound) -> Turn<T::Done, End> {
        let alive = true;
        let step = match packet {
            Inbound::Alive => Step::Next,
            Inbound::Text(text) => above(self.top.hear(&text)),
            Inbound::Bytes(bytes) => above(self.top.hear_binary(bytes)),
            Inbound::Close(answer) => Step::End(End::Left(answer)),
            Inbound::Wrong => Step::End(End::Close(CloseCode::Protocol)),
        };
        Turn { alive, step }
    }

    fn read_wire(&mut self) -> io::Result<Turn<T::Done, End>> {
        let Transport::Wire(wire) = &mut self.transport else { return Ok(rest()) };
        Ok(match wire.try_read()? {
            // The usual case without a copy of the text.
            Heard::Message(Message::Text(text)) => match Packet::decode(&text) {
                Ok(Packet::Message(text)) => Turn { alive: true, step: above(self.top.hear(text)) },
                Ok(packet) => self.hear(Inbound::of(packet)),
                Err(_) => self.hear(Inbound::Wrong),
            },
            Heard::Message(Message::Binary(bytes)) => self.hear(Inbound::Bytes(bytes.to_vec())),
            Heard::Message(Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_)) => {
                Turn { alive: true, step: Step::Next }
            }
            Heard::Nothing => rest(),
            Heard::End => Turn { alive: true, step: Step::End(End::HungUp) },
            Heard::TooLarge => Turn { alive: true, step: Step::End(End::Broken(CloseCode::TooBig as u16)) },
            Heard::Broken(code) => Turn { alive: true, step: Step::End(End::Broken(code)) },
        })
    }

    fn read_requests(&mut self) -> io::Result<Turn<T::Done, End>> {
        let wants_payload = !self.is_working && self.inbound.is_empty();
        let Transport::Polling(polling) = &mut self.transport else { return Ok(rest()) };
        let step = match polling.happened(wants_payload) {
            Happened::Asked(Asked::Get(_)) if polling.hanging.is_some() => Step::End(End::Overlap),
            Happened::Asked(Asked::Get(poll)) => {
                self.hang(poll);
                Step::Next
            }
            Happened::Asked(Asked::Post(payload, answer)) => return Ok(self.receive(&payload, answer)),
            Happened::Asked(Asked::Upgrade(coming)) => {
                self.offer(coming);
                Step::Next
            }
            Happened::Aborted => Step::End(End::HungUp),
            Happened::Probe => {
                self.probe();
                Step::Next
            }
            Happened::Nothing => Step::Next,
        };
        Ok(Turn { alive: false, step })
    }

    /// Takes a WebSocket to go over to. A second one while the first is under way is dropped, and closed by that.
    fn offer(&mut self, coming: oneshot::Receiver<Box<Wire>>) {
        if self.is_probing() {
            self.probe();
        }
        if let Transport::Polling(polling) = &mut self.transport {
            polling.probe.get_or_insert_with(|| Probe::new(coming));
        }
    }

    /// Lets a poll wait for something to be said.
    fn hang(&mut self, poll: oneshot::Sender<Bytes>) {
        if self.is_probing() {
            // Of what the client said at once, the word on the new transport came first.
            self.probe();
        }
        let is_tried = self.is_tried();
        // A session that has gone over polls no more.
        let Transport::Polling(polling) = &mut self.transport else { return };
        polling.hanging = Some(poll);
        if let Some(probe) = &mut polling.probe {
            probe.is_poll_later = true;
        }
        if is_tried {
            polling.answer(NOOP);
        }
    }

    fn probe_mut(&mut self) -> Option<&mut Probe> {
        match &mut self.transport {
            Transport::Polling(polling) => polling.probe.as_mut(),
            Transport::Wire(_) => None,
        }
    }

    fn is_probing(&self) -> bool {
        match &self.transport {
            Transport::Polling(polling) => polling.probe.as_ref().is_some_and(|probe| probe.wire.is_some()),
            Transport::Wire(_) => false,
        }
    }

    fn is_tried(&self) -> bool {
        match &self.transport {
            Transport::Polling(polling) => polling.probe.as_ref().is_some_and(|probe| probe.tried),
            Transport::Wire(_) => false,
        }
    }

    fn receive(&mut self, payload: &[u8], answer: oneshot::Sender<bool>) -> Turn<T::Done, End> {
        let packets = std::str::from_utf8(payload).ok().and_then(|text| decode_payload(text).ok());
        let Some(packets) = packets else {
            return Turn { alive: true, step: Step::End(End::BadPayload(answer)) };
        };
        self.inbound.extend(packets.into_iter().map(Inbound::of));
        if let Some(Inbound::Close(unanswered)) = self.inbound.back_mut() {
            *unanswered = Some(answer);
            return Turn { alive: true, step: Step::Next };
        }
        // Whoever sent it may be gone; what it sent stands.
        let _ = answer.send(true);
        Turn { alive: true, step: Step::Next }
    }

    /// Reads from the WebSocket of an upgrade all that is there.
    fn probe(&mut self) {
        let mut newly_tried = false;
        while let Some(heard) = self.read_probe() {
            let Some(probe) = self.probe_mut() else { return };
            match Packet::decode(&heard) {
                Ok(Packet::Ping("probe")) if !probe.tried => (probe.tried, newly_tried) = (true, true),
                Ok(Packet::Upgrade) if probe.tried => return self.change_over(newly_tried),
                Ok(_) | Err(_) => return self.give_up_upgrade(),
            }
        }
        let Transport::Polling(polling) = &mut self.transport else { return };
        if let Some(Probe { wire: Some(wire), .. }) = &mut polling.probe
            && newly_tried
        {
            Outgoing::Wire(wire.sending()).text(PROBED);
            if wire.try_flush().is_err() {
                polling.probe = None;
            }
            // The client goes on when its poll has ended.
            polling.answer(NOOP);
        }
    }

    /// The next text on the WebSocket of an upgrade; if that is over, so is the upgrade.
    fn read_probe(&mut self) -> Option<Utf8Bytes> {
        let probe = self.probe_mut()?;
        let heard = probe.wire.as_mut().map(|wire| wire.try_read());
        match heard {
            Some(Ok(Heard::Message(Message::Text(text)))) => return Some(text),
            Some(Ok(Heard::Nothing | Heard::Message(Message::Ping(_) | Message::Pong(_)))) => {}
            Some(Ok(_) | Err(_)) | None => self.give_up_upgrade(),
        }
        None
    }

    fn give_up_upgrade(&mut self) {
        if let Transport::Polling(polling) = &mut self.transport {
            polling.probe = None;
        }
    }

    /// Goes on over the WebSocket: what waits is said there.
    fn change_over(&mut self, newly_tried: bool) {
        let Transport::Polling(polling) = &mut self.transport else { return };
        let Some(Probe { wire: Some(mut wire), is_poll_later, .. }) = polling.probe.take() else { return };
        if !is_poll_later {
            polling.answer(NOOP);
        }
        if newly_tried {
            Outgoing::Wire(wire.sending()).text(PROBED);
        }
        for packet in polling.packets.drain(..) {
            Outgoing::Wire(wire.sending()).text(&packet);
        }
        // Requests that wait, and all that still come, are refused: nobody hears them.
        self.transport = Transport::Wire(wire);
    }

    fn write_wire(&mut self) -> io::Result<ControlFlow<End>> {
        let Self { transport: Transport::Wire(wire), top, .. } = self else {
            return Ok(ControlFlow::Continue(()));
        };
        wire.try_flush()?;
        if !wire.is_flushed() {
            return Ok(ended(top.closing()));
        }
        let taken = top.take(&mut Outgoing::Wire(wire.sending()));
        wire.try_flush()?;
        Ok(taken.map_break(End::Close))
    }

    fn answer_poll(&mut self) -> ControlFlow<End> {
        let Self { transport: Transport::Polling(polling), top, .. } = self else {
            return ControlFlow::Continue(());
        };
        let is_held_back = polling.probe.as_ref().is_some_and(|probe| probe.tried);
        if polling.hanging.is_none() || is_held_back {
            return ended(top.closing());
        }
        let mut payload = Vec::new();
        let mut out = Outgoing::Payload(&mut payload);
        polling.packets.drain(..).for_each(|packet| out.text(&packet));
        let taken = top.take(&mut out);
        if let ControlFlow::Break(code) = taken {
            // It goes out with the last word.
            polling.packets.extend(String::from_utf8(payload).ok().filter(|payload| !payload.is_empty()));
            return ControlFlow::Break(End::Close(code));
        }
        if !payload.is_empty() {
            polling.answer(payload);
        }
        ControlFlow::Continue(())
    }
}

impl<T: Top> Speech for Session<T> {
    type Done = T::Done;
    type End = End;
    const PUNCTUAL: bool = true;

    fn poll_readable(&mut self, working: bool, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.is_working = working;
        let is_idle = !working && self.inbound.is_empty();
        let polled = match &mut self.transport {
            Transport::Wire(wire) if is_idle => return wire.poll_readable(cx),
            Transport::Wire(_) => Poll::Pending,
            Transport::Polling(polling) => polling.poll(is_idle, cx),
        };
        if polled.is_ready() || (!working && !self.inbound.is_empty()) {
            Poll::Ready(Ok(()))
        } else {
            Poll::Pending
        }
    }

    fn poll_writable(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &self.transport {
            Transport::Wire(wire) => wire.stream().poll_write_ready(cx),
            Transport::Polling(_) => Poll::Pending,
        }
    }

    fn poll_filled(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.top.poll_filled(cx)
    }

    fn is_flushed(&self) -> bool {
        match &self.transport {
            Transport::Wire(wire) => wire.is_flushed(),
            Transport::Polling(_) => true,
        }
    }

    fn read(&mut self) -> io::Result<Turn<T::Done, End>> {
        if !self.is_working
            && let Some(packet) = self.inbound.pop_front()
        {
            return Ok(self.hear(packet));
        }
        match self.transport {
            Transport::Wire(_) => self.read_wire(),
            Transport::Polling(_) => self.read_requests(),
        }
    }

    fn write(&mut self) -> io::Result<ControlFlow<End>> {
        match self.transport {
            Transport::Wire(_) => self.write_wire(),
            Transport::Polling(_) => Ok(self.answer_poll()),
        }
    }

    fn done(&mut self, done: T::Done) -> Heeded<T> {
        above(self.top.done(done))
    }

    fn ping(&mut self) -> io::Result<()> {
        match &mut self.transport {
            Transport::Wire(wire) => {
                Outgoing::Wire(wire.sending()).text(PING);
                wire.try_flush()
            }
            Transport::Polling(polling) => {
                polling.packets.push_back(PING.to_owned());
                Ok(())
            }
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let probe = match &self.transport {
            Transport::Polling(polling) => polling.probe.as_ref().map(|probe| probe.until),
            Transport::Wire(_) => None,
        };
        self.top.deadline().into_iter().chain(probe).min()
    }

    fn due(&mut self) -> ControlFlow<End> {
        if let Transport::Polling(polling) = &mut self.transport
            && polling.probe.as_ref().is_some_and(|probe| probe.until <= Instant::now())
        {
            polling.probe = None;
        }
        match self.top.deadline() {
            Some(deadline) if deadline <= Instant::now() => self.top.due().map_break(End::Close),
            Some(_) | None => ControlFlow::Continue(()),
        }
    }

    async fn finish(&mut self, end: Option<End>) {
        // Out of the rooms first: a slow farewell must not keep a ghost present.
        self.top.leave().await;
        let listed = self.listed.take();
        let Some(end) = end else { return };
        match &mut self.transport {
            Transport::Wire(wire) => part_wire(wire, &mut self.top, end).await,
            Transport::Polling(polling) => part_polling(polling, &mut self.top, end, listed).await,
        }
    }
}

fn above<D>(step: TopStep<D>) -> Step<D, End> {
    match step {
        Step::Next => Step::Next,
        Step::Work(work) => Step::Work(work),
        Step::End(code) => Step::End(End::Close(code)),
    }
}

fn rest<D>() -> Turn<D, End> {
    Turn { alive: false, step: Step::Next }
}

fn ended(code: Option<CloseCode>) -> ControlFlow<End> {
    code.map_or(ControlFlow::Continue(()), |code| ControlFlow::Break(End::Close(code)))
}
