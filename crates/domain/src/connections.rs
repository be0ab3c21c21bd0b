//! How two people are connected, and what each may do about it: one table. It knows nobody's name.

use kith_protocol::social::RequestStatus;

/// How it stands between two people, as one of them sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody ever asked.
    Strangers,
    /// One has asked.
    Pending(Side),
    /// Both want it.
    Complete,
    /// One has said no, or ended it.
    Denied(Side),
    /// One, or both, will hear nothing of the other.
    Blocked(Blocked),
}

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who looks.
    Mine,
    /// The other.
    Theirs,
}

/// Who blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// Who looks blocks the other.
    ByMe,
    /// The other blocks who looks.
    ByThem,
    /// Each blocks the other.
    ByBoth,
}

/// What one of them wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To be connected.
    Ask,
    /// To say yes to what the other asked.
    Accept,
    /// To say no, to end it, or to block no longer.
    Deny,
    /// To hear nothing of the other.
    Block,
}

/// Why a wish is not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// Nobody has asked.
    NothingAsked,
    /// One's own asking waits for the other's yes.
    TheirsToAccept,
    /// The other said no; only they can begin again. The same is said to who is blocked.
    TheySaidNo,
    /// One blocks the other oneself; that comes first.
    LiftFirst,
}

impl Standing {
    /// What becomes of it; the same standing means that nothing changes. SPEC.md UC1.
    ///
    /// # Errors
    /// Why the wish is not granted.
    pub const fn after(self, wish: Wish) -> Result<Self, Denial> {
        use Standing::{Blocked as B, Complete, Denied, Pending, Strangers};
        Ok(match (self, wish) {
            (Strangers | Denied(Side::Mine) | Pending(Side::Mine), Wish::Ask) => Pending(Side::Mine),
            (Pending(Side::Theirs), Wish::Ask | Wish::Accept) | (Complete, Wish::Ask | Wish::Accept) => {
                Complete
            }
            (Pending(Side::Mine), Wish::Accept) => return Err(Denial::TheirsToAccept),
            (Strangers | Denied(Side::Mine), Wish::Accept) | (Strangers, Wish::Deny) => {
                return Err(Denial::NothingAsked);
            }
            (Denied(Side::Theirs) | B(Blocked::ByThem), Wish::Ask | Wish::Accept) => {
                return Err(Denial::TheySaidNo);
            }
            (B(Blocked::ByMe | Blocked::ByBoth), Wish::Ask | Wish::Accept) => return Err(Denial::LiftFirst),
            (Pending(_) | Complete | Denied(Side::Mine) | B(Blocked::ByMe), Wish::Deny) => Denied(Side::Mine),
            (Denied(Side::Theirs), Wish::Deny) => Denied(Side::Theirs),
            (B(Blocked::ByThem | Blocked::ByBoth), Wish::Deny) => B(Blocked::ByThem),
            (Strangers | Pending(_) | Complete | Denied(_) | B(Blocked::ByMe), Wish::Block) => {
                B(Blocked::ByMe)
            }
            (B(Blocked::ByThem | Blocked::ByBoth), Wish::Block) => B(Blocked::ByBoth),
        })
    }

    /// The same, as the other sees it.
    #[must_use]
    pub const fn seen_by_other(self) -> Self {
        match self {
            Self::Strangers => Self::Strangers,
            Self::Complete => Self::Complete,
            Self::Pending(side) => Self::Pending(side.other()),
            Self::Denied(side) => Self::Denied(side.other()),
            Self::Blocked(Blocked::ByMe) => Self::Blocked(Blocked::ByThem),
            Self::Blocked(Blocked::ByThem) => Self::Blocked(Blocked::ByMe),
            Self::Blocked(Blocked::ByBoth) => Self::Blocked(Blocked::ByBoth),
        }
    }

    /// What who looks is told. Nobody learns that they are blocked: it looks like a no. SPEC.md UC2.
    #[must_use]
    pub const fn told(self) -> Option<RequestStatus> {
        Some(match self {
            Self::Strangers => return None,
            Self::Pending(_) => RequestStatus::Pending,
            Self::Complete => RequestStatus::Complete,
            Self::Denied(_) | Self::Blocked(Blocked::ByThem) => RequestStatus::Denied,
            Self::Blocked(Blocked::ByMe | Blocked::ByBoth) => RequestStatus::Blocked,
        })
    }

    /// Whether one may ask the other into a pact: not who said no, nor who is blocked. SPEC.md PA11.
    ///
    /// # Errors
    /// Why not; the same to who is blocked as to who was denied.
    pub const fn may_ask_into_a_pact(self) -> Result<(), Denial> {
        match self {
            Self::Strangers | Self::Pending(_) | Self::Complete | Self::Denied(Side::Mine) => Ok(()),
            Self::Denied(Side::Theirs) | Self::Blocked(Blocked::ByThem) => Err(Denial::TheySaidNo),
            Self::Blocked(Blocked::ByMe | Blocked::ByBoth) => Err(Denial::LiftFirst),
        }
    }

    /// What keeping a pact together makes of it: one has asked, the other said yes. A no that was said stands.
    #[must_use]
    pub const fn after_a_pact(self) -> Self {
        match self {
            Self::Strangers | Self::Pending(_) | Self::Complete => Self::Complete,
            Self::Denied(_) | Self::Blocked(_) => self,
        }
    }

    /// Whether one may write to the other. People of one team may without being connected. SPEC.md DM2.
    #[must_use]
    pub const fn may_write(self, shares_a_team: bool) -> bool {
        match self {
            Self::Complete => true,
            Self::Blocked(_) => false,
            Self::Strangers | Self::Pending(_) | Self::Denied(_) => shares_a_team,
        }
    }
}

impl Side {
    const fn other(self) -> Self {
        match self {
            Self::Mine => Self::Theirs,
            Self::Theirs => Self::Mine,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Blocked::{ByBoth, ByMe, ByThem};
    use super::Denial::{LiftFirst, NothingAsked, TheirsToAccept, TheySaidNo};
    use super::Side::{Mine, Theirs};
    use super::Standing::{Blocked, Complete, Denied, Pending, Strangers};
    use super::*;

    type Row = (Standing, [Result<Standing, Denial>; 4]);

    /// What asking, accepting, denying and blocking make of each standing.
    const TABLE: [Row; 9] = [
        (Strangers, [Ok(Pending(Mine)), Err(NothingAsked), Err(NothingAsked), Ok(Blocked(ByMe))]),
        (Pending(Mine), [Ok(Pending(Mine)), Err(TheirsToAccept), Ok(Denied(Mine)), Ok(Blocked(ByMe))]),
        (Pending(Theirs), [Ok(Complete), Ok(Complete), Ok(Denied(Mine)), Ok(Blocked(ByMe))]),
        (Complete, [Ok(Complete), Ok(Complete), Ok(Denied(Mine)), Ok(Blocked(ByMe))]),
        (Denied(Mine), [Ok(Pending(Mine)), Err(NothingAsked), Ok(Denied(Mine)), Ok(Blocked(ByMe))]),
        (Denied(Theirs), [Err(TheySaidNo), Err(TheySaidNo), Ok(Denied(Theirs)), Ok(Blocked(ByMe))]),
        (Blocked(ByMe), [Err(LiftFirst), Err(LiftFirst), Ok(Denied(Mine)), Ok(Blocked(ByMe))]),
        (Blocked(ByThem), [Err(TheySaidNo), Err(TheySaidNo), Ok(Blocked(ByThem)), Ok(Blocked(ByBoth))]),
        (Blocked(ByBoth), [Err(LiftFirst), Err(LiftFirst), Ok(Blocked(ByThem)), Ok(Blocked(ByBoth))]),
    ];

    #[test]
    fn uc1_who_may_do_what_in_every_standing() {
        for (standing, expected) in TABLE {
            let wishes = [Wish::Ask, Wish::Accept, Wish::Deny, Wish::Block];
            assert_eq!(wishes.map(|wish| standing.after(wish)), expected, "{standing:?}");
        }
    }

    #[test]
    fn uc1_both_see_the_same_connection() {
        for (standing, outcomes) in TABLE {
            assert_eq!(standing.seen_by_other().seen_by_other(), standing);
            for after in outcomes.into_iter().flatten() {
                assert_eq!(after.seen_by_other() == Complete, after == Complete, "{standing:?}");
            }
        }
    }

    #[test]
    fn uc1_nobody_becomes_a_friend_without_both_wanting_it() {
        for (standing, _) in TABLE.into_iter().filter(|(standing, _)| *standing != Complete) {
            for wish in [Wish::Ask, Wish::Accept, Wish::Deny, Wish::Block] {
                let becomes = standing.after(wish) == Ok(Complete);
                assert!(!becomes || standing == Pending(Theirs), "{standing:?} {wish:?}");
            }
        }
    }

    #[test]
    fn uc2_who_is_blocked_sees_a_no() {
        assert_eq!(Blocked(ByThem).told(), Denied(Theirs).told());
        for wish in [Wish::Ask, Wish::Accept] {
            assert_eq!(Blocked(ByThem).after(wish), Denied(Theirs).after(wish));
        }
        assert_eq!(Blocked(ByMe).told(), Some(RequestStatus::Blocked));
        assert_eq!(Strangers.told(), None);
    }

    #[test]
    fn dm2_friends_and_teammates_may_write_and_nobody_who_is_blocked() {
        for (standing, _) in TABLE {
            let blocked = matches!(standing, Blocked(_));
            assert_eq!(standing.may_write(true), !blocked, "{standing:?}");
            assert_eq!(standing.may_write(false), standing == Complete, "{standing:?}");
        }
    }
}
