//! How many wrong passwords are too many: counted by address and by client, given back when the password was right.
//! It knows no account and reads no clock.

use crate::recent::Recent;
use kith_domain::limits::{Limit, TokenBucket};
use kith_protocol::{Refusal, Timestamp};
use parking_lot::Mutex;
use std::net::{IpAddr, Ipv6Addr};

/// Wrong passwords for one e-mail address: 10, then one each 6 s.
const PER_EMAIL: Limit = Limit { burst: 10, refill_ms: 6_000 };

/// Wrong passwords from one client: 100, then one each 0.6 s. Many people may share an address.
const PER_CLIENT: Limit = Limit { burst: 100, refill_ms: 600 };

/// How many addresses and how many clients are remembered; who has not tried for longest is forgotten first.
const REMEMBERED_MAX: usize = 65_536;

/// Slows down who guesses passwords. One who knows theirs is never slowed, however often they sign in.
#[derive(Debug)]
pub struct SignInLimit {
    tries: Mutex<Tries>,
}

#[derive(Debug)]
struct Tries {
    by_email: Recent<Box<str>, TokenBucket>,
    by_client: Recent<IpAddr, TokenBucket>,
}

/// Who tries to sign in, and as whom.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The address in the spelling that the store compares by; `None` for tries that concern none.
    pub email: Option<&'a str>,
    /// Where the connection comes from; what a header claims does not count.
    pub client: IpAddr,
}

impl SignInLimit {
    /// Remembers nobody yet.
    #[must_use]
    pub fn new() -> Self {
        let tries = Tries { by_email: Recent::new(REMEMBERED_MAX), by_client: Recent::new(REMEMBERED_MAX) };
        Self { tries: Mutex::new(tries) }
    }

    /// Counts a try before its password is looked at, so that a hundred at once do not slip through together.
    ///
    /// # Errors
    /// [`kith_protocol::ErrorCode::TooFast`] with the time to wait; then nothing is counted.
    pub fn take(&self, attempt: Attempt<'_>, now: Timestamp) -> Result<(), Refusal> {
        let mut tries = self.tries.lock();
        tries.client(attempt.client, now).take(PER_CLIENT, now).map_err(too_fast)?;
        if let Some(email) = attempt.email
            && let Err(wait_ms) = tries.email(email, now).take(PER_EMAIL, now)
        {
            tries.client(attempt.client, now).give_back(PER_CLIENT);
            return Err(too_fast(wait_ms));
        }
        Ok(())
    }

    /// Forgets a try that was not a wrong password after all.
    pub fn give_back(&self, attempt: Attempt<'_>, now: Timestamp) {
        let mut tries = self.tries.lock();
        tries.client(attempt.client, now).give_back(PER_CLIENT);
        if let Some(email) = attempt.email {
            tries.email(email, now).give_back(PER_EMAIL);
        }
    }

    /// Whether a try would be counted or refused now, without counting it.
    ///
    /// # Errors
    /// As [`SignInLimit::take`].
    pub fn check(&self, attempt: Attempt<'_>, now: Timestamp) -> Result<(), Refusal> {
        self.take(attempt, now)?;
        self.give_back(attempt, now);
        Ok(())
    }
}

impl Tries {
    fn email(&mut self, email: &str, now: Timestamp) -> &mut TokenBucket {
        if self.by_email.get_mut(email).is_none() {
            self.by_email.insert(email.into(), TokenBucket::full(PER_EMAIL, now));
        }
        self.by_email.get_mut(email).unwrap_or_else(|| unreachable!("it was just put there"))
    }

    fn client(&mut self, client: IpAddr, now: Timestamp) -> &mut TokenBucket {
        let network = network(client);
        if self.by_client.get_mut(&network).is_none() {
            self.by_client.insert(network, TokenBucket::full(PER_CLIENT, now));
        }
        self.by_client.get_mut(&network).unwrap_or_else(|| unreachable!("it was just put there"))
    }
}

/// What one customer of a network holds: an IPv4 address, or 64 bits of an IPv6 one.
#[must_use]
pub fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        v4 @ IpAddr::V4(_) => v4,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

fn too_fast(wait_ms: u32) -> Refusal {
    let wait_s = wait_ms.div_ceil(1_000);
    Refusal::too_fast("Too many wrong passwords in a row. Wait a moment, then try again.", wait_s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_protocol::ErrorCode;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn from(email: &str, client: [u8; 4]) -> Attempt<'_> {
        Attempt { email: Some(email), client: client.into() }
    }

    #[test]
    fn ac2_ten_failures_a_minute_for_an_address() {
        let limit = SignInLimit::new();
        for client in 0..10 {
            limit.take(from("ann@kith.example", [10, 0, 0, client]), NOW).unwrap();
        }
        let refusal = limit.take(from("ann@kith.example", [10, 0, 0, 99]), NOW).unwrap_err();
        assert_eq!((refusal.code, refusal.retry_after_s), (ErrorCode::TooFast, Some(6)));
        assert_eq!(limit.take(from("ruth@kith.example", [10, 0, 0, 99]), NOW), Ok(()));
        assert_eq!(limit.take(from("ann@kith.example", [10, 0, 0, 99]), NOW.plus_ms(6_000)), Ok(()));
    }

    #[test]
    fn ac2_who_knows_the_password_is_never_limited() {
        let limit = SignInLimit::new();
        let attempt = from("ann@kith.example", [10, 0, 0, 1]);
        for _ in 0..1_000 {
            limit.check(attempt, NOW).unwrap();
            limit.take(attempt, NOW).unwrap();
            limit.give_back(attempt, NOW);
        }
    }

    #[test]
    fn ac2_a_hundred_failures_a_minute_for_a_client() {
        let limit = SignInLimit::new();
        for account in 0..100 {
            limit.take(from(&format!("{account}@kith.example"), [10, 0, 0, 1]), NOW).unwrap();
        }
        assert!(limit.take(from("new@kith.example", [10, 0, 0, 1]), NOW).is_err());
        assert!(limit.take(from("new@kith.example", [10, 0, 0, 2]), NOW).is_ok());
    }

    #[test]
    fn ac2_a_refused_try_is_not_counted() {
        let limit = SignInLimit::new();
        for _ in 0..1_000 {
            let _ = limit.take(from("ann@kith.example", [10, 0, 0, 1]), NOW);
        }
        assert_eq!(limit.take(from("ruth@kith.example", [10, 0, 0, 1]), NOW), Ok(()));
    }

    #[test]
    fn an_ipv6_customer_is_one_client() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(network(ip("2001:db8:1:2:3:4:5:6")), network(ip("2001:db8:1:2:ffff::1")));
        assert_ne!(network(ip("2001:db8:1:2::1")), network(ip("2001:db8:1:3::1")));
        assert_eq!(network(ip("::ffff:10.0.0.1")), ip("10.0.0.1"));
    }
}
