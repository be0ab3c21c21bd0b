//! A world: nodes, a store, people, and the events between them, in virtual time. One step is one event and all that
//! follows from it at once; after each, everything is judged.

use crate::clients::Device;
use crate::dice::Dice;
use crate::event::{Event, Queue};
use crate::names::{Place, Process, number, post};
use crate::node::{Node, State};
use crate::oracle::Oracle;
use crate::oracle::verdict::{Checked, ensure};
use crate::oracle::words::Moment;
use crate::plant::Plant;
use crate::store::{Careless, Store};
use crate::store_work::{Job, Jobs};
use crate::swarm::Swarm;
use crate::tally::Tally;
use crate::trace::Trace;
use kith_protocol::{PostId, Timestamp};

/// When worlds begin.
const BEGIN_MS: i64 = 1_795_300_000_000;
/// The longest that what was read from the store is held up, in milliseconds. With the slowest store this is still less
/// than a room remembers its feed for newcomers.
const READ_STALL_MS: i64 = 3_000;
/// The longest that the answer to a write is held up: a room may fall and begin anew meanwhile.
const WRITE_STALL_MS: i64 = 15_000;
/// A room that is due again and again within one millisecond would never end.
const RINGS_MAX: u32 = 1_000;

/// A world.
#[derive(Debug)]
pub struct World {
    /// The right time, in milliseconds.
    pub now_ms: i64,
    /// Steps so far.
    pub step: u64,
    pub(crate) dice: Dice,
    pub(crate) swarm: Swarm,
    pub(crate) plant: Option<Plant>,
    pub(crate) queue: Queue,
    pub(crate) nodes: Vec<Node>,
    pub(crate) store: Store,
    pub(crate) store_is_up: bool,
    pub(crate) jobs: Jobs,
    pub(crate) devices: Vec<Device>,
    pub(crate) posts: Vec<PostId>,
    pub(crate) oracle: Oracle,
    pub(crate) lives: u64,
    pub(crate) is_calm: bool,
    /// Store and journal are quick enough for a node that stops to bring everything home in time.
    pub(crate) is_quick: bool,
    moments: u64,
    /// What happened.
    pub trace: Trace,
    /// What happened, counted.
    pub tally: Tally,
}

impl World {
    /// The world of a seed.
    #[must_use]
    pub fn new(seed: u64, plant: Option<Plant>, in_words: bool) -> Self {
        let mut dice = Dice::new(seed);
        let mut swarm = Swarm::draw(&mut dice);
        if let Some(plant) = plant {
            plant.call_for(&mut swarm);
        }
        let mut oracle = Oracle::new(swarm.room, swarm.slack_ms, swarm.counts_are_exact());
        oracle.words.clocks_differ_ms = 2 * swarm.skew_ms;
        let plants = Careless {
            ignores_stamps: plant == Some(Plant::IgnoreStamps),
            counts_by_adding: plant == Some(Plant::CountByAdding),
            refuses_twice: plant == Some(Plant::TouchTwice),
        };
        let mut world = Self {
            now_ms: BEGIN_MS,
            step: 0,
            plant,
            queue: Queue::default(),
            nodes: (0..swarm.nodes).map(|_| Node::default()).collect(),
            store: Store::new(plants),
            store_is_up: true,
            jobs: Jobs::default(),
            devices: Vec::new(),
            posts: (0..swarm.posts.max(swarm.teams)).map(post).collect(),
            oracle,
            lives: 0,
            is_calm: false,
            is_quick: swarm.store_ms <= 50 && !swarm.store_stalls && swarm.sync_ms <= 60,
            moments: 0,
            trace: Trace::new(in_words),
            tally: Tally::default(),
            dice,
            swarm,
        };
        for node in 0..world.nodes.len() {
            world.queue.add(BEGIN_MS, Event::Starts(node));
        }
        world.people_come();
        world.later(0, Event::Act);
        world
    }

    /// Something happens so many milliseconds from now.
    pub(crate) fn later(&mut self, in_ms: i64, event: Event) {
        self.queue.add(self.now_ms + in_ms, event);
    }

    /// Something happens between now and so many milliseconds from now.
    pub(crate) fn soon(&mut self, within_ms: i64, event: Event) {
        let in_ms = self.dice.between(0, within_ms);
        self.later(in_ms, event);
    }

    /// The time as a node's clock tells it.
    pub(crate) fn clock(&self, node: usize) -> Timestamp {
        Timestamp(self.now_ms + self.nodes[node].skew_ms)
    }

    /// The run of a node that is under way.
    pub(crate) fn process(&self, node: usize) -> Process {
        Process { node, run: self.nodes[node].run }
    }

    /// Whether this run of a node still goes on.
    pub(crate) fn is_alive(&self, process: Process) -> bool {
        let node = &self.nodes[process.node];
        node.run == process.run && node.state != State::Down
    }

    /// This moment.
    pub(crate) fn moment(&mut self, process: Process) -> Moment {
        self.moments += 1;
        Moment { order: self.moments, at_ms: self.now_ms, process }
    }

    /// Which team a post is of.
    pub(crate) fn team_of(&self, post: PostId) -> usize {
        number(post.0) % self.swarm.teams
    }

    /// Through which node a post is liked, where people do not roam.
    pub(crate) fn home_of(&self, post: PostId) -> usize {
        number(post.0) / self.swarm.teams % self.swarm.nodes
    }

    /// Of these posts, what a node counts is what the store has.
    pub(crate) fn counts_again(&mut self, node: usize, which: impl Fn(&Self, PostId) -> bool) {
        let here = |post: &PostId| self.home_of(*post) == node && which(self, *post);
        let posts: Vec<_> = self.posts.iter().copied().filter(here).collect();
        self.oracle.counts_again(&self.store, posts.into_iter());
    }

    /// Goes one step: the next event, or the next room whose time has come.
    ///
    /// # Errors
    /// The invariant that broke.
    pub fn go_on(&mut self) -> Checked {
        self.step += 1;
        self.tally.steps += 1;
        let timers = (0..self.nodes.len()).filter_map(|node| {
            let (at, team) = self.nodes[node].next_timer()?;
            Some((at.max(self.now_ms), Place { process: self.process(node), team }))
        });
        let timer = timers.min();
        let rings = match (timer, self.queue.next_at()) {
            (Some((at, place)), Some(next)) if at < next || (at == next && self.dice.chance(50)) => {
                Some((at, place))
            }
            (Some(timer), None) => Some(timer),
            (Some(_) | None, _) => None,
        };
        if let Some((at, place)) = rings {
            self.passes(at);
            self.rings(place)?;
        } else if let Some((at, event)) = self.queue.take() {
            self.passes(at);
            self.happens(event)?;
        }
        self.sleep_everywhere()
    }

    fn passes(&mut self, until_ms: i64) {
        self.tally.simulated_ms += until_ms - self.now_ms;
        self.now_ms = until_ms;
    }

    fn rings(&mut self, place: Place) -> Checked {
        self.trace.note(&[1, self.now_ms as u64, place.process.node as u64], || {
            format!("{place}: its time has come")
        });
        self.wake(place);
        let now_ms = self.now_ms;
        if let Some(awake) = self.nodes[place.process.node].awake_mut(place.team) {
            awake.rang = if awake.rang.0 == now_ms { (now_ms, awake.rang.1 + 1) } else { (now_ms, 0) };
            let rang = awake.rang.1;
            ensure(rang < RINGS_MAX, "a tick at its deadline settles what was due", || {
                format!("{place} is due again and again: {:?}", awake.room.deadline())
            })?;
        }
        self.tick(place)
    }

    fn happens(&mut self, event: Event) -> Checked {
        self.trace.note(&[2, self.now_ms as u64], || format!("{event:?}"));
        match event {
            Event::Act => self.act(),
            Event::Said(door, words) => self.said(door, words),
            Event::Hears(door) => self.hears(door),
            Event::Ends(door) => {
                self.ends(door);
                Ok(())
            }
            Event::Drives(place) => self.drive(place),
            Event::Synced(process) => self.synced(process),
            Event::Applies(job) => self.applies(job),
            Event::Answers(job) => self.answers(job),
            Event::Hint { node, team, entry } => self.hint_arrives(node, team, entry),
            Event::Starts(node) => {
                self.starts(node);
                Ok(())
            }
            Event::Looks(process) => self.looks(process),
            Event::GoesHome(place) => {
                self.asks_journal(place);
                Ok(())
            }
            Event::Recovers(process) => {
                self.recovers(process);
                Ok(())
            }
            Event::Connects(device) => {
                self.connects(device);
                Ok(())
            }
            Event::Fetches(device, team) => {
                self.fetches(device, team);
                Ok(())
            }
        }
    }

    /// What a word may be found to be: the latest by its stamp in the store and in every journal.
    pub(crate) fn standing_word(&self, key: crate::names::Key) -> bool {
        let journals = self.nodes.iter().filter_map(|node| node.disk.word(key));
        let latest = journals.chain(self.store.word(key)).max_by_key(|(_, stamp)| *stamp);
        latest.is_some_and(|(liked, _)| liked)
    }

    /// What was acknowledged is in the store or in a journal.
    pub(crate) fn word_is_safe(&self, key: crate::names::Key) -> Checked {
        let standing = self.standing_word(key);
        ensure(self.oracle.words.may_stand(key, standing), "LK1: what was acknowledged is durable", || {
            let (post, user) = (number(key.0.0), number(key.1.0));
            format!("post {post}, person {user}: what would be found is {standing}")
        })
    }

    /// Every word that was acknowledged is in the store or in a journal.
    pub(crate) fn words_are_safe(&self) -> Checked {
        self.oracle.words.keys().try_for_each(|key| self.word_is_safe(key))
    }

    /// Asks the store for something.
    pub(crate) fn ask_store(&mut self, job: Job) {
        let is_write = job.is_write();
        let number = self.jobs.add(job);
        let in_ms = self.dice.between(i64::from(is_write), self.swarm.store_ms.max(1));
        let stalls = self.swarm.store_stalls && self.dice.chance(15);
        let stall_ms = if is_write { WRITE_STALL_MS } else { READ_STALL_MS };
        let back_ms = self.dice.between(0, self.swarm.store_ms + if stalls { stall_ms } else { 0 });
        if is_write && self.swarm.store_late && self.dice.chance(15) {
            self.later(in_ms, Event::Answers(number));
            self.later(in_ms + back_ms + 1, Event::Applies(number));
        } else {
            self.later(in_ms, Event::Applies(number));
            self.later(in_ms + back_ms, Event::Answers(number));
        }
    }
}
