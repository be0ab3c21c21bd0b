//! The store at work: what nodes ask of it, when it is carried out, and whether the answer arrives. A write may fail,
//! be done and its answer lost, or be done long after it was given up.

use crate::event::Event;
use crate::names::{Door, Place, Process};
use crate::node::{Ask, Command, Origin, State};
use crate::oracle::verdict::Checked;
use crate::plant::Plant;
use crate::world::World;
use kith_domain::{BatchId, Entry, Fact, FeedEntry, FeedKind, Input, LikeBatch, LikeEntry, Outcome};
use kith_protocol::{ErrorCode, PostId, Refusal, ServerMessage, Timestamp, UserId};
use std::collections::BTreeMap;

/// How often a room is told who likes a post before the caller is asked to try again.
const TELL_MAX: u32 = 5;
/// How long a fallen room, or a starting node, waits before it tries again, in milliseconds.
const RETRY_MS: i64 = 2_000;

/// Something that the store is asked for.
#[derive(Clone, Debug)]
pub enum Job {
    /// Where a team's room stands, for who comes in.
    Enter {
        /// Who comes in.
        door: Door,
        /// Which room.
        team: usize,
        /// Their cursor.
        since: Option<u64>,
        /// Whether it is of this numbering.
        same_epoch: bool,
        /// The client's mark.
        mark: i64,
    },
    /// Who likes a post.
    Likers {
        /// Whose room asks.
        place: Place,
        /// For whom.
        ask: Ask,
        /// From before the reading began.
        read_at: Timestamp,
    },
    /// A room's batch.
    Flush {
        /// Whose.
        place: Place,
        /// Of which life of the room.
        life: u64,
        /// Which.
        batch: BatchId,
        /// What is in it.
        entries: Vec<LikeEntry>,
        /// Up to where the journal may let go then.
        upto: Option<u64>,
    },
    /// What the journal kept of a fallen room.
    Home {
        /// Whose.
        place: Place,
        /// All of it.
        entries: Vec<LikeEntry>,
        /// Up to where the journal may let go then.
        upto: Option<u64>,
    },
    /// What the journal kept over a start.
    Recover {
        /// Of which run.
        process: Process,
        /// All of it.
        entries: Vec<LikeEntry>,
    },
    /// A post or a pin.
    Publish {
        /// Through which run.
        process: Process,
        /// In which team.
        team: usize,
        /// What.
        kind: FeedKind,
    },
}

impl Job {
    /// Whether it changes anything.
    #[must_use]
    pub const fn is_write(&self) -> bool {
        match self {
            Self::Enter { .. } | Self::Likers { .. } => false,
            Self::Flush { .. } | Self::Home { .. } | Self::Recover { .. } | Self::Publish { .. } => true,
        }
    }
}

/// What the store answered.
#[derive(Clone, Debug)]
enum Reply {
    Failed,
    Written,
    Enters(Entry),
    Likers(Vec<UserId>, u64),
    Published(FeedEntry),
}

/// What the store was asked for and what became of it.
#[derive(Debug, Default)]
pub struct Jobs {
    open: BTreeMap<u64, (Job, Option<Reply>)>,
    asked: u64,
}

impl Jobs {
    /// Answers with its number.
    pub fn add(&mut self, job: Job) -> u64 {
        self.asked += 1;
        self.open.insert(self.asked, (job, None));
        self.asked
    }
}

impl World {
    /// The store carries a job out, if it can be reached.
    pub(crate) fn applies(&mut self, number: u64) -> Checked {
        let Some((job, given_up)) = self.jobs.open.get(&number) else { return Ok(()) };
        let (job, is_late) = (job.clone(), given_up.is_some());
        let loses = self.swarm.store_lost_answers && job.is_write() && self.dice.chance(15);
        let reply = if !self.store_is_up { Reply::Failed } else { self.carry_out_job(&job) };
        if is_late {
            self.jobs.open.remove(&number);
            return self.note_commit(&job);
        }
        if let Some((_, open)) = self.jobs.open.get_mut(&number) {
            *open = Some(if loses { Reply::Failed } else { reply });
        }
        self.note_commit(&job)
    }

    fn carry_out_job(&mut self, job: &Job) -> Reply {
        match job {
            Job::Enter { team, since, same_epoch, .. } => {
                let mut entry = self.store.entry(*team, *since, self.swarm.replay_max);
                entry.missed = entry.missed.filter(|_| *same_epoch);
                Reply::Enters(entry)
            }
            Job::Likers { ask, .. } => {
                Reply::Likers(self.store.likers(ask.post), self.store.latest_stamp(ask.post))
            }
            Job::Flush { entries, .. } | Job::Home { entries, .. } | Job::Recover { entries, .. } => {
                if self.store.flush(entries) { Reply::Written } else { Reply::Failed }
            }
            Job::Publish { team, kind, .. } => {
                self.tally.entries += 1;
                Reply::Published(self.store.publish(*team, kind.clone()))
            }
        }
    }

    /// The count beside a post is the number of those who like it.
    fn note_commit(&self, job: &Job) -> Checked {
        let (Job::Flush { entries, .. } | Job::Home { entries, .. } | Job::Recover { entries, .. }) = job
        else {
            return Ok(());
        };
        let mut posts: Vec<PostId> = entries.iter().map(|entry| entry.post).collect();
        posts.dedup();
        posts.into_iter().try_for_each(|post| {
            let (count, likers) = (self.store.count(post), self.store.likers(post).len() as u64);
            crate::oracle::verdict::ensure(
                count == likers,
                "LK2: the count is the number of those who like it",
                || format!("{count} for {post:?}, where {likers} like it"),
            )
        })
    }

    /// The store's answer arrives, or the asker gives up.
    pub(crate) fn answers(&mut self, number: u64) -> Checked {
        let Some((job, reply)) = self.jobs.open.get_mut(&number) else { return Ok(()) };
        let job = job.clone();
        let reply = if let Some(reply) = reply.take() {
            self.jobs.open.remove(&number);
            reply
        } else {
            // It may still be carried out.
            *reply = Some(Reply::Failed);
            Reply::Failed
        };
        match job {
            Job::Enter { door, team, mark, .. } => self.entered(door, team, mark, reply),
            Job::Likers { place, ask, read_at } => self.learned(place, ask, read_at, reply),
            Job::Flush { place, life, batch, entries, upto } => {
                self.flushed(place, life, batch, entries.len(), upto, &reply)
            }
            Job::Home { place, upto, .. } => self.came_home(place, upto, &reply),
            Job::Recover { process, .. } => self.recovered(process, matches!(reply, Reply::Written)),
            Job::Publish { process, team, .. } => {
                if let Reply::Published(entry) = reply
                    && self.is_alive(process)
                {
                    self.hint_everybody(team, &entry);
                }
                Ok(())
            }
        }
    }

    fn entered(&mut self, door: Door, team: usize, mark: i64, reply: Reply) -> Checked {
        self.let_go(Place { process: door.process, team });
        let Some(conn) = self.conn_mut(door) else { return Ok(()) };
        let (device, is_new) = (conn.device, conn.teams.insert(team));
        if let Reply::Enters(mut entry) = reply {
            if self.plant == Some(Plant::TornSnapshot) {
                entry.seq = self.store.feed(team).len() as u64;
            }
            let session = crate::names::seat(door.session, self.devices[device].person);
            let place = Place { process: door.process, team };
            self.send(place, Command::Join(session, entry, Some(kith_protocol::Reference::Number(mark))));
        } else {
            if is_new && let Some(conn) = self.conn_mut(door) {
                conn.teams.remove(&team);
            }
            self.reply(door, unavailable(), mark);
        }
        self.is_done(door);
        self.pump(door)
    }

    /// Reads who likes a post, for a room that does not know.
    pub(crate) fn read_likers(&mut self, place: Place, ask: Ask) -> Checked {
        if ask.tries > TELL_MAX {
            return self.over(place, &ask, Some(unavailable()));
        }
        let read_at = self.clock(place.process.node);
        self.ask_store(Job::Likers { place, ask, read_at });
        Ok(())
    }

    fn learned(&mut self, place: Place, ask: Ask, read_at: Timestamp, reply: Reply) -> Checked {
        if !self.is_alive(place.process) {
            return Ok(());
        }
        if let Origin::Socket { session, .. } = ask.origin
            && !self.nodes[place.process.node].conns.contains_key(&session)
        {
            return self.over(place, &ask, None);
        }
        let Reply::Likers(likers, stamp) = reply else { return self.over(place, &ask, Some(unavailable())) };
        let late = self.plant == Some(Plant::LateReadAt);
        let read_at = if late { self.clock(place.process.node) } else { read_at };
        self.send(place, Command::Input(Input::Likers { post: ask.post, likers, stamp, read_at }));
        self.send(place, Command::Like(ask));
        Ok(())
    }

    /// A room's batch goes to the store.
    pub(crate) fn flush(&mut self, place: Place, batch: LikeBatch) -> Checked {
        let node = &self.nodes[place.process.node];
        let Some(awake) = node.awake(place.team) else { return Ok(()) };
        let LikeBatch { id, entries, is_all } = batch;
        let is_all = is_all || self.plant == Some(Plant::ReleaseBeyondBatch);
        let (life, upto) = (awake.life, awake.journalled.filter(|_| is_all));
        self.ask_store(Job::Flush { place, life, batch: id, entries, upto });
        if self.plant == Some(Plant::ReleaseBeforeCommit)
            && let Some(upto) = upto
        {
            return self.release(place, upto);
        }
        Ok(())
    }

    fn flushed(
        &mut self,
        place: Place,
        life: u64,
        batch: BatchId,
        count: usize,
        upto: Option<u64>,
        reply: &Reply,
    ) -> Checked {
        if !self.is_alive(place.process) {
            return Ok(());
        }
        let outcome = if matches!(reply, Reply::Written) {
            self.tally.flushes += 1;
            upto.map_or(Ok(()), |upto| self.release(place, upto))?;
            Outcome::Done
        } else {
            self.tally.failed_flushes += 1;
            self.nodes[place.process.node].stop_failed = true;
            if self.plant == Some(Plant::SwallowFailure) { Outcome::Done } else { Outcome::Failed }
        };
        self.trace
            .note(&[6, batch.0, count as u64], || format!("  {place} {batch:?} of {count}: {outcome:?}"));
        self.send(place, Command::Flushed(batch, outcome, life));
        Ok(())
    }

    fn came_home(&mut self, place: Place, upto: Option<u64>, reply: &Reply) -> Checked {
        if !self.is_alive(place.process) {
            return Ok(());
        }
        if !matches!(reply, Reply::Written) {
            self.later(RETRY_MS, Event::GoesHome(place));
            return Ok(());
        }
        upto.map_or(Ok(()), |upto| self.release(place, upto))?;
        self.begins_anew(place);
        Ok(())
    }

    /// A starting node brings what its journal kept into the store.
    pub(crate) fn recovers(&mut self, process: Process) {
        if !self.is_alive(process) {
            return;
        }
        let entries: Vec<_> =
            self.nodes[process.node].disk.open().iter().map(|record| record.entry).collect();
        self.nodes[process.node].journal.position = entries.len() as u64;
        self.tally.replayed += entries.len() as u64;
        let forgets = self.plant == Some(Plant::ForgetToReplay);
        self.ask_store(Job::Recover { process, entries: if forgets { Vec::new() } else { entries } });
    }

    fn recovered(&mut self, process: Process, is_written: bool) -> Checked {
        if !self.is_alive(process) {
            return Ok(());
        }
        if !is_written {
            self.later(RETRY_MS, Event::Recovers(process));
            return Ok(());
        }
        let node = &mut self.nodes[process.node];
        if node.state == State::Starting {
            node.state = State::Up;
        }
        node.disk.release_everywhere(node.journal.position);
        self.counts_again(process.node, |_, _| true);
        self.retire(process.node, false)?;
        self.words_are_safe()
    }

    /// A hint goes to every node, the one that wrote too.
    fn hint_everybody(&mut self, team: usize, entry: &FeedEntry) {
        for node in 0..self.nodes.len() {
            if self.swarm.hints_lost && self.dice.chance(20) {
                self.tally.lost_hints += 1;
                continue;
            }
            let copies = 1 + usize::from(self.swarm.hints_doubled && self.dice.chance(30));
            for _ in 0..copies {
                self.soon(self.swarm.hint_ms, Event::Hint { node, team, entry: entry.clone() });
            }
        }
    }

    /// A hint reaches a node: the room hears it if anybody is in it.
    pub(crate) fn hint_arrives(&mut self, node: usize, team: usize, entry: FeedEntry) -> Checked {
        if !matches!(self.nodes[node].state, State::Up | State::Stopping) {
            return Ok(());
        }
        let place = Place { process: self.process(node), team };
        if self.plant == Some(Plant::TellHintsAtOnce) {
            return self.oracle.told_by_the_host(place, self.clock(node), entry.seq);
        }
        let seq = entry.seq;
        if !self.send_if_anybody(place, Command::Input(Input::Fact(Fact::Fed(entry)))) {
            self.oracle.delivered.entry(place).or_default().insert(seq);
        }
        Ok(())
    }
}

/// The refusal of an outage.
#[must_use]
pub fn unavailable() -> ServerMessage {
    ServerMessage::refused(Refusal::new(ErrorCode::Unavailable, "Try again in a moment."), None)
}
