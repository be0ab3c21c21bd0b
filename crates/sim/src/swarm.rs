//! Which faults a world has and how strong they are: every seed switches each kind on or off by itself, for a fault
//! that is always there hides what only happens without it.

use crate::dice::Dice;
use kith_domain::RoomSettings;

/// What a world is like.
#[derive(Clone, Debug)]
pub struct Swarm {
    /// How many nodes.
    pub nodes: usize,
    /// How many teams; everybody is in all of them.
    pub teams: usize,
    /// How many people connect.
    pub people: usize,
    /// How many posts there are from the start.
    pub posts: usize,
    /// For every room.
    pub room: RoomSettings,
    /// How long a room hears nothing before it sleeps, in milliseconds.
    pub idle_ms: i64,
    /// The longest time between two acts of fate, in milliseconds, on most days.
    pub pace_ms: i64,
    /// Rooms are put to sleep at every step at which they may.
    pub eager_sleep: bool,
    /// The longest that a room's task leaves its mailbox alone, in milliseconds.
    pub drive_ms: i64,
    /// How late a timer may be, in milliseconds.
    pub slack_ms: i64,
    /// The longest way of a message, in milliseconds.
    pub network_ms: i64,
    /// A server learns late that a connection is gone.
    pub half_open: bool,
    /// People like posts through any node; else each post has one node where it is liked.
    pub roaming: bool,
    /// How far the clock of a process may be from the right time, in milliseconds. A process sets its clock when it
    /// starts and never again, so that between two runs of a node it may jump forth or back by twice as much.
    pub skew_ms: i64,
    /// Thousands like everything at once.
    pub crowd: bool,
    /// Many posts at once.
    pub flurry: bool,
    /// Nodes die.
    pub crashes: bool,
    /// Nodes are stopped and start again.
    pub stops: bool,
    /// Rooms fall to bugs.
    pub falls: bool,
    /// The longest write of the journal, in milliseconds.
    pub sync_ms: i64,
    /// The journal's disk fills up and is freed again.
    pub disk_full: bool,
    /// What the journal refused may come back after a crash.
    pub ghosts: bool,
    /// How many entries fit into a segment of the journal.
    pub segment_entries: usize,
    /// How many entries may wait for the journal.
    pub queue_entries: usize,
    /// The longest that the store takes, in milliseconds.
    pub store_ms: i64,
    /// Some answers of the store are seconds late.
    pub store_stalls: bool,
    /// The store goes away and comes back.
    pub store_down: bool,
    /// The store commits and its answer is lost.
    pub store_lost_answers: bool,
    /// The store commits after it was given up.
    pub store_late: bool,
    /// How many missed entries the store replays.
    pub replay_max: usize,
    /// Hints between a commit and a room are lost.
    pub hints_lost: bool,
    /// Hints come twice.
    pub hints_doubled: bool,
    /// The longest way of a hint, in milliseconds.
    pub hint_ms: i64,
}

impl Swarm {
    /// Draws a world.
    #[must_use]
    pub fn draw(dice: &mut Dice) -> Self {
        Self {
            nodes: dice.pick(&[1, 1, 2, 3]),
            teams: dice.pick(&[1, 1, 2]),
            people: 2 + dice.below(11),
            posts: 1 + dice.below(3),
            room: RoomSettings {
                presence_beat_ms: dice.pick(&[5_000, 30_000]),
                like_flush_ms: dice.pick(&[1_000, 5_000, 60_000]),
            },
            idle_ms: dice.pick(&[0, 1, 1_000, 10_000]),
            pace_ms: dice.pick(&[1, 20, 200, 1_000, 5_000]),
            eager_sleep: dice.chance(50),
            drive_ms: dice.pick(&[0, 0, 3, 60]),
            slack_ms: dice.pick(&[0, 0, 20]),
            network_ms: dice.pick(&[0, 10, 60, 400]),
            half_open: dice.chance(30),
            roaming: dice.chance(40),
            skew_ms: if dice.chance(20) { dice.pick(&[5, 500, 7_200_000]) } else { 0 },
            crowd: dice.chance(2),
            flurry: dice.chance(10),
            crashes: dice.chance(50),
            stops: dice.chance(40),
            falls: dice.chance(25),
            sync_ms: dice.pick(&[0, 1, 5, 60, 1_500]),
            disk_full: dice.chance(30),
            ghosts: dice.chance(50),
            segment_entries: dice.pick(&[1, 4, 64]),
            queue_entries: if dice.chance(20) { 3 } else { 32_768 },
            store_ms: dice.pick(&[1, 5, 50, 3_000]),
            store_stalls: dice.chance(30),
            store_down: dice.chance(40),
            store_lost_answers: dice.chance(30),
            store_late: dice.chance(20),
            replay_max: dice.pick(&[3, 200]),
            hints_lost: dice.chance(30),
            hints_doubled: dice.chance(30),
            hint_ms: dice.pick(&[0, 5, 300, 900, 4_000]),
        }
    }

    /// Ends every fault, so that what is owed must be paid.
    pub const fn calm(&mut self) {
        self.half_open = false;
        self.crowd = false;
        self.flurry = false;
        self.crashes = false;
        self.stops = false;
        self.falls = false;
        self.disk_full = false;
        self.store_stalls = false;
        self.store_down = false;
        self.store_lost_answers = false;
        self.store_late = false;
        self.hints_lost = false;
        self.hints_doubled = false;
        self.idle_ms = 1_000;
        self.sync_ms = 1;
        self.store_ms = 2;
        self.hint_ms = 5;
        self.network_ms = 10;
        self.queue_entries = 32_768;
    }

    /// Whether every post is liked through one node, so that counts can be known exactly.
    #[must_use]
    pub const fn counts_are_exact(&self) -> bool {
        self.nodes == 1 || !self.roaming
    }
}
