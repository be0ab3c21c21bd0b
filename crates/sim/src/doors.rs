//! The doors of a node: connections, what is said over them one message at a time, and what is answered. As
//! crates/server/src/socket and services/likes.rs do it.

use crate::event::{Event, Words};
use crate::names::{Door, Key, Place, user};
use crate::node::{Ask, Command, Conn, Origin};
use crate::oracle::feed::feed_news;
use crate::oracle::verdict::Checked;
use crate::plant::Plant;
use crate::store_work::Job;
use crate::world::World;
use kith_domain::{Input, Saying, SessionId};
use kith_protocol::{ErrorCode, PostId, Reference, Refusal, ServerMessage};
use std::rc::Rc;

impl World {
    /// A connection, if it is still there.
    pub(crate) fn conn_mut(&mut self, door: Door) -> Option<&mut Conn> {
        if !self.is_alive(door.process) {
            return None;
        }
        self.nodes[door.process.node].conns.get_mut(&door.session)
    }

    /// A client's words reach the server.
    pub(crate) fn said(&mut self, door: Door, words: Words) -> Checked {
        if let Some(conn) = self.conn_mut(door) {
            conn.inbox.push_back(words);
        }
        self.pump(door)
    }

    /// Carries out what a client said, one message at a time.
    pub(crate) fn pump(&mut self, door: Door) -> Checked {
        while let Some(conn) = self.conn_mut(door).filter(|conn| !conn.is_busy)
            && let Some(words) = conn.inbox.pop_front()
        {
            conn.is_busy = true;
            match words {
                Words::Join { team, since, same_epoch, mark } => {
                    self.hold(Place { process: door.process, team });
                    self.ask_store(Job::Enter { door, team, since, same_epoch, mark });
                }
                Words::Leave { team, mark } => {
                    conn.teams.remove(&team);
                    let leave = Command::Input(Input::Leave(door.session));
                    self.send_if_anybody(Place { process: door.process, team }, leave);
                    self.reply(door, ServerMessage::ack(None), mark);
                    self.is_done(door);
                }
                Words::Cheer { team, icon, mark } => {
                    let is_in = conn.teams.contains(&team);
                    let (session, reference) = (door.session, Some(Reference::Number(mark)));
                    let say = Input::Say { session, saying: Saying::Cheer(icon), reference };
                    let place = Place { process: door.process, team };
                    if !is_in || !self.send_if_anybody(place, Command::Input(say)) {
                        let refusal = Refusal::new(ErrorCode::NotAMember, "Join it first.");
                        self.reply(door, ServerMessage::refused(refusal, None), mark);
                    }
                    self.is_done(door);
                }
                Words::Like { post, liked, mark } => {
                    let device = conn.device;
                    let person = self.devices[device].person;
                    let origin = Origin::Socket { session: door.session, mark };
                    self.likes(
                        Place { process: door.process, team: self.team_of(post) },
                        origin,
                        (post, user(person)),
                        liked,
                    );
                }
            }
        }
        Ok(())
    }

    /// While who comes in reads the store, their room is open, so that it hears of what is committed meanwhile.
    fn hold(&mut self, place: Place) {
        if self.plant != Some(Plant::ReadBeforeOpen) {
            self.wake(place);
            if let Some(awake) = self.nodes[place.process.node].awake_mut(place.team) {
                awake.holds += 1;
            }
        }
    }

    /// Who came in has come in, or not.
    pub(crate) fn let_go(&mut self, place: Place) {
        if self.is_alive(place.process)
            && let Some(awake) = self.nodes[place.process.node].awake_mut(place.team)
        {
            awake.holds = awake.holds.saturating_sub(1);
        }
    }

    /// Somebody says whether they like a post.
    pub(crate) fn likes(&mut self, place: Place, origin: Origin, (post, user): Key, liked: bool) {
        let moment = self.moment(place.process);
        self.tally.said += 1;
        let word = self.oracle.words.say((post, user), liked, moment);
        self.send(place, Command::Like(Ask { origin, word, post, user, liked, tries: 0 }));
    }

    /// A like is over: whoever waits is answered.
    pub(crate) fn over(&mut self, place: Place, ask: &Ask, message: Option<ServerMessage>) -> Checked {
        let moment = self.moment(place.process);
        let waits = match ask.origin {
            Origin::Socket { session, .. } => self.nodes[place.process.node].conns.contains_key(&session),
            Origin::Request => true,
        };
        let is_acked = waits && matches!(message, Some(ServerMessage::Ack { .. }));
        self.oracle.words.end(ask.word, moment, is_acked);
        self.tally.acks += u64::from(is_acked);
        self.tally.refused += u64::from(waits && matches!(message, Some(ServerMessage::Error { .. })));
        if let (Origin::Socket { session, mark }, Some(message)) = (ask.origin, message) {
            let door = Door { process: place.process, session };
            self.reply(door, message, mark);
            self.is_done(door);
            self.pump(door)?;
        }
        if is_acked { self.word_is_safe((ask.post, ask.user)) } else { Ok(()) }
    }

    /// What a client said was carried out.
    pub(crate) fn is_done(&mut self, door: Door) {
        if let Some(conn) = self.conn_mut(door) {
            conn.is_busy = false;
        }
    }

    /// The answer to what a client said.
    pub(crate) fn reply(&mut self, door: Door, mut message: ServerMessage, mark: i64) {
        if let ServerMessage::Ack { reference, .. } | ServerMessage::Error { reference, .. } = &mut message {
            *reference = Some(Reference::Number(mark));
        }
        self.push(door, Rc::new(message));
    }

    /// A message goes out to a client, behind all that went before.
    pub(crate) fn push(&mut self, door: Door, message: Rc<ServerMessage>) {
        let arrives = self.now_ms + self.dice.between(0, self.swarm.network_ms);
        if !matters_to_clients(&message) {
            return;
        }
        let Some(conn) = self.conn_mut(door) else { return };
        let arrives = conn.outbox.back().map_or(arrives, |(last, _)| arrives.max(*last));
        conn.outbox.push_back((arrives, message));
        if conn.outbox.len() == 1 {
            self.queue.add(arrives, Event::Hears(door));
        }
    }

    /// The server learns that a connection is gone, or closes it itself.
    pub(crate) fn ends(&mut self, door: Door) {
        if !self.is_alive(door.process) {
            return;
        }
        let Some(conn) = self.nodes[door.process.node].conns.remove(&door.session) else { return };
        for team in conn.teams {
            if self.plant != Some(Plant::GhostSession) {
                self.send_if_anybody(
                    Place { process: door.process, team },
                    Command::Input(Input::Leave(door.session)),
                );
            }
        }
        self.is_cut_off(conn.device, door);
    }

    /// A device's connection comes in.
    pub(crate) fn accept(&mut self, node: usize, device: usize) -> Door {
        let process = self.process(node);
        let now_ms = self.now_ms;
        let node = &mut self.nodes[node];
        node.sessions += 1;
        let session = SessionId(node.sessions);
        let conn = Conn {
            device,
            teams: std::collections::BTreeSet::new(),
            inbox: std::collections::VecDeque::new(),
            is_busy: false,
            outbox: std::collections::VecDeque::new(),
            last_in_ms: now_ms,
        };
        node.conns.insert(session, conn);
        Door { process, session }
    }

    /// A request to like a post, which nobody repeats.
    pub(crate) fn requests_like(&mut self, node: usize, post: PostId, person: usize, liked: bool) {
        let place = Place { process: self.process(node), team: self.team_of(post) };
        self.likes(place, Origin::Request, (post, user(person)), liked);
    }
}

/// Presence, counts and cheers are judged where they are said.
const fn matters_to_clients(message: &ServerMessage) -> bool {
    feed_news(message).is_some()
        || matches!(
            message,
            ServerMessage::JoinedTeam { .. } | ServerMessage::Ack { .. } | ServerMessage::Error { .. }
        )
}
