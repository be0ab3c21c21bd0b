//! What stands in a segment, byte by byte: a record is everything that one write brought. It knows no file.
//!
//! ```text
//!  0  u32  length of what follows the checksum
//!  4  u32  CRC-32 of the length and of what follows the checksum
//!  8  u8   version, 1          9  u8   kind, 1: likes
//! 10  u64  number of the segment that this record was written to
//! 18  u64  offset in it that this record was written to
//! 26  u64  number of the segment before, 0: there was none
//! 34  u64  bytes of that segment that count
//! 42  entries of 57 bytes: team 16, post 16, user 16, liked u8, stamp u64         (integers are little-endian)
//! ```
//!
//! A record is one write and not one entry because a power cut may keep the end of a write and lose its middle: only
//! whole writes are there or not. The place that a record names for itself tells a record from bytes that look like
//! one, so that damage in the middle (records follow) is told from a torn end (none does). The segment before is named
//! because its end may hold bytes of a failed write that could not be cut off, and they must not count. Behind the last
//! record there may be zeros, written ahead of what comes: they are no record.

use kith_domain::LikeEntry;
use kith_protocol::{PostId, TeamId, UserId};
use uuid::Uuid;

pub(crate) const HEAD_BYTES: usize = 42;
pub(crate) const ENTRY_BYTES: usize = 57;

/// The length and the checksum.
const FRAME_BYTES: usize = 8;
const VERSION: u8 = 1;
const LIKES: u8 = 1;

/// Where a record stands, and what came before its segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub segment: u64,
    pub at: u64,
    pub previous: Previous,
}

/// The last segment before another one that has records, and how many of its bytes count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Previous {
    /// 0 if there is none.
    pub segment: u64,
    pub bytes: u64,
}

/// A record as it was read.
#[derive(Debug)]
pub(crate) struct Record {
    pub bytes: u64,
    pub previous: Previous,
    pub entries: Vec<(TeamId, LikeEntry)>,
}

/// What stands at some place instead of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoRecord {
    /// Torn or damaged.
    Broken,
    /// Whole, but of a version or kind that is not known here.
    Unknown,
}

/// How many bytes a record with so many entries takes.
pub(crate) fn size_bytes(entries: usize) -> u64 {
    (HEAD_BYTES + entries * ENTRY_BYTES) as u64
}

/// Writes a record into an empty buffer.
pub(crate) fn encode<'a>(
    buffer: &mut Vec<u8>,
    place: Place,
    groups: impl Iterator<Item = (TeamId, &'a [LikeEntry])>,
) {
    buffer.extend([0; FRAME_BYTES]);
    buffer.extend([VERSION, LIKES]);
    for number in [place.segment, place.at, place.previous.segment, place.previous.bytes] {
        buffer.extend(number.to_le_bytes());
    }
    for (team, entries) in groups {
        for entry in entries {
            buffer.extend(team.0.as_bytes());
            buffer.extend(entry.post.0.as_bytes());
            buffer.extend(entry.user.0.as_bytes());
            buffer.push(u8::from(entry.liked));
            buffer.extend(entry.stamp.to_le_bytes());
        }
    }
    let length = u32::try_from(buffer.len() - FRAME_BYTES).unwrap_or(u32::MAX).to_le_bytes();
    let sum = checksum(length, &buffer[FRAME_BYTES..]).to_le_bytes();
    buffer[..4].copy_from_slice(&length);
    buffer[4..8].copy_from_slice(&sum);
}

/// Reads the record at the head of `bytes`, which stand at `at` in the segment.
pub(crate) fn read(bytes: &[u8], segment: u64, at: u64) -> Result<Record, NoRecord> {
    let frame = bytes.first_chunk::<FRAME_BYTES>().ok_or(NoRecord::Broken)?;
    let [l0, l1, l2, l3, sum @ ..] = *frame;
    let length = [l0, l1, l2, l3];
    let end = FRAME_BYTES + u32::from_le_bytes(length) as usize;
    let body = bytes.get(FRAME_BYTES..end).ok_or(NoRecord::Broken)?;
    // Looked at before the checksum, which is dear where each byte could be the first of a record.
    if !names_its_place(body, segment, at) || checksum(length, body) != u32::from_le_bytes(sum) {
        return Err(NoRecord::Broken);
    }
    let mut fields = Fields(body);
    let (version, kind) = (fields.byte(), fields.byte());
    let _place = (fields.number(), fields.number());
    let previous = Previous { segment: fields.number(), bytes: fields.number() };
    if version != VERSION || kind != LIKES || !fields.0.len().is_multiple_of(ENTRY_BYTES) {
        return Err(NoRecord::Unknown);
    }
    let entries = fields.0.chunks_exact(ENTRY_BYTES).map(|bytes| entry(Fields(bytes))).collect();
    Ok(Record { bytes: end as u64, previous, entries })
}

/// Bytes 10 to 26 of every version.
fn names_its_place(body: &[u8], segment: u64, at: u64) -> bool {
    body.len() >= HEAD_BYTES - FRAME_BYTES
        && body[2..10] == segment.to_le_bytes()
        && body[10..18] == at.to_le_bytes()
}

fn checksum(length: [u8; 4], body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&length);
    hasher.update(body);
    hasher.finalize()
}

fn entry(mut fields: Fields<'_>) -> (TeamId, LikeEntry) {
    let team = TeamId(fields.id());
    let (post, user) = (PostId(fields.id()), UserId(fields.id()));
    (team, LikeEntry { post, user, liked: fields.byte() != 0, stamp: fields.number() })
}

/// Bytes, from which fields are taken one after the other.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn byte(&mut self) -> u8 {
        let [byte] = self.take();
        byte
    }

    fn number(&mut self) -> u64 {
        u64::from_le_bytes(self.take())
    }

    fn id(&mut self) -> Uuid {
        Uuid::from_bytes(self.take())
    }

    /// The lengths were checked before: what is missing would read as zeros.
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let Some((taken, rest)) = self.0.split_first_chunk::<N>() else { return [0; N] };
        self.0 = rest;
        *taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place { segment: 3, at: 500, previous: Previous { segment: 1, bytes: 77 } };

    fn sample() -> Vec<u8> {
        let entry = LikeEntry {
            post: PostId(Uuid::from_u128(2)),
            user: UserId(Uuid::from_u128(3)),
            liked: true,
            stamp: 0x0102_0304_0506_0708,
        };
        let mut buffer = Vec::new();
        encode(&mut buffer, PLACE, [(TeamId(Uuid::from_u128(1)), [entry].as_slice())].into_iter());
        buffer
    }

    /// The file format as it is on disks: a change of it must be meant, and needs another version.
    #[test]
    fn the_format_is_what_it_was() {
        let text: String = sample().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            text,
            "5b0000006fbb28ea\
             01010300000000000000f4010000000000000100000000000000\
             4d00000000000000\
             000000000000000000000000000000010000000000000000000000000000000200000000000000000000000000000003\
             010807060504030201"
        );
    }

    #[test]
    fn what_was_written_is_read() {
        let bytes = sample();
        assert_eq!(bytes.len() as u64, size_bytes(1));
        let record = read(&bytes, 3, 500).unwrap();
        assert_eq!((record.bytes, record.previous), (size_bytes(1), PLACE.previous));
        let (team, entry) = record.entries[0];
        assert_eq!((team.0.as_u128(), entry.post.0.as_u128(), entry.user.0.as_u128()), (1, 2, 3));
        assert_eq!((entry.liked, entry.stamp), (true, 0x0102_0304_0506_0708));
    }

    #[test]
    fn no_flipped_bit_and_no_missing_byte_is_overlooked() {
        let bytes = sample();
        for bit in 0..bytes.len() * 8 {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(read(&damaged, 3, 500).unwrap_err(), NoRecord::Broken, "bit {bit}");
        }
        for length in 0..bytes.len() {
            assert_eq!(read(&bytes[..length], 3, 500).unwrap_err(), NoRecord::Broken, "{length} bytes");
        }
        assert_eq!(read(&bytes, 4, 500).unwrap_err(), NoRecord::Broken, "another segment's");
        assert_eq!(read(&bytes, 3, 501).unwrap_err(), NoRecord::Broken, "from another place");
    }

    #[test]
    fn a_later_version_is_told_from_damage() {
        let mut bytes = sample();
        bytes[8] = 2;
        let length = bytes[..4].try_into().unwrap();
        let sum = checksum(length, &bytes[8..]).to_le_bytes();
        bytes[4..8].copy_from_slice(&sum);
        assert_eq!(read(&bytes, 3, 500).unwrap_err(), NoRecord::Unknown);
    }
}
