//! Bugs that the tests plant into the host of the rooms, the journal, the store or the network, to show that the
//! invariants bite. Kith itself knows nothing of them.

use crate::swarm::Swarm;

/// One bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plant {
    /// A like is acknowledged when it is handed to the journal.
    AckBeforeSync,
    /// The journal lets go of a batch when it is sent to the store.
    ReleaseBeforeCommit,
    /// A batch lets the journal go of everything, also of what it has not in it.
    ReleaseBeyondBatch,
    /// A crash takes a synced record with it.
    LoseTail,
    /// A start does not bring the journal's likes into the store.
    ForgetToReplay,
    /// A node serves before its journal's likes are in the store.
    ServeBeforeReplay,
    /// Segments are deleted from the middle.
    RetireAnywhere,
    /// Likes are forgotten when the room falls asleep, for nobody asks it whether it may.
    SleepOwing,
    /// What is left of a sleeping room is not kept.
    ForgetDormant,
    /// A woken room is not told who is in it.
    WakeAlone,
    /// Nobody wakes a sleeping room for its beat.
    ForgetWakeUp,
    /// What the journal says about a fallen room's likes is told to the room that follows it.
    StaleLandings,
    /// Sessions are told every hint at once, past the room.
    TellHintsAtOnce,
    /// A hint that comes while nobody is in the room is lost also for who is just coming in.
    ReadBeforeOpen,
    /// The store is read in two moments: first what was missed, then the newest number.
    TornSnapshot,
    /// A reading of the store says that it began when it ended.
    LateReadAt,
    /// The server does not notice that a connection ended.
    GhostSession,
    /// Who left still hears the room.
    HearAfterLeave,
    /// The store takes the word that came last, not the one that was said last.
    IgnoreStamps,
    /// The store keeps counts by adding.
    CountByAdding,
    /// Several words about one thing go into one statement.
    TouchTwice,
    /// A stopping node does not hurry its rooms.
    ForgetToHurry,
    /// A failed flush is not told to the room.
    SwallowFailure,
    /// A like is refused and counted all the same.
    RefuseAndCount,
    /// What the journal refuses at once is told before what it took earlier.
    RefuseOutOfTurn,
}

impl Plant {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Self::AckBeforeSync,
        Self::ReleaseBeforeCommit,
        Self::ReleaseBeyondBatch,
        Self::LoseTail,
        Self::ForgetToReplay,
        Self::ServeBeforeReplay,
        Self::RetireAnywhere,
        Self::SleepOwing,
        Self::ForgetDormant,
        Self::WakeAlone,
        Self::ForgetWakeUp,
        Self::StaleLandings,
        Self::TellHintsAtOnce,
        Self::ReadBeforeOpen,
        Self::TornSnapshot,
        Self::LateReadAt,
        Self::GhostSession,
        Self::HearAfterLeave,
        Self::IgnoreStamps,
        Self::CountByAdding,
        Self::TouchTwice,
        Self::ForgetToHurry,
        Self::SwallowFailure,
        Self::RefuseAndCount,
        Self::RefuseOutOfTurn,
    ];

    /// Gives a world what the bug needs to show at all, where few worlds have it; the others are as they were drawn.
    pub fn call_for(self, swarm: &mut Swarm) {
        if self == Self::ReleaseBeyondBatch {
            swarm.crowd = true;
            swarm.queue_entries = 32_768;
        }
        if self == Self::ReadBeforeOpen {
            (swarm.people, swarm.store_ms, swarm.hint_ms) = (2, 3_000, 5);
        }
        if self == Self::ForgetToHurry {
            (swarm.stops, swarm.crashes, swarm.room.like_flush_ms) = (true, false, 60_000);
            (swarm.store_ms, swarm.sync_ms, swarm.store_stalls) = (5, 5, false);
        }
        if self == Self::StaleLandings {
            (swarm.falls, swarm.sync_ms) = (true, 60);
        }
        if self == Self::LateReadAt {
            (swarm.store_ms, swarm.store_stalls, swarm.store_down) = (50, true, false);
            (swarm.eager_sleep, swarm.room.like_flush_ms) = (true, 1_000);
        }
    }
}
