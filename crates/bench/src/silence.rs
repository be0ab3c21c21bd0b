//! People who are connected, have joined a room, and do nothing; what they hear is counted.

use crate::Attempt;
use crate::driving::CONNECTING_MAX;
use crate::people::Person;
use crate::socket::Socket;
use kith_protocol::TeamId;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Quiet is when nobody has heard anything for so long.
const QUIET: Duration = Duration::from_secs(2);
const QUIET_MAX: Duration = Duration::from_secs(60);

/// Connections that are joined and silent.
pub struct Silent {
    clients: JoinSet<Attempt<()>>,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    joined: AtomicUsize,
    messages: AtomicUsize,
}

impl Silent {
    /// Connects everybody and lets each join a room, some at a time.
    ///
    /// # Errors
    /// One of them failed.
    pub async fn gather(server: SocketAddr, people: &[(Person, TeamId)]) -> Attempt<Self> {
        let connecting = Arc::new(Semaphore::new(CONNECTING_MAX));
        let mut silent = Self { clients: JoinSet::new(), seen: Arc::default() };
        for (person, team) in people {
            let (connecting, seen) = (Arc::clone(&connecting), Arc::clone(&silent.seen));
            let (token, team) = (person.token.clone(), *team);
            silent.clients.spawn(async move {
                let turn = connecting.acquire_owned().await?;
                let mut socket = Socket::open(server, &token).await?;
                drop(token);
                socket.join(team).await?;
                drop(turn);
                seen.joined.fetch_add(1, Ordering::Relaxed);
                loop {
                    socket.next().await?;
                    seen.messages.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        while silent.seen.joined.load(Ordering::Relaxed) < people.len() {
            silent.still_there()?;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(silent)
    }

    /// Waits until nobody hears anything any more; gives how many messages were heard.
    ///
    /// # Errors
    /// A connection broke, or it never gets quiet.
    pub async fn quiet(&mut self) -> Attempt<usize> {
        let began = Instant::now();
        let mut heard = self.seen.messages.load(Ordering::Relaxed);
        while began.elapsed() < QUIET_MAX {
            tokio::time::sleep(QUIET).await;
            self.still_there()?;
            let now = self.seen.messages.load(Ordering::Relaxed);
            if now == heard {
                return Ok(heard);
            }
            heard = now;
        }
        Err("it does not get quiet".into())
    }

    /// Fails if a connection has ended.
    fn still_there(&mut self) -> Attempt<()> {
        match self.clients.try_join_next() {
            Some(ended) => ended?,
            None => Ok(()),
        }
    }
}
