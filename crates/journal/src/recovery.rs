//! What a folder of segments says at the start: which records count, what was torn, what is damaged. It changes files
//! only when everything was understood.

use crate::log::Log;
use crate::record::{self, NoRecord, Previous, Record};
use crate::segment::{self, Segment, sync_folder};
use crate::{LikeEntry, Limits, Position, Recovered};
use kith_protocol::TeamId;
use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Whoever has this file locked has the folder. The system gives it back however a process ends.
const LOCK: &str = "lock";

/// Opens a folder, and makes it if it is missing.
pub(crate) fn open(folder: &Path, limits: Limits) -> io::Result<(Log, Vec<Recovered>)> {
    make_folder(folder)?;
    let lock = lock(folder)?;
    let numbers = segments_in(folder)?;
    let next_segment = numbers.last().map_or(1, |last| last + 1);
    let Chain { whole, uneven, void } = Chain::read(folder, &numbers)?;
    tidy_up(folder, uneven.as_ref(), &void)?;
    let mut recovered = Vec::with_capacity(whole.iter().map(|(_, entries)| entries.len()).sum());
    let mut sealed = VecDeque::new();
    for (mut segment, entries) in whole {
        for (team, entry) in entries {
            let position = Position(recovered.len() as u64 + 1);
            segment.owed.insert(team, position);
            recovered.push(Recovered { team, entry, position });
        }
        sealed.push_back(segment);
    }
    let log = Log {
        folder: folder.to_owned(),
        limits,
        sealed,
        active: None,
        next_segment,
        position: Position(recovered.len() as u64),
        buffer: Vec::new(),
        lock,
    };
    Ok((log, recovered))
}

/// The entries of a room in a segment of which so many bytes count.
pub(crate) fn entries_of(team: TeamId, path: &Path, number: u64, counts: u64) -> io::Result<Vec<LikeEntry>> {
    let mut bytes = Vec::new();
    match File::open(path) {
        Ok(file) => file.take(counts).read_to_end(&mut bytes)?,
        // Deleted meanwhile: then everything in it is in the database.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let read = Records::all(path, number, &bytes)?;
    if read.bytes < counts {
        return Err(damaged(path, read.bytes, "It was whole when it was written."));
    }
    Ok(read.entries.into_iter().filter(|(of, _)| *of == team).map(|(_, entry)| entry).collect())
}

fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    // Also if it was there: whoever made it may have died before this.
    sync_folder(parent.unwrap_or(Path::new(".")))
}

fn lock(folder: &Path) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(folder.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let words = format!(
                "another process uses the journal in {}. Stop it, or give each its own data folder.",
                folder.display()
            );
            Err(io::Error::new(io::ErrorKind::ResourceBusy, words))
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The numbers of the segments, ascending. Other files are left alone.
fn segments_in(folder: &Path) -> io::Result<Vec<u64>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder)? {
        numbers.extend(entry?.file_name().to_str().and_then(segment::number));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// A segment that counts, with what stands in it.
type Whole = (Segment, Vec<(TeamId, LikeEntry)>);

/// The segments that count, found from the last one back: each says which one came before it and how long that was.
#[derive(Default)]
struct Chain {
    /// Oldest first.
    whole: VecDeque<Whole>,
    /// The last file and how many bytes to keep of it, if there is anything behind them.
    uneven: Option<(PathBuf, u64)>,
    /// Files of which nothing counts: made for a write that never was whole.
    void: Vec<PathBuf>,
}

impl Chain {
    fn read(folder: &Path, numbers: &[u64]) -> io::Result<Self> {
        let mut chain = Self::default();
        // What the segment after this one says of those before it; nothing if this is the last that has records.
        let mut expected: Option<Previous> = None;
        for number in numbers.iter().rev() {
            let segment = Segment::new(folder, *number);
            let previous = match expected {
                None => chain.read_last(segment)?,
                Some(before) if *number > before.segment => {
                    chain.void.push(segment.path);
                    continue;
                }
                Some(before) if *number == before.segment => Some(chain.read_inner(segment, before.bytes)?),
                Some(before) => return Err(missing(&folder.join(segment::name(before.segment)))),
            };
            expected = previous.or(expected);
        }
        Ok(chain)
    }

    /// Reads a segment that none with records follows. Its end may be torn, for nobody was told of its last write;
    /// before its end, nothing may. Zeros behind it were written ahead.
    fn read_last(&mut self, mut segment: Segment) -> io::Result<Option<Previous>> {
        let bytes = fs::read(&segment.path)?;
        let read = Records::all(&segment.path, segment.number, &bytes)?;
        let torn_bytes = used(&bytes).saturating_sub(read.bytes);
        if torn_bytes > 0 {
            if another_follows(&bytes, read.bytes, segment.number) {
                return Err(damaged(&segment.path, read.bytes, "Whole records follow the damage."));
            }
            let (file, at) = (segment.path.display(), read.bytes);
            tracing::warn!(%file, at, torn_bytes, "the journal's last write was torn and is cut off");
        }
        let Some(previous) = read.previous else {
            self.void.push(segment.path);
            return Ok(None);
        };
        if read.bytes < bytes.len() as u64 {
            self.uneven = Some((segment.path.clone(), read.bytes));
        }
        segment.bytes = read.bytes;
        self.whole.push_front((segment, read.entries));
        Ok(Some(previous))
    }

    /// Reads a segment that another one with records follows, which says how much of it counts.
    fn read_inner(&mut self, mut segment: Segment, counts: u64) -> io::Result<Previous> {
        let bytes = fs::read(&segment.path)?;
        let counting = usize::try_from(counts).ok().and_then(|counts| bytes.get(..counts));
        let Some(counting) = counting else {
            let words = format!("It had {counts} bytes, and now it has {}.", bytes.len());
            return Err(damaged(&segment.path, bytes.len() as u64, &words));
        };
        let read = Records::all(&segment.path, segment.number, counting)?;
        let Some(previous) = read.previous.filter(|_| read.bytes == counts) else {
            return Err(damaged(&segment.path, read.bytes, "It has a successor, so it was whole once."));
        };
        segment.bytes = counts;
        self.whole.push_front((segment, read.entries));
        Ok(previous)
    }
}

/// The whole records at the head of a segment.
#[derive(Default)]
struct Records {
    bytes: u64,
    /// `None` if there is no record.
    previous: Option<Previous>,
    entries: Vec<(TeamId, LikeEntry)>,
}

impl Records {
    fn all(path: &Path, number: u64, bytes: &[u8]) -> io::Result<Self> {
        let mut read = Self::default();
        let mut rest = bytes;
        while !rest.is_empty() {
            match record::read(rest, number, read.bytes) {
                Ok(Record { bytes, previous, entries }) => {
                    read.bytes += bytes;
                    read.previous.get_or_insert(previous);
                    read.entries.extend(entries);
                    rest = rest.get(usize::try_from(bytes).unwrap_or(usize::MAX)..).unwrap_or_default();
                }
                Err(NoRecord::Broken) => break,
                Err(NoRecord::Unknown) => return Err(unknown(path, read.bytes)),
            }
        }
        Ok(read)
    }
}

/// The length without the zeros at the end. The last record may end in zeros too.
fn used(bytes: &[u8]) -> u64 {
    bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last as u64 + 1)
}

/// Whether a whole record stands anywhere behind a broken one. It was written after the broken one was on the disk, so
/// that one was not torn by the last write but damaged since.
fn another_follows(bytes: &[u8], broken_at: u64, segment: u64) -> bool {
    let broken = bytes.get(usize::try_from(broken_at).unwrap_or(usize::MAX)..).unwrap_or_default();
    (broken_at + 1..used(bytes))
        .zip(1..)
        .map(|(at, skipped)| record::read(&broken[skipped..], segment, at))
        .any(|read| !matches!(read, Err(NoRecord::Broken)))
}

fn tidy_up(folder: &Path, uneven: Option<&(PathBuf, u64)>, void: &[PathBuf]) -> io::Result<()> {
    if let Some((path, keep)) = uneven {
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(*keep)?;
        file.sync_all()?;
    }
    for path in void {
        tracing::warn!(file = %path.display(), "a file of the journal holds nothing that was accepted and is removed");
        fs::remove_file(path)?;
    }
    if void.is_empty() { Ok(()) } else { sync_folder(folder) }
}

/// What whoever starts the server can do when the journal cannot be read.
const WHAT_TO_DO: &str = "Likes may stand there that were accepted and are not in the database yet. Bring the file back \
    from a backup of the same moment, or move the whole folder away (and keep it) to start without them.";

fn damaged(path: &Path, at: u64, words: &str) -> io::Error {
    refusal(format!("the journal is damaged: {} at byte {at}. {words} {WHAT_TO_DO}", path.display()))
}

fn missing(path: &Path) -> io::Error {
    refusal(format!("the journal is damaged: {} is missing. {WHAT_TO_DO}", path.display()))
}

fn unknown(path: &Path, at: u64) -> io::Error {
    let later = "The record there is of a later version of Kith. Start that version, and end it with SIGTERM while \
                 the database can be reached: then nothing stays in the journal.";
    refusal(format!("the journal cannot be read: {} at byte {at}. {later}", path.display()))
}

fn refusal(words: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, words)
}
