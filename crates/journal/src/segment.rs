//! One file of the journal: made durable, written, cut, deleted. It knows lengths and not what the bytes mean.

use crate::{Limits, Position};
use kith_protocol::TeamId;
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

/// A segment, and which of its entries are still to be released.
pub(crate) struct Segment {
    pub number: u64,
    pub path: PathBuf,
    /// Bytes that count: everything up to them is on the disk.
    pub bytes: u64,
    /// By room, its last entry in here that is not in the database.
    pub owed: HashMap<TeamId, Position>,
}

impl Segment {
    pub(crate) fn new(folder: &Path, number: u64) -> Self {
        Self { number, path: folder.join(name(number)), bytes: 0, owed: HashMap::new() }
    }

    pub(crate) fn release(&mut self, team: TeamId, upto: Position) {
        if self.owed.get(&team).is_some_and(|last| *last <= upto) {
            self.owed.remove(&team);
        }
    }
}

/// The segment that is written to.
///
/// **Filled ahead.** A file that grows with each write has a new length each time, which the file system writes down
/// in its own log: on ext4 an `fdatasync` then takes two to three times as long, and waits for other programs' changes
/// too. So a write that needs more room brings zeros along, and those that follow go into them.
pub(crate) struct Active {
    pub segment: Segment,
    file: File,
    /// The length of the file: behind the bytes that count there are zeros.
    filled: u64,
}

/// A write that failed.
pub(crate) struct Failure {
    pub error: io::Error,
    /// Whether the file ends again where it did before, so that it can be written to.
    pub is_usable: bool,
}

impl Active {
    /// Makes the file. Its name is on the disk when this returns.
    pub(crate) fn create(folder: &Path, number: u64) -> io::Result<Self> {
        let segment = Segment::new(folder, number);
        let file = OpenOptions::new().write(true).create_new(true).open(&segment.path)?;
        if let Err(error) = sync_folder(folder) {
            // If it stays, it is an empty file, which the next start removes.
            fs::remove_file(&segment.path).ok();
            return Err(error);
        }
        Ok(Self { segment, file, filled: 0 })
    }

    /// Adds a record; it is on the disk when this returns. Zeros may be put behind it.
    ///
    /// After a write that failed, the file is cut to what counts and goes on. After an `fdatasync` that failed it must
    /// not: the kernel has told its error once, and may hold pages for written that never were. Cutting is tried all
    /// the same, so that what was refused does not come back.
    pub(crate) fn write(&mut self, record: &mut Vec<u8>, limits: &Limits) -> Result<(), Failure> {
        let (begin, end) = (self.segment.bytes, self.segment.bytes + record.len() as u64);
        if end > self.filled {
            let ahead = (end + limits.fill_bytes).min(limits.segment_bytes).saturating_sub(end);
            record.resize(record.len() + usize::try_from(ahead).unwrap_or_default(), 0);
        }
        if let Err(error) = self.file.write_all_at(record, begin) {
            return Err(Failure { error, is_usable: self.cut().is_ok() });
        }
        if let Err(error) = self.file.sync_data() {
            self.cut().ok();
            return Err(Failure { error, is_usable: false });
        }
        self.filled = self.filled.max(begin + record.len() as u64);
        self.segment.bytes = end;
        Ok(())
    }

    /// Takes away everything behind the bytes that count.
    fn cut(&mut self) -> io::Result<()> {
        self.filled = self.segment.bytes;
        self.file.set_len(self.segment.bytes)
    }
}

/// `0000000001.log`
pub(crate) fn name(number: u64) -> String {
    format!("{number:010}.log")
}

/// The number in a file's name, if it is a segment's.
pub(crate) fn number(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".log")?;
    let number = digits.parse().ok().filter(|number| *number > 0)?;
    (self::name(number) == name).then_some(number)
}

/// Puts onto the disk which files are in a folder.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_the_same() {
        for good in [1, 42, 9_999_999_999, 10_000_000_000] {
            assert_eq!(number(&name(good)), Some(good));
        }
        for bad in ["0000000000.log", "1.log", "+000000001.log", "0000000001.log~", "lock", "a.log"] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }
}
