//! The journal of a node: accepted likes on this disk until they are in the database. One append-only log, shared by
//! all rooms, with group commit: many appends, one `fdatasync`. It knows ids, and neither rooms nor SQL nor tokio.
//!
//! ```text
//! rooms ── append(team, likes, done) ──> queue ──> the thread "kith-journal": one write, one fdatasync, then every done
//! rooms ── release(team, position) ───> queue ──> segments whose entries are all in the database are deleted
//! start ── Journal::open ──> what was accepted and not yet deleted, in the order in which it was accepted
//! ```
//!
//! **What is promised** (the rules JO of SPEC.md). `done(Ok)` comes after an `fdatasync` that followed the write. What
//! a crash or a power cut tore at the very end is cut off at the next start: nobody was told of it. Damage anywhere
//! else is not guessed at: the journal refuses to open. A full disk refuses entries, and is tried again with the next.
//!
//! **What is not.** An entry that was refused may still be there after a power cut that follows at once, as a commit
//! whose answer was lost; anything accepted later comes after it. An entry that was released comes back at the next
//! start if its segment still stands: replaying must be harmless, which for a set of (post, person) it is.
#![warn(missing_docs)]

mod journal;
mod log;
mod queue;
mod record;
mod recovery;
mod segment;
mod writer;

pub use journal::Journal;
pub use kith_domain::LikeEntry;

use kith_protocol::TeamId;

/// The number of an entry, counting from 1 in each process; those that were found at the start come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub u64);

/// An entry that was found at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// The room that it belongs to.
    pub team: TeamId,
    /// What was accepted.
    pub entry: LikeEntry,
    /// To be released by, like any other entry.
    pub position: Position,
}

/// How much a journal takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Entries that may wait for the disk. Beyond, an append is refused at once with
    /// [`WouldBlock`](std::io::ErrorKind::WouldBlock).
    pub queue_entries: usize,
    /// Bytes of one file. One write is never split: a larger one has a file to itself.
    pub segment_bytes: u64,
    /// Bytes of zeros that are written ahead of what comes, so that few writes make a file longer.
    pub fill_bytes: u64,
    /// Bytes of all entries in all files. Beyond, appends are refused with
    /// [`StorageFull`](std::io::ErrorKind::StorageFull) until segments are released.
    pub total_bytes: u64,
}

impl Default for Limits {
    /// 32,768 entries (one write of 2 MB; half a second of a very busy node), 8 MiB, 1 MiB, 512 MiB (9 million entries:
    /// eight minutes without a database at 20,000 likes a second, and some 700 MB of memory at a start after them).
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self { queue_entries: 32_768, segment_bytes: 8 * MIB, fill_bytes: MIB, total_bytes: 512 * MIB }
    }
}
