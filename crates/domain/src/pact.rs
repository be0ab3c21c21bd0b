//! Pacts: who may do what in which state, and when a pact is over. One table ([`may`]), written down in `SPEC.md` under
//! PA. It knows nobody's name, and of dates only how to count them.

use crate::calendar::DayStart;
use crate::day::Day;
use kith_protocol::Timestamp;
use kith_protocol::pacts::{MemberStatus, PactRole, PactStatus};

/// For how many dates a pact may be.
pub const DURATIONS_DAYS: [u16; 5] = [7, 14, 30, 60, 90];
/// How many are in a pact at most, those who were asked and have not answered among them.
pub const MEMBERS_MAX: usize = 6;
/// How many have a place in a pact at most, those who said no, did not answer or left among them.
pub const PLACES_MAX: usize = 30;
/// How many have to be left for a pact to go on.
pub const MEMBERS_MIN: u64 = 2;

/// What somebody is to a pact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Made it, and is in it, or was when it ended.
    Creator,
    /// Accepted it, and is in it, or was when it ended.
    Partner,
    /// Was asked, and has not answered.
    Invited,
    /// Said no.
    Declined,
    /// Did not answer before it ended.
    Lapsed,
    /// Left it, and it went on without them, at least for a while.
    Left,
    /// Left it, and it ended by that.
    LeftLast,
    /// Has no part in it, and comes with its code.
    Bearer,
    /// Has no part in it.
    Outsider,
    /// Nobody: Kith itself, when an alarm rings.
    Kith,
}

impl Standing {
    /// What somebody is who has a place in the pact; `ended_it` says whether it ended by their leaving.
    #[must_use]
    pub const fn of(role: PactRole, status: MemberStatus, ended_it: bool) -> Self {
        match (status, role) {
            (MemberStatus::Active | MemberStatus::Done, PactRole::Creator) => Self::Creator,
            (MemberStatus::Active | MemberStatus::Done, PactRole::Partner) => Self::Partner,
            (MemberStatus::Pending, _) => Self::Invited,
            (MemberStatus::Declined, _) => Self::Declined,
            (MemberStatus::Expired, _) => Self::Lapsed,
            (MemberStatus::Left, _) if ended_it => Self::LeftLast,
            (MemberStatus::Left, _) => Self::Left,
        }
    }
}

/// What can be done with a pact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// To see it and what happened in it.
    Read,
    /// To ask somebody into it, by name or with a new code.
    Invite,
    /// To say yes. The first yes starts it.
    Accept,
    /// To say no.
    Decline,
    /// To leave it.
    Abandon,
    /// To begin it again, with the same people.
    Renew,
    /// To end it because its last date is over.
    Complete,
    /// To end it because nobody said yes in time.
    Expire,
    /// To log a date in it.
    CheckIn,
    /// To celebrate another one's check-in.
    Celebrate,
    /// To encourage another one.
    Encourage,
}

/// What comes of something that may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It happens.
    Happens,
    /// It has happened already; nothing changes and nobody is told.
    Already,
}

/// Why something may not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// Who asks has no part in the pact.
    NotAMember,
    /// It is not theirs to do.
    NotTheirs,
    /// The pact waits for a yes, or who asks has not said yes.
    NotStarted,
    /// The pact is over.
    Over,
    /// The pact is not over.
    StillOn,
    /// One's own pact needs the yes of somebody else.
    OwnPact,
    /// They have said no, or left.
    AnsweredAlready,
    /// Who is in it leaves it; there is nothing to say no to.
    IsInIt,
    /// Who was asked says no; there is nothing to leave.
    IsNotInIt,
}

/// Whether somebody may do something with a pact: the only place where that is decided. SPEC.md PA1.
///
/// # Errors
/// Why not.
pub const fn may(act: Act, standing: Standing, status: PactStatus) -> Result<Verdict, Denial> {
    use PactStatus::{Abandoned, Active, Completed, Expired, Pending};
    use Standing::{Bearer, Creator, Declined, Invited, Kith, Lapsed, Left, LeftLast, Outsider, Partner};
    use Verdict::{Already, Happens};
    match (act, standing, status) {
        // Kith ends pacts, and nobody else does.
        (Act::Complete, Kith, Active) | (Act::Expire, Kith, Pending) => Ok(Happens),
        (Act::Complete, Kith, Completed) | (Act::Expire, Kith, Expired) => Ok(Already),
        (Act::Complete, Kith, Pending) => Err(Denial::NotStarted),
        (Act::Complete, Kith, Abandoned | Expired) => Err(Denial::Over),
        (Act::Expire, Kith, Active | Completed | Abandoned) => Err(Denial::Over),
        (_, Kith, _) => Err(Denial::NotAMember),
        (Act::Complete | Act::Expire, Creator | Partner | Invited, _) => Err(Denial::NotTheirs),

        (Act::Read, Creator | Partner | Invited, _) => Ok(Happens),
        // Who left hears nothing of what went on without them; with who left last nothing did.
        (Act::Read, LeftLast, Abandoned) => Ok(Happens),

        (Act::Invite, Creator, Pending | Active) => Ok(Happens),
        (Act::Invite, Creator, Completed | Abandoned | Expired) => Err(Denial::Over),
        (Act::Invite, Partner | Invited, _) => Err(Denial::NotTheirs),

        (Act::Accept, Invited | Bearer, Pending | Active) => Ok(Happens),
        (Act::Accept, Partner, Pending | Active) => Ok(Already),
        (Act::Accept, Creator, Pending | Active) => Err(Denial::OwnPact),
        (Act::Accept, Declined | Left | LeftLast, Pending | Active) => Err(Denial::AnsweredAlready),
        (
            Act::Accept,
            Creator | Partner | Invited | Declined | Lapsed | Left | LeftLast | Bearer,
            Pending | Active | Completed | Abandoned | Expired,
        ) => Err(Denial::Over),

        (Act::Decline, Invited, Pending | Active) => Ok(Happens),
        (Act::Decline, Declined, _) => Ok(Already),
        (Act::Decline, Creator | Partner, Pending | Active) => Err(Denial::IsInIt),
        (Act::Decline, Left | LeftLast, Pending | Active) => Err(Denial::AnsweredAlready),
        (
            Act::Decline,
            Creator | Partner | Invited | Lapsed | Left | LeftLast,
            Pending | Active | Completed | Abandoned | Expired,
        ) => Err(Denial::Over),

        (Act::Abandon, Creator | Partner, Pending | Active) => Ok(Happens),
        (Act::Abandon, Left | LeftLast, _) => Ok(Already),
        (Act::Abandon, Invited, Pending | Active) => Err(Denial::IsNotInIt),
        (
            Act::Abandon,
            Creator | Partner | Invited | Lapsed,
            Pending | Active | Completed | Abandoned | Expired,
        ) => Err(Denial::Over),

        (Act::Renew, Creator | Partner, Completed | Abandoned | Expired) => Ok(Happens),
        (Act::Renew, LeftLast, Abandoned) => Ok(Happens),
        (Act::Renew, Creator | Partner | Invited, _) => Err(Denial::StillOn),

        (Act::CheckIn | Act::Encourage, Creator | Partner, Active) => Ok(Happens),
        (Act::CheckIn | Act::Encourage, Creator | Partner, Completed | Abandoned | Expired) => {
            Err(Denial::Over)
        }
        (Act::Celebrate, Creator | Partner, Active | Completed) => Ok(Happens),
        (Act::Celebrate, Creator | Partner, Abandoned | Expired) => Err(Denial::Over),
        (Act::CheckIn | Act::Celebrate | Act::Encourage, Creator | Partner, Pending)
        | (Act::CheckIn | Act::Celebrate | Act::Encourage, Invited, _) => Err(Denial::NotStarted),

        (_, Declined | Lapsed | Left | LeftLast | Bearer | Outsider, _) => Err(Denial::NotAMember),
    }
}

/// The last date of a pact that begins with `first`.
#[must_use]
pub const fn last_day(first: Day, duration_days: u16) -> Day {
    first.plus(duration_days as i32 - 1)
}

/// When a date is over everywhere on Earth and for everybody (SPEC.md PA6): on no clock it is later than in the zone that
/// is twelve hours behind UTC, and nobody's days begin later than [`DayStart::LATEST`].
#[must_use]
pub const fn over_everywhere(day: Day) -> Timestamp {
    const HOUR_MS: i64 = 3_600_000;
    const LAST_HOURS: i64 = 12 + DayStart::LATEST.hour() as i64;
    Timestamp(day.plus(1).0 as i64 * 24 * HOUR_MS + LAST_HOURS * HOUR_MS)
}
