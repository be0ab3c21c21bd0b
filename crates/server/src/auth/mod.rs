//! Who is calling: accounts, passwords and tokens, as one service for every door. It knows no HTTP and no socket.

pub mod passwords;
pub mod secret;
pub mod sign_in_limit;
pub mod tokens;

use crate::clock::Clock;
use crate::recent::Recent;
use kith_domain::calendar::DayStart;
use kith_protocol::rest::{SignedIn, User};
use kith_protocol::{ErrorCode, Refusal, Timestamp, UserId};
use kith_store::{NewUser, Store};
use parking_lot::Mutex;
use passwords::Passwords;
use secret::Secret;
use sign_in_limit::{Attempt, SignInLimit};
use std::net::IpAddr;
use std::sync::Arc;
use tokens::{Tokens, Verified};

/// How many tokens' standings are remembered; the one not used for longest is asked of the store again.
const STANDINGS_MAX: usize = 131_072;

/// Who calls, as a verified token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Who.
    pub user_id: UserId,
    /// Their name, as the account has it.
    pub user_name: Arc<str>,
    /// Names the token, for revoking it and for cutting what it opened.
    pub token_key: Arc<str>,
    /// When the token ends.
    pub expires_at: Timestamp,
}

/// What it takes to make an account; the fields are checked already.
#[derive(Debug)]
pub struct Registration {
    /// The address, trimmed and in lower case.
    pub email: String,
    /// The password as it was typed.
    pub password: String,
    /// The name to show.
    pub user_name: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// IANA name of the time zone.
    pub timezone: String,
    /// The hour at which their days begin.
    pub day_start: DayStart,
}

/// Accounts and tokens.
pub struct Auth {
    store: Store,
    clock: Clock,
    tokens: Tokens,
    passwords: Passwords,
    sign_in_limit: SignInLimit,
    known: Mutex<Known>,
}

/// What the store said about tokens. Revoking goes through [`Auth::revoke`] of the one process there is, so what is
/// remembered stays true, and an upgrade of a known token asks the store nothing. After a restart nothing is
/// remembered and the store is asked again.
#[derive(Debug)]
struct Known {
    standings: Recent<Arc<str>, Standing>,
    /// Grows with each revocation: an answer of the store that is older than one is not remembered.
    revocations: u64,
}

#[derive(Clone, Debug)]
enum Standing {
    Good { user_name: Arc<str> },
    Revoked,
}

impl Auth {
    /// The service over this store, with tokens of this secret.
    ///
    /// # Errors
    /// When the machine has no randomness or memory for a password hash; the server cannot start then.
    pub fn new(store: Store, clock: Clock, secret: &Secret) -> Result<Self, String> {
        Ok(Self {
            store,
            clock,
            tokens: Tokens::new(secret),
            passwords: Passwords::new()
                .map_err(|error| format!("passwords cannot be hashed here: {error}"))?,
            sign_in_limit: SignInLimit::new(),
            known: Mutex::new(Known { standings: Recent::new(STANDINGS_MAX), revocations: 0 }),
        })
    }

    /// Makes an account and signs in with it.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`] if the address has an account; [`ErrorCode::TooFast`] for a client that has tried too
    /// many such addresses.
    pub async fn register(&self, new: Registration, client: IpAddr) -> Result<SignedIn, Refusal> {
        let attempt = Attempt { email: None, client };
        self.sign_in_limit.check(attempt, self.clock.now())?;
        let password_hash = self.passwords.turn().await?.hash(new.password).await?;
        let now = self.clock.now();
        let made = self
            .store
            .create_user(NewUser {
                id: UserId(uuid::Uuid::now_v7()),
                email: new.email,
                password_hash,
                user_name: new.user_name,
                first_name: new.first_name,
                last_name: new.last_name,
                timezone: new.timezone,
                day_start: new.day_start,
                now,
            })
            .await
            .map_err(Refusal::from);
        if matches!(&made, Err(refusal) if refusal.code == ErrorCode::Conflict) {
            // Whoever collects which addresses have accounts is slowed down like whoever guesses passwords.
            self.sign_in_limit.take(attempt, now)?;
        }
        made.map(|user| self.signed_in(user))
    }

    /// Signs in. Whether it is the address or the password that is wrong, the answer and its time are the same.
    ///
    /// # Errors
    /// [`ErrorCode::Unauthorized`]; [`ErrorCode::TooFast`] after too many wrong passwords.
    pub async fn sign_in(&self, email: &str, password: String, client: IpAddr) -> Result<SignedIn, Refusal> {
        let attempt = Attempt { email: Some(email), client };
        self.sign_in_limit.check(attempt, self.clock.now())?;
        let account = self.store.credentials(email).await?;
        let (user, password_hash) =
            account.map_or((None, None), |found| (Some(found.user), Some(found.password_hash)));
        // The try is counted only now that it is its turn: however many sign in rightly at once, no more of them
        // are counted at any moment than are being computed.
        let turn = self.passwords.turn().await?;
        self.sign_in_limit.take(attempt, self.clock.now())?;
        let right = turn.matches(password, password_hash).await;
        match (right, user) {
            (Ok(true), Some(user)) => {
                self.sign_in_limit.give_back(attempt, self.clock.now());
                Ok(self.signed_in(user))
            }
            (Ok(_), _) => {
                let message =
                    "This e-mail address and password do not go together. Check both and try again.";
                Err(Refusal::new(ErrorCode::Unauthorized, message))
            }
            (Err(outage), _) => {
                self.sign_in_limit.give_back(attempt, self.clock.now());
                Err(outage)
            }
        }
    }

    /// Who a token belongs to, if it is good now: signature, dates, not revoked, and an account of ours.
    ///
    /// # Errors
    /// [`ErrorCode::Unauthorized`]; [`ErrorCode::Unavailable`] when the store would have to be asked and cannot be.
    pub async fn authenticate(&self, token: &str) -> Result<Identity, Refusal> {
        let verified = self.tokens.verify(token, self.clock.wall())?;
        match self.standing(&verified).await? {
            (token_key, Standing::Good { user_name }) => {
                let Verified { user_id, expires_at, .. } = verified;
                Ok(Identity { user_id, user_name, token_key, expires_at })
            }
            (_, Standing::Revoked) => {
                Err(Refusal::new(ErrorCode::Unauthorized, "You have signed out. Sign in again."))
            }
        }
    }

    /// A seal on a text that a client carries for us, made of the server's secret.
    #[must_use]
    pub fn seal(&self, text: &str) -> String {
        self.tokens.seal(text)
    }

    /// Whether this is the seal on this text.
    #[must_use]
    pub fn is_sealed(&self, text: &str, seal: &str) -> bool {
        self.tokens.is_sealed(text, seal)
    }

    /// A new token for who has a good one; the old one stays good until it ends.
    ///
    /// # Errors
    /// [`ErrorCode::Unauthorized`] if the account is gone.
    pub async fn refresh(&self, identity: &Identity) -> Result<SignedIn, Refusal> {
        Ok(self.signed_in(self.account(identity).await?))
    }

    /// The caller's account.
    ///
    /// # Errors
    /// [`ErrorCode::Unauthorized`] if the account is gone.
    pub async fn account(&self, identity: &Identity) -> Result<User, Refusal> {
        self.store.user(identity.user_id).await?.ok_or_else(no_account)
    }

    /// Revokes the token for ever. What it has open is not cut here.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`]; then the token is still good.
    pub async fn revoke(&self, identity: &Identity) -> Result<(), Refusal> {
        // Rows of ended tokens are cleared by the earlier clock: a wall clock set ahead revives no token.
        let now = self.clock.now().min(self.clock.wall());
        self.store.revoke_token(&identity.token_key, identity.expires_at, now).await?;
        let mut known = self.known.lock();
        known.revocations += 1;
        known.standings.insert(Arc::clone(&identity.token_key), Standing::Revoked);
        Ok(())
    }

    /// Whether a token is known to be revoked, without asking the store. For a door that has let a connection in and
    /// looks once more: from then on the revocation itself finds the connection.
    #[must_use]
    pub fn is_known_revoked(&self, token_key: &str) -> bool {
        matches!(self.known.lock().standings.get_mut(token_key), Some(Standing::Revoked))
    }

    fn signed_in(&self, user: User) -> SignedIn {
        let id_token = self.tokens.issue(&user, self.clock.wall());
        SignedIn { user, id_token }
    }

    async fn standing(&self, verified: &Verified) -> Result<(Arc<str>, Standing), Refusal> {
        let key: Arc<str> = verified.key.as_str().into();
        let revocations = {
            let mut known = self.known.lock();
            if let Some(standing) = known.standings.get_mut(&key) {
                return Ok((key, standing.clone()));
            }
            known.revocations
        };
        let standing = if self.store.token_revoked(&key).await? {
            Standing::Revoked
        } else {
            let user = self.store.user(verified.user_id).await?.ok_or_else(no_account)?;
            Standing::Good { user_name: user.user_name.into() }
        };
        let mut known = self.known.lock();
        if known.revocations == revocations {
            known.standings.insert(Arc::clone(&key), standing.clone());
        }
        Ok((key, standing))
    }
}

fn no_account() -> Refusal {
    Refusal::new(ErrorCode::Unauthorized, "There is no account for this token any more. Sign in again.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;
    use std::path::Path;

    const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const PASSWORD: &str = "harbour-walk";

    async fn store(folder: &Path) -> Store {
        Store::open(&format!("sqlite:{}", folder.join("kith.db").display())).await.unwrap()
    }

    fn auth(store: &Store) -> Auth {
        let secret = Secret::load(Some("a secret that only this test knows"), Path::new("unused")).unwrap();
        Auth::new(store.clone(), Clock::start(), &secret).unwrap()
    }

    fn ann() -> Registration {
        Registration {
            email: "ann@kith.example".to_owned(),
            password: PASSWORD.to_owned(),
            user_name: "Ann".to_owned(),
            first_name: None,
            last_name: None,
            timezone: "UTC".to_owned(),
            day_start: DayStart::KITH,
        }
    }

    async fn sign_in(auth: &Auth, password: &str) -> Result<SignedIn, ErrorCode> {
        let signed_in = auth.sign_in("ann@kith.example", password.to_owned(), HOME).await;
        signed_in.map_err(|refusal| refusal.code)
    }

    #[tokio::test]
    async fn ac1_an_address_has_one_account() {
        let folder = tempfile::tempdir().unwrap();
        let auth = auth(&store(folder.path()).await);
        let registered = auth.register(ann(), HOME).await.unwrap();
        let again = auth.register(ann(), HOME).await.unwrap_err();
        assert_eq!(again.code, ErrorCode::Conflict);
        assert_eq!(sign_in(&auth, PASSWORD).await.unwrap().user, registered.user);
    }

    #[tokio::test]
    async fn ac2_sign_in_is_limited_by_failures_not_by_successes() {
        let folder = tempfile::tempdir().unwrap();
        let auth = auth(&store(folder.path()).await);
        auth.register(ann(), HOME).await.unwrap();
        let at_once = (0..24).map(|_| sign_in(&auth, PASSWORD));
        for signed_in in futures_util::future::join_all(at_once).await {
            assert!(signed_in.is_ok(), "{signed_in:?}");
        }
        for _ in 0..10 {
            assert_eq!(sign_in(&auth, "something else").await.err(), Some(ErrorCode::Unauthorized));
        }
        assert_eq!(sign_in(&auth, "something else").await.err(), Some(ErrorCode::TooFast));
    }

    #[tokio::test]
    async fn ac3_a_revoked_token_stays_revoked_and_the_others_stay_good() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path()).await;
        let before = auth(&store);
        let first = before.register(ann(), HOME).await.unwrap().id_token;
        let second = sign_in(&before, PASSWORD).await.unwrap().id_token;
        let caller = before.authenticate(&first).await.unwrap();
        assert_eq!(&*caller.user_name, "Ann");
        assert!(!before.is_known_revoked(&caller.token_key));
        before.revoke(&caller).await.unwrap();
        before.revoke(&caller).await.unwrap();
        assert!(before.is_known_revoked(&caller.token_key));
        for auth in [before, auth(&store)] {
            let refusal = auth.authenticate(&first).await.unwrap_err();
            assert_eq!(refusal.code, ErrorCode::Unauthorized);
            assert!(auth.authenticate(&second).await.is_ok());
        }
    }

    #[tokio::test]
    async fn ac4_a_token_of_nobody_we_know_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let stranger = auth(&store(elsewhere.path()).await).register(ann(), HOME).await.unwrap();
        let refusal = auth(&store(folder.path()).await).authenticate(&stranger.id_token).await.unwrap_err();
        assert_eq!(refusal.code, ErrorCode::Unauthorized);
    }

    #[tokio::test]
    async fn ac4_a_known_token_is_good_while_the_store_is_away() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path()).await;
        let auth = auth(&store);
        let known = auth.register(ann(), HOME).await.unwrap().id_token;
        let new = sign_in(&auth, PASSWORD).await.unwrap().id_token;
        auth.authenticate(&known).await.unwrap();
        store.close().await;
        assert!(auth.authenticate(&known).await.is_ok());
        assert_eq!(auth.authenticate(&new).await.unwrap_err().code, ErrorCode::Unavailable);
    }
}
