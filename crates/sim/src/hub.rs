//! Rooms on a node, as crates/server/src/hub drives them: asleep and awake, a mailbox, a turn at a time, effects in
//! order, sleep when nothing is owed. Every way into a room goes through the same wake.

use crate::event::Event;
use crate::names::{Door, Place};
use crate::node::{Awake, Command, Life, Origin, Seat};
use crate::oracle::Turn;
use crate::oracle::verdict::Checked;
use crate::plant::Plant;
use crate::store_work::unavailable;
use crate::trace::digest;
use crate::world::World;
use kith_domain::{AnswerId, Audience, Dormant, Effect, Input, LikeAnswer, Outcome, Room, RoomId};
use kith_protocol::{ServerMessage, Timestamp};
use std::collections::BTreeMap;
use std::rc::Rc;

/// How many commands are taken at once.
const TAKE_MAX: usize = 257;
/// How often a room that heard nothing but owes something looks whether it may sleep.
const SLEEP_RETRY_MS: i64 = 500;

impl World {
    /// Hands a command to a room, opening or waking it if need be.
    pub(crate) fn send(&mut self, place: Place, command: Command) {
        if !self.is_alive(place.process) {
            return;
        }
        self.wake(place);
        if let Some(awake) = self.nodes[place.process.node].awake_mut(place.team) {
            awake.mailbox.push_back(command);
        }
        self.call(place);
    }

    /// Hands a command to a room, unless nobody is in it. Whether it was handed over.
    pub(crate) fn send_if_anybody(&mut self, place: Place, command: Command) -> bool {
        let is_open =
            self.is_alive(place.process) && self.nodes[place.process.node].seats.contains_key(&place.team);
        if is_open {
            self.send(place, command);
        }
        is_open
    }

    /// A room looks into its mailbox soon.
    pub(crate) fn call(&mut self, place: Place) {
        if let Some(awake) = self.nodes[place.process.node].awake_mut(place.team)
            && !awake.is_called
        {
            awake.is_called = true;
            self.soon(self.swarm.drive_ms, Event::Drives(place));
        }
    }

    /// A room is in memory from now on.
    pub(crate) fn wake(&mut self, place: Place) {
        let (now, settings) = (self.clock(place.process.node), self.swarm.room);
        let seats = &mut self.nodes[place.process.node].seats;
        let nobody = || Seat {
            listeners: BTreeMap::new(),
            state: Life::Asleep { dormant: Dormant::default(), wake_at: None },
        };
        let seat = seats.entry(place.team).or_insert_with(nobody);
        let Life::Asleep { dormant, .. } = &mut seat.state else { return };
        let dormant = std::mem::take(dormant);
        let mut sessions: Vec<_> = seat.listeners.values().cloned().collect();
        let dormant = if self.plant == Some(Plant::ForgetDormant) { Dormant::default() } else { dormant };
        if self.plant == Some(Plant::WakeAlone) {
            sessions.clear();
        }
        self.lives += 1;
        let id = RoomId::Team(crate::names::team(place.team));
        let room = Room::wake(id, settings, dormant, &sessions, now);
        seat.state = Life::Awake(Box::new(Awake::new(room, self.lives, now)));
    }

    /// The time of a room's deadline has come, or it looks whether it may sleep.
    pub(crate) fn tick(&mut self, place: Place) -> Checked {
        self.handle(place, Input::Tick, None)?;
        self.after_turn(place)
    }

    /// A room's task takes what waits for it.
    pub(crate) fn drive(&mut self, place: Place) -> Checked {
        if !self.is_alive(place.process) {
            return Ok(());
        }
        let Some(awake) = self.nodes[place.process.node].awake_mut(place.team) else { return Ok(()) };
        awake.is_called = false;
        if awake.is_homeless {
            return Ok(());
        }
        let (commands, landings) = (!awake.mailbox.is_empty(), !awake.landed.is_empty());
        if landings && (!commands || self.dice.chance(50)) {
            self.land(place)?;
        } else if commands {
            self.take_commands(place)?;
        }
        self.after_turn(place)
    }

    fn take_commands(&mut self, place: Place) -> Checked {
        let now = self.clock(place.process.node);
        let sleep_at = now.plus_ms(self.swarm.idle_ms);
        for _ in 0..TAKE_MAX {
            let node = &mut self.nodes[place.process.node];
            let Some(awake) = node.awake_mut(place.team).filter(|awake| !awake.is_homeless) else { break };
            awake.sleep_at = sleep_at;
            let Some(command) = awake.mailbox.pop_front() else { break };
            self.take_command(place, command)?;
        }
        Ok(())
    }

    fn take_command(&mut self, place: Place, command: Command) -> Checked {
        let node = &mut self.nodes[place.process.node];
        let Some(seat) = node.seats.get_mut(&place.team) else { return Ok(()) };
        match command {
            Command::Join(session, entry, reference) => {
                seat.listeners.insert(session.id, session.clone());
                self.handle(place, Input::Join { session, entry, reference }, None)
            }
            Command::Like(ask) => {
                let Life::Awake(awake) = &mut seat.state else { return Ok(()) };
                let answer = AnswerId(awake.answers);
                awake.answers += 1;
                let input = Input::Like { post: ask.post, user: ask.user, liked: ask.liked, answer };
                awake.asks.insert(answer, ask);
                self.handle(place, input, None)
            }
            Command::Flushed(batch, outcome, life) => {
                // Any number.
                let jitter = batch.0 ^ life;
                self.handle(place, Input::Flushed(batch, outcome, jitter), Some(life))
            }
            Command::Input(Input::Leave(session)) => {
                if self.plant != Some(Plant::HearAfterLeave) {
                    seat.listeners.remove(&session);
                }
                self.handle(place, Input::Leave(session), None)
            }
            Command::Input(input) => self.handle(place, input, None),
        }
    }

    /// The room takes one input, and its effects are carried out. `of_life`: which life of the room it is meant for, if
    /// that is said.
    pub(crate) fn handle(&mut self, place: Place, input: Input, of_life: Option<u64>) -> Checked {
        let now = self.clock(place.process.node);
        let slack_ms = self.dice.between(0, self.swarm.slack_ms);
        let Self { nodes, oracle, store, trace, .. } = self;
        let Some(awake) = nodes[place.process.node].awake_mut(place.team) else { return Ok(()) };
        if std::mem::take(&mut awake.is_doomed) {
            return self.fall(place);
        }
        awake.slack_ms = slack_ms;
        let mut effects = Vec::new();
        awake.room.handle(now, input.clone(), &mut effects);
        trace.note(&[3, now.0 as u64, place.team as u64], || format!("  {place} hears {input:?}"));
        for effect in &effects {
            trace.note(&[digest(effect)], || format!("    {effect:?}"));
        }
        let is_stale = of_life.is_some_and(|life| life != awake.life);
        let turn = Turn { now, input: &input, is_stale, effects: &effects, room: &awake.room };
        oracle.judge(place, &turn, store)?;
        effects.into_iter().try_for_each(|effect| self.carry_out(place, effect))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only two kinds are tallied")]
    fn carry_out(&mut self, place: Place, effect: Effect) -> Checked {
        let node = &mut self.nodes[place.process.node];
        match effect {
            Effect::Send { to: Audience::One(session), message } => {
                self.push(Door { process: place.process, session }, Rc::new(message));
                Ok(())
            }
            Effect::Send { to: Audience::User(_) | Audience::Others(_), message } => {
                unreachable!("a team's room speaks to all or to one: {message:?}")
            }
            Effect::Send { to: Audience::All, message } => {
                let listeners =
                    || node.seats.get(&place.team).into_iter().flat_map(|seat| seat.listeners.keys());
                self.oracle.speaks_to(place, listeners().copied())?;
                match &message {
                    ServerMessage::PresenceUpdate { .. } => self.tally.presence_told += 1,
                    ServerMessage::LiveCheer { .. } => self.tally.cheers += 1,
                    _ => {}
                }
                let listeners: Vec<_> = listeners().copied().collect();
                let message = Rc::new(message);
                for session in listeners {
                    self.push(Door { process: place.process, session }, Rc::clone(&message));
                }
                Ok(())
            }
            Effect::Answer { to, answer } => {
                let ask = node.awake_mut(place.team).and_then(|awake| awake.asks.remove(&to));
                ask.map_or(Ok(()), |ask| self.answered(place, ask, answer))
            }
            Effect::Journal(entry) => {
                if let Some(awake) = node.awake_mut(place.team) {
                    awake.to_journal.push(entry);
                }
                Ok(())
            }
            Effect::Flush(batch) => self.flush(place, batch),
        }
    }

    fn land(&mut self, place: Place) -> Checked {
        let any_order = self.plant == Some(Plant::RefuseOutOfTurn);
        while let Some(awake) = self.nodes[place.process.node].awake_mut(place.team)
            && !awake.is_homeless
            && let Some(landing) = awake.next_landing(any_order)
        {
            if landing.position.is_some() {
                awake.journalled = landing.position;
            }
            let counts = self.plant == Some(Plant::RefuseAndCount);
            let outcome = if counts { Outcome::Done } else { landing.outcome };
            self.handle(place, Input::Journalled(landing.count, outcome), Some(landing.life))?;
        }
        Ok(())
    }

    /// What the hub does after each turn: the journal gets its likes, and the room may sleep.
    fn after_turn(&mut self, place: Place) -> Checked {
        self.send_off(place);
        let now = self.clock(place.process.node);
        let Some(awake) = self.nodes[place.process.node].awake_mut(place.team) else { return Ok(()) };
        if !awake.is_homeless && now >= awake.sleep_at {
            awake.sleep_at = now.plus_ms(SLEEP_RETRY_MS);
            self.try_to_sleep(place, now)?;
        }
        let Some(awake) = self.nodes[place.process.node].awake(place.team) else { return Ok(()) };
        if !awake.mailbox.is_empty() || awake.has_news() {
            self.call(place);
        }
        self.readers_agree(place)
    }

    /// Where fate wants it, every room that may sleep does.
    pub(crate) fn sleep_everywhere(&mut self) -> Checked {
        if !self.swarm.eager_sleep {
            return Ok(());
        }
        for node in 0..self.nodes.len() {
            let (process, now) = (self.process(node), self.clock(node));
            for team in 0..self.swarm.teams {
                let sleeps = self.nodes[node].awake(team).is_some_and(|awake| !awake.is_homeless);
                if sleeps && self.dice.chance(50) {
                    self.try_to_sleep(Place { process, team }, now)?;
                }
            }
        }
        Ok(())
    }

    fn try_to_sleep(&mut self, place: Place, now: Timestamp) -> Checked {
        let Some(seat) = self.nodes[place.process.node].seats.get_mut(&place.team) else { return Ok(()) };
        let Life::Awake(awake) = &seat.state else { return Ok(()) };
        let careless = self.plant == Some(Plant::SleepOwing) && awake.asks.is_empty();
        let dormant = awake.room.dormant(now).or_else(|| careless.then(Dormant::default));
        let quiet = awake.mailbox.is_empty() && awake.holds == 0 && awake.sent == awake.taken;
        let Some(dormant) = dormant.filter(|_| quiet) else { return Ok(()) };
        self.oracle.may_sleep(place)?;
        let wake_at = awake.room.deadline().filter(|_| self.plant != Some(Plant::ForgetWakeUp));
        let is_dropped = seat.listeners.is_empty();
        seat.state = Life::Asleep { dormant, wake_at };
        if is_dropped {
            self.nodes[place.process.node].seats.remove(&place.team);
        }
        self.oracle.slept(place, is_dropped);
        self.tally.sleeps += 1;
        self.trace.note(&[4, place.team as u64], || format!("  {place} sleeps, wakes at {wake_at:?}"));
        self.readers_agree(place)
    }

    /// Whoever reads a post of this room through its node is told the truth.
    pub(crate) fn readers_agree(&self, place: Place) -> Checked {
        let node = &self.nodes[place.process.node];
        let homeless = node.awake(place.team).is_some_and(|awake| awake.is_homeless);
        if !self.swarm.counts_are_exact() || homeless || !self.is_alive(place.process) {
            return Ok(());
        }
        let room = node.awake(place.team).map(|awake| &awake.room);
        let posts = self.posts.iter().filter(|post| self.team_of(**post) == place.team);
        let mut at_home = posts.filter(|post| self.home_of(**post) == place.process.node);
        at_home.try_for_each(|post| self.oracle.readers_agree(*post, room, &self.store, self.swarm.people))
    }

    /// The room falls to a bug: what it was told and all it knew is lost, its sessions are closed, and it begins anew
    /// from the store and the journal.
    fn fall(&mut self, place: Place) -> Checked {
        self.tally.falls += 1;
        self.trace.note(&[5], || format!("  {place} falls to a bug"));
        self.send_off(place);
        self.lives += 1;
        let life = self.lives;
        let Some(seat) = self.nodes[place.process.node].seats.get_mut(&place.team) else { return Ok(()) };
        let listeners = std::mem::take(&mut seat.listeners);
        let Life::Awake(awake) = &mut seat.state else { return Ok(()) };
        let asks = std::mem::take(&mut awake.asks);
        (awake.life, awake.is_homeless) = (life, true);
        if self.plant != Some(Plant::StaleLandings) {
            (awake.sent, awake.taken) = (0, 0);
            awake.landed.clear();
        }
        self.oracle.fell(place);
        for ask in asks.into_values() {
            self.over(place, &ask, Some(unavailable()))?;
        }
        for session in listeners.into_keys() {
            self.soon(self.swarm.network_ms, Event::Ends(Door { process: place.process, session }));
        }
        self.asks_journal(place);
        Ok(())
    }

    /// A fallen room's likes are in the store: it begins anew.
    pub(crate) fn begins_anew(&mut self, place: Place) {
        let (now, settings) = (self.clock(place.process.node), self.swarm.room);
        self.counts_again(place.process.node, |world, post| world.team_of(post) == place.team);
        if let Some(awake) = self.nodes[place.process.node].awake_mut(place.team) {
            awake.room = Room::new(RoomId::Team(crate::names::team(place.team)), settings, now);
            awake.is_homeless = false;
            awake.sleep_at = now;
        }
        self.call(place);
    }

    /// A like comes back from its room.
    fn answered(&mut self, place: Place, mut ask: crate::node::Ask, answer: LikeAnswer) -> Checked {
        match answer {
            LikeAnswer::Counted { like_count, liked } => {
                let message = ServerMessage::Ack {
                    reference: None,
                    post_id: Some(ask.post),
                    like_count: Some(like_count),
                    liked_by_me: Some(liked),
                    id: None,
                    seq: None,
                };
                self.over(place, &ask, Some(message))
            }
            LikeAnswer::Refused(refusal) => {
                self.over(place, &ask, Some(ServerMessage::refused(refusal, None)))
            }
            LikeAnswer::UnknownPost => {
                ask.tries += 1;
                let is_there = match ask.origin {
                    Origin::Socket { session, .. } => {
                        self.nodes[place.process.node].conns.contains_key(&session)
                    }
                    Origin::Request => true,
                };
                if is_there {
                    self.read_likers(place, ask)
                } else {
                    // Nobody carries it on.
                    self.over(place, &ask, None)
                }
            }
        }
    }
}
