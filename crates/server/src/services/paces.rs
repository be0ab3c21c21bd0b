//! How often one person may do what reaches others, through all doors together.

use crate::pace::Pace;
use kith_domain::limits::Limit;

/// How fast one person may talk, in forums and directly: 60 messages at once, then 4 a second.
const TALKING: Limit = Limit { burst: 60, refill_ms: 250 };
/// How fast one person may ask to connect, and change connections: 30 at once, then one each 5 s.
const CONNECTING: Limit = Limit { burst: 30, refill_ms: 5_000 };
/// How fast one person may react: 60 at once, then 2 a second.
const REACTING: Limit = Limit { burst: 60, refill_ms: 500 };
/// How fast one person may make forums and bring people into them: 120 at once, then one each 2 s.
const GATHERING: Limit = Limit { burst: 120, refill_ms: 2_000 };
/// How often one person may say that they are here, and ask who else is: 60 at once, then one a second.
const ATTENDING: Limit = Limit { burst: 60, refill_ms: 1_000 };
/// How often one person may come into rooms of pacts and forums, leave them, and ask for their list: 300 times at once, then
/// 10 a second. Four devices that come back with all their rooms do it 256 times.
const ENTERING: Limit = Limit { burst: 300, refill_ms: 100 };
/// How often one person may mark notifications: 300 times at once, then 10 a second.
const MARKING: Limit = Limit { burst: 300, refill_ms: 100 };
/// How often one person may send pictures: 20 at once, then one each 10 s.
const PICTURING: Limit = Limit { burst: 20, refill_ms: 10_000 };

/// How fast one person may log check-ins and celebrate: 300 at once, then 10 a second.
const KEEPING: Limit = Limit { burst: 300, refill_ms: 100 };
/// How fast one person may encourage: 60 at once, then one a second.
const ENCOURAGING: Limit = Limit { burst: 60, refill_ms: 1_000 };

/// Everybody's paces.
pub struct Paces {
    /// Messages, in forums and direct.
    pub talking: Pace,
    /// Steps of connections.
    pub connecting: Pace,
    /// Reactions.
    pub reacting: Pace,
    /// Forums and their members.
    pub gathering: Pace,
    /// Sessions, and asking who is here.
    pub attending: Pace,
    /// Rooms of pacts and forums, entered and left, and their list.
    pub entering: Pace,
    /// Notifications, marked.
    pub marking: Pace,
    /// Pictures.
    pub picturing: Pace,
    /// Check-ins and celebrations.
    pub keeping: Pace,
    /// Encouragements.
    pub encouraging: Pace,
}

impl Default for Paces {
    fn default() -> Self {
        Self {
            talking: Pace::new(TALKING),
            connecting: Pace::new(CONNECTING),
            reacting: Pace::new(REACTING),
            gathering: Pace::new(GATHERING),
            attending: Pace::new(ATTENDING),
            entering: Pace::new(ENTERING),
            marking: Pace::new(MARKING),
            picturing: Pace::new(PICTURING),
            keeping: Pace::new(KEEPING),
            encouraging: Pace::new(ENCOURAGING),
        }
    }
}
