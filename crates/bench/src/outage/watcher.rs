//! Somebody in the room who only reads: the last count that was told of each post.

use crate::Attempt;
use crate::people::Team;
use crate::server::Server;
use crate::socket::Socket;
use kith_protocol::PostId;
use serde::Deserialize;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout_at;

/// Counts are told four times a second; on a busy machine a little later.
const TOLD_MAX: Duration = Duration::from_secs(5);

/// A reader. Dropping it ends its connection.
pub struct Watcher {
    told: watch::Receiver<HashMap<PostId, u64>>,
    listening: JoinHandle<Attempt<()>>,
}

#[derive(Deserialize)]
struct Told {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "postId")]
    post: Option<PostId>,
    #[serde(rename = "likeCount")]
    count: Option<u64>,
}

impl Watcher {
    /// Joins the room as its coach on another device.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn open(server: &Server, team: &Team) -> Attempt<Self> {
        let coach = team.members.first().ok_or("a team has a coach")?;
        let mut socket = Socket::open(server.address(), &coach.token).await?;
        socket.join(team.id).await?;
        let (tell, told) = watch::channel(HashMap::new());
        let listening = tokio::spawn(async move {
            loop {
                let heard: Told = serde_json::from_str(&socket.next().await?)?;
                if let (true, Some(post), Some(count)) =
                    (heard.kind == "LIKE_UPDATE", heard.post, heard.count)
                {
                    tell.send_modify(|counts: &mut HashMap<PostId, u64>| {
                        counts.insert(post, count);
                    });
                }
            }
        });
        Ok(Self { told, listening })
    }

    /// Waits until the last told count of a post is this one.
    ///
    /// # Errors
    /// It is another one after a while; gives that.
    pub async fn hears(&self, post: PostId, expected: u64) -> Result<(), Option<u64>> {
        let mut told = self.told.clone();
        let until = Instant::now() + TOLD_MAX;
        // Of a post that nobody ever liked nothing is told.
        let right = |counts: &HashMap<PostId, u64>| counts.get(&post).copied().unwrap_or(0) == expected;
        let heard = matches!(timeout_at(until.into(), told.wait_for(right)).await, Ok(Ok(_)));
        if heard { Ok(()) } else { Err(self.told.borrow().get(&post).copied()) }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.listening.abort();
    }
}
