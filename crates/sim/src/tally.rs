//! What happened in many worlds, counted: a simulation in which nothing happens finds nothing.

/// Counts of what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Simulated time, in milliseconds.
    pub simulated_ms: i64,
    /// Steps.
    pub steps: u64,
    /// Likes and takings back that were said to a node.
    pub said: u64,
    /// Those that were acknowledged.
    pub acks: u64,
    /// Those that were refused. What is neither was never answered: the connection or the node was gone.
    pub refused: u64,
    /// Batches that the store took.
    pub flushes: u64,
    /// Batches that failed, in truth or only in the answer.
    pub failed_flushes: u64,
    /// Likes brought into the store from the journal, after a start or a fall.
    pub replayed: u64,
    /// Writes that the journal refused.
    pub refused_writes: u64,
    /// Rooms put to sleep.
    pub sleeps: u64,
    /// Nodes that died.
    pub crashes: u64,
    /// Nodes that were stopped.
    pub stops: u64,
    /// Rooms that fell to a bug.
    pub falls: u64,
    /// Entries of feeds.
    pub entries: u64,
    /// Hints that were lost.
    pub lost_hints: u64,
    /// Joins that were answered with everything that was missed.
    pub resumes: u64,
    /// Joins that were answered with `resync`.
    pub resyncs: u64,
    /// Holes that clients saw and filled by fetching.
    pub holes: u64,
    /// Presence messages to everybody.
    pub presence_told: u64,
    /// Cheers told.
    pub cheers: u64,
}

impl Tally {
    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            simulated_ms: self.simulated_ms + other.simulated_ms,
            steps: self.steps + other.steps,
            said: self.said + other.said,
            acks: self.acks + other.acks,
            refused: self.refused + other.refused,
            flushes: self.flushes + other.flushes,
            failed_flushes: self.failed_flushes + other.failed_flushes,
            replayed: self.replayed + other.replayed,
            refused_writes: self.refused_writes + other.refused_writes,
            sleeps: self.sleeps + other.sleeps,
            crashes: self.crashes + other.crashes,
            stops: self.stops + other.stops,
            falls: self.falls + other.falls,
            entries: self.entries + other.entries,
            lost_hints: self.lost_hints + other.lost_hints,
            resumes: self.resumes + other.resumes,
            resyncs: self.resyncs + other.resyncs,
            holes: self.holes + other.holes,
            presence_told: self.presence_told + other.presence_told,
            cheers: self.cheers + other.cheers,
        }
    }
}
