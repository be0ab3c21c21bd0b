//! Notices: which entries of a pact's feed are told to whom in their inboxes, also to those who are not here. It knows
//! nothing of who is present, and no words.

use alloc::vec::Vec;
use kith_protocol::UserId;
use kith_protocol::pacts::{ActivityType, MemberStatus, PactActivity, PactMember, PactRole};
use kith_protocol::social::NotificationKind;

/// Something to be told to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice<'a> {
    /// To whom.
    pub to: UserId,
    /// What it is to them.
    pub kind: NotificationKind,
    /// What happened.
    pub activity: &'a PactActivity,
}

/// For whom an entry is, among those who are in the pact, or were when it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Everybody,
    /// All but who did it.
    Others,
    /// Who made the pact, unless they did it themselves.
    Creator,
    /// Whom it names.
    Target,
}

/// What these entries of a pact's feed are to its members: entry by entry, in their order. What somebody did is no news
/// to them, and who came later is not told of what was before. SPEC.md NT4.
#[must_use]
pub fn notices<'a>(entries: &'a [PactActivity], members: &[PactMember]) -> Vec<Notice<'a>> {
    let mut notices = Vec::new();
    for (index, activity) in entries.iter().enumerate() {
        let later = entries.get(index + 1..).unwrap_or_default();
        let Some((kind, hearers)) = told(activity, later.first()) else { continue };
        let hear = members.iter().filter(|member| {
            is_in(member.status) && hears(hearers, activity, member) && !joins_in(later, member.user_id)
        });
        notices.extend(hear.map(|member| Notice { to: member.user_id, kind, activity }));
    }
    notices
}

/// What an entry is to those who are told of it; `None` where nobody is.
fn told(activity: &PactActivity, next: Option<&PactActivity>) -> Option<(NotificationKind, For)> {
    Some(match activity.kind {
        ActivityType::CheckinCompleted | ActivityType::CheckinPartial => {
            (NotificationKind::PartnerCheckedIn, For::Others)
        }
        ActivityType::CelebrationSent => (NotificationKind::PartnerCelebrated, For::Target),
        ActivityType::EncouragementSent => (NotificationKind::PartnerEncouraged, For::Target),
        ActivityType::StreakMilestone => (NotificationKind::StreakMilestone, For::Everybody),
        ActivityType::StreakBroken => (NotificationKind::StreakBroken, For::Everybody),
        ActivityType::PartnerJoined => (NotificationKind::PactAccepted, For::Others),
        ActivityType::PartnerDeclined => (NotificationKind::PactDeclined, For::Creator),
        // Who leaves and ends the pact by it is told of once.
        ActivityType::PartnerLeft if next.is_some_and(|next| next.kind == ActivityType::PactAbandoned) => {
            return None;
        }
        ActivityType::PartnerLeft => (NotificationKind::PactPartnerLeft, For::Others),
        ActivityType::PactAbandoned => (NotificationKind::PactAbandoned, For::Others),
        ActivityType::PactCompleted => (NotificationKind::PactCompleted, For::Everybody),
        ActivityType::PactExpired => (NotificationKind::PactExpired, For::Everybody),
        // A date left out is nobody's business, nor what was taken back; that the first one accepted says that it started;
        // and of a picture or a note the check-in was told.
        ActivityType::CheckinSkipped
        | ActivityType::CheckinUndone
        | ActivityType::NoteChanged
        | ActivityType::PactStarted
        | ActivityType::ProofAdded => return None,
    })
}

fn hears(hearers: For, activity: &PactActivity, member: &PactMember) -> bool {
    let did_it = member.user_id == activity.user_id;
    match hearers {
        For::Everybody => true,
        For::Others => !did_it,
        For::Creator => !did_it && member.role == PactRole::Creator,
        For::Target => !did_it && activity.data.target_user_id == Some(member.user_id),
    }
}

const fn is_in(status: MemberStatus) -> bool {
    match status {
        MemberStatus::Active | MemberStatus::Done => true,
        MemberStatus::Pending | MemberStatus::Declined | MemberStatus::Expired | MemberStatus::Left => false,
    }
}

fn joins_in(later: &[PactActivity], user: UserId) -> bool {
    later.iter().any(|entry| entry.kind == ActivityType::PartnerJoined && entry.user_id == user)
}
