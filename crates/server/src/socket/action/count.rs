//! What a client of Socket.IO has been told of every feed, in a form that it carries for us: the offset behind each
//! entry, and the sealed `pid` of its session. With both, any node says exactly what was missed, and none keeps
//! anything for who is away (docs/decisions/008).

use crate::frame::Feed;
use crate::hub::Start;
use kith_protocol::UserId;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

/// A longer `pid` or offset, in bytes, is not even looked at.
const CLAIM_MAX_BYTES: usize = 8 * 1024;
/// How much of a session's name stands in its offsets.
const TAG_BYTES: usize = 8;

/// The last entry of every feed that a client was told, in the order in which it was told.
#[derive(Debug, Default)]
pub struct Count {
    tag: String,
    cursors: BTreeMap<Feed, Cursor>,
}

#[derive(Debug)]
struct Cursor {
    room: String,
    epoch: String,
    seq: u64,
    /// The client was told to fetch the feed: the next entry may be any.
    loose: bool,
}

/// Names the client's own inbox: no room has a key with a line in it.
const INBOX_KEY: &str = "-";

/// What an entry is to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// The next one.
    Next,
    /// One that it was told already.
    Again,
    /// Entries before it were never told.
    TooFar,
}

/// What a client says that it was told, by [`room_key`].
pub type Claim = HashMap<String, Point>;

/// A point in a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Names the numbering, by [`epoch_key`].
    pub epoch: String,
    /// The last number.
    pub seq: u64,
}

impl Count {
    /// Nothing counted yet, of the session with this name.
    #[must_use]
    pub fn of(sid: &str) -> Self {
        Self { tag: tag(sid).to_owned(), cursors: BTreeMap::new() }
    }

    /// A feed goes on after a number. What the client was told before stands, so that nothing is left out.
    pub fn enter(&mut self, start: &Start) {
        let epoch = epoch_key(&start.epoch);
        let before = self.cursors.get(&start.feed).filter(|known| known.epoch == epoch);
        let seq = before.map_or(start.seq, |known| known.seq.min(start.seq));
        let cursor = Cursor { room: room_key(start.feed), epoch, seq, loose: false };
        self.cursors.insert(start.feed, cursor);
    }

    /// The client was told that it is in a room; with `resync` it fetches what it missed.
    pub fn joined(&mut self, feed: Feed, resync: bool) {
        if let Some(cursor) = self.cursors.get_mut(&feed) {
            cursor.loose |= resync;
        }
    }

    /// Nothing of this room follows.
    pub fn exit(&mut self, feed: Feed) {
        self.cursors.remove(&feed);
    }

    /// What an entry is to the client, of which a part is about to be told that is not the last: it stays untold.
    #[must_use]
    pub fn part(&self, feed: Feed, seq: u64) -> Told {
        let Some(cursor) = self.cursors.get(&feed) else { return Told::Next };
        if seq <= cursor.seq {
            return Told::Again;
        }
        if seq > cursor.seq + 1 && !cursor.loose && feed != Feed::Inbox {
            return Told::TooFar;
        }
        Told::Next
    }

    /// An entry of a room is about to be told.
    pub fn tell(&mut self, feed: Feed, seq: u64) -> Told {
        let told = self.part(feed, seq);
        if told == Told::Next
            && let Some(cursor) = self.cursors.get_mut(&feed)
        {
            cursor.seq = seq;
            cursor.loose = false;
        }
        told
    }

    /// What stands behind a message: where the client is when it has heard it.
    #[must_use]
    pub fn offset(&self) -> String {
        format!("{}~{}", self.tag, self.points())
    }

    fn points(&self) -> String {
        let mut text = String::with_capacity(24 * self.cursors.len());
        for Cursor { room, epoch, seq, .. } in self.cursors.values() {
            let separator = if text.is_empty() { "" } else { "~" };
            // Writing to text cannot fail.
            let _ = write!(text, "{separator}{room}.{epoch}.{}", base36(*seq));
        }
        text
    }

    /// The text of a `pid`, to be sealed.
    #[must_use]
    pub fn identity(&self, sid: &str, user: UserId) -> String {
        format!("1:{sid}:{user}:{}", self.points())
    }
}

/// A `pid` whose seal was verified.
#[derive(Debug, PartialEq, Eq)]
pub struct Identity {
    /// The session's name.
    pub sid: String,
    /// Whose it was.
    pub user: UserId,
    /// Where it began.
    pub began: Claim,
}

/// Takes a `pid` apart into its text and its seal.
#[must_use]
pub fn unsealed(pid: &str) -> Option<(&str, &str)> {
    pid.rsplit_once(':').filter(|_| pid.len() <= CLAIM_MAX_BYTES)
}

/// Reads the text of a `pid`.
#[must_use]
pub fn identity(text: &str) -> Option<Identity> {
    let mut fields = text.split(':');
    let ("1", Some(sid), Some(user), Some(points)) =
        (fields.next()?, fields.next(), fields.next(), fields.next())
    else {
        return None;
    };
    Some(Identity { sid: sid.to_owned(), user: user.parse().ok()?, began: claim(points)? })
}

/// What the client was told since its session began; an offset of another session says nothing about this one.
#[must_use]
pub fn heard(identity: &Identity, offset: Option<&str>) -> Claim {
    let told = offset
        .filter(|offset| offset.len() <= CLAIM_MAX_BYTES)
        .and_then(|offset| offset.split_once('~'))
        .filter(|(tagged, _)| *tagged == tag(&identity.sid))
        .and_then(|(_, points)| claim(points));
    // A room that the offset does not name was left.
    let Some(mut told) = told else { return identity.began.clone() };
    for (room, point) in &mut told {
        if let Some(began) = identity.began.get(room).filter(|began| began.epoch == point.epoch) {
            point.seq = point.seq.max(began.seq);
        }
    }
    told
}

fn claim(points: &str) -> Option<Claim> {
    let point = |text: &str| {
        let mut fields = text.split('.');
        let (room, epoch, seq) = (fields.next()?, fields.next()?, fields.next()?);
        let seq = u64::from_str_radix(seq, 36).ok().filter(|_| fields.next().is_none())?;
        Some((room.to_owned(), Point { epoch: epoch.to_owned(), seq }))
    };
    if points.is_empty() { Some(Claim::new()) } else { points.split('~').map(point).collect() }
}

/// Names a room in an offset.
#[must_use]
pub fn room_key(feed: Feed) -> String {
    let Feed::Room(room) = feed else { return INBOX_KEY.to_owned() };
    // 48 bits: among the rooms of one connection two are the same once in a hundred thousand million.
    base36(hash(&room.to_string()) >> 16)
}

/// Names a numbering in an offset.
#[must_use]
pub fn epoch_key(epoch: &str) -> String {
    base36(hash(epoch) >> 32)
}

fn tag(sid: &str) -> &str {
    sid.get(..TAG_BYTES).unwrap_or(sid)
}

/// FNV-1a: the same on every node and in every release.
fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

fn base36(mut number: u64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut digits = Vec::with_capacity(13);
    loop {
        digits.push(DIGITS[usize::try_from(number % 36).unwrap_or(0)]);
        number /= 36;
        if number == 0 {
            break;
        }
    }
    digits.iter().rev().map(|digit| char::from(*digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_domain::RoomId;
    use kith_protocol::TeamId;

    const SID: &str = "0123456789abcdef0123456789abcdef";

    fn room(nth: u8) -> Feed {
        Feed::Room(RoomId::Team(TeamId(uuid::Uuid::from_u128(u128::from(nth)))))
    }

    fn start(nth: u8, seq: u64) -> Start {
        Start { feed: room(nth), epoch: "an epoch".to_owned(), seq }
    }

    fn user() -> UserId {
        UserId(uuid::Uuid::from_u128(7))
    }

    fn claimed(claim: &Claim, nth: u8) -> Option<u64> {
        claim.get(&room_key(room(nth))).map(|point| point.seq)
    }

    #[test]
    fn rc4_every_entry_is_told_once_and_none_is_left_out() {
        let mut count = Count::of(SID);
        count.enter(&start(1, 10));
        let told: Vec<_> = [10, 11, 11, 13, 12, 13].map(|seq| count.tell(room(1), seq)).into();
        assert_eq!(told, [Told::Again, Told::Next, Told::Again, Told::TooFar, Told::Next, Told::Next]);
        // Coming in again with a later snapshot leaves out nothing that is on its way.
        count.enter(&start(1, 20));
        assert_eq!(count.tell(room(1), 14), Told::Next);
        // Asking for what was told before brings it again.
        count.enter(&start(1, 2));
        assert_eq!(count.tell(room(1), 3), Told::Next);
        count.joined(room(1), true);
        assert_eq!(count.tell(room(1), 30), Told::Next, "who fetches the feed goes on from anywhere");
        assert_eq!(count.tell(room(1), 32), Told::TooFar);
    }

    #[test]
    fn lp6_an_entry_counts_as_told_with_its_last_part() {
        let mut count = Count::of(SID);
        count.enter(&start(1, 10));
        let before = count.offset();
        assert_eq!(
            [10, 11, 11, 12].map(|seq| count.part(room(1), seq)),
            [Told::Again, Told::Next, Told::Next, Told::TooFar]
        );
        assert_eq!(count.offset(), before);
        assert_eq!(count.tell(room(1), 11), Told::Next);
        assert_eq!([11, 12].map(|seq| count.part(room(1), seq)), [Told::Again, Told::Next]);
    }

    #[test]
    fn rc5_offset_and_pid_say_together_what_was_told() {
        let mut count = Count::of(SID);
        count.enter(&start(1, 1_000_000));
        count.enter(&start(2, 0));
        let text = count.identity(SID, user());
        let identity = identity(&text).unwrap();
        assert_eq!((identity.sid.as_str(), identity.user), (SID, user()));
        assert_eq!(claimed(&heard(&identity, None), 1), Some(1_000_000));
        assert_eq!(count.tell(room(2), 1), Told::Next);
        let offset = count.offset();
        assert!(offset.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"~.-".contains(&byte)));
        let told = heard(&identity, Some(&offset));
        assert_eq!(
            (claimed(&told, 1), claimed(&told, 2), claimed(&told, 3)),
            (Some(1_000_000), Some(1), None)
        );

        // A room that was left is not claimed any more.
        count.exit(room(1));
        assert_eq!(claimed(&heard(&identity, Some(&count.offset())), 1), None);
        // The offset of another session, or an earlier one, takes nothing back.
        let mut other = Count::of("ffffffffffffffff");
        other.enter(&start(1, 3));
        assert_eq!(claimed(&heard(&identity, Some(&other.offset())), 1), Some(1_000_000));
        let mut earlier = Count::of(SID);
        earlier.enter(&start(1, 3));
        assert_eq!(claimed(&heard(&identity, Some(&earlier.offset())), 1), Some(1_000_000));
    }

    #[test]
    fn nonsense_claims_nothing_and_harms_nothing() {
        let identity = Identity { sid: SID.to_owned(), user: user(), began: Claim::new() };
        let long = format!("01234567~{}", "a.b.1~".repeat(10_000));
        for offset in [
            "",
            "~",
            "01234567",
            "01234567~a",
            "01234567~a.b",
            "01234567~a.b.-",
            "01234567~a.b.zzzzzzzzzzzzzzz",
            &long,
        ] {
            assert_eq!(heard(&identity, Some(offset)), Claim::new(), "{offset}");
        }
        for text in ["", "1", "1:s", "1:s:u:", "2:s:00000000-0000-0000-0000-000000000007:"] {
            assert_eq!(super::identity(text), None, "{text}");
        }
        assert_eq!(unsealed(&"x:".repeat(5_000)), None);
    }
}
